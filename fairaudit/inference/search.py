"""The pair of groups with the largest bound, without evaluating all pairs exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import pairs
from fairaudit.inference.companions import Bond, Companions
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import Limited, Scale, Side

_GRID = np.array([1, 1.5, 2, 3, 4, 6, 9, 14, 22, 40, 100, 1000, np.inf])
"""Degrees of freedom at which limits are tabulated to bracket those of a pair."""
_FEW = 4096
"""So many pairs are evaluated exactly at once, or without looking for the promising ones first."""
_BLOCK = 500_000
"""So many pairs are held in memory at once."""


class Extreme(NamedTuple):
    """The largest bound over pairs, and the pair (indices of groups) that has it."""

    bound: float
    top: int
    bottom: int


_NOTHING = Extreme(-np.inf, -1, -1)


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
        best = _NOTHING
        for top, bottom in self._ends():
            highest = int(top[np.argmax(values[top])])
            rest = bottom[bottom != highest]
            lowest = int(rest[np.argmin(values[rest])])
            found = float(pairs.gap(self.scale, values[[highest]], values[[lowest]])[0])
            best = _larger(best, Extreme(found, highest, lowest))
        return best

    def extreme(self, side: Side, level: float) -> Extreme:
        """Return the largest far (or near) bound over all pairs, each at the one-sided error level `level`."""
        best = _NOTHING
        for top, bottom in self._ends():
            if self.companions is None:
                found = _by_group(self, side, level, top, bottom)
            else:
                found = _by_pair(self, self.companions, side, level, top, bottom)
            best = _larger(best, found)
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
    best = _NOTHING
    for i, j in _blocks(best_tops, best_bottoms):
        bounds = pairs.bound(work.scale, side, tops[i], bottoms[j])
        bounds = np.where(top[i] == bottom[j], -np.inf, bounds)
        row, column = np.unravel_index(int(np.argmax(bounds)), bounds.shape)
        best = _larger(best, Extreme(float(bounds[row, column]), int(top[i[row, 0]]), int(bottom[j[0, column]])))
    return best


def _by_pair(work: Pairs, companions: Companions, side: Side, level: float, top: IntArray, bottom: IntArray) -> Extreme:
    """Search where limits depend on the pair: evaluate exactly only pairs that a cheap bound does not exclude."""
    best = _NOTHING
    if len(top) * len(bottom) > _FEW:
        best, top, bottom = _promising(work, companions, side, level, top, bottom)
    ceiling = _Ceiling(work, side, level, top, bottom) if len(top) * len(bottom) > _FEW else None
    for i, j in _blocks(np.arange(len(top)), np.arange(len(bottom))):
        bond = companions.of_pairs(top[i[:, 0]], bottom[j[0]])
        most = np.full(bond.shared.shape, np.inf) if ceiling is None else ceiling.of_pairs(i, j, bond)
        rows, columns = np.nonzero((most > best.bound) & (top[i] != bottom[j]))
        order = np.argsort(-most[rows, columns], kind="stable")
        rows, columns = rows[order], columns[order]
        for start in range(0, len(rows), _FEW):
            a, b = rows[start : start + _FEW], columns[start : start + _FEW]
            if most[a[0], b[0]] <= best.bound:
                break
            one, other = top[i[a, 0]], bottom[j[0, b]]
            ends = work.limited(side, level, one, other, bond.freedom[a, b])
            bounds = pairs.bound(work.scale, side, *ends, bond.correlation[a, b], bond.shared[a, b])
            place = int(np.argmax(bounds))
            best = _larger(best, Extreme(float(bounds[place]), int(one[place]), int(other[place])))
    return best


def _promising(
    work: Pairs, companions: Companions, side: Side, level: float, top: IntArray, bottom: IntArray
) -> tuple[Extreme, IntArray, IntArray]:
    """Return the best pair of a few extreme groups, and the tops and bottoms that can be in a better pair.

    A pair's bound is at most the difference of two scores: far, of the limits; near, of the values, or half-way to the
    limits where the groups share no clusters, because the root of a sum of squares exceeds half the sum.
    """
    few = int(_FEW**0.5)
    values = work.measurement.values
    top, bottom = top[np.argsort(-values[top], kind="stable")], bottom[np.argsort(values[bottom], kind="stable")]
    best = _by_pair(work, companions, side, level, top[:few], bottom[:few])
    least = companions.freedom[np.concatenate([top, bottom])].min()
    tops, bottoms = work.limited(side, level, top, bottom, np.array(least if side == "far" else np.inf))
    high, low = _scores(work, companions, side, 0, tops), _scores(work, companions, side, 1, bottoms)
    with np.errstate(invalid="ignore"):  # groups of zeros have infinite scores
        keep_top, keep_bottom = high - low.min() > best.bound, high.max() - low > best.bound
    return best, top[keep_top], bottom[keep_bottom]


def _outermost(side: Side, end: int, groups: Limited) -> FloatArray:
    """Return limits of tops (end 0) or bottoms (end 1), or values plus half widths where these reach further."""
    if side == "near" or groups.half is None:
        return groups.limit
    if end == 0:
        return np.maximum(groups.limit, groups.value + groups.half)
    return np.minimum(groups.limit, groups.value - groups.half)


def _scores(work: Pairs, companions: Companions, side: Side, end: int, groups: Limited) -> FloatArray:
    value, limit = groups.value, _outermost(side, end, groups)
    if work.scale == "ratio":
        value, limit = -pairs.minus_log(value), -pairs.minus_log(limit)
    if side == "far":
        return limit
    return value if companions.share_clusters else (value + limit) / 2


class _Ceiling:
    """An upper bound of each pair's bound, from limits tabulated at a few degrees of freedom."""

    def __init__(self, work: Pairs, side: Side, level: float, top: IntArray, bottom: IntArray) -> None:
        tables = [work.limited(side, level, top, bottom, np.array(freedom)) for freedom in _GRID]
        self.scale, self.side = work.scale, side
        self.tops, self.bottoms = (
            Limited(tables[0][end].value, np.stack([_outermost(side, end, table[end]) for table in tables]))
            for end in (0, 1)
        )

    def of_pairs(self, i: IntArray, j: IntArray, bond: Bond) -> FloatArray:
        """Return the bound for tops `i` (a column) against bottoms `j` (a row).

        Far bounds grow with the widths and fall with the correlation, and near bounds fall with the widths. Where the
        correlation r is positive they need not, but A² + B² − 2rAB is at least (1 − r²) A², and (1 − r²) B².
        """
        freedom, correlation = bond.freedom, bond.correlation
        place = np.searchsorted(_GRID, freedom, side="right") - 1
        if self.side == "near":
            place = np.searchsorted(_GRID, freedom, side="left")
        top = Limited(self.tops.value[i], self.tops.limit[place, i])
        bottom = Limited(self.bottoms.value[j], self.bottoms.limit[place, j])
        most = pairs.bound(self.scale, self.side, top, bottom, np.minimum(correlation, 0.0))
        if self.side == "near" and (correlation > 0).any():
            left = np.sqrt(1 - correlation**2)
            one = pairs.gap(self.scale, top.value, bottom.value + left * bottom.width)
            other = pairs.gap(self.scale, top.value - left * top.width, bottom.value)
            most = np.where(correlation > 0, np.minimum(one, other), most)
        return most


def _larger(one: Extreme, other: Extreme) -> Extreme:
    return other if one.top < 0 or other.bound > one.bound else one


def _blocks(top: IntArray, bottom: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield all pairs, a block at a time, as a column of tops and a row of bottoms."""
    step = max(1, _BLOCK // max(len(bottom), 1))
    for start in range(0, len(top), step):
        yield top[start : start + step, None], bottom[None, :]
