"""Judges rules about changes, as `fairaudit.policy.change_rule` reads them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fairaudit.change.table import ONLY_OLD, Table
from fairaudit.document import Group
from fairaudit.document.changes import DisparityChange, RuleResult
from fairaudit.document.reasons import why_left_out_of
from fairaudit.errors import UsageError
from fairaudit.groups.level import BoolArray
from fairaudit.inference import Estimate, compare
from fairaudit.policy import ChangeRule, Waiver, conclude
from fairaudit.policy.verdict import COVERED, Judged, Outcome, decide, find_group, one_sided


def judge_changes(
    rules: Sequence[ChangeRule],
    waivers: Sequence[Waiver],
    on_inconclusive: str,
    tables: tuple[Table, Sequence[Table], Sequence[DisparityChange]],
    today: datetime.date,
) -> tuple[list[RuleResult], list[Waiver]]:
    """Judge every rule on the changes of all rows, of the groups and of the gaps.

    Returns the results, and the waivers that cover nothing any more.

    Raises:
        UsageError: a rule names a group that does not occur.
    """
    results, used = [], set[Waiver]()
    for rule in rules:

        def judged_without(groups: Sequence[Group], rule: ChangeRule = rule) -> Judged:
            return judge(rule, *tables, groups)

        result, _, covering = conclude(rule, judged_without, waivers, on_inconclusive, today)
        results.append(result)
        used.update(covering)
    return results, [waiver for waiver in waivers if waiver not in used]


def check_waivers(rules: Sequence[ChangeRule], waivers: Sequence[Waiver]) -> None:
    """Raise a UsageError if a waiver takes a group out of a gap: its change is known of the whole gap only."""
    groups = {each.rule for each in waivers if each.group}
    for rule in rules:
        if rule.meaning.comparison is not None and rule.id in groups:
            raise UsageError(
                f"A waiver names a group, and {rule.shown} is about a gap, which no group has alone. Leave `group` out "
                "of the waiver."
            )


def judge(
    rule: ChangeRule,
    overall: Table,
    tables: Sequence[Table],
    gaps: Sequence[DisparityChange],
    without: Sequence[Group] = (),
) -> Judged:
    """Judge one rule on one-sided bounds, each at 1 − confidence; `without` are groups that a waiver takes out.

    A rule about every group passes if each group's own bound is inside, without a correction (an intersection-union
    test: Berger 1982, Technometrics 24(4)), and fails if some group's bound is beyond the limit with the level shared
    among the groups. A group that left leaves the rule open unless another fails it.

    Raises:
        UsageError: the rule names a group that does not occur.
    """
    if rule.meaning.comparison is not None:
        return _judge_disparity(rule, gaps)
    if not rule.scope.by:
        return _judge_one(rule, overall, 0)
    table = next(each for each in tables if set(each.by) == set(rule.scope.by))
    if rule.scope.values is None:
        return _judge_every(rule, table, without)
    return _judge_one(rule, table, find_group(rule, table.groups))


def _undefined(why: str, group: Group | None = None) -> Judged:
    return Judged("not_measurable", Estimate(None, None, None, 0, "", why), group)


def _judge_disparity(rule: ChangeRule, gaps: Sequence[DisparityChange]) -> Judged:
    name, by = rule.meaning.name, set(rule.scope.by)
    found = next((each for each in gaps if each["name"] == name and set(each["by"]) == by), None)
    if found is None:
        return _undefined(f"there is no `{name}` to compare")
    told = found["change"]
    change = Estimate(told["value"], told["low"], told["high"], told["n"], told["method"])
    change = replace(change, undefined=told["undefined"], interval_undefined=told["interval_undefined"])
    left_out = tuple((entry["group"], why_left_out_of(entry)) for entry in found["left_out"])
    return Judged(_decided(rule, change), change, left_out=left_out)


def _decided(rule: ChangeRule, change: Estimate) -> Outcome:
    return decide(change, rule.sentence.operator, rule.sentence.number)


def _judge_one(rule: ChangeRule, table: Table, index: int) -> Judged:
    name = rule.metric.name
    group = table.groups[index] if table.by else None
    why = (table.left_out[name][index] or table.small_because[index]) if table.by else None
    if why is not None:
        return _undefined(why, group)
    change = table.change(name, index)
    if change.low is not None:
        change = one_sided(table.changes[name], index)
    return Judged(_decided(rule, change), change, group)


def _judge_every(rule: ChangeRule, table: Table, without: Sequence[Group]) -> Judged:
    """Judge the group whose change is worst by the rule, with bounds that hold for all of them."""
    groups = [*table.groups, *table.lost]
    covered = [any(some.items() <= group.items() for some in without) for group in groups]
    reasons = [*table.left_out[rule.metric.name], *[ONLY_OLD] * len(table.lost)]
    whys = [COVERED if waived else why for waived, why in zip(covered, reasons, strict=True)]
    left_out = tuple((group, why) for group, why in zip(groups, whys, strict=True) if why is not None)
    usable = np.array([why is None for why in whys[: len(table.groups)]], dtype=bool)
    first = int(np.argmax(usable))
    found = _judge_one(rule, table, first) if usable.sum() == 1 else _worst(rule, table, usable)
    if without and all(covered):
        found = replace(found, outcome="pass")  # nobody is left who could break it
    found = replace(found, left_out=left_out)
    gone = [group for group, why in left_out if why == ONLY_OLD]
    if gone and found.outcome != "fail":
        return replace(_undefined("a group of the old result is not in the new one", gone[0]), left_out=left_out)
    return found


def _worst(rule: ChangeRule, table: Table, usable: BoolArray) -> Judged:
    changes = table.changes[rule.metric.name]
    at_most = rule.sentence.operator == "<="
    directed = replace(changes, metric=replace(changes.metric, better="lower" if at_most else "higher"))
    result = compare(directed, "worst", usable)
    place = result.highest if at_most else result.lowest
    group = None if place is None else table.groups[place]
    return Judged(_decided(rule, result.estimate), result.estimate, group)
