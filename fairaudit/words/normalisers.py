"""What the word error rate and its gaps would be under other normalisers: a sentence each, or all in one line."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit.document import Document, Sensitivity
from fairaudit.errors import show
from fairaudit.words import figures, phrases

_MOST_LEVELS = 3
"""Attributes and intersections that one line names."""


def sensitivity_sentence(entry: Sensitivity) -> str:
    """Return what the gap would be under another normaliser."""
    name, by = show(entry["normalizer"]), phrases.level_name(entry["by"])
    if entry["overall"] is None or entry["difference"] is None:
        return f"Normaliser {name}, by {by}: {phrases.UNDEFINED}."
    gap = figures.one(entry["difference"], "share", "difference").in_full
    ends = f" ({_ends(entry)})" if _ends(entry) else ""
    return f"Normaliser {name}, by {by}: {_overall(entry)}, gap {gap}{_ratio(entry)}{ends}."


def normalisers_line(document: Document) -> list[str]:
    """Return in one line what the report would say under normalisers that it does not use; nothing without any.

    Groups are named only where others have the highest and the lowest value than under the report's own normaliser.
    """
    entries, used = document.get("sensitivity", []), document.get("normalizer")
    own = {tuple(each["by"]): each for each in entries if each["normalizer"] == used}
    names = dict.fromkeys(each["normalizer"] for each in entries if each["normalizer"] != used)
    parts = [_under(show(name), [each for each in entries if each["normalizer"] == name], own) for name in names]
    return [f"Under other normalisers: {'; '.join(parts)}."] if parts else []


def _under(name: str, entries: Sequence[Sensitivity], own: dict[tuple[str, ...], Sensitivity]) -> str:
    if entries[0]["overall"] is None:
        return f"{name}, {phrases.UNDEFINED}"
    same = all(tuple(each["by"]) in own and _ends(own[tuple(each["by"])]) == _ends(each) for each in entries)
    gaps = [_gap(each, is_named=not same) for each in entries[:_MOST_LEVELS]]
    if more := len(entries) - len(gaps):
        gaps.append(f"and {phrases.plural(more, 'more gap')} in files")
    whose = ", between the same groups" if same and any(map(_ends, entries)) else ""
    return f"{name}, {_overall(entries[0])}, gap {', '.join(gaps)}{whose}"


def _gap(entry: Sensitivity, *, is_named: bool) -> str:
    by = f"by {phrases.level_name(entry['by'])}"
    if entry["difference"] is None:
        return f"{by} {phrases.UNDEFINED}"
    details = f"{_ratio(entry)}{f', {_ends(entry)}' if is_named and _ends(entry) else ''}".removeprefix(", ")
    shown = figures.one(entry["difference"], "share", "difference").value
    return f"{by} {shown} ({details})" if details else f"{by} {shown}"


def _overall(entry: Sensitivity) -> str:
    return "" if entry["overall"] is None else f"{figures.number(entry['overall'], 'share')} overall"


def _ratio(entry: Sensitivity) -> str:
    return "" if entry["ratio"] is None else f", ratio {figures.number(entry['ratio'], 'share', 'ratio')}"


def _ends(entry: Sensitivity) -> str:
    """Return the groups with the highest and the lowest value; empty where all are alike, and none is."""
    if entry["highest"] is None or entry["difference"] is None or phrases.is_alike(entry["difference"], "difference"):
        return ""
    return f"{phrases.label(entry['highest'])} highest, {phrases.label(entry['lowest'])} lowest"
