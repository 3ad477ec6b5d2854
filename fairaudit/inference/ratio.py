"""Ratios of sums, such as word error rates, and means over clusters: limits on the logarithmic scale."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.limits import skewed_quantile
from fairaudit.inference.rare_events import RareEvents, rare_events
from fairaudit.inference.size_tie import SKEWED, Side, SizeTie, size_tie
from fairaudit.metrics import ClusterMean, Ratio

APART = "errors beyond the utterances' own length apart, as rare events (gamma)"
"""What the name of an interval ends with where few events carry the errors."""


@dataclass(frozen=True, eq=False)
class LogLimits:
    """Limits of positive values: value · exp(± t · error), and for values of zero an upper limit from the others.

    Arrays have shape ``(groups,)``. `error` is the standard error of the value's logarithm (NaN: no interval), `worth`
    the effective size of the denominator, and `zero_rate` what −ln(level) is multiplied with to limit a value of zero;
    where that is NaN, nobody made an error and 1 − level^(1/`clusters`) is the limit. `upper_bound` is the largest
    value possible. `tie` and `apart` are there where few clusters or few events carry some group's errors.
    """

    value: FloatArray
    error: FloatArray
    degrees_of_freedom: FloatArray
    zero_rate: FloatArray
    clusters: FloatArray
    upper_bound: float | None
    because: str
    tie: SizeTie | None = None
    apart: EventsApart | None = None
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
        low = np.asarray(self.value[groups] * np.exp(-self._width("lower", level, groups, degrees_of_freedom)))
        return low if self.apart is None else self.apart.lower(low, level, groups, degrees_of_freedom)

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`; they may exceed 1 unless the value cannot."""
        width = self._width("upper", level, groups, degrees_of_freedom)
        borrowed = -np.log(level) * self.zero_rate[groups]
        nobody = 1 - level ** (1 / self.clusters[groups])
        zero = np.where(np.isnan(borrowed), nobody, borrowed)
        high = np.where(self.value[groups] > 0, self.value[groups] * np.exp(width), zero)
        high = np.where(np.isnan(width), np.nan, high)
        high = high if self.apart is None else self.apart.upper(high, level, groups, degrees_of_freedom)
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
            words = f"no errors: upper limit with the dispersion of {source}"
        else:
            freedom = max(self.degrees_of_freedom[group], 1.0)
            words = f"logarithmic, leave-one-out over {self.because}, t on {freedom:.1f} degrees of freedom"
            words += f", {SKEWED}" if self.tie is not None and self.tie.where[group] else ""
        return words if self.apart is None or not self.apart.rare.heavy[group] else f"{words}, {APART}"

    def _width(self, side: Side, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None) -> FloatArray:
        freedom = self.degrees_of_freedom[groups] if degrees_of_freedom is None else degrees_of_freedom
        skewness = 0.0 if self.tie is None else self.tie.towards(side)[groups]
        # Beyond a factor of e^100 in either direction nothing is known; and squares and quotients stay finite.
        return np.minimum(skewed_quantile(level, freedom, skewness) * self.error[groups], 100.0)


@dataclass(frozen=True, eq=False)
class EventsApart:
    """The parts of values that few large events carry: what rows have within their own wholes, and the events.

    The distances of both parts' limits are put together by MOVER, with their correlation over clusters: Zou (2007),
    Toward using confidence intervals to compare correlations, Psychological Methods 12(4).
    """

    within: LogLimits
    rare: RareEvents
    correlation: FloatArray

    @classmethod
    def of(cls, within: LogLimits, between: Spread, rare: RareEvents) -> EventsApart:
        """Put both parts together; `between` is the spread of what rows have within their own wholes."""
        clusters, one, other = between.clusters, between.influence, rare.piece
        lengths = clusters.add(clusters.copies * one**2) * clusters.add(clusters.copies * other**2)
        product = clusters.add(clusters.copies * one * other)
        correlation = np.where(lengths > 0, product / np.sqrt(np.where(lengths > 0, lengths, 1.0)), 0.0)
        return cls(within, rare, np.clip(correlation, 0.0, 1.0))

    def lower(self, usual: FloatArray, level: float, groups: IntArray, freedom: FloatArray | None) -> FloatArray:
        """Return lower limits, the usual ones where no few events carry the group."""
        within = self.within.value[groups] - self.within.lower(level, groups, freedom)
        events = self.rare.rate[groups] - self.rare.lower(level, groups)
        return np.where(self.rare.heavy[groups], self._value(groups) - self._together(within, events, groups), usual)

    def upper(self, usual: FloatArray, level: float, groups: IntArray, freedom: FloatArray | None) -> FloatArray:
        """Return upper limits, the usual ones where no few events carry the group."""
        within = self.within.upper(level, groups, freedom) - self.within.value[groups]
        events = self.rare.upper(level, groups) - self.rare.rate[groups]
        return np.where(self.rare.heavy[groups], self._value(groups) + self._together(within, events, groups), usual)

    def _together(self, within: FloatArray, events: FloatArray, groups: IntArray) -> FloatArray:
        return np.asarray(np.sqrt(within**2 + events**2 + 2 * self.correlation[groups] * within * events))

    def _value(self, groups: IntArray) -> FloatArray:
        return self.within.value[groups] + self.rare.rate[groups]


def ratio(total: Ratio, each: Ratio, clusters: Clusters) -> tuple[LogLimits, Spread]:
    """Return limits for a ratio of sums over clusters, and how much the clusters differ.

    Where few events carry a group's errors they are taken apart; see `rare_events`.
    """
    limits, between = _of_sums(total, each, clusters)
    rare = rare_events(total, each, clusters)
    if rare is None or total.capped is None or each.capped is None:
        return limits, between
    within, spread = _of_sums(replace(total, part=total.capped), replace(each, part=each.capped), clusters)
    return replace(limits, apart=EventsApart.of(within, spread, rare)), between


def _of_sums(total: Ratio, each: Ratio, clusters: Clusters) -> tuple[LogLimits, Spread]:
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
    tie = size_tie(value, between, wholes)
    limits = LogLimits(
        value,
        error,
        between.effective - 1 if tie is None else tie.freedom(between.effective - 1),
        _dispersion(value, between, words, used) / words,
        between.effective,
        total.upper,
        "clusters" if clusters.named else "rows",
        tie,
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
