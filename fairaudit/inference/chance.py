"""What groups that are truly equal would show by chance."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import pairs
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import Scale

_DRAWS = 4000
_FEWEST_DRAWS = 400
_MOST_NUMBERS = 4_000_000


@lru_cache(maxsize=4)
def noise(groups: int, part: int) -> FloatArray:
    """Return the fixed standard normal draws for this many groups, shape ``(draws, groups)``; 4,000 draws or fewer."""
    draws = max(_FEWEST_DRAWS, min(_DRAWS, _MOST_NUMBERS // max(groups, 1)))
    drawn = np.random.default_rng([20_240_229, part]).standard_normal((draws, groups))
    drawn.setflags(write=False)
    return drawn


def in_order(measurement: Measurement, groups: IntArray) -> IntArray:
    """Return the groups in an order that does not depend on their names, so that names do not change their draws."""
    mass = measurement.mass[groups]
    return groups[np.lexsort((measurement.values[groups], measurement.n[groups], mass))]


def equal_groups(measurement: Measurement, groups: IntArray, part: int = 0) -> FloatArray:
    """Return values that the groups would show if all had the pooled value, shape ``(draws, groups)``.

    Every group keeps its own effective size. Another `part` gives other draws, for a second metric of the same groups.
    """
    if measurement.limits is None:
        raise ValueError("a metric without intervals has no chance level")
    return measurement.limits.by_chance(measurement.mass[groups], groups, noise(len(groups), part))


def gaps(scale: Scale, values: FloatArray, reference: int | None = None) -> FloatArray:
    """Return the largest gap of each draw: highest minus lowest, or −log(lowest / highest).

    `values` has shape ``(draws, groups)``; with `reference` (a column) only pairs with that column count.
    """
    high, low = values.max(axis=1), values.min(axis=1)
    if reference is None:
        return np.maximum(pairs.gap(scale, high, low), 0.0)
    own = values[:, reference]
    return np.maximum(np.maximum(pairs.gap(scale, high, own), pairs.gap(scale, own, low)), 0.0)
