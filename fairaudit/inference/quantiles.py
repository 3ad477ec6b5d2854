"""Quantiles, such as medians: limits are other quantiles of the same rows, whatever the shape of their distribution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import bdtrik

from fairaudit.counts import FloatArray
from fairaudit.counts.places import Places
from fairaudit.inference import proportion
from fairaudit.inference.apart import Part, Together, spread_of_part
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.limits import normal_quantile, size_for_student
from fairaudit.inference.measured import Measured, measured_by_rows, weighted
from fairaudit.inference.proportion import BinomialLimits
from fairaudit.inference.steps import Steps
from fairaudit.metrics import Proportion
from fairaudit.metrics.quantiles import Quantile, ShareAbove

TOO_FEW = "so few rows lie on one side of it that none of them tells how far away it could be"
"""Why a group has no interval."""
_ROUNDING = 1e-10
"""Shares of rows that differ by no more than this are the same."""
_TYPICAL, _STRICT = 0.025, 1e-3
"""The level at which limits say how widely a quantile scatters, and the one at which they have to be there."""


@dataclass(frozen=True, eq=False)
class Ordered:
    """The numbers of every group in ascending order, each with the share of the group's weight up to it.

    Where a place holds several numbers they lie between `low` and `high`.
    """

    steps: Steps
    low: FloatArray
    high: FloatArray
    share: FloatArray
    mass: FloatArray
    groups: int

    @classmethod
    def of(cls, axis: Places, place: IntArray, sums: FloatArray, clusters: Clusters) -> Ordered:
        """Put the rows of every group in order."""
        steps = Steps.from_entries(clusters.group, place)
        mass = steps.add(weighted(sums))
        total = np.bincount(steps.group, mass, clusters.groups)[steps.group]
        share = np.where(total > 0, steps.up_to(mass) / np.where(total > 0, total, 1.0), 0.0)
        return cls(steps, axis.lows[steps.place], axis.highs[steps.place], share, mass, clusters.groups)

    @cached_property
    def _key(self) -> FloatArray:
        return np.asarray(self.steps.group + np.minimum(self.share, 1.0), dtype=np.float64)

    @cached_property
    def ends(self) -> tuple[IntArray, IntArray]:
        """The first and the last step of every group that has one; −1 for others."""
        first, last = np.full((2, self.groups), -1, dtype=np.int64)
        own = self.steps.group[self.steps.starts]
        first[own], last[own] = self.steps.starts, np.append(self.steps.starts[1:], len(self.share)) - 1
        return first, last

    def step(self, groups: IntArray, share: FloatArray) -> IntArray:
        """Return the first step of each group up to which there is such a share of it."""
        first, last = (end[groups] for end in self.ends)
        found = np.searchsorted(self._key, groups + share - _ROUNDING * np.maximum(groups, 1.0))
        return np.clip(found, first, last)

    @cached_property
    def before(self) -> FloatArray:
        """The share of the group up to the number before."""
        shares = np.concatenate([[0.0], self.share[:-1]])
        shares[self.steps.starts] = 0.0
        return shares

    def part(self, step: IntArray, share: FloatArray | float) -> FloatArray:
        """Return which part of the rows at a step is needed so that there is such a share up to there."""
        held = self.share[step] - self.before[step]
        return np.clip(np.where(held > 0, (share - self.before[step]) / np.where(held > 0, held, 1.0), 1.0), 0.0, 1.0)

    def at(self, share: float) -> FloatArray:
        """Return the quantile of every group: where the share is met exactly, the mean of two neighbours.

        Numbers of one place are taken to lie evenly within it.
        """
        groups = np.arange(self.groups)
        step = self.step(groups, np.full(self.groups, share))
        rounding = _ROUNDING * np.maximum(groups, 1.0)
        beyond = np.searchsorted(
            self._key, groups + share + rounding, side="right"
        )  # rows of weight 0 are no neighbours
        following = np.clip(beyond, step, self.ends[1])
        even = np.abs(self.share[step] - share) <= rounding
        within = self.low[step] + self.part(step, share) * (self.high[step] - self.low[step])
        return np.where(even, self.high[step] + (self.low[following] - self.high[step]) / 2, within)


@dataclass(frozen=True, eq=False)
class QuantileLimits:
    """Limits of quantiles at the share `at`: numbers of the group at other shares, arrays of shape ``(groups,)``.

    Of n rows, k at most lie below the quantile with the binomial chance P(k); `size` gives the effective n.
    """

    value: FloatArray
    at: float
    ordered: Ordered
    size: BinomialLimits
    exact = "order statistics"
    tie = None

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        with np.errstate(invalid="ignore"):
            least = np.log(_STRICT) / np.log(max(self.at, 1 - self.at))
            return np.asarray(self.size.known & ~np.isnan(self.value) & (self.size.size >= least))

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """Those of Student's t; infinite for the normal distribution."""
        return self.size.degrees_of_freedom

    @cached_property
    def variance(self) -> FloatArray:
        """Variance of a normal variable with limits as far apart."""
        low, high = self.shown(_TYPICAL)
        return np.asarray(((high - low) / (2 * normal_quantile(_TYPICAL))) ** 2)

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        size = self._size(level, groups, degrees_of_freedom)
        rank = _rank(level, size, self.at)
        found = self.ordered.low[self.ordered.step(groups, np.maximum(rank, 1.0) / size)]
        return np.where(rank >= 1, found, found - self._range(groups))

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`."""
        size = self._size(level, groups, degrees_of_freedom)
        rank = _rank(level, size, 1 - self.at)
        found = self.ordered.high[self.ordered.step(groups, (size + 1 - np.maximum(rank, 1.0)) / size)]
        return np.where(rank >= 1, found, found + self._range(groups))

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:  # noqa: ARG002
        """Return values that groups would show whose rows are alike; standard normal `noise` is (draws, groups).

        The quantiles of all rows of these groups, at shares that scatter as those of so many rows do.
        """
        steps, wanted = self.ordered.steps, np.isin(self.ordered.steps.group, groups)
        order = np.argsort(steps.place[wanted], kind="stable")
        low, high = self.ordered.low[wanted][order], self.ordered.high[wanted][order]
        up_to = np.cumsum(self.ordered.mass[wanted][order])
        scatter = np.sqrt(self.at * (1 - self.at) / np.maximum(self.size.size[groups], 1.0))
        share = np.clip(self.at + scatter * noise, 0.0, 1.0)
        found = np.searchsorted(up_to, (share - _ROUNDING) * up_to[-1])
        found = np.clip(found, 0, len(order) - 1)
        return np.asarray(low[found] + (high[found] - low[found]) / 2)

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        words = self.exact
        if self.size.because:
            words += f" at effective size {self.size.size[group]:.1f} ({self.size.because})"
        if np.isfinite(self.degrees_of_freedom[group]):
            words += f", t on {max(self.degrees_of_freedom[group], 1.0):.1f} degrees of freedom"
        return words

    def _size(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None) -> FloatArray:
        own = self.size.degrees_of_freedom[groups]
        used = own if degrees_of_freedom is None else np.where(np.isinf(own), own, degrees_of_freedom)
        size = size_for_student(np.nan_to_num(self.size.size[groups], nan=1.0), level, used)
        return np.maximum(size, 1.0)

    def _range(self, groups: IntArray) -> FloatArray:
        first, last = (end[groups] for end in self.ordered.ends)
        return self.ordered.high[last] - self.ordered.low[first]


def quantile(total: Quantile, each: Quantile, clusters: Clusters | None) -> Measured:
    """Measure a quantile; every row, or every cluster, is independent evidence.

    Its limits are order statistics, or with weights or clusters those of as many independent rows as tell the share of
    rows below it as well: Woodruff (1952), Confidence intervals for medians and other position measures, JASA 47(260).
    """
    counts = each.counts
    if clusters is None or counts.place is None:
        raise TypeError("a quantile needs rows that are kept apart")
    rows, sums = total.counts.rows, counts.rows
    ordered = Ordered.of(counts.axis, counts.place, sums, clusters)
    groups = clusters.groups
    value = np.where(weighted(rows) > 0, ordered.at(each.at), np.nan)
    below = _below(ordered, each.at)
    size, spread = _limits_of_share(rows, sums, below, clusters)
    limits = QuantileLimits(value, each.at, ordered, size)
    few = np.flatnonzero(size.known & ~limits.known & (size.size > 1 + 1e-9))
    found = measured_by_rows(value, limits, spread, rows, unknown=dict.fromkeys(few.tolist(), TOO_FEW))
    if counts.axis.exact:
        return found
    place = ordered.steps.place[ordered.step(np.arange(groups), np.full(groups, each.at))]
    return found._replace(binning=counts.axis.highs[place] - counts.axis.lows[place])


def share_above(total: ShareAbove, each: ShareAbove, clusters: Clusters | None) -> Measured:
    """Measure the share of rows above a number, like any other share; numbers that are equal to it are not above."""
    counts = each.counts
    if clusters is None or counts.place is None:
        raise TypeError("a share above a number needs rows that are kept apart")
    above = (counts.axis.lows > each.number)[counts.place].astype(np.float64)
    limits, spread = _limits_of_share(total.counts.rows, counts.rows, above, clusters)
    return measured_by_rows(limits.share, limits, spread, total.counts.rows)


def _below(ordered: Ordered, at: float) -> FloatArray:
    """Return which part of the rows of each entry counts as below the quantile: of those that are on it, some."""
    groups = np.arange(ordered.groups)
    middle = ordered.step(groups, np.full(len(groups), at))[ordered.steps.group]
    own = np.arange(len(ordered.share))
    of_step = np.where(own < middle, 1.0, np.where(own == middle, ordered.part(middle, at), 0.0))
    return np.asarray(of_step[ordered.steps.of])


def _limits_of_share(
    rows: FloatArray, sums: FloatArray, below: FloatArray, clusters: Clusters
) -> tuple[BinomialLimits, Spread]:
    """Return limits of the share of rows below a quantile, and how much rows or clusters differ in it."""
    part = sums * below[:, None]
    total = np.stack([clusters.add(column) for column in part.T], axis=1)
    of_groups, of_entries = Proportion(total, rows), Proportion(part, sums)
    if clusters.named:
        together = Together.of(clusters)
        of_clusters = Proportion(together.add_all(part), together.add_all(sums))
        return proportion.clustered(of_groups, of_clusters, together.clusters)
    spread = spread_of_part(Part(clusters, sums, rows), below)
    if rows.shape[-1] > 1:
        return proportion.weighted(of_groups, of_entries, clusters), spread
    return proportion.independent(of_groups), spread


def _rank(level: float, size: FloatArray, share: float) -> FloatArray:
    """Return the largest k such that fewer than k of `size` rows lie below a quantile at most with chance `level`."""
    with np.errstate(invalid="ignore"):
        most = np.floor(np.asarray(bdtrik(level, size, share)) + 1e-9)
    none = (1 - share) ** size > level
    return np.where(none | np.isnan(most), 0.0, most + 1)
