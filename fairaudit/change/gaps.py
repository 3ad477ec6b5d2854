"""How much the gaps between groups changed, where the two results have rows or speakers in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from fairaudit.change.table import Table, places_of
from fairaudit.groups.level import Level, reference_group, why_left_out
from fairaudit.inference import Estimate, compare
from fairaudit.inference.disparity import one_sided
from fairaudit.inference.gap_change import Among, change_of_bounds, change_of_extremes
from fairaudit.metrics import disparity_name

METHOD = "the sharper of the bounds of both results and of the changes of the groups that can be furthest apart"
_FOR_RESULTS = 0.75
"""The share of the error level for the bounds of both results; they tell more where a gap appears or changes sides."""


def gap_changes(before: Level, after: Level, table: Table) -> Iterable[tuple[str, Estimate]]:
    """Yield name and change of the differences that are between the same groups in both results.

    Each bound is the sharper of two that share the level, so that it holds by the union bound.
    """
    if reference_group(before) is not None:
        return
    for name, changes in table.changes.items():
        groups = np.flatnonzero(table.usable(name))
        if len(groups) < 2 or any(_usable(level, name) > len(groups) for level in (before, after)):
            continue
        old, new = (
            Among(level.measurements[name], np.array(places_of(level, table.groups))[groups])
            for level in (before, after)
        )
        if all(each.measurement.known[each.groups].all() for each in (old, new, Among(changes, groups))):
            yield disparity_name(name, "difference"), gap_change(old, new, Among(changes, groups))


def _usable(level: Level, name: str) -> int:
    return sum(why is None for why in why_left_out(level, name))


def gap_change(old: Among, new: Among, changes: Among) -> Estimate:
    """Return the change of the difference between some groups, given in one order, which all have limits."""
    confidence = changes.measurement.confidence
    level = 1 - confidence
    found = change_of_bounds(*(_gap(each, 1 - _FOR_RESULTS * level) for each in (old, new)))
    low, high = change_of_extremes(old, new, changes, (1 - _FOR_RESULTS) * level)
    if found.value is None or found.low is None or found.high is None:
        return found
    low, high = min(max(low, found.low), found.value), max(min(high, found.high), found.value)
    return replace(found, low=low, high=high, method=METHOD + one_sided(changes.measurement))


def _gap(among: Among, confidence: float) -> Estimate:
    chosen = np.zeros(len(among.measurement.values), dtype=bool)
    chosen[among.groups] = True
    return compare(replace(among.measurement, confidence=confidence), "difference", chosen).estimate
