"""An earlier report as the limit: worse only when both reports' intervals prove it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from fairaudit import document
from fairaudit.errors import UsageError, show
from fairaudit.inference import Estimate
from fairaudit.inference.change import worsening
from fairaudit.levels import Level
from fairaudit.metrics import Better
from fairaudit.policy.rule import Policy, Rule
from fairaudit.policy.verdict import Judged, decide, find_group, judge, level_of, one_sided

_SAME = (("task", "task"), ("normalizer", "normaliser"), ("edit_split", "edit split"), ("confidence", "confidence"))


def check_baseline(policy: Policy, baseline: document.Document | None, now: document.Document) -> None:
    """Make sure that rules which need a baseline have one that measures the same things.

    Raises:
        UsageError: there is none, or it is of another task or of other definitions.
    """
    needing = [rule for rule in policy.rules if rule.against_baseline]
    if needing and baseline is None:
        raise UsageError(
            f"The rule `{show(needing[0].sentence.text)}` needs an earlier report: --baseline report.json."
        )
    if baseline is None:
        return
    before, after = dict(baseline), dict(now)
    for key, words in _SAME:
        if before.get(key) != after.get(key):
            raise UsageError(
                f"The baseline is of another {words}: {show(before.get(key))}, not {show(after.get(key))}. Make a new "
                "baseline: fairaudit report … -o baseline.json."
            )
    for rule in needing:
        for metric in rule.meaning.metrics:
            _check_definition(metric.name, metric.formula, baseline)


def _check_definition(name: str, formula: str, baseline: document.Document) -> None:
    known = baseline["definitions"].get(name)
    if known is None:
        raise UsageError(f"The baseline does not hold `{name}`. Make a new one that does.")
    if known["formula"] != formula:
        raise UsageError(f"The baseline defines `{name}` in another way: {show(known['formula'])}. Make a new one.")


def judge_against(rule: Rule, overall: Level, levels: Sequence[Level], baseline: document.Document) -> Judged:
    """Judge a rule of the form `… no worse than baseline by MARGIN`.

    A group that the baseline has and the data lack fails the rule; a group that is new is left to the other rules.
    """
    if not rule.scope.by:
        before = _estimate(baseline["overall"]["metrics"][rule.metric.name])
        return _held(rule, one_sided(overall.measurements[rule.metric.name], 0), before, _better(rule))
    level = level_of(rule, levels)
    gone = _gone(level, baseline)
    if rule.scope.values is not None:
        gone = [group for group in gone if group == dict(zip(rule.scope.by, rule.scope.values, strict=True))]
    if gone:
        why = "a group of the baseline is no longer in the data"
        return Judged("fail", Estimate(None, None, None, 0, "", why), group=gone[0])
    if rule.meaning.comparison is not None:
        return _judge_comparison(rule, overall, levels, baseline)
    if rule.scope.values is not None:
        return _judge_group(rule, level, find_group(rule, level), baseline)
    return _judge_every_group(rule, level, baseline)


def _better(rule: Rule) -> Better:
    """Return the direction in which the judged estimate is better: a gap is better when small, a ratio when large."""
    if rule.meaning.comparison == "difference":
        return "lower"
    if rule.meaning.comparison == "ratio":
        return "higher"
    return rule.metric.better or "higher"


def _held(rule: Rule, now: Estimate, before: Estimate, better: Better) -> Judged:
    change = worsening(now, before, better)
    return Judged(decide(change, "<=", rule.sentence.number, rule.evidence), change)


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
    held = _held(rule, absolute.estimate, _estimate(before[0]), _better(rule))
    return replace(absolute, outcome=held.outcome, estimate=held.estimate, required=None, fails_by_chance=None)


def _judge_group(rule: Rule, level: Level, index: int, baseline: document.Document) -> Judged:
    group = level.groups[index]
    before = _group_of(baseline, level.by, group)
    if before is None:
        estimate = Estimate(None, None, None, int(level.rows[index]), "", "the group is not in the baseline")
        return Judged("not_measurable", estimate, group=group)
    why = level.hidden_because if level.suppressed[index] else level.small_because[index]
    if why is not None:
        rows = 0 if level.suppressed[index] else int(level.rows[index])
        return Judged("not_measurable", Estimate(None, None, None, rows, "", why), group=group)
    old = _estimate(before["metrics"][rule.metric.name])
    now = one_sided(level.measurements[rule.metric.name], index)
    return replace(_held(rule, now, old, _better(rule)), group=group)


def _judge_every_group(rule: Rule, level: Level, baseline: document.Document) -> Judged:
    """Judge each group that both reports hold; the rule is as good as its worst group."""
    judged = [
        _judge_group(rule, level, index, baseline)
        for index, group in enumerate(level.groups)
        if _group_of(baseline, level.by, group) is not None
    ]
    if not judged:
        return Judged("not_measurable", Estimate(None, None, None, 0, "", "no group is in both reports"))
    severity = ("fail", "inconclusive", "not_measurable", "pass")
    worst = min(severity.index(each.outcome) for each in judged)
    leading = [each for each in judged if severity.index(each.outcome) == worst]
    return max(leading, key=lambda each: each.estimate.value if each.estimate.value is not None else float("-inf"))


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
