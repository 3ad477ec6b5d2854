"""Rows that are kept apart: entries of rows that are alike, and clusters made of several entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fairaudit.counts import FloatArray, evidence
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import NEARLY_ONE, ROUNDING, BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.measured import weighted
from fairaudit.inference.overlap import spread_of_kinds


@dataclass(frozen=True, eq=False)
class Part:
    """Rows over whose weight a value is a mean: `sums` per entry and `total` per group, each ``(..., moments)``.

    A value can be made of several means over disjoint rows, such as one over positives and one over negatives.
    """

    clusters: Clusters
    sums: FloatArray
    total: FloatArray

    @cached_property
    def mass(self) -> FloatArray:
        """The weight of each entry as a share of its group's; adds up to 1 in each group."""
        return np.asarray(weighted(self.sums) / positive(weighted(self.total))[self.clusters.group])

    @cached_property
    def rows(self) -> FloatArray:
        """The rows of each entry that weigh more than 0."""
        return evidence(self.sums)

    @cached_property
    def share(self) -> FloatArray:
        """The weight of one row of each entry, the root of the mean square of all, as a share of its group's."""
        if self.all_alike:
            return np.where(self.rows > 0, 1 / positive(weighted(self.total))[self.clusters.group], 0.0)
        squares = np.sqrt(self.sums[:, 2] / positive(self.rows))
        return np.where(self.rows > 0, squares / positive(weighted(self.total))[self.clusters.group], 0.0)

    @property
    def all_alike(self) -> bool:
        """Whether all rows weigh the same."""
        return bool(self.sums.shape[-1] == 1)

    @cached_property
    def worth(self) -> FloatArray:
        """The number of rows that weigh as much, per group."""
        return np.maximum(effective_size.rows_worth(self.total), 0.0)

    def mean(self, values: FloatArray) -> FloatArray:
        """Return the mean per group of what rows of each entry have; 0 where there are none."""
        return self.clusters.add(self.mass * values)

    def centred(self, values: FloatArray) -> FloatArray:
        """Return how far each entry lies from the mean of its group."""
        return np.asarray(values - self.mean(values)[self.clusters.group])

    def sizes(self, values: FloatArray) -> FloatArray:
        """Return the sizes of what is subtracted there, so that rounding is not taken for a difference."""
        return np.asarray(np.abs(values) + np.abs(self.mean(values))[self.clusters.group])

    def distances(self, values: FloatArray) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Return how far each entry lies from the mean of its group; and of the groups the mean square, and whether
        it is more than rounding.
        """
        mean = self.mean(values)
        distance = values - mean[self.clusters.group]
        squares = self.mean(distance * distance)
        subtracted = np.sqrt(squares + mean**2) + np.abs(mean)
        return distance, squares, squares > ROUNDING * subtracted**2

    def moved(self, distance: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what a row of each entry adds to the error of the mean, and how far the mean moves without it."""
        if not self.all_alike:
            own = self.share * distance
            return own, own / (1 - np.minimum(self.share, NEARLY_ONE))
        if not self.rows.all():
            distance = np.where(self.rows > 0, distance, 0.0)
        share = 1 / positive(weighted(self.total))
        of_others = share / (1 - np.minimum(share, NEARLY_ONE))
        return distance * share[self.clusters.group], distance * of_others[self.clusters.group]


@dataclass(frozen=True, eq=False)
class Scatter:
    """How much independent rows differ, per group: the variance of their mean, and how many equal rows show as much."""

    variance: FloatArray
    size: FloatArray


def scatter(part: Part, numbers: FloatArray) -> Scatter:
    """Return how much the mean of these numbers of independent rows varies.

    With weights the larger of two variances: that of the leave-one-out residuals (see `effective_size.spread`), and
    that of rows which do not differ by their weight, at Kish's size. Without, both are the usual one.
    """
    factor, (distance, squares, seen) = effective_size.left_out_factor(part.worth), part.distances(numbers)
    single = squares / positive(factor)
    variance = single / positive(part.worth)
    if not part.all_alike:
        left_out = part.moved(distance)[1]
        variance = np.maximum(factor * part.clusters.add(part.rows * left_out**2), variance)
    size = np.where(seen, np.minimum(single / np.where(seen, variance, 1.0), part.worth), part.worth)
    return Scatter(np.where(seen, variance, 0.0), size)


@dataclass(frozen=True, eq=False)
class Together:
    """The clusters of entries: `place` says which one of `clusters` an entry is of."""

    clusters: Clusters
    place: IntArray

    @classmethod
    def of(cls, clusters: Clusters) -> Together:
        """Put entries of one group and cluster together."""
        if clusters.code is None:
            raise TypeError("rows have no clusters")
        codes = int(clusters.code.max(initial=0)) + 1
        key, place = np.unique(clusters.group * codes + clusters.code, return_inverse=True)
        group, code = key // codes, key % codes
        return cls(Clusters(group, clusters.groups, np.ones(len(key)), code, named=True), place)

    def add(self, values: FloatArray) -> FloatArray:
        """Add up the values of entries per cluster."""
        return np.bincount(self.place, values, len(self.clusters.group)).astype(np.float64)

    def add_all(self, sums: FloatArray) -> FloatArray:
        """Add up sums ``(entries, moments)`` per cluster."""
        return np.stack([self.add(column) for column in sums.T], axis=1)


def spread_of_clusters(together: Together, parts: Sequence[tuple[Part, FloatArray]]) -> Spread:
    """Return how much named clusters differ; each part comes with the numbers of which it is the mean.

    The value is the sum of the parts' means. A cluster is left out of every part that it is in; the effective number of
    clusters is that of the part that has fewest. See `effective_size.spread`.
    """
    clusters = together.clusters
    influence, left_out, terms = np.zeros((3, len(clusters.group)))
    there, effective = np.zeros(len(clusters.group), dtype=bool), np.full(clusters.groups, np.inf)
    for part, numbers in parts:
        own, size = (together.add(part.mass * each) for each in (part.centred(numbers), part.sizes(numbers)))
        share = np.clip(together.add(part.mass), 0.0, 1.0)
        influence, terms = influence + own, terms + size
        left_out = left_out + own / (1 - np.minimum(share, NEARLY_ONE))
        there |= share > 0
        effective = np.minimum(effective, 1 / positive(clusters.add(share**2)))
    differ = (clusters.add(influence**2) > ROUNDING * clusters.add(terms**2))[clusters.group]
    influence, left_out, count = np.where(differ, influence, 0.0), np.where(differ, left_out, 0.0), clusters.add(there)
    variance = (count - 1) / positive(count) * clusters.add(left_out**2)
    return Spread(clusters, count, effective, variance, there, influence, left_out)


def spread_of_part(part: Part, numbers: FloatArray) -> Spread:
    """Return how much the independent rows of a part differ in these numbers, of which the value is the mean."""
    clusters, count = part.clusters, part.clusters.add(part.rows)
    kinds = Clusters(clusters.group, clusters.groups, part.rows, clusters.code, named=False)
    distance, _, differ = part.distances(numbers)
    own, left_out = part.moved(distance if differ.all() else np.where(differ[kinds.group], distance, 0.0))
    variance = effective_size.left_out_factor(part.worth) * kinds.add(part.rows * left_out**2)
    return Spread(kinds, count, part.worth, variance, part.rows > 0, own, left_out)


def spread_of_means(part: Part, numbers: FloatArray) -> tuple[Spread, FloatArray]:
    """Return how much rows or named clusters differ, and the weight of what each entry of the spread stands for."""
    if not part.clusters.named:
        return spread_of_part(part, numbers), weighted(part.sums)
    together = Together.of(part.clusters)
    return spread_of_clusters(together, [(part, numbers)]), together.add(weighted(part.sums))


def spread_of_rows(clusters: Clusters, parts: Sequence[tuple[Part, FloatArray]]) -> Spread | None:
    """Return what rows add to the errors of groups that share some; None if no row is in two groups."""
    code = clusters.code
    if code is None:
        return None
    spreads = [spread_of_part(part, numbers) for part, numbers in parts]
    group, rows, own = (
        np.concatenate(each)
        for each in zip(*((one.clusters.group, one.clusters.copies, one.influence) for one in spreads), strict=True)
    )
    codes = np.concatenate([code * len(parts) + kind for kind in range(len(parts))])
    there = np.flatnonzero(rows > 0)
    kinds = Clusters(group[there], clusters.groups, rows[there], codes[there], named=False)
    return spread_of_kinds(kinds, own[there])


def several(*effective: FloatArray) -> BoolArray:
    """Tell which groups have more than one row or cluster in every part, so that a spread can be seen."""
    return np.asarray(np.min(effective, axis=0) > 1 + 1e-9)


def positive(values: FloatArray) -> FloatArray:
    """Return the values with 1 in place of zeros, for divisions whose result is not used there."""
    return np.where(values > 0, values, 1.0)
