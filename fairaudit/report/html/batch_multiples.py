"""Small multiples of a batch: every metric of every result, so that a drift or a bad site shows at a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fairaudit.document.batch import BatchResult, Bounds, MetricOfResult
from fairaudit.document.units import known_unit
from fairaudit.report.drawing import Axis, axis_over, limits
from fairaudit.words import number

WIDTH, HEIGHT = 240.0, 56.0
_MARGIN = 4.0
_MOST_APART = 120
"""More results than this share columns: each then shows the range of its values."""

Column = tuple[float, float, list[float]]
"""Low, high, and the values within."""


@dataclass(frozen=True)
class Strip:
    """One number of every result, from left to right; `lines` and `dots` are paths."""

    lines: str
    dots: str
    top: str
    bottom: str


@dataclass(frozen=True)
class Panel:
    """One metric: its value and its largest gap."""

    metric: str
    value: Strip | None
    gap: Strip | None


def panels(rows: Sequence[BatchResult]) -> list[Panel]:
    """Return a panel per metric that at least two of the results have, in the order of the reports."""
    by_name = [{each["metric"]: each for each in row["metrics"]} for row in rows]
    names = dict.fromkeys(name for metrics in by_name for name in metrics)
    drawn = (_panel(name, [metrics.get(name) for metrics in by_name]) for name in names)
    return [panel for panel in drawn if panel.value is not None or panel.gap is not None]


def _panel(name: str, found: Sequence[MetricOfResult | None]) -> Panel:
    values = [None if each is None else each["overall"] for each in found]
    gaps = [None if each is None else each["gap"] for each in found]
    unit = known_unit(next((each["unit"] for each in found if each is not None), None))
    return Panel(
        name,
        _strip(values, lambda value: number(value, unit)),
        _strip(gaps, lambda value: number(value, unit, "difference")),
    )


def _strip(found: Sequence[Bounds | None], told: Callable[[float], str]) -> Strip | None:
    if sum(each is not None for each in found) < 2:
        return None
    columns = _columns(found)
    axis = axis_over(end for column in columns if column is not None for end in column[:2])
    step = WIDTH / len(columns)
    lines, dots = [], []
    for place, column in enumerate(columns):
        if column is not None:
            across = f"{(place + 0.5) * step:.1f}"
            low, high, values = column
            lines.append(f"M{across},{_down(axis, low)}V{_down(axis, high)}")
            dots += [f"M{across},{_down(axis, value)}h0" for value in values]
    return Strip("".join(lines), "".join(dots), told(axis.high), told(axis.low))


def _columns(found: Sequence[Bounds | None]) -> list[Column | None]:
    """Return each result with its interval; where they are too many, the range of the values of neighbours."""
    if len(found) <= _MOST_APART:
        return [None if limits is None else (limits[0], limits[2], [limits[1]]) for limits in map(limits, found)]
    share = -(-len(found) // _MOST_APART)
    parts = [[each["value"] for each in found[start : start + share] if each] for start in range(0, len(found), share)]
    return [(min(part), max(part), []) if part else None for part in parts]


def _down(axis: Axis, value: float) -> str:
    return f"{HEIGHT - _MARGIN - axis.position(value, HEIGHT - 2 * _MARGIN):.1f}"
