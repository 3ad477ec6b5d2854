"""Means of numbers that are no counts, such as absolute errors: limits for numbers that are skewed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from math import comb
from typing import Any

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.cube import Sample
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import BoolArray, Clusters, Spread
from fairaudit.inference.measured import Limits, Measured, measured_by_rows, weighted
from fairaudit.inference.number_limits import LOGARITHMIC, NumberLimits, Residuals
from fairaudit.inference.overlap import spread_of_kinds
from fairaudit.inference.signed import SignedLimits
from fairaudit.inference.size_tie import SizeTie, size_tie
from fairaudit.metrics import PartOfWhole
from fairaudit.metrics.moments import Mean, SignedMean

SAME = "all of the group's values are the same, which does not show how much such values vary"
"""Why a group has no interval. Where all are 0 there is not even a unit in which they could vary."""
CARRIED = "almost all of the group's value comes from a few rows, which do not show how often there are such rows"
"""Why a group has no interval whose few largest numbers are so much larger than all others."""
_FEW_CARRIERS, _PART_OF_ROWS, _ONE_CARRIER = 4.0, 0.02, 1.05
"""So few rows, which are so small a part of all, carry a group's sum that it says nothing of groups without them."""
_NO_SPREAD, _NO_SHAPE = 1e-12, 1e-8
"""Squared relative spreads under which sums of powers hold nothing but rounding: of the spread, and of its shape."""

Powers = tuple[FloatArray, ...]


@dataclass(frozen=True, eq=False)
class _Mean:
    """Sums of powers of numbers per group and per entry, and the numbers' `centre` and `unit` per group."""

    total: Powers
    each: Powers
    centre: FloatArray
    unit: FloatArray

    def spread(self, clusters: Clusters) -> Spread:
        """Return how much clusters (or rows that are kept apart) differ within each group."""
        return _spread(self.centre, self.total, self.each, clusters)

    def residuals(self, spread: Spread | None) -> Residuals:
        """Return what rows or clusters move the mean by, in units of the group."""
        return _of_power_sums(self.total, self.centre, self.unit) if spread is None else of_spread(self.unit, spread)


def mean(total: Mean, each: Mean, clusters: Clusters | None) -> Measured:
    """Measure the mean of numbers of 0 or more, or its root; every row, or every cluster, is independent evidence.

    Leave-one-out (CR3) residuals r give the variance of the logarithm; see `effective_size.spread`. The limits use
    Student's t on 2 / (Σr⁴/(Σr²)² − 1/K) degrees of freedom, which are those of the variance of K numbers with tails
    this heavy (Satterthwaite 1946, Biometrics Bulletin 2(6)), and at most K − 1; K is the effective number. On the side
    to which r is skewed the quantile is Johnson's; see `limits.skewed_quantile`. The logarithm of a root is half that
    of what it is the root of, and so is its error.
    """
    mass, numbers = weighted(total.whole), weighted(total.part)
    value = np.where(mass > 0, numbers / _positive(mass), np.nan)
    numbers_of = _Mean(total.powers, each.powers, np.nan_to_num(value), np.where(value > 0, value, 1.0))
    spread = None if clusters is None else numbers_of.spread(clusters)
    left_out = numbers_of.residuals(spread)
    tie = None if spread is None else size_tie(value, spread, weighted(each.whole))
    limits = limits_of(value, left_out, named(clusters), tie)
    if total.root:
        value = np.sqrt(value)
        limits = replace(limits, value=value, error=limits.error / 2)
    carried = is_carried(total.powers, each.powers, clusters, left_out.effective)
    limits = replace(limits, error=np.where(carried, np.nan, limits.error))
    unknown = {**all_the_same(value, left_out, limits), **dict.fromkeys(np.flatnonzero(carried).tolist(), CARRIED)}
    found = measured_by_rows(value, limits, spread, total.whole, unknown=unknown)
    return found._replace(shared=partial(_shared, total.powers, each.powers))


def signed_mean(total: SignedMean, each: SignedMean, clusters: Clusters | None) -> Measured:
    """Measure the mean of any numbers, on their own scale; see `mean` for degrees of freedom and skewness."""
    mass = weighted(total.powers[0])
    value = np.where(mass > 0, weighted(total.total) / _positive(mass), np.nan)
    centre, squares = (weighted(power) / _positive(mass) for power in total.powers[1:3])
    unit = np.sqrt(np.where(squares > 0, squares, 1.0))
    numbers_of = _Mean(total.powers, each.powers, centre, unit)
    spread = None if clusters is None else numbers_of.spread(clusters)
    left_out = numbers_of.residuals(spread)
    limits = SignedLimits.of(value, left_out._replace(variance=unit**2 * left_out.variance), named(clusters))
    unknown = all_the_same(value, left_out, limits)
    found = measured_by_rows(value, limits, spread, total.powers[0], unknown=unknown)
    return found._replace(shared=partial(_shared, total.powers, each.powers))


def named(clusters: Clusters | None) -> str:
    """Return what is left out, one after another."""
    return "clusters" if clusters is not None and clusters.named else "rows"


def limits_of(value: FloatArray, left_out: Residuals, because: str, tie: SizeTie | None) -> NumberLimits:
    """Return the limits of means with these residuals of their logarithms."""
    return NumberLimits.of(np.where(value > 0, value, 0.0), left_out, because, LOGARITHMIC, tie)


def all_the_same(value: FloatArray, left_out: Residuals, limits: Limits) -> dict[int, str]:
    """Return why groups of several rows or clusters have no interval: nothing differs."""
    same = np.flatnonzero(left_out.several & ~limits.known & ~np.isnan(value))
    return dict.fromkeys(same.tolist(), SAME)


def spread_of(value: FloatArray, total: PartOfWhole, each: PartOfWhole, clusters: Clusters) -> Spread:
    """Return how much clusters (or rows that are kept apart) differ within each group."""
    return _spread(np.nan_to_num(value), (total.whole, total.part), (each.whole, each.part), clusters)


def _spread(centre: FloatArray, total: Powers, each: Powers, clusters: Clusters) -> Spread:
    mass, wholes = weighted(total[0]), weighted(each[0])
    per_group = _positive(mass)[clusters.group]
    seen, due = weighted(each[1]) / per_group, centre[clusters.group] * wholes / per_group
    return effective_size.spread(clusters, seen - due, np.abs(seen) + np.abs(due), wholes)


def is_carried(total: Powers, each: Powers, clusters: Clusters | None, effective: FloatArray) -> BoolArray:
    """Tell whether so few of the `effective` rows (or clusters) carry a group's sum of numbers of 0 or more.

    (Σx)²/Σx² rows carry it, effectively. A group without an interval is compared with no other: where one row in
    hundreds is a million times as wrong, as if 999999 stood for a missing number, groups that met none look better.
    """
    moment = 1 if total[0].shape[-1] > 1 else 0
    squares = total[2][:, 2 * moment]
    if clusters is not None:
        squares = clusters.add(each[1][:, moment] ** 2 / clusters.copies)
    return (squares > 0) & are_few(total[1][:, moment] ** 2 / _positive(squares), effective)


def are_few(carriers: FloatArray, effective: FloatArray) -> BoolArray:
    """Tell whether so few of the `effective` rows carry a sum that they do not show how often there are such rows."""
    few = np.clip(_PART_OF_ROWS * effective, _ONE_CARRIER, _FEW_CARRIERS)
    return np.asarray((carriers < few) & (effective > 1 + 1e-9))


def of_spread(value: FloatArray, spread: Spread) -> Residuals:
    """Return the residuals of the logarithm of a value whose spread is given; with 1 as the value, of itself."""
    unit = np.where(value > 0, value, 1.0)
    copies, moved = spread.clusters.copies, spread.left_out / unit[spread.clusters.group]
    squared = moved * moved  # powers of arrays take ten times as long
    squares, cubes, fourths = (spread.clusters.add(copies * each) for each in (squared, squared * moved, squared**2))
    variance = spread.variance / unit**2
    if not spread.clusters.named:
        variance = effective_size.left_out_factor(spread.effective) * squares
    return Residuals(variance, squares, cubes, fourths, spread.effective, spread.known)


def _of_power_sums(total: Powers, centre: FloatArray, unit: FloatArray) -> Residuals:
    """Return the residuals of independent rows that are not kept apart, from the sums of the numbers' powers.

    With h a row's share of the weights, u its number and m the mean, both over `unit`, a residual is h (u − m)/(1 − h).
    """
    numbers = np.stack([sums / unit[:, None] ** power for power, sums in enumerate(total)])
    middle = (centre / unit)[:, None]
    effective = np.maximum(effective_size.rows_worth(total[0]), 1.0)
    if numbers.shape[-1] == 1:
        others = np.maximum(effective - 1, 1.0)
        squares, cubes, fourths = (_about(middle, numbers, power)[:, 0] / others**power for power in (2, 3, 4))
    else:
        squares, cubes, fourths = _of_weighted_rows(middle, numbers, weighted(total[0]))
    squares = np.where(squares * effective > _NO_SPREAD, squares, 0.0)
    shaped = squares * effective > _NO_SHAPE
    variance = effective_size.left_out_factor(effective) * squares
    cubes, fourths = np.where(shaped, cubes, 0.0), np.where(shaped, fourths, squares**2 / effective)
    return Residuals(variance, squares, cubes, fourths, effective, effective > 1 + 1e-9)


def _shared(total: Powers, each: Powers, sample: Sample[Any]) -> Spread | None:
    """Return what rows add to the error of groups that share some, of numbers of which a cell holds sums of powers.

    Rows of a cell that two groups share, with the mean c and the variance v, add up to n ((c − a)(c − b) + v) for
    groups of the means a and b: as much as n rows at c, and n others that lie √v above both.
    """
    if sample.cell is None:
        return None
    moment, cell = 1 if sample.counts.weighted else 0, sample.cell
    mass = _positive(total[0][:, moment])
    value = total[1][:, moment] / mass
    rows, (squares, sums, powers) = each[0][:, 0], (power[:, 2 * moment] for power in each[:3])
    there = np.flatnonzero(squares > 0)
    rows, squares, sums, powers = (part[there] for part in (rows, squares, sums, powers))
    centre, group = sums / squares, sample.group[there]
    apart = np.sqrt(np.maximum(powers / squares - centre**2, 0.0))
    own = np.concatenate([centre - value[group], apart]) * np.tile(np.sqrt(squares / rows) / mass[group], 2)
    code = np.concatenate([2 * cell[there], 2 * cell[there] + 1])
    return spread_of_kinds(Clusters(np.tile(group, 2), sample.size, np.tile(rows, 2), code, named=False), own)


def _about(middle: FloatArray, numbers: FloatArray, power: int) -> FloatArray:
    """Return the sums of (u − middle)^power from those of the powers of u."""
    terms = [comb(power, q) * (-middle) ** (power - q) * numbers[q] for q in range(power + 1)]
    return np.asarray(np.sum(terms, axis=0))


def _of_weighted_rows(
    middle: FloatArray, numbers: FloatArray, mass: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return Σr², Σr³ and Σr⁴ of rows with weights: the series Σ (p−1 choose k−1) Σ h^p (u − middle)^k for Σr^k.

    It ends at the last moment p of the weights. What the squares leave out is replaced by an upper bound, as in
    `effective_size.left_out_squares`; of the others that is too little to matter.
    """
    last = numbers.shape[-1] - 2  # the last column counts rows of any weight above 0
    shares = numbers[..., :-1] / _positive(mass)[:, None] ** np.arange(last + 1)
    about = {power: _about(middle, shares, power) for power in (2, 3, 4)}
    squares, cubes, fourths = (
        sum((comb(p - 1, power - 1) * sums[:, p] for p in range(power, last + 1)), np.zeros(len(mass)))
        for power, sums in about.items()
    )
    return squares + np.maximum(about[2][:, last], 0.0) * left_over(shares[0, :, last], last), cubes, fourths


def left_over(shares: FloatArray, last: int) -> FloatArray:
    """Return at most how much of a series of squares stands behind its term `last`; `shares` are the sums of h^last."""
    largest = np.minimum(np.maximum(shares, 0.0) ** (1 / last), effective_size.NEARLY_ONE)
    return np.asarray(largest / (1 - largest) ** 2 + (last - 1) * largest / (1 - largest))


def _positive(values: FloatArray) -> FloatArray:
    return np.where(values > 0, values, 1.0)
