"""Gives the values of a column codes: group labels stay text, and a missing value is a value of its own."""

from __future__ import annotations

import datetime
import decimal
import math
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairaudit.cube import CodeArray
from fairaudit.errors import DataError, show

_SMALL_RANGE = 1 << 12
"""Integers in a range of this size are looked up in a table instead of being hashed."""


def as_numpy(array: pa.Array) -> npt.NDArray[Any]:
    """Return an Arrow array as numpy, without a copy where it has no nulls.

    `pyarrow.Array.to_numpy` imports pandas, which costs more than a small audit; DLPack does not.
    """
    if array.null_count or not (pa.types.is_integer(array.type) or pa.types.is_floating(array.type)):
        copied: npt.NDArray[Any] = array.to_numpy(zero_copy_only=False)
        return copied
    return np.from_dlpack(array)


class Codebook:
    """The values of one column, coded in the order in which they first appear."""

    def __init__(self, column: str, most: int | None = None) -> None:
        self.column = column
        self.values: list[str | None] = []
        self._codes: dict[str | None, int] = {}
        self._most = most

    def code(self, value: str | None) -> int:
        """Return the code of a value; a new value gets the next one."""
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self.values)
            self.values.append(value)
            if self._most is not None and len(self.values) > self._most:
                raise DataError(
                    f"Column `{show(self.column)}` has more than {self._most:,} different values, so it is hardly a "
                    "column of groups. Choose another column, or group its numbers: "
                    f"--bin {show(self.column)}=10,20,30."
                )
        return code

    def encode(self, column: pa.Array) -> CodeArray:
        """Return the code of every row of an Arrow array."""
        if pa.types.is_integer(column.type) and not column.null_count:
            small = self._encode_small_integers(as_numpy(column))
            if small is not None:
                return small
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        table = [self.code(text_of(value)) for value in column.dictionary.to_pylist()]
        indices = column.indices
        if indices.null_count:
            indices = indices.fill_null(len(table))
            table.append(self.code(None))
        codes: CodeArray = np.array(table, dtype=np.int64)[as_numpy(indices)]
        return codes

    def _encode_small_integers(self, numbers: npt.NDArray[Any]) -> CodeArray | None:
        if not len(numbers):
            return np.zeros(0, dtype=np.int64)
        low, high = int(numbers.min()), int(numbers.max())
        if high - low >= _SMALL_RANGE:
            return None
        offsets = numbers - numbers.dtype.type(low)
        table = np.zeros(high - low + 1, dtype=np.int64)
        for offset in np.flatnonzero(np.bincount(offsets)):
            table[offset] = self.code(str(low + int(offset)))
        codes: CodeArray = table[offsets]
        return codes


class BinnedCodebook(Codebook):
    """The values of a numeric column in bins: `<18`, `18 to <30`, …, `>=65`."""

    def __init__(self, column: str, edges: tuple[float, ...]) -> None:
        super().__init__(column)
        self._edges = np.array(edges)
        shown = [text_of(edge) for edge in edges]
        names = [f"<{shown[0]}", *(f"{a} to <{b}" for a, b in pairwise(shown)), f">={shown[-1]}"]
        for name in names:
            self.code(name)

    def encode(self, column: pa.Array) -> CodeArray:
        """Return the bin of every row; a missing number is missing."""
        try:
            numbers = as_numpy(column.cast(pa.float64()))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise DataError(f"Column `{show(self.column)}` does not hold numbers, so --bin cannot group it.") from error
        codes: CodeArray = np.searchsorted(self._edges, numbers, side="right").astype(np.int64)
        missing = np.isnan(numbers)
        if missing.any():
            codes[missing] = self.code(None)
        return codes


def text_of(value: object) -> str | None:
    """Return a value as a label: text as it is, numbers in their shortest form, dates as ISO, true and false."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, decimal.Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace")
    return str(value)
