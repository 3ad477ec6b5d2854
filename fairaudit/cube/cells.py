"""Cells of a cube: rows of codes, and adding up those that are the same."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from fairaudit.cube.axis import CodeArray

FloatSums = npt.NDArray[np.float64]
_DENSE = 8
"""Up to so many possible cells for each one that is there, a table of all is quicker than sorting."""


def merge_cells(codes: CodeArray, sums: FloatSums) -> tuple[CodeArray, FloatSums]:
    """Add up the sums of cells that have the same codes; return unique codes in ascending order and their sums."""
    unique, cell = unique_rows(codes)
    if len(unique) < len(codes):
        return unique, add_up(sums, cell, len(unique))
    order = np.empty(len(cell), dtype=np.int64)
    order[cell] = np.arange(len(cell))
    return unique, sums[order]


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


def add_up(sums: FloatSums, cell: CodeArray, size: int) -> FloatSums:
    """Add rows of `sums` that belong to the same cell."""
    flat = sums.reshape(len(sums), math.prod(sums.shape[1:]))
    total = np.empty((size, flat.shape[1]))
    for column in range(flat.shape[1]):
        total[:, column] = np.bincount(cell, weights=flat[:, column], minlength=size)
    return total.reshape(size, *sums.shape[1:])
