"""The whole path of a batch: find the results, audit each, sum them up, and write the folder of reports."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairaudit.batches.auditor import FileAuditor
from fairaudit.batches.find import Result, by_column, find_results
from fairaudit.batches.manifest import read_manifest
from fairaudit.batches.run import audit_all
from fairaudit.batches.store import Store
from fairaudit.batches.summary import summary_of
from fairaudit.document.batch import BatchDocument, BatchResult
from fairaudit.document.escaping import escaped
from fairaudit.errors import UsageError
from fairaudit.report import csv_report, write_text
from fairaudit.report.ci import junit
from fairaudit.report.html import batch as batch_html
from fairaudit.spoken import spoken

Advance = Callable[[str, str | None], None]
"""Called with the name of a result that is done, and in a word what is wrong with it, if anything."""


@dataclass(frozen=True)
class BatchRequest:
    """Everything that is asked of one batch.

    Either `folder` or `manifest` says what the results are. `options` are settings of all of them, in the types of
    `Config`; `columns` are roles that results in the same data take from a column each. `rules` are sentences. Without
    `config_file` each result has the nearest settings file above it. `command` is the command line, for the provenance.
    """

    folder: str | None
    output: str
    manifest: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    config_file: str | None = None
    jobs: int = 1
    fail_fast: bool = False
    command: str | None = None


@contextmanager
def _unwatched(_: int) -> Iterator[Advance]:
    yield lambda name, trouble: None  # noqa: ARG005


def run_batch(
    request: BatchRequest, watch: Callable[[int], AbstractContextManager[Advance]] = _unwatched
) -> BatchDocument:
    """Audit all results, write the folder, and return the summary; `watch` is told how many there are.

    Raises:
        FairauditError: there are no results, or the folder cannot be written. A result that cannot be audited is none:
            the summary says why.
    """
    target = Path(request.output)
    root, results = _found(request, target)
    results, options = _by_columns(results, request)
    store = Store(target)
    store.prepare()
    auditor = FileAuditor(root, request.config_file, options, request.rules)
    with store.in_use():
        with watch(len(results)) as advance:
            rows = _audited(auditor, target, results, request, advance)
        folder = request.manifest or str(request.folder)
        document = summary_of(rows, folder, request.command, auditor.about())
        store.check()
        _write(document, target, root)
    return document


def _found(request: BatchRequest, target: Path) -> tuple[Path, list[Result]]:
    """Return where the search for settings ends, and the results."""
    folder, manifest = request.folder, request.manifest
    if folder is not None and manifest is None:
        return Path(folder), find_results(Path(folder), request.include, request.exclude, target)
    if folder is None and manifest is not None:
        return Path(manifest).parent, read_manifest(Path(manifest))
    raise UsageError(f"Name either a folder of results or a {spoken('manifest')}.")


def _by_columns(results: list[Result], request: BatchRequest) -> tuple[list[Result], dict[str, Any]]:
    """Return a result per column where a role is named several times, and the settings that all results share."""
    options = dict(request.options)
    for role, columns in request.columns.items():
        results = by_column(results, role, columns) if len(columns) > 1 else results
        options |= {role: columns[0]} if len(columns) == 1 else {}
    return results, options


def _audited(
    auditor: FileAuditor, target: Path, results: Sequence[Result], request: BatchRequest, advance: Advance
) -> list[BatchResult]:
    """Return the rows in the order of the results, whatever the order in which they were done."""
    found: dict[str, BatchResult] = {}
    for done in audit_all(auditor, target, results, request.jobs):
        found[done.row["name"]] = done.row
        trouble = _trouble(done.row)
        advance(done.row["name"], trouble)
        if request.fail_fast and trouble:
            break
    return [found[result.name] for result in results if result.name in found]


def _trouble(row: BatchResult) -> str | None:
    """Return in a word what is wrong with a result, if anything."""
    if row["error"] is not None:
        return "not audited"
    return "failed" if row["exit_code"] == 1 else None


def _write(document: BatchDocument, target: Path, root: Path) -> None:
    write_text(_as_json(document), target / "summary.json")
    write_text(csv_report.render_batch(document), target / "summary.csv")
    write_text(csv_report.render_matrix(document), target / "matrix.csv")
    write_text(batch_html.render(document, (str(root), str(root.resolve()), os.getcwd())), target / "index.html")
    if document["judged"]:
        write_text(junit.render_batch(document), target / "junit.xml")


def _as_json(document: BatchDocument) -> str:
    """Return the summary with a line for each result: that takes far less memory than an indented one."""
    head = json.dumps({**document, "results": []}, indent=1, ensure_ascii=False).removesuffix("[]\n}")
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in document["results"])
    return escaped(f"{head}[\n{rows}\n]}}\n")
