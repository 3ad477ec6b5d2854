"""Ratios of sums, such as word error rates, and means over clusters: limits on the logarithmic scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.limits import student_quantile
from fairaudit.metrics import ClusterMean, Ratio


@dataclass(frozen=True, eq=False)
class LogLimits:
    """Limits of positive values: value · exp(± t · error), and for values of zero an upper limit from the others.

    Arrays have shape ``(groups,)``. `error` is the standard error of the value's logarithm (NaN: no interval), `worth`
    the effective size of the denominator, and `zero_rate` what −ln(level) is multiplied with to limit a value of zero;
    where that is NaN, nobody made an error and 1 − level^(1/`clusters`) is the limit. `upper_bound` is the largest
    value possible.
    """

    value: FloatArray
    error: FloatArray
    degrees_of_freedom: FloatArray
    zero_rate: FloatArray
    clusters: FloatArray
    upper_bound: float | None
    because: str
    exact = "logarithmic"

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return ~np.isnan(self.error)

    @property
    def variance(self) -> FloatArray:
        """Variance of the value; zero for a value of zero."""
        return (self.value * self.error) ** 2

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        return np.asarray(self.value[groups] * np.exp(-self._width(level, groups, degrees_of_freedom)))

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`; they may exceed 1 unless the value cannot."""
        width = self._width(level, groups, degrees_of_freedom)
        borrowed = -np.log(level) * self.zero_rate[groups]
        nobody = 1 - level ** (1 / self.clusters[groups])
        zero = np.where(np.isnan(borrowed), nobody, borrowed)
        high = np.where(self.value[groups] > 0, self.value[groups] * np.exp(width), zero)
        high = np.where(np.isnan(width), np.nan, high)
        return high if self.upper_bound is None else np.minimum(high, self.upper_bound)

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups)."""
        value, error = self.value[groups], self.error[groups]
        common = float(np.average(value, weights=mass))
        borrowed = np.where(np.isnan(self.zero_rate[groups]), 0.0, self.zero_rate[groups])
        own = np.where(value > 0, error * np.sqrt(value * common), np.sqrt(borrowed * common))
        return np.maximum(common + own * noise, 0.0)

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        if self.value[group] == 0:
            source = "one rate for each effective cluster" if np.isnan(self.zero_rate[group]) else "all groups"
            return f"no errors: upper limit with the dispersion of {source}"
        freedom = max(self.degrees_of_freedom[group], 1.0)
        return f"logarithmic, leave-one-out over {self.because}, t on {freedom:.1f} degrees of freedom"

    def _width(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None) -> FloatArray:
        freedom = self.degrees_of_freedom[groups] if degrees_of_freedom is None else degrees_of_freedom
        # Beyond a factor of e^100 in either direction nothing is known; and squares and quotients stay finite.
        return np.minimum(student_quantile(level, freedom) * self.error[groups], 100.0)


def ratio(total: Ratio, each: Ratio, clusters: Clusters) -> tuple[LogLimits, Spread]:
    """Return limits for a ratio of sums over clusters, and how much the clusters differ.

    The variance is Cochran's linearisation (Sampling Techniques, 1977, section 6.3) with leave-one-out residuals,
    never less than that of a Poisson count; Student's t on K_eff − 1 degrees of freedom. A group without errors gets
    −ln(level) φ/N with the over-dispersion φ of all groups, which is the rule of three (Hanley & Lippman-Hand 1983,
    JAMA 249(13)) for over-dispersed counts.
    """
    moment = 1 if total.whole.shape[-1] > 1 else 0
    mass, errors = total.whole[:, moment], total.part[:, moment]
    value = np.where(mass > 0, errors / np.where(mass > 0, mass, 1.0), np.nan)
    per_group = np.where(mass > 0, mass, 1.0)[clusters.group]
    wholes, known = each.whole[:, moment], mass[clusters.group] > 0
    seen, due = each.part[:, moment] / per_group, np.nan_to_num(value)[clusters.group] * wholes / per_group
    between = effective_size.spread(clusters, np.where(known, seen - due, 0.0), seen + due, wholes)
    used = between.known & (mass > 0)
    worth = effective_size.rows_worth(total.whole)
    words = np.where(worth > 0, worth, 1.0)
    variance = np.maximum(between.variance, np.nan_to_num(value) / words)
    error = np.where(used, np.sqrt(variance) / np.where(errors > 0, value, 1.0), np.nan)
    limits = LogLimits(
        value,
        error,
        between.effective - 1,
        _dispersion(value, between, words, used) / words,
        between.effective,
        total.upper,
        "clusters" if clusters.named else "rows",
    )
    return limits, between


def cluster_mean(value: FloatArray, each: ClusterMean, clusters: Clusters) -> tuple[LogLimits, Spread]:
    """Return limits for the plain mean over clusters of their own ratios, and how much the clusters differ.

    Student's t on K − 1 degrees of freedom on the logarithmic scale, never narrower than Poisson counts; if no cluster
    has errors, 1 − level^(1/K) is the upper limit, the rule of three per cluster.
    """
    part, whole = (_weighted(sums) for sums in (each.part, each.whole))
    there = (whole > 0).astype(float)
    own = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)
    count = np.maximum(clusters.add(there), 1.0)[clusters.group]
    seen, mean = own / count, there * np.nan_to_num(value)[clusters.group] / count
    between = effective_size.spread(clusters, seen - mean, seen + mean, there)
    worth = np.where(there > 0, effective_size.rows_worth(each.whole), 1.0)
    poisson = clusters.add(there * own / np.where(worth > 0, worth, 1.0) / count**2)
    known = between.known & ~np.isnan(value)
    error = np.sqrt(np.maximum(between.variance, poisson)) / np.where(value > 0, value, 1.0)
    nobody = np.full(len(value), np.nan)
    error = np.where(known, error, np.nan)
    limits = LogLimits(value, error, between.count - 1, nobody, between.effective, None, "clusters")
    return limits, between


def mean_over_clusters(each: ClusterMean, clusters: Clusters) -> FloatArray:
    """Return the mean over the clusters that have a whole; NaN for a group without one."""
    part, whole = (_weighted(sums) for sums in (each.part, each.whole))
    there = (whole > 0).astype(float)
    own = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)
    count = clusters.add(there)
    return np.where(count > 0, clusters.add(own) / np.maximum(count, 1.0), np.nan)


def _dispersion(value: FloatArray, between: Spread, words: FloatArray, used: BoolArray) -> FloatArray:
    """Return φ per group: the over-dispersion of all groups, scaled to the group's own mean cluster size."""
    poisson = (words * value)[used].sum()
    if not poisson > 0:
        return np.full(len(value), np.nan)
    pooled = (between.variance * words**2)[used].sum() / poisson
    size = words / between.effective
    mean_size = (words * size)[used].sum() / words[used].sum()
    return np.asarray(np.maximum(1.0, 1 + (pooled - 1) * size / mean_size))


def _weighted(sums: FloatArray) -> FloatArray:
    return sums[:, 1 if sums.shape[-1] > 1 else 0]
