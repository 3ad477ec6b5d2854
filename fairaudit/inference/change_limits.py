"""Limits of a change: by how much a value differs between two results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.limits import normal_quantile
from fairaudit.inference.pairs import Side

_TYPICAL = 0.025
"""The level at which limits are taken to say how widely a change scatters."""


@dataclass(frozen=True, eq=False)
class ChangeLimits:
    """Limits of changes, arrays of shape ``(groups,)``.

    `bound` returns, for all groups, the limit on one side (`near`: lower) at a one-sided error level. `displayed`,
    where it is given, returns the two limits to show beside the values. `methods` names the interval of each group.
    """

    value: FloatArray
    known: BoolArray
    bound: Callable[[Side, float], FloatArray]
    methods: Sequence[str]
    displayed: Callable[[float], tuple[FloatArray, FloatArray]] | None = None
    exact = "MOVER"
    tie = None

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """Infinite: what degrees of freedom there are is in the limits already."""
        return np.full(len(self.value), np.inf)

    @property
    def variance(self) -> FloatArray:
        """Variance of a normal variable with limits as far apart."""
        width = self.bound("far", _TYPICAL) - self.bound("near", _TYPICAL)
        return np.asarray((width / (2 * normal_quantile(_TYPICAL))) ** 2)

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:  # noqa: ARG002
        """Return lower limits at the one-sided error level `level`."""
        return self.bound("near", level)[groups]

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:  # noqa: ARG002
        """Return upper limits at the one-sided error level `level`."""
        return self.bound("far", level)[groups]

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        if self.displayed is not None:
            return self.displayed(level)
        return self.bound("near", level), self.bound("far", level)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return changes that groups with one common change would show; standard normal `noise` is (draws, groups)."""
        common = float(np.average(self.value[groups], weights=mass))
        return np.asarray(common + np.sqrt(self.variance[groups]) * noise)

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        return self.methods[group]
