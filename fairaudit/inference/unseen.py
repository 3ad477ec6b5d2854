"""Groups in which one label does not occur, or hardly: limits that reckon with more rows of that label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import proportion
from fairaudit.inference.apart import Together
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray
from fairaudit.inference.measured import Limits
from fairaudit.inference.proportion import BinomialLimits
from fairaudit.inference.size_tie import SizeTie
from fairaudit.metrics import Proportion

ALSO_UNSEEN = "and with as many rows of the rarer label as there may be"


@dataclass(frozen=True, eq=False)
class UnseenLimits:
    """The limits `seen`, wide enough for rows of a label that a group has none of, or few; shape ``(groups,)``.

    If a share p more of the rows had the rarer label, the value would be p · `cost` more, on average. p is at most what
    the limits of the share of positives leave. `cost` is 0 where the limits are wide enough.
    """

    seen: Limits
    value: FloatArray
    positives: BinomialLimits
    cost: FloatArray

    @property
    def exact(self) -> str:
        """The name of the limits that bounds use."""
        return self.seen.exact

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return self.seen.known

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """Those of Student's t; infinite for the normal distribution."""
        return self.seen.degrees_of_freedom

    @property
    def variance(self) -> FloatArray:
        """Variance of the value, as if one row of the unseen label were to be expected."""
        return np.asarray(self.seen.variance + np.nan_to_num(self.cost / self.positives.size) ** 2)

    @property
    def tie(self) -> SizeTie | None:
        """What changes because clusters' values change with their size, if something does."""
        return self.seen.tie

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        further = self.value[groups] + np.minimum(self._change(level, groups), 0.0)
        return np.minimum(self.seen.lower(level, groups, degrees_of_freedom), further)

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`."""
        further = self.value[groups] + np.maximum(self._change(level, groups), 0.0)
        return np.maximum(self.seen.upper(level, groups, degrees_of_freedom), further)

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups)."""
        return self.seen.by_chance(mass, groups, noise)

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        words = self.seen.method(group)
        return f"{words}, {ALSO_UNSEEN}" if self.cost[group] else words

    def _change(self, level: float, groups: IntArray) -> FloatArray:
        share = self.positives.share[groups]
        highest, least = (limit(level, groups) for limit in (self.positives.upper, self.positives.lower))
        return np.asarray(np.where(share < 0.5, highest - share, share - least) * self.cost[groups])


def share_of_positives(
    total: tuple[FloatArray, FloatArray], each: tuple[FloatArray, FloatArray], clusters: Clusters
) -> BinomialLimits:
    """Return the limits of the share of positives, from positives and negatives of groups and of entries."""
    of_groups, of_entries = (Proportion(positives, positives + negatives) for positives, negatives in (total, each))
    if not clusters.named:
        weighted = of_groups.whole.shape[-1] > 1
        return proportion.weighted(of_groups, of_entries, clusters) if weighted else proportion.independent(of_groups)
    together = Together.of(clusters)
    part, whole = (together.add_all(sums) for sums in (of_entries.part, of_entries.whole))
    return proportion.clustered(of_groups, Proportion(part, whole), together.clusters)[0]
