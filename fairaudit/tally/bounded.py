"""Sums of tallies with places for numbers that all rows together would have been given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from fairaudit.counts.places import PlacedCounts
from fairaudit.cube import Cube, merge_cells
from fairaudit.tally.places import PlaceBook
from fairaudit.tally.tallied import Tallied


def bounded(tallied: Tallied) -> Tallied:
    """Return a sum of tallies in which numbers have the places that they have where all rows are counted at once.

    Parts can hold few different numbers each and too many together, or bins of different widths.
    """
    return replace(tallied, cube=replace(tallied.cube, beside=tuple(map(_bounded, tallied.cube.beside))))


def _bounded(cube: Cube[Any]) -> Cube[Any]:
    counts = cube.counts
    if not isinstance(counts, PlacedCounts) or counts.place is None:
        return cube
    axis, become = PlaceBook.of_all(counts.axis)
    if axis is counts.axis:
        return cube
    shape = counts.sums.shape
    codes, sums = merge_cells(
        np.column_stack([become[counts.place], cube.codes]), counts.sums.reshape(len(counts.sums), -1)
    )
    merged = counts.put(codes[:, 0], sums.reshape(-1, *shape[1:]))
    merged.axis = axis
    return replace(cube, codes=codes[:, 1:], counts=merged)
