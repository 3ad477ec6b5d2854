"""Where the records of delimited text begin and end: a line end inside a quoted value ends no record."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]

_QUOTE = b'"'[0]
_PIECE = 1 << 18
"""Bytes looked at at once: their positions stay in the cache."""

_MOST_LINES_OF_A_HEADER = 100


class StrayQuoteError(Exception):
    """A quoted value goes on after its closing quote; `position` is that quote's."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def quotes_in(data: bytes, delimiter: bytes) -> Positions:
    """Return the positions of the opening and closing quotes in turn; with an odd number, the last value is open.

    A quote opens a value only as its first character; elsewhere in a value it is a character like others. `data` begins
    with a record. A doubled quote may be listed (it closes and opens at once) or not.

    Raises:
        StrayQuoteError: text follows a closing quote.
    """
    quotes = np.flatnonzero(np.frombuffer(data, np.uint8) == _QUOTE)
    return quotes if _ends_inside(data, delimiter) is not None else _one_by_one(data, delimiter, quotes)


def _ends_inside(data: bytes, delimiter: bytes) -> bool | None:
    """Tell whether the text ends inside a quoted value; None if its quotes do not simply open and close in turn."""
    if b'"' not in data:
        return False
    array = np.frombuffer(data, np.uint8)
    inside = 0
    for begin in range(0, len(array), _PIECE):
        quotes = np.flatnonzero(array[begin : begin + _PIECE] == _QUOTE) + begin
        before_opening = array.take(quotes[inside::2] - 1, mode="clip")  # at the edges, clipping finds the quote itself
        after_closing = array.take(quotes[1 - inside :: 2] + 1, mode="clip")
        if not (_are_bounds(before_opening, delimiter) and _are_bounds(after_closing, delimiter)):
            return None
        inside ^= len(quotes) & 1
    return bool(inside)


def _are_bounds(characters: NDArray[np.uint8], delimiter: bytes) -> bool:
    bounds = delimiter + b'\r\n"'
    found = characters == bounds[0]
    for bound in bounds[1:]:
        found |= characters == bound
    return bool(found.all())


def _one_by_one(data: bytes, delimiter: bytes, quotes: Positions) -> Positions:
    bounds = delimiter + b"\r\n"
    found: list[int] = []
    second_of_pair = -1
    for position in quotes.tolist():
        following = data[position + 1 : position + 2]
        if position == second_of_pair:
            continue
        if len(found) % 2 == 0:
            if position == 0 or data[position - 1] in bounds:
                found.append(position)
        elif following == b'"':
            second_of_pair = position + 1
        elif following in bounds:  # or nothing follows
            found.append(position)
        else:
            raise StrayQuoteError(position)
    return np.array(found, np.int64)


def end_of_records(data: bytes, delimiter: bytes) -> int:
    """Return how many bytes of the text are whole records (0: not even one).

    Raises:
        StrayQuoteError: text follows a closing quote.
    """
    line_end = b"\n" if b"\n" in data else b"\r"
    inside = _ends_inside(data, delimiter)
    if inside is None:
        quotes = quotes_in(data, delimiter)
        inside, backwards = len(quotes) % 2 == 1, iter(quotes[::-1].tolist())
    else:
        backwards = _backwards(data)
    stop = len(data)
    for quote in chain(backwards, [-1]):
        found = -1 if inside else data.rfind(line_end, quote + 1, stop)
        if found >= 0:
            return found + 1
        stop, inside = quote, not inside
    return 0


def _backwards(data: bytes) -> Iterator[int]:
    position = len(data)
    while (position := data.rfind(b'"', 0, position)) >= 0:
        yield position


def first_record(data: bytes, delimiters: bytes) -> int:
    """Return how many bytes of the text are its first record (0: it has no end); what comes after it is not judged.

    Raises:
        StrayQuoteError: text follows a closing quote.
    """
    line_end = b"\n" if b"\n" in data else b"\r"
    end = 0
    for _ in range(_MOST_LINES_OF_A_HEADER):
        end = data.find(line_end, end) + 1
        if end == 0 or len(quotes_in(data[:end], delimiters)) % 2 == 0:
            return end
    return 0


def record_starts(data: bytes, delimiter: bytes) -> Positions:
    """Return where each record of the text begins; blank lines are none.

    Raises:
        StrayQuoteError: text follows a closing quote.
    """
    array = np.frombuffer(data, np.uint8)
    is_return = array == b"\r"[0]
    is_line_end = array == b"\n"[0]
    is_return[:-1] &= ~is_line_end[1:]  # a carriage return ends a line, too, unless it is half of a line end
    line_ends = np.flatnonzero(is_return | is_line_end)
    outside = np.searchsorted(quotes_in(data, delimiter), line_ends) % 2 == 0
    starts = np.concatenate([[0], line_ends[outside] + 1])
    starts = starts[starts < len(data)]
    rows: Positions = starts[(array[starts] != b"\n"[0]) & (array[starts] != b"\r"[0])]
    return rows
