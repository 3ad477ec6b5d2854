"""What stands out once groups are seen together: concentrated errors and hidden intersections.

Each of these is a claim about groups that nobody pointed at beforehand. It is made only where the groups of the level
truly differ, and holds with the confidence of all groups that the report looks at together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.document import Concentration, Hidden, Patterns
from fairaudit.groups.claims import WORSE_SIDE, Told
from fairaudit.groups.entries import as_count
from fairaudit.groups.level import Level
from fairaudit.groups.reversals import find_reversals
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.part_of_whole import apart
from fairaudit.metrics import PartOfWhole

MOST = 5
"""Hidden intersections that are listed for one metric of one level."""


def find_patterns(overall: Level, levels: Sequence[Level], told: Told, leading: str) -> Patterns:
    """Return what stands out among the groups of a report; errors are those of the metric `leading`."""
    at = {level.by: level for level in levels}
    return {
        "concentrations": list(_concentrations(overall, levels, told, leading)),
        "hidden": [each for name in overall.measurements for each in _hidden(name, at, told)],
        "reversals": find_reversals(at, told),
    }


def _concentrations(overall: Level, levels: Sequence[Level], told: Told, metric: str) -> Iterator[Concentration]:
    if metric not in overall.measurements or not _counts_errors(overall, metric):
        return
    for level in (each for each in levels if len(each.by) == 1):
        worse = [_concentration(overall, level, int(index), metric) for index in told.worse((level.by, metric))]
        found = [each for each in worse if each["share_of_errors"] > each["share"]]
        if found:
            yield max(found, key=lambda each: each["share_of_errors"] - each["share"])


def _concentration(overall: Level, level: Level, index: int, metric: str) -> Concentration:
    errors, whole = _errors(level, metric)
    all_errors, all_rows = _errors(overall, metric)
    return {
        "by": list(level.by),
        "group": level.groups[index],
        "errors": as_count(errors[index]),
        "share_of_errors": float(errors[index] / all_errors[0]),
        "share": float(whole[index] / all_rows[0]),
    }


def _counts_errors(level: Level, metric: str) -> bool:
    """Tell whether a metric divides errors, or what is free of them, by what they are a share of."""
    measured = level.measurements[metric]
    divides = isinstance(measured.metric(measured.sample.totals), PartOfWhole)
    return divides and (measured.metric.better == "lower" or measured.metric.high == 1)


def _errors(level: Level, metric: str) -> tuple[FloatArray, FloatArray]:
    """Return the errors of each group and what they are a share of: rows, or words; without weights.

    Where higher is better the errors are what is missing to the whole.
    """
    measured = level.measurements[metric]
    quantity = cast(PartOfWhole, measured.metric(measured.sample.totals))
    part, whole = quantity.part[:, 0], quantity.whole[:, 0]
    return (part if measured.metric.better == "lower" else whole - part), whole


def _hidden(metric: str, at: Mapping[tuple[str, ...], Level], told: Told) -> Iterator[Hidden]:
    """Yield intersections that are worse than all rows and than their own groups, none of which is told to be worse."""
    for by, level in at.items():
        parents = [at[name,] for name in by if (name,) in at]
        if len(by) < 2 or len(parents) < len(by):
            continue
        found = told.worse((by, metric))
        for parent in parents:
            found = _worse_than(parent, level, found, metric, told)
        for index in found[:MOST]:
            looked_at = len(told.looked[by, metric].groups)
            yield {"metric": metric, "by": list(by), "group": level.groups[index], "of": looked_at}


def _worse_than(parent: Level, level: Level, found: IntArray, metric: str, told: Told) -> IntArray:
    """Return those of the intersections found that are worse than their group of one attribute, which is not worse."""
    (name,) = parent.by
    place = {group[name]: index for index, group in enumerate(parent.groups)}
    whole = np.array([place[level.groups[index][name]] for index in found], dtype=np.int64)
    better = level.measurements[metric].metric.better
    if better is None or not len(found):
        return found
    sides = apart(level.measurements[metric], found, parent.measurements[metric], whole, told.error_of_a_group)
    is_worse = sides.above if WORSE_SIDE[better] > 0 else sides.below
    return found[is_worse & ~np.isin(whole, told.worse((parent.by, metric)))]
