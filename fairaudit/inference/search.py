"""The pair of groups with the largest bound, without evaluating all pairs exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import pairs
from fairaudit.inference.clustered_search import ClusteredSearch
from fairaudit.inference.companions import Companions
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import NOTHING, Extreme, Limited, Scale, Side, blocks, larger


@dataclass(frozen=True, eq=False)
class Pairs:
    """The ordered pairs of some groups of a measurement, or only those with one `reference` group."""

    measurement: Measurement
    groups: IntArray
    scale: Scale
    reference: int | None = None

    @property
    def at_full_level(self) -> int:
        """How many ordered pairs can have a positive largest gap at once: ⌊k²/4⌋, or k − 1 with a reference."""
        k = len(self.groups)
        return k * k // 4 if self.reference is None else k - 1

    @property
    def count(self) -> int:
        """Number of ordered pairs."""
        k = len(self.groups)
        return k * (k - 1) if self.reference is None else 2 * (k - 1)

    @cached_property
    def companions(self) -> Companions | None:
        """What makes limits depend on the pair: clusters. None if each group has limits of its own."""
        return Companions.of(self.measurement, self.groups, self.scale)

    def widest(self) -> Extreme:
        """Return the largest gap between values, and its pair: the first in the order of groups among equals."""
        values = self.measurement.values
        best = NOTHING
        for top, bottom in self._ends():
            highest = int(top[np.argmax(values[top])])
            rest = bottom[bottom != highest]
            lowest = int(rest[np.argmin(values[rest])])
            found = float(pairs.gap(self.scale, values[[highest]], values[[lowest]])[0])
            best = larger(best, Extreme(found, highest, lowest))
        return best

    def extreme(self, side: Side, level: float, ends: tuple[IntArray, IntArray] | None = None) -> Extreme:
        """Return the largest far (or near) bound over all pairs, each at the one-sided error level `level`.

        `ends` are the groups that can be top, and those that can be bottom, where not all pairs are asked for.
        """
        best = NOTHING
        for top, bottom in self._ends() if ends is None else [ends]:
            if self.companions is None:
                found = _by_group(self, side, level, top, bottom)
            else:
                limited = partial(self.limited, side, level)
                found = ClusteredSearch(self.scale, side, self.companions, limited).best(top, bottom)
            best = larger(best, found)
        return best

    def gap_of(self, extreme: Extreme) -> float:
        """Return the gap between the values of a pair."""
        values = self.measurement.values
        return float(pairs.gap(self.scale, values[[extreme.top]], values[[extreme.bottom]])[0])

    def bound_of(self, side: Side, level: float, top: int, bottom: int) -> float:
        """Return the far (or near) bound of the gap of one pair."""
        one, other = np.array([top]), np.array([bottom])
        if self.companions is None:
            return float(pairs.bound(self.scale, side, *self.limited(side, level, one, other))[0])
        bond = self.companions.of_pairs(one, other)
        ends = self.limited(side, level, one, other, bond.freedom[0])
        return float(pairs.bound(self.scale, side, *ends, bond.correlation[0], bond.shared[0])[0])

    def limited(
        self, side: Side, level: float, top: IntArray, bottom: IntArray, freedom: FloatArray | None = None
    ) -> tuple[Limited, Limited]:
        """Return values and the limits that this side of the gap needs; `freedom` broadcasts with the groups."""
        measured = self.measurement
        above, below = (measured.upper, measured.lower) if side == "far" else (measured.lower, measured.upper)
        ends = []
        for groups, limit, opposite in ((top, above, below), (bottom, below, above)):
            value, end, half = measured.values[groups], limit(level, groups, freedom), None
            if self.scale == "difference" and self.companions is not None and self.companions.share_clusters:
                half = np.abs(end - opposite(level, groups, freedom)) / 2
            ends.append(Limited(value, end, half))
        return ends[0], ends[1]

    def _ends(self) -> list[tuple[IntArray, IntArray]]:
        """Return the pairs as sets of tops × sets of bottoms."""
        if self.reference is None:
            return [(self.groups, self.groups)]
        one = np.array([self.reference])
        others = self.groups[self.groups != self.reference]
        return [(others, one), (one, others)]


def _by_group(work: Pairs, side: Side, level: float, top: IntArray, bottom: IntArray) -> Extreme:
    """Search where each group has limits of its own: only groups on two Pareto fronts can be in the best pair."""
    tops, bottoms = work.limited(side, level, top, bottom)
    sign = 1.0 if side == "far" else -1.0
    best_tops = pairs.front(tops.value, sign * tops.width)
    best_bottoms = pairs.front(-bottoms.value, sign * bottoms.width)
    best = NOTHING
    for i, j in blocks(best_tops, best_bottoms):
        bounds = pairs.bound(work.scale, side, tops[i], bottoms[j])
        bounds = np.where(top[i] == bottom[j], -np.inf, bounds)
        row, column = np.unravel_index(int(np.argmax(bounds)), bounds.shape)
        best = larger(best, Extreme(float(bounds[row, column]), int(top[i[row, 0]]), int(bottom[j[0, column]])))
    return best
