"""Ratios of the sums of two columns that a user named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fairaudit.counts import FloatArray
from fairaudit.counts.columns import ColumnCounts


@dataclass(frozen=True, eq=False)
class SumOverSum:
    """A sum over a sum of the same rows, of numbers of 0 or more: ``part / whole``, each ``(..., 1)``.

    `rows` have both numbers, and those of `wholes` a whole that is not 0. `products` are sums over rows, by the powers
    of part and whole. `fairaudit.inference.sum_over_sum` measures it.
    """

    rows: FloatArray
    wholes: FloatArray
    products: Mapping[tuple[int, int], FloatArray]

    @property
    def part(self) -> FloatArray:
        """The sum that is divided."""
        return self.products[1, 0]

    @property
    def whole(self) -> FloatArray:
        """The sum that it is divided by."""
        return self.products[0, 1]


def sum_over_sum(name: str) -> Callable[[ColumnCounts], SumOverSum]:
    """Return the function of counts that gives the ratio called `name`."""

    def compute(counts: ColumnCounts) -> SumOverSum:
        return SumOverSum(counts.term(name, "rows"), counts.term(name, "wholes"), counts.products(name))

    return compute
