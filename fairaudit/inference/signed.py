"""Means of numbers that can be below 0: limits at a distance from them, further out on the side of the skew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.limits import skewed_quantile
from fairaudit.inference.number_limits import Residuals

_WIDEST = 100.0
"""Beyond a factor of e^100 nothing is known; and numbers stay finite."""


@dataclass(frozen=True, eq=False)
class SignedLimits:
    """Limits of means of numbers of any sign: value ± q · error, arrays of shape ``(groups,)``.

    `error` is the standard error, NaN where there is no interval. q is the quantile of Student's t, further out on the
    side to which `skewness`, that of the value, points. Where numbers are known to lie between `least` and `most`,
    limits away from that end are at least as wide as those on the logarithmic scale from there, and none lies beyond.
    """

    value: FloatArray
    error: FloatArray
    degrees_of_freedom: FloatArray
    skewness: FloatArray
    because: str
    least: float = -np.inf
    most: float = np.inf
    exact = "Student's t"
    tie = None

    @classmethod
    def of(
        cls,
        value: FloatArray,
        left_out: Residuals,
        because: str,
        ends: tuple[float, float] = (-np.inf, np.inf),
    ) -> SignedLimits:
        """Return the limits of means with these residuals, of numbers between these ends."""
        seen = left_out.several & ~np.isnan(value) & (left_out.variance > 0)
        error = np.where(seen, np.sqrt(left_out.variance), np.nan)
        return cls(value, error, left_out.degrees_of_freedom, left_out.skewness, because, *ends)

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return ~np.isnan(self.error)

    @property
    def variance(self) -> FloatArray:
        """Variance of the value."""
        return np.asarray(self.error**2)

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        return -_upper(
            -self.value[groups], self._width(level, groups, degrees_of_freedom, -self.skewness), self._mirrored
        )

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`."""
        ends = (self.least, self.most)
        return _upper(self.value[groups], self._width(level, groups, degrees_of_freedom, self.skewness), ends)

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups)."""
        return np.asarray(float(np.average(self.value[groups], weights=mass)) + self.error[groups] * noise)

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        freedom = max(self.degrees_of_freedom[group], 1.0)
        return f"leave-one-out over {self.because}, t on {freedom:.1f} degrees of freedom, corrected for skewness"

    @property
    def _mirrored(self) -> tuple[float, float]:
        return -self.most, -self.least

    def _width(
        self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None, skewness: FloatArray
    ) -> FloatArray:
        freedom = self.degrees_of_freedom[groups] if degrees_of_freedom is None else degrees_of_freedom
        return np.asarray(skewed_quantile(level, freedom, skewness[groups]) * self.error[groups])


def _upper(value: FloatArray, width: FloatArray, ends: tuple[float, float]) -> FloatArray:
    """Return the upper limit that lies a width above the value, or further where numbers cannot lie below an end."""
    least, most = ends
    limit = value + width
    if np.isfinite(least):
        above = np.maximum(value - least, 0.0)
        further = np.minimum(width / np.where(above > 0, above, np.inf), _WIDEST)
        limit = np.maximum(limit, least + above * np.exp(further))
    return np.asarray(np.minimum(limit, np.maximum(value, most)))
