"""Rising curves, such as distribution functions and ROC curves, and how far two of them lie apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray

_NARROW = 1e-9
"""Cells of less than this share of all tell no height by their area."""


@dataclass(frozen=True, eq=False)
class Path:
    """A rising curve from point to point, straight in between; points of the same `x` are a jump. Both ascend."""

    x: FloatArray
    y: FloatArray

    @classmethod
    def of_distribution(cls, numbers: FloatArray, mass: FloatArray) -> Path:
        """Return the distribution function of ascending numbers that weigh as much."""
        share = np.cumsum(mass) / mass.sum()
        return cls(np.repeat(numbers, 2), np.stack([np.append(0.0, share[:-1]), share], axis=1).ravel())

    @classmethod
    def of_roc(cls, positives: FloatArray, negatives: FloatArray) -> Path:
        """Return the ROC curve of what ascending scores have of each class; ties are straight lines."""
        hits, alarms = (np.append(0.0, np.cumsum(mass[::-1])) / mass.sum() for mass in (positives, negatives))
        return cls(alarms, hits)

    def within(self, left: FloatArray, right: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the limits at both ends of intervals in which the curve neither jumps nor bends."""
        first, last = (np.interp(left + part * (right - left), self.x, self.y) for part in (0.25, 0.75))
        return np.asarray(first - (last - first) / 2), np.asarray(last + (last - first) / 2)


@dataclass(frozen=True, slots=True)
class Between:
    """What lies between two curves: the area, and the largest height."""

    area: float
    height: float


def between(one: Path, other: Path) -> Between:
    """Return what lies between two curves, exactly."""
    cuts = np.sort(np.concatenate([one.x, other.x]), kind="stable")
    new = np.append(True, cuts[1:] > cuts[:-1])
    cuts = cuts[new]
    heights = (np.abs(_at(one, cuts, side) - _at(other, cuts, side)) for side in ("left", "right"))
    highest = float(max(each.max() for each in heights))
    if len(cuts) < 2:
        return Between(0.0, highest)
    left, right = cuts[:-1], cuts[1:]
    begins, ends = (
        mine - theirs for mine, theirs in zip(one.within(left, right), other.within(left, right), strict=True)
    )
    size = np.abs(begins) + np.abs(ends)
    crossing = (begins * ends < 0) & (size > 0)
    height = np.where(crossing, (begins**2 + ends**2) / np.where(crossing, size, 1.0), size) / 2
    return Between(float(height @ (right - left)), highest)


@dataclass(frozen=True, eq=False)
class Outlines:
    """Curves over a few cells of their range: values at both ends of the cells, and the area under each cell.

    `low` and `high` have shape ``(curves, cells)``, `area` too; `width` is that of the cells. What lies between two
    curves can be told from them within limits, without looking at all points of all pairs.
    """

    low: FloatArray
    high: FloatArray
    area: FloatArray
    width: FloatArray

    @classmethod
    def of(cls, paths: list[Path], edges: FloatArray) -> Outlines:
        """Outline curves between ascending edges."""
        ends = [np.stack([_at(path, edges, side) for path in paths]) for side in ("left", "right")]
        under = np.stack([_area_up_to(path, edges) for path in paths])
        return cls(ends[0][:, :-1], ends[1][:, 1:], np.diff(under, axis=1), np.diff(edges))

    def heights(self, one: int) -> tuple[FloatArray, FloatArray]:
        """Return the least and the largest height that can lie between one curve and every curve."""
        over, under = self.high[one] - self.low, self.high - self.low[one]
        wide = self.width > _NARROW * self.width.sum()  # the area of others is rounding
        least = np.abs(self.area[one] - self.area) / np.where(wide, self.width, np.inf)
        most = np.maximum(over, under).max(axis=1)
        return np.minimum(least.max(axis=1), most), most

    def areas(self, one: int) -> tuple[FloatArray, FloatArray]:
        """Return the least and the largest area that can lie between one curve and every curve."""
        apart = np.abs(self.area[one] - self.area)
        over, under = self.high[one] - self.low, self.high - self.low[one]
        may_cross = (over > 0) & (under > 0)
        more = np.where(may_cross, self.width * (over + under) / 2, 0.0)
        return apart.sum(axis=1), (apart + more).sum(axis=1)


def _at(path: Path, edges: FloatArray, side: str) -> FloatArray:
    """Return the limit of a curve from one side of each edge, outwards of the cell that begins or ends there."""
    after = np.searchsorted(path.x, edges, side="left" if side == "left" else "right")
    here = np.clip(after, 0, len(path.x) - 1)
    if side == "left":
        exact = (after < len(path.x)) & (path.x[here] == edges)
        return np.where(exact, path.y[here], np.interp(edges, path.x, path.y))
    before = np.clip(after - 1, 0, len(path.x) - 1)
    exact = (after > 0) & (path.x[before] == edges)
    return np.where(exact, path.y[before], np.interp(edges, path.x, path.y))


def _area_up_to(path: Path, edges: FloatArray) -> FloatArray:
    """Return the area under a curve from its first point up to each edge."""
    steps = np.diff(path.x) * (path.y[1:] + path.y[:-1]) / 2
    under = np.append(0.0, np.cumsum(steps))
    place = np.clip(np.searchsorted(path.x, edges, side="right") - 1, 0, len(path.x) - 1)
    beyond = np.maximum(edges - path.x[place], 0.0)
    following = np.minimum(place + 1, len(path.x) - 1)
    run = path.x[following] - path.x[place]
    slope = np.where(run > 0, (path.y[following] - path.y[place]) / np.where(run > 0, run, 1.0), 0.0)
    return np.asarray(under[place] + beyond * (path.y[place] + slope * beyond / 2))
