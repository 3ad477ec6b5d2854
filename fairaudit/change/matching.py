"""Which rows of two results have one id: ids are compared in full, and count where each result has them once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fairaudit.cube import CodeArray
from fairaudit.inference.effective_size import BoolArray
from fairaudit.tally.codebook import with_nulls_last
from fairaudit.tally.kept import whole_numbers


@dataclass(frozen=True)
class Matched:
    """The places of the rows that are partners, and those that are none.

    `old` and `new` hold a place per pair, in the order of the new result; `alone` the places in either result of rows
    whose id the other one lacks.
    """

    old: CodeArray
    new: CodeArray
    alone: tuple[CodeArray, CodeArray]
    repeated: int
    without_id: int


def match(old: list[pa.ChunkedArray], new: list[pa.ChunkedArray]) -> Matched:
    """Find the rows that have one id; an id can be of several columns."""
    before, after = (_singles(*side) for side in _keys(old, new))
    place = np.full(max(each.key.max(initial=0) for each in (before, after)) + 1, -1)
    place[before.key] = before.row
    partner = place[after.key]
    met = partner >= 0
    return Matched(
        partner[met],
        after.row[met],
        (np.setdiff1d(before.row, partner[met], assume_unique=True), after.row[~met]),
        before.repeated + after.repeated,
        before.without_id + after.without_id,
    )


def nearly(old: list[pa.ChunkedArray], new: list[pa.ChunkedArray], matched: Matched) -> int:
    """Count the rows that would have a partner if spaces, capitals and the way numbers are written did not count."""
    import pyarrow.compute as pc

    def loose(column: pa.ChunkedArray, rows: CodeArray) -> pa.ChunkedArray:
        texts = column.take(whole_numbers(rows)).cast(pa.large_string())
        return pc.replace_substring_regex(pc.utf8_lower(pc.utf8_trim_whitespace(texts)), _NUMBER, r"\1\2")

    if not all(map(len, matched.alone)):
        return 0
    sides = zip((old, new), matched.alone, strict=True)
    return len(match(*([loose(column, rows) for column in side] for side, rows in sides)).new)


_NUMBER = r"^\+?(-?)0*([0-9]+?)(?:\.0*)?$"
"""A whole number in any form: 1, 01, +1 and 1.0 are one."""


def _keys(old: list[pa.ChunkedArray], new: list[pa.ChunkedArray]) -> list[tuple[CodeArray, BoolArray]]:
    """Return for each result one number per row, equal where the ids are, and which rows have an id."""
    rows = len(old[0])
    key, named = np.zeros(rows + len(new[0]), dtype=np.int64), np.ones(rows + len(new[0]), dtype=bool)
    for place, (before, after) in enumerate(zip(old, new, strict=True)):
        codes, values = _coded(before, after)
        named &= codes < values
        key = codes if place == 0 else np.unique(key * (values + 1) + codes, return_inverse=True)[1]
    return [(key[:rows], named[:rows]), (key[rows:], named[rows:])]


def _coded(before: pa.ChunkedArray, after: pa.ChunkedArray) -> tuple[CodeArray, int]:
    """Return a code per row of both columns, and the number of values, which is the code of a missing one."""
    if before.type != after.type:
        before, after = (each.cast(pa.large_string()) for each in (before, after))
    coded = pa.chunked_array([*before.chunks, *after.chunks]).dictionary_encode()
    values = len(coded.chunk(0).dictionary)
    codes = [with_nulls_last(chunk.indices, values) for chunk in coded.chunks]
    return np.concatenate(codes).astype(np.int64), values


@dataclass(frozen=True)
class _Singles:
    """The rows whose id is theirs alone: place and key; and how many rows have none, or not alone."""

    row: CodeArray
    key: CodeArray
    repeated: int
    without_id: int


def _singles(key: CodeArray, named: BoolArray) -> _Singles:
    alone = np.bincount(key)[key] == 1
    row = np.flatnonzero(named & alone)
    repeated, without = np.count_nonzero(named & ~alone), np.count_nonzero(~named)
    return _Singles(row, key[row], int(repeated), int(without))
