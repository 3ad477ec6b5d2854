"""Plans as one HTML page in the style of the report: what could be certified, every group, and the power curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from fairaudit import __version__
from fairaudit import words as wording
from fairaudit.planning import Plan
from fairaudit.report import plan as plan_page
from fairaudit.report.drawing import Axis
from fairaudit.report.html import draw as html
from fairaudit.report.page import Block, Drawing, Folded, Heading, Page

_MOST_TICKS = 6
_ROOM = 38
"""The percent of the width that a label takes on a narrow screen."""
_CLEAR = 5
"""Curves that lie nearer together leave no room for a label between them."""
_ABOVE_AXIS = 92
"""A label below a lower point would lie on the axis."""
_TICKS_OF_A_DECADE = ((1, 2, 5), (1, 3), (1,))

Place = tuple[float, float]
"""Across and down, in percent of the drawing."""
_FREE = (100.0, 75.0)
"""A place that curves which rise leave free."""


class Curve(NamedTuple):
    """One curve, and where its label stands.

    That is `above` (left of its place and above it), `below` (right of it and below), or `apart` (ending there).
    """

    kind: str
    label: str
    points: list[Place]
    side: str
    label_at: Place


class Power(NamedTuple):
    """The power curve: both chances over the size of every group, on a logarithmic axis; places are in percent."""

    unit: str
    curves: list[Curve]
    ticks: list[tuple[float, str]]
    power: float
    sure: str
    caption: str


def render(plans: Sequence[Plan]) -> str:
    """Return the page."""
    own = wording.title_of(plans[0].about)
    title = own or (plan_page.title(plans[0], in_words=True) if len(plans) == 1 else wording.plural(len(plans), "plan"))
    is_titled_by_itself = len(plans) == 1 and not own
    return html.draw(
        "plan.html",
        ("report.css", "plan.css"),
        first=list(plan_page.first(plans)),
        plans=[_page(plan, is_titled_by_itself) for plan in plans],
        deeper=0 if is_titled_by_itself else 1,
        about=wording.about_facts(plans[0].about),
        title=title,
        version=__version__,
        plan=plans[0],
    )


def _page(plan: Plan, is_alone: bool) -> Page:
    """Return one plan, its curve first, if it has one; its own title is that of the page if it is alone."""
    _, *limits = plan_page.head(plan)
    blocks: list[Block] = [] if is_alone else [Heading(plan_page.title(plan, in_words=True), 1)]
    if len(plan.power_curve) > 1:
        heading, numbers, notes = plan_page.curve(plan)
        blocks += [heading, Drawing("power.svg", _power(plan)), notes, Folded("The curve as numbers", [numbers])]
    blocks += [Heading("What limits a rule could have"), *limits, *plan_page.groups(plan)]
    return [*blocks, Folded(f"If every group had so many {plan.unit}", list(plan_page.sizes(plan))[1:])]


def _power(plan: Plan) -> Power:
    steps, gap, power = plan.power_curve, plan_page.points(plan, plan.assumed.gap), plan.assumed.power
    axis = Axis(math.log(steps[0].units), math.log(steps[-1].units))
    certifies = [(_across(axis, each.units), _down(each.certifies)) for each in steps if each.certifies is not None]
    proves = [(_across(axis, each.units), _down(each.proves)) for each in steps if each.proves is not None]
    curves = [Curve("certify", f"certify {gap}", certifies, *_label(certifies, proves))]
    if proves:
        curves.append(Curve("prove", f"prove {gap}", proves, *_label(proves, certifies)))
    needed = next((each.units for each in steps if each.certifies is not None and each.certifies >= power), None)
    sure = wording.percent(power)
    caption = f"No size shown here certifies {gap} with a chance of {sure}."
    if needed is not None:
        caption = f"With {wording.count(needed)} {plan.unit} in every group the chance to certify {gap} reaches {sure}."
    ticks = [(_across(axis, units), wording.count(units)) for units in _ticks(steps[0].units, steps[-1].units)]
    return Power(plan.unit, curves, ticks, _down(power), sure, caption)


def _label(own: Sequence[Place], other: Sequence[Place]) -> tuple[str, Place]:
    """Return on which side of which point a curve's label is clear of the other curve and of the edges."""
    found = [(0.0, "apart", _FREE)]
    for place, (across, down) in enumerate(own):
        ahead = (other[place][1] if other else 0.0) - down
        if ahead > _CLEAR and across >= _ROOM:
            found.append((ahead, "above", (across, down)))
        if ahead < -_CLEAR and across <= 100 - _ROOM and down < _ABOVE_AXIS:
            found.append((-ahead, "below", (across, down)))
    return max(found)[1:]


def _ticks(first: int, last: int) -> list[int]:
    """Return round numbers between the ends, at equal steps of a decade, and not too many."""
    decades = [10**power for power in range(int(math.log10(first)), int(math.log10(last)) + 1)]
    choices = [[step * decade for decade in decades for step in steps] for steps in _TICKS_OF_A_DECADE]
    within = [[tick for tick in ticks if first <= tick <= last] for ticks in choices]
    return next((ticks for ticks in within if len(ticks) <= _MOST_TICKS), within[-1])


def _across(axis: Axis, units: float) -> float:
    return round(axis.position(math.log(units), 100), 1)


def _down(chance: float) -> float:
    return round(100 * (1 - chance), 1)
