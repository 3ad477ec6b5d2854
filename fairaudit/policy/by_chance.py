"""How often a policy would fail if all groups were truly equal, because it has many rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from fairaudit import document
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.false_alarms import false_alarms
from fairaudit.inference.pairs import Scale
from fairaudit.levels import Level, why_left_out
from fairaudit.policy.rule import Policy, Rule
from fairaudit.policy.verdict import level_of


def fails_by_chance(policy: Policy, levels: Sequence[Level], verdicts: Sequence[document.Verdict]) -> float | None:
    """Return how often groups that are truly equal would fail at least one rule about their gaps; None without any.

    Of rules about the same gap the one that fails most often counts. The others are taken as independent, which errs on
    the high side: rates of the same rows rise and fall together. Rules that only warn fail nothing.
    """
    rules = [
        (rule, verdict)
        for rule, verdict in zip(policy.rules, verdicts, strict=True)
        if rule.meaning.comparison in ("difference", "ratio") and rule.severity == "fail" and not rule.against_baseline
    ]
    most: dict[tuple[frozenset[str], str], float] = defaultdict(float)
    for rule, verdict in rules:
        for name, share in _alarms(rule, level_of(rule, levels), verdict):
            place = frozenset(rule.scope.by), name
            most[place] = max(most[place], share)
    return 1 - float(np.prod([1 - share for share in most.values()])) if most else None


def _alarms(rule: Rule, level: Level, verdict: document.Verdict) -> Iterator[tuple[str, float]]:
    """Yield per metric of a rule how often equal groups break it; several metrics share the error level."""
    if rule.evidence == "point":
        if verdict["fails_by_chance"] is not None:
            yield rule.metric.name, verdict["fails_by_chance"]
        return
    error = (1 - level.config.confidence) / len(rule.meaning.metrics)
    for metric in rule.meaning.metrics:
        groups, measured = _compared(rule, level, metric.name), level.measurements[metric.name]
        if len(groups) < 2 or not measured.known[groups].all():
            continue
        scale: Scale = "ratio" if rule.meaning.comparison == "ratio" else "difference"
        yield metric.name, false_alarms(measured, groups, scale, rule.sentence.number, error)


def _compared(rule: Rule, level: Level, metric: str) -> IntArray:
    reasons = why_left_out(level, metric)
    kept = [
        index
        for index, why in enumerate(reasons)
        if why is None and (not rule.only or level.groups[index][level.by[0]] in rule.only)
    ]
    return np.array(kept, dtype=np.int64)
