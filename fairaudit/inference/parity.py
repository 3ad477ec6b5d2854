"""How far apart the predictions of groups lie, over all classes at once: the largest distance of two groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.cube import Sample
from fairaudit.inference.disparity import NO_REFERENCE, TOO_FEW, Comparison, one_sided
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.limits import normal_quantile, student_quantile
from fairaudit.inference.measurement import Measurement, measure
from fairaudit.metrics.confusion import selection_rate

_METHOD = "concentration of the distance of chance below, variance of one set of classes above, over all pairs"
_DRAWS = 400
_MOST_NUMBERS = 20_000_000
"""More than this, and what equal groups would show is not drawn."""


def prediction_parity(
    sample: Sample[Any], eligible: BoolArray, confidence: float, reference: int | None = None, part: int = 0
) -> Comparison:
    """Return the largest total variation distance of two groups' predicted classes; `sample` holds `ClassCounts`.

    The distance of two groups is the largest difference in how often they are given one of some classes, whichever
    these are: ½ Σ |p − q|. The bounds hold together for all pairs of groups. For the classes in which the groups truly
    differ most, the seen difference has a standard error s of at most √(1/m + 1/n)/2, which gives the upper bound.
    Nowhere does chance add more than the distance between samples of one distribution, which is √(2/π) Σ s(class)/2 on
    average and beyond that varies no more than s (concentration of Gaussian measures: Borell 1975): the lower bound,
    whose error the pairs share. With `reference`, only pairs with that group count.
    """
    rates = [measure(selection_rate.at(each), sample, confidence) for each in sample.counts.classes]
    groups = np.flatnonzero(eligible & np.logical_and.reduce([each.defined for each in rates]))
    n = round(float(rates[0].n[groups].sum()))
    if reason := _why_undefined(groups, reference):
        return Comparison(Estimate(None, None, None, n, "", reason), "difference")
    shares = np.array([each.values[groups] for each in rates])
    one, other = _pairs(groups, reference)
    distances = np.abs(shares[:, one] - shares[:, other]).sum(axis=0) / 2
    widest = int(distances.argmax())
    value, ends = float(distances[widest]), (int(groups[one[widest]]), int(groups[other[widest]]))
    unknown = [each for each in rates if not each.known[groups].all()]
    if unknown:
        why = f"a group has no interval: {unknown[0].why_no_interval(int(groups[np.argmin(unknown[0].known[groups])]))}"
        return Comparison(Estimate(value, None, None, n, "", None, why), "difference", "higher", *ends)
    low, high = _bounds(rates, groups, one, other, distances)
    method = f"{_METHOD}{one_sided(rates[0])}"
    estimate = Estimate(value, min(max(low, 0.0), value), max(min(high, 1.0), value), n, method)
    return Comparison(estimate, "difference", "higher", *ends, _equal(rates, groups, one, other, part))


def _why_undefined(groups: IntArray, reference: int | None) -> str | None:
    if reference is not None and reference not in groups:
        return NO_REFERENCE
    return TOO_FEW if len(groups) < 2 else None


def _pairs(groups: IntArray, reference: int | None) -> tuple[IntArray, IntArray]:
    if reference is None:
        return np.triu_indices(len(groups), 1)
    others = np.flatnonzero(groups != reference)
    return np.full(len(others), int(np.flatnonzero(groups == reference)[0])), others


def _bounds(
    rates: Sequence[Measurement], groups: IntArray, one: IntArray, other: IntArray, distances: FloatArray
) -> tuple[float, float]:
    """Return the bounds of the largest distance, each with the confidence of the rates."""
    level, sizes = 1 - rates[0].confidence, _sizes(rates, groups)
    freedom = np.min([_freedom(each, groups) for each in rates], axis=0)
    free = np.minimum(freedom[one], freedom[other])
    error = np.sqrt(1 / sizes[one] + 1 / sizes[other]) / 2
    variances = np.array([_shares_variance(each, groups, sizes) for each in rates])
    by_chance = np.sqrt(variances[:, one] + variances[:, other]).sum(axis=0) * np.sqrt(2 / np.pi) / 2
    stretch = student_quantile(level / len(one), free) / normal_quantile(level / len(one))
    low = distances - stretch * (by_chance + normal_quantile(level / len(one)) * error)
    return float(low.max()), float((distances + student_quantile(level, free) * error).max())


def _shares_variance(rate: Measurement, groups: IntArray, sizes: FloatArray) -> FloatArray:
    """Return the variance of a share, that of a row given or not given the class as often as one could think."""
    share = (rate.values[groups] * sizes + 0.5) / (sizes + 1)
    return np.asarray(share * (1 - share) / sizes)


def _sizes(rates: Sequence[Measurement], groups: IntArray) -> FloatArray:
    """Return how many independent rows tell as much of each group: of all classes, the fewest."""
    sizes = [each.limits.size[groups] for each in rates if each.limits is not None]  # type: ignore[attr-defined]
    return np.asarray(np.maximum(np.min(sizes, axis=0), 1e-9))


def _freedom(rate: Measurement, groups: IntArray) -> FloatArray:
    return np.asarray(rate.limits.degrees_of_freedom[groups] if rate.limits is not None else np.ones(len(groups)))


def _equal(
    rates: Sequence[Measurement], groups: IntArray, one: IntArray, other: IntArray, part: int
) -> FloatArray | None:
    """Return the largest distance in draws in which all groups are given classes equally often."""
    if _DRAWS * len(rates) * len(one) > _MOST_NUMBERS:
        return None
    sizes = _sizes(rates, groups)
    pooled = np.array([np.average(each.values[groups], weights=sizes) for each in rates])
    drawn = np.random.default_rng([20_261_130, part]).multivariate_normal(
        np.zeros(len(pooled)), np.diag(pooled) - np.outer(pooled, pooled), size=(_DRAWS, len(groups)), method="eigh"
    )
    shares = drawn / np.sqrt(sizes)[:, None]
    return np.asarray((np.abs(shares[:, one] - shares[:, other]).sum(axis=-1) / 2).max(axis=-1))
