"""What groups of clusters would show: simulated clusters, counted as a report counts them.

Clusters of unequal sizes hold less evidence than their number says, and the report sees their spread through few of
them. No formula in closed form carries both, so a plan for clusters stands on draws, which are fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import IntArray
from fairaudit.planning.assumptions import Assumptions, Family, PlannedGroup

_DRAWS, _FEWER_DRAWS, _MANY_GROUPS = 500, 200, 100
_FEWEST_CLUSTERS, _MOST_CLUSTERS = 25, 300
_MOST_NUMBERS = 1_500_000
_SEED = 20_240_229


@dataclass(frozen=True)
class Clustering:
    """What is taken of clusters: `rows` of each on average, and the independent rows that an effective one is `worth`.

    `spread` is the standard deviation of the clusters' sizes over their mean. `seen` are the clusters of the groups
    that all this was learnt from, None if it is assumed; what few clusters showed is known badly.
    """

    rows: float
    worth: float
    spread: float
    seen: tuple[float, ...] | None = None


def worth_of_cluster(rows: float, correlation: float, spread: float) -> float:
    """Return the independent rows that an effective cluster is worth: s/(1 + (s − 1)ρ), s the size that a row sees.

    Kish (1965), Survey Sampling, section 5.4, with s = m(1 + c²) for clusters of m rows on average and a coefficient of
    variation c.
    """
    seen = rows * (1 + spread**2)
    return seen / (1 + (seen - 1) * correlation)


def effective_clusters(clusters: float, spread: float) -> float:
    """Return how many equal clusters so many unequal ones are worth, on average: 1/Σh², h their shares of the rows."""
    if clusters <= 1 or spread == 0:
        return clusters
    whole = min(max(round(clusters), 2), _MOST_CLUSTERS)
    return clusters * float(_evenness(_normals(whole), spread).mean())


def clustering_of(groups: Sequence[PlannedGroup]) -> Clustering:
    """Pool what is known about the clusters of groups; data count by how well they show what a cluster is worth."""
    known = [each for each in groups if each.small_because is None and each.size > 0] or list(groups)
    rows = float(np.median([each.rows_per_unit for each in known])) if known else 1.0
    seen = [each for each in known if each.freedom is not None]
    if not seen:
        return Clustering(rows, known[0].cluster_worth, known[0].spread) if known else Clustering(rows, 1.0, 0.0)
    freedom = np.array([each.freedom for each in seen], dtype=np.float64)
    worth = np.array([each.cluster_worth for each in seen])
    spread = float(np.sqrt(np.average([each.spread**2 for each in seen], weights=[each.units for each in seen])))
    return Clustering(rows, _pooled(worth, freedom), spread, tuple(each.units for each in seen))


def _pooled(worth: FloatArray, freedom: FloatArray) -> Any:
    """Return what a cluster of all groups is worth: their variances, averaged by degrees of freedom."""
    return freedom.sum(axis=-1) / (freedom / worth).sum(axis=-1)


@dataclass(frozen=True, eq=False)
class Shown:
    """What groups would show in each draw, arrays of shape ``(draws, groups)``.

    `luck` is how far the value lies from the true `rate`, ``(draws, 1)``, in standard errors of one row; `size` the
    effective rows and `freedom` the degrees of freedom that the report would give the value.
    """

    family: Family
    rate: FloatArray
    luck: FloatArray
    size: FloatArray
    freedom: FloatArray

    def values(self, above: FloatArray | float = 0.0) -> FloatArray:
        """Return the values of groups whose true rates lie so far above the rate of all."""
        return _values(self.family, self.rate + above, self.luck)

    def of(self, groups: IntArray) -> Shown:
        """Return what some groups would show."""
        return replace(self, luck=self.luck[:, groups], size=self.size[:, groups], freedom=self.freedom[:, groups])


@dataclass(frozen=True, eq=False)
class Simulation:
    """Clusters of some groups, drawn once: the first so many of them stand for a group of so many."""

    assumed: Assumptions
    clustering: Clustering
    groups: int
    seed: int = 2

    def shown(self, units: FloatArray) -> Shown:
        """Return what groups of so many clusters would show."""
        counted = [self._group(place, float(count)) for place, count in enumerate(units)]
        luck, variance, effective = (np.stack(parts, axis=1) for parts in zip(*counted, strict=True))
        family, rate = self.assumed.family, self._truth[0]
        if family != "proportion":
            size = _values(family, rate, luck) / rate / np.maximum(variance, 1e-300)
        else:
            size = self._size(luck, variance, units * self.clustering.rows, effective)
        return Shown(family, rate, luck, size, effective - 1)

    @cached_property
    def _shape(self) -> tuple[int, int, int]:
        """Groups, draws, and clusters that are drawn for each."""
        draws = _DRAWS if self.groups <= _MANY_GROUPS else _FEWER_DRAWS
        most = int(np.clip(_MOST_NUMBERS // (draws * self.groups), _FEWEST_CLUSTERS, _MOST_CLUSTERS))
        return self.groups, draws, most

    @cached_property
    def _truth(self) -> tuple[FloatArray, FloatArray]:
        """Return the rate and what a cluster is worth in every draw, shape ``(draws, 1)``.

        What was learnt from few clusters is off by as much as they would be off again: data like those that were seen
        are drawn, and what they make of the rate and the worth is undone.
        """
        seen, draws = self.clustering.seen, self._shape[1]
        rate, worth = np.full((draws, 1), self.assumed.rate), np.full((draws, 1), self.clustering.worth)
        if seen is None:
            return rate, worth
        again = Simulation(self.assumed, replace(self.clustering, seen=None), len(seen), self.seed + 1)
        shown = again.shown(np.array(seen))
        found = np.average(shown.values(), axis=1, weights=np.array(seen))[:draws, None]
        each = _pooled(shown.size / (shown.freedom + 1), np.maximum(shown.freedom, 1.0))[:draws, None]
        rate = rate**2 / found
        return np.clip(rate, 1e-6, 1 - 1e-6) if self.assumed.family == "proportion" else rate, worth**2 / each

    @cached_property
    def _clusters(self) -> tuple[FloatArray, FloatArray]:
        """Sizes and deviations of clusters: shape ``(groups, draws, clusters)``."""
        chance = np.random.default_rng([_SEED, self.seed])
        sizes = np.exp(_log_spread(self.clustering.spread) * chance.standard_normal(self._shape))
        rate, worth = (part[None, :, :] for part in self._truth)
        if self.assumed.family == "proportion":
            strength = np.maximum(worth - 1, 1e-3)
            rates, unit = chance.beta(rate * strength, (1 - rate) * strength, self._shape), rate * (1 - rate)
        else:
            spread = np.sqrt(np.log1p(1 / (rate * worth)))
            rates, unit = rate * np.exp(spread * chance.standard_normal(self._shape) - spread**2 / 2), rate
        return sizes, (rates - rate) / np.sqrt(unit)

    def _group(self, place: int, count: float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the deviation of one group's value, its variance as the report sees it, and effective clusters.

        Both are in units of the variance of one row. More clusters than were drawn are those, so many times over.
        """
        whole = min(max(round(count), 2), self._shape[2])
        more = max(count, 2.0) / whole
        sizes, deviations = (part[place, :, :whole] for part in self._clusters)
        share = sizes / sizes.sum(axis=1, keepdims=True)
        luck = (share * deviations).sum(axis=1)
        residual = share * (deviations - luck[:, None]) / np.maximum(1 - share, 1e-9)
        variance = (whole - 1) / whole * (residual**2).sum(axis=1)
        return luck / np.sqrt(more), variance / more, more / (share**2).sum(axis=1)

    def _size(self, luck: FloatArray, variance: FloatArray, rows: FloatArray, effective: FloatArray) -> FloatArray:
        """Return effective sizes of proportions: the design effect is at least that of the pooled correlation."""
        rate = self._truth[0]
        values = _values("proportion", rate, luck)
        flat = np.maximum(values * (1 - values) / (rate * (1 - rate)), 1e-12)
        seen = rows / effective
        excess = (variance * rows**2).sum(axis=1) / (rows * flat).sum(axis=1) - 1
        mean = np.maximum((rows * seen).sum(axis=1) / rows.sum() - 1, 1e-12)
        pooled = np.clip(excess / mean, 0.0, 1.0)[:, None]
        effect = np.maximum(np.maximum(1.0, 1 + (seen - 1) * pooled), variance * rows / flat)
        return np.asarray(rows / effect)


def _values(family: Family, rates: FloatArray, luck: FloatArray) -> FloatArray:
    rates = np.clip(rates, 0.0, 1.0) if family == "proportion" else rates
    deviation = np.sqrt(rates * (1 - rates) if family == "proportion" else rates)
    return np.clip(rates + deviation * luck, 1e-12, 1.0 if family == "proportion" else np.inf)


def _log_spread(spread: float) -> float:
    """Return the standard deviation of the logarithm of log-normal sizes."""
    return float(np.sqrt(np.log1p(spread**2)))


def _normals(clusters: int) -> FloatArray:
    return np.random.default_rng([_SEED, 1]).standard_normal((max(_DRAWS, 20_000 // clusters), clusters))


def _evenness(normals: FloatArray, spread: float) -> FloatArray:
    """Return the effective clusters per cluster of each draw."""
    sizes = np.exp(_log_spread(spread) * normals)
    return np.asarray(sizes.sum(axis=1) ** 2 / (sizes**2).sum(axis=1) / sizes.shape[1])
