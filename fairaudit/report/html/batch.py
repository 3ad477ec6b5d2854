"""The index page of a batch: every result in one table, and drawings in which a drift or an odd result shows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any, NamedTuple

from fairaudit.document import Estimate
from fairaudit.document.batch import BatchDocument, BatchResult, Bounds, MetricOfResult
from fairaudit.document.units import Unit, known_unit
from fairaudit.errors import show
from fairaudit.report import batch as batches
from fairaudit.report.drawing import Axis, Limits, axis_over, limits
from fairaudit.report.html import draw as html
from fairaudit.report.html import judged_batch
from fairaudit.report.html.batch_matrix import matrix
from fairaudit.report.html.places import short
from fairaudit.words import about_facts, moment, number, percent, plural, title_of, words

_LONG = 60
"""A table of more results scrolls by itself."""
_WIDTH, _HEIGHT, _MARGIN = 480.0, 200.0, 8.0
_SMALL_WIDTH, _SMALL_HEIGHT, _SMALL_MARGIN = 240.0, 56.0, 4.0
_MOST_APART = 120
"""More results than this share columns of a small drawing: each then shows the range of its values."""
_ALIKE = 0.01
"""Sizes that differ by no more than this share are drawn at one place: a funnel of them would be made of rounding."""


class Point(NamedTuple):
    """One result in a drawing, in units of the drawing; `x` grows with the results, the others downwards."""

    x: float
    low: float
    y: float
    high: float
    title: str
    outside: bool


class Chart(NamedTuple):
    """A drawing of one number of every result; the limits of its points are intervals, or the edges of a band."""

    title: str
    points: list[Point]
    reference: float | None
    top: str
    bottom: str
    ends: tuple[str, str]
    is_band: bool


_Drawn = tuple[float, Limits, BatchResult]
"""Where a result stands, its limits, and itself."""


def render(document: BatchDocument, roots: Sequence[str] = ()) -> str:
    """Return the page; no file on it is named by the folders that it lies in, of which `roots` are known."""
    rows = document["results"]
    failed = [row | {"error": short(row["error"], roots)} for row in rows if row["error"] is not None]
    return html.draw(
        "batch.html",
        ("report.css", "batch.css"),
        "batch.js",
        document=document,
        heading=title_of(document.get("about")),
        about=about_facts(document.get("about")),
        title=plural(len(rows), "result"),
        folder=PurePath(document["folder"]).name,
        command=short(document["command"] or "", roots),
        band=judged_batch.band(rows),
        rules=[judged_batch.rules(rows)],
        broken=list(judged_batch.not_passed(rows, "fail")),
        undecided=list(judged_batch.not_passed(rows, "inconclusive")),
        families=[_family(document, metric) for metric in batches.metrics_of(document)],
        failed=failed,
        not_audited=plural(len(failed), "result"),
        lines=[batches.counted(rows), *batches.standing_out(document)],
        explanation=batches.explanation(document),
        moment=moment,
    )


def _family(document: BatchDocument, metric: str) -> dict[str, Any]:
    """Return all results with the same headline metric: as a table, group by group, and in drawings."""
    rows = [row for row in document["results"] if row["metric"] == metric]
    order = "first the failed, then the undecided" if document["judged"] else "first those that differ (*)"
    said = f"{order}, then by the gap that the evidence shows at least; a name leads to the result's page"
    ordered = batches.by_evidence(rows)
    found = batches.results(ordered, metric, is_linked=True)
    names, *others = found.columns
    verdicts_first = [names, *sorted(others, key=lambda column: column.role != "verdict")]
    return {
        "metric": words(metric),
        "charts": _charts(rows, words(metric), document["confidence_across"]),
        "table": replace(
            found,
            columns=verdicts_first,
            caption=(
                f"Every result by {words(metric)}, {said}; * differs from the others by more than chance explains",
            ),
            kind="sortable long" if len(rows) > _LONG else "sortable",
        ),
        "matrix": list(matrix(ordered, metric)),
        "panels": panels(rows),
    }


def _charts(rows: Sequence[BatchResult], metric: str, across: float) -> Iterator[Chart]:
    """Yield the drawings of results with the same headline metric that there are numbers for."""
    values = _in_order(rows, [row["headline"] for row in rows])
    if len(values) > 1:
        pooled = next((row["across"]["pooled"] for row in rows if row["across"] is not None), None)
        yield _chart(f"{metric} of every result, in the order of their names", values, _ends(rows), pooled)
    gaps = _in_order(rows, [None if row["gap"] is None else row["gap"]["estimate"] for row in rows])
    if len(gaps) > 1:
        title = f"Largest difference of {metric} between groups, in the order of the results' names"
        yield _chart(title, gaps, _ends(rows), 0.0, "difference")
    if any(row["across"] is not None for row in rows):
        yield _funnel(rows, f"{metric} within limits that hold together with {percent(across)} confidence")


def _in_order(rows: Sequence[BatchResult], found: Sequence[Estimate | None]) -> list[_Drawn]:
    """Return the results that have a value, each where its name puts it."""
    drawn = zip(rows, map(limits, found), strict=True)
    return [(_across(place, len(rows)), ends, row) for place, (row, ends) in enumerate(drawn) if ends]


def _funnel(rows: Sequence[BatchResult], title: str) -> Chart:
    """Draw every value over the size of its evidence, with the limits that narrow as it grows."""
    placed = [(row, row["across"], limits(row["headline"])) for row in rows if row["across"] is not None]
    found = [(row, place["size"], (place["low"], ends[1], place["high"])) for row, place, ends in placed if ends]
    axis = Axis(*(math.log(end(size for _, size, _ in found)) for end in (min, max)))
    if axis.high - axis.low > _ALIKE:
        found.sort(key=lambda each: each[1])
        across = [round(20 + axis.position(math.log(size), _WIDTH - 40), 1) for _, size, _ in found]
        title, ends = f"Funnel plot: {title}, over the evidence behind it", ("little evidence", "much evidence")
    else:
        across = [_across(place, len(found)) for place in range(len(found))]
        title, ends = f"{title}; all have the same evidence", _ends([row for row, *_ in found])
    drawn = [(x, band, row) for x, (row, _, band) in zip(across, found, strict=True)]
    return _chart(title, drawn, ends, placed[0][1]["pooled"], is_band=True)


def _chart(
    title: str,
    drawn: Sequence[_Drawn],
    ends: tuple[str, str],
    reference: float | None,
    comparison: str | None = None,
    *,
    is_band: bool = False,
) -> Chart:
    axis = axis_over((found for _, found, _ in drawn), [reference])
    top, bottom = (number(end, batches.unit(drawn[0][2]), comparison) for end in (axis.high, axis.low))
    points = [_point(axis, each, comparison) for each in drawn]
    return Chart(title, points, None if reference is None else _down(axis, reference), top, bottom, ends, is_band)


def _point(axis: Axis, drawn: _Drawn, comparison: str | None) -> Point:
    x, (low, value, high), row = drawn
    across, gap = row["across"], row["gap"]
    estimate = row["headline"] if comparison is None else gap and gap["estimate"]
    said = batches.estimate(estimate, batches.unit(row), comparison) if estimate else ""
    told = f"{show(row['name'])}: {said}"
    is_outside = comparison is None and across is not None and across["outside"]
    return Point(x, _down(axis, low), _down(axis, value), _down(axis, high), told, is_outside)


def _across(place: int, of: int) -> float:
    return round((place + 0.5) * _WIDTH / of, 1)


def _down(axis: Axis, value: float) -> float:
    return axis.down(value, _HEIGHT, _MARGIN)


def _ends(rows: Sequence[BatchResult]) -> tuple[str, str]:
    return show(rows[0]["name"]), show(rows[-1]["name"])


class Strip(NamedTuple):
    """One number of every result, from left to right; `lines` and `dots` are paths."""

    lines: str
    dots: str
    top: str
    bottom: str


class Panel(NamedTuple):
    """One metric: its value and its largest gap."""

    metric: str
    value: Strip | None
    gap: Strip | None


def panels(rows: Sequence[BatchResult]) -> list[Panel]:
    """Return a panel per metric that at least two of the results have, in the order of the reports."""
    by_name = [{each["metric"]: each for each in row["metrics"]} for row in rows]
    names = dict.fromkeys(name for metrics in by_name for name in metrics)
    drawn = (_panel(name, [metrics.get(name) for metrics in by_name]) for name in names)
    return [panel for panel in drawn if panel.value or panel.gap]


def _panel(name: str, found: Sequence[MetricOfResult | None]) -> Panel:
    unit = known_unit(next((each["unit"] for each in found if each is not None), None))
    values, gaps = ([each and each[key] for each in found] for key in ("overall", "gap"))
    return Panel(words(name), _strip(values, unit), _strip(gaps, unit, "difference"))


def _strip(found: Sequence[Bounds | None], unit: Unit, comparison: str | None = None) -> Strip | None:
    if sum(each is not None for each in found) < 2:
        return None
    is_apart = len(found) <= _MOST_APART
    columns = list(map(limits, found)) if is_apart else list(_ranges(found))
    axis, step = axis_over(columns), _SMALL_WIDTH / len(columns)
    lines, dots = "", ""
    for place, column in enumerate(columns):
        if column is not None:
            across = f"M{(place + 0.5) * step:.1f},"
            low, value, high = (axis.down(end, _SMALL_HEIGHT, _SMALL_MARGIN) for end in column)
            lines += f"{across}{low}V{high}"
            dots += f"{across}{value}h0" if is_apart else ""
    return Strip(lines, dots, number(axis.high, unit, comparison), number(axis.low, unit, comparison))


def _ranges(found: Sequence[Bounds | None]) -> Iterator[Limits | None]:
    """Yield the range of the values of neighbours, where results are too many to stand apart."""
    share = -(-len(found) // _MOST_APART)
    for start in range(0, len(found), share):
        values = [each["value"] for each in found[start : start + share] if each]
        yield (min(values), values[0], max(values)) if values else None
