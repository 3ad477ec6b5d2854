"""The output folder: a report for every result, and what tells whether a result has to be audited again."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast
from urllib.parse import quote

from fairaudit import report
from fairaudit.batches.find import MARK
from fairaudit.batches.use import in_use
from fairaudit.document import Document
from fairaudit.document.batch import BatchResult
from fairaudit.errors import OutputError, UsageError, show
from fairaudit.report.html import audit as audit_html
from fairaudit.report.html.places import without_folders
from fairaudit.report.shape import fault
from fairaudit.source.faults import reading
from fairaudit.spoken import said_by, spoken

_REPORTS = "reports"
_FORMATS = (".json", ".html")
_LONGEST = 180
"""Bytes of a file name that leave room for a suffix on every file system."""
_CHUNK = 1 << 20
_FAULTY = "cannot be read to its end. Check the disk or the network on which it lies."
_LIKE_A_REPORT = re.compile(r"\.(?=(json|html)$)", re.IGNORECASE)
_LEFTOVER = re.compile(r"\.fairaudit-([0-9a-f]{8})[0-9a-f]{8}\.tmp")
"""See `fairaudit.report`: the number of the process that writes, and a random one."""


class _Note(TypedDict):
    """What is noted of a result: what its reports were made from, their bytes, and its row."""

    key: str
    sizes: list[int]
    row: BatchResult


@dataclass(frozen=True)
class Store:
    """What lies in an output folder; pages name no file by the `roots` that it lies in."""

    folder: Path
    roots: tuple[str, ...] = ()

    def prepare(self) -> None:
        """Make the folder.

        Raises:
            UsageError: the folder holds other things than what a batch wrote.
            OutputError: it cannot be made.
        """
        mark = self.folder / MARK
        try:
            if self.folder.exists() and not mark.is_dir() and any(self.folder.iterdir()):
                raise UsageError(
                    f"The folder {show(self.folder)} is not empty, and no batch wrote it. Name a new folder: "
                    f"{said_by('-o audits', spoken('output', 'audits'))}."
                )
            mark.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"The folder {show(self.folder)} cannot be written: {error.strerror}.") from error

    def in_use(self) -> AbstractContextManager[None]:
        """Clear what a killed run left half-written, unless another run is writing; be known as writing until the end.

        Raises:
            OutputError: something cannot be cleared.
        """
        return in_use(self.folder / MARK, self.clear)

    def clear(self, writers: Sequence[int] | None = None) -> None:
        """Remove what is half-written by these processes, or by anybody.

        Raises:
            OutputError: something cannot be removed.
        """
        try:
            for path in self.folder.rglob(".fairaudit-*.tmp"):
                found = _LEFTOVER.fullmatch(path.name)
                if found and (writers is None or int(found[1], 16) in writers):
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"The folder {show(self.folder)} cannot be written: {error.strerror}.") from error

    def check(self) -> None:
        """Make sure that the folder is still there.

        Raises:
            OutputError: it is not: a new one in its place would lack the reports that were written before.
        """
        if not (self.folder / MARK).is_dir():
            raise OutputError(
                f"The folder {show(self.folder)} was removed or renamed while the batch ran. Run the command again."
            )

    def report(self, name: str) -> str:
        """Return where the JSON report of a result lies, relative to the folder, with `/` between its parts."""
        return f"{_REPORTS}/{safe_path(name)}.json"

    def save(self, name: str, key: str, document: Document, row: BatchResult) -> None:
        """Write the reports of a result, and last, when they are complete, what they were made from.

        Raises:
            OutputError: a file cannot be written, or the folder is gone.
        """
        self.check()
        target = self.folder / self.report(name)
        note = self._note(name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            note.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"The folder {show(target.parent)} cannot be made: {error.strerror}.") from error
        try:
            written, page = self._reports(name)
            report.write(document, written)
            shown = without_folders(document, self.roots)
            report.write_text(audit_html.render(shown, up=f"{'../' * self.report(name).count('/')}index.html"), page)
            report.write_text(json.dumps({"key": key, "sizes": self._sizes(name), "row": row}), note)
        except OutputError:
            self.check()
            raise

    def kept(self, name: str, key: str) -> BatchResult | None:
        """Return the row of a result that was audited before from the same data, settings and version.

        None also where the note or a report is not what was written then.
        """
        try:
            noted = json.loads(self._note(name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(noted, dict) or noted.get("key") != key or fault(noted, _Note):
            return None
        if not noted["sizes"] or noted["sizes"] != self._sizes(name):
            return None
        row = cast(_Note, noted)["row"]
        if "groups" not in row or any("unit" not in each for each in row["metrics"]):
            return None
        return row if (row["name"], row["report"]) == (name, self.report(name)) else None

    def _sizes(self, name: str) -> list[int]:
        """Return the bytes of a result's reports; none where one is missing."""
        try:
            return [os.path.getsize(path) for path in self._reports(name)]
        except OSError:
            return []

    def _reports(self, name: str) -> list[Path]:
        target = self.folder / self.report(name)
        return [target.with_name(target.stem + suffix) for suffix in _FORMATS]

    def forget(self, name: str) -> None:
        """Remove the reports of a result that can no longer be audited: old numbers must not pass for new ones."""
        for path in (self._note(name), *self._reports(name)):
            path.unlink(missing_ok=True)

    def _note(self, name: str) -> Path:
        return self.folder / MARK / f"{safe_path(name)}.json"


def safe_path(name: str) -> str:
    """Return a relative path that any file system can hold and that cannot lead out of the folder.

    Unusual characters are written as in a URL, and so is the last dot of a folder that could be the report of another
    result; a part that is too long keeps its beginning and gets a hash.
    """
    *folders, last = (_safe_part(part) for part in name.split("/"))
    return "/".join([*(_LIKE_A_REPORT.sub("%2E", folder) for folder in folders), last])


def _safe_part(part: str) -> str:
    safe = quote(part, safe=" ()+,=@'!&[]", errors="surrogateescape")
    if not safe.strip("."):
        safe = safe.replace(".", "%2E") or "%"
    if len(safe) > _LONGEST:
        digest = hashlib.sha256(part.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        safe = f"{safe[: _LONGEST - 20].rstrip('%')}~{digest}"
    return safe


def digest_of(files: Iterable[Path]) -> str:
    """Return one SHA-256 for the names and contents of files.

    Raises:
        DataError: one cannot be read.
    """
    whole = hashlib.sha256()
    for path in files:
        content = hashlib.sha256()
        with reading(str(path), _FAULTY), path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                content.update(chunk)
        whole.update(json.dumps([str(path), content.hexdigest()]).encode())
    return whole.hexdigest()
