"""Whether a group lies above or below a larger one that it is part of, such as all rows together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.measurement import Measurement


class Sides(NamedTuple):
    """Which groups lie above and which below the larger group that they are part of; shape ``(groups,)``."""

    above: BoolArray
    below: BoolArray


def apart(parts: Measurement, groups: IntArray, wholes: Measurement, whole: IntArray, level: float) -> Sides:
    """Tell which groups lie above (below) the larger ones that hold them, each side wrong at most with `level`.

    MOVER for correlated estimates (Zou 2007, Toward using confidence intervals to compare correlations, Psychological
    Methods 12(4)) of the group's and the larger group's own limits. A group that is the share s of the larger one
    adds s times its own error to it, so that with their distances a and b from value to limit the difference is told
    to √(a² (1 − 2s) + b²), and to no less than (1 − s) a. The share is that of the weight or that of the rows (words),
    whichever is smaller: a mean over speakers weighs a speaker who is in every group as a whole one in each.

    Args:
        parts: what the groups were measured by.
        groups: the groups in question (indices of `parts`).
        wholes: what the larger groups were measured by.
        whole: the larger group of each (indices of `wholes`), same shape as `groups`.
        level: the one-sided error level, in (0, 0.5).
    """
    value, larger = parts.values[groups], wholes.values[whole]
    share = np.minimum(
        _share(parts.mass[groups], wholes.mass[whole]), _share(parts.denominators[groups], wholes.denominators[whole])
    )
    above = _distance(value - parts.lower(level, groups), wholes.upper(level, whole) - larger, share)
    below = _distance(parts.upper(level, groups) - value, larger - wholes.lower(level, whole), share)
    with np.errstate(invalid="ignore"):  # groups without an interval are neither
        return Sides(value - larger > above, larger - value > below)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.clip(part / np.where(whole > 0, whole, 1.0), 0.0, 1.0)


def _distance(own: FloatArray, of_whole: FloatArray, share: FloatArray) -> FloatArray:
    return np.sqrt(np.maximum(own**2 * (1 - 2 * share) + of_whole**2, (own * (1 - share)) ** 2))
