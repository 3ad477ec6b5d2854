"""Gives the values of a column codes: group labels stay text, and a missing value is a value of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairaudit.cube import Axis, CodeArray
from fairaudit.errors import DataError, show
from fairaudit.labels import text_of
from fairaudit.spoken import spoken
from fairaudit.tally.texts import texts_of

BoolArray = npt.NDArray[np.bool_]

_NOT_SEEN = -1
_LONGEST_LABEL = 10_000
"""Characters of the longest group label: a longer one is a text that stands in the wrong column."""
_SMALL_RANGE = 1 << 12
"""Integers in a range of this size are looked up in a table instead of being hashed; so many values share one table."""


def blocks(rows: int, size: int = 1 << 15) -> Iterator[slice]:
    """Cut rows into blocks so short that they stay in the processor's cache from one step to the next."""
    return (slice(start, start + size) for start in range(0, rows, size))


def as_numpy(array: pa.Array) -> npt.NDArray[Any]:
    """Return an Arrow array as numpy, without a copy where it has no nulls.

    `pyarrow.Array.to_numpy` imports pandas, which costs more than a small audit; DLPack does not.
    """
    if array.null_count or not (pa.types.is_integer(array.type) or pa.types.is_floating(array.type)):
        copied: npt.NDArray[Any] = array.to_numpy(zero_copy_only=False)
        return copied
    return np.from_dlpack(array)


@dataclass(frozen=True, eq=False)
class Codes:
    """The codes of one batch: row r has the code ``table[indices[r]]``.

    Rows are added up by their indices, which are as narrow as the batch allows; only the cells that remain are
    translated by the table.
    """

    indices: npt.NDArray[Any]
    table: CodeArray

    def __getitem__(self, rows: npt.NDArray[Any] | slice) -> Codes:
        return Codes(self.indices[rows], self.table)

    @property
    def each(self) -> CodeArray:
        """The code of every row."""
        codes: CodeArray = self.table[self.indices]
        return codes

    def equal(self, code: int) -> BoolArray | None:
        """Return which rows have this code; None if no row of the batch can have it."""
        wanted = self.table == code
        return wanted[self.indices] if wanted.any() else None


class Codebook:
    """The values of one column, coded in the order in which they first appear."""

    def __init__(self, column: str, most: int | None = None) -> None:
        self.column = column
        self.values: list[str | None] = []
        self._codes: dict[str | None, int] = {}
        self._most = most
        self._last: tuple[pa.Array, bool, CodeArray] | None = None
        self._range: tuple[int, CodeArray] | None = None
        self._all: CodeArray = np.zeros(0, dtype=np.int64)

    @property
    def labels(self) -> list[str | None]:
        """What a row can be said to have."""
        return self.values

    def axis(self) -> Axis:
        """Return the axis that the codes are on."""
        return Axis(self.column, tuple(self.values))

    def holding(self, codes: Codes, label: str | None) -> BoolArray | None:
        """Return which rows have this label; None if no row of the batch can have it."""
        return codes.equal(self.code(label))

    def code(self, value: str | None) -> int:
        """Return the code of a value; a new value gets the next one."""
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self.values)
            self.values.append(value)
            if self._most is not None:
                self._check_label(value, self._most)
        return code

    def _check_label(self, value: str | None, most: int) -> None:
        if len(self.values) > most:
            raise DataError(
                f"Column `{show(self.column)}` has more than {most:,} different values, so it is hardly a "
                f"column of groups. Choose another column, or group its numbers: "
                f"{spoken('bins', {show(self.column): (10, 20, 30)})}."
            )
        if value is not None and len(value) > _LONGEST_LABEL:
            raise DataError(
                f"Column `{show(self.column)}` holds a text of {len(value):,} characters, so it is hardly a column of "
                f"groups: `{show(value[:40])}…`. Choose another column, or give its groups names of at most "
                f"{_LONGEST_LABEL:,} characters."
            )

    def encode(self, column: pa.Array) -> Codes:
        """Return the codes of the rows of an Arrow array."""
        if pa.types.is_integer(column.type) and not column.null_count:
            small = self._encode_small_integers(as_numpy(column))
            if small is not None:
                return small
        if not pa.types.is_dictionary(column.type):
            column = self._by_known_texts(column) or column.dictionary_encode()
        values, indices = column.dictionary, column.indices
        if len(values) > len(indices):
            # A dictionary of many values of which the batch holds few: look at those that occur.
            column = column.cast(values.type).dictionary_encode()
            values, indices = column.dictionary, column.indices
        return self._common(with_nulls_last(indices, len(values)), self._table(values, indices.null_count > 0))

    def _by_known_texts(self, column: pa.Array) -> pa.DictionaryArray | None:
        """Return a column of texts by the dictionary of the last batch and what is new: quicker than making one.

        None if there is no such dictionary, or if it is long.
        """
        import pyarrow.compute as pc

        known = None if self._last is None else self._last[0]
        if known is None or known.type != column.type or len(known) > _SMALL_RANGE:
            return None
        if known.null_count or not _is_text(column.type):
            return None
        indices = pc.index_in(column, value_set=known)
        if indices.null_count > column.null_count:
            new = column.filter(pc.and_(pc.is_null(indices), pc.is_valid(column))).unique()
            known = pa.concat_arrays([known, new])
            indices = pc.index_in(column, value_set=known)
        return None if len(known) > _SMALL_RANGE else pa.DictionaryArray.from_arrays(indices, known)

    def _common(self, indices: npt.NDArray[Any], table: CodeArray) -> Codes:
        """Return codes by the table that all batches have, if it is short: their rows are then added up together."""
        if len(self.values) > _SMALL_RANGE:
            return Codes(indices, table)
        if len(self._all) != len(self.values):
            self._all = np.arange(len(self.values), dtype=np.int64)
        if np.array_equal(table, self._all[: len(table)]):
            return Codes(indices, self._all)
        return Codes(table.astype(np.int16)[indices], self._all)

    def _table(self, values: pa.Array, missing: bool) -> CodeArray:
        """Return the codes of a batch's dictionary and, if rows have no value, last the code of a missing one."""
        if self._last is not None and self._last[1] == missing and self._last[0].equals(values):
            return self._last[2]
        codes = [self.code(text) for text in texts_of(self.column, values)]
        table = np.array([*codes, self.code(None)] if missing else codes, dtype=np.int64)
        self._last = values, missing, table
        return table

    def _encode_small_integers(self, numbers: npt.NDArray[Any]) -> Codes | None:
        if not len(numbers):
            return Codes(np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int64))
        if numbers.itemsize == 1:
            numbers = numbers.astype(np.int16)  # differences of eight bits need more than eight
        known = self._known_from_zero()
        if known is not None and (narrow := _narrowed(numbers, len(known))) is not None:
            return Codes(narrow, known)
        low, high = int(numbers.min()), int(numbers.max())
        if high - low >= _SMALL_RANGE:
            return None
        offsets = (numbers - numbers.dtype.type(low) if low else numbers).astype(np.int32)
        if self._range is None or self._range[0] != low or len(self._range[1]) != high - low + 1:
            self._range = low, np.full(high - low + 1, _NOT_SEEN, dtype=np.int64)
        table = self._range[1]
        if (table == _NOT_SEEN).any():
            new = np.flatnonzero((np.bincount(offsets, minlength=len(table)) > 0) & (table == _NOT_SEEN))
            table[new] = [self.code(str(low + int(offset))) for offset in new]
        return Codes(offsets, table)

    def _known_from_zero(self) -> CodeArray | None:
        """Return the table of integers from 0 on, if every one in its range has been seen."""
        if self._range is None or self._range[0] != 0 or (self._range[1] == _NOT_SEEN).any():
            return None
        return self._range[1]


class BinnedCodebook(Codebook):
    """The values of a numeric column in bins: `<18`, `18 to <30`, …, `>=65`."""

    def __init__(self, column: str, edges: tuple[float, ...]) -> None:
        super().__init__(column)
        self._edges = np.array(edges)
        shown = [text_of(edge) for edge in edges]
        names = [f"<{shown[0]}", *(f"{a} to <{b}" for a, b in pairwise(shown)), f">={shown[-1]}"]
        for name in names:
            self.code(name)

    def axis(self) -> Axis:
        """Return the axis that the codes are on, its bins in their order."""
        return Axis(self.column, tuple(self.values), ordered=True)

    def encode(self, column: pa.Array) -> Codes:
        """Return the bin of every row; a missing number is missing."""
        try:
            numbers = as_numpy(column.cast(pa.float64(), safe=not pa.types.is_integer(column.type)))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise DataError(
                f"Column `{show(self.column)}` does not hold numbers, so {spoken('bins')} cannot group it. Leave that "
                "out, and each of its values is a group; or write the groups into a column of their own."
            ) from error
        codes = np.searchsorted(self._edges, numbers, side="right").astype(np.int64)
        missing = np.isnan(numbers)
        if missing.any():
            codes[missing] = self.code(None)
        return self._common(codes, np.arange(len(self.values), dtype=np.int64))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _narrowed(numbers: npt.NDArray[Any], limit: int) -> npt.NDArray[np.int16] | None:
    """Return whole numbers in 16 bits; None unless all are from 0 to below `limit`, at most `_SMALL_RANGE`."""
    narrow = np.empty(len(numbers), dtype=np.int16)
    # As unsigned numbers, negative ones are the largest: one maximum tells that all are in the range.
    unsigned = numbers.view(f"u{numbers.itemsize}")
    for rows in blocks(len(numbers)):
        if unsigned[rows].max() >= limit:
            return None
        narrow[rows] = numbers[rows]
    return narrow


def with_nulls_last(indices: pa.Array, last: int) -> npt.NDArray[Any]:
    """Return indices as numpy, `last` in place of nulls."""
    if not indices.null_count:
        return as_numpy(indices)
    indices = indices.cast(pa.int32())
    valid = as_numpy(indices.is_valid().cast(pa.uint8()))
    numbers = np.frombuffer(indices.buffers()[1], dtype=np.int32)[indices.offset : indices.offset + len(indices)]
    return np.where(valid == 1, numbers, np.int32(last))
