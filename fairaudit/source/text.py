"""Text of any size as blocks of whole records in UTF-8, in bounded memory."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fairaudit.errors import DataError, UsageError
from fairaudit.source.faults import file_shown, reading
from fairaudit.source.stored import StoredFile, decompressed
from fairaudit.spoken import spoken

BLOCK = 4 << 20
"""Bytes read at a time: large enough for Arrow's parser, small enough to stay in the cache."""

LONGEST_RECORD = 1 << 26
"""No record of an audit is as long; a quote that is never closed would make one."""

_UTF8_MARK = codecs.BOM_UTF8
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

DAMAGED = "is damaged or incomplete: it cannot be decompressed to its end. Copy or download it again."


@dataclass(frozen=True)
class Block:
    """Some whole records of a text, and where they start in it (bytes of decompressed UTF-8)."""

    data: bytes
    start: int


@dataclass(frozen=True)
class Text:
    """The content of a stored file as UTF-8, without a byte-order mark."""

    file: StoredFile
    encoding: str | None = None

    def chunks(self, digest: Any = None, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the text; `digest` is fed with the bytes as stored.

        Raises:
            DataError: the file cannot be read or decompressed, or is not in the encoding that was named.
        """
        stored = decompressed(self.file, size, digest or hashlib.sha256())
        with reading(self.file.name, DAMAGED):
            yield from self._marked(stored) if self.encoding is None else self._transcoded(stored, self.encoding)

    def _marked(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        first = next(chunks, b"")
        if first.startswith(_UTF16_MARKS):
            raise DataError(f"{file_shown(self.file.name)} is UTF-16. Say so with {spoken('encoding', 'utf-16')}.")
        yield first.removeprefix(_UTF8_MARK)
        yield from chunks

    def _transcoded(self, chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)()
        lines, mark = 1, "\ufeff"
        try:
            for chunk in chunks:
                decoded = decoder.decode(chunk).removeprefix(mark)
                yield decoded.encode()
                lines, mark = lines + decoded.count("\n"), ""
            yield decoder.decode(b"", final=True).encode()
        except UnicodeError as error:
            raise DataError(
                f"{file_shown(self.file.name)} is not in the encoding `{encoding}` (at or after line {lines}). "
                f"Name its real encoding with {spoken('encoding')}; without one it is read as UTF-8."
            ) from error

    def first(self, size: int) -> bytes:
        """Return the first bytes of the text, at least `size` of them unless it is shorter."""
        found = b""
        for chunk in self.chunks(size=max(size, 1 << 16)):
            found += chunk
            if len(found) >= size:
                break
        return found

    def line_at(self, position: int) -> int:
        """Return the number of the physical line at a byte of the text, counted from 1 (reads the text again)."""
        line = 1
        for chunk in self.chunks():
            line += line_ends(chunk[:position])
            position -= len(chunk)
            if position <= 0:
                break
        return line


def line_ends(data: bytes) -> int:
    """Return how many lines end in a piece of text: line feeds, or carriage returns where those are all there is."""
    return data.count(b"\n") or data.count(b"\r")


def known_encoding(name: str | None) -> str | None:
    """Return the encoding to read with; None stands for UTF-8.

    Raises:
        UsageError: no encoding has this name.
    """
    if name is None:
        return None
    try:
        known = codecs.lookup(name).name
        codecs.getincrementaldecoder(known)().decode(b"").encode()
    except (LookupError, AttributeError, UnicodeError, TypeError, ValueError) as error:
        raise UsageError(
            f"There is no text encoding `{name}`. Use a name such as utf-8, utf-16, latin-1 or windows-1252."
        ) from error
    return None if known in {"utf-8", "utf-8-sig"} else known


def blocks(
    chunks: Iterator[bytes], whole: Callable[[Block], int], unfinished: Callable[[Block], None]
) -> Iterator[Block]:
    """Yield the text as blocks that end where a record ends.

    Args:
        chunks: the text in pieces.
        whole: how many bytes of a piece of text are whole records.
        unfinished: called with a record that has no end, either within LONGEST_RECORD bytes or before the text ends;
            it raises the fitting error, or returns if the last record needs no end.
    """
    pending, start, look_at = b"", 0, 0
    for chunk in chunks:
        pending += chunk
        if len(pending) < look_at:
            continue
        if end := whole(Block(pending, start)):
            yield Block(pending[:end], start)
            pending, start, look_at = pending[end:], start + end, 0
        elif len(pending) > LONGEST_RECORD:
            unfinished(Block(pending, start))
        else:
            look_at = 2 * len(pending)
    if pending:
        last = Block(pending, start)
        if whole(last) < len(pending):
            unfinished(last)
        yield last
