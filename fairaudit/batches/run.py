"""Audits many results, several at a time; one that fails never stops the others."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from fairaudit import __version__
from fairaudit.batches.find import Result
from fairaudit.batches.store import Store
from fairaudit.batches.summary import row_of, row_of_error
from fairaudit.document import Document
from fairaudit.document.batch import BatchResult
from fairaudit.engine.processes import prepare
from fairaudit.errors import FairauditError, OutputError
from fairaudit.source.locate import check_is_file
from fairaudit.source.together import local_files
from fairaudit.spoken import is_in_python, spoken

_KILLED = "The process that audited it was killed: there was probably not enough memory. Try"
_NO_MEMORY = "There is not enough memory for this audit. Use fewer attributes or intersections, or"

_FEWEST_THREADS = 4
"""So many threads a process may have to decode a large file, for the others may be done; small files need but one."""


class Auditor(Protocol):
    """What is done to every result. Other processes get a copy, so it can be pickled."""

    def key(self, result: Result) -> str:
        """Return what a report depends on, as one text: data, settings, version."""

    def audit(self, result: Result) -> Document:
        """Return the report's document."""

    def has_rules(self, result: Result) -> bool:
        """Tell whether rules apply to a result."""


@dataclass(frozen=True)
class Done:
    """One result is done; `was_kept` if its report was there already."""

    row: BatchResult
    was_kept: bool


def audit_one(auditor: Auditor, folder: Path, result: Result) -> Done:
    """Audit one result and write its reports, unless they are there already.

    Raises:
        OutputError: the output folder cannot be written; that concerns all results.
    """
    store = Store(folder, _roots(result))
    try:
        check_is_file(result.path)
        key = auditor.key(result)
        row = store.kept(result.name, key)
        if row is not None:
            return Done(row, True)
        document = auditor.audit(result)
        row = row_of(result.name, store.report(result.name), document)
        store.save(result.name, key, document, row)
        return Done(row, False)
    except OutputError:
        raise
    except (FairauditError, OSError) as error:
        message = str(error)
    except MemoryError:
        message = f"{_NO_MEMORY} {spoken('jobs', 1)}."
    except Exception as bug:  # whatever it is, the other results do not depend on it
        message = f"fairaudit {__version__} has a bug: {type(bug).__name__}: {bug}."
    return _not_audited(auditor, store, result, message)


def _roots(result: Result) -> tuple[str, ...]:
    """Return the folders in which a result lies, and from which its settings name other files."""
    above = result.path.removesuffix(result.name) if result.path.endswith(f"/{result.name}") else ""
    return above, str(result.folder), str(result.folder.resolve()), os.getcwd()


def _not_audited(auditor: Auditor, store: Store, result: Result, message: str) -> Done:
    store.forget(result.name)
    try:
        has_rules = auditor.has_rules(result)
    except Exception:  # its settings cannot be read: nobody knows that it has none
        has_rules = True
    return Done(row_of_error(result.name, message, has_rules=has_rules), False)


def audit_all(auditor: Auditor, folder: Path, results: Sequence[Result], jobs: int) -> Iterator[Done]:
    """Audit all results, `jobs` at a time, and yield each as it is done.

    With several jobs the largest come first: a large one that came last would keep one process busy, others idle.

    Raises:
        OutputError: the output folder cannot be written.
    """
    work = partial(audit_one, auditor, folder)
    processes = min(jobs, len(results))
    if processes <= 1:
        yield from map(work, results)
        return
    waiting = iter(sorted(results, key=_size, reverse=True))
    suspects: list[Result] = []
    while True:
        yield from _in_processes(work, folder, waiting, processes, suspects)
        if not suspects:
            return
        for result in suspects:  # one of them killed its process and took the others along: each again, by itself
            again: list[Result] = []
            yield from _in_processes(work, folder, iter([result]), 1, again)
            if again:
                yield _not_audited(auditor, Store(folder), result, f"{_KILLED} {spoken('jobs', 1)}.")
        suspects.clear()


def _size(result: Result) -> int:
    """Return the bytes of a result's files; 0 where they cannot be told, which the audit will explain."""
    try:
        return sum(os.path.getsize(path) for path in local_files(result.path))
    except (FairauditError, OSError):
        return 0


def _in_processes(
    work: Callable[[Result], Done], folder: Path, waiting: Iterator[Result], jobs: int, suspects: list[Result]
) -> Iterator[Done]:
    """Yield what other processes have done; ends early if one is killed, and `suspects` then holds what they had.

    Only a few results are handed out at a time, so memory does not grow with their number.
    """
    running: dict[Future[Done], Result] = {}
    cores = os.cpu_count() or 1
    threads = max(cores // jobs, min(cores, _FEWEST_THREADS))
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), prepare, (threads, is_in_python()))
    try:
        while True:
            for result in islice(waiting, 2 * jobs - len(running)):
                suspects.append(result)
                running[pool.submit(work, result)] = result
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield future.result()
                suspects.remove(running.pop(future))
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        _end(multiprocessing.active_children(), Store(folder), were_busy=bool(running))


def _end(children: Sequence[BaseProcess], store: Store, *, were_busy: bool) -> None:
    """End processes, and remove what those that were busy leave half-written."""
    for child in children:
        child.terminate()
    if were_busy:
        for child in children:
            child.join()
        store.clear([child.pid for child in children if child.pid is not None])
