"""How well predictions follow labels, R² and Pearson's correlation: limits from what each row moves them by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import comb
from typing import Any, NamedTuple

import numpy as np

from fairaudit.counts import FloatArray, evidence
from fairaudit.counts.fit import FitCounts
from fairaudit.cube import Sample
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import BoolArray, Clusters, Spread
from fairaudit.inference.means import CARRIED, are_few, left_over, named, of_spread
from fairaudit.inference.measured import Measured, measured_by_rows
from fairaudit.inference.number_limits import FISHER, UNEXPLAINED, NumberLimits, Residuals, Scale
from fairaudit.inference.overlap import spread_of_kinds
from fairaudit.metrics.moments import Fit, correlation_of, r_squared_of

ON_A_LINE = "all of the group's rows lie on one line, which does not show how much such rows vary"
LOST = "the group's numbers lie too close together, so far from those of other groups, to tell how much they vary"
"""Why a group has no interval."""
_TERMS = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
"""What a row adds to the sums that the values are functions of: label^i · error^j."""
_ON_A_LINE = 1e-9
"""So little is left to R² or to the square of a correlation where nothing but rounding is."""
_ROUNDING = 1e-11
"""A sum of squares below this part of what was added and subtracted for it is rounding."""


@dataclass(frozen=True, eq=False)
class _Moments:
    """Means and variances of labels and errors, per group, by weight."""

    counts: FitCounts

    def product(self, labels: int, errors: int) -> FloatArray:
        return self.counts.product(labels, errors)[:, 1 if self.counts.weighted else 0]

    @property
    def mass(self) -> FloatArray:
        return self.product(0, 0)

    def scatter(self, one: str, other: str) -> FloatArray:
        """Return the sum of the products of distances from the mean."""
        return self.counts.scatter(one, other) / _positive(self.mass)


def r_squared(total: Fit, each: Fit, clusters: Clusters | None) -> Measured:
    """Measure R²: 1 − R² is a ratio of two sums that are never negative, and its logarithm has the limits.

    A row with the error e and the distance d of its label from the mean moves it by −e²/Σe² + d²/Σd².
    """
    found, value = _Moments(total.counts), r_squared_of(total.counts)
    errors, scatter = _positive(found.product(0, 2)), _positive(found.scatter("labels", "labels"))
    centre, nothing = found.product(1, 0) / _positive(found.mass), np.zeros(len(value))
    gradient = [centre**2 / scatter, -2 * centre / scatter, nothing, 1 / scatter, nothing, -1 / errors]
    return _measure(total, each, clusters, np.stack(gradient, axis=1), _R_SQUARED)


def pearson_correlation(total: Fit, each: Fit, clusters: Clusters | None) -> Measured:
    """Measure Pearson's correlation on Fisher's scale.

    A row with the standard scores u and v moves it by (uv − r (u² + v²)/2)/(1 − r²): Devlin, Gnanadesikan & Kettenring
    (1975), Robust estimation and outlier detection with correlation coefficients, Biometrika 62(3).
    """
    found, value = _Moments(total.counts), correlation_of(total.counts)
    r, rest = np.nan_to_num(value), _positive(1 - np.nan_to_num(value) ** 2)
    mass = _positive(found.mass)
    of_labels, of_predictions = (_positive(found.scatter(one, one) / mass) for one in ("labels", "predictions"))
    label, prediction = found.product(1, 0) / mass, (found.product(1, 0) + found.product(0, 1)) / mass
    square, other = -r / 2 / of_labels, -r / 2 / of_predictions
    both = 1 / np.sqrt(of_labels * of_predictions)
    # square (z − label)² + other (q − prediction)² + both (z − label)(q − prediction), where q = z + e
    gradient = [
        square * label**2 + other * prediction**2 + both * label * prediction,
        -2 * square * label - 2 * other * prediction - both * (label + prediction),
        -2 * other * prediction - both * label,
        square + other + both,
        2 * other + both,
        other,
    ]
    scaled = np.stack(gradient, axis=1) / (rest * mass)[:, None]
    return _measure(total, each, clusters, scaled, _CORRELATION)


class _Statistic(NamedTuple):
    """What is made of counts: values, their place on the scale of the limits, and the shape of what rows move it by."""

    of: Callable[[FitCounts], FloatArray]
    place: Callable[[FloatArray], FloatArray]
    scale: Scale
    shape: Callable[[FitCounts, FloatArray], tuple[FloatArray, FloatArray]]


def _measure(
    total: Fit,
    each: Fit,
    clusters: Clusters | None,
    gradient: FloatArray,
    statistic: _Statistic,
) -> Measured:
    value, scale = statistic.of(total.counts), statistic.scale
    gradient = np.where((np.isnan(value) | (scale.slope(value) <= 0))[:, None], 0.0, gradient)
    rows = total.counts.rows
    if clusters is None:
        spread, left_out = None, _of_rows(total.counts, gradient, statistic.shape(total.counts, value))
    else:
        spread = _spread(total.counts, each.counts, gradient, clusters, statistic)
        left_out = of_spread(np.ones(len(value)), spread)
    carried = ~np.isnan(value) & _is_carried(total.counts, left_out.effective)
    left_out = left_out._replace(variance=np.where(carried, 0.0, left_out.variance))
    limits = NumberLimits.of(value, left_out, named(clusters), scale)
    found = measured_by_rows(value, limits, spread, rows)
    nothing = np.flatnonzero(left_out.several & ~limits.known & ~np.isnan(value))
    on_a_line = scale.slope(value) < _ON_A_LINE
    why = {int(each): ON_A_LINE if on_a_line[each] else CARRIED if carried[each] else LOST for each in nothing}
    return found._replace(unknown=why, shared=partial(_shared, each, gradient))


def _is_carried(counts: FitCounts, effective: FloatArray) -> BoolArray:
    """Tell whether a few rows carry the squares of the errors, or those of the labels' distances from their mean."""
    squares = (each[:2] for each in (_errors(counts), _labels(counts)))
    rows = evidence(counts.rows)
    few = [are_few(rows * second**2 / _positive(fourth), effective) & (fourth > 0) for second, fourth in squares]
    return few[0] | few[1]


def _matrix(counts: FitCounts, moment: int) -> FloatArray:
    """Return the sums of the products of two terms of a row, shape ``(entries, terms, terms)``."""
    return np.stack(
        [np.stack([counts.product(i + k, j + m)[:, moment] for k, m in _TERMS], axis=1) for i, j in _TERMS], axis=1
    )


def _squares(counts: FitCounts, gradient: FloatArray, moment: int) -> FloatArray:
    """Return the sum of the squares of what rows add, 0 where it is rounding."""
    matrix = _matrix(counts, moment)
    found = np.einsum("gi,gij,gj->g", gradient, matrix, gradient)
    size = np.einsum("gi,gij,gj->g", np.abs(gradient), np.abs(matrix), np.abs(gradient))
    return np.where(found > _ROUNDING * size, found, 0.0)


def _of_rows(counts: FitCounts, gradient: FloatArray, shape: tuple[FloatArray, FloatArray]) -> Residuals:
    """Return the residuals of independent rows that are not kept apart: for weights see `means._of_weighted_rows`."""
    effective = np.maximum(effective_size.rows_worth(counts.rows), 1.0)
    if not counts.weighted:
        squares = _squares(counts, gradient, 0) * (effective / np.maximum(effective - 1, 1.0)) ** 2
    else:
        mass, last = _positive(counts.rows[:, 1]), counts.sums.shape[-1] - 2
        terms = {p: _squares(counts, gradient, p) / mass ** (p - 2) for p in range(2, last + 1)}
        squares = np.asarray(sum((p - 1) * each for p, each in terms.items()))
        squares = squares + terms[last] * left_over(counts.rows[:, last] / mass**last, last)
    skewness, kurtosis = shape
    cubes, fourths = skewness * squares**1.5 / np.sqrt(effective), kurtosis * squares**2 / effective
    variance = effective_size.left_out_factor(effective) * squares
    return Residuals(variance, squares, cubes, fourths, effective, effective > 1 + 1e-9)


def _spread(
    total: FitCounts, counts: FitCounts, gradient: FloatArray, clusters: Clusters, statistic: _Statistic
) -> Spread:
    """Return how much clusters differ: by how far the value moves without each of them, on its scale."""
    moment = 1 if counts.weighted else 0
    parts = gradient[clusters.group] * np.stack([counts.product(i, j)[:, moment] for i, j in _TERMS], axis=1)
    rows = counts.rows[:, moment]
    found = effective_size.spread(clusters, parts.sum(axis=1), np.abs(parts).sum(axis=1), rows)
    whole, part = total.of_fit(), counts.of_fit()
    without = whole.like(whole.sums[clusters.group] - part.sums / clusters.copies[:, None, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = statistic.place(statistic.of(total))[clusters.group] - statistic.place(statistic.of(without))
    left_out = np.where(np.isfinite(moved) & (found.influence != 0), moved, found.left_out)
    squares = clusters.add(clusters.copies * left_out**2)
    return replace(found, left_out=left_out, variance=(found.count - 1) / _positive(found.count) * squares)


def _shared(each: Fit, gradient: FloatArray, sample: Sample[Any]) -> Spread | None:
    """Return what rows add to the error of groups that share some: the matrix of a cell's terms as so many kinds."""
    if sample.cell is None:
        return None
    counts = each.counts
    matrix, rows = _matrix(counts, 2 if counts.weighted else 0), counts.rows[:, 0]
    size = np.sqrt(np.maximum(np.einsum("gii->gi", matrix), 1e-300))
    strength, axes = np.linalg.eigh(matrix / size[:, :, None] / size[:, None, :])
    kinds = axes * np.sqrt(np.maximum(strength, 0.0) / np.maximum(rows, 1.0)[:, None])[:, None, :]
    own = np.einsum("gi,gik->gk", gradient[sample.group] * size, kinds)
    there, count = np.flatnonzero(rows > 0), len(_TERMS)
    group, copies = np.repeat(sample.group[there], count), np.repeat(rows[there], count)
    code = (sample.cell[there, None] * count + np.arange(count)).ravel()
    return spread_of_kinds(Clusters(group, sample.size, copies, code, named=False), own[there].ravel())


def _shape_of_r_squared(counts: FitCounts, _: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return skewness and kurtosis of what rows move log(1 − R²) by, as if errors and labels had no part in another."""
    errors, labels = _of_squares(*_errors(counts)), _of_squares(*_labels(counts))
    variance = errors[0] + labels[0]
    third, fourth = labels[1] - errors[1], errors[2] + 6 * errors[0] * labels[0] + labels[2]
    return third / _positive(variance) ** 1.5, fourth / _positive(variance) ** 2


def _of_squares(
    second: FloatArray, fourth: FloatArray, sixth: FloatArray, eighth: FloatArray
) -> tuple[FloatArray, ...]:
    """Return the central moments 2 to 4 of squares over their mean, from moments of what is squared."""
    m = _positive(second)
    a, b, c = fourth / m**2, sixth / m**3, eighth / m**4
    return a - 1, b - 3 * a + 2, c - 4 * b + 6 * a - 3


def _shape_of_correlation(counts: FitCounts, value: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return skewness and kurtosis of what rows move Fisher's z by, as if what labels leave open had no part in them.

    With s the standard score of what a line leaves open, a row moves it by r (u² − s²)/2 + √(1 − r²) us.
    """
    r = np.nan_to_num(value)
    rest = 1 - r**2
    (u4, u6, u8), (s4, s6, s8) = _scores(*_labels(counts)), _scores(*_errors(counts))
    variance = r**2 / 4 * (u4 - 2 + s4) + rest
    third = r**3 / 8 * (u6 - 3 * u4 + 3 * s4 - s6) + 1.5 * r * rest * (u4 - s4)
    squares = u8 - 4 * u6 + 6 * u4 * s4 - 4 * s6 + s8
    fourth = r**4 / 16 * squares + 1.5 * r**2 * rest * (u6 - 2 * u4 * s4 + s6) + rest**2 * u4 * s4
    return third / _positive(variance) ** 1.5, fourth / _positive(variance) ** 2


def _scores(second: FloatArray, fourth: FloatArray, sixth: FloatArray, eighth: FloatArray) -> tuple[FloatArray, ...]:
    m = _positive(second)
    return fourth / m**2, sixth / m**3, eighth / m**4


def _errors(counts: FitCounts) -> tuple[FloatArray, ...]:
    """Return the mean moments 2, 4, 6 and 8 of errors, of the rows that have any weight."""
    rows = _positive(evidence(counts.rows))
    names = ("squared_errors", "fourth_powers_of_errors", "sixth_powers_of_errors", "eighth_powers_of_errors")
    return tuple(evidence(counts.field(name)) / rows for name in names)


def _labels(counts: FitCounts) -> tuple[FloatArray, ...]:
    """Return the moments 2, 4, 6 and 8 of labels about their mean, of the rows that have any weight."""
    rows = _positive(evidence(counts.rows))
    powers = [evidence(counts.product(power, 0)) / rows for power in range(9)]
    return tuple(_about_mean(powers, power) for power in (2, 4, 6, 8))


def _about_mean(powers: list[FloatArray], power: int) -> FloatArray:
    terms = [comb(power, q) * (-powers[1]) ** (power - q) * powers[q] for q in range(power + 1)]
    return np.asarray(np.maximum(np.sum(terms, axis=0), 0.0))


def _positive(values: FloatArray) -> FloatArray:
    return np.where(values > 0, values, 1.0)


_R_SQUARED = _Statistic(r_squared_of, lambda value: -np.log(1 - value), UNEXPLAINED, _shape_of_r_squared)
_CORRELATION = _Statistic(correlation_of, np.arctanh, FISHER, _shape_of_correlation)
