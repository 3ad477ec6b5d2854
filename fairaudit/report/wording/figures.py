"""Numbers as people read them: the only place that rounds.

A share is printed in percent, the difference of two shares in percentage points, everything else as it is. There are
always enough digits to tell the lower limit, the value and the upper limit apart, and a value from 0 and 1.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fairaudit.document import Disparity, Estimate

Kind = Literal["share", "points", "ratio", "number"]

_SHARES = ("_rate", "accuracy", "_predictive_value", "_odds", "_information_lost")
_UNITS: dict[Kind, str] = {"share": "%", "points": " pt", "ratio": "", "number": ""}
_DECIMALS: dict[Kind, int] = {"share": 1, "points": 1, "ratio": 2, "number": 3}
_MOST_DECIMALS = 6
_SAME = 1e-9
"""Numbers that differ by less are one number: a limit of 0 arrives as 1e-17."""


@dataclass(frozen=True)
class Figure:
    """An estimate as text: the value with its unit, the limits without; empty where there is none."""

    value: str
    low: str
    high: str
    unit: str

    @property
    def interval(self) -> str:
        """Both limits in few characters."""
        if not self.low or not self.high:
            return ""
        return f"{self.low} to {self.high}" if self.low.startswith("-") else f"{self.low}–{self.high}"


def kind_of(metric: str, comparison: str | None = None) -> Kind:
    """Return how values of this metric, or of this comparison of it, are printed."""
    if comparison == "ratio":
        return "ratio"
    is_share = metric.partition("[")[0].endswith(_SHARES)
    if comparison == "difference":
        return "points" if is_share else "number"
    return "share" if is_share else "number"


def figure(estimate: Estimate, metric: str, comparison: str | None = None) -> Figure:
    """Return the estimate's value and limits as text, all three to the same number of digits."""
    kind = kind_of(metric, comparison)
    numbers = (estimate["value"], estimate["low"], estimate["high"])
    kept_apart = numbers if comparison else numbers[:1]
    decimals = _decimals(numbers, kept_apart, kind)
    value, low, high = ("" if number is None else _fixed(number, kind, decimals) for number in numbers)
    return Figure(f"{value}{_UNITS[kind]}" if value else "", low, high, _UNITS[kind])


def disparity_figure(disparity: Disparity) -> Figure:
    """Return the comparison's value and bounds as text."""
    return figure(disparity, disparity["metric"], disparity["comparison"])


def number(value: float, metric: str, comparison: str | None = None) -> str:
    """Return one number with its unit."""
    kind = kind_of(metric, comparison)
    return _fixed(value, kind, _decimals([value], [value], kind)) + _UNITS[kind]


def count(value: float | None) -> str:
    """Return a count with thousands separated; a weighted count keeps its decimals."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def times(factor: float) -> str:
    """Return how many times as many something is, roughly."""
    return f"{factor:,.0f} times as many" if factor >= 10 else f"{factor:.1f} times as many"


def percent(share: float) -> str:
    """Return a share of the rows or a confidence in percent, without needless zeros."""
    return f"{share * 100:.4g}%"


def _fixed(value: float, kind: Kind, decimals: int) -> str:
    text = f"{_scaled(value, kind):,.{decimals}f}"
    is_negative_zero = text.startswith("-") and not text.strip("-0.,")
    return text.removeprefix("-") if is_negative_zero else text


def _scaled(value: float, kind: Kind) -> float:
    return value * 100 if kind in ("share", "points") else value


def _decimals(values: Sequence[float | None], from_ends: Sequence[float | None], kind: Kind) -> int:
    """Return the fewest decimals, from the usual number upwards, that keep different numbers different.

    `from_ends` are those that must also differ from 0 and 1: a value; and the bounds of a comparison, because a gap of
    at least 0.0 is no gap.
    """
    scaled = sorted(_scaled(value, kind) for value in values if value is not None)
    pairs = list(itertools.pairwise(scaled))
    for value in (_scaled(value, kind) for value in from_ends if value is not None):
        pairs += [(min(end, value), max(end, value)) for end in (0.0, _scaled(1.0, kind))]
    usual = _usual_decimals(max(map(abs, scaled), default=0.0) if kind == "number" else 0.0, kind)
    fits = (decimals for decimals in range(usual, _MOST_DECIMALS) if all(_differ(*pair, decimals) for pair in pairs))
    return next(fits, _MOST_DECIMALS)


def _usual_decimals(largest: float, kind: Kind) -> int:
    digits_before_the_point = math.floor(math.log10(largest)) if largest >= 1 else 0
    return max(_DECIMALS[kind] - digits_before_the_point, 0)


def _differ(left: float, right: float, decimals: int) -> bool:
    return right - left < _SAME or f"{left:.{decimals}f}" != f"{right:.{decimals}f}"
