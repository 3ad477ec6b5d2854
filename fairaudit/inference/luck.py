"""What distances between the scores of groups would be by chance alone, if all groups had the same scores."""

from __future__ import annotations

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.compared import Compared, Distance
from fairaudit.inference.effective_size import IntArray

_DRAWS, _BINS = 200, 128
_MOST_NUMBERS = 25_000_000
"""So many numbers are compared at most: with many groups there are fewer draws and bins."""
_FEWEST = 40
_MANY = 5
"""With so many rows for each bin, their numbers are as good as normal."""


def of_equal_groups(kind: Distance, scores: Compared, reference: int | None, part: int) -> FloatArray | None:
    """Return the largest distance in each of some draws in which all groups have the pooled scores of each label.

    Each group keeps its own effective number of rows, and for ROC curves of positives and negatives. None where there
    are too many groups to draw.
    """
    count = len(scores.groups)
    pairs = count * (count - 1) // 2 if reference is None else count - 1
    bins = int(np.clip((_MOST_NUMBERS / (_DRAWS * pairs)), 32, _BINS))
    draws = int(min(_DRAWS, _MOST_NUMBERS / (bins * pairs)))
    if draws < _FEWEST:
        return None
    order = np.lexsort((scores.sizes.positives, scores.sizes.rows))  # no draw depends on the names of groups
    random = np.random.default_rng([20_240_301, part])
    place, edges = _bins(scores, bins)
    reference = None if reference is None else int(np.flatnonzero(order == reference)[0])
    if kind in ("abroca", "cross_area_under_roc"):
        # Clusters move positives and negatives at once, which moves such gaps by up to twice the sum of both variances.
        worth = 0.5 if kind == "cross_area_under_roc" and scores.clustered else 1.0
        positives = _draw(random, scores.positives, place, worth * scores.sizes.positives[order], draws)
        negatives = _draw(random, scores.negatives, place, worth * scores.sizes.negatives[order], draws)
        if kind == "cross_area_under_roc":
            return _largest_cross_gap(positives, negatives, reference)
        return _largest_area(_curves(positives, negatives, bins), np.full(bins, 1 / bins), reference)
    shares = np.cumsum(_draw(random, scores.mass, place, scores.sizes.rows[order], draws), axis=2)
    if kind == "score_wasserstein_distance":
        return _largest_area(shares[:, :, :-1], np.diff(edges), reference)
    if reference is None:
        return np.asarray((shares.max(axis=1) - shares.min(axis=1)).max(axis=1))
    return np.asarray(np.abs(shares - shares[:, [reference]]).max(axis=(1, 2)))


def _bins(scores: Compared, bins: int) -> tuple[IntArray, FloatArray]:
    """Return the bin of each place of each group, with about as much weight in each, and the mean score of each bin."""
    mass = np.bincount(scores.place, scores.mass, len(scores.axis.lows))
    running = np.cumsum(mass)
    cut = np.minimum((running - mass / 2) / running[-1] * bins, bins - 1).astype(np.int64)
    used = np.zeros(bins, dtype=np.int64)
    used[cut[scores.occurring]] = 1
    of_place = (np.cumsum(used) - 1)[cut[scores.place]]
    weight = np.bincount(of_place, scores.mass)
    return of_place, np.bincount(of_place, scores.mass * scores.numbers) / np.where(weight > 0, weight, 1.0)


def _draw(random: np.random.Generator, mass: FloatArray, place: IntArray, sizes: FloatArray, draws: int) -> FloatArray:
    """Return the shares of the bins in every draw of every group, shape ``(draws, groups, bins)``.

    Of many rows a bin, they are drawn as normal variables with the variances and covariances of a multinomial.
    """
    pooled = np.bincount(place, mass)
    pooled = pooled / pooled.sum()
    found = np.empty((draws, len(sizes), len(pooled)))
    for group, rows in enumerate(np.maximum(np.round(sizes), 1.0).astype(np.int64)):
        if rows < _MANY * len(pooled):
            found[:, group] = random.multinomial(rows, pooled, size=draws) / rows
            continue
        noise = random.standard_normal((draws, len(pooled))) * np.sqrt(pooled / rows)
        found[:, group] = pooled + noise - pooled * noise.sum(axis=1, keepdims=True)
    return found


def _curves(positives: FloatArray, negatives: FloatArray, cells: int) -> FloatArray:
    """Return the ROC curves of every draw and group at the middle of equal cells of false positive rates."""
    draws, groups, _ = positives.shape
    grid, found = (np.arange(cells) + 0.5) / cells, np.empty((draws, groups, cells))
    hits, alarms = (np.cumsum(each[:, :, ::-1], axis=2) for each in (positives, negatives))
    hits, alarms = (np.insert(each, 0, 0.0, axis=2) for each in (hits, alarms))
    for draw in range(draws):
        for group in range(groups):
            found[draw, group] = np.interp(grid, alarms[draw, group], hits[draw, group])
    return found


def _largest_area(curves: FloatArray, width: FloatArray, reference: int | None) -> FloatArray:
    """Return the largest area between two of the curves of each draw, shape ``(draws, groups, cells)``."""
    largest = np.zeros(len(curves))
    for one in range(curves.shape[1]):
        others = curves[:, one + 1 :] if reference is None else curves
        if (reference is None or one == reference) and others.shape[1]:
            areas = np.abs(others - curves[:, [one]]) @ width
            largest = np.maximum(largest, areas.max(axis=1))
    return largest


def _largest_cross_gap(positives: FloatArray, negatives: FloatArray, reference: int | None) -> FloatArray:
    """Return the largest gap of two areas that positives and negatives of different groups have, of each draw."""
    below = np.cumsum(negatives, axis=2) - negatives / 2
    areas = positives @ below.transpose(0, 2, 1)
    gaps = np.abs(areas - areas.transpose(0, 2, 1))
    return np.asarray(gaps.max(axis=(1, 2)) if reference is None else gaps[:, reference].max(axis=1))
