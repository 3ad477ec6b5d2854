"""Why the interval that a rule is judged by is not the one that the tables have for the same number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from fairaudit.document import Document, Estimate, Group, Verdict
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.verdicts import RuleResult
from fairaudit.words.figures import percent

_SAME = 1e-9
_IN_TABLES = {
    "value": "beside a value both ends hold together",
    "worst": "beside a group both ends hold together and for this group alone, not for whichever is truly worst",
    "against": "where each group stands against others, the limits of all of them hold together",
}
"""Where a number of a rule has another interval, and what holds there."""


def bounds_of_rules(document: JudgedDocument) -> list[str]:
    """Return why the interval of a rule is not the one in the tables; nothing where no rule has another."""
    sure = percent(document["confidence"])
    if "changes_version" in document:
        return [_of_changes(sure)] if any(_is_single(each) for each in document["verdicts"]) else []
    found = {kind for verdict in document["verdicts"] for kind in _elsewhere(verdict, document)}
    if not found:
        return []
    there = "; ".join(says for kind, says in _IN_TABLES.items() if kind in found)
    return [
        f"Each bound of a rule holds with {sure} confidence on its own; in the tables the same number has another "
        f"interval: {there}."
    ]


def _of_changes(sure: str) -> str:
    return (
        f"Each bound of a rule holds with {sure} confidence on its own, and in a rule about every group for the worst "
        "of them; an interval in the tables holds at both ends together, so the same change has another interval there."
    )


def _is_single(verdict: RuleResult) -> bool:
    return verdict["comparison"] is None and verdict["estimate"]["low"] is not None


def _elsewhere(verdict: Verdict, document: Document) -> Iterator[str]:
    """Yield where the number of a rule stands in a table with another interval."""
    estimate, compares = verdict["estimate"], verdict["comparison"]
    if estimate["value"] is None or estimate["low"] is None:
        return
    if compares is None and _differs(estimate, _value(document, verdict, verdict["group"])):
        yield "value"
    ends = [verdict["highest"], verdict["lowest"]]
    if compares == "worst" and any(_differs(estimate, _value(document, verdict, end)) for end in ends if end):
        yield "worst"
    if compares in ("difference", "ratio"):
        beside = [each for each in document.get("contrasts", []) if each["metric"] == verdict["measure"]]
        known = (each.get(compares) for each in beside if each["by"] == verdict["by"])
        if any(_differs(estimate, cast(Estimate, each)) for each in known if each):
            yield "against"


def _value(document: Document, verdict: Verdict, group: Group | None) -> Estimate | None:
    """Return the value that the tables have for a group, or for all rows together."""
    if not group:
        return document["overall"]["metrics"].get(verdict["measure"])
    groups = (each for each in document["groups"] if each["by"] == verdict["by"] and each["group"] == group)
    return next((each["metrics"].get(verdict["measure"]) for each in groups), None)


def _differs(judged: Estimate, other: Estimate | None) -> bool:
    """Tell whether another estimate is the same number, whatever its sign, with other limits."""
    if other is None or other["low"] is None or not _is_same(judged["value"], other["value"]):
        return False
    return judged["low"] != other["low"] or judged["high"] != other["high"]


def _is_same(value: float | None, other: float | None) -> bool:
    return value is not None and other is not None and abs(abs(value) - abs(other)) < _SAME
