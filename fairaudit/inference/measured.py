"""What is measured of a quantity: values, their limits, and the evidence behind both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import numpy as np

from fairaudit.counts import FloatArray, evidence
from fairaudit.cube import Sample
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.size_tie import SizeTie


class Limits(Protocol):
    """Limits of the values of groups; arrays have shape ``(groups,)``."""

    @property
    def exact(self) -> str:
        """The name of the limits that bounds use."""

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """Those of Student's t; infinite for the normal distribution."""

    @property
    def variance(self) -> FloatArray:
        """Variance of the value."""

    @property
    def tie(self) -> SizeTie | None:
        """What changes because clusters' values change with their size, if something does."""

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return the lower limits of some groups at the one-sided error level `level`.

        `degrees_of_freedom` replaces the groups' own.
        """

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits; see `lower`."""

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values of all groups, each at the one-sided error level `level`."""

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups)."""

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""


class Measured(NamedTuple):
    """Values and limits of a quantity, for every group; see `Measurement` for the arrays.

    `unknown` says why a group has no interval, where it is not that its evidence comes from one row or cluster.
    `undefined` says why a group has no value, where it is not what the metric says of itself. `binning` says how far at
    most values lie from those that numbers would have which are not binned; None if none are.
    `shared` says what rows add to the errors of groups that share some, where `overlap.spread_of_rows` cannot.
    """

    values: FloatArray
    n: FloatArray
    denominators: FloatArray
    mass: FloatArray
    weighs_nothing: BoolArray
    limits: Limits | None
    spread: Spread | None
    unknown: Mapping[int, str] = MappingProxyType({})
    shared: Callable[[Sample[Any]], Spread | None] | None = None
    undefined: Mapping[int, str] = MappingProxyType({})
    binning: FloatArray | None = None


Measure = Callable[[Any, Any, Clusters | None], Measured]
"""Makes values and limits of the undivided quantity of every group, that of every entry, and the entries' clusters.

There are no clusters where entries hold rows that are independent and not kept apart. A metric whose quantity is of a
kind of its own names the function that measures it: `Metric.measure`.
"""


def measured_by_rows(
    values: FloatArray,
    limits: Limits,
    spread: Spread | None,
    size: FloatArray,
    *wholes: FloatArray,
    unknown: Mapping[int, str] = MappingProxyType({}),
) -> Measured:
    """Return what was measured of rows (or words): `size` counts them, by weight moments, ``(groups, moments)``.

    `wholes` are what the value divides by, where that is not the size.
    """
    mass, least = weighted(size), np.min([evidence(whole) for whole in wholes or (size,)], axis=0)
    return Measured(values, evidence(size), least, mass, (size[:, 0] > 0) & (mass == 0), limits, spread, unknown)


def weighted(sums: FloatArray) -> FloatArray:
    """Return sums ``(..., moments)`` by weight: the plain ones where rows have no weights."""
    return sums[..., 1 if sums.shape[-1] > 1 else 0]
