"""Tallies by fewer attributes: the cells that differ in nothing else are added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fairaudit.cube import Cube, LargestRows, merge_cells, put_together
from fairaudit.tally import Tallied


def only_attributes(tallied: Tallied, attributes: Sequence[str], of: Sequence[str] | None = None) -> Tallied:
    """Return what was tallied by these attributes, in this order; `of` are all that it was counted by."""
    known = attributes if of is None else of
    cube = _only(tallied.cube, attributes, known)
    return replace(tallied, cube=cube if len(attributes) == len(known) else put_together(cube))


def _only(cube: Cube[Any], attributes: Sequence[str], of: Sequence[str]) -> Cube[Any]:
    """Return a cube by some of the attributes `of`; the axes behind them, which are of the task, stay."""
    names = [axis.name for axis in cube.attributes]
    kept = [*(names.index(name) for name in attributes), *range(len(of), len(names))]
    beside = tuple(_only(each, attributes, of) for each in cube.beside)
    columns = None if cube.columns is None else _only(cube.columns, attributes, of)
    if kept == list(range(len(names))):
        return replace(cube, beside=beside, columns=columns)
    codes = cube.codes[:, [*kept, *([] if cube.cluster is None else [len(names)])]]
    counts, largest = cube.counts, cube.largest
    if not cube.rows_are_clusters:
        codes, sums = merge_cells(codes, counts.sums)
        counts = counts.like(sums)
    if largest is not None:
        largest = LargestRows.of(largest.codes[:, kept[: len(attributes)]], largest.facts)
    axes = tuple(cube.attributes[place] for place in kept)
    return Cube(axes, cube.cluster, codes, counts, cube.rows_are_clusters, largest, beside, columns)
