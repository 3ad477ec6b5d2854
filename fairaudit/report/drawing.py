"""Where numbers lie on a drawing: the axis, and the limits of what is drawn on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairaudit.document import Estimate
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

    def down(self, value: float, height: float, margin: float) -> float:
        """Return where a value lies on a drawing of this height, counted from its top."""
        return round(height - margin - self.position(value, height - 2 * margin), 1)

    def column(self, value: float, width: int) -> int:
        """Return the character cell of a value on a line of `width` cells."""
        return round(self.position(value, width - 1))


def axis_over(drawn: Iterable[Limits | None], also: Iterable[float | None] = ()) -> Axis:
    """Return the range of what is drawn and of other numbers; never empty, and from 0 to 1 where there are none."""
    found = [*(number for each in drawn for number in each or ()), *(each for each in also if each is not None)]
    low, high = min(found, default=0.0), max(found, default=1.0)
    return Axis(low, high) if high > low else Axis(low - 0.5, low + 0.5)


def limits(estimate: Estimate | Bounds | None) -> Limits | None:
    """Return (low, value, high), the value standing in for limits that do not exist; None if there is no value."""
    if estimate is None or estimate["value"] is None:
        return None
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    return (value if low is None else low, value, value if high is None else high)
