"""One plan: what the groups of one level can show at the assumed rate, and what each would need."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.document import Group
from fairaudit.planning import power
from fairaudit.planning.assumptions import Assumptions, PlannedGroup, sizes_of
from fairaudit.planning.chances import Chance, power_curve

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

    `curve` says which gaps other sizes would settle; `power_curve` with what chance they would settle the plan's own.
    """

    metric: str | None
    by: tuple[str, ...]
    unit: str
    assumed: Assumptions
    certifies: Certified
    groups: tuple[GroupPlan, ...]
    curve: tuple[Step, ...]
    power_curve: tuple[Chance, ...]
    method: str = METHOD

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain data, for JSON."""
        return {**asdict(self), "by": list(self.by)}


def make_plan(
    groups: Sequence[PlannedGroup], assumed: Assumptions, *, metric: str | None, by: Sequence[str], unit: str
) -> Plan:
    """Plan for these groups; those that are too small to be compared are only told what they need."""
    compared = [each for each in groups if each.small_because is None and each.size > 0]
    sizes, units = sizes_of(compared), np.array([each.units for each in compared])
    gaps = dict(zip((id(each) for each in compared), power.provable(assumed, sizes, units), strict=True))
    worth = _worth(groups)
    least = power.size_to_certify(assumed, sizes_of(groups), worth)
    entries = tuple(
        _entry(each, assumed, gaps.get(id(each)), least, float(own)) for each, own in zip(groups, worth, strict=True)
    )
    usual = float(np.median(worth)) if len(worth) else 1.0
    curve = tuple(_step(assumed, count, len(groups), usual) for count in (ROWS if unit == "rows" else CLUSTERS))
    fewest = assumed.fewest(float(np.median([each.rows_per_unit for each in groups])) if groups else 1.0)
    needs = power.size_to_certify_alike(assumed, len(groups), usual)
    chances = power_curve(assumed, len(groups), usual, fewest, needs)
    return Plan(metric, tuple(by), unit, assumed, _certified(assumed, sizes, units), entries, curve, chances)


def _worth(groups: Sequence[PlannedGroup]) -> FloatArray:
    """Return what a unit of each group is worth; where too little is known, what it usually is."""
    worth = np.array([each.worth for each in groups], dtype=np.float64)
    known = np.array([each.small_because is None for each in groups]) & (worth > 0)
    return np.where(known, worth, np.median(worth[known]) if known.any() else 1.0)


def _certified(assumed: Assumptions, sizes: FloatArray, units: FloatArray) -> Certified:
    if not len(sizes):
        return Certified(None, None, None, None)
    return Certified(
        power.certifiable(assumed, sizes, units, "difference"),
        power.certifiable(assumed, sizes, units, "ratio"),
        float(power.floors(assumed, sizes, units, len(sizes)).min()),
        float(power.ceilings(assumed, sizes, units, len(sizes)).max()),
    )


def _entry(
    each: PlannedGroup, assumed: Assumptions, proves: float | None, least: float | None, worth: float
) -> GroupPlan:
    at_least = at_most = None
    if each.size > 0 and each.small_because is None:
        size, units = np.array([each.size]), np.array([each.units])
        at_least = float(power.floors(assumed, size, units)[0])
        at_most = float(power.ceilings(assumed, size, units)[0])
    needs = None if least is None else max(math.ceil(least / worth - 1e-9), assumed.fewest(each.rows_per_unit))
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


def _step(assumed: Assumptions, units: int, groups: int, worth: float) -> Step:
    each = np.full(groups, float(units))
    certifies = power.certifiable(assumed, each * worth, each, "difference")
    proves = power.provable(assumed, each * worth, each)
    best = float(proves[0]) if len(proves) and not np.isnan(proves[0]) else None
    return Step(units, certifies, best)
