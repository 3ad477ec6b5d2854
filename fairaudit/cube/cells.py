"""Cells of a cube: rows of codes, and adding up those that are the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from fairaudit.cube.axis import CodeArray

FloatSums = npt.NDArray[np.float64]
_DENSE = 8
"""Up to so many possible cells for each one that is there, a table of all is quicker than sorting."""


def merge_cells(codes: CodeArray, sums: FloatSums) -> tuple[CodeArray, FloatSums]:
    """Add up the sums of cells that have the same codes; return unique codes in ascending order and their sums."""
    if _ascending(codes):
        return codes, sums
    unique, cell = unique_rows(codes)
    if len(unique) < len(codes):
        return unique, add_up(sums, cell, len(unique))
    order = np.empty(len(cell), dtype=np.int64)
    order[cell] = np.arange(len(cell))
    return unique, sums[order]


def _ascending(codes: CodeArray) -> bool:
    """Tell whether each row of codes comes after the one before it."""
    after, alike = np.zeros(max(len(codes) - 1, 0), dtype=np.bool_), np.ones(max(len(codes) - 1, 0), dtype=np.bool_)
    for column in codes.T:
        after |= alike & (column[1:] > column[:-1])
        alike &= column[1:] == column[:-1]
    return bool(after.all())


def unique_rows(codes: CodeArray) -> tuple[CodeArray, CodeArray]:
    """Return the distinct rows of `codes`, ascending, and for each row its place among them."""
    if codes.shape[1] == 0:
        present = min(len(codes), 1)
        return np.zeros((present, 0), dtype=np.int64), np.zeros(len(codes), dtype=np.int64)
    sizes = codes.max(axis=0, initial=0) + 1
    if np.prod(sizes.astype(float)) < 2**62:
        key = codes[:, 0].astype(np.int64)
        for column in range(1, codes.shape[1]):
            key = key * sizes[column] + codes[:, column]
        first, inverse = unique_keys(key, int(np.prod(sizes)))
        return codes[first], inverse
    unique, inverse = np.unique(codes, axis=0, return_inverse=True)
    return unique, inverse.reshape(-1)


def unique_keys(key: CodeArray, possible: int) -> tuple[CodeArray, CodeArray]:
    """Return one place of every distinct key, ascending, and for each key its place among them.

    Keys are from 0 to below `possible`.
    """
    if possible > _DENSE * len(key):
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        return first, inverse
    there = np.zeros(possible, dtype=np.bool_)
    there[key] = True
    inverse = (np.cumsum(there) - 1)[key]
    first = np.empty(np.count_nonzero(there), dtype=np.int64)
    first[inverse] = np.arange(len(key))
    return first, inverse


def add_up_keys(sums: FloatSums, key: CodeArray, possible: int) -> tuple[CodeArray, FloatSums]:
    """Add rows of `sums` that have the same key; return the distinct keys, ascending, and their sums.

    Keys are from 0 to below `possible`.
    """
    if possible > _DENSE * len(key):
        distinct, cell = np.unique(key, return_inverse=True)
        return distinct, add_up(sums, cell, len(distinct))
    there = np.zeros(possible, dtype=np.bool_)
    there[key] = True
    distinct = np.flatnonzero(there)
    return distinct, _columns(sums, (column[distinct] for column in _added(sums, key, possible)), len(distinct))


def add_up(sums: FloatSums, cell: CodeArray, size: int) -> FloatSums:
    """Add rows of `sums` that belong to the same cell; each of the columns of the result is contiguous."""
    return _columns(sums, _added(sums, cell, size), size)


def _added(sums: FloatSums, cell: CodeArray, size: int) -> Iterator[FloatSums]:
    """Yield the sum of each column of `sums` in every cell."""
    starts = runs(cell)
    for values in sums.reshape(len(sums), math.prod(sums.shape[1:])).T:
        yield add_values(values, cell, size, starts)


def runs(cell: CodeArray) -> CodeArray | None:
    """Return where each cell begins, if cells ascend; None if they do not."""
    if (cell[1:] < cell[:-1]).any():
        return None
    return np.append(0, np.flatnonzero(cell[1:] != cell[:-1]) + 1)[: len(cell)]


def add_values(values: FloatSums, cell: CodeArray, size: int, starts: CodeArray | None) -> FloatSums:
    """Add up the values of every cell; `starts` are its `runs`, which add up faster."""
    if starts is None:
        return np.bincount(cell, weights=values, minlength=size).astype(np.float64, copy=False)
    total = np.zeros(size)
    if len(starts):
        total[cell[starts]] = np.add.reduceat(values, starts, dtype=np.float64)
    return total


def _columns(like: FloatSums, columns: Iterable[FloatSums], size: int) -> FloatSums:
    """Return columns of this size side by side, as rows of the same shape as those of `like`."""
    total = np.empty((math.prod(like.shape[1:]), size))
    for row, column in zip(total, columns, strict=True):
        row[:] = column
    return total.T.reshape(size, *like.shape[1:])
