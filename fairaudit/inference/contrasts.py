"""Groups against others of their own: differences and ratios that hold together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import pairs
from fairaudit.inference.companions import Companions
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import Scale, Side
from fairaudit.inference.search import Pairs

NOTHING = "what it would be divided by is 0"


@dataclass(frozen=True, eq=False)
class Contrasts:
    """The contrasts of pairs of groups, arrays of shape ``(pairs,)``: values, and limits that hold for all together.

    A difference is the first value minus the second, a ratio the first divided by the second: NaN where that is 0.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray


def contrasts(measured: Measurement, first: IntArray, second: IntArray, scale: Scale, error: float) -> Contrasts:
    """Contrast pairs of groups, both of which have intervals.

    MOVER of the groups' own limits (see `pairs`), with the correlation of clusters that both have. The error is shared
    among the pairs and both sides (Bonferroni), so that all limits together are wrong at most with `error`.

    Args:
        measured: what the groups were measured by.
        first: one group of each pair (indices of `measured`), shape ``(pairs,)``.
        second: the other one, same shape.
        scale: the difference, or the ratio of values that cannot be negative.
        error: how often any limit may be wrong, in (0, 1).
    """
    groups, level = np.unique(np.concatenate([first, second])), error / (2 * max(len(first), 1))
    work, companions = Pairs(measured, groups, scale), Companions.of(measured, groups, scale)
    bond = None if companions is None else companions.of_some(first, second, *2 * [np.arange(len(first))])

    def bound(side: Side) -> FloatArray:
        if bond is None:
            return pairs.bound(scale, side, *work.limited(side, level, first, second))
        ends = work.limited(side, level, first, second, bond.freedom)
        return pairs.bound(scale, side, *ends, bond.correlation, bond.shared)

    value = pairs.gap(scale, measured.values[first], measured.values[second])
    low, high = np.minimum(bound("near"), value), np.maximum(bound("far"), value)
    if scale == "ratio":
        value, low, high = np.exp(value), np.exp(low), np.exp(high)
        nothing = measured.values[second] == 0
        return Contrasts(*(np.where(nothing, np.nan, each) for each in (value, low, high)))
    span = measured.metric.span
    if span is not None:
        low, high = np.maximum(low, -span), np.minimum(high, span)
    return Contrasts(value, low, high)


def contrast(measured: Measurement, first: int, second: int, scale: Scale, why: str | None) -> Estimate:
    """Return the contrast of two groups with bounds that each hold with the measurement's confidence; see `contrasts`.

    `why` says why they are not compared, if so.
    """
    n = round(float(measured.n[first] + measured.n[second]))
    if why is not None or (scale == "ratio" and measured.values[second] == 0):
        return Estimate(None, None, None, n, "", why or NOTHING)
    ends, both = np.array([first]), np.array([second])
    if not (measured.known[first] and measured.known[second]):
        lacks = second if measured.known[first] else first
        value = float(pairs.gap(scale, measured.values[ends], measured.values[both])[0])
        value = float(np.exp(value)) if scale == "ratio" else value
        return Estimate(value, None, None, n, "", None, measured.why_no_interval(lacks))
    found = contrasts(measured, ends, both, scale, 2 * (1 - measured.confidence))
    method = f"MOVER of {measured.limits_name} limits, each one-sided at {100 * measured.confidence:.4g} %"
    return Estimate(float(found.value[0]), float(found.low[0]), float(found.high[0]), n, method)
