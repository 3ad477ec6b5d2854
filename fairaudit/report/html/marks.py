"""Where the marks of an interval stand on a page, in percent of the width."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit.report.drawing import Axis
from fairaudit.report.page import Plot

_INSET = 3.0
"""Percent of a drawing's width that stays free on either side, for marks at its ends."""


@dataclass(frozen=True)
class Marks:
    """An interval as positions in percent of the width; empty for a value outside, `cut_…` where a limit is outside."""

    low: str
    value: str
    high: str
    reference: str
    bound: str
    cut_low: bool
    cut_high: bool


def marks(plot: Plot, row: int) -> Marks | None:
    """Return the marks of one row; a small group's interval can leave the axis. None where there is no value."""
    limits, axis = plot.limits[row], plot.axis
    if limits is None:
        return None
    low, value, high = limits
    bound = plot.bounds[row] if plot.bounds else None
    return Marks(
        low=_percent(low, axis),
        value=_percent(value, axis) if axis.low <= value <= axis.high else "",
        high=_percent(high, axis),
        reference="" if plot.reference is None else _percent(plot.reference, axis),
        bound="" if bound is None else _percent(bound, axis),
        cut_low=low < axis.low,
        cut_high=high > axis.high,
    )


def _percent(number: float, axis: Axis) -> str:
    return f"{_INSET + axis.position(number, 100 - 2 * _INSET):.1f}%"
