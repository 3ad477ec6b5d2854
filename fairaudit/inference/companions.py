"""What limits of two clustered groups have in common: degrees of freedom, and the clusters that are in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import BoolArray, IntArray, Spread
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import Scale


class Bond(NamedTuple):
    """What pairs of groups have in common; `shared` says whether any cluster is in both."""

    freedom: FloatArray
    correlation: FloatArray
    shared: BoolArray


@dataclass(frozen=True, eq=False)
class Companions:
    """Pairs of clustered groups.

    `variance` (of the value, or of its logarithm for ratios) and `freedom` have shape ``(groups,)`` of the whole
    measurement. The entries of clusters that occur in several groups whose clusters differ are kept in the order of
    their groups: `group`, `code` (consecutive) and `influence`, divided by the root of the group's sum of squares.
    """

    variance: FloatArray
    freedom: FloatArray
    group: IntArray
    code: IntArray
    influence: FloatArray

    @classmethod
    def of(cls, measurement: Measurement, groups: IntArray, scale: Scale) -> Companions | None:
        """Prepare the pairs among `groups`; None if the measurement has no named clusters."""
        limits, spread = measurement.limits, measurement.spread
        if limits is None or spread is None or spread.clusters.code is None:
            return None
        variance = np.where(measurement.known & (limits.variance > 0), limits.variance, 0.0)
        if scale == "ratio":
            variance = variance / np.where(variance > 0, measurement.values, 1.0) ** 2
        freedom = np.maximum(limits.degrees_of_freedom, 1.0)
        return cls(variance, freedom, *_shared_clusters(spread, spread.clusters.code, groups))

    @property
    def share_clusters(self) -> bool:
        """Whether any cluster is in more than one group whose clusters differ."""
        return len(self.group) > 0

    def of_pairs(self, top: IntArray, bottom: IntArray) -> Bond:
        """Return what all tops (rows) have in common with all bottoms (columns).

        Welch (1938) and Satterthwaite (1946), An approximate distribution of estimates of variance components,
        Biometrics Bulletin 2(6), for groups of different clusters; the smaller degrees of freedom for groups that
        share clusters.
        """
        one, other = self.variance[top][:, None], self.variance[bottom][None, :]
        least = np.minimum(self.freedom[top][:, None], self.freedom[bottom][None, :])
        parts = one**2 / self.freedom[top][:, None] + other**2 / self.freedom[bottom][None, :]
        welch = np.where(parts > 0, (one + other) ** 2 / np.where(parts > 0, parts, 1.0), least)
        correlation, shared = self._correlation(top, bottom)
        return Bond(np.where(shared, least, np.maximum(welch, least)), correlation, shared)

    def _correlation(self, top: IntArray, bottom: IntArray) -> tuple[FloatArray, BoolArray]:
        """Return r = Σ u v / √(Σu² Σv²) over clusters, u and v the influences on the two groups, and if any is in both.

        Two groups can share clusters whose influences are uncorrelated, or zero in one of them.
        """
        result, shared = np.zeros((len(top), len(bottom))), np.zeros((len(top), len(bottom)), bool)
        if not self.share_clusters:
            return result, shared
        column = np.full(len(self.variance), -1)
        column[top] = np.arange(len(top))
        mine = column[self.group] >= 0
        spread = np.full((int(self.code.max()) + 1, len(top)), np.nan)
        spread[self.code[mine], column[self.group[mine]]] = self.influence[mine]
        row = np.full(len(self.variance), -1)
        row[bottom] = np.arange(len(bottom))
        theirs = np.flatnonzero(row[self.group] >= 0)
        starts = np.flatnonzero(np.diff(self.group[theirs], prepend=-1))
        if len(starts):
            products = spread[self.code[theirs]] * self.influence[theirs, None]
            there = ~np.isnan(products)
            places = row[self.group[theirs[starts]]]
            result[:, places] = np.add.reduceat(np.where(there, products, 0.0), starts).T
            shared[:, places] = np.logical_or.reduceat(there, starts).T
        return np.clip(result, -1.0, 1.0), shared


def _shared_clusters(spread: Spread, code: IntArray, groups: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Return group, code and scaled influence of the entries whose cluster is in more than one of `groups`."""
    lengths = np.sqrt(spread.clusters.add(spread.influence**2))[spread.clusters.group]
    there = np.flatnonzero(np.isin(spread.clusters.group, groups) & spread.there & (lengths > 0))
    _, place, uses = np.unique(code[there], return_inverse=True, return_counts=True)
    shared = uses[place] > 1
    entries = there[shared]
    entries = entries[np.argsort(spread.clusters.group[entries], kind="stable")]
    _, consecutive = np.unique(code[entries], return_inverse=True)
    return spread.clusters.group[entries], consecutive, spread.influence[entries] / lengths[entries]
