"""How often a policy would fail if all groups were truly equal, because it has many rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from fairaudit import document
from fairaudit.groups.level import Level, why_left_out
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.false_alarms import false_alarms
from fairaudit.inference.pairs import Scale
from fairaudit.policy.rule import Policy, Rule
from fairaudit.policy.verdict import find_group, level_of


class _Asked(NamedTuple):
    """What rules about the same gap have in common: metric, attributes, scale, error level, and groups."""

    metric: str
    by: frozenset[str]
    scale: Scale
    error: float
    only: frozenset[str | None]


def fails_by_chance(policy: Policy, levels: Sequence[Level], verdicts: Sequence[document.Verdict]) -> float | None:
    """Return how often groups that are truly equal would fail at least one rule about their gaps; None without any.

    Of rules about the same metric and attributes the one that fails most often counts. The others are taken as
    independent, which errs on the high side: rates of the same rows rise and fall together. Rules that only warn fail
    nothing.
    """
    rules = [
        (rule, verdict)
        for rule, verdict in zip(policy.rules, verdicts, strict=True)
        if rule.meaning.comparison in ("difference", "ratio") and rule.severity == "fail" and not rule.against_baseline
    ]
    alarms = [*_by_value(rules), *_by_bounds([rule for rule, _ in rules if rule.evidence != "point"], levels)]
    most: dict[tuple[str, frozenset[str]], float] = defaultdict(float)
    for place, share in alarms:
        most[place] = max(most[place], share)
    return 1 - float(np.prod([1 - share for share in most.values()])) if most else None


_Alarm = tuple[tuple[str, frozenset[str]], float]
"""Metric and attributes of a rule, and how often equal groups break it."""


def _by_value(rules: Sequence[tuple[Rule, document.Verdict]]) -> Iterator[_Alarm]:
    for rule, verdict in rules:
        if rule.evidence == "point" and verdict["fails_by_chance"] is not None:
            yield (rule.metric.name, frozenset(rule.scope.by)), verdict["fails_by_chance"]


def _by_bounds(rules: Sequence[Rule], levels: Sequence[Level]) -> Iterator[_Alarm]:
    """Yield how often equal groups break the strictest of rules that ask the same; several metrics share the error."""
    strictest: dict[_Asked, Rule] = {}
    for rule in rules:
        if rule.metric.between is not None:  # its bounds are no function of its groups' values
            continue
        if rule.scope.against is not None:
            yield from _of_two_groups(rule, level_of(rule, levels))
            continue
        scale: Scale = "ratio" if rule.meaning.comparison == "ratio" else "difference"
        error = (1 - level_of(rule, levels).confidence) / len(rule.meaning.metrics)
        for metric in rule.meaning.metrics:
            asked = _Asked(metric.name, frozenset(rule.scope.by), scale, error, frozenset(rule.only))
            strictest[asked] = min(strictest.get(asked, rule), rule, key=_leeway)
    for asked, rule in strictest.items():
        level = level_of(rule, levels)
        groups, measured = _compared(rule, level, asked.metric), level.measurements[asked.metric]
        if len(groups) > 1 and measured.known[groups].all():
            share = false_alarms(measured, groups, asked.scale, rule.sentence.number, asked.error)
            yield (asked.metric, asked.by), share


def _of_two_groups(rule: Rule, level: Level) -> Iterator[_Alarm]:
    """Yield how often two groups that are named and equal break a rule: on one side, half as often as on both."""
    pair = np.array([find_group(rule, level.groups), find_group(rule, level.groups, against=True)])
    measured, reasons = level.measurements[rule.metric.name], why_left_out(level, rule.metric.name)
    if any(reasons[index] for index in pair.tolist()) or not measured.known[pair].all():
        return
    scale: Scale = "ratio" if rule.meaning.comparison == "ratio" else "difference"
    limit, is_ceiling = rule.sentence.number, rule.operator == "<="
    if scale == "ratio":
        limit = 1 / limit if is_ceiling and limit else limit
    elif not is_ceiling:
        limit = -limit
    if limit >= 0 and (scale == "difference" or limit <= 1):  # else equal groups break it as they should
        share = false_alarms(measured, pair, scale, limit, 1 - level.confidence) / 2
        yield (rule.metric.name, frozenset((*rule.scope.by, rule.sentence.text))), share


def _leeway(rule: Rule) -> float:
    """Return how much a rule allows: more is less strict."""
    return -rule.sentence.number if rule.meaning.comparison == "ratio" else rule.sentence.number


def _compared(rule: Rule, level: Level, metric: str) -> IntArray:
    reasons = why_left_out(level, metric)
    kept = [
        index
        for index, why in enumerate(reasons)
        if why is None and (not rule.only or level.groups[index][level.by[0]] in rule.only)
    ]
    return np.array(kept, dtype=np.int64)
