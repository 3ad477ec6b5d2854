"""Writes a comparison to files, and reads one again; the suffix picks the format."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

from fairaudit import report
from fairaudit.document import Document
from fairaudit.document.changes import ChangesDocument
from fairaudit.errors import UsageError, show

_MODULES = {
    ".json": "changes_files",
    ".html": "changes_html",
    ".htm": "changes_html",
    ".md": "changes_markdown",
    ".csv": "changes_csv",
}


def check_outputs(paths: Iterable[str]) -> None:
    """Refuse, before any work is done, outputs that cannot be written afterwards.

    Raises:
        UsageError: a suffix is not known, or a file is named twice.
        OutputError: a folder does not exist or may not be written.
    """
    paths = list(paths)
    for path in map(Path, paths):
        _renderer(path)
    report.check_outputs(paths)


def write(document: ChangesDocument, path: str) -> None:
    """Write the comparison in the format that the suffix names.

    Raises:
        UsageError: the suffix is not known.
        OutputError: the file cannot be written.
    """
    report.write_text(_renderer(Path(path))(document), Path(path))


def render(document: ChangesDocument) -> str:
    """Return the comparison as JSON."""
    from fairaudit.report import json_report

    return json_report.dumps(cast(Document, document))


def _renderer(path: Path) -> Callable[[ChangesDocument], str]:
    name = _MODULES.get(path.suffix.lower())
    if name is None:
        raise UsageError(
            f"The output {show(path)} has a suffix in which no comparison is written. It is one of "
            f"{', '.join(_MODULES)}."
        )
    renderer: Callable[[ChangesDocument], str] = importlib.import_module(f"fairaudit.report.{name}").render
    return renderer
