"""What all kinds of counts share: named sums over rows, and moments of the row weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Counts:
    """Sums over the rows of one or many cells.

    `sums` has shape ``(..., fields, moments)``. For the field x, moment j is the sum of ``weight**j * x`` over the
    rows: moment 0 counts rows, moment 1 is the weighted sum. Data without weights have moment 0 alone. Higher moments
    carry what the intervals of weighted rates need, so that nothing needs the rows again. With weights, one more
    column stands behind the moments: the plain sum over the rows that weigh more than 0 (see `evidence`).
    """

    fields: ClassVar[tuple[str, ...]] = ()
    row_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that count rows; every row is in exactly one of them."""

    sums: FloatArray

    def __post_init__(self) -> None:
        if self.sums.ndim < 2 or self.sums.shape[-2] != len(self.fields):
            raise ValueError(f"{type(self).__name__} needs shape (..., {len(self.fields)}, moments): {self.sums.shape}")

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self.sums + other.sums)

    def __getitem__(self, cells: npt.NDArray[np.intp] | slice | int) -> Self:
        return type(self)(self.sums[cells])

    @property
    def weighted(self) -> bool:
        """Whether rows carry weights."""
        return bool(self.sums.shape[-1] > 1)

    def field(self, name: str) -> FloatArray:
        """Return the sums of one field, shape ``(..., moments)``."""
        column: FloatArray = self.sums[..., self.fields.index(name), :]
        return column

    @property
    def rows(self) -> FloatArray:
        """Return the number of rows with its weight moments, shape ``(..., moments)``."""
        places = [self.fields.index(name) for name in self.row_fields]
        total: FloatArray = self.sums[..., places, :].sum(axis=-2)
        return total


def evidence(sums: FloatArray) -> FloatArray:
    """Return sums ``(..., moments)`` over the rows that carry evidence: all rows, but those of weight 0."""
    rows: FloatArray = sums[..., -1]
    return rows
