"""How far scores are from the shares of positives among rows that score alike: the expected calibration error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from fairaudit.counts import FloatArray
from fairaudit.inference.apart import Part, Together, positive, several, spread_of_means
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.limits import normal_quantile, student_quantile
from fairaudit.inference.losses import Scored, nothing, outside, scored
from fairaudit.inference.measured import Measured, measured_by_rows, weighted
from fairaudit.metrics.scores import Calibration

_HALF_NORMAL = (2 / np.pi) ** 0.5
_HALF_NORMAL_SKEWNESS = 0.9953
"""Mean and skewness of the absolute value of a standard normal variable."""


@dataclass(frozen=True, eq=False)
class CalibrationErrorLimits:
    """Limits of expected calibration errors, arrays of shape ``(groups,)``.

    Chance alone moves every bin, and each counts with its size, so that the value is too high. With the errors σ of the
    bins' gaps, no true value lies further below than the sum of the sizes of normal variables with these errors
    (`noise` is its mean, `spread` its standard deviation, `skewness` its skewness). None lies further above than a sum
    of the gaps with the true signs does, whose standard error is `error`. `by_luck` is what a perfectly calibrated
    score would show on average. There is no interval where `error` is NaN.
    """

    value: FloatArray
    error: FloatArray
    noise: FloatArray
    spread: FloatArray
    skewness: FloatArray
    by_luck: FloatArray
    degrees_of_freedom: FloatArray
    exact = "triangle"
    tie = None

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
        z = normal_quantile(level)
        stretch = self._quantile(level, groups, degrees_of_freedom) / z
        further = self.spread[groups] * (z + self.skewness[groups] * (z**2 - 1) / 6)
        return np.maximum(self.value[groups] - stretch * (self.noise[groups] + further), 0.0)

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`."""
        return self.value[groups] + self._quantile(level, groups, degrees_of_freedom) * self.error[groups]

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups).

        The common value is what they show beyond luck, together; small groups show more, because they have more luck.
        """
        luck = self.by_luck[groups]
        common = max(float(np.average(self.value[groups] - luck, weights=mass)), 0.0)
        return np.asarray(np.maximum(common + luck + self.error[groups] * noise, 0.0))

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        luck = f"a perfectly calibrated score would show {self.by_luck[group]:.3f} on average"
        return f"triangle inequality over the gaps of bins; {luck}"

    def _quantile(self, level: float, groups: IntArray, freedom: FloatArray | None) -> FloatArray:
        return student_quantile(level, self.degrees_of_freedom[groups] if freedom is None else freedom)


@dataclass(frozen=True, eq=False)
class _Bins:
    """The bins of every group that hold rows: `group` says whose, `of` the bin of each entry."""

    group: IntArray
    of: IntArray

    def add(self, values: FloatArray) -> FloatArray:
        return np.bincount(self.of, values, len(self.group)).astype(np.float64)


def expected_calibration_error(
    total: Calibration, each: Calibration, clusters: Clusters | None, bins: int = 10
) -> Measured:
    """Measure Σ (rows of a bin / rows) · |mean score − share of positives|, over so many equal bins of [0, 1].

    A score on an edge is in the upper bin, 1 in the last. See `CalibrationErrorLimits`.
    """
    if why := outside(each.counts):
        return nothing(total.counts, why)
    rows = scored(each.counts, clusters)
    part = Part(rows.clusters, rows.sums, total.counts.rows)
    held = _bins(rows, bins)
    distance = rows.score - rows.label
    gaps = held.add(part.mass * distance)
    value = np.bincount(held.group, np.abs(gaps), rows.clusters.groups).astype(np.float64)
    value = np.where(weighted(part.total) > 0, value, np.nan)
    limits, spread = _limits(part, rows, held, gaps, value)
    return measured_by_rows(value, limits, spread, part.total)


def perfectly_calibrated(
    total: Calibration, each: Calibration, clusters: Clusters | None, bins: int = 10
) -> FloatArray:
    """Return the error that groups of these scores would show on average if every score were right; rows independent.

    Of each bin it is the mean absolute deviation of a binomial variable (de Moivre; Diaconis & Zabell 1991, Closed form
    summation for classical distributions, Statistical Science 6(3)) of as many rows and with the mean score, times the
    root of how much less a sum of labels with different scores varies.
    """
    rows = scored(each.counts, clusters)
    return _by_luck(Part(rows.clusters, rows.sums, total.counts.rows), rows, _bins(rows, bins))


def _bins(rows: Scored, bins: int) -> _Bins:
    edges = np.arange(bins + 1) / bins
    place = np.clip(np.searchsorted(edges, rows.low, side="right") - 1, 0, bins - 1)
    key, of = np.unique(rows.clusters.group * bins + place, return_inverse=True)
    return _Bins(key // bins, of)


def _by_luck(part: Part, rows: Scored, held: _Bins) -> FloatArray:
    squares, mass = held.add(part.rows * part.share**2), held.add(part.mass)
    size = np.where(squares > 0, mass**2 / positive(squares), 0.0)
    mean = np.clip(held.add(part.mass * rows.score) / positive(mass), 0.0, 1.0)
    variance = held.add(part.rows * part.share**2 * rows.score * (1 - rows.score))
    even = mean * (1 - mean) * squares
    deviation = mean_absolute_deviation(size, mean) * np.sqrt(np.where(even > 0, variance / positive(even), 0.0))
    return np.bincount(held.group, mass * deviation / positive(size), part.clusters.groups).astype(np.float64)


def mean_absolute_deviation(size: FloatArray, share: FloatArray) -> FloatArray:
    """Return the mean of |x − n p| of binomial variables x: 2 ν (n over ν) p^ν (1 − p)^(n − ν + 1), ν = ⌊np⌋ + 1."""
    hits = np.floor(size * share) + 1
    inside = (size > 0) & (share > 0) & (share < 1) & (hits < size + 1)
    n, k = np.where(inside, size, 1.0), np.where(inside, hits, 1.0)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    found = 2 * k * np.exp(ways + xlogy(k, share) + xlog1py(n - k + 1, -share))
    return np.asarray(np.where(inside, found, 0.0))


def _limits(
    part: Part, rows: Scored, held: _Bins, gaps: FloatArray, value: FloatArray
) -> tuple[CalibrationErrorLimits, Spread]:
    groups, distance = rows.clusters.groups, rows.score - rows.label
    spread, _ = spread_of_means(part, np.sign(gaps)[held.of] * distance)
    known = several(spread.effective) & ~np.isnan(value)
    error = np.sqrt(_variance_of_gaps(part, rows, held, gaps))
    noise, squares, cubes = (np.bincount(held.group, error**power, groups).astype(np.float64) for power in (1, 2, 3))
    variance = np.maximum(spread.variance, squares)
    limits = CalibrationErrorLimits(
        value,
        np.where(known, np.sqrt(variance), np.nan),
        _HALF_NORMAL * noise,
        np.sqrt((1 - _HALF_NORMAL**2) * variance),
        _HALF_NORMAL_SKEWNESS * cubes / np.maximum(positive(squares) ** 1.5, 1e-300),
        _by_luck(part, rows, held),
        spread.effective - 1,
    )
    return limits, spread


def _variance_of_gaps(part: Part, rows: Scored, held: _Bins, gaps: FloatArray) -> FloatArray:
    """Return the variance of the gap of each bin: at least that of labels which are as likely as the scores say."""
    distance, squares = rows.score - rows.label, part.rows * part.share**2
    seen = held.add(squares * distance**2) - gaps**2 / positive(part.worth)[held.group]
    variance = np.maximum(seen, held.add(squares * rows.score * (1 - rows.score)))
    variance = variance / np.maximum(1 - 1 / positive(part.worth), 0.5)[held.group]
    if not rows.clusters.named:
        return np.asarray(variance)
    together = Together.of(rows.clusters)
    share, many = together.add(part.mass), together.clusters.add(np.ones(len(together.clusters.group)))
    key, of = np.unique(held.of * len(share) + together.place, return_inverse=True)
    own = np.bincount(of, part.mass * distance) ** 2
    between = np.bincount(key // len(share), own, len(gaps)) - gaps**2 * together.clusters.add(share**2)[held.group]
    return np.maximum(variance, (many / np.maximum(many - 1, 1.0))[held.group] * between)
