"""How much a comparison of groups changed between two results."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.search import Pairs

_FOR_CANDIDATES = 0.2
"""The share of an error level that is spent on finding out which groups can be furthest apart."""


def change_of_bounds(old: Estimate, new: Estimate) -> Estimate:
    """Return the change between two comparisons of groups from their bounds, whatever the results have in common.

    MOVER with the least favourable correlation, −1, so that distances are added up. The root of their squares, as for
    independent values, would be wrong: a gap cannot be negative, so that where groups are equal the observed gap lies
    above the true one for certain, and where the groups change places the two gaps err in opposite directions.
    """
    if old.value is None or new.value is None:
        which, why = ("old", old.undefined) if old.value is None else ("new", new.undefined)
        return Estimate(None, None, None, new.n, "", f"in the {which} result: {why}")
    value, n = new.value - old.value, min(old.n, new.n)
    if old.low is None or old.high is None or new.low is None or new.high is None:
        return Estimate(value, None, None, n, "", None, old.interval_undefined or new.interval_undefined)
    return Estimate(value, new.low - old.high, new.high - old.low, n, "bounds of both results")


class Among(NamedTuple):
    """Some groups of a measurement; the same ones stand at the same place for another measurement."""

    measurement: Measurement
    groups: IntArray


def change_of_extremes(old: Among, new: Among, changes: Among, level: float) -> tuple[float, float]:
    """Return bounds of the change of a gap, each at the one-sided error level `level`, from the groups' own changes.

    If a is highest and b lowest in the new result, the gap grew by at most the difference of the changes of a and b,
    because the old gap was at least that of a and b. So the largest upper bound of such a difference over all pairs
    that can be (a, b) is an upper bound of the gap's change, without a correction (intersection–union, as for the gap
    itself). The lower bound mirrors it with the pairs that can be furthest apart in the old result.
    """
    spent = _FOR_CANDIDATES * level
    work = Pairs(changes.measurement, changes.groups, "difference")
    (old_top, old_bottom), (new_top, new_bottom) = (
        [changes.groups[places] for places in _candidates(each, spent)] for each in (old, new)
    )
    fall = work.extreme("far", level - spent, (old_bottom, old_top)).bound
    return -fall, work.extreme("far", level - spent, (new_top, new_bottom)).bound


def _candidates(among: Among, level: float) -> tuple[IntArray, IntArray]:
    """Return the places of groups that can be highest and lowest; with an error of `level`, the true ones are there.

    A group is none if its limit lies beyond that of another one, with the level shared among the limits of all.
    """
    shared = level / (2 * len(among.groups))
    low, high = (limit(shared, among.groups) for limit in (among.measurement.lower, among.measurement.upper))
    return np.flatnonzero(high >= low.max()), np.flatnonzero(low <= high.min())
