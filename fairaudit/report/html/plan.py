"""Plans as one HTML page in the style of the report: what could be certified, every group, and the power curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fairaudit import __version__
from fairaudit import words as wording
from fairaudit.planning import Plan
from fairaudit.report import plan as plan_page
from fairaudit.report.html import draw as html
from fairaudit.report.page import Drawing, Folded, Page

_UNITS = 1000.0
"""The width and the height of a drawing in its own units."""
_MOST_TICKS = 6
_ROOM = 0.38
"""The share of the width that a label takes on a narrow screen."""
_CLEAR = 0.05
"""Curves that lie nearer together leave no room for a label between them."""
_ABOVE_AXIS = 0.08
"""A label below a lower point would lie on the axis."""
_APART = ("100%", "75%")
"""A place that curves which rise leave free."""
_TICKS_OF_A_DECADE = ((1, 2, 5), (1, 3), (1,))


@dataclass(frozen=True)
class Mark:
    """A text of an axis, or a point of a curve: its place in percent."""

    at: str
    text: str


@dataclass(frozen=True)
class Curve:
    """One curve: its points in the drawing's units, its marks as places, and where its label stands.

    `label_side` is `above` (left of that place and above it), `below` (right of it and below), or `apart` (ends there).
    """

    kind: str
    label: str
    points: str
    marks: list[tuple[str, str]]
    label_at: tuple[str, str]
    label_side: str


@dataclass(frozen=True)
class Power:
    """The power curve: both chances over the size of every group, on a logarithmic axis."""

    unit: str
    curves: list[Curve]
    ticks: list[Mark]
    power: Mark
    caption: str
    name: str


def render(plans: Sequence[Plan]) -> str:
    """Return the page."""
    title = plan_page.title(plans[0]) if len(plans) == 1 else wording.plural(len(plans), "plan")
    pages = [_page(plan, len(plans) == 1) for plan in plans]
    return html.draw(
        "plan.html", ("report.css", "plan.css"), plans=pages, title=title, version=__version__, plan=plans[0]
    )


def _page(plan: Plan, is_alone: bool) -> Page:
    """Return one plan with its curve drawn; its own title is that of the page if it is alone."""
    blocks = [*plan_page.head(plan)][is_alone:]
    if drawing := _drawing(plan):
        _, numbers, notes = plan_page.curve(plan)
        blocks += [Drawing("power.svg", drawing), notes, Folded("The curve as numbers", [numbers], is_open=True)]
    return [*blocks, *plan_page.groups(plan), *plan_page.sizes(plan)]


def _drawing(plan: Plan) -> Power | None:
    if len(plan.power_curve) < 2:
        return None
    first, last = plan.power_curve[0].units, plan.power_curve[-1].units
    gap, power = plan_page.points(plan, plan.assumed.gap), plan.assumed.power
    certifies = [(each.units, each.certifies) for each in plan.power_curve if each.certifies is not None]
    proves = [(each.units, each.proves) for each in plan.power_curve if each.proves is not None]
    curves = [_curve("certify", f"certify {gap}", certifies, proves, (first, last))]
    if proves:
        curves.append(_curve("prove", f"prove {gap}", proves, certifies, (first, last)))
    needed = next((units for units, chance in certifies if chance >= power), None)
    sure = wording.percent(power)
    caption = f"No size shown here certifies {gap} with a chance of {sure}."
    if needed is not None:
        caption = f"With {wording.count(needed)} {plan.unit} in every group the chance to certify {gap} reaches {sure}."
    ticks = [Mark(_across(units, first, last), wording.count(units)) for units in _ticks(first, last)]
    name = f"Power curve. {caption} The table below has every point."
    return Power(plan.unit, curves, ticks, Mark(_down(power), sure), caption, name)


def _curve(
    kind: str,
    label: str,
    own: Sequence[tuple[int, float]],
    other: Sequence[tuple[int, float]],
    ends: tuple[int, int],
) -> Curve:
    marks = [(_across(units, *ends), _down(chance)) for units, chance in own]
    points = " ".join(f"{_share(units, *ends) * _UNITS:.1f},{(1 - chance) * _UNITS:.1f}" for units, chance in own)
    side, place = _label(own, other, ends)
    return Curve(kind, label, points, marks, _APART if place is None else marks[place], side)


def _label(
    own: Sequence[tuple[int, float]], other: Sequence[tuple[int, float]], ends: tuple[int, int]
) -> tuple[str, int | None]:
    """Return on which side of which point a curve's label is clear of the other curve and of the edges."""
    lead = [each[1] - beside[1] for each, beside in zip(own, other or [(0, 1.0)] * len(own), strict=True)]
    across = [_share(units, *ends) for units, _ in own]
    sides = {
        "below": [
            place
            for place, ahead in enumerate(lead)
            if ahead < -_CLEAR and own[place][1] > _ABOVE_AXIS and across[place] <= 1 - _ROOM
        ],
        "above": [place for place, ahead in enumerate(lead) if ahead > _CLEAR and across[place] >= _ROOM],
    }
    found = [(abs(lead[place]), side, place) for side, places in sides.items() for place in places]
    return max(found)[1:] if found else ("apart", None)


def _ticks(first: int, last: int) -> list[int]:
    """Return round numbers between the ends, at equal steps of a decade, and not too many."""
    found: list[int] = []
    for steps in _TICKS_OF_A_DECADE:
        decades = range(int(math.log10(first)), int(math.log10(last)) + 1)
        found = [step * 10**decade for decade in decades for step in steps if first <= step * 10**decade <= last]
        if len(found) <= _MOST_TICKS:
            break
    return found


def _share(units: float, first: float, last: float) -> float:
    return math.log(units / first) / math.log(last / first)


def _across(units: float, first: float, last: float) -> str:
    return f"{100 * _share(units, first, last):.1f}%"


def _down(chance: float) -> str:
    return f"{100 * (1 - chance):.1f}%"
