"""Several operating points: which rows each selects, and their counts side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, cast

import numpy as np

from fairaudit.counts import ConfusionCounts, SelectionCounts
from fairaudit.counts.operating import OperatingCounts
from fairaudit.cube import CodeArray, Cube, merge_cells
from fairaudit.tally import Roles


def reached(roles: Roles) -> list[int]:
    """Return for each point how many points, itself too, a row reaches that is selected there."""
    cuts = np.unique([score for _, score in roles.points])
    return [int(np.searchsorted(cuts, score)) + 1 for _, score in roles.points]


def selects(roles: Roles) -> frozenset[str]:
    """Return the values of the last axis, how many points a row reaches, of rows that the first point selects."""
    cuts = len({score for _, score in roles.points})
    return frozenset(str(points) for points in range(reached(roles)[0], cuts + 1))


def at_points(cube: Cube[Any], roles: Roles, positive: Collection[str] | None) -> Cube[Any]:
    """Turn the axes of label, if there is one, and of points reached into counts."""
    last, labelled = len(cube.attributes) - 1, positive is not None
    found, steps = reached(roles), len({score for _, score in roles.points}) + 1
    field = _values(cube, last, lambda value: int(value or 0))
    if positive is not None:
        field += steps * _values(cube, last - 1, lambda value: int(value not in positive))
    sums = np.zeros((len(cube.codes), steps * (1 + labelled), cube.counts.sums.shape[-1]))
    sums[np.arange(len(sums)), field] = cube.counts.sums[:, 0]
    axes = last - labelled
    codes = np.delete(cube.codes, np.s_[axes : last + 1], axis=1)
    if not cube.rows_are_clusters:
        codes, sums = merge_cells(codes, sums)
    least = {name: many for (name, _), many in zip(roles.points, found, strict=True)}
    selected = [frozenset(name for name, many in least.items() if many <= step) for step in range(steps)]
    counts = OperatingCounts(sums, tuple(least), selected, labelled=labelled)
    return replace(cube, attributes=cube.attributes[:axes], codes=codes, counts=counts, beside=())


def counts_at(cube: Cube[Any], name: str) -> ConfusionCounts | SelectionCounts:
    """Return the counts of the decisions at one point."""
    for each in cube.beside:
        if isinstance(each.counts, OperatingCounts):
            return each.counts.at(name)
    return cast(ConfusionCounts | SelectionCounts, cube.counts)


def _values(cube: Cube[Any], axis: int, number: Callable[[str | None], int]) -> CodeArray:
    """Return a number for every cell: that of its value on an axis."""
    return np.array([number(value) for value in cube.attributes[axis].values], dtype=np.int64)[cube.codes[:, axis]]
