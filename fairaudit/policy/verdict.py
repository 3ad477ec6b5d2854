"""From estimates to verdicts: the only place that says pass or fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fairaudit import document
from fairaudit.document.reasons import Reason
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.groups.level import BoolArray, Level, distance, reference_group, why_left_out
from fairaudit.inference import (
    Comparison,
    Estimate,
    Measurement,
    Required,
    average_odds_difference,
    compare,
    equalized_odds,
    required_factor,
    required_factor_of_value,
)
from fairaudit.inference.contrasts import contrast
from fairaudit.inference.estimate import same
from fairaudit.inference.limits import normal_quantile
from fairaudit.labels import MISSING, named_label
from fairaudit.policy.exclusion import why_not_compared
from fairaudit.policy.rule import Demand, Rule
from fairaudit.spoken import spoken

Outcome = Literal["pass", "fail", "inconclusive", "not_measurable"]
POWER = 0.8
"""The chance to decide that "what it would take" aims at."""
NOT_OF_THE_RULE = Reason("the rule is not about this group", of_rule=False)
COVERED = "a waiver covers this group"


@dataclass(frozen=True)
class Judged:
    """An estimate held against a limit, and what the sentence about it needs."""

    outcome: Outcome
    estimate: Estimate
    group: document.Group | None = None
    highest: document.Group | None = None
    lowest: document.Group | None = None
    against: document.Group | None = None
    left_out: tuple[tuple[document.Group, str], ...] = ()
    fails_by_chance: float | None = None
    required: Required | None = None


def decide(estimate: Estimate, operator: str, limit: float, evidence: str = "bound") -> Outcome:
    """Return the verdict on an estimate.

    Pass if the whole interval is on the right side of the limit, fail if the whole interval is on the wrong side, else
    inconclusive. With `evidence` "point" the value alone decides. Values are compared unrounded, but for the last bits
    of a binary fraction: four fifths are 0.8, however they were divided.
    """
    if estimate.value is None:
        return "not_measurable"
    low, high = estimate.low, estimate.high
    if evidence == "point":
        low = high = estimate.value
    if low is None or high is None:
        return "inconclusive"
    if operator == "<=":
        is_inside, is_outside = high <= limit or same(high, limit), low > limit and not same(low, limit)
    else:
        is_inside, is_outside = low >= limit or same(low, limit), high < limit and not same(high, limit)
    return "pass" if is_inside else "fail" if is_outside else "inconclusive"


def judge(rule: Rule, overall: Level, levels: Sequence[Level], without: Sequence[document.Group] = ()) -> Judged:
    """Judge one rule with an absolute limit; `without` are groups that a waiver takes out of comparisons.

    Raises:
        UsageError: the rule names a group that does not occur.
    """
    if not rule.scope.by:
        return _judge_value(rule, overall, 0)
    level = level_of(rule, levels)
    if rule.scope.against is not None:
        return _judge_contrast(rule, level)
    if rule.meaning.comparison is not None:
        return _judge_comparison(rule, level, without)
    index = find_group(rule, level.groups)
    why = level.hidden_because if level.suppressed[index] else level.small_because[index]
    if why is not None:
        rows = 0 if level.suppressed[index] else int(level.rows[index])
        return Judged("not_measurable", Estimate(None, None, None, rows, "", why), level.groups[index])
    return replace(_judge_value(rule, level, index), group=level.groups[index])


def level_of(rule: Rule, levels: Sequence[Level]) -> Level:
    """Return the level that the rule is about."""
    return next(level for level in levels if set(level.by) == set(rule.scope.by))


def find_group(rule: Demand, groups: Sequence[document.Group], *, against: bool = False) -> int:
    """Return the index of the one group that the rule is about, or of the one that it is held `against`.

    Raises:
        UsageError: there is no such group; the message names the nearest value.
    """
    values = rule.scope.against if against else rule.scope.values
    wanted = dict(zip(rule.scope.by, values or (), strict=True))
    for index, group in enumerate(groups):
        if group == wanted:
            return index
    for name, value in wanted.items():
        _check_value(groups, name, value, rule.shown)
    raise UsageError(f"No row has the combination that {rule.shown} names.")


def _check_value(groups: Sequence[document.Group], name: str, value: str | None, by_whom: str) -> None:
    """Raise a UsageError if no group has this value of an attribute."""
    known = [group[name] for group in groups]
    if value not in known:
        mend = did_you_mean(value or "", [other for other in known if other is not None])
        shown = MISSING if value is None else show(value)
        raise UsageError(f"No row has {show(name)}={shown}, which {by_whom} names.{mend}")


def one_sided(measurement: Measurement, index: int) -> Estimate:
    """Return one group's value with bounds that each hold with the measurement's confidence."""
    shown = measurement.estimates()[index]
    if shown.value is None or shown.low is None:
        return shown
    level, here = 1 - measurement.confidence, np.array([index])
    low, high = (float(bound(level, here)[0]) for bound in (measurement.lower, measurement.upper))
    method = f"{measurement.limits_name} limits, each one-sided at {measurement.confidence:.4g} confidence"
    return replace(shown, low=low, high=high, method=method)


def _judge_value(rule: Rule, level: Level, index: int) -> Judged:
    measurement = level.measurements[rule.metric.name]
    estimate = one_sided(measurement, index)
    outcome = decide(estimate, rule.sentence.operator, rule.sentence.number, rule.evidence)
    required = None
    if outcome == "inconclusive" and estimate.low is not None:
        required = required_factor_of_value(measurement, index, rule.sentence.number)
    return Judged(outcome, estimate, required=required)


def _judge_contrast(rule: Rule, level: Level) -> Judged:
    """Judge the difference or the ratio of two groups that are named: each bound holds on its own."""
    first, second = find_group(rule, level.groups), find_group(rule, level.groups, against=True)
    reasons, measured = why_left_out(level, rule.metric.name), level.measurements[rule.metric.name]
    scale: Literal["difference", "ratio"] = "ratio" if rule.meaning.comparison == "ratio" else "difference"
    estimate = contrast(measured, first, second, scale, reasons[first] or reasons[second])
    outcome = decide(estimate, rule.sentence.operator, rule.sentence.number, rule.evidence)
    return Judged(outcome, estimate, level.groups[first], against=level.groups[second])


def _judge_comparison(rule: Rule, level: Level, without: Sequence[document.Group]) -> Judged:
    for value in rule.only:
        _check_value(level.groups, level.by[0], value, f"`only` of {rule.shown}")
    for name, value in rule.against:
        _check_value(level.groups, name, named_label(value), f"`against` of {rule.shown}")
    why = [_why_left_out(rule, level, metric.name, without) for metric in rule.meaning.metrics]
    usable = [np.array([reason is None for reason in reasons], dtype=bool) for reasons in why]
    reference = None if rule.meaning.comparison == "worst" else _reference(rule, level)
    measurements = [level.measurements[metric.name] for metric in rule.meaning.metrics if metric.between is None]
    if measurements:
        result = _compare(rule, measurements, usable, reference)
    else:
        result = distance(level, rule.metric.name, usable[0], reference)
    outcome = decide(result.estimate, rule.sentence.operator, rule.sentence.number, rule.evidence)
    required = None
    if outcome == "inconclusive" and measurements:
        required = _with_observed(rule, measurements[0], result.estimate, _required(rule, measurements, usable, result))
    reasons = [next((reason for reason in each if reason), None) for each in zip(*why, strict=True)]
    return Judged(
        outcome,
        result.estimate,
        highest=None if result.highest is None else level.groups[result.highest],
        lowest=None if result.lowest is None else level.groups[result.lowest],
        against=None if reference is None else level.groups[reference],
        left_out=tuple((level.groups[index], reason) for index, reason in enumerate(reasons) if reason),
        fails_by_chance=result.chance_beyond(rule.sentence.number),
        required=required,
    )


def _reference(rule: Rule, level: Level) -> int | None:
    """Return the reference group: the rule's own, else the audit's; a published rule compares lowest with highest."""
    if rule.published_share is not None:
        return None
    terms = replace(level.terms, against=rule.against) if rule.against else level.terms
    return reference_group(replace(level, terms=terms))


def _compare(
    rule: Rule, measurements: Sequence[Measurement], usable: Sequence[BoolArray], reference: int | None
) -> Comparison:
    first, comparison = measurements[0], rule.meaning.comparison
    if rule.meaning.needs_reference:
        if reference is None:
            said = spoken("against", {"ATTRIBUTE": "VALUE"})
            raise UsageError(f"`{rule.meaning.name}` needs a reference group: {said}.")
        return average_odds_difference(first, measurements[1], usable[0] & usable[1], reference)
    if comparison == "worst":
        return compare(first, "worst", usable[0])
    scale: Literal["difference", "ratio"] = "ratio" if comparison == "ratio" else "difference"
    if len(measurements) > 1:
        return equalized_odds(first, measurements[1], scale, usable[0], usable[1], reference)
    return compare(first, scale, usable[0], reference)


def _required(
    rule: Rule, measurements: Sequence[Measurement], usable: Sequence[BoolArray], result: Comparison
) -> Required | None:
    """Return what more data would settle the rule; for two metrics, what settles both (or shows one to break it)."""
    limit, comparison = rule.sentence.number, rule.meaning.comparison
    if comparison == "worst":
        worst = result.lowest if rule.metric.better == "higher" else result.highest
        return None if worst is None else required_factor_of_value(measurements[0], worst, limit)
    if rule.meaning.needs_reference:
        return None
    if len(measurements) == 1:
        return required_factor(measurements[0], result, limit)
    scale: Literal["difference", "ratio"] = "ratio" if comparison == "ratio" else "difference"
    parts = [
        required_factor(each, compare(each, scale, groups), limit)
        for each, groups in zip(measurements, usable, strict=True)
    ]
    equal = [part.if_equal for part in parts]
    observed = [part.if_as_observed for part in parts if part.if_as_observed is not None]
    settles_both = None if None in equal else max(factor for factor in equal if factor is not None)
    return Required(settles_both, min(observed, default=None), parts[0].unit)


def _with_observed(
    rule: Rule, measurement: Measurement, estimate: Estimate, required: Required | None
) -> Required | None:
    """Add what would let the rule pass if the truth is as observed, where its value is on the right side of the limit.

    As for one value: ((1 + z80/z) h/|value − limit|)², with the distance h from the value to its bound on that side;
    ratios on the logarithmic scale.
    """
    value, limit = estimate.value, rule.sentence.number
    end = estimate.high if rule.sentence.operator == "<=" else estimate.low
    if value is None or end is None or (required is not None and required.if_as_observed is not None):
        return required
    if decide(estimate, rule.sentence.operator, limit, "point") != "pass" or same(value, limit):
        return required
    on_scale = np.log if rule.meaning.comparison == "ratio" else np.asarray
    with np.errstate(divide="ignore"):
        half, distance = (abs(float(on_scale(value)) - float(on_scale(other))) for other in (end, limit))
    share = normal_quantile(1 - POWER) / normal_quantile(1 - measurement.confidence)
    factor = ((1 + share) * half / distance) ** 2
    named = measurement.clusters is not None and measurement.clusters.named
    unit: Literal["rows", "clusters"] = "clusters" if named else "rows"
    known = required if required is not None else Required(None, None, unit)
    return replace(known, if_as_observed=factor) if np.isfinite(factor) else required


def _why_left_out(rule: Rule, level: Level, metric: str, without: Sequence[document.Group]) -> list[str | None]:
    """Return for each group why this rule does not compare it, or None."""
    share = rule.published_share
    reasons = why_left_out(level, metric) if share is None else why_not_compared(level, metric, share)
    for index, group in enumerate(level.groups):
        if rule.only and group[level.by[0]] not in rule.only:
            reasons[index] = NOT_OF_THE_RULE
        elif any(covered.items() <= group.items() for covered in without):
            reasons[index] = COVERED
    return reasons
