"""The score interval for the difference of two proportions of the same rows."""

from __future__ import annotations

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.limits import normal_quantile

_STEPS = 60
"""Halvings of a range of length 2: to the last bit of a number."""


def tango(gained: FloatArray, lost: FloatArray, rows: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Return score limits for (gained − lost) / rows, each at the one-sided error level `level`.

    Tango (1998), Equivalence test and confidence interval for the difference in proportions for the paired-sample
    design, Statistics in Medicine 17(8). `gained` rows are in the part now and were not before, `lost` the other way
    round; `rows` > 0 are all of the group. Arrays have one shape.
    """
    value, quantile = (gained - lost) / rows, normal_quantile(level)
    low = _root(gained, lost, rows, quantile, np.full(value.shape, -1.0), value)
    high = _root(gained, lost, rows, -quantile, value, np.ones(value.shape))
    return low, high


def _root(
    gained: FloatArray, lost: FloatArray, rows: FloatArray, wanted: float, left: FloatArray, right: FloatArray
) -> FloatArray:
    """Return where the score statistic, which falls with the difference, is as large as `wanted`."""
    for _ in range(_STEPS):
        middle = (left + right) / 2
        above = _statistic(gained, lost, rows, middle) > wanted
        left, right = np.where(above, middle, left), np.where(above, right, middle)
    return np.asarray((left + right) / 2)


def _statistic(gained: FloatArray, lost: FloatArray, rows: FloatArray, difference: FloatArray) -> FloatArray:
    """Return Tango's T, with the share of lost rows at its maximum likelihood under the difference."""
    b = (2 * rows - gained + lost) * difference - gained - lost
    c = -lost * difference * (1 - difference)
    share = (np.sqrt(np.maximum(b**2 - 8 * rows * c, 0.0)) - b) / (4 * rows)
    variance = rows * (2 * share + difference * (1 - difference))
    distance = gained - lost - rows * difference
    return np.asarray(np.where(variance > 0, distance / np.sqrt(np.where(variance > 0, variance, 1.0)), _far(distance)))


def _far(distance: FloatArray) -> FloatArray:
    """Return the statistic where the variance is 0: no distance at all, or infinitely many standard errors."""
    return np.where(distance > 0, np.inf, np.where(distance < 0, -np.inf, 0.0))
