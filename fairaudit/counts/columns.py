"""Sums of two columns for metrics of a user's own: what a ratio of sums, and its interval, need of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from fairaudit.counts.counts import Counts, FloatArray

DEGREE = 4
POWERS: tuple[tuple[int, int], ...] = tuple(
    (degree - whole, whole) for degree in range(1, DEGREE + 1) for whole in range(degree + 1)
)
"""The products that are added up: part to the first, whole to the second power, of at most four factors."""
TERMS: tuple[str, ...] = ("rows", "wholes", "missing", *(f"part^{part} whole^{whole}" for part, whole in POWERS))
"""What is added up for a ratio: the rows that have both numbers, those of them whose whole is not 0, those that lack
one of both numbers, and products."""


class ColumnCounts(Counts):
    """Rows, and for each of some ratios the sums of its terms over the rows that have both numbers.

    A row's weight is a factor of its numbers, so that there are no moments of weights.
    """

    row_fields = ("rows",)
    listed = False

    def __init__(self, sums: FloatArray, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.fields = ("rows", *(f"{name}: {term}" for name in names for term in TERMS))
        self.measured_fields = self.fields[1:]
        super().__init__(sums)

    def facts(self) -> dict[str, Any]:
        """Return the names of the ratios."""
        return {"names": list(self.names)}

    @classmethod
    def of_facts(cls, sums: FloatArray, facts: Mapping[str, Any]) -> Self:
        """Return counts that have these sums and `facts`."""
        return cls(sums, facts["names"])

    def term(self, name: str, term: str) -> FloatArray:
        """Return the sums of one term of the ratio called `name`, shape ``(..., 1)``."""
        return self.field(f"{name}: {term}")

    def products(self, name: str) -> dict[tuple[int, int], FloatArray]:
        """Return the sums of the products of the ratio called `name`, by the powers of part and whole."""
        return {powers: self.term(name, term) for powers, term in zip(POWERS, TERMS[-len(POWERS) :], strict=True)}


def terms(part: FloatArray, whole: FloatArray, weight: FloatArray | None) -> list[FloatArray]:
    """Return what rows add to each of `TERMS`; a row without one of both numbers adds nothing."""
    there = np.isfinite(part) & np.isfinite(whole)
    weighs = there if weight is None else there & (weight > 0)
    part, whole = np.where(weighs, part, 0.0), np.where(weighs, whole, 0.0)
    if weight is not None:
        part, whole = part * weight, whole * weight
    products = [part ** powers[0] * whole ** powers[1] for powers in POWERS]
    return [*(each.astype(np.float64) for each in (weighs, whole > 0, ~there)), *products]
