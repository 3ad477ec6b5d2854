"""An earlier report as the limit: worse only when both reports' intervals prove it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fairaudit import document
from fairaudit.errors import UsageError, show
from fairaudit.groups.level import Level
from fairaudit.inference import Estimate, Measurement, Required
from fairaudit.inference.change import worsening
from fairaudit.inference.limits import normal_quantile, student_quantile
from fairaudit.metrics import Better
from fairaudit.policy.rule import Rule
from fairaudit.policy.verdict import POWER, Judged, decide, find_group, judge, level_of, one_sided

GONE = "a group of the baseline is no longer in the data"


def judge_against(
    rule: Rule,
    overall: Level,
    levels: Sequence[Level],
    baseline: document.Document,
    without: Sequence[document.Group] = (),
) -> Judged:
    """Judge a rule of the form `… no worse than baseline by MARGIN`; `without` are groups that a waiver takes out.

    A group that the baseline has and the data lack fails the rule; a group that is new is left to the other rules.
    """
    if not rule.scope.by:
        before = _estimate(baseline["overall"]["metrics"][rule.metric.name])
        measurement = overall.measurements[rule.metric.name]
        return _held(rule, overall, one_sided(measurement, 0), before)
    level = level_of(rule, levels)
    gone = [group for group in _gone(level, baseline) if not _is_covered(group, without)]
    if rule.scope.values is not None:
        gone = [group for group in gone if group == dict(zip(rule.scope.by, rule.scope.values, strict=True))]
    if gone:
        left_out = tuple((group, "no longer in the data") for group in gone[1:])
        return Judged("fail", Estimate(None, None, None, 0, "", GONE), group=gone[0], left_out=left_out)
    if rule.meaning.comparison is not None:
        return _judge_comparison(rule, overall, levels, baseline)
    if rule.scope.values is not None:
        return _judge_group(rule, level, find_group(rule, level.groups), baseline)
    return _judge_every_group(rule, level, baseline, without)


def _better(rule: Rule) -> Better:
    """Return the direction in which the judged estimate is better: a gap is better when small, a ratio when large."""
    if rule.meaning.comparison == "difference":
        return "lower"
    if rule.meaning.comparison == "ratio":
        return "higher"
    return rule.metric.better or "higher"


def _held(rule: Rule, level: Level, now: Estimate, before: Estimate) -> Judged:
    change = worsening(now, before, _better(rule), compares=rule.meaning.comparison is not None)
    return _decided(rule, level, change, now, before)


def _decided(rule: Rule, level: Level, change: Estimate, now: Estimate, before: Estimate) -> Judged:
    outcome = decide(change, "<=", rule.sentence.number, rule.evidence)
    required = _required(rule, level, change, now, before) if outcome == "inconclusive" else None
    return Judged(outcome, change, required=required)


def _required(rule: Rule, level: Level, change: Estimate, now: Estimate, before: Estimate) -> Required | None:
    """Return how many times as much new data would decide: if nothing truly changed, and if the change is as observed.

    The baseline's half-width b stays, the new one's w shrinks to w/√f. With the chance 0.8 a change c is told from the
    margin d if √(b² + w²/f) + (z80/z) w/√f is at most |c − d|; in a comparison of groups, b + w/√f + (z80/z) w/√f.
    """
    halves = _half_widths(now, before, _better(rule))
    if halves is None or change.value is None:
        return None
    margin, (upper, lower) = rule.sentence.number, halves
    unit = level.sample.cluster is not None
    share = normal_quantile(1 - POWER) / normal_quantile(1 - level.confidence)
    factor = _factor_of_value if rule.meaning.comparison is None else _factor_of_comparison
    observed = factor(abs(change.value - margin), *(upper if change.value <= margin else lower), share)
    return Required(factor(margin, *upper, share), observed, "clusters" if unit else "rows")


Halves = tuple[float, float]
"""The parts of the new and of the earlier estimate in one half-width of a change."""


def _half_widths(now: Estimate, before: Estimate, better: Better) -> tuple[Halves, Halves] | None:
    """Return the parts of a change's upper and lower half-width; None where there is no interval."""
    ends = (now.value, now.low, now.high, before.value, before.low, before.high)
    if any(end is None for end in ends):
        return None
    new, new_low, new_high, old, old_low, old_high = (float(end) for end in ends if end is not None)
    up, down = (new_high - new, old - old_low), (new - new_low, old_high - old)
    return (up, down) if better == "lower" else (down, up)


def _factor_of_comparison(distance: float, new: float, old: float, share: float) -> float | None:
    """Return f for which old + (1 + share)·new/√f is the distance; None if nothing new could do it."""
    return None if distance <= old or new <= 0 else ((1 + share) * new / (distance - old)) ** 2


def _factor_of_value(distance: float, new: float, old: float, share: float) -> float | None:
    """Return f for which √(old² + new²/f) + share·new/√f is the distance; None if nothing new could do it."""
    if distance <= old or new <= 0:
        return None
    spare = distance**2 - old**2
    root = math.sqrt((share * distance) ** 2 + (1 - share**2) * spare)
    return (new * (1 - share**2) / (root - share * distance)) ** 2


def _judge_comparison(rule: Rule, overall: Level, levels: Sequence[Level], baseline: document.Document) -> Judged:
    before = [
        entry
        for entry in baseline["disparities"]
        if entry["name"] == rule.meaning.name and set(entry["by"]) == set(rule.scope.by)
    ]
    if not before:
        by = ":".join(rule.scope.by)
        raise UsageError(f"The baseline does not hold `{rule.meaning.name}` by {show(by)}. Make a new one that does.")
    absolute = judge(rule, overall, levels)
    held = _held(rule, level_of(rule, levels), absolute.estimate, _estimate(before[0]))
    return replace(absolute, outcome=held.outcome, estimate=held.estimate, required=held.required, fails_by_chance=None)


def _judge_group(rule: Rule, level: Level, index: int, baseline: document.Document, together: int = 1) -> Judged:
    """Judge one group; what proves it worse allows for so many groups that are judged `together`."""
    group = level.groups[index]
    before = _group_of(baseline, level.by, group)
    why = "the group is not in the baseline" if before is None else _why_not(level, index)
    if before is not None and rule.metric.name not in before["metrics"]:
        why = "the group's value is not in the baseline"
    if before is None or why is not None:
        rows = 0 if level.suppressed[index] else int(level.rows[index])
        return Judged("not_measurable", Estimate(None, None, None, rows, "", why), group=group)
    measurement, old = level.measurements[rule.metric.name], _estimate(before["metrics"][rule.metric.name])
    now = one_sided(measurement, index)
    change = worsening(now, old, _better(rule))
    if together > 1:
        change = _proven_together(rule, measurement, index, change, old, before["clusters"], together)
    return replace(_decided(rule, level, change, now, old), group=group)


def _why_not(level: Level, index: int) -> str | None:
    return level.hidden_because if level.suppressed[index] else level.small_because[index]


def _proven_together(
    rule: Rule,
    measurement: Measurement,
    index: int,
    change: Estimate,
    old: Estimate,
    clusters: int | None,
    together: int,
) -> Estimate:
    """Return the change with a lower bound that holds for so many groups at once (Bonferroni).

    The earlier report shows its two-sided limits alone, so its distances are stretched by the quotient of quantiles.
    """
    if change.low is None or old.value is None or old.low is None or old.high is None:
        return change
    level = (1 - measurement.confidence) / together
    here = np.array([index])
    low, high = (float(bound(level, here)[0]) for bound in (measurement.lower, measurement.upper))
    freedom = np.array([np.inf if clusters is None else max(clusters - 1, 1)])
    quantiles = [float(student_quantile(each, freedom)[0]) for each in (level, (1 - measurement.confidence) / 2)]
    stretch = max(quantiles[0] / quantiles[1], 1.0)
    wide = replace(
        old, low=old.value - stretch * (old.value - old.low), high=old.value + stretch * (old.high - old.value)
    )
    now = replace(change, value=float(measurement.values[index]), low=low, high=high)
    method = f"{change.method}; the lower end holds for {together} groups at once"
    return replace(change, low=worsening(now, wide, _better(rule)).low, method=method)


def _judge_every_group(
    rule: Rule, level: Level, baseline: document.Document, without: Sequence[document.Group]
) -> Judged:
    """Judge each group that both reports hold and that is large enough; the rule is as good as its worst group."""
    why = [_why_not_judged(level, index, baseline, without) for index in range(len(level.groups))]
    known = [index for index, reason in enumerate(why) if reason is None]
    left_out = tuple((level.groups[index], reason) for index, reason in enumerate(why) if reason is not None)
    if not known:
        nothing = Estimate(None, None, None, 0, "", "no group that is large enough is in both reports")
        return Judged("not_measurable", nothing, left_out=left_out)
    judged = [_judge_group(rule, level, index, baseline, len(known)) for index in known]
    severity = ("fail", "inconclusive", "not_measurable", "pass")
    worst = min(severity.index(each.outcome) for each in judged)
    leading = [each for each in judged if severity.index(each.outcome) == worst]
    shown = max(leading, key=lambda each: each.estimate.value if each.estimate.value is not None else -math.inf)
    return replace(shown, left_out=left_out)


def _why_not_judged(
    level: Level, index: int, baseline: document.Document, without: Sequence[document.Group]
) -> str | None:
    group = level.groups[index]
    if _is_covered(group, without):
        return "a waiver covers this group"
    if _group_of(baseline, level.by, group) is None:
        return "not in the baseline, so other rules judge it"
    return _why_not(level, index)


def _is_covered(group: document.Group, without: Sequence[document.Group]) -> bool:
    return any(covered.items() <= group.items() for covered in without)


def _gone(level: Level, baseline: document.Document) -> list[document.Group]:
    """Return the groups of the baseline that are no longer in the data."""
    return [
        entry["group"]
        for entry in baseline["groups"]
        if set(entry["by"]) == set(level.by) and not any(group == entry["group"] for group in level.groups)
    ]


def _group_of(baseline: document.Document, by: Iterable[str], group: document.Group) -> document.GroupResult | None:
    return next(
        (entry for entry in baseline["groups"] if set(entry["by"]) == set(by) and entry["group"] == group), None
    )


def _estimate(entry: Any) -> Estimate:
    """Return an estimate of a report as inference has it."""
    names = ("value", "low", "high", "n", "method", "undefined", "interval_undefined")
    return Estimate(*(entry[name] for name in names))
