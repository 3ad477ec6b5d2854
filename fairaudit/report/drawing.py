"""Where numbers lie on a drawing: the axis, and the limits of what is drawn on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairaudit.document import Document, Estimate, GroupResult
from fairaudit.document.batch import Bounds

Limits = tuple[float, float, float]
"""Low, value, high."""


@dataclass(frozen=True)
class Axis:
    """The range that a drawing of intervals covers."""

    low: float
    high: float

    def position(self, value: float, width: float) -> float:
        """Return where a value lies on a drawing of this width."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0) * width

    def column(self, value: float, width: int) -> int:
        """Return the character cell of a value on a line of `width` cells."""
        return round(self.position(value, width - 1))


def axis_over(numbers: Iterable[float]) -> Axis:
    """Return the range of some numbers; never empty, and from 0 to 1 where there are none."""
    found = list(numbers)
    low, high = min(found, default=0.0), max(found, default=1.0)
    return Axis(low, high) if high > low else Axis(low - 0.5, low + 0.5)


def limits(estimate: Estimate | Bounds | None) -> Limits | None:
    """Return (low, value, high), the value standing in for limits that do not exist; None if there is no value."""
    if estimate is None or estimate["value"] is None:
        return None
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    return (value if low is None else low, value, value if high is None else high)


def axis(document: Document, groups: Sequence[GroupResult], metric: str, also: Sequence[float] = ()) -> Axis:
    """Return the range of `also` and of the intervals of all rows and of groups that are not small; never empty."""
    shown = [group for group in groups if not group["small"]] or groups
    found = [limits(each["metrics"].get(metric)) for each in (document["overall"], *shown)]
    return axis_over([*also, *(number for each in found if each for number in each)])
