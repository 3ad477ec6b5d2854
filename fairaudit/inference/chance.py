"""What groups that are truly equal would show by chance."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import pairs
from fairaudit.inference.companions import Companions
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import Scale

_DRAWS = 4000
_FEWEST_DRAWS = 400
_MOST_NUMBERS = 4_000_000
_MOST_TOGETHER = 1_000
"""More groups are drawn as if they had no rows in common, which errs on the side of wider gaps."""


@lru_cache(maxsize=4)
def noise(groups: int, part: int) -> FloatArray:
    """Return the fixed standard normal draws for this many groups, shape ``(draws, groups)``; 4,000 draws or fewer."""
    draws = max(_FEWEST_DRAWS, min(_DRAWS, _MOST_NUMBERS // max(groups, 1)))
    drawn = np.random.default_rng([20_240_229, part]).standard_normal((draws, groups))
    drawn = np.asfortranarray(drawn)  # the extremes of each draw are found five times faster group by group
    drawn.setflags(write=False)
    return drawn


class Ends(NamedTuple):
    """The highest and the lowest value of each draw, and that of the reference group, if there is one."""

    high: FloatArray
    low: FloatArray
    own: FloatArray | None


def ends(values: FloatArray, reference: int | None = None) -> Ends:
    """Return the ends of each draw; `values` has shape ``(draws, groups)``, `reference` is a column."""
    return Ends(values.max(axis=1), values.min(axis=1), None if reference is None else values[:, reference])


def equal_groups(measurement: Measurement, groups: IntArray, reference: int | None = None, part: int = 0) -> Ends:
    """Return the ends of the values that the groups would show if all had the pooled value.

    Every group keeps its own effective size. Another `part` gives other draws, for a second metric of the same groups.
    `reference` is the index of a group.
    """
    return _equal_groups(measurement, groups.tobytes(), reference, part)


def values_of_equal_groups(measurement: Measurement, groups: IntArray, part: int = 0) -> FloatArray:
    """Return the values of every draw, shape ``(draws, groups)``; see `equal_groups`."""
    if measurement.limits is None:
        raise ValueError("a metric without intervals has no chance level")
    drawn, correlation = noise(len(groups), part), correlations(measurement, groups)
    if correlation is not None:
        sizes, ways = np.linalg.eigh(correlation)
        drawn = drawn @ (ways * np.sqrt(np.maximum(sizes, 0.0))).T
    return measurement.limits.by_chance(measurement.mass[groups], groups, drawn)


def correlations(measurement: Measurement, groups: IntArray) -> FloatArray | None:
    """Return how the values of groups that have rows in common move together; None if they are taken as independent."""
    if measurement.spread is None or not measurement.sample.overlapping or len(groups) > _MOST_TOGETHER:
        return None
    companions = Companions.of(measurement, groups, "difference")
    if companions is None:
        return None
    correlation = companions.of_pairs(groups, groups).correlation
    np.fill_diagonal(correlation, 1.0)
    return correlation


@lru_cache(maxsize=2)
def _equal_groups(measurement: Measurement, kept: bytes, reference: int | None, part: int) -> Ends:
    """See `equal_groups`; the difference, the ratio and the worst of a metric ask for the same draws."""
    groups = _in_order(measurement, np.frombuffer(kept, dtype=np.intp))
    drawn = values_of_equal_groups(measurement, groups, part)
    return ends(drawn, None if reference is None else int(np.flatnonzero(groups == reference)[0]))


def _in_order(measurement: Measurement, groups: IntArray) -> IntArray:
    """Return the groups in an order that does not depend on their names, so that names do not change their draws."""
    mass = measurement.mass[groups]
    return groups[np.lexsort((measurement.values[groups], measurement.n[groups], mass))]


def gaps(scale: Scale, drawn: Ends) -> FloatArray:
    """Return the largest gap of each draw: highest minus lowest, or −log(lowest / highest).

    With a reference group only pairs with that group count.
    """
    high, low, own = drawn
    if own is None:
        return np.maximum(pairs.gap(scale, high, low), 0.0)
    return np.maximum(np.maximum(pairs.gap(scale, high, own), pairs.gap(scale, own, low)), 0.0)
