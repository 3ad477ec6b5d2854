"""One plan: what the groups of one level can show at the assumed rate, and what each would need."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from fairaudit.document import About, Group
from fairaudit.document.units import Unit
from fairaudit.metrics import Better, Metric
from fairaudit.planning.assumptions import Assumptions, PlannedGroup
from fairaudit.planning.chances import Chance, curve_sizes
from fairaudit.planning.clusters import Clustering
from fairaudit.planning.reckoning import Reckoning, reckon

ROWS = (30, 100, 300, 1_000, 3_000, 10_000)
CLUSTERS = (5, 10, 20, 50, 100, 200)
METHOD = (
    "Bounds as in verdicts, at the assumed rate. Certified: what the upper bound over all pairs stays below if groups "
    "are truly equal. Proven: the smallest true gap whose lower bound is above zero"
)


@dataclass(frozen=True)
class GroupPlan:
    """What one group's evidence can show.

    `at_least` and `at_most` would be certified for its own value if it has the assumed rate; `proves` is the smallest
    true gap to the largest other group that would be proven. `needs` and `more` are the units that the group must have
    and lacks so that the plan's gap is certified; `rows_needed` the same in rows.
    """

    group: Group
    units: float
    rows: int
    effective: float
    small_because: str | None
    at_least: float | None
    at_most: float | None
    proves: float | None
    needs: int | None
    more: int | None
    rows_needed: int | None


@dataclass(frozen=True)
class Certified:
    """What all comparable groups together would certify if they truly are equal: the limits a rule could have."""

    difference: float | None
    ratio: float | None
    worst_at_least: float | None
    worst_at_most: float | None


@dataclass(frozen=True)
class Step:
    """What could be settled if every group had this many units: the gaps certified and proven with the plan's power."""

    units: int
    certifies: float | None
    proves: float | None


@dataclass(frozen=True)
class Plan:
    """A plan for the groups of one level; `unit` is what evidence is counted in: rows, or clusters.

    `unit_one` is one of them. `value_unit` says how values are printed, and `better` which direction is better; None
    also where no metric is planned for. `curve` says which gaps other sizes would settle; `power_curve` with what
    chance they would settle the plan's own. `clustering` is what is taken of clusters, None for independent rows.
    `about` is what was said of all plans that were made together.
    """

    metric: str | None
    by: tuple[str, ...]
    unit: str
    assumed: Assumptions
    certifies: Certified
    groups: tuple[GroupPlan, ...]
    curve: tuple[Step, ...]
    power_curve: tuple[Chance, ...]
    clustering: Clustering | None = None
    method: str = METHOD
    unit_one: str = "row"
    value_unit: Unit = "share"
    better: Better | None = None
    about: About = field(default_factory=About)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain data, for JSON; what was said of it is said once for several."""
        return {name: value for name, value in {**asdict(self), "by": list(self.by)}.items() if name != "about"}


def as_data(plans: Sequence[Plan]) -> dict[str, Any]:
    """Return plans that were made together as plain data, for JSON."""
    found = {"plans": [plan.to_dict() for plan in plans]}
    about = plans[0].about if plans else None
    return {"about": about, **found} if about else found


def make_plan(
    groups: Sequence[PlannedGroup],
    assumed: Assumptions,
    *,
    metric: Metric | None,
    by: Sequence[str],
    unit: tuple[str, str],
) -> Plan:
    """Plan for these groups; those that are too small to be compared are only told what they need.

    `unit` is what evidence is counted in: one, and many.
    """
    compared = [each for each in groups if each.small_because is None and each.size > 0]
    reckoning = reckon(groups, assumed)
    gaps = dict(zip((id(each) for each in compared), reckoning.provable(compared), strict=True))
    least = reckoning.needs(groups)
    entries = tuple(
        _entry(each, reckoning, gaps.get(id(each)), None if least is None else least[place])
        for place, each in enumerate(groups)
    )
    curve = tuple(_step(reckoning, count, len(groups)) for count in (CLUSTERS if assumed.clustered else ROWS))
    chances = _power_curve(reckoning, groups)
    certified, clustering = _certified(reckoning, compared), reckoning.clustering
    plan = Plan(None, tuple(by), unit[1], assumed, certified, entries, curve, chances, clustering, unit_one=unit[0])
    if metric is None:
        return plan
    return replace(plan, metric=metric.name, value_unit=metric.unit, better=metric.better)


def in_unit_of(plan: Plan, value: float) -> Plan:
    """Return a plan that was made in units of `value` in the unit of the data."""

    def scaled(number: float | None) -> float | None:
        return None if number is None else number * value

    groups = tuple(
        replace(each, at_least=scaled(each.at_least), at_most=scaled(each.at_most), proves=scaled(each.proves))
        for each in plan.groups
    )
    found, assumed = plan.certifies, plan.assumed
    certifies = Certified(
        scaled(found.difference), found.ratio, scaled(found.worst_at_least), scaled(found.worst_at_most)
    )
    curve = tuple(Step(each.units, scaled(each.certifies), scaled(each.proves)) for each in plan.curve)
    assumed = replace(assumed, rate=assumed.rate * value, gap=assumed.gap * value)
    return replace(plan, assumed=assumed, certifies=certifies, groups=groups, curve=curve)


def _power_curve(reckoning: Reckoning, groups: Sequence[PlannedGroup]) -> tuple[Chance, ...]:
    if len(groups) < 2:
        return ()
    fewest = reckoning.assumed.fewest(float(np.median([each.rows_per_unit for each in groups])))
    needs = reckoning.needs(reckoning.alike(1.0, len(groups)))
    sizes = curve_sizes(fewest, None if needs is None else math.ceil(needs[0] - 1e-9))
    return tuple(reckoning.chance(units, len(groups)) for units in sizes)


def _certified(reckoning: Reckoning, compared: Sequence[PlannedGroup]) -> Certified:
    if not compared:
        return Certified(None, None, None, None)
    return Certified(
        reckoning.certifiable(compared, "difference"),
        reckoning.certifiable(compared, "ratio"),
        float(reckoning.floors(compared, len(compared)).min()),
        float(reckoning.ceilings(compared, len(compared)).max()),
    )


def _entry(each: PlannedGroup, reckoning: Reckoning, proves: float | None, least: float | None) -> GroupPlan:
    at_least = at_most = None
    if each.size > 0 and each.small_because is None:
        at_least, at_most = (float(ends([each])[0]) for ends in (reckoning.floors, reckoning.ceilings))
    fewest = reckoning.assumed.fewest(each.rows_per_unit)
    needs = None if least is None else max(math.ceil(least - 1e-9), fewest)
    return GroupPlan(
        each.group,
        each.units,
        round(each.units * each.rows_per_unit),
        each.size,
        each.small_because,
        at_least,
        at_most,
        None if proves is None or math.isnan(proves) else float(proves),
        needs,
        None if needs is None else max(0, math.ceil(needs - each.units)),
        None if needs is None else math.ceil(needs * each.rows_per_unit),
    )


def _step(reckoning: Reckoning, units: int, groups: int) -> Step:
    alike = reckoning.alike(float(units), groups)
    proves = reckoning.provable(alike, first_alone=True)
    best = float(proves[0]) if len(proves) and not np.isnan(proves[0]) else None
    return Step(units, reckoning.certifiable(alike, "difference"), best)
