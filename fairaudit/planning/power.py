"""How large a gap can be certified or proven, and how many rows that takes.

A gap is *certified* if the upper bound of the largest difference stays below a limit although all groups are truly
equal, and *proven* if its lower bound is above zero because a true gap is there. Both come from the bounds of verdicts
(fairaudit.inference.disparity), at the values that one expects to see.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairaudit.counts import FloatArray
from fairaudit.inference import chance, pairs
from fairaudit.inference.limits import normal_quantile
from fairaudit.inference.pairs import Limited, Scale
from fairaudit.planning.assumptions import Assumptions, PlannedLimits, limits_at, standard_errors

_HALVINGS = 30
_MOST = 1e12
"""More rows than this are no plan."""
NO_RATIO = 1e6
"""A gap of logarithms beyond which a ratio is 0."""


def normal_theory_rows(rate: float, gap: float, confidence: float, power: float) -> float:
    """Return the rows per group with which two equal groups are certified to differ by at most `gap`.

    n = 2p(1 − p)(z_α + z_{β/2})²/δ²: two one-sided tests (Schuirmann 1987, Journal of Pharmacokinetics and
    Biopharmaceutics 15(6)) in normal theory, as in Chow, Shao & Wang (2008), Sample Size Calculations in Clinical
    Research, section 4.2.
    """
    reach = normal_quantile(1 - confidence) + normal_quantile((1 - power) / 2)
    return 2 * rate * (1 - rate) * (reach / gap) ** 2


def certifiable(assumed: Assumptions, sizes: FloatArray, units: FloatArray, scale: Scale) -> float | None:
    """Return the largest difference (or the smallest ratio) that the gate would certify with chance `power`.

    c + h: the point c that the gap of truly equal groups stays below with that chance (fixed draws, the same that give
    the chance level of reports), and the distance h of the upper MOVER bound from the gap. None for fewer than two
    groups.
    """
    if len(sizes) < 2 or not (sizes > 0).all():
        return None
    limits = limits_at(assumed, sizes, units)
    everyone = np.arange(len(sizes))
    drawn = chance.ends(limits.by_chance(sizes, everyone, chance.noise(len(sizes), 0)))
    gaps = np.minimum(chance.gaps(scale, drawn), NO_RATIO)
    gap = float(np.quantile(gaps, assumed.power)) + upper_width(limits, assumed, scale)
    if scale == "ratio":
        return float(np.exp(-gap))
    return min(gap, 1.0) if assumed.family == "proportion" else gap


def upper_width(limits: PlannedLimits, assumed: Assumptions, scale: Scale) -> float:
    """Return the largest distance of an upper bound from the gap, over all ordered pairs of groups with equal values.

    Only the two groups with the widest limits on each side can be in that pair.
    """
    value = np.full(len(limits.known), assumed.rate)
    everyone = np.arange(len(value))
    upper, lower = limits.upper(assumed.level, everyone), limits.lower(assumed.level, everyone)
    tops, bottoms = np.argsort(-upper, kind="stable")[:2], np.argsort(lower, kind="stable")[:2]
    top, bottom = Limited(value, upper)[tops[:, None]], Limited(value, lower)[bottoms[None, :]]
    bounds = pairs.bound(scale, "far", top, bottom)
    return float(np.where(tops[:, None] == bottoms[None, :], -np.inf, bounds).max())


def provable(assumed: Assumptions, sizes: FloatArray, units: FloatArray) -> FloatArray:
    """Return for each group the smallest true gap to the largest other group that would be proven with chance `power`.

    The group is taken to differ from all others, towards one half, where shares vary most. Bounds use the level shared
    among all ordered pairs. NaN: not even the largest possible gap would be proven.
    """
    if len(sizes) < 2:
        return np.full(len(sizes), np.nan)
    order = np.argsort(-sizes, kind="stable")
    other = np.where(np.arange(len(sizes)) == order[0], order[1], order[0])
    alike = np.stack([sizes, units, sizes[other], units[other]])
    different, place = np.unique(alike, axis=1, return_inverse=True)
    level = assumed.level / (len(sizes) * (len(sizes) - 1))
    return np.asarray(_smallest_proven(assumed, level, different)[place.reshape(-1)])


def proof_margin(assumed: Assumptions, sizes: FloatArray, units: FloatArray, groups: int) -> float | None:
    """Return by how many standard errors the plan's gap between two groups exceeds what proves it.

    The two are the most apart of `groups`. None if values with this gap do not exist.
    """
    rate = min(assumed.rate, 1 - assumed.rate) if assumed.family == "proportion" else assumed.rate
    if assumed.family == "proportion" and rate + assumed.gap >= 1:
        return None
    pair = np.array([[sizes[0]], [units[0]], [sizes[1]], [units[1]]])
    level = assumed.level / (groups * (groups - 1))
    spare, error = _spare(assumed, level, pair, rate, np.array([assumed.gap]))
    return float(spare[0] / error[0])


def _smallest_proven(assumed: Assumptions, level: float, pairs_of: FloatArray) -> FloatArray:
    """Halve the range of gaps until it is small; rows are size and units of a group, and of the one to compare with."""
    rate, largest = assumed.rate, 100 * assumed.rate
    if assumed.family == "proportion":
        rate = min(rate, 1 - rate)
        largest = 1 - rate
    low, high = np.zeros(pairs_of.shape[1]), np.full(pairs_of.shape[1], largest)
    possible = _proves(assumed, level, pairs_of, rate, high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = _proves(assumed, level, pairs_of, rate, middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(possible, high, np.nan)


def _proves(
    assumed: Assumptions, level: float, pairs_of: FloatArray, rate: float, gap: FloatArray
) -> npt.NDArray[np.bool_]:
    """Tell whether the lower bound of these gaps is above zero, with bad luck allowed for."""
    spare, error = _spare(assumed, level, pairs_of, rate, gap)
    return np.asarray(spare > assumed.reserve * error)


def _spare(
    assumed: Assumptions, level: float, pairs_of: FloatArray, rate: float, gap: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return how far the lower bounds of these gaps are above zero, and the gaps' standard errors."""
    sizes, units, other_sizes, other_units = pairs_of
    everyone, base = np.arange(len(gap)), np.full(len(gap), rate)
    one = limits_at(assumed, sizes, units, base + gap)
    two = limits_at(assumed, other_sizes, other_units, base)
    ends = (Limited(base + gap, one.lower(level, everyone)), Limited(base, two.upper(level, everyone)))
    errors = standard_errors(assumed, sizes, base + gap), standard_errors(assumed, other_sizes, base)
    return np.asarray(gap - pairs.difference_distance(*ends)), np.asarray(np.hypot(*errors))


def floors(assumed: Assumptions, sizes: FloatArray, units: FloatArray, together: int = 1) -> FloatArray:
    """Return the value that each group would be certified to reach with chance `power`, if it has the assumed rate.

    With `together`, the chance is that for so many groups at once.
    """
    shown = _shown(assumed, sizes, -1, together)
    return limits_at(assumed, sizes, units, shown).lower(assumed.level, np.arange(len(sizes)))


def ceilings(assumed: Assumptions, sizes: FloatArray, units: FloatArray, together: int = 1) -> FloatArray:
    """Return the value that each group would be certified not to exceed; see `floors`."""
    shown = _shown(assumed, sizes, 1, together)
    return limits_at(assumed, sizes, units, shown).upper(assumed.level, np.arange(len(sizes)))


def _shown(assumed: Assumptions, sizes: FloatArray, sign: int, together: int) -> FloatArray:
    """Return the values that groups show in bad luck."""
    luck = normal_quantile(1 - assumed.power ** (1 / together))
    values = assumed.rate + sign * luck * standard_errors(assumed, sizes, assumed.rate)
    top = 1.0 if assumed.family == "proportion" else np.inf
    return np.asarray(np.clip(values, 0.0 if assumed.family == "proportion" else 1e-12, top))


def size_to_certify(assumed: Assumptions, sizes: FloatArray, worth: FloatArray) -> float | None:
    """Return the smallest effective size m for which `assumed.gap` is certified if no group has less than m.

    Groups that have more keep what they have, so that m is smaller than for equal groups. None if no size does it.
    """
    if len(sizes) < 2:
        return None

    def enough(least: float) -> bool:
        filled = np.maximum(sizes, least)
        found = certifiable(assumed, filled, filled / worth, "difference")
        return found is not None and found <= assumed.gap

    high = max(normal_theory_rows(min(assumed.rate, 0.5), assumed.gap, assumed.confidence, assumed.power), 2.0)
    while not enough(high):
        high *= 2
        if high > _MOST:
            return None
    low = 1.0
    while high > low * 1.001:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
