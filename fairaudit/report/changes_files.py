"""Writes a comparison to files, and reads one again; the suffix picks the format."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

from fairaudit import report
from fairaudit.document import Document
from fairaudit.document.changes import CHANGES_VERSION, ChangesDocument
from fairaudit.errors import DataError, UsageError, show
from fairaudit.report import json_report
from fairaudit.report.older import complete_changes
from fairaudit.report.shape import fault

_BEGINNING = 200
"""So many bytes hold the first keys of a document."""
_MODULES = {
    ".json": "changes_files",
    ".html": "html.changes",
    ".htm": "html.changes",
    ".md": "markdown.changes",
    ".csv": "changes_csv",
    ".xml": "ci.junit",
    ".sarif": "ci.sarif",
}


def check_outputs(paths: Iterable[str], *, judged: bool) -> None:
    """Refuse, before any work is done, outputs that cannot be written afterwards; `judged` if there are rules.

    Raises:
        UsageError: a suffix is not known, or needs rules, or a file is named twice.
        OutputError: a folder does not exist or may not be written.
    """
    paths = list(paths)
    for path in map(Path, paths):
        _renderer(path)
        _check_judged(path, judged)
    report.check_outputs(paths)


def write(document: ChangesDocument, path: str) -> None:
    """Write the comparison in the format that the suffix names.

    Raises:
        UsageError: the suffix is not known, or needs rules.
        OutputError: the file cannot be written.
    """
    _check_judged(Path(path), document["gate"] is not None)
    report.write_text(_renderer(Path(path))(document), Path(path))


def is_comparison(path: str) -> bool:
    """Tell whether a file is a comparison as JSON, by what it begins with."""
    try:
        with open(path, "rb") as file:
            return b'"changes_version"' in file.read(_BEGINNING)
    except OSError:
        return False


def read(path: str) -> ChangesDocument:
    """Read a comparison from a JSON file.

    Raises:
        DataError: it is damaged, or of a version that this program cannot read.
    """
    try:
        found = json_report.parsed(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{show(path)} is not a comparison of fairaudit: {show(error)}.") from None
    version = found.get("changes_version") if isinstance(found, dict) else None
    if isinstance(version, int) and version > CHANGES_VERSION:
        raise DataError(
            f"{show(path)} has version {version}; this fairaudit reads versions up to {CHANGES_VERSION}. "
            "Install a newer fairaudit."
        )
    first = fault(found, ChangesDocument)
    if first:
        raise DataError(f"{show(path)} is a damaged comparison of fairaudit: {show(first)}. Compare anew.")
    return complete_changes(cast(ChangesDocument, found))


def render(document: ChangesDocument) -> str:
    """Return the comparison as JSON."""
    return json_report.dumps(cast(Document, document))


def _check_judged(path: Path, judged: bool) -> None:
    if path.suffix.lower() in report.SUFFIXES_OF_VERDICTS and not judged:
        raise UsageError(
            f"The output {show(path)} has the suffix of a format that holds verdicts, and no rule is about a change. "
            'Add one, here or in fairaudit.toml: --require "accuracy.change overall >= -0.01".'
        )


def _renderer(path: Path) -> Callable[[ChangesDocument], str]:
    name = _MODULES.get(path.suffix.lower())
    if name is None:
        raise UsageError(
            f"The output {show(path)} has a suffix in which no comparison is written. It is one of "
            f"{', '.join(_MODULES)}."
        )
    renderer: Callable[[ChangesDocument], str] = importlib.import_module(f"fairaudit.report.{name}").render
    return renderer
