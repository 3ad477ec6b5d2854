"""Text a line at a time, for layouts whose records are lines of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fairaudit.errors import DataError
from fairaudit.source.faults import file_shown
from fairaudit.source.text import LONGEST_RECORD, Block, Text, blocks, line_ends
from fairaudit.spoken import spoken

_LINE_END = re.compile(r"\r\n?|\n")


def numbered_lines(text: Text, digest: Any) -> Iterator[tuple[int, str]]:
    """Yield every line that is not blank, without space around it, and its number, counted from 1.

    Args:
        text: what to read.
        digest: is fed with the bytes as stored.

    Raises:
        DataError: the file cannot be read, or a line is not text in UTF-8.
    """
    shown = file_shown(text.file.name)

    def unfinished(block: Block) -> None:
        if len(block.data) > LONGEST_RECORD:
            raise DataError(f"{shown} has a line longer than {LONGEST_RECORD >> 20} MB. Write an utterance a line.")

    number = 0
    for block in blocks(text.chunks(digest), lambda block: block.data.rfind(b"\n") + 1, unfinished):
        lines = _LINE_END.split(_decoded(block.data, shown, number))
        for line in lines if lines[-1] else lines[:-1]:
            number += 1
            if line := line.strip(" \t"):
                yield number, line


def _decoded(data: bytes, shown: str, lines_before: int) -> str:
    place, utf_16 = data.find(b"\0"), spoken("encoding", "utf-16")
    said = f"this is not text, it holds a NUL byte. If it is UTF-16, say {utf_16}."
    try:
        decoded = data.decode()
    except UnicodeDecodeError as error:
        place, byte = error.start, data[error.start]
        example = spoken("encoding", "latin-1")
        said = f"this is not UTF-8 (byte 0x{byte:02x}). Name the file's encoding, for example {example}."
    if place >= 0:
        raise DataError(f"{shown}, line {lines_before + 1 + line_ends(data[:place])}: {said}")
    return decoded
