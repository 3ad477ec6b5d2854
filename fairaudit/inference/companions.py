"""What limits of two clustered groups have in common: degrees of freedom, and the clusters that are in both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import BoolArray, IntArray, Spread
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import Scale

_MOST_PRODUCTS = 2_000_000
"""So many products of influences are made at once."""


class Bond(NamedTuple):
    """What pairs of groups have in common; `shared` says whether any cluster is in both."""

    freedom: FloatArray
    correlation: FloatArray
    shared: BoolArray


class Sharing(NamedTuple):
    """The ordered pairs of groups that share clusters, ascending; `key` is ``top * groups + bottom``."""

    groups: int
    key: IntArray
    correlation: FloatArray

    def among(self, top: IntArray, bottom: IntArray) -> tuple[IntArray, IntArray]:
        """Return the places among these tops and bottoms of the pairs that share clusters."""
        row, column = np.full(self.groups, -1), np.full(self.groups, -1)
        row[top], column[bottom] = np.arange(len(top)), np.arange(len(bottom))
        rows, columns = row[self.key // self.groups], column[self.key % self.groups]
        there = (rows >= 0) & (columns >= 0)
        return rows[there], columns[there]

    def of(self, top: IntArray, bottom: IntArray) -> tuple[FloatArray, BoolArray]:
        """Return the correlation of each pair (top, bottom), and whether it shares clusters."""
        wanted = top * self.groups + bottom
        place = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        shared = self.key[place] == wanted
        return np.where(shared, self.correlation[place], 0.0), shared


@dataclass(frozen=True, eq=False)
class Entries:
    """The entries of clusters that occur in several groups whose clusters differ, in the order of their `groups`.

    `group`, `code` (consecutive), and `influence`, divided by the root of the group's sum of squares.
    """

    groups: int
    group: IntArray
    code: IntArray
    influence: FloatArray

    @cached_property
    def sharing(self) -> Sharing | None:
        """The pairs that share clusters, if they are few among all; None if they are better found block by block."""
        uses = np.bincount(self.code)
        if (uses * (uses - 1)).sum() > _MOST_PRODUCTS:
            return None
        order = np.argsort(self.code, kind="stable")
        each, starts = uses[self.code[order]], (np.cumsum(uses) - uses)[self.code[order]]
        left, first = np.repeat(order, each), np.repeat(starts, each)
        right = order[first + np.arange(len(left)) - np.repeat(np.cumsum(each) - each, each)]
        left, right = left[left != right], right[left != right]
        groups = self.groups
        key, pair = np.unique(self.group[left] * groups + self.group[right], return_inverse=True)
        # As block by block: added up over all entries of the bottom group, so that every bit of the sum is the same.
        lengths = np.bincount(self.group, minlength=groups)
        ends = np.cumsum(lengths[key % groups])
        if ends[-1] > _MOST_PRODUCTS:
            return None
        begins, products = ends - lengths[key % groups], np.zeros(ends[-1])
        place_in_group = right - np.searchsorted(self.group, self.group[right])
        products[begins[pair] + place_in_group] = self.influence[left] * self.influence[right]
        return Sharing(groups, key, np.clip(np.add.reduceat(products, begins), -1.0, 1.0))


@dataclass(frozen=True, eq=False)
class Companions:
    """Pairs of clustered groups.

    `variance` (of the value, or of its logarithm for ratios) and `freedom` have shape ``(groups,)`` of the whole
    measurement. `entries` are those of clusters that groups have in common.
    """

    variance: FloatArray
    freedom: FloatArray
    entries: Entries

    @classmethod
    def of(cls, measurement: Measurement, groups: IntArray, scale: Scale) -> Companions | None:
        """Prepare the pairs among `groups`; None if the measurement knows of nothing that groups could share."""
        limits, spread = measurement.limits, measurement.spread
        if limits is None or spread is None or spread.clusters.code is None:
            return None
        variance = np.where(measurement.known & (limits.variance > 0), limits.variance, 0.0)
        if scale == "ratio":
            known_size = (variance > 0) & (measurement.values != 0)
            variance = variance / np.where(known_size, measurement.values, 1.0) ** 2
        freedom = np.maximum(limits.degrees_of_freedom, 1.0)
        shared = _shared_clusters(spread, groups.tobytes())
        if not len(shared.group) and not spread.clusters.named:
            return None
        return cls(variance, freedom, shared)

    @property
    def share_clusters(self) -> bool:
        """Whether any cluster is in more than one group whose clusters differ."""
        return len(self.entries.group) > 0

    def of_pairs(self, top: IntArray, bottom: IntArray) -> Bond:
        """Return what all tops (rows) have in common with all bottoms (columns)."""
        rows, columns = np.indices((len(top), len(bottom))).reshape(2, -1)
        shape, bond = (len(top), len(bottom)), self.of_some(top, bottom, rows, columns)
        return Bond(bond.freedom.reshape(shape), bond.correlation.reshape(shape), bond.shared.reshape(shape))

    def of_some(self, top: IntArray, bottom: IntArray, rows: IntArray, columns: IntArray) -> Bond:
        """Return what the pairs (top[rows], bottom[columns]) have in common.

        Welch (1938) and Satterthwaite (1946), An approximate distribution of estimates of variance components,
        Biometrics Bulletin 2(6), for groups of different clusters; the smaller degrees of freedom for groups that
        share clusters.
        """
        above, below = top[rows], bottom[columns]
        one, other = self.variance[above], self.variance[below]
        least = np.minimum(self.freedom[above], self.freedom[below])
        parts = one**2 / self.freedom[above] + other**2 / self.freedom[below]
        welch = np.where(parts > 0, (one + other) ** 2 / np.where(parts > 0, parts, 1.0), least)
        if not self.share_clusters:
            correlation, shared = np.zeros(len(rows)), np.zeros(len(rows), bool)
        elif self.sharing is not None:
            correlation, shared = self.sharing.of(above, below)
        else:
            grid = self._correlation(top, bottom)
            correlation, shared = grid[0][rows, columns], grid[1][rows, columns]
        return Bond(np.where(shared, least, np.maximum(welch, least)), correlation, shared)

    def freedom_of_pairs(self, groups: IntArray) -> tuple[float, float]:
        """Return bounds of the degrees of freedom of all pairs among groups: Welch's are at most the sum of both's."""
        freedom = self.freedom[groups]
        spread, finite = freedom[self.variance[groups] > 0], freedom[np.isfinite(freedom)]
        return float(freedom.min()), float(max(2 * spread.max(initial=1.0), finite.max(initial=1.0)))

    @property
    def sharing(self) -> Sharing | None:
        """The pairs that share clusters, if they are few among all; None if they are better found block by block."""
        return self.entries.sharing

    def _correlation(self, top: IntArray, bottom: IntArray) -> tuple[FloatArray, BoolArray]:
        """Return r = Σ u v / √(Σu² Σv²) over clusters, u and v the influences on the two groups, and if any is in both.

        All tops (rows) against all bottoms (columns). Two groups can share clusters whose influences are uncorrelated,
        or zero in one of them.
        """
        entries = self.entries
        result, shared = np.zeros((len(top), len(bottom))), np.zeros((len(top), len(bottom)), bool)
        column = np.full(len(self.variance), -1)
        column[top] = np.arange(len(top))
        mine = column[entries.group] >= 0
        spread = np.full((int(entries.code.max()) + 1, len(top)), np.nan)
        spread[entries.code[mine], column[entries.group[mine]]] = entries.influence[mine]
        row = np.full(len(self.variance), -1)
        row[bottom] = np.arange(len(bottom))
        theirs = np.flatnonzero(row[entries.group] >= 0)
        starts = np.flatnonzero(np.diff(entries.group[theirs], prepend=-1))
        if len(starts):
            products = spread[entries.code[theirs]] * entries.influence[theirs, None]
            there = ~np.isnan(products)
            places = row[entries.group[theirs[starts]]]
            result[:, places] = np.add.reduceat(np.where(there, products, 0.0), starts).T
            shared[:, places] = np.logical_or.reduceat(there, starts).T
        return np.clip(result, -1.0, 1.0), shared


@lru_cache(maxsize=2)
def _shared_clusters(spread: Spread, kept: bytes) -> Entries:
    """Return the entries whose cluster is in more than one of some groups; differences and ratios ask alike."""
    clusters, groups = spread.clusters, np.frombuffer(kept, dtype=np.intp)
    influence = spread.influence * np.sqrt(clusters.copies)
    lengths = np.sqrt(clusters.add(influence**2))[clusters.group]
    there = np.flatnonzero(np.isin(clusters.group, groups) & spread.there & (lengths > 0))
    code = np.zeros(0) if clusters.code is None else clusters.code
    _, place, uses = np.unique(code[there], return_inverse=True, return_counts=True)
    shared = uses[place] > 1
    entries = there[shared]
    entries = entries[np.argsort(clusters.group[entries], kind="stable")]
    _, consecutive = np.unique(code[entries], return_inverse=True)
    return Entries(clusters.groups, clusters.group[entries], consecutive, influence[entries] / lengths[entries])
