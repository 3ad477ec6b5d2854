"""The power curve: with what chance groups of a size settle the gap that a plan is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from fairaudit.counts import FloatArray
from fairaudit.inference import chance
from fairaudit.planning.assumptions import Assumptions, limits_at
from fairaudit.planning.power import proof_margin, upper_width

POINTS = 13
_MANY = 100_000
"""The end of the curve in units where no size certifies the gap."""


@dataclass(frozen=True)
class Chance:
    """A point of the power curve: every group has `units` rows (or clusters).

    `certifies` is the chance that the plan's gap is certified if all groups are truly equal; `proves` the chance that a
    true gap of that size between two of them is proven.
    """

    units: int
    certifies: float | None
    proves: float | None


def curve_sizes(fewest: int, needs: int | None) -> Sequence[int]:
    """Return the sizes of the curve, from the fewest units that are compared to well above what is needed.

    `needs` are the units that certify the gap with the plan's power.
    """
    return _steps(fewest, max(_MANY if needs is None else 3 * needs, 4 * fewest), needs)


def _steps(first: int, last: int, needs: int | None) -> Sequence[int]:
    """Return sizes at equal ratios, rounded to two digits, and the size that is needed."""
    raw = np.geomspace(first, last, POINTS)
    digits = 10.0 ** np.maximum(np.floor(np.log10(raw)) - 1, 0)
    rounded = {int(each) for each in np.round(raw / digits) * digits}
    return sorted(rounded | ({needs} if needs is not None else set()))


def chance_of_rows(assumed: Assumptions, units: int, groups: int, worth: float) -> Chance:
    """Return the chances of so many groups of so many independent rows, of which each is worth so many."""
    sizes, each = np.full(groups, units * worth), np.full(groups, float(units))
    return Chance(units, _certifies(assumed, sizes, each), _proves(assumed, sizes, each))


def _certifies(assumed: Assumptions, sizes: FloatArray, units: FloatArray) -> float:
    """Return the share of the fixed draws of equal groups in which the upper bound stays within the gap."""
    limits = limits_at(assumed, sizes, units)
    drawn = chance.ends(limits.by_chance(sizes, np.arange(len(sizes)), chance.noise(len(sizes), 0)))
    within = chance.gaps("difference", drawn) + upper_width(limits, assumed, "difference") <= assumed.gap
    return float(within.mean())


def _proves(assumed: Assumptions, sizes: FloatArray, units: FloatArray) -> float | None:
    """Return the chance that the lower bound of the gap is above zero; None if no two values lie so far apart."""
    margin = proof_margin(assumed, sizes[:2], units[:2], len(sizes))
    return None if margin is None else float(ndtr(margin))
