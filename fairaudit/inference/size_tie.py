"""Clusters whose rates change with their size: whether they do, and what a group's limits need then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import ENOUGH_CLUSTERS, BoolArray, IntArray, Spread

Side = Literal["lower", "upper"]
SKEWED = "corrected for skewness, because rates change with size"
"""What the name of an interval ends with."""
_RARELY = 0.01
"""Sizes and rates are taken to be tied where chance alone would show as much so rarely, or more rarely."""

_UNEQUAL = 0.85
"""Clusters whose effective number is at least this part of their number are so equal that a tie moves nothing."""


@dataclass(frozen=True, eq=False)
class SizeTie:
    """What changes for groups in which few large (or heavy) clusters with other rates decide; shape ``(groups,)``.

    `carriers` is the effective number of clusters that carry the variance, the degrees of freedom of `where` at most,
    and `skewness` that of the group's value. `chance` says how often untied clusters would show as much, and `rises`
    whether larger clusters have higher rates.
    """

    chance: float
    rises: bool
    where: BoolArray
    carriers: FloatArray
    skewness: FloatArray

    def towards(self, side: Side) -> FloatArray:
        """Return how skewed the values are to one side; below 0 to the other."""
        return self.skewness if side == "upper" else -self.skewness

    def freedom(self, usual: FloatArray) -> FloatArray:
        """Return degrees of freedom: the usual ones, or as many as clusters carry the variance."""
        return np.where(self.where, np.minimum(usual, self.carriers), usual)


def size_tie(value: FloatArray, between: Spread, whole: FloatArray) -> SizeTie | None:
    """Return what changes because clusters' rates change with their size, or None if nothing does.

    The usual interval takes a group's variance from the clusters that it saw. Where large clusters have other rates,
    the few that are larger than all seen would have moved both, and the interval is too short on one side. With r the
    leave-one-out residuals, (Σr²)²/Σr⁴ clusters carry the variance, and Σr³/(Σr²)^1.5 is the skewness of the value.
    """
    clusters = between.clusters
    correlation, chance = (0.0, 1.0) if clusters.code is None else _correlation(value, between, whole, clusters.code)
    if chance > _RARELY:
        return None
    squares, cubes, fourths = (clusters.add(clusters.copies * between.left_out**power) for power in (2, 3, 4))
    seen = between.known & (squares > 0)
    carriers = np.where(seen, squares**2 / _positive(fourths), np.inf)
    where = (carriers < ENOUGH_CLUSTERS) & (between.effective < _UNEQUAL * between.count)
    if not where.any():
        return None
    return SizeTie(chance, correlation > 0, where, carriers, np.where(where, cubes / _positive(squares) ** 1.5, 0.0))


def _correlation(value: FloatArray, between: Spread, whole: FloatArray, code: IntArray) -> tuple[float, float]:
    """Return the correlation of clusters' rates and the logarithm of their size, and how often chance shows as much.

    Over the clusters of all groups together: a rate is its distance from the group's as a share of it, times
    √(N/(N + M)) because small clusters' rates vary more (N is the size, M the mean size); the logarithms are centred so
    that the group's rate drops out. A cluster that is in several groups is no evidence for each of them: it counts
    once, with the sums over them. Student's t on one degree of freedom fewer than there are clusters.
    """
    clusters, copies = between.clusters, between.clusters.copies
    usable = (whole > 0) & (between.known & (value > 0))[clusters.group]
    copies, size = np.where(usable, copies, 0.0), np.where(usable, whole / copies, 1.0)
    total, count = clusters.add(copies * size), clusters.add(copies)
    weight = np.sqrt(size / (size + (total / _positive(count))[clusters.group]))
    centre = clusters.add(copies * weight * np.log(size)) / _positive(clusters.add(copies * weight))
    log = np.log(size) - centre[clusters.group]
    distance = weight * between.influence * (total / np.where(value > 0, value, 1.0))[clusters.group] / size
    log, distance, copies = _of_whole_clusters(code, copies, (log, distance))
    n, squares = float(copies.sum()), float((copies * log**2).sum() * (copies * distance**2).sum())
    if n < 3 or not squares > 0:
        return 0.0, 1.0
    correlation = float((copies * log * distance).sum()) / squares**0.5
    student = abs(correlation) * ((n - 1) / max(1 - correlation**2, 1e-12)) ** 0.5
    return correlation, 2 * float(stdtr(n - 1, -student))


def _of_whole_clusters(
    code: IntArray, copies: FloatArray, values: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the sums of both values over the groups that a cluster is in, and how many clusters are alike."""
    place = np.unique(code, return_inverse=True)[1].ravel()
    alike = np.bincount(place, copies) / np.maximum(np.bincount(place, copies > 0), 1.0)
    first, second = (np.bincount(place, copies * each) / _positive(alike) for each in values)
    return first, second, alike


def _positive(values: FloatArray) -> FloatArray:
    return np.where(values > 0, values, 1.0)
