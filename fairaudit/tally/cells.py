"""Adds rows up into cells: one cell for every combination of codes that occurs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fairaudit.counts import FloatArray
from fairaudit.cube import CodeArray, merge_cells
from fairaudit.tally.codebook import Codes, blocks

_DENSE_CELLS = 1 << 20
"""Up to so many possible cells, counting into an array that holds them all is faster than sorting."""
_NARROW_CELLS = (1 << 15) - 1
"""The keys of up to so many cells fit in 16 bits, which halves the memory that each step of making them touches."""
_BLOCK = 1 << 15
"""Rows counted at once: their keys stay in the processor's cache from one step to the next."""
_COMPACT_AT = 1 << 20
"""So many sparse cells are merged before more are added."""


class CellCounter:
    """Sums over rows for every combination of codes, in memory that grows with the combinations, not with the rows."""

    def __init__(self, axes: int, sums: int) -> None:
        self._axes, self._sums = axes, sums
        self._tables: list[CodeArray] = []
        self._size = 0
        self._dense: list[FloatArray] = []
        self._waiting: list[tuple[npt.NDArray[Any], Sequence[FloatArray | None]]] = []
        self._parts: list[tuple[CodeArray, FloatArray]] = []

    def add(self, codes: Sequence[Codes], values: Sequence[FloatArray | None]) -> None:
        """Add rows: an entry of `codes` per axis, an entry of `values` per sum; None counts rows."""
        if not len(codes[0].indices):
            return
        cells = math.prod(len(axis.table) for axis in codes)
        if cells <= _DENSE_CELLS:
            self._add_dense(codes, cells, values)
        else:
            self._add_sparse(codes, cells, values)

    def cells(self) -> tuple[CodeArray, FloatArray]:
        """Return the codes ``(cells, axes)`` and the sums ``(cells, sums)`` of all rows added so far."""
        return merge_cells(*self.parts())

    def parts(self) -> tuple[CodeArray, FloatArray]:
        """Return what `cells` does, but some cells may be there in several parts.

        If there is one part only, it is in the order of the indices of rows.
        """
        self._flush()
        if len(self._parts) == 1:
            return self._parts[0]
        codes = [np.zeros((0, self._axes), dtype=np.int64), *(part for part, _ in self._parts)]
        return np.concatenate(codes), np.concatenate([np.zeros((0, self._sums)), *(sums for _, sums in self._parts)])

    def _add_dense(self, codes: Sequence[Codes], cells: int, values: Sequence[FloatArray | None]) -> None:
        tables = [axis.table for axis in codes]
        if len(tables) != len(self._tables) or any(a is not b for a, b in zip(tables, self._tables, strict=True)):
            self._flush()
            self._tables = tables
            self._size, self._dense = cells, []
        kind = np.int16 if cells <= _NARROW_CELLS else np.int32
        radices = [len(table) for table in tables]
        for rows in blocks(len(codes[0].indices), max(_BLOCK, cells)):
            key = _combine([axis.indices[rows] for axis in codes], radices, kind)
            self._waiting.append((key, [None if value is None else value[rows] for value in values]))
            if sum(len(waiting) for waiting, _ in self._waiting) >= cells or cells <= _NARROW_CELLS:
                self._count()

    def _count(self) -> None:
        """Count the rows that wait: as many as there are cells at once, because each time all cells are added up."""
        if not self._waiting:
            return
        key = _joined([key for key, _ in self._waiting]).astype(np.intp)
        for place in range(self._sums):
            given = [value for _, values in self._waiting if (value := values[place]) is not None]
            more = np.bincount(key, weights=_joined(given) if given else None, minlength=self._size)
            if place < len(self._dense):
                self._dense[place] += more
            else:
                self._dense.append(more.astype(np.float64))
        self._waiting = []

    def _add_sparse(self, codes: Sequence[Codes], cells: int, values: Sequence[FloatArray | None]) -> None:
        indices = [axis.indices for axis in codes]
        if cells < 2**62:
            key = _combine(indices, [len(axis.table) for axis in codes], np.int64)
            _, first, cell = np.unique(key, return_index=True, return_inverse=True)
        else:
            _, first, cell = np.unique(np.stack(indices, axis=1), axis=0, return_index=True, return_inverse=True)
        cell = cell.reshape(-1)
        sums = np.stack([np.bincount(cell, weights=value, minlength=len(first)) for value in values], axis=1)
        self._append(np.stack([axis[first].each for axis in codes], axis=1), sums.astype(np.float64))

    def _flush(self) -> None:
        """Turn the dense array into cells: its layout ends with the tables that its indices refer to."""
        self._count()
        if not self._tables:
            return
        present = np.flatnonzero(self._dense[0])
        sums = np.empty((self._sums, len(present)))
        for row, total in zip(sums, self._dense, strict=True):
            np.take(total, present, out=row, mode="clip")  # as it is written, without a copy
        self._append(_split(present, self._tables).T, sums.T)
        self._tables, self._dense = [], []

    def _append(self, codes: CodeArray, sums: FloatArray) -> None:
        self._parts.append((codes, sums))
        if len(self._parts) > 1 and sum(len(part) for part, _ in self._parts[1:]) > _COMPACT_AT:
            self._compact()

    def _compact(self) -> None:
        codes, sums = zip(*self._parts, strict=True)
        self._parts = [merge_cells(np.concatenate(codes), np.concatenate(sums))]


def _joined(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _combine(
    indices: Sequence[npt.NDArray[Any]], radices: Sequence[int], kind: type[np.signedinteger[Any]]
) -> npt.NDArray[Any]:
    """Combine the indices of each row into one integer, the last axis running fastest."""
    key: npt.NDArray[Any] = indices[0].astype(kind)
    for index, radix in zip(indices[1:], radices[1:], strict=True):
        key *= kind(radix)
        key += index.astype(kind, copy=False)
    return key


def _split(key: CodeArray, tables: Sequence[CodeArray]) -> CodeArray:
    """Undo `_combine`: return the codes that the tables have for the indices, shape ``(axes, cells)``."""
    codes = np.empty((len(tables), len(key)), dtype=np.int64)
    key = key.astype(np.int32)  # at most `_DENSE_CELLS`
    for axis in reversed(range(len(tables))):
        key, index = np.divmod(key, len(tables[axis]))
        np.take(tables[axis], index, out=codes[axis], mode="clip")
    return codes
