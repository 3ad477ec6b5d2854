"""The pair of clustered groups with the largest bound: limits depend on the pair, and few are evaluated exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import pairs
from fairaudit.inference.companions import Bond, Companions
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.pairs import NOTHING, Extreme, Limited, Scale, Side, blocks, larger

_GRID = np.array([1, 1.5, 2, 3, 4, 6, 9, 14, 22, 40, 100, 1000, np.inf])
"""Degrees of freedom at which limits are tabulated to bracket those of a pair."""
_FEW = 4096
"""So many pairs are evaluated exactly at once, or without looking for the promising ones first."""
_FIRST = 64
"""The first pairs to be evaluated exactly, before more at a time."""


@dataclass(frozen=True, eq=False)
class _Candidates:
    """Tops and bottoms, and their scores: a pair's bound is at most `high` of its top minus `low` of its bottom."""

    top: IntArray
    bottom: IntArray
    high: FloatArray
    low: FloatArray

    def better_than(self, bound: float) -> _Candidates:
        """Return the tops and bottoms that can be in a pair with a larger bound."""
        with np.errstate(invalid="ignore"):  # groups of zeros have infinite scores
            tops, bottoms = self.high - self.low.min() > bound, self.high.max() - self.low > bound
        return _Candidates(self.top[tops], self.bottom[bottoms], self.high[tops], self.low[bottoms])

    def pairs(self, i: IntArray, j: IntArray, bound: float) -> tuple[IntArray, IntArray]:
        """Return the places of the pairs of a block (a column `i`, a row `j`) that can have a larger bound."""
        with np.errstate(invalid="ignore"):
            rows, columns = np.nonzero((self.high[i] - self.low[j] > bound) & (self.top[i] != self.bottom[j]))
        return i[rows, 0], j[0, columns]


@dataclass(frozen=True, eq=False)
class ClusteredSearch:
    """The search for the largest far (or near) bound.

    `limited` returns values and limits of tops and of bottoms at some degrees of freedom; see `Pairs.limited`.
    """

    scale: Scale
    side: Side
    companions: Companions
    limited: Callable[[IntArray, IntArray, FloatArray], tuple[Limited, Limited]]

    def best(self, top: IntArray, bottom: IntArray) -> Extreme:
        """Return the pair of a top and a bottom with the largest bound."""
        if len(top) * len(bottom) <= _FEW:
            rows, columns = np.nonzero(top[:, None] != bottom)
            return self._best_of(top, bottom, rows, columns, None, NOTHING)
        best, left = self._promising(top, bottom)
        if not len(left.top) or not len(left.bottom):
            return best
        ceiling = self._ceiling(left.top, left.bottom)
        for i, j in blocks(np.arange(len(left.top)), np.arange(len(left.bottom))):
            best = self._best_of(left.top, left.bottom, *left.pairs(i, j, best.bound), ceiling, best)
        return best

    def _best_of(
        self,
        top: IntArray,
        bottom: IntArray,
        rows: IntArray,
        columns: IntArray,
        ceiling: _Ceiling | None,
        best: Extreme,
    ) -> Extreme:
        """Evaluate the pairs (top[rows], bottom[columns]), those under the highest ceiling first, while it helps."""
        bond = self.companions.of_some(top, bottom, rows, columns)
        most = np.full(len(rows), np.inf) if ceiling is None else ceiling.of_pairs(rows, columns, bond)
        order = np.argsort(-most, kind="stable")
        start, step = 0, _FEW if ceiling is None else _FIRST
        while start < len(order) and most[order[start]] > best.bound:
            part = order[start : start + step]
            one, other = top[rows[part]], bottom[columns[part]]
            ends = self.limited(one, other, bond.freedom[part])
            bounds = pairs.bound(self.scale, self.side, *ends, bond.correlation[part], bond.shared[part])
            place = int(np.argmax(bounds))
            best = larger(best, Extreme(float(bounds[place]), int(one[place]), int(other[place])))
            start, step = start + step, min(4 * step, _FEW)
        return best

    def _promising(self, top: IntArray, bottom: IntArray) -> tuple[Extreme, _Candidates]:
        """Return the best pair of a few, and the tops and bottoms that can be in a better pair.

        A pair's bound is at most the difference of two scores: far, of the limits; near, of the values, or half-way to
        the limits where the groups share no clusters, because the root of a sum of squares exceeds half the sum. If few
        pairs share clusters, they are evaluated first, and the others are taken for what they are.
        """
        sharing = self.companions.sharing if self.companions.share_clusters else None
        apart = sharing is not None or not self.companions.share_clusters
        widest = self._widest(top, bottom)
        ends = self.limited(top, bottom, widest)
        high, low = (_scores(self.scale, self.side, end, groups, apart) for end, groups in enumerate(ends))
        coarse = _Ceiling(self.side, self.scale, widest[None], [ends])
        few = int(_FEW**0.5)
        tops, bottoms = np.argsort(-high, kind="stable")[:few], np.argsort(low, kind="stable")[:few]
        rows, columns = np.nonzero(top[tops][:, None] != bottom[bottoms])
        best = self._best_of(top, bottom, tops[rows], bottoms[columns], coarse, NOTHING)
        if sharing is not None:
            best = self._best_sharing(top, bottom, *sharing.among(top, bottom), coarse, best)
        return best, _Candidates(top, bottom, high, low).better_than(best.bound)

    def _best_sharing(
        self, top: IntArray, bottom: IntArray, rows: IntArray, columns: IntArray, coarse: _Ceiling, best: Extreme
    ) -> Extreme:
        """Return the best of the pairs that share clusters, or the best before if it is better."""
        most = coarse.of_pairs(rows, columns, self.companions.of_some(top, bottom, rows, columns))
        rows, columns = rows[most > best.bound], columns[most > best.bound]
        costly = len(rows) > len(_GRID) * (len(top) + len(bottom))
        return self._best_of(top, bottom, rows, columns, self._ceiling(top, bottom) if costly else coarse, best)

    def _widest(self, top: IntArray, bottom: IntArray) -> FloatArray:
        """Return the degrees of freedom at which no pair has a smaller bound than at its own."""
        fewest, most = self.companions.freedom_of_pairs(np.concatenate([top, bottom]))
        return np.array(fewest if self.side == "far" else most)

    def _ceiling(self, top: IntArray, bottom: IntArray) -> _Ceiling:
        """Tabulate the limits at the degrees of freedom that pairs can have."""
        fewest, most = self.companions.freedom_of_pairs(np.concatenate([top, bottom]))
        first, last = np.searchsorted(_GRID, fewest, side="right") - 1, np.searchsorted(_GRID, most, side="left")
        grid = _GRID[first : last + 1]
        tables = [self.limited(top, bottom, each) for each in grid[:, None]]
        return _Ceiling(self.side, self.scale, grid, tables)


def _outermost(side: Side, end: int, groups: Limited) -> FloatArray:
    """Return limits of tops (end 0) or bottoms (end 1), or values plus half widths where these reach further."""
    if side == "near" or groups.half is None:
        return groups.limit
    if end == 0:
        return np.maximum(groups.limit, groups.value + groups.half)
    return np.minimum(groups.limit, groups.value - groups.half)


def _scores(scale: Scale, side: Side, end: int, groups: Limited, apart: bool) -> FloatArray:
    value, limit = groups.value, groups.limit if apart else _outermost(side, end, groups)
    if scale == "ratio":
        value, limit = -pairs.minus_log(value), -pairs.minus_log(limit)
    if side == "far":
        return limit
    return (value + limit) / 2 if apart else value


class _Ceiling:
    """An upper bound of each pair's bound, from limits tabulated at a few degrees of freedom."""

    def __init__(self, side: Side, scale: Scale, grid: FloatArray, tables: list[tuple[Limited, Limited]]) -> None:
        self.side, self.scale, self.grid = side, scale, grid
        self.tops, self.bottoms = (
            Limited(tables[0][end].value, np.stack([_outermost(side, end, table[end]) for table in tables]))
            for end in (0, 1)
        )

    def of_pairs(self, i: IntArray, j: IntArray, bond: Bond) -> FloatArray:
        """Return the bound of each pair of a top `i` and a bottom `j`.

        Far bounds grow with the widths and fall with the correlation, and near bounds fall with the widths. Where the
        correlation r is positive they need not, but A² + B² − 2rAB is at least (1 − r²) A², and (1 − r²) B².
        """
        freedom, correlation = bond.freedom, bond.correlation
        place = np.searchsorted(self.grid, freedom, side="right") - 1
        if self.side == "near":
            place = np.searchsorted(self.grid, freedom, side="left")
        place = np.minimum(place, len(self.grid) - 1)  # infinite freedom: limits that are the same at any
        top = Limited(self.tops.value[i], self.tops.limit[place, i])
        bottom = Limited(self.bottoms.value[j], self.bottoms.limit[place, j])
        most = pairs.bound(self.scale, self.side, top, bottom, np.minimum(correlation, 0.0))
        if self.side == "near" and (correlation > 0).any():
            left = np.sqrt(1 - correlation**2)
            one = pairs.gap(self.scale, top.value, bottom.value + left * bottom.width)
            other = pairs.gap(self.scale, top.value - left * top.width, bottom.value)
            most = np.where(correlation > 0, np.minimum(one, other), most)
        return most
