"""What the HTML page shows, as plain records of finished text: the templates only arrange them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fairaudit.document import Disparity, Document, Estimate, GroupResult
from fairaudit.report import view, wording
from fairaudit.report.html_verdicts import Rules, rules, title

_INSET = 3.0
"""Percent of a drawing's width that stays free on either side, for marks at its ends."""
_HEAT_STEPS = 4
_LEAST_SPREAD = 0.05
"""Groups nearer to each other than this do not get the strongest colours."""


@dataclass(frozen=True)
class Drawing:
    """An interval as positions in percent of the width; empty for a value outside, `cut_…` where a limit is outside."""

    low: str
    value: str
    high: str
    reference: str
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
    drawing: Drawing | None


@dataclass(frozen=True)
class Forest:
    """One metric of every group of a level, with the ends of the axis."""

    metric: str
    low: str
    high: str
    shown: list[Row]
    folded: list[Row]

    @property
    def has_notes(self) -> bool:
        """Whether any row has something to remark."""
        return any(row.note for row in [*self.shown, *self.folded])


@dataclass(frozen=True)
class Cell:
    """One metric of one group in the heat table."""

    value: str
    interval: str
    heat: str
    mark: str


@dataclass(frozen=True)
class HeatRow:
    """One group in the heat table."""

    name: str
    rows: str
    is_small: bool
    cells: list[Cell]


@dataclass(frozen=True)
class Comparison:
    """One line of a table of comparisons."""

    name: str
    value: str
    low: str
    high: str
    chance: str
    highest: str
    lowest: str
    note: str


@dataclass(frozen=True)
class OverallRow:
    """One metric of all rows together."""

    metric: str
    value: str
    interval: str
    n: str
    note: str


@dataclass(frozen=True)
class Section:
    """One attribute or intersection."""

    name: str
    has_clusters: bool
    worst: str
    forests: list[Forest]
    metrics: list[str]
    heat: list[HeatRow]
    heat_folded: list[HeatRow]
    footnotes: list[str]
    comparisons: list[Comparison]
    other_comparisons: list[Comparison]
    remarks: list[str]


@dataclass(frozen=True)
class Page:
    """The whole page; what needs no preparation is taken from the document itself."""

    document: Document
    title: str
    clusters: str
    rules: Rules | None
    overall: list[OverallRow]
    sections: list[Section]
    config: list[str]


def page(document: Document) -> Page:
    """Return the page of a document."""
    return Page(
        document=document,
        title=title(document),
        clusters=wording.cluster_words(document)[1],
        rules=rules(document),
        overall=[_overall_line(name, estimate) for name, estimate in document["overall"]["metrics"].items()],
        sections=[_section(document, level) for level in view.levels(document)],
        config=json.dumps(document["config"], indent=2, ensure_ascii=False, default=str).split("\n"),
    )


def _overall_line(metric: str, estimate: Estimate) -> OverallRow:
    shown = wording.figure(estimate, metric)
    return OverallRow(
        metric=metric,
        value=shown.value or wording.UNDEFINED,
        interval=shown.interval,
        n=wording.count(estimate["n"]),
        note=wording.undefined_because(estimate),
    )


def _section(document: Document, level: view.Level) -> Section:
    notes = view.Notes()
    metrics = [name for name in document["definitions"] if any(name in group["metrics"] for group in level.groups)]
    heat = _heat(document, level.groups, metrics, notes)
    first = view.headline_disparities(document, level)
    return Section(
        name=wording.level_name(level.by),
        has_clusters=level.has_clusters,
        worst=wording.worst_sentence(document, level.groups, level.disparity(view.primary(document), "worst")),
        forests=[_forest(document, level, name) for name in _first_the_primary(document) if name in metrics],
        metrics=metrics,
        heat=heat[: view.MOST_GROUPS],
        heat_folded=heat[view.MOST_GROUPS :],
        footnotes=notes.lines(),
        comparisons=[_comparison(each) for each in first if each["value"] is not None],
        other_comparisons=[_comparison(each) for each in level.disparities if each not in first],
        remarks=wording.remarks(first),
    )


def _first_the_primary(document: Document) -> list[str]:
    primary = view.primary(document)
    return [primary, *(name for name in view.headline(document) if name != primary)]


def _forest(document: Document, level: view.Level, metric: str) -> Forest:
    """The primary metric shows every group, the others those that a reader looks at first."""
    axis = view.axis(document, level.groups, metric)
    overall = document["overall"]["metrics"].get(metric)
    reference = overall["value"] if overall else None
    listed = level.groups if metric == view.primary(document) else level.groups[: view.MOST_GROUPS]
    rows = [_row(group, metric, axis, reference) for group in listed]
    ends = (wording.number(axis.low, metric), wording.number(axis.high, metric))
    return Forest(metric, *ends, rows[: view.MOST_GROUPS], rows[view.MOST_GROUPS :])


def _row(group: GroupResult, metric: str, axis: view.Axis, reference: float | None) -> Row:
    estimate = group["metrics"].get(metric)
    shown = wording.figure(estimate, metric) if estimate else None
    reasons = [wording.small_because(group), wording.undefined_because(estimate) if estimate else ""]
    return Row(
        name=wording.label(group["group"]),
        rows=wording.rows_of(group),
        clusters=wording.count(group["clusters"]),
        is_small=group["small"],
        note="; ".join(reason for reason in reasons if reason),
        value=(shown.value or wording.UNDEFINED) if shown else "",
        interval=shown.interval if shown else "",
        drawing=_drawing(view.limits(estimate), axis, reference),
    )


def _drawing(limits: tuple[float, float, float] | None, axis: view.Axis, reference: float | None) -> Drawing | None:
    if limits is None:
        return None
    low, value, high = limits
    return Drawing(
        low=_percent(low, axis),
        value=_percent(value, axis) if axis.low <= value <= axis.high else "",
        high=_percent(high, axis),
        reference="" if reference is None else _percent(reference, axis),
        cut_low=low < axis.low,
        cut_high=high > axis.high,
    )


def _percent(number: float, axis: view.Axis) -> str:
    return f"{_INSET + axis.position(number, 100 - 2 * _INSET):.1f}%"


def _heat(
    document: Document, groups: Sequence[GroupResult], metrics: Sequence[str], notes: view.Notes
) -> list[HeatRow]:
    colours = {metric: _colours(document, groups, metric) for metric in metrics}
    return [
        HeatRow(
            name=wording.label(group["group"]),
            rows=wording.rows_of(group),
            is_small=group["small"],
            cells=[_cell(group, metric, colours[metric], notes) for metric in metrics],
        )
        for group in groups
    ]


def _cell(group: GroupResult, metric: str, colours: _Colours, notes: view.Notes) -> Cell:
    estimate = group["metrics"].get(metric)
    if estimate is None:
        return Cell("", "", "", "")
    shown = wording.figure(estimate, metric)
    heat = "" if group["small"] else colours.name(estimate)
    return Cell(shown.value or wording.UNDEFINED, shown.interval, heat, notes.mark(wording.undefined_because(estimate)))


@dataclass(frozen=True)
class _Colours:
    """How far a value is from that of all rows, as one of nine classes: heat0 (worse) … heat8 (better)."""

    overall: float | None
    spread: float
    sign: int

    def name(self, estimate: Estimate) -> str:
        """Return the class; pale where the interval includes the value of all rows together."""
        limits = view.limits(estimate)
        if limits is None or self.overall is None:
            return ""
        step = round(self.sign * _HEAT_STEPS * (limits[1] - self.overall) / self.spread)
        most = 1 if limits[0] <= self.overall <= limits[2] else _HEAT_STEPS
        return f"heat{_HEAT_STEPS + min(max(step, -most), most)}"


def _colours(document: Document, groups: Sequence[GroupResult], metric: str) -> _Colours:
    everyone = document["overall"]["metrics"].get(metric)
    overall = everyone["value"] if everyone else None
    found = [view.limits(group["metrics"].get(metric)) for group in groups if not group["small"]]
    distances = [abs(limits[1] - (overall or 0.0)) for limits in found if limits]
    sign = -1 if view.better(document, metric) == "lower" else 1
    return _Colours(overall, max([_LEAST_SPREAD, *distances]), sign)


def _comparison(disparity: Disparity) -> Comparison:
    shown = wording.disparity_figure(disparity)
    return Comparison(
        name=disparity["name"],
        value=shown.value or wording.UNDEFINED,
        low=shown.low,
        high=shown.high,
        chance=wording.chance(disparity),
        highest=wording.label(disparity["highest"]),
        lowest=wording.label(disparity["lowest"]),
        note=wording.undefined_because(disparity),
    )
