"""Forest tables of the HTML page: a metric of every group with its interval drawn beside it, as finished text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Document, Group, GroupResult, Verdict, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of

MOST_LISTED = 200
"""Groups of one attribute that a page lists at most; the report in other formats has all."""
_INSET = 3.0
"""Percent of a drawing's width that stays free on either side, for marks at its ends."""


@dataclass(frozen=True)
class Drawing:
    """An interval as positions in percent of the width; empty for a value outside, `cut_…` where a limit is outside."""

    low: str
    value: str
    high: str
    reference: str
    bound: str
    cut_low: bool
    cut_high: bool


@dataclass(frozen=True)
class Row:
    """One group in an interval table."""

    name: str
    rows: str
    clusters: str
    is_small: bool
    note: str
    value: str
    interval: str
    worked: str
    explanation: str
    drawing: Drawing | None


@dataclass(frozen=True)
class Forest:
    """One metric of every group of a level, with the ends of the axis and what its lines mean."""

    metric: str
    low: str
    high: str
    lines: list[str]
    shown: list[Row]
    folded: list[Row]

    @property
    def rows(self) -> list[Row]:
        """All rows."""
        return [*self.shown, *self.folded]

    @property
    def has_notes(self) -> bool:
        """Whether any row has something to remark."""
        return any(row.note for row in self.rows)

    @property
    def is_worked_out(self) -> bool:
        """Whether any row says how its value was worked out."""
        return any(row.worked for row in self.rows)


@dataclass(frozen=True)
class _Lines:
    """What is drawn through the rows of a forest: all rows together, and the limits of rules."""

    axis: view.Axis
    reference: float | None
    rules: list[Verdict]

    def bound(self, group: Group) -> float | None:
        """Return the limit of the first rule that this group is held to."""
        return next((rule["limit"] for rule in self.rules if rule["group"] in (None, group)), None)


def forest(document: Document, level: view.Level, metric: str) -> Forest:
    """Return the forest of one metric: the primary metric lists many groups, the others those seen first."""
    rules = _rules(document, level, metric)
    axis = view.axis(document, level.groups, metric, [rule["limit"] for rule in rules])
    overall = document["overall"]["metrics"].get(metric)
    unit = unit_of(document, metric)
    lines = _Lines(axis, overall["value"] if overall else None, rules)
    most = MOST_LISTED if metric == headline.primary(document) else view.MOST_GROUPS
    rows = [_row(document, group, metric, lines) for group in level.groups[:most]]
    return Forest(
        metric=metric,
        low=wording.number(axis.low, unit),
        high=wording.number(axis.high, unit),
        lines=_line_words(document, metric, rules),
        shown=rows[: view.MOST_GROUPS],
        folded=rows[view.MOST_GROUPS :],
    )


def _rules(document: Document, level: view.Level, metric: str) -> list[Verdict]:
    """Return the rules that hold single values of the level's groups against a limit."""
    return [
        verdict
        for verdict in document["verdicts"]
        if verdict["metric"] == metric
        and verdict["by"] == level.by
        and (verdict["comparison"] == "worst" or (verdict["comparison"] is None and verdict["group"] is not None))
    ]


def _line_words(document: Document, metric: str, rules: Sequence[Verdict]) -> list[str]:
    overall = document["overall"]["metrics"].get(metric)
    said = []
    if overall is not None and overall["value"] is not None:
        said.append(f"dashed: all rows together, {wording.figure(overall, unit_of(document, metric)).value}")
    for rule in rules:
        whose = f" for {wording.label(rule['group'])}" if rule["group"] else ""
        said.append(f"solid: the limit of rule {wording.show(rule['id'])}{whose}, {wording.verdict_limit(rule)}")
    return said


def _row(document: Document, group: GroupResult, metric: str, lines: _Lines) -> Row:
    estimate = group["metrics"].get(metric)
    unit = unit_of(document, metric)
    shown = wording.figure(estimate, unit) if estimate else None
    worked = wording.worked_out(document, metric, group, estimate) if estimate else ""
    reasons = [wording.small_because(group), wording.undefined_because(estimate) if estimate else ""]
    return Row(
        name=wording.label(group["group"]),
        rows=wording.rows_of(group),
        clusters=wording.count(group["clusters"]),
        is_small=group["small"],
        note="; ".join(reason for reason in reasons if reason),
        value=(shown.value or wording.UNDEFINED) if shown else "",
        interval=shown.interval if shown else "",
        worked=worked,
        explanation=wording.explanation(worked, estimate, unit) if estimate else "",
        drawing=_drawing(view.limits(estimate), lines, lines.bound(group["group"])),
    )


def _drawing(limits: tuple[float, float, float] | None, lines: _Lines, bound: float | None) -> Drawing | None:
    if limits is None:
        return None
    (low, value, high), axis = limits, lines.axis
    return Drawing(
        low=percent(low, axis),
        value=percent(value, axis) if axis.low <= value <= axis.high else "",
        high=percent(high, axis),
        reference="" if lines.reference is None else percent(lines.reference, axis),
        bound="" if bound is None else percent(bound, axis),
        cut_low=low < axis.low,
        cut_high=high > axis.high,
    )


def percent(number: float, axis: view.Axis) -> str:
    """Return where a number lies on the drawing, in percent of its width."""
    return f"{_INSET + axis.position(number, 100 - 2 * _INSET):.1f}%"
