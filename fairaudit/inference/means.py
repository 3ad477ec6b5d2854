"""Means of numbers that are no counts, such as absolute errors: limits on the logarithmic scale, for skewed numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import comb
from typing import Any, NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.cube import Sample
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.limits import skewed_quantile
from fairaudit.inference.measured import Limits, Measured, measured_by_rows, weighted
from fairaudit.inference.overlap import spread_of_kinds
from fairaudit.inference.size_tie import SizeTie, size_tie
from fairaudit.metrics import PartOfWhole
from fairaudit.metrics.moments import Mean

SAME = "all of the group's values are the same, which does not show how much such values vary"
"""Why a group has no interval. Where all are 0 there is not even a unit in which they could vary."""
_WIDEST = 100.0
"""Beyond a factor of e^100 in either direction nothing is known; and numbers stay finite."""
_NO_SPREAD, _NO_SHAPE = 1e-12, 1e-8
"""Squared relative spreads under which sums of powers hold nothing but rounding: of the spread, and of its shape."""


@dataclass(frozen=True, eq=False)
class NumberLimits:
    """Limits of means of numbers of 0 or more: value · exp(± q · error), whatever the unit of the numbers.

    Arrays have shape ``(groups,)``. `error` is the standard error of the value's logarithm, NaN where there is no
    interval. q is the quantile of Student's t, further out on the side to which `skewness`, that of the value, points.
    """

    value: FloatArray
    error: FloatArray
    degrees_of_freedom: FloatArray
    skewness: FloatArray
    because: str
    tie: SizeTie | None = None
    exact = "logarithmic"

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return ~np.isnan(self.error)

    @property
    def variance(self) -> FloatArray:
        """Variance of the value."""
        return (self.value * self.error) ** 2

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        return np.asarray(self.value[groups] * np.exp(-self._width(level, groups, degrees_of_freedom, -self.skewness)))

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`."""
        return np.asarray(self.value[groups] * np.exp(self._width(level, groups, degrees_of_freedom, self.skewness)))

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups).

        Log-normal, each with the group's own relative error: means of skewed numbers are skewed, and never negative.
        """
        common = float(np.average(self.value[groups], weights=mass))
        error = self.error[groups]
        return np.asarray(common * np.exp(np.clip(error * noise - error**2 / 2, -_WIDEST, _WIDEST)))

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        freedom = max(self.degrees_of_freedom[group], 1.0)
        words = f"logarithmic, leave-one-out over {self.because}, t on {freedom:.1f} degrees of freedom"
        return f"{words}, corrected for skewness"

    def _width(
        self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None, skewness: FloatArray
    ) -> FloatArray:
        freedom = self.degrees_of_freedom[groups] if degrees_of_freedom is None else degrees_of_freedom
        return np.minimum(skewed_quantile(level, freedom, skewness[groups]) * self.error[groups], _WIDEST)


class Residuals(NamedTuple):
    """What each row or cluster moves its group's mean (or its logarithm) by, left out: sums of powers, per group.

    `variance` is that of the mean (of the logarithm), 0 where nothing varies. `effective` is the number of equal rows
    or clusters that would weigh as much; there is no interval where it is not `several`.
    """

    variance: FloatArray
    squares: FloatArray
    cubes: FloatArray
    fourths: FloatArray
    effective: FloatArray
    several: BoolArray

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """Those of the variance of as many numbers with tails this heavy; at most one fewer than there are numbers."""
        squares = np.where(self.squares > 0, self.squares, 1.0)
        heavy = np.maximum(self.fourths / squares**2 - 1 / np.maximum(self.effective, 1.0), 1e-300)
        return np.asarray(np.minimum(self.effective - 1, 2 / heavy))

    @property
    def skewness(self) -> FloatArray:
        """That of the mean."""
        return np.asarray(self.cubes / np.where(self.squares > 0, self.squares, 1.0) ** 1.5)


def mean(total: Mean, each: Mean, clusters: Clusters | None) -> Measured:
    """Measure the mean of numbers of 0 or more; every row, or every cluster, is independent evidence.

    Leave-one-out (CR3) residuals r give the variance of the logarithm; see `effective_size.spread`. The limits use
    Student's t on 2 / (Σr⁴/(Σr²)² − 1/K) degrees of freedom, which are those of the variance of K numbers with tails
    this heavy (Satterthwaite 1946, Biometrics Bulletin 2(6)), and at most K − 1; K is the effective number. On the side
    to which r is skewed the quantile is Johnson's; see `limits.skewed_quantile`.
    """
    mass, numbers = weighted(total.whole), weighted(total.part)
    value = np.where(mass > 0, numbers / np.where(mass > 0, mass, 1.0), np.nan)
    spread = None if clusters is None else spread_of(value, total, each, clusters)
    left_out = _of_power_sums(value, total) if spread is None else of_spread(value, spread)
    because = "clusters" if clusters is not None and clusters.named else "rows"
    tie = None if spread is None else size_tie(value, spread, weighted(each.whole))
    limits = limits_of(value, left_out, because, tie)
    unknown = all_the_same(value, left_out, limits)
    found = measured_by_rows(value, limits, spread, total.whole, unknown=unknown)
    return found._replace(shared=partial(_shared, total, each))


def limits_of(value: FloatArray, left_out: Residuals, because: str, tie: SizeTie | None) -> NumberLimits:
    """Return the limits of means with these residuals of their logarithms."""
    seen = left_out.several & (value > 0) & (left_out.variance > 0)
    error = np.where(seen, np.sqrt(left_out.variance), np.nan)
    return NumberLimits(value, error, left_out.degrees_of_freedom, left_out.skewness, because, tie)


def all_the_same(value: FloatArray, left_out: Residuals, limits: Limits) -> dict[int, str]:
    """Return why groups of several rows or clusters have no interval: nothing differs."""
    same = np.flatnonzero(left_out.several & ~limits.known & ~np.isnan(value))
    return dict.fromkeys(same.tolist(), SAME)


def spread_of(value: FloatArray, total: PartOfWhole, each: PartOfWhole, clusters: Clusters) -> Spread:
    """Return how much clusters (or rows that are kept apart) differ within each group."""
    mass, wholes = weighted(total.whole), weighted(each.whole)
    per_group = np.where(mass > 0, mass, 1.0)[clusters.group]
    seen, due = weighted(each.part) / per_group, np.nan_to_num(value)[clusters.group] * wholes / per_group
    return effective_size.spread(clusters, seen - due, seen + due, wholes)


def of_spread(value: FloatArray, spread: Spread) -> Residuals:
    """Return the residuals of the logarithm of a value whose spread is given; with 1 as the value, of itself."""
    unit = np.where(value > 0, value, 1.0)
    copies, moved = spread.clusters.copies, spread.left_out / unit[spread.clusters.group]
    squares, cubes, fourths = (spread.clusters.add(copies * moved**power) for power in (2, 3, 4))
    variance = spread.variance / unit**2
    if not spread.clusters.named:
        variance = effective_size.left_out_factor(spread.effective) * squares
    return Residuals(variance, squares, cubes, fourths, spread.effective, spread.known)


def _of_power_sums(value: FloatArray, total: Mean) -> Residuals:
    """Return the residuals of independent rows that are not kept apart, from the sums of the numbers' powers.

    With h a row's share of the weights and u its number over the mean, a residual is r = h (u − 1)/(1 − h).
    """
    unit = np.where(value > 0, value, 1.0)
    numbers = np.stack([sums / unit[:, None] ** power for power, sums in enumerate(total.powers)])
    effective = np.maximum(effective_size.rows_worth(total.whole), 1.0)
    if numbers.shape[-1] == 1:
        others = np.maximum(effective - 1, 1.0)
        squares, cubes, fourths = (_about_mean(numbers, power)[:, 0] / others**power for power in (2, 3, 4))
    else:
        squares, cubes, fourths = _of_weighted_rows(numbers, weighted(total.whole))
    squares = np.where(squares * effective > _NO_SPREAD, squares, 0.0)
    shaped = squares * effective > _NO_SHAPE
    variance = effective_size.left_out_factor(effective) * squares
    cubes, fourths = np.where(shaped, cubes, 0.0), np.where(shaped, fourths, squares**2 / effective)
    return Residuals(variance, squares, cubes, fourths, effective, effective > 1 + 1e-9)


def _shared(total: Mean, each: Mean, sample: Sample[Any]) -> Spread | None:
    """Return what rows add to the error of groups that share some, of numbers of which a cell holds sums of powers.

    Rows of a cell that two groups share, with the mean c and the variance v, add up to n ((c − a)(c − b) + v) for
    groups of the means a and b: as much as n rows at c, and n others that lie √v above both.
    """
    if sample.cell is None:
        return None
    moment, cell = 1 if sample.counts.weighted else 0, sample.cell
    mass = np.where(total.whole[:, moment] > 0, total.whole[:, moment], 1.0)
    value = total.part[:, moment] / mass
    rows, (squares, sums, powers) = each.whole[:, 0], (power[:, 2 * moment] for power in each.powers[:3])
    there = np.flatnonzero(squares > 0)
    rows, squares, sums, powers = (part[there] for part in (rows, squares, sums, powers))
    centre, group = sums / squares, sample.group[there]
    apart = np.sqrt(np.maximum(powers / squares - centre**2, 0.0))
    own = np.concatenate([centre - value[group], apart]) * np.tile(np.sqrt(squares / rows) / mass[group], 2)
    code = np.concatenate([2 * cell[there], 2 * cell[there] + 1])
    return spread_of_kinds(Clusters(np.tile(group, 2), sample.size, np.tile(rows, 2), code, named=False), own)


def _about_mean(numbers: FloatArray, power: int) -> FloatArray:
    """Return the sums of (u − 1)^power from those of the powers of u."""
    signed = [(-1) ** (power - q) * comb(power, q) * numbers[q] for q in range(power + 1)]
    return np.asarray(np.sum(signed, axis=0))


def _of_weighted_rows(numbers: FloatArray, mass: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return Σr², Σr³ and Σr⁴ of rows with weights: the series Σ (p−1 choose k−1) Σ h^p (u − 1)^k for Σr^k.

    It ends at the last moment p of the weights. What the squares leave out is replaced by an upper bound, as in
    `effective_size.left_out_squares`; of the others that is too little to matter.
    """
    last = numbers.shape[-1] - 2  # the last column counts rows of any weight above 0
    shares = numbers[..., :-1] / np.where(mass > 0, mass, 1.0)[:, None] ** np.arange(last + 1)
    about = {power: _about_mean(shares, power) for power in (2, 3, 4)}
    squares, cubes, fourths = (
        sum((comb(p - 1, power - 1) * sums[:, p] for p in range(power, last + 1)), np.zeros(len(mass)))
        for power, sums in about.items()
    )
    largest = np.minimum(np.maximum(shares[0, :, last], 0.0) ** (1 / last), effective_size.NEARLY_ONE)
    rest = largest / (1 - largest) ** 2 + (last - 1) * largest / (1 - largest)
    return squares + np.maximum(about[2][:, last], 0.0) * rest, cubes, fourths
