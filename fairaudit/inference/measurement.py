"""One metric at one level: values, intervals and what they rest on, for all groups at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from fairaudit.counts import FloatArray, evidence
from fairaudit.cube import Sample
from fairaudit.errors import UsageError
from fairaudit.inference import proportion, ratio, smooth
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread, clusters_of
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measured import Limits, Measure, Measured, measured_by_rows, weighted
from fairaudit.inference.overlap import spread_of_rows
from fairaudit.inference.proportion import BinomialLimits
from fairaudit.inference.size_tie import SizeTie
from fairaudit.inference.smooth import MeanLimits
from fairaudit.metrics import ClusterMean, MeanOfProportions, Metric, Proportion, Ratio, SmoothFunction
from fairaudit.spoken import spoken

Side = Literal["lower", "upper"]

ZERO_WEIGHT = "the group has zero total weight"
NO_CLUSTERS = "no cluster column was named (--cluster)"
ONE_CLUSTER = "all of the group's evidence comes from one cluster"
ONE_ROW = "all of the group's evidence comes from one row"


@dataclass(frozen=True, eq=False)
class Measurement:
    """One metric for every group of a sample; arrays have shape ``(groups,)``.

    `values` are NaN where undefined. `n` is the unweighted denominator: rows, or words for word rates, or clusters for
    a mean over clusters. `denominators` is the smallest number of rows (or words) that the value divides by, which a
    minimum group size is held against. Rows of weight 0 are evidence of nothing and in neither; `weighs_nothing` marks
    groups that have no other rows in the denominator. `effective_clusters` is 1/Σh² over the clusters' shares h of the
    denominator, NaN without a cluster column. `mass` is the weighted denominator. `spread` says how much clusters
    differ; of independent rows, only where groups have rows in common, what each adds to the error. `unknown` says why
    a group has no interval, where it is not that all its evidence comes from one row or cluster; `undefined` why it has
    no value, where it is not what the metric says of itself. `binning` says how far at most values lie from those that
    numbers would have which are not binned; None if none are.
    """

    metric: Metric
    sample: Sample[Any]
    confidence: float
    values: FloatArray
    n: FloatArray
    denominators: FloatArray
    mass: FloatArray
    weighs_nothing: BoolArray
    limits: Limits | None
    clusters: Clusters | None
    spread: Spread | None
    unknown: Mapping[int, str] = field(default_factory=dict)
    undefined: Mapping[int, str] = field(default_factory=dict)
    binning: FloatArray | None = None

    @property
    def effective_clusters(self) -> FloatArray:
        """Number of equal clusters that would weigh as much as the group's, NaN without a cluster column."""
        if self.spread is None or self.clusters is None or not self.clusters.named:
            return np.full(len(self.values), np.nan)
        return np.where(self.spread.count > 0, self.spread.effective, 0.0)

    @cached_property
    def defined(self) -> BoolArray:
        """Whether a group has a value."""
        return ~np.isnan(self.values)

    @cached_property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return self.defined & self.limits.known if self.limits is not None else np.zeros(len(self.values), bool)

    @property
    def tie(self) -> SizeTie | None:
        """What changes because clusters' rates change with their size, if something does."""
        return self.limits.tie if self.limits is not None else None

    @property
    def limits_name(self) -> str:
        """The name of the limits that bounds use."""
        return self.limits.exact if self.limits is not None else "no"

    def estimates(self) -> list[Estimate]:
        """Return each group's value with the two-sided interval that is shown beside it."""
        return [self._estimate(group) for group in range(len(self.values))]

    def lower(
        self, level: float, groups: IntArray | None = None, degrees_of_freedom: FloatArray | None = None
    ) -> FloatArray:
        """Return the lower limits, one-sided at the error level `level`, that bounds and verdicts use.

        NaN where a group has no interval. `degrees_of_freedom` replaces the groups' own.
        """
        return self._limit("lower", level, groups, degrees_of_freedom)

    def upper(
        self, level: float, groups: IntArray | None = None, degrees_of_freedom: FloatArray | None = None
    ) -> FloatArray:
        """Return the upper limits, one-sided at the error level `level`; see `lower`."""
        return self._limit("upper", level, groups, degrees_of_freedom)

    def _limit(self, side: Side, level: float, groups: IntArray | None, freedom: FloatArray | None) -> FloatArray:
        """Return limits; those at the groups' own degrees of freedom are kept, for several comparisons ask for them."""
        chosen = np.arange(len(self.values)) if groups is None else groups
        if freedom is not None:
            return self._limit_at(side, level, chosen, freedom)
        asked = (side, level, chosen.tobytes())
        if asked not in self._kept:
            self._kept[asked] = self._limit_at(side, level, chosen, None)
        return self._kept[asked]

    @cached_property
    def _kept(self) -> dict[tuple[Side, float, bytes], FloatArray]:
        return {}

    def _limit_at(self, side: Side, level: float, groups: IntArray, freedom: FloatArray | None) -> FloatArray:
        if self.limits is None:
            return np.full(len(groups), np.nan)
        limit, further = (self.limits.lower, np.fmin) if side == "lower" else (self.limits.upper, np.fmax)
        found = np.clip(limit(level, groups, freedom), self.metric.low, self.metric.high)
        return np.where(self.known[groups], further(found, self.values[groups]), np.nan)

    @cached_property
    def _shown(self) -> tuple[FloatArray, FloatArray]:
        if self.limits is None:
            nothing = np.full(len(self.values), np.nan)
            return nothing, nothing
        low, high = self.limits.shown((1 - self.confidence) / 2)
        low, high = (np.clip(limit, self.metric.low, self.metric.high) for limit in (low, high))
        return np.fmin(low, self.values), np.fmax(high, self.values)

    def _estimate(self, group: int) -> Estimate:
        n = round(float(self.n[group]))
        if not self.defined[group]:
            return Estimate(None, None, None, n, "", self.why_undefined(group))
        value = float(self.values[group])
        if not self.known[group] or self.limits is None:
            return Estimate(value, None, None, n, "", None, self.why_no_interval(group))
        low, high = (float(limit[group]) for limit in self._shown)
        return Estimate(value, low, high, n, self.limits.method(group))

    def why_undefined(self, group: int) -> str:
        """Say why a group has no value."""
        if self.limits is None:
            return NO_CLUSTERS
        return ZERO_WEIGHT if self.weighs_nothing[group] else self.undefined.get(group, self.metric.undefined_when)

    def why_no_interval(self, group: int) -> str:
        """Say why a group has a value but no interval."""
        one = ONE_CLUSTER if self.clusters is not None and self.clusters.named else ONE_ROW
        return self.unknown.get(group, one)


def measure(metric: Metric, sample: Sample[Any], confidence: float) -> Measurement:
    """Divide: return the metric's value and limits for every group of `sample`.

    `confidence` (in (0, 1)) is that of the two-sided intervals shown, and of each single bound of a comparison.
    """
    metric = metric.of(sample.counts)
    total, each, clusters = metric(sample.totals), metric(sample.counts), clusters_of(sample)
    how: Measure | None = metric.measure or _KINDS.get(type(total))
    if how is None:
        raise TypeError(f"{metric.name} returns a {type(total).__name__}; its `measure` has to say how to measure one")
    found = how(total, each, clusters)
    return Measurement(
        metric,
        sample,
        confidence,
        found.values,
        found.n,
        found.denominators,
        found.mass,
        found.weighs_nothing,
        found.limits,
        clusters,
        _of_shared_rows(metric, sample, found) if clusters is None and sample.overlapping else found.spread,
        found.unknown,
        found.undefined,
        found.binning,
    )


def _of_shared_rows(metric: Metric, sample: Sample[Any], found: Measured) -> Spread | None:
    return spread_of_rows(metric, sample) if found.shared is None else found.shared(sample)


def _proportion(total: Proportion, each: Proportion, clusters: Clusters | None) -> Measured:
    limits, spread = _limits_of_proportion(total, each, clusters)
    values = limits.share if total.scale is None else total.scale(limits.share)
    return measured_by_rows(values, limits, spread, total.whole)


def _limits_of_proportion(
    total: Proportion, each: Proportion, clusters: Clusters | None
) -> tuple[BinomialLimits, Spread | None]:
    if clusters is not None and clusters.named:
        return proportion.clustered(total, each, clusters)
    if total.whole.shape[-1] == 1:
        return proportion.independent(total), None
    return proportion.weighted(total, each, clusters), None


def _ratio(total: Ratio, each: Ratio, clusters: Clusters | None) -> Measured:
    if clusters is None:
        raise UsageError(
            f"A Ratio of these counts has an interval only over clusters: name who the rows come from "
            f"({spoken('cluster')}). A share of rows is a Proportion."
        )
    limits, spread = ratio.ratio(total, each, clusters)
    return measured_by_rows(limits.value, limits, spread, total.whole)


def _mean_of_proportions(total: MeanOfProportions, each: MeanOfProportions, clusters: Clusters | None) -> Measured:
    if clusters is not None:
        return _smooth(smooth.as_smooth(total), smooth.as_smooth(each), clusters)
    limits = MeanLimits(tuple(_limits_of_proportion(term, term, None)[0] for term in total.terms))
    wholes = [term.whole for term in total.terms]
    return measured_by_rows(limits.value, limits, None, np.sum(wholes, axis=0), *wholes)


def _smooth(total: SmoothFunction, each: SmoothFunction, clusters: Clusters | None) -> Measured:
    spread = None
    if clusters is None:
        limits = smooth.smooth_rows(total)
    else:
        limits, spread = smooth.smooth(total, each, clusters)
    values = np.clip(total.function(weighted(total.sums)), total.low, total.high)
    return measured_by_rows(values, limits, spread, total.size, *total.wholes)


def _cluster_mean(total: ClusterMean, each: ClusterMean, clusters: Clusters | None) -> Measured:
    rows = evidence(total.whole)
    nothing = (total.whole[:, 0] > 0) & (rows == 0)
    if clusters is None or not clusters.named:
        unknown, none = np.full(len(rows), np.nan), np.zeros(len(rows))
        return Measured(unknown, none, rows, none, nothing, None, None)
    values = ratio.mean_over_clusters(each, clusters)
    limits, spread = ratio.cluster_mean(values, each, clusters)
    return Measured(values, spread.count, rows, spread.count, nothing, limits, spread)


_KINDS: Mapping[type, Measure] = {
    Proportion: _proportion,
    Ratio: _ratio,
    MeanOfProportions: _mean_of_proportions,
    SmoothFunction: _smooth,
    ClusterMean: _cluster_mean,
}
