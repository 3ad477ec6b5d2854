"""A comparison of two results as one HTML page: no request, no script, safe whatever the data are called."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import changes_reading as changes_view
from fairaudit.document import reading as view
from fairaudit.document.changes import ChangesDocument, GroupChange
from fairaudit.report import changes_tables
from fairaudit.report.changes_tables import Table
from fairaudit.report.html import page as html
from fairaudit.report.html.forest import Drawing, percent
from fairaudit.words import changes as words

_SHAPES = {"pass": "✓", "fail": "✗", "inconclusive": "?", "better": "▴", "worse": "▾", "higher": "▴", "lower": "▾"}


@dataclass(frozen=True)
class Forest:
    """The changes of one metric: a table, and beside each row its interval, drawn around no change at all."""

    metric: str
    table: Table
    drawings: list[Drawing | None]
    small: list[bool]
    low: str
    high: str


@dataclass(frozen=True)
class Section:
    """One level on the page; the first forest is open, the others are folded."""

    name: str
    anchor: str
    forests: list[Forest]
    spreads: Table
    disparities: Table
    other_spreads: Table
    other_disparities: Table
    left_out: list[str]


@dataclass(frozen=True)
class Page:
    """What the template draws."""

    document: ChangesDocument
    facts: list[tuple[str, str]]
    gate: str
    status: str
    rules: Table
    bounds: str
    whys: list[str]
    overall: Table
    sections: list[Section]


def render(document: ChangesDocument) -> str:
    """Return the page."""
    return html.draw("compare.html", "report.css", page=_page(document), wording=wording, words=words, shapes=_SHAPES)


def _page(document: ChangesDocument) -> Page:
    metrics = changes_view.headline_metrics(document)
    everything = [*metrics, *(name for name in document["definitions"] if name not in metrics)]
    levels = changes_view.levels(document)
    return Page(
        document,
        words.facts(document),
        wording.gate_line(document),
        document["gate"]["verdict"] if document["gate"] else "",
        changes_tables.rules(document),
        words.bounds(document),
        [" ".join(words.texts(each)) for each in wording.worst_first(document["verdicts"])],
        changes_tables.overall(document, everything),
        [_section(level, metrics, everything[len(metrics) :], place) for place, level in enumerate(levels)],
    )


def _section(level: changes_view.Level, metrics: list[str], others: list[str], place: int) -> Section:
    gaps = [each for each in level.disparities if each["metric"] not in others]
    return Section(
        wording.level_name(level.by),
        f"by{place}",
        [_forest(level, metric) for metric in (*metrics, *others)],
        changes_tables.spreads(changes_tables.of_metrics(level.spreads, metrics)),
        changes_tables.disparities(gaps),
        changes_tables.spreads(changes_tables.of_metrics(level.spreads, others)),
        changes_tables.disparities(changes_tables.of_metrics(level.disparities, others)),
        words.left_out(level.left_out([*metrics, *others])),
    )


def _forest(level: changes_view.Level, metric: str) -> Forest:
    limits = [_limits(group, metric) for group in level.groups]
    axis = _axis([each for each, group in zip(limits, level.groups, strict=True) if not group["small"]] or limits)
    ends = [wording.number(end, level.units[metric], "difference") for end in (axis.low, axis.high)]
    table = changes_tables.groups(level, metric, None)
    small = [group["small"] for group in level.groups]
    return Forest(metric, table, [_drawing(each, axis) for each in limits], small, ends[0], ends[1])


_Limits = tuple[float, float, float] | None


def _limits(group: GroupChange, metric: str) -> _Limits:
    return view.limits(group["metrics"][metric]["change"]) if metric in group["metrics"] else None


def _axis(limits: list[_Limits]) -> view.Axis:
    """Return the range of the intervals, no change included."""
    return view.axis_over([0.0, *(number for each in limits if each for number in each)])


def _drawing(limits: _Limits, axis: view.Axis) -> Drawing | None:
    """Return the marks of a change; a small group's interval can leave the axis."""
    if limits is None:
        return None
    low, value, high = limits
    is_inside = axis.low <= value <= axis.high
    return Drawing(
        low=percent(low, axis),
        value=percent(value, axis) if is_inside else "",
        high=percent(high, axis),
        reference=percent(0.0, axis),
        bound="",
        cut_low=low < axis.low,
        cut_high=high > axis.high,
    )
