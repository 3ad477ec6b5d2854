"""Limits of values that are no counts, on the scale on which they scatter evenly, whatever the unit of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.limits import skewed_quantile
from fairaudit.inference.size_tie import SizeTie

_WIDEST = 100.0
"""Beyond a factor of e^100 in either direction nothing is known; and numbers stay finite."""
_NEARLY_ONE = float(np.nextafter(1.0, 0.0))


class Residuals(NamedTuple):
    """What each row or cluster moves its group's value by, left out: sums of powers, per group.

    `variance` is that of the value, 0 where nothing varies. `effective` is the number of equal rows or clusters that
    would weigh as much; there is no interval where it is not `several`.
    """

    variance: FloatArray
    squares: FloatArray
    cubes: FloatArray
    fourths: FloatArray
    effective: FloatArray
    several: BoolArray

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """Those of the variance of as many numbers with tails this heavy; at most one fewer than there are numbers."""
        squares = np.where(self.squares > 0, self.squares, 1.0)
        heavy = np.maximum(self.fourths / squares**2 - 1 / np.maximum(self.effective, 1.0), 1e-300)
        return np.asarray(np.minimum(self.effective - 1, 2 / heavy))

    @property
    def skewness(self) -> FloatArray:
        """That of the value."""
        return np.asarray(self.cubes / np.where(self.squares > 0, self.squares, 1.0) ** 1.5)


class Scale(NamedTuple):
    """A scale on which values scatter evenly.

    `moved` returns values that lie so far away on the scale, `slope` the derivative of values by their place on it.
    `lean` is by how much of their variance draws on the scale are moved, so that the mean of values is kept.
    """

    name: str
    moved: Callable[[FloatArray, FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    lean: float = 0.0
    widest: float = np.inf


LOGARITHMIC = Scale("logarithmic", lambda value, by: value * np.exp(by), lambda value: value, -0.5, _WIDEST)
UNEXPLAINED = Scale(
    "logarithmic in what is not explained",
    lambda value, by: 1 - (1 - value) * np.exp(-by),
    lambda value: 1 - value,
    0.5,
    _WIDEST,
)
FISHER = Scale(
    "Fisher's z",
    lambda value, by: np.tanh(np.arctanh(np.clip(value, -_NEARLY_ONE, _NEARLY_ONE)) + by),
    lambda value: 1 - value**2,
)


@dataclass(frozen=True, eq=False)
class NumberLimits:
    """Limits of values: ± q · error on the scale of the values.

    Arrays have shape ``(groups,)``. `error` is the standard error on the scale, NaN where there is no interval. q is
    the quantile of Student's t, further out on the side to which `skewness`, that of the value, points.
    """

    value: FloatArray
    error: FloatArray
    degrees_of_freedom: FloatArray
    skewness: FloatArray
    because: str
    scale: Scale = LOGARITHMIC
    tie: SizeTie | None = None

    @classmethod
    def of(
        cls, value: FloatArray, left_out: Residuals, because: str, scale: Scale, tie: SizeTie | None = None
    ) -> NumberLimits:
        """Return the limits of values with these residuals on the scale; none where nothing scatters."""
        seen = left_out.several & (scale.slope(value) > 0) & (left_out.variance > 0)
        error = np.where(seen, np.sqrt(left_out.variance), np.nan)
        return cls(value, error, left_out.degrees_of_freedom, left_out.skewness, because, scale, tie)

    @property
    def exact(self) -> str:
        """The name of the limits that bounds use."""
        return self.scale.name

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return ~np.isnan(self.error)

    @property
    def variance(self) -> FloatArray:
        """Variance of the value."""
        return np.asarray((self.scale.slope(self.value) * self.error) ** 2)

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        width = self._width(level, groups, degrees_of_freedom, -self.skewness)
        return np.asarray(self.scale.moved(self.value[groups], -width))

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`."""
        width = self._width(level, groups, degrees_of_freedom, self.skewness)
        return np.asarray(self.scale.moved(self.value[groups], width))

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups).

        Normal on the scale, each with the group's own error: so means of skewed numbers are skewed, and never negative.
        """
        common = np.average(self.value[groups], weights=mass)
        error, widest = self.error[groups], self.scale.widest
        by = np.clip(error * noise + self.scale.lean * error**2, -widest, widest)
        return np.asarray(self.scale.moved(np.full(by.shape, common), by))

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        freedom = max(self.degrees_of_freedom[group], 1.0)
        words = f"{self.scale.name}, leave-one-out over {self.because}, t on {freedom:.1f} degrees of freedom"
        return f"{words}, corrected for skewness"

    def _width(
        self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None, skewness: FloatArray
    ) -> FloatArray:
        freedom = self.degrees_of_freedom[groups] if degrees_of_freedom is None else degrees_of_freedom
        width = skewed_quantile(level, freedom, skewness[groups]) * self.error[groups]
        return np.minimum(width, self.scale.widest)
