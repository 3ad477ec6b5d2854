"""Tallies in several processes: each file is counted in one of them, and their tallies are added."""

from __future__ import annotations

import multiprocessing
import operator
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from fairaudit.catalogue import TASKS
from fairaudit.config import Config
from fairaudit.engine.here import Progress, batches_of
from fairaudit.errors import DataError, NothingCountedError
from fairaudit.source import Source, SourceFile
from fairaudit.source.faults import file_shown
from fairaudit.spoken import is_in_python, speak, spoken
from fairaudit.tally import Roles, RowAccount, Tallied
from fairaudit.tally.total import total

if TYPE_CHECKING:
    from fairaudit.tasks.task import Tally


@dataclass(frozen=True)
class _Counted:
    """What became of one file: its tally, or why nothing of it could be counted."""

    account: RowAccount
    files: Sequence[SourceFile]
    comma_columns: Sequence[str]
    tallied: Tallied | None = None
    nothing: NothingCountedError | None = None


@dataclass
class _Work:
    """Files that wait to be counted, by their places, and those that are."""

    waiting: list[int]
    done: dict[int, _Counted] = field(default_factory=dict)


def can_share(source: Source, config: Config) -> bool:
    """Tell whether several processes can count a source: it has several files, all of which they can open.

    The worst utterances of all are not those of each file.
    """
    return source.again is not None and len(source.names) > 1 and not config.examples


def count_in_processes(
    source: Source, roles: Roles, config: Config, progress: Progress | None, jobs: int
) -> Tallied | None:
    """Count all rows of a source that processes can share, `jobs` files at a time.

    Return None where the rows of a file told another way to count than those of another file: all must be seen at once.

    A file whose process is killed is counted once more by itself, and no file counts twice. The sum is made in the
    order of the files, so that it does not depend on which is ready first.

    Raises:
        FairauditError: the data cannot be read or counted; a file that is at fault is named.
    """
    work = _Work(list(range(len(source.names))))
    _share(source, roles, config, progress, work, jobs)
    for place in list(work.waiting):  # a process was killed, and took the others along: each again, by itself
        alone = _Work([place], work.done)
        _share(source, roles, config, progress, alone, 1)
        if alone.waiting:
            name = file_shown(source.names[place])
            why = "was killed, perhaps for its memory"
            raise DataError(f"The process that counted {name} {why}. Try {spoken('jobs', 1)}.")
    found = [work.done[place] for place in range(len(source.names))]
    commas = [name for each in found for name in each.comma_columns]
    source.was_read([file for each in found for file in each.files], commas)
    return _sum(found)


def _sum(found: Sequence[_Counted]) -> Tallied | None:
    """Return the tally of all; of files of which nothing could be counted there is an account only."""
    tallied = [each.tallied for each in found if each.tallied is not None]
    nothing = [each for each in found if each.tallied is None]
    if not tallied:
        raise next(each.nothing for each in nothing if each.nothing is not None)
    if any(each.how != tallied[0].how for each in tallied):
        return None
    whole = total(tallied)
    return replace(whole, account=reduce(operator.add, (each.account for each in nothing), whole.account))


def _share(source: Source, roles: Roles, config: Config, progress: Progress | None, work: _Work, jobs: int) -> None:
    """Let processes count what waits; ends early if one of them is killed."""
    jobs = min(jobs, len(work.waiting))
    threads = max((os.cpu_count() or 1) // jobs, 1)
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), prepare, (threads, is_in_python()))
    running: dict[Future[_Counted], int] = {}
    try:
        for place in work.waiting:
            running[pool.submit(_count_file, source.again, place, roles, config)] = place
        for future in as_completed(running):
            work.done[running[future]] = future.result()
            work.waiting.remove(running[future])
            if progress is not None:
                progress(sum(each.account.read for each in work.done.values()))
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()


def _count_file(again: Callable[[], Source] | None, place: int, roles: Roles, config: Config) -> _Counted:
    """Count one file of a source, in a process of its own."""
    if again is None:
        raise TypeError("these data can be read only where they are")
    whole = again()
    part = whole.only(place)
    tally: Tally = TASKS[roles.task].start(roles, config, part)
    try:
        for batch in batches_of(part, roles, config, tally.account):
            tally.add(batch)
        tallied: Any = tally.counted()
    except NothingCountedError as nothing:
        return _Counted(tally.account, part.files(), part.comma_columns, nothing=nothing)
    except DataError as error:
        name = file_shown(whole.names[place])
        raise DataError(str(error) if name in str(error) else f"In {name}: {error}") from error
    return _Counted(tally.account, part.files(), part.comma_columns, tallied)


def prepare(threads: int, in_python: bool) -> None:
    """Let the parent alone hear Ctrl-C, limit the threads, speak as it does, and end with it, however it ends."""
    import signal

    import pyarrow as pa

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_cpu_count(threads)
    speak(in_python=in_python)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
