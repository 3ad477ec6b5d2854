"""How much more data would decide a rule, in rows or speakers of the groups that it is about."""

from __future__ import annotations

from fairaudit.document import Document, Group, GroupResult, Needed, Overall, Verdict
from fairaudit.words import figures, phrases

_COMPARED = {"difference": "the gap", "ratio": "the ratio", "change": "the change"}
_NEVER = "new data alone cannot settle it, because the baseline's own interval is too wide"
_UNKNOWN = "how much more data would settle it cannot be said"


def what_would_settle(verdict: Verdict, document: Document, worst: Group | None) -> str:
    """Return how many times as much data would settle a rule, and what that means for the groups in question.

    `worst` is the group that a rule about the worst group is about.
    """
    needed = verdict["needed"]
    if needed is None:
        return _UNKNOWN
    is_change = verdict["comparison"] == "change"
    if is_change and needed["if_equal"] is None and needed["if_as_observed"] is None:
        return _NEVER
    supposed = {
        "nothing truly changed" if is_change else "the groups are truly equal": needed["if_equal"],
        f"{_COMPARED.get(verdict['comparison'] or '', 'the value')} truly is as observed": needed["if_as_observed"],
    }
    about, unit = _about(verdict, document, worst), _unit(verdict, needed, document)
    ways = [
        f"about {figures.times(factor)} {unit}{_sizes(about, needed, factor)}, if {supposing}"
        for supposing, factor in supposed.items()
        if factor is not None and factor > 1
    ]
    return f"it would take {'; or '.join(ways)}" if ways else _UNKNOWN


def _unit(verdict: Verdict, needed: Needed, document: Document) -> str:
    unit = "rows" if needed["unit"] == "rows" else phrases.cluster_words(document)[1]
    if verdict["comparison"] == "change":
        return f"new {unit}"
    return f"{unit} of every group" if verdict["comparison"] in _COMPARED else unit


def _about(verdict: Verdict, document: Document, worst: Group | None) -> list[tuple[str, GroupResult | Overall]]:
    """Return the groups that the rule is about, with their names: one, or the two ends of a comparison."""
    if not verdict["by"]:
        return [("all rows together", document["overall"])]
    if verdict["comparison"] == "worst":
        wanted = [worst]
    else:
        wanted = [verdict["group"]] if verdict["group"] else [verdict["highest"], verdict["lowest"]]
    there = [(group, each) for group in wanted for each in document["groups"] if each["group"] == group]
    return [(phrases.label(group), found) for group, found in there]


def _sizes(about: list[tuple[str, GroupResult | Overall]], needed: Needed, factor: float) -> str:
    """Return ``(Scottish 12 → 39)``: how many there are, and how many it would take."""
    known = [(name, result["clusters"] if needed["unit"] == "clusters" else result["n"]) for name, result in about]
    sizes = [f"{name} {figures.count(size)} → {figures.roughly(size * factor)}" for name, size in known if size]
    return f" ({', '.join(sizes)})" if sizes else ""
