"""How often groups that are truly equal would break a rule about their gap, judged by its bounds."""

from __future__ import annotations

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import chance
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import Scale
from fairaudit.inference.search import Pairs

_MOST_NUMBERS = 4_000_000
_MOST_GROUPS = 60
"""The groups with the most evidence, among which a false alarm arises first."""


def false_alarms(measurement: Measurement, groups: IntArray, scale: Scale, limit: float, level: float) -> float:
    """Return how often the near bound of equal groups lies beyond `limit`: a probability in [0, 1].

    Each draw gives every group the pooled value and an error of its own size (see `chance.equal_groups`); the distances
    from values to bounds are those of the groups as they are, combined by MOVER as in `disparity.compare_pairs`. On the
    scale of ratios `limit` is the least ratio that the rule allows.
    """
    widest = -np.log(max(limit, 1e-300)) if scale == "ratio" else limit
    work = Pairs(measurement, groups, scale)
    most = _most_evident(measurement, groups, level)
    drawn = chance.values_of_equal_groups(measurement, most)[: _MOST_NUMBERS // len(most) ** 2]
    drawn = np.log(np.maximum(drawn, 1e-12)) if scale == "ratio" else drawn
    gaps = drawn[:, :, None] - drawn[:, None, :]
    sharp, safe = (_distances(measurement, most, scale, level / pairs) for pairs in (work.at_full_level, work.count))
    sharp_bound, half = (gaps - sharp).max(axis=(1, 2)), _half_of_best(gaps, sharp)
    bound = np.where(sharp_bound >= half, sharp_bound, (gaps - safe).max(axis=(1, 2)))
    return float(np.mean(bound > widest))


def _most_evident(measurement: Measurement, groups: IntArray, level: float) -> IntArray:
    width = measurement.upper(level, groups) - measurement.lower(level, groups)
    return np.asarray(groups[np.sort(np.argsort(width, kind="stable")[:_MOST_GROUPS])])


def _distances(measurement: Measurement, groups: IntArray, scale: Scale, level: float) -> FloatArray:
    """Return the distance from gap to near bound of each pair (top, bottom), infinite for a group with itself."""
    value = measurement.values[groups]
    low, high = measurement.lower(level, groups), measurement.upper(level, groups)
    if scale == "ratio":
        value, low, high = (np.log(np.maximum(each, 1e-12)) for each in (value, low, high))
    below, above = (value - low)[:, None], (high - value)[None, :]
    correlation = chance.correlations(measurement, groups)
    distance = np.hypot(below, above)
    if correlation is not None:
        distance = np.sqrt(np.maximum(distance**2 - 2 * correlation * below * above, 0.0))
    np.fill_diagonal(distance, np.inf)
    return np.asarray(distance)


def _half_of_best(gaps: FloatArray, distances: FloatArray) -> FloatArray:
    """Return half of the distance of the pair with the largest bound, in each draw."""
    flat = (gaps - distances).reshape(len(gaps), -1).argmax(axis=1)
    return np.asarray(distances.ravel()[flat] / 2)
