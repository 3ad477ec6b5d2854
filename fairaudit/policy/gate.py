"""All rules of a policy, its waivers, and what they mean for the exit code."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from fairaudit import document
from fairaudit.document.reasons import Reason
from fairaudit.document.verdicts import RuleResult
from fairaudit.groups.level import Level
from fairaudit.policy.baseline import judge_against
from fairaudit.policy.rule import Demand, Policy, Rule, Waiver
from fairaudit.policy.verdict import Judged, judge

PASS, FAIL, INCONCLUSIVE = 0, 1, 3
_BROKEN = {"fail", "inconclusive", "not_measurable"}


def judge_policy(
    policy: Policy,
    overall: Level,
    levels: Sequence[Level],
    baseline: document.Document | None,
    today: datetime.date,
) -> tuple[list[document.Verdict], list[Waiver]]:
    """Judge every rule about one result; return the verdicts, and the waivers that cover nothing any more."""
    of_changes = policy.waivers_of_changes
    waivers = [each for each in policy.waivers if each not in of_changes]
    verdicts, used = [], set[Waiver]()
    for rule in policy.rules:

        def judged_without(groups: Sequence[document.Group], rule: Rule = rule) -> Judged:
            if rule.against_baseline and baseline is not None:
                return judge_against(rule, overall, levels, baseline, groups)
            return judge(rule, overall, levels, groups)

        result, judged, covering = conclude(rule, judged_without, waivers, policy.on_inconclusive, today)
        verdicts.append(_verdict(rule, result, judged))
        used.update(covering)
    return verdicts, [waiver for waiver in waivers if waiver not in used]


def conclude(
    rule: Demand,
    judged_without: Callable[[Sequence[document.Group]], Judged],
    waivers: Iterable[Waiver],
    on_inconclusive: str,
    today: datetime.date,
) -> tuple[RuleResult, Judged, list[Waiver]]:
    """Return what a rule comes to once its waivers are heard, how it was judged, and the waivers that cover it.

    `judged_without` judges the rule while it looks away from some groups.
    """
    judged = judged_without(())
    covering = _covering(rule, judged, waivers, judged_without, today) if judged.outcome in _BROKEN else []
    waiver = covering[0] if covering else None
    outcome: str = judged.outcome
    if waiver is not None and waiver.until >= today:
        outcome = "waived"
    counts_as = _counts_as(outcome, waiver, rule.on_inconclusive or on_inconclusive)
    result = _result(rule, judged, outcome, counts_as)
    if waiver is not None:
        result["waiver"] = _waiver(waiver, today)
    if judged.against is not None:
        result["against"] = judged.against
    if rule.location is not None:
        result["location"] = {"path": rule.location[0], "line": rule.location[1]}
    return result, judged, covering


def _covering(
    rule: Demand,
    judged: Judged,
    waivers: Iterable[Waiver],
    judged_without: Callable[[Sequence[document.Group]], Judged],
    today: datetime.date,
) -> list[Waiver]:
    """Return the waivers that cover a broken rule, the one that ends first before the others; none if nothing does.

    One waiver that does it alone is better than several together, and one that is in force better than one that ended.
    """

    def cover(some: Sequence[Waiver]) -> bool:
        groups = [dict(each.group) for each in some]
        if any(not group for group in groups):
            return True
        if rule.scope.values is not None and judged.group is not None:
            return any(group.items() <= judged.group.items() for group in groups)
        return bool(groups and rule.scope.by) and judged_without(groups).outcome not in _BROKEN

    known = sorted((each for each in waivers if each.rule == rule.id), key=lambda each: each.until, reverse=True)
    for pool in ([each for each in known if each.until >= today], known):
        for some in (*([each] for each in pool), pool):
            if cover(some):
                return some[::-1]
    return []


def _result(rule: Demand, judged: Judged, outcome: str, counts_as: str) -> RuleResult:
    result: RuleResult = {
        "id": rule.id,
        "rule": rule.sentence.text,
        "verdict": outcome,
        "counts_as": counts_as,
        "estimate": judged.estimate.to_dict(),
        "operator": rule.operator,
        "limit": rule.sentence.number,
        "why": "",
        "severity": rule.severity,
        "says": rule.says,
        "because": rule.because,
        "metric": rule.metric.name if len(rule.meaning.metrics) == 1 else rule.meaning.name,
        "measure": rule.meaning.measure,
        "unit": rule.metric.unit,
        "comparison": rule.comparison,
        "compares": rule.meaning.comparison,
        "scope": rule.scope.word,
        "by": list(rule.scope.by),
        "group": judged.group,
        "left_out": [{"group": group, "why": why} for group, why in judged.left_out],
        "waiver": None,
    }
    of_pairs = {} if rule.metric.between is None else {"of_pairs": True}
    return cast(RuleResult, {**result, **of_pairs, **_not_of_the_rule(judged)})


def _not_of_the_rule(judged: Judged) -> dict[str, list[document.Group]]:
    """Return the key for the groups that a rule is not about, if there are any."""
    groups = [group for group, why in judged.left_out if isinstance(why, Reason) and not why.of_rule]
    return {"not_of_the_rule": groups} if groups else {}


def _verdict(rule: Rule, result: RuleResult, judged: Judged) -> document.Verdict:
    """Add what only rules about one result have."""
    required = judged.required
    return {
        **result,
        "evidence": rule.evidence,
        "highest": judged.highest,
        "lowest": judged.lowest,
        "fails_by_chance": judged.fails_by_chance if rule.evidence == "point" else None,
        "needed": None
        if required is None
        else {
            "margin": rule.sentence.number,
            "unit": required.unit,
            "if_equal": required.if_equal,
            "if_as_observed": required.if_as_observed,
        },
    }


def _waiver(waiver: Waiver, today: datetime.date) -> document.WaiverResult:
    return {
        "until": waiver.until.isoformat(),
        "reason": waiver.reason,
        "owner": waiver.owner,
        "group": dict(waiver.group),
        "expired": waiver.until < today,
    }


def _counts_as(outcome: str, waiver: Waiver | None, on_inconclusive: str) -> str:
    """Return what a verdict does to the gate.

    An undecided rule whose waiver has ended counts as failed (docs/decisions/0004-waivers-that-have-ended.md): until
    that day it counted as passed, on the promise that it would be kept, and nothing shows that it is.
    """
    if outcome in {"pass", "waived"}:
        return "pass"
    if outcome == "fail" or waiver is not None:
        return "fail"
    return "inconclusive" if on_inconclusive == "report" else on_inconclusive


def gate(verdicts: Sequence[RuleResult], on_inconclusive: str) -> document.Gate:
    """Return what all verdicts together mean: a rule that only warns never counts."""
    counting = [verdict["counts_as"] for verdict in verdicts if verdict["severity"] == "fail"]
    outcome, code = "pass", PASS
    if "fail" in counting:
        outcome, code = "fail", FAIL
    elif "inconclusive" in counting or not verdicts:
        outcome, code = "inconclusive", INCONCLUSIVE
    return {"verdict": outcome, "exit_code": code, "on_inconclusive": on_inconclusive}


def guards_performance(policy: Policy) -> bool:
    """Tell whether a rule demands anything but small gaps: a model that denies everybody has none."""
    return any(not rule.is_fairness and not rule.is_always_kept for rule in policy.rules)
