"""Adds rows up into cells: one cell for every combination of codes that occurs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fairaudit.cube import CodeArray, merge_cells

_DENSE_CELLS = 1 << 20
"""Up to so many possible cells, counting into an array that holds them all is faster than sorting."""
_COMPACT_AT = 1 << 20
"""So many sparse cells are merged before more are added."""


class CellCounter:
    """Sums over rows for every combination of codes, in memory that grows with the combinations, not with the rows."""

    def __init__(self, axes: int, sums: int) -> None:
        self._axes, self._sums = axes, sums
        self._radices: tuple[int, ...] | None = None
        self._dense: list[npt.NDArray[np.float64]] = []
        self._parts: list[tuple[CodeArray, npt.NDArray[np.float64]]] = []

    def add(
        self, codes: Sequence[CodeArray], radices: Sequence[int], values: Sequence[npt.NDArray[np.float64] | None]
    ) -> None:
        """Add rows. `codes` has an array per axis, each below its radix; a value of None counts rows."""
        rows = len(codes[0]) if codes else len(values[0]) if values and values[0] is not None else 0
        if not rows:
            return
        key = _combine(codes, radices, rows)
        if math.prod(radices) <= _DENSE_CELLS:
            self._add_dense(key, tuple(radices), values)
        else:
            self._add_sparse(key, codes, values)

    def cells(self) -> tuple[CodeArray, npt.NDArray[np.float64]]:
        """Return the codes ``(cells, axes)`` and the sums ``(cells, sums)`` of all rows added so far."""
        self._flush()
        if not self._parts:
            return np.zeros((0, self._axes), dtype=np.int64), np.zeros((0, self._sums))
        self._compact()
        return self._parts[0]

    def _add_dense(
        self, key: CodeArray, radices: tuple[int, ...], values: Sequence[npt.NDArray[np.float64] | None]
    ) -> None:
        if radices != self._radices:
            self._flush()
            self._radices = radices
            self._dense = [np.zeros(math.prod(radices)) for _ in range(self._sums)]
        for total, value in zip(self._dense, values, strict=True):
            total += np.bincount(key, weights=value, minlength=len(total))

    def _add_sparse(
        self, key: CodeArray, codes: Sequence[CodeArray], values: Sequence[npt.NDArray[np.float64] | None]
    ) -> None:
        _, first, cell = np.unique(key, return_index=True, return_inverse=True)
        sums = np.stack(
            [np.bincount(cell, weights=value, minlength=len(first)) for value in values], axis=1, dtype=np.float64
        )
        self._append(np.stack([code[first] for code in codes], axis=1), sums)

    def _flush(self) -> None:
        """Turn the dense array into cells: its layout no longer fits once a code has a new value."""
        if self._radices is None:
            return
        present = np.flatnonzero(self._dense[0])
        sums = np.stack([total[present] for total in self._dense], axis=1)
        self._append(_split(present, self._radices), sums)
        self._radices = None

    def _append(self, codes: CodeArray, sums: npt.NDArray[np.float64]) -> None:
        self._parts.append((codes, sums))
        if len(self._parts) > 1 and sum(len(part) for part, _ in self._parts[1:]) > _COMPACT_AT:
            self._compact()

    def _compact(self) -> None:
        codes, sums = zip(*self._parts, strict=True)
        self._parts = [merge_cells(np.concatenate(codes), np.concatenate(sums))]


def _combine(codes: Sequence[CodeArray], radices: Sequence[int], rows: int) -> CodeArray:
    """Combine the codes of a row into one integer, the last axis running fastest."""
    if math.prod(radices) >= 2**62:
        # No integer holds that many combinations: number those that occur instead.
        return np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
    key = np.zeros(rows, dtype=np.int64) if not codes else codes[0].astype(np.int64, copy=True)
    for code, radix in zip(codes[1:], radices[1:], strict=True):
        key *= radix
        key += code
    return key


def _split(key: CodeArray, radices: Sequence[int]) -> CodeArray:
    """Undo `_combine`."""
    codes = np.empty((len(key), len(radices)), dtype=np.int64)
    for axis in reversed(range(len(radices))):
        key, codes[:, axis] = np.divmod(key, radices[axis])
    return codes
