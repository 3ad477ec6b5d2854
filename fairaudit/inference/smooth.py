"""Means of proportions and other smooth functions of counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.proportion import BinomialLimits
from fairaudit.metrics import MeanOfProportions, SmoothFunction

_AT_THE_END = 1e-14
"""A value this near to an end of its range is there but for rounding."""
_ENOUGH_ERRORS = 5.0
"""Fewer errors than this do not tell how far an error can move a value."""


@dataclass(frozen=True, eq=False)
class MeanLimits:
    """Limits of the plain mean of independent shares, recovered from the shares' own limits (MOVER).

    Zou & Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27(10);
    Zou, Huang & Zhang (2009), A note on confidence interval estimation for a linear function of binomial proportions,
    Computational Statistics & Data Analysis 53(4).
    """

    terms: tuple[BinomialLimits, ...]
    exact = "Clopper–Pearson"
    tie = None

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return np.asarray(np.logical_and.reduce([term.known for term in self.terms]))

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """The smallest of the terms'."""
        return np.asarray(np.minimum.reduce([term.degrees_of_freedom for term in self.terms]))

    @property
    def variance(self) -> FloatArray:
        """Variance of the mean."""
        return np.asarray(sum(term.variance for term in self.terms)) / len(self.terms) ** 2

    @property
    def value(self) -> FloatArray:
        """The mean of the shares."""
        return np.asarray(sum(term.share for term in self.terms)) / len(self.terms)

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        limits = [term.lower(level, groups, degrees_of_freedom) for term in self.terms]
        return self.value[groups] - self._distance(limits, groups)

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`."""
        limits = [term.upper(level, groups, degrees_of_freedom) for term in self.terms]
        return self.value[groups] + self._distance(limits, groups)

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        lows, highs = zip(*(term.shown(level) for term in self.terms), strict=True)
        everyone = np.arange(len(self.value))
        return self.value - self._distance(lows, everyone), self.value + self._distance(highs, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with common shares would show; standard normal `noise` is (draws, groups)."""
        commons = [float(np.average(term.share[groups], weights=mass)) for term in self.terms]
        spread = sum(c * (1 - c) / t.size[groups] for c, t in zip(commons, self.terms, strict=True))
        return np.clip(np.mean(commons) + np.sqrt(spread) / len(self.terms) * noise, 0.0, 1.0)

    def method(self, group: int) -> str:  # noqa: ARG002
        """Name the interval that is shown for a group."""
        because = self.terms[0].because
        return "MOVER of Wilson limits" + (f" at effective sizes ({because})" if because else "")

    def _distance(self, limits: list[FloatArray] | tuple[FloatArray, ...], groups: IntArray) -> FloatArray:
        squares = sum((term.share[groups] - limit) ** 2 for term, limit in zip(self.terms, limits, strict=True))
        return np.asarray(np.sqrt(squares)) / len(self.terms)


def smooth_rows(total: SmoothFunction) -> BinomialLimits:
    """Return limits for a smooth function of counts of independent rows, weighted or not.

    Each row must be in exactly one of the function's sums, as with a confusion matrix. See `smooth`.
    """
    moments = total.sums.shape[-1]
    value, gradient = _value_and_gradient(total, 1 if moments > 1 else 0)
    rows = total.size[:, 0]
    if moments > 1:
        mass = total.size[:, 1]
        squares = effective_size.left_out_squares(total.sums, mass[:, None]) * (mass**2)[:, None]
        freedom = effective_size.rows_worth(total.size) - 1
    else:
        squares = total.sums[..., 0] * (1 / (1 - 1 / np.maximum(rows, 2.0)) ** 2)[:, None]
        freedom = np.full(len(value), np.inf)
    worth = np.where(np.isnan(value), np.nan, effective_size.rows_worth(total.size))
    variance = effective_size.left_out_factor(worth) * (gradient**2 * squares).sum(axis=-1)
    steepest = _size_at_steepest(total, gradient)
    because = "influence and weights" if moments > 1 else "influence"
    return _limits(total, value, variance, worth, steepest, worth, freedom, because)


def smooth(total: SmoothFunction, each: SmoothFunction, clusters: Clusters) -> tuple[BinomialLimits, Spread]:
    """Return limits for a smooth function of sums over clusters, and how much the clusters differ.

    The variance is that of the clusters' influences (Deville 1999, Variance estimation for complex statistics and
    estimators, Survey Methodology 25(2)) with leave-one-out residuals; because the function does not change when all
    sums are multiplied, the influence of a cluster is the gradient times the cluster's sums. The value, mapped to
    [0, 1], then gets the interval of a proportion of as many rows as have this variance.
    """
    moment = 1 if total.sums.shape[-1] > 1 else 0
    value, gradient = _value_and_gradient(total, moment)
    parts = gradient[clusters.group] * each.sums[..., moment]
    mass = np.where(total.size[:, moment] > 0, total.size[:, moment], 1.0)[clusters.group]
    terms = np.abs(parts).sum(axis=-1) + (total.high - total.low) * each.size[:, moment] / mass
    between = effective_size.spread(clusters, parts.sum(axis=-1), terms, each.size[:, moment])
    used = between.known & ~np.isnan(value)
    worth = np.where(used, effective_size.rows_worth(total.size), np.nan)
    because = ("clusters" if clusters.named else "rows") + (" and weights" if moment else "")
    steepest, freedom = _size_at_steepest(total, gradient), between.effective - 1
    because = f"influence of {because}"
    limits = _limits(total, value, between.variance, worth, steepest, between.effective, freedom, because)
    return limits, between


def as_smooth(mean: MeanOfProportions) -> SmoothFunction:
    """Return a mean of proportions as a smooth function of its parts and wholes."""
    count = len(mean.terms)
    sums = np.stack([term.part for term in mean.terms] + [term.whole for term in mean.terms], axis=-2)

    def function(totals: FloatArray) -> FloatArray:
        parts, wholes = totals[..., :count], totals[..., count:]
        shares = np.where(wholes > 0, parts / np.where(wholes > 0, wholes, 1.0), np.nan)
        return np.asarray(shares.mean(axis=-1))

    def gradient(totals: FloatArray) -> FloatArray:
        parts, wholes = totals[..., :count], np.where(totals[..., count:] > 0, totals[..., count:], 1.0)
        return np.concatenate([1 / wholes, -parts / wholes**2], axis=-1) / count

    size = np.asarray(sum(term.whole for term in mean.terms))
    wholes = tuple(term.whole for term in mean.terms)
    return SmoothFunction(sums, size, wholes, function, gradient, low=0.0, high=1.0)


def _value_and_gradient(total: SmoothFunction, moment: int) -> tuple[FloatArray, FloatArray]:
    """Return values and partial derivatives, the latter 0 where the value is undefined."""
    sums = total.sums[..., moment]
    value = total.function(sums)
    defined = ~np.isnan(value)
    gradient = np.zeros_like(sums)
    gradient[defined] = total.gradient(sums[defined])
    return value, gradient


def _size_at_steepest(total: SmoothFunction, gradient: FloatArray) -> FloatArray:
    """Return the size of a share that one error would move as far as it could move the value.

    A value may rest on few rows, however many there are, and few errors may all be such as weigh little. A Matthews
    correlation near 1 with m positives among n rows has the size 4m(1 − m/n), a balanced accuracy near 1 the size 2m.
    A row is taken to weigh what a row usually weighs in the one of the `wholes` where that is most.
    """
    wholes = np.stack(total.wholes)
    mass = wholes[..., 1 if wholes.shape[-1] > 1 else 0]
    weight = (mass / np.maximum(effective_size.rows_worth(wholes), 1e-300)).max(axis=0)
    moved = np.abs(gradient).max(axis=-1) * weight / (total.high - total.low)
    return np.where(moved > 0, 1 / np.where(moved > 0, moved, 1.0), np.inf)


def _limits(
    total: SmoothFunction,
    value: FloatArray,
    variance: FloatArray,
    worth: FloatArray,
    steepest: FloatArray,
    without_spread: FloatArray,
    freedom: FloatArray,
    because: str,
) -> BinomialLimits:
    """Return the limits of a proportion that has the value's place in its range and its variance.

    The size is at most `worth`, and at most `steepest` if that leaves fewer than five errors; `without_spread` is the
    size, 1/Σh², of a group that shows no variance but what comes from rounding.
    """
    span = total.high - total.low
    share = np.clip((value - total.low) / span, 0.0, 1.0)
    share = np.where(share * (1 - share) > _AT_THE_END, share, np.round(share))
    steepest = np.minimum(steepest, worth)
    worth = np.where(steepest * np.minimum(share, 1 - share) < _ENOUGH_ERRORS, steepest, worth)
    flat = share * (1 - share)
    spread = variance / span**2
    seen = (spread * without_spread > effective_size.ROUNDING) & (flat > 0)
    size = np.where(seen, np.minimum(flat / np.where(seen, spread, 1.0), worth), np.minimum(without_spread, worth))
    size = np.where(np.isnan(worth), np.nan, size)

    def to_value(shares: FloatArray) -> FloatArray:
        return total.low + span * shares

    return BinomialLimits(share, size, np.where(seen, freedom, np.inf), to_value, because)
