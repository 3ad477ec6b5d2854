"""The tally of all rows from those of parts of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fairaudit.counts.places import PlacedCounts
from fairaudit.cube import Cube, put_together
from fairaudit.tally.places import PlaceBook
from fairaudit.tally.tallied import Tallied


def total(parts: Sequence[Tallied]) -> Tallied:
    """Return the sum of one or several tallies, with the cells and the places that all rows have if counted at once.

    Parts can hold few different numbers each and too many together, or bins of different widths.
    """
    if len(parts) == 1:
        return parts[0]
    found = _sum(parts)
    beside = tuple(map(_at_places_of_all, found.cube.beside))
    return replace(found, cube=put_together(replace(found.cube, beside=beside)))


def _sum(parts: Sequence[Tallied]) -> Tallied:
    """Return the sum of parts: of the sums of both halves, so that the cells of the first are not copied each time."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return _sum(parts[:half]) + _sum(parts[half:])


def _at_places_of_all(cube: Cube[Any]) -> Cube[Any]:
    counts = cube.counts
    if not isinstance(counts, PlacedCounts) or counts.place is None:
        return cube
    axis, become = PlaceBook.of_all(counts.axis)
    placed = counts.put(become[counts.place], counts.sums)
    placed.axis = axis
    return replace(cube, counts=placed)
