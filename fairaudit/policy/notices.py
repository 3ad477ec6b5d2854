"""Warnings about a policy: waivers that ended, rules that guard nothing, a baseline of other data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from fairaudit.clock import now, today
from fairaudit.document import Document, Message
from fairaudit.document.verdicts import RuleResult
from fairaudit.errors import did_you_mean, show
from fairaudit.policy.baseline_rows import other_data
from fairaudit.policy.rule import Demand, Waiver

SOON = 14
"""So many days before a waiver ends that is announced."""


def _message(code: str, text: str) -> Message:
    return {"code": code, "message": text}


def policy_notices(
    verdicts: Sequence[RuleResult], unused: Sequence[Waiver], performance_is_guarded: bool = True
) -> Iterable[Message]:
    """Say which waivers have ended or cover nothing, and whether performance is guarded at all."""
    for verdict in verdicts:
        waiver = verdict["waiver"]
        if waiver is None:
            continue
        whose = f"of the rule `{show(verdict['id'])}` (owner {show(waiver['owner'])})"
        if waiver["expired"]:
            yield _message("waiver_expired", f"The waiver {whose} {_ended(waiver['until'])}.")
        elif (days := (date.fromisoformat(waiver["until"]) - today()).days) <= SOON:
            when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
            yield _message("waiver_ends_soon", f"The waiver {whose} ends {when}, on {waiver['until']}.")
    for each in unused:
        whose = f"of the rule `{show(each.rule)}` (owner {show(each.owner)})"
        yield _message("waiver_unused", f"The waiver {whose} {_unused(each, verdicts)}")
    if verdicts and not performance_is_guarded:
        text = "Every rule is about gaps between groups, and a model that denies everybody has none. Guard performance"
        yield _message("performance_unguarded", f"{text} too, with a rule such as `accuracy overall >= 0.8`.")


def _ended(until: str) -> str:
    """Return when a waiver ended, and why that counts where the report bears an earlier date."""
    dated = now().date().isoformat()
    if dated > until:
        return f"ended on {until}"
    return f"ended on {until}: waivers go by the calendar, not by {dated}, the date that SOURCE_DATE_EPOCH sets"


def _unused(waiver: Waiver, verdicts: Sequence[RuleResult]) -> str:
    has_ended = f"{_ended(waiver.until.isoformat())}. It " if waiver.until < today() else ""
    return has_ended + _why_unused(waiver, verdicts)


def _why_unused(waiver: Waiver, verdicts: Sequence[RuleResult]) -> str:
    verdict = next((each for each in verdicts if each["id"] == waiver.rule), None)
    if verdict is None:
        return f"covers nothing: there is no such rule.{did_you_mean(waiver.rule, [each['id'] for each in verdicts])}"
    if verdict["verdict"] == "pass":
        return "covers nothing any more: the rule passes. Remove it."
    return "covers nothing: without the group that it names, the rule is still not kept."


def idle_notices(rules: Iterable[Demand]) -> Iterable[Message]:
    """Say which rules no value could break."""
    for rule in rules:
        if rule.is_always_kept:
            text = f"{rule.shown} is kept by every value, so it guards nothing. Set a limit that a value can break."
            yield _message("rule_always_kept", text[:1].upper() + text[1:])


def baseline_notices(baseline: Document | None, now: Document) -> Iterable[Message]:
    """Say how the data of the baseline differ from those of this report."""
    parts = [] if baseline is None else list(other_data(baseline, now))
    if parts:
        text = f"The baseline is not of the same data: {'; '.join(parts)}. A change may come from that alone."
        yield _message("baseline_of_other_data", text)
