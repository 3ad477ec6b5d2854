"""Numbers as people read them: the only place that rounds.

A share is printed in percent, the difference of two shares in percentage points, everything else as it is. There are
always enough digits to tell the lower limit, the value and the upper limit apart, and a value from 0 and 1; the bounds
of a comparison as well, because a gap of at least 0.0 is no gap.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Context, Decimal
from typing import Literal

from fairaudit.document import Disparity, Estimate
from fairaudit.document.units import Unit, known_unit
from fairaudit.inference.estimate import same

Kind = Literal["share", "points", "ratio", "number"]

_UNITS: dict[Kind, str] = {"share": "%", "points": " pt", "ratio": "", "number": ""}
_SPELT_OUT = {" pt": " percentage points"}
_DECIMALS: dict[Kind, int] = {"share": 1, "points": 1, "ratio": 2, "number": 3}
_MOST_DECIMALS = 6
_SAME = 1e-9
"""Numbers that differ by less are one number: a limit of 0 arrives as 1e-17."""
_EXACT_DECIMALS = 20
"""Enough to tell apart what counts as two numbers."""


@dataclass(frozen=True)
class Figure:
    """An estimate as text: its numbers, empty where there is none, and their unit."""

    number: str
    low: str
    high: str
    unit: str

    @property
    def value(self) -> str:
        """The value with its unit."""
        return f"{self.number}{self.unit}" if self.number else ""

    @property
    def in_full(self) -> str:
        """The value with its unit spelt out, for sentences."""
        return in_full(self.number, self.unit)

    @property
    def interval(self) -> str:
        """Both limits in few characters."""
        if not self.low or not self.high:
            return ""
        return f"{self.low} to {self.high}" if self.low.startswith("-") else f"{self.low}–{self.high}"


def in_full(number: str, unit: str) -> str:
    """Return a number of a figure with its unit spelt out, for sentences."""
    return f"{number}{_SPELT_OUT.get(unit, unit)}" if number else ""


def kind_of(unit: Unit, comparison: str | None = None) -> Kind:
    """Return how values of a metric with this unit, or of this comparison of it, are printed."""
    if comparison == "ratio":
        return "ratio"
    return "points" if comparison == "difference" and unit == "share" else unit


def figure(estimate: Estimate, unit: Unit, comparison: str | None = None) -> Figure:
    """Return the estimate's value and limits as text: to the same number of digits where they share an interval.

    The bounds of a comparison stand apart from each other, and each gets the digits that it needs: a gap of 17.4
    points, at least 0.05.
    """
    kind = kind_of(unit, comparison)
    numbers = (estimate["value"], estimate["low"], estimate["high"])
    decimals = _own_decimals(numbers, kind) if comparison else [_decimals(numbers, numbers[:1], kind)] * len(numbers)
    value, low, high = (
        "" if each is None else fixed(_scaled(each, kind), places)
        for each, places in zip(numbers, decimals, strict=True)
    )
    return Figure(value, low, high, _UNITS[kind])


def disparity_figure(disparity: Disparity) -> Figure:
    """Return the comparison's value and bounds as text."""
    return figure(disparity, known_unit(disparity["unit"]), disparity["comparison"])


def judged_figure(estimate: Estimate, limit: float, unit: Unit, comparison: str | None = None) -> tuple[Figure, str]:
    """Return the estimate and the limit that it is held against, each on its side of the limit, which has no unit."""
    kind = kind_of(unit, comparison)
    exact = max(_DECIMALS[kind] if kind != "number" else 0, _decimals_of(limit, kind))
    numbers = (estimate["value"], estimate["low"], estimate["high"])
    decimals = max(
        _decimals(numbers, numbers if comparison else numbers[:1], kind), _decimals_beside(numbers, limit, kind)
    )
    value, low, high = ("" if each is None else _precise(each, kind, decimals) for each in numbers)
    return Figure(value, low, high, _UNITS[kind]), _precise(limit, kind, exact)


def number(value: float, unit: Unit, comparison: str | None = None) -> str:
    """Return one number with its unit."""
    return one(value, unit, comparison).value


def one(value: float, unit: Unit, comparison: str | None = None) -> Figure:
    """Return one number as text, without limits."""
    kind = kind_of(unit, comparison)
    return Figure(fixed(_scaled(value, kind), _decimals([value], [value], kind)), "", "", _UNITS[kind])


def as_written(value: float, unit: Unit, comparison: str | None = None) -> str:
    """Return a number that somebody chose, such as a limit, without needless digits and with its unit spelt out."""
    kind = kind_of(unit, comparison)
    return in_full(_precise(value, kind, _decimals_of(value, kind)), _UNITS[kind])


def count(value: float | None) -> str:
    """Return a count with thousands separated; a weighted count keeps its decimals."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def at_most(bound: float) -> str:
    """Return an upper bound in two digits, never below it."""
    return f"{Context(prec=2, rounding=ROUND_UP).create_decimal(bound):g}"


def times(factor: float) -> str:
    """Return how many times as many something is, roughly: more than one is never printed as one."""
    if factor >= 100:
        return f"{roughly(factor)} times as many"
    return f"{factor:.0f} times as many" if factor >= 10 else f"{max(factor, 1.1):.1f} times as many"


def roughly(number_of: float) -> str:
    """Return an estimated number of rows or clusters, rounded up to two digits where it is large."""
    whole = math.ceil(number_of)
    step = 10 ** max(len(str(whole)) - 2, 0) if whole >= 100 else 1
    return f"{-(-whole // step) * step:,}"


def how_often(share: float) -> str:
    """Return how often something happens by chance, as part of a sentence."""
    if share < 0.005:
        return "less than 1% of the time"
    return "more than 99% of the time" if share > 0.995 else f"{share:.0%} of the time"


def percent(share: float) -> str:
    """Return a share of the rows or a confidence in percent, without needless zeros."""
    return f"{share * 100:.4g}%"


def fixed(value: float | Decimal, decimals: int) -> str:
    """Return a number with so many decimals; never a negative zero."""
    text = f"{value:,.{decimals}f}"
    return text if text.strip("-0.,") else text.removeprefix("-")


def _scaled(value: float, kind: Kind) -> float:
    return value * 100 if kind in ("share", "points") else value


def _decimals(values: Sequence[float | None], from_ends: Sequence[float | None], kind: Kind) -> int:
    """Return the fewest decimals, from the usual number upwards, that keep different numbers different.

    `from_ends` are those that must also differ from 0 and 1.
    """
    scaled = sorted(_scaled(value, kind) for value in values if value is not None)
    pairs = list(itertools.pairwise(scaled))
    for value in (_scaled(value, kind) for value in from_ends if value is not None):
        pairs += [(min(end, value), max(end, value)) for end in _ends(kind)]
    usual = _usual_decimals(max(map(abs, scaled), default=0.0) if kind == "number" else 0.0, kind)
    fits = (decimals for decimals in range(usual, _MOST_DECIMALS) if all(_differ(*pair, decimals) for pair in pairs))
    return next(fits, _MOST_DECIMALS)


def _own_decimals(values: Sequence[float | None], kind: Kind) -> list[int]:
    """Return the fewest decimals for each value that keep different ones different, and each from 0 and 1."""
    there = [place for place, value in enumerate(values) if value is not None]
    scaled = [0.0 if value is None else _scaled(value, kind) for value in values]
    usual = _usual_decimals(max(map(abs, scaled)) if kind == "number" else 0.0, kind)
    decimals = [usual] * len(values)
    for _ in range(usual, _MOST_DECIMALS):
        alike = {place for place in there if any(_alike(scaled, decimals, place, end) for end in _ends(kind))}
        for one, other in itertools.combinations(there, 2):
            if not alike and _alike(scaled, decimals, one, scaled[other], decimals[other]):
                alike = {one, other}
        if not alike:
            break
        decimals = [places + (place in alike) for place, places in enumerate(decimals)]
    return decimals


def _ends(kind: Kind) -> tuple[float, float]:
    return 0.0, _scaled(1.0, kind)


def _alike(values: Sequence[float], decimals: Sequence[int], place: int, other: float, places: int = 0) -> bool:
    """Whether a value looks like another number that it differs from."""
    shown, beside = f"{values[place]:.{decimals[place]}f}", f"{other:.{places}f}"
    return abs(values[place] - other) >= _SAME and Decimal(shown) == Decimal(beside)


def _usual_decimals(largest: float, kind: Kind) -> int:
    digits_before_the_point = math.floor(math.log10(largest)) if largest >= 1 else 0
    return max(_DECIMALS[kind] - digits_before_the_point, 0)


def _differ(left: float, right: float, decimals: int) -> bool:
    return right - left < _SAME or f"{left:.{decimals}f}" != f"{right:.{decimals}f}"


def _precise(value: float, kind: Kind, decimals: int) -> str:
    """Return a number as it is written, free of binary rounding."""
    return fixed(_exact(value, kind), decimals)


def _exact(value: float, kind: Kind) -> Decimal:
    return Decimal(repr(float(value))) * (100 if kind in ("share", "points") else 1)


def _decimals_of(limit: float, kind: Kind) -> int:
    """Return how many decimals a limit has as it was written."""
    exponent = _exact(limit, kind).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _decimals_beside(numbers: Sequence[float | None], limit: float, kind: Kind) -> int:
    """Return the fewest decimals with which every number is seen to be on its side of the limit."""
    exact, others = _exact(limit, kind), [each for each in numbers if each is not None and not same(each, limit)]
    for places in range(_EXACT_DECIMALS):
        if all(_is_on_its_side(each, exact, kind, places) for each in others):
            return places
    return _EXACT_DECIMALS


def _is_on_its_side(value: float, limit: Decimal, kind: Kind, decimals: int) -> bool:
    shown = Decimal(_precise(value, kind, decimals).replace(",", ""))
    return shown != limit and (shown < limit) == (_exact(value, kind) < limit)
