"""What a metric returns: sums that are not divided yet, of a type that says which interval is legitimate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from fairaudit.counts import FloatArray


@dataclass(frozen=True, eq=False)
class Proportion:
    """Rows out of rows: ``part / whole``, with every row of the part also in the whole.

    Both have shape ``(..., moments)``. `scale` is an increasing map of [0, 1] into [0, 1] applied to the proportion and
    to its limits: a rate that is a proportion in disguise (F1) keeps the proportion's interval.
    """

    part: FloatArray
    whole: FloatArray
    scale: Callable[[FloatArray], FloatArray] | None = None


@dataclass(frozen=True, eq=False)
class Ratio:
    """A sum over a sum of the same clusters, such as errors over words: ``part / whole``, each ``(..., moments)``.

    The part is not a subset of the whole, so the value can exceed 1 unless `upper` says otherwise. `capped`, where it
    can, is the part without what rows have beyond their own whole.
    """

    part: FloatArray
    whole: FloatArray
    upper: float | None = None
    capped: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class MeanOfProportions:
    """The plain mean of proportions of disjoint rows, such as balanced accuracy; undefined if one of them is."""

    terms: tuple[Proportion, ...]


@dataclass(frozen=True, eq=False)
class SmoothFunction:
    """A differentiable function of sums that does not change when all sums are multiplied by the same number.

    `sums` has shape ``(..., terms, moments)`` and `size`, the number of rows or words, ``(..., moments)``. `wholes` are
    the sums that the function divides by, each of the shape of `size`: with few rows in one of them the value rests on
    few, however many there are.
    `function` maps totals ``(..., terms)`` to values in [`low`, `high`], NaN where undefined; `gradient` gives its
    partial derivatives with the shape of the totals.
    """

    sums: FloatArray
    size: FloatArray
    wholes: tuple[FloatArray, ...]
    function: Callable[[FloatArray], FloatArray]
    gradient: Callable[[FloatArray], FloatArray]
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class ClusterMean:
    """The plain mean over clusters of each cluster's own ``part / whole``; needs a cluster column."""

    part: FloatArray
    whole: FloatArray


@dataclass(frozen=True, eq=False)
class OfPairs:
    """Nothing that could be divided: the metric is of two groups, and has no value for one."""


@runtime_checkable
class PartOfWhole(Protocol):
    """A sum that is to be divided by another one, whatever the kind: each ``(..., moments)``."""

    @property
    def part(self) -> FloatArray:
        """What is divided."""

    @property
    def whole(self) -> FloatArray:
        """What it is divided by."""


Undivided = object
"""One of the above, or of a kind of its own that the metric says how to measure."""
