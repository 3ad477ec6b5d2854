"""The difference or the ratio of two groups from the groups' own limits (MOVER), and the extremes over all pairs.

A pair is always (top, bottom): the gap is top − bottom, or −log(bottom / top) for ratios, so that a larger gap is a
larger number in both cases. `far` is the upper bound of a pair's gap and `near` its lower bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import BoolArray, IntArray

Scale = Literal["difference", "ratio"]
Side = Literal["far", "near"]
_BLOCK = 500_000
"""So many pairs are held in memory at once."""


@dataclass(frozen=True, eq=False)
class Limited:
    """Values with the limit that matters for one side of the gap; any shapes that broadcast.

    `half` is half the distance between both limits, where groups can be correlated.
    """

    value: FloatArray
    limit: FloatArray
    half: FloatArray | None = None

    def __getitem__(self, chosen: IntArray) -> Limited:
        return Limited(self.value[chosen], self.limit[chosen], None if self.half is None else self.half[chosen])

    @property
    def width(self) -> FloatArray:
        """Distance between value and limit."""
        return np.abs(self.limit - self.value)


def difference_distance(
    top: Limited, bottom: Limited, correlation: FloatArray | float = 0.0, shared: BoolArray | bool = False
) -> FloatArray:
    """Return how far a limit of the difference lies from its value.

    Zou & Donner (2008), Statistics in Medicine 27(10); with correlation: Zou (2007), Toward using confidence intervals
    to compare correlations, Psychological Methods 12(4): √(A² + B² − 2rAB). In groups that share clusters the long side
    of one skewed interval would cancel the short side of the other; the distance is at least that from half widths.
    """
    plain = _root(top.width, bottom.width, correlation)
    if top.half is None or bottom.half is None:
        return plain
    return np.where(shared, np.maximum(plain, _root(top.half, bottom.half, correlation)), plain)


def _root(a: FloatArray, b: FloatArray, correlation: FloatArray | float) -> FloatArray:
    return np.asarray(np.sqrt(np.maximum(a**2 + b**2 - 2 * correlation * a * b, 0.0)))


def ratio_lower(over: Limited, under: Limited, correlation: FloatArray | float = 0.0) -> FloatArray:
    """Return the lower limit of over/under from the lower limit of `over` and the upper limit of `under`.

    Donner & Zou (2012), Closed-form confidence intervals for functions of the normal mean and standard deviation,
    Statistical Methods in Medical Research 21(4): the smaller root R of (a − R b)² = A² + (R B)² − 2rR A B. Of the two
    ways to write a root, that is used in which nothing cancels; groups that share clusters can have a negative product.
    """
    product = over.value * under.value - correlation * over.width * under.width
    upper, lower = under.limit * (2 * under.value - under.limit), over.limit * (2 * over.value - over.limit)
    root = np.sqrt(np.maximum(product**2 - lower * upper, 0.0))
    return np.where(product < 0, _quotient(root - product, -upper), _quotient(lower, product + root))


def ratio_upper(over: Limited, under: Limited, correlation: FloatArray | float = 0.0) -> FloatArray:
    """Return the upper limit of over/under from the upper limit of `over` and the lower limit of `under`.

    See `ratio_lower`; infinite where the lower limit of `under` is 0.
    """
    product = over.value * under.value - correlation * over.width * under.width
    upper, lower = over.limit * (2 * over.value - over.limit), under.limit * (2 * under.value - under.limit)
    root = np.sqrt(np.maximum(product**2 - lower * upper, 0.0))
    high = np.where(product < 0, _quotient(-upper, root - product), _quotient(product + root, lower))
    return np.where(lower > 0, high, np.inf)


def _quotient(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Divide; 0 where nothing can be divided by."""
    with np.errstate(over="ignore"):  # a limit as good as 0 bounds nothing
        return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0))


def gap(scale: Scale, top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Return the gap between values, on the scale's own measure (see the top of this file)."""
    if scale == "difference":
        return np.asarray(top - bottom)
    return minus_log(np.where(top > 0, bottom / np.where(top > 0, top, 1.0), np.inf))


def bound(
    scale: Scale,
    side: Side,
    top: Limited,
    bottom: Limited,
    correlation: FloatArray | float = 0.0,
    shared: BoolArray | bool = False,
) -> FloatArray:
    """Return the bound of each pair's gap. For `far`, `top` holds upper and `bottom` lower limits; else reversed."""
    if scale == "difference":
        distance = difference_distance(top, bottom, correlation, shared)
        return np.asarray(top.value - bottom.value + (distance if side == "far" else -distance))
    return minus_log((ratio_lower if side == "far" else ratio_upper)(bottom, top, correlation))


def minus_log(ratio: FloatArray) -> FloatArray:
    """Return −log(ratio): infinite for 0 (and below), minus infinite for infinity."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(np.maximum(ratio, 0.0)))


def front(good: FloatArray, also_good: FloatArray, layers: int = 2) -> IntArray:
    """Return the places of the points on the first `layers` Pareto fronts (larger is better in both).

    With two layers, for every point and every other point to leave out, some kept point is at least as good.
    """
    order = np.lexsort((-also_good, -good))
    kept = []
    for _ in range(layers):
        heights = also_good[order]
        best_before = np.concatenate([[-np.inf], np.maximum.accumulate(heights)[:-1]])
        on_front = heights > best_before
        kept.append(order[on_front])
        order = order[~on_front]
        if not len(order):
            break
    return np.concatenate(kept)


class Extreme(NamedTuple):
    """The largest bound over pairs, and the pair (indices of groups) that has it."""

    bound: float
    top: int
    bottom: int


NOTHING = Extreme(-np.inf, -1, -1)


def larger(one: Extreme, other: Extreme) -> Extreme:
    """Return the larger of two, the first of equals."""
    return other if one.top < 0 or other.bound > one.bound else one


def blocks(top: IntArray, bottom: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield all pairs, a block at a time, as a column of tops and a row of bottoms."""
    step = max(1, _BLOCK // max(len(bottom), 1))
    for start in range(0, len(top), step):
        yield top[start : start + step, None], bottom[None, :]
