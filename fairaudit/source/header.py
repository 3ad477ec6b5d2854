"""The first line of delimited text: its delimiter and the names of the columns."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from fairaudit.errors import DataError, UsageError
from fairaudit.source.arrays import check_unique
from fairaudit.source.faults import file_shown, listed
from fairaudit.source.quotes import StrayQuoteError, first_record, quotes_in
from fairaudit.source.text import Text
from fairaudit.spoken import spoken

DELIMITERS = ",;\t|"
_FIRST_BYTES = 1 << 16
_MOST_BYTES = 1 << 24
_LOOKS_LIKE_DATA = re.compile(r"([+-]?(\d[\d_,.:/ -]*(e[+-]?\d+)?|\.\d+))?", re.IGNORECASE)
"""Numbers, dates, times, or nothing; without the space around them, which the pattern could divide in many ways."""


@dataclass(frozen=True)
class Header:
    """The names of the columns, and how long the line is that spells them.

    Attributes:
        names: in order; a column without a name has an empty one.
        delimiter: one character.
        size: the bytes up to the first row.
    """

    names: tuple[str, ...]
    delimiter: str
    size: int


def known_delimiter(delimiter: str | None) -> str | None:
    """Return the delimiter that an option names: one ASCII character, `tab`, or None.

    Raises:
        UsageError: this cannot be a delimiter.
    """
    named = {"tab": "\t", "\\t": "\t", None: None}.get(delimiter, delimiter)
    if named is not None and (len(named) != 1 or not named.isascii() or named in '"\r\n\0'):
        raise UsageError(f"`{named}` cannot delimit columns. Use one character such as `,` `;` `|`, or `tab`.")
    return named


def read_header(text: Text, delimiter: str | None) -> Header:
    """Read the header of a delimited text; without a delimiter, find out.

    Raises:
        DataError: the file is empty, has no header, or names a column twice.
    """
    shown = file_shown(text.file.name)
    try:
        line, size = _first_record(text, (delimiter or DELIMITERS).encode())
        delimiter = delimiter or max(DELIMITERS, key=_outside_quotes(line).count)
        names = _names(shown, line, delimiter)
    except (StrayQuoteError, csv.Error) as error:
        raise DataError(f"The first line of {shown} has a stray quote. Correct the names of the columns.") from error
    _check_names(shown, names)
    return Header(names, delimiter, size)


def _names(shown: str, line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line], delimiter=delimiter)))
    except csv.Error:
        longest = csv.field_size_limit()
        if len(line) <= longest:
            raise
        raise DataError(
            f"The first line of {shown} has a name of more than {longest:,} characters. Check that it holds the names "
            f"of the columns, and what stands between them ({spoken('delimiter')})."
        ) from None


def _first_record(text: Text, delimiters: bytes) -> tuple[str, int]:
    """Return the first line that is not blank, and the bytes up to the next."""
    shown = file_shown(text.file.name)
    size = _FIRST_BYTES
    while True:
        data = text.first(size)
        start = len(data) - len(data.lstrip(b"\r\n"))
        end = start + first_record(data[start:], delimiters)
        if end > start:
            return _decoded(shown, data[start:end]), end
        if len(data) < size or size > _MOST_BYTES:
            break
        size *= 16
    if start == len(data):
        raise DataError(f"{shown} is empty. It needs a first line with the names of the columns, and rows.")
    if len(quotes_in(data[start:], delimiters)) % 2 or size > _MOST_BYTES:
        raise DataError(f"The first line of {shown} does not end: a quote opens and is never closed. Close it.")
    return _decoded(shown, data[start:]), len(data)


def _decoded(shown: str, line: bytes) -> str:
    if b"\0" in line:
        said = spoken("encoding", "utf-16")
        raise DataError(f"{shown} is not text: its first line holds NUL bytes. If it is UTF-16, say {said}.")
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{shown} is not UTF-8 (byte 0x{line[error.start]:02x} in its first line). "
            f"Name its encoding, for example {spoken('encoding', 'latin-1')}."
        ) from error


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _check_names(shown: str, names: tuple[str, ...]) -> None:
    if all(_LOOKS_LIKE_DATA.fullmatch(name.strip()) for name in names):
        raise DataError(
            f"{shown} has no header: its first line holds {listed(list(names))}. "
            "Put the names of the columns into the first line."
        )
    check_unique(shown, tuple(filter(None, names)))
