"""Rules about changes: `METRIC.change SCOPE OPERATOR NUMBER`, where the change is new minus old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fairaudit.change.table import ONLY_OLD, Table
from fairaudit.document import Gate, Group
from fairaudit.document.changes import ChangeVerdict, DisparityChange
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.inference import Estimate, compare
from fairaudit.metrics.names import COMBINED, find_meaning
from fairaudit.policy.rule import Demand
from fairaudit.policy.sentence import Scope, parse
from fairaudit.policy.verdict import decide, one_sided

SUFFIX = ".change"
PASS, FAIL, INCONCLUSIVE = 0, 1, 3


@dataclass(frozen=True)
class ChangeRule(Demand):
    """A limit on a change: of a value, or, where `meaning` compares groups, of a disparity."""


def make_change_rule(text: str) -> ChangeRule:
    """Return the rule that a sentence says.

    Raises:
        UsageError: the sentence is no rule about a change; the message says what to write.
    """
    sentence = parse(text)
    name = sentence.name
    if not name.endswith(SUFFIX):
        raise UsageError(
            f"`{show(name)}` is not a change. A rule of a comparison is about changes, new minus old: write "
            f"`{show(name)}{SUFFIX}`. Rules about one result belong to `fairaudit check`."
        )
    if sentence.operator not in ("<=", ">="):
        raise UsageError(f"A change is held against a number: write `{show(name)} … <= 0.01`.")
    rule = ChangeRule(sentence, find_meaning(name.removesuffix(SUFFIX)))
    _check_scope(rule)
    _check_number(rule)
    return rule


def _check_scope(rule: ChangeRule) -> None:
    compares, scope, name = rule.meaning.comparison is not None, rule.scope, show(rule.sentence.name)
    if not compares and (rule.meaning.name in COMBINED or len(rule.meaning.metrics) > 1):
        base = rule.meaning.name
        raise UsageError(f"`{base}` is a comparison of groups: write `{base}_difference{SUFFIX} by ATTRIBUTE`.")
    if compares and (not scope.by or scope.values is not None):
        raise UsageError(f"`{name}` compares groups, so the rule needs attributes: `{name} by ATTRIBUTE …`.")


def _check_number(rule: ChangeRule) -> None:
    metric, limit = rule.metric, rule.sentence.number
    span = None if metric.high is None else metric.high - metric.low
    if rule.meaning.comparison == "ratio":
        span = 1.0
    if span is not None and abs(limit) > span:
        mend = f" Write {limit / 100:g}?" if abs(limit / 100) <= span else ""
        raise UsageError(
            f"No change of `{metric.name}` is larger than {span:g}, so the limit {limit:g} says nothing.{mend} "
            f"In the rule: {show(rule.sentence.text)}"
        )


def bound_to(rule: ChangeRule, columns: Sequence[str]) -> ChangeRule:
    """Return the rule for data with these columns: a column that really is called `a:b` wins over an intersection."""
    joined = ":".join(rule.scope.by)
    if len(rule.scope.by) < 2 or joined not in columns or rule.scope.values is not None:
        return rule
    return replace(rule, sentence=replace(rule.sentence, scope=Scope((joined,))))


@dataclass(frozen=True)
class _Judged:
    outcome: Literal["pass", "fail", "inconclusive", "not_measurable"]
    estimate: Estimate
    group: Group | None = None
    left_out: tuple[tuple[Group, str], ...] = ()


def judge(rule: ChangeRule, overall: Table, tables: Sequence[Table], gaps: Sequence[DisparityChange]) -> ChangeVerdict:
    """Judge one rule on one-sided bounds, each at 1 − confidence.

    A rule about every group passes if each group's own bound is inside, without a correction (an intersection-union
    test: Berger 1982, Technometrics 24(4)), and fails if some group's bound is beyond the limit with the level shared
    among the groups. A group that left leaves the rule open unless another fails it.

    Raises:
        UsageError: the rule names a group that does not occur.
    """
    if rule.meaning.comparison is not None:
        found = _judge_disparity(rule, gaps)
    elif not rule.scope.by:
        found = _judge_one(rule, overall, 0)
    else:
        table = next(each for each in tables if set(each.by) == set(rule.scope.by))
        found = _judge_every(rule, table) if rule.scope.values is None else _judge_one(rule, table, _find(rule, table))
    return {
        "id": rule.sentence.text,
        "verdict": found.outcome,
        "estimate": found.estimate.to_dict(),
        "operator": rule.sentence.operator,
        "limit": rule.sentence.number,
        "metric": rule.metric.name if len(rule.meaning.metrics) == 1 else rule.meaning.name,
        "comparison": rule.meaning.comparison,
        "by": list(rule.scope.by),
        "group": found.group,
        "left_out": [{"group": group, "why": why} for group, why in found.left_out],
        "why": "",
    }


def _judge_disparity(rule: ChangeRule, gaps: Sequence[DisparityChange]) -> _Judged:
    name, by = rule.meaning.name, set(rule.scope.by)
    found = next((each for each in gaps if each["name"] == name and set(each["by"]) == by), None)
    if found is None:
        why = f"there is no `{name}` to compare"
        return _Judged("not_measurable", Estimate(None, None, None, 0, "", why))
    change = Estimate(**found["change"])
    left_out = tuple((entry["group"], entry["why"]) for entry in found["left_out"])
    return _Judged(_decided(rule, change), change, left_out=left_out)


def _decided(rule: ChangeRule, change: Estimate) -> Literal["pass", "fail", "inconclusive", "not_measurable"]:
    return decide(change, rule.sentence.operator, rule.sentence.number)


def _judge_one(rule: ChangeRule, table: Table, index: int) -> _Judged:
    name = rule.metric.name
    group = table.groups[index] if table.by else None
    why = (table.left_out[name][index] or table.small_because[index]) if table.by else None
    if why is not None:
        return _Judged("not_measurable", Estimate(None, None, None, 0, "", why), group)
    change = table.change(name, index)
    if change.low is not None:
        change = one_sided(table.changes[name], index)
    return _Judged(_decided(rule, change), change, group)


def _judge_every(rule: ChangeRule, table: Table) -> _Judged:
    """Judge the group whose change is worst by the rule, with bounds that hold for all of them."""
    name = rule.metric.name
    usable = np.flatnonzero(table.usable(name))
    left_out = tuple(
        (group, why) for group, why in zip(table.groups, table.left_out[name], strict=True) if why is not None
    )
    gone = [group for group, why in left_out if why == ONLY_OLD]
    found = _judge_one(rule, table, int(usable[0])) if len(usable) == 1 else _worst(rule, table)
    found = replace(found, left_out=left_out)
    if gone and found.outcome != "fail":
        why = "a group of the old result is not in the new one"
        return _Judged("not_measurable", Estimate(None, None, None, 0, "", why), gone[0], left_out)
    return found


def _worst(rule: ChangeRule, table: Table) -> _Judged:
    changes, name = table.changes[rule.metric.name], rule.metric.name
    at_most = rule.sentence.operator == "<="
    directed = replace(changes, metric=replace(changes.metric, better="lower" if at_most else "higher"))
    result = compare(directed, "worst", table.usable(name))
    place = result.highest if at_most else result.lowest
    group = None if place is None else table.groups[place]
    return _Judged(_decided(rule, result.estimate), result.estimate, group)


def _find(rule: ChangeRule, table: Table) -> int:
    wanted = dict(zip(rule.scope.by, rule.scope.values or (), strict=True))
    for index, group in enumerate(table.groups):
        if group == wanted:
            return index
    known = [show(value) for group in table.groups for value in group.values() if value is not None]
    named = ":".join(f"{show(name)}={'missing()' if value is None else show(value)}" for name, value in wanted.items())
    mend = did_you_mean(next(iter(wanted.values())) or "", known)
    raise UsageError(f"No row has {named}, which the rule `{show(rule.sentence.text)}` names.{mend}")


def gate_of(verdicts: Sequence[ChangeVerdict]) -> Gate:
    """Return what all verdicts together mean."""
    outcomes = {verdict["verdict"] for verdict in verdicts}
    if "fail" in outcomes:
        return {"verdict": "fail", "exit_code": FAIL, "on_inconclusive": "report"}
    if outcomes - {"pass"}:
        return {"verdict": "inconclusive", "exit_code": INCONCLUSIVE, "on_inconclusive": "report"}
    return {"verdict": "pass", "exit_code": PASS, "on_inconclusive": "report"}
