"""The drawings of a batch's page: one number of every result, so that a drift or an odd result shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fairaudit.document import Estimate
from fairaudit.document.batch import BatchResult
from fairaudit.errors import show
from fairaudit.report import batch as batches
from fairaudit.report.drawing import Axis, axis_over, limits
from fairaudit.words import number, percent

_WIDTH, _HEIGHT = 480.0, 200.0
_MARGIN = 8.0
_ALIKE = 0.01
"""Sizes that differ by no more than this share are drawn at one place: a funnel of them would be made of rounding."""


@dataclass(frozen=True)
class Point:
    """One result in a drawing, in units of the drawing; `x` grows with the results, `y` downwards."""

    x: float
    y: float
    low: float
    high: float
    title: str
    outside: bool


@dataclass(frozen=True)
class Chart:
    """A drawing of one number of every result."""

    title: str
    points: list[Point]
    reference: float | None
    top: str
    bottom: str
    band: str
    first: str
    last: str


def charts(rows: Sequence[BatchResult], metric: str, across: float) -> list[Chart]:
    """Return the drawings of results with the same headline metric that there are numbers for."""
    found = [_values(rows, metric), _gaps(rows, metric), _funnel(rows, metric, across)]
    return [chart for chart in found if chart is not None]


def number_of(estimate: Estimate | None) -> float:
    """Return a value; minus infinity where there is none."""
    value = None if estimate is None else estimate["value"]
    return -math.inf if value is None else value


def _values(rows: Sequence[BatchResult], metric: str) -> Chart | None:
    across = next((row["across"] for row in rows if row["across"] is not None), None)
    found = [(row, row["headline"]) for row in rows]
    reference = None if across is None else across["pooled"]
    return _chart(f"{metric} of every result, in the order of their names", found, None, reference)


def _gaps(rows: Sequence[BatchResult], metric: str) -> Chart | None:
    found = [(row, None if row["gap"] is None else row["gap"]["estimate"]) for row in rows]
    title = f"Largest difference of {metric} between groups, in the order of the results' names"
    return _chart(title, found, "difference", 0.0)


def _chart(
    title: str,
    found: Sequence[tuple[BatchResult, Estimate | None]],
    comparison: str | None,
    reference: float | None,
) -> Chart | None:
    usable = [(place, row, each, limits(each)) for place, (row, each) in enumerate(found)]
    shown = [end for *_, ends in usable for end in ends or ()]
    if sum(ends is not None for *_, ends in usable) < 2:
        return None
    axis = axis_over(shown if reference is None else [*shown, reference])
    unit, step = batches.unit(found[0][0]), _WIDTH / len(found)
    points = []
    for place, row, each, ends in usable:
        if each is None or ends is None:
            continue
        low, value, high = (_down(axis, end) for end in ends)
        title_of_point = f"{show(row['name'])}: {batches.estimate(each, unit, comparison)}"
        stands_out = comparison is None and row["across"] is not None and row["across"]["outside"]
        points.append(Point(round((place + 0.5) * step, 1), value, low, high, title_of_point, stands_out))
    return Chart(
        title,
        points,
        None if reference is None else _down(axis, reference),
        number(axis.high, unit, comparison),
        number(axis.low, unit, comparison),
        "",
        show(found[0][0]["name"]),
        show(found[-1][0]["name"]),
    )


def _funnel(rows: Sequence[BatchResult], metric: str, across: float) -> Chart | None:
    """Draw every value over the size of its evidence, with the limits that narrow as it grows."""
    placed = [(row, row["across"]) for row in rows if row["across"] is not None]
    if not placed:
        return None
    sizes = [math.log(place["size"]) for _, place in placed]
    is_funnel = max(sizes) - min(sizes) > _ALIKE
    title = f"{metric} within limits that hold together with {percent(across)} confidence"
    if is_funnel:
        placed.sort(key=lambda pair: pair[1]["size"])
        width = Axis(min(sizes), max(sizes))
        across_x = [round(20 + width.position(size, _WIDTH - 40), 1) for size in sorted(sizes)]
        title, ends = f"Funnel plot: {title}, over the evidence behind it", ("little evidence", "much evidence")
    else:
        across_x = [round((place + 0.5) * _WIDTH / len(placed), 1) for place in range(len(placed))]
        title, ends = f"{title}; all have the same evidence", (show(placed[0][0]["name"]), show(placed[-1][0]["name"]))
    values = [number_of(row["headline"]) for row, _ in placed]
    axis = axis_over([*values, *(limit for _, place in placed for limit in (place["low"], place["high"]))])
    points = [
        Point(
            x, _down(axis, value), _down(axis, place["low"]), _down(axis, place["high"]), _told(row), place["outside"]
        )
        for x, value, (row, place) in zip(across_x, values, placed, strict=True)
    ]
    edges = [replace(points[0], x=0.0), *points, replace(points[-1], x=_WIDTH)]
    upper = " ".join(f"{point.x},{point.high}" for point in edges)
    lower = " ".join(f"{point.x},{point.low}" for point in reversed(edges))
    pooled = _down(axis, placed[0][1]["pooled"])
    top, bottom = (number(end, batches.unit(placed[0][0])) for end in (axis.high, axis.low))
    return Chart(title, points, pooled, top, bottom, f"{upper} {lower}", *ends)


def _told(row: BatchResult) -> str:
    return f"{show(row['name'])}: {batches.value(row)}"


def _down(axis: Axis, value: float) -> float:
    return round(_HEIGHT - _MARGIN - axis.position(value, _HEIGHT - 2 * _MARGIN), 1)
