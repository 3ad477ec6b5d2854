"""Rows that are kept apart, because each has a partner elsewhere: who they are, and what they add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairaudit.counts import FloatArray
from fairaudit.cube import CodeArray
from fairaudit.tally.codebook import BoolArray, Codes
from fairaudit.tally.texts import texts_of

HashArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.integer[Any]] | FloatArray
"""Whole numbers in half the room; others as they are."""


@dataclass
class KeptRows:
    """The counted rows in the order of the file, batch by batch; `ids` are the columns that name a row.

    Whole numbers stay numbers, and every other id is the text that a group label of its value would be. `codes` has a
    column per axis of the cube. `values`, of shape ``(rows, fields, 1)``, are what a row adds to each field, without
    its weight. `truths` are hashes of what should have been said.
    """

    ids: tuple[str, ...]
    _ids: list[list[pa.Array]] = field(default_factory=list)
    _codes: list[npt.NDArray[np.int32]] = field(default_factory=list)
    _values: list[FloatArray] = field(default_factory=list)
    _weights: list[FloatArray] = field(default_factory=list)
    _truths: list[HashArray] = field(default_factory=list)

    def add(
        self,
        batch: pa.RecordBatch,
        keep: BoolArray | None,
        codes: Sequence[Codes],
        values: Sequence[FloatArray | None],
        weight: FloatArray | None,
        truths: HashArray | None = None,
    ) -> None:
        """Keep the rows of one batch that `keep` is true for; all else is of these rows alone."""
        columns = [batch.column(name) for name in self.ids]
        if keep is not None:
            columns = [column.take(whole_numbers(np.flatnonzero(keep))) for column in columns]
        self._ids.append([_plain(name, column) for name, column in zip(self.ids, columns, strict=True)])
        rows = len(columns[0])
        self._codes.append(np.stack([each.each for each in codes], axis=1).astype(np.int32))
        self._values.append(np.stack([np.ones(rows) if each is None else each for each in values], axis=1))
        if weight is not None:
            self._weights.append(weight)
        if truths is not None:
            self._truths.append(truths)

    def id_columns(self) -> list[pa.ChunkedArray]:
        """Return the ids, column by column: whole numbers if all are, else text."""
        return [_alike(chunks) for chunks in zip(*self._ids, strict=True)]

    @property
    def codes(self) -> CodeArray:
        """The codes of every row."""
        return np.concatenate(self._codes).astype(np.int64)

    @property
    def values(self) -> FloatArray:
        """What every row adds to each field."""
        return np.concatenate(self._values)[..., None]

    @property
    def weights(self) -> FloatArray | None:
        """The weight of every row, if rows have weights."""
        return np.concatenate(self._weights) if self._weights else None

    @property
    def truths(self) -> HashArray | None:
        """The hash of every row's reference, if rows have any."""
        return np.concatenate(self._truths) if self._truths else None


def narrow(numbers: CodeArray | FloatArray) -> SmallArray:
    """Return numbers in 32 bits if all of them are whole and fit, else as they are."""
    with np.errstate(invalid="ignore"):
        small = numbers.astype(np.int32)
    return small if np.array_equal(small, numbers) else numbers


def _plain(name: str, column: pa.Array) -> pa.Array:
    """Return ids as 64-bit whole numbers or as text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_integer(column.type) and not pa.types.is_uint64(column.type):
        return column.cast(pa.int64())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_uint64(column.type):
        return column.cast(pa.large_string())
    coded = column.dictionary_encode()
    texts = pa.array(texts_of(name, coded.dictionary), pa.large_string())
    return texts.take(coded.indices)


def _alike(chunks: Sequence[pa.Array]) -> pa.ChunkedArray:
    if len({chunk.type for chunk in chunks}) > 1:
        chunks = [chunk.cast(pa.large_string()) for chunk in chunks]
    return pa.chunked_array(chunks)


def whole_numbers(numbers: npt.NDArray[np.int64]) -> pa.Array:
    """Return 64-bit numbers as an Arrow array; `pyarrow.array` imports pandas, which costs more than a small audit."""
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)])
