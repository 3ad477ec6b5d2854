"""The area under the ROC curve: how often a positive scores higher than a negative, a tie counting as half."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from fairaudit.counts import FloatArray
from fairaudit.inference import effective_size
from fairaudit.inference.apart import (
    Part,
    Scatter,
    Together,
    positive,
    scatter,
    several,
    spread_of_clusters,
    spread_of_rows,
)
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.limits import normal_quantile, student_quantile
from fairaudit.inference.measured import Measured, measured_by_rows, weighted
from fairaudit.inference.steps import Steps
from fairaudit.metrics.scores import Ranks

ONE_OF_A_CLASS = "all of the group's positives, or all of its negatives, come from one {}"
"""Why a group has no interval."""
_MOST_STEPS = 60
"""So many steps reach a limit to fifteen digits (`_PRECISION`), even if each only halves its range."""
_PRECISION = 2e-15
_SMALLEST = 1e-300
"""In place of a standard error of 0."""
_ROUNDING = 1e-13
"""A share that is as near as this to 0 or to 1 is there, but for rounding of weights."""


@dataclass(frozen=True, eq=False)
class AreaLimits:
    """Limits of areas under ROC curves, arrays of shape ``(groups,)``: the wider of two on each side.

    DeLong's on the logit scale, with Student's t (DeLong, DeLong & Clarke-Pearson 1988, Comparing the areas under two
    or more correlated receiver operating characteristic curves, Biometrics 44(3)), which a group whose scores separate
    the labels has not; and Newcombe's score interval (2006, Confidence intervals for an effect size measure based on
    the Mann–Whitney statistic, part 2, Statistics in Medicine 25(4), method 5) at the effective numbers of `positives`
    and `negatives`, NaN where there is no interval. `because` says what made these numbers effective ones.
    """

    value: FloatArray
    variance: FloatArray
    positives: FloatArray
    negatives: FloatArray
    degrees_of_freedom: FloatArray
    because: str = ""
    exact = "DeLong and Newcombe"
    tie = None

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return ~np.isnan(self.positives)

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        return self._lower(self.value, level, groups, degrees_of_freedom)

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`: those of the reversed score, reversed."""
        return 1 - self._lower(1 - self.value, level, groups, degrees_of_freedom)

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups).

        As variable as Newcombe's formula has it at the common value, times by how much the groups together vary more.
        """
        value, positives, negatives = self.value[groups], self.positives[groups], self.negatives[groups]
        common = float(np.average(value, weights=mass))
        expected = newcombe_variance(value, positives, negatives).sum()
        more = self.variance[groups].sum() / expected if expected > 0 else 1.0
        variance = max(more, 1.0) * newcombe_variance(np.full(len(groups), common), positives, negatives)
        return np.clip(common + np.sqrt(variance) * noise, 0.0, 1.0)

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        freedom = max(self.degrees_of_freedom[group], 1.0)
        words = f"wider of DeLong on the logit scale, t on {freedom:.1f} degrees of freedom, and Newcombe"
        if self.because:
            numbers = f"{self.positives[group]:.1f} and {self.negatives[group]:.1f}"
            words += f" at effectively {numbers} positives and negatives ({self.because})"
        return words

    def _lower(self, value: FloatArray, level: float, groups: IntArray, freedom: FloatArray | None) -> FloatArray:
        area, variance = value[groups], self.variance[groups]
        quantile = student_quantile(level, self.degrees_of_freedom[groups] if freedom is None else freedom)
        score = quantile if self.because else np.full(len(groups), normal_quantile(level))
        newcombe = newcombe_lower(area, self.positives[groups], self.negatives[groups], score)
        curved = area * (1 - area)
        seen = (variance > 0) & (curved > 0)
        slope = np.sqrt(variance) / np.where(seen, curved, 1.0)
        delong = expit(logit(np.where(seen, area, 0.5)) - quantile * slope)
        return np.asarray(np.where(seen, np.minimum(newcombe, delong), newcombe))


def newcombe_variance(area: FloatArray, positives: FloatArray, negatives: FloatArray) -> FloatArray:
    """Return the variance of an area if scores are exponential, as Newcombe (2006) has it in method 5."""
    return _newcombe(area, positives, negatives)[0]


def _newcombe(area: FloatArray, positives: FloatArray, negatives: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the variance of an area, and its derivative with respect to the area."""
    half, spread, pairs = (positives + negatives) / 2 - 1, area * (1 - area), positives * negatives
    shape = 1 + half * ((1 - area) / (2 - area) + area / (1 + area))
    turn = half * (1 / (1 + area) ** 2 - 1 / (2 - area) ** 2)
    return np.maximum(spread * shape / pairs, 0.0), ((1 - 2 * area) * shape + spread * turn) / pairs


def newcombe_lower(area: FloatArray, positives: FloatArray, negatives: FloatArray, quantile: FloatArray) -> FloatArray:
    """Return the value that lies as many of its own standard errors below the area as the quantile says.

    By Newton's method; a step that leaves the range which must hold the value halves the range instead.
    """
    low, high, value = np.zeros_like(area), np.array(area), area / 2
    for _ in range(_MOST_STEPS):
        variance, slope = _newcombe(value, positives, negatives)
        error = np.maximum(np.sqrt(variance), _SMALLEST)
        excess = area - value - quantile * error
        low, high = np.where(excess > 0, value, low), np.where(excess > 0, high, value)
        with np.errstate(invalid="ignore", over="ignore"):  # one row of a class has no finite quantile
            newton = value + excess / (1 + quantile * slope / (2 * error))
        before, value = value, np.where((newton >= low) & (newton <= high), newton, (low + high) / 2)
        if not (np.abs(value - before) > _PRECISION).any():
            break
    return np.asarray(np.where(np.isnan(area + positives), np.nan, value))


_Parts = tuple[tuple[Part, FloatArray], tuple[Part, FloatArray]]
"""Positives and negatives, each with what one of them contributes to the area."""


class Components(NamedTuple):
    """What the area is made of: per group its `value`, and per entry what a positive or a negative there contributes.

    `of_positives` is the share of negatives that score lower, `of_negatives` that of positives that score higher; ties
    count as half. `ties` is, per step, the share of pairs that are tied there.
    """

    value: FloatArray
    ties: FloatArray
    of_positives: FloatArray
    of_negatives: FloatArray


def components(positives: Part, negatives: Part, steps: Steps) -> Components:
    """Return the components of the area of every group, NaN where a class has no weight."""
    above, below = steps.add(positives.mass), steps.add(negatives.mass)
    lower = _share(steps.up_to(below) - below / 2)[steps.of]
    higher = _share(1 - steps.up_to(above) + above / 2)[steps.of]
    both = (weighted(positives.total) > 0) & (weighted(negatives.total) > 0)
    value = _share(positives.mean(lower))
    return Components(np.where(both, value, np.nan), above * below, lower, higher)


def _share(values: FloatArray) -> FloatArray:
    """Return shares without the rounding that keeps them from 0 or from 1."""
    return np.where(values < _ROUNDING, 0.0, np.where(values > 1 - _ROUNDING, 1.0, values))


def area_under_roc(total: Ranks, each: Ranks, clusters: Clusters | None) -> Measured:
    """Measure the area under the ROC curve; see `AreaLimits`.

    Of independent rows, the variance is DeLong's (with weights: see `apart.scatter`), with Student's t on one degree of
    freedom fewer than there are rows of the rarer class. Of clusters, it is that of the sums of their rows' components:
    Obuchowski (1997), Nonparametric analysis of clustered ROC curve data, Biometrics 53(2), with leave-one-out
    residuals; the numbers of positives and negatives are those that would have this variance.
    """
    if clusters is None or each.place is None:
        raise TypeError("an area under the ROC curve needs rows that are kept apart")
    each, place, clusters = _of_any_row(each, each.place, clusters)
    sides = Part(clusters, each.positives, total.positives), Part(clusters, each.negatives, total.negatives)
    steps = Steps.from_entries(clusters.group, place)
    found = components(*sides, steps)
    parts = ((sides[0], found.of_positives), (sides[1], found.of_negatives))
    limits, spread = (_of_clusters if clusters.named else _of_rows)(found.value, parts, clusters)
    unknown = np.flatnonzero(~np.isnan(found.value) & ~limits.known)
    why = ONE_OF_A_CLASS.format("cluster" if clusters.named else "row")
    size, wholes = total.positives + total.negatives, (total.positives, total.negatives)
    measured = measured_by_rows(
        found.value, limits, spread, size, *wholes, unknown=dict.fromkeys(unknown.tolist(), why)
    )
    return measured._replace(binning=_binning(found, each, steps, clusters.groups))


def _of_any_row(each: Ranks, place: IntArray, clusters: Clusters) -> tuple[Ranks, IntArray, Clusters]:
    """Return the entries that hold a row: those of other classes count nothing for a class."""
    there = np.flatnonzero((each.positives[:, 0] > 0) | (each.negatives[:, 0] > 0))
    if len(there) == len(place):
        return each, place, clusters
    place = place[there]
    return Ranks(each.positives[there], each.negatives[there], place, each.axis), place, clusters.only(there)


def _binning(found: Components, each: Ranks, steps: Steps, groups: int) -> FloatArray | None:
    """Return half the share of pairs that are tied because their scores are in one bin; None if nothing is binned."""
    if each.axis is None or each.axis.exact:
        return None
    binned = each.axis.highs[steps.place] > each.axis.lows[steps.place]
    return np.asarray(np.bincount(steps.group, found.ties * binned, groups) / 2)


def _of_rows(value: FloatArray, parts: _Parts, clusters: Clusters) -> tuple[AreaLimits, Spread | None]:
    sides = [scatter(part, numbers) for part, numbers in parts]
    worth = [part.worth for part, _ in parts]
    known = several(*worth) & ~np.isnan(value)
    positives, negatives = (np.where(known, side.size, np.nan) for side in sides)
    freedom = np.asarray(np.min(worth, axis=0) - 1)
    because = "weights" if parts[0][0].sums.shape[-1] > 1 else ""
    variance = sides[0].variance + sides[1].variance
    return AreaLimits(value, variance, positives, negatives, freedom, because), spread_of_rows(clusters, parts)


def _of_clusters(value: FloatArray, parts: _Parts, clusters: Clusters) -> tuple[AreaLimits, Spread | None]:
    sides = [scatter(part, numbers) for part, numbers in parts]
    spread = spread_of_clusters(Together.of(clusters), parts)
    known = several(spread.effective) & ~np.isnan(value)
    effect = _design_effect(spread, sides, parts, known)
    positives, negatives = (np.where(known, side.size / effect, np.nan) for side in sides)
    independent = sides[0].variance + sides[1].variance
    variance = np.maximum(spread.variance, independent * effect)
    because = "clusters and weights" if parts[0][0].sums.shape[-1] > 1 else "clusters"
    return AreaLimits(value, variance, positives, negatives, spread.effective - 1, because), spread


def _design_effect(spread: Spread, sides: list[Scatter], parts: _Parts, known: BoolArray) -> FloatArray:
    """Return by how much clusters make the variance larger than that of independent rows: at least 1.

    At least, too, what the correlation within clusters of all groups together would make of the group's: see
    `proportion.clustered`. A group without any spread has that alone; without any correlation to borrow, each of its
    effective clusters counts as one row.
    """
    independent = sides[0].variance + sides[1].variance
    worth = np.min([part.worth for part, _ in parts], axis=0)
    seen = np.maximum(worth / spread.effective, 1.0)
    used = known & (independent > 0)
    squares = worth[used] ** 2
    rho = effective_size.correlation_within(
        worth[used], seen[used], spread.variance[used] * squares, independent[used] * squares
    )
    floor = 1 + (seen - 1) * (1.0 if rho is None else rho)
    own = np.where(used, spread.variance / positive(independent), 0.0)
    return np.asarray(np.maximum(np.maximum(floor, own), 1.0))
