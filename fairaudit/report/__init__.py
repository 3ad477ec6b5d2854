"""Renderings of a report: each shows what the document holds and computes nothing."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

from fairaudit.document import Document
from fairaudit.errors import OutputError, UsageError, show

SUFFIXES = (".json", ".html", ".htm", ".md", ".csv")

_REASONS = {
    errno.ENOENT: "its folder does not exist; make the folder first",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.EACCES: "you may not write there; choose another folder",
    errno.EPERM: "you may not write there; choose another folder",
    errno.EROFS: "that file system is read-only; choose another folder",
    errno.ENOSPC: "the disk is full; nothing was left half-written",
    errno.EDQUOT: "your disk quota is used up; nothing was left half-written",
    errno.EISDIR: "that is a folder; name a file",
    errno.ENAMETOOLONG: "the name is too long",
}


def check_outputs(paths: Iterable[str | Path]) -> None:
    """Refuse, before any work is done, outputs that cannot be written afterwards.

    Raises:
        UsageError: a suffix is not known, or a file is named twice.
        OutputError: a folder does not exist or may not be written.
    """
    seen = set()
    for path in map(Path, paths):
        _renderer(path)
        target = os.path.realpath(path)
        if target in seen:
            raise UsageError(f"The output {show(path)} is named twice. Give every report a file of its own.")
        seen.add(target)
        _check_place(path, Path(target))


def write(document: Document, path: str | Path) -> None:
    """Write the report in the format that the suffix names; the file is complete or not there at all.

    Raises:
        UsageError: the suffix is not known.
        OutputError: the file cannot be written.
    """
    path = Path(path)
    content = _renderer(path)(document).encode("utf-8")
    try:
        _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise _output_error(path, error.errno, error.strerror) from None


def _renderer(path: Path) -> Callable[[Document], str]:
    """Return the renderer for a suffix; each is imported only when it is asked for."""
    suffix = path.suffix.lower()
    if suffix == ".json":
        from fairaudit.report import json_report

        return json_report.dumps
    if suffix in (".html", ".htm"):
        from fairaudit.report import html

        return html.render
    if suffix == ".md":
        from fairaudit.report import markdown

        return markdown.render
    if suffix == ".csv":
        from fairaudit.report import csv_report

        return csv_report.render
    known = ", ".join(SUFFIXES)
    raise UsageError(f"The output {show(path)} has a suffix that fairaudit does not write. It writes {known}.")


def _check_place(path: Path, target: Path) -> None:
    if target.is_dir():
        raise _output_error(path, errno.EISDIR)
    if not target.parent.exists():
        raise _output_error(path, errno.ENOENT)
    if not target.parent.is_dir():
        raise _output_error(path, errno.ENOTDIR)
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise _output_error(path, errno.EACCES)


def _output_error(path: Path, number: int | None, words: str | None = None) -> OutputError:
    reason = _REASONS.get(number or 0) or show(words or "the system does not say why")
    return OutputError(f"Cannot write {show(path)}: {reason}.")


def _replace(target: Path, content: bytes) -> None:
    """Write beside the target, then rename: a reader sees the old file or the whole new one."""
    beside = target.parent / f".fairaudit-{secrets.token_hex(8)}.tmp"
    try:
        with open(beside, "xb") as file:
            file.write(content)
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
