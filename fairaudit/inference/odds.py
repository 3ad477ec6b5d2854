"""Fairness metrics that join the true and the false positive rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fairaudit.counts import Counts, FloatArray
from fairaudit.inference.disparity import NO_REFERENCE, TOO_FEW, Comparison, compare_pairs, one_sided
from fairaudit.inference.effective_size import BoolArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measurement import Measurement, measure
from fairaudit.inference.pairs import Scale
from fairaudit.inference.search import Pairs
from fairaudit.metrics import MeanOfProportions, Proportion


def equalized_odds(
    true_positive: Measurement,
    false_positive: Measurement,
    comparison: Scale,
    eligible_true_positive: BoolArray,
    eligible_false_positive: BoolArray,
    reference: int | None = None,
) -> Comparison:
    """Return the larger of the gaps in true and in false positive rate, or the smaller of the two ratios.

    Hardt, Price & Srebro (2016), Equality of opportunity in supervised learning, section 2. The far bound is that of
    the larger gap (both must be small: an intersection-union test); the near bound is the larger of both near bounds,
    each at half the error level. Undefined if either part is.
    """
    level = (1 - true_positive.confidence) / 2
    parts = [
        compare_pairs(measured, comparison, np.flatnonzero(eligible & measured.defined), reference, level, part)
        for part, (measured, eligible) in enumerate(
            ((true_positive, eligible_true_positive), (false_positive, eligible_false_positive))
        )
    ]
    n = max(part.estimate.n for part in parts)
    for part, name in zip(parts, ("true positive rate", "false positive rate"), strict=True):
        if part.estimate.undefined:
            return replace(part, estimate=Estimate(None, None, None, n, "", f"{name}: {part.estimate.undefined}"))
    larger = max if comparison == "difference" else min
    leading = larger(parts, key=lambda part: part.estimate.value or 0.0)
    return replace(leading, estimate=_joined(parts, leading, n), equal=_equal(parts))


def average_odds_difference(
    true_positive: Measurement, false_positive: Measurement, eligible: BoolArray, reference: int
) -> Comparison:
    """Return ½ [(FPR − FPR of the reference) + (TPR − TPR of the reference)] of the group furthest from zero.

    Bellamy et al. (2019), AI Fairness 360, IBM Journal of Research and Development 63(4/5). The value has a sign. Its
    limits come from those of the four rates (MOVER for linear functions: Zou, Huang & Zhang 2009, Computational
    Statistics & Data Analysis 53(4)), each at the error level shared among the compared groups, because the group was
    selected.
    """
    mean = _mean_of_rates(true_positive, false_positive)
    groups = np.flatnonzero(eligible & mean.defined)
    n = round(float(mean.n[groups].sum()))
    if reference not in groups or len(groups) < 2:
        reason = TOO_FEW if reference in groups else NO_REFERENCE
        return Comparison(Estimate(None, None, None, n, "", reason), "difference")
    others = groups[groups != reference]
    furthest = int(others[np.argmax(np.abs(mean.values[others] - mean.values[reference]))])
    value = float(mean.values[furthest] - mean.values[reference])
    highest, lowest = (furthest, reference) if value >= 0 else (reference, furthest)
    if not mean.known[[furthest, reference]].all():
        unknown = reference if mean.known[furthest] else furthest
        estimate = Estimate(value, None, None, n, "", None, mean.why_no_interval(unknown))
        return Comparison(estimate, "difference", "higher", highest, lowest)
    pair, level = Pairs(mean, np.sort([furthest, reference]), "difference"), (1 - mean.confidence) / len(others)
    low, high = (pair.bound_of(side, level, furthest, reference) for side in ("near", "far"))
    method = f"MOVER of the four rates' {mean.limits_name} limits{one_sided(mean)}"
    estimate = Estimate(value, max(low, -1.0), min(high, 1.0), n, method)
    return Comparison(estimate, "difference", "higher", highest, lowest)


def _mean_of_rates(true_positive: Measurement, false_positive: Measurement) -> Measurement:
    """Measure (TPR + FPR)/2 for every group."""

    def mean_of_rates(counts: Counts) -> MeanOfProportions:
        terms = true_positive.metric(counts), false_positive.metric(counts)
        return MeanOfProportions(tuple(term for term in terms if isinstance(term, Proportion)))

    metric = replace(true_positive.metric, compute=mean_of_rates, better=None)
    return measure(metric, true_positive.sample, true_positive.confidence)


def _joined(parts: list[Comparison], leading: Comparison, n: int) -> Estimate:
    """Return the estimate of the larger of two gaps (the smaller of two ratios)."""
    estimates = [part.estimate for part in parts]
    why = next((estimate.interval_undefined for estimate in estimates if estimate.interval_undefined), None)
    if why:
        return Estimate(leading.estimate.value, None, None, n, "", None, why)
    larger = max if leading.kind == "difference" else min
    low = larger(estimate.low for estimate in estimates if estimate.low is not None)
    high = larger(estimate.high for estimate in estimates if estimate.high is not None)
    method = f"both rates, near bounds at half the error level: {leading.estimate.method}"
    return Estimate(leading.estimate.value, low, high, n, method)


def _equal(parts: list[Comparison]) -> FloatArray | None:
    """Return the joint draws in which all groups are equal; the parts' numbers of draws may differ."""
    drawn = [part.equal for part in parts if part.equal is not None]
    if len(drawn) < 2:
        return None
    draws = min(len(gaps) for gaps in drawn)
    larger = np.maximum if parts[0].kind == "difference" else np.minimum
    return np.asarray(larger(drawn[0][:draws], drawn[1][:draws]))
