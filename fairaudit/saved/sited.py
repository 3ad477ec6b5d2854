"""Tallies that are a site each: what tells them apart becomes an attribute of the rows of all."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fairaudit.cube import Axis, Cube, LargestRows
from fairaudit.errors import UsageError, show
from fairaudit.saved.description import Saved
from fairaudit.spoken import spoken

EACH = "tally()"
"""As a site: each tally is one."""
COLUMN = "tally"
"""What such sites are a column of."""


def as_sites(tallies: Sequence[Saved]) -> list[Saved]:
    """Return the tallies, each with an attribute that says which one it is: its file's name without the suffix.

    Raises:
        UsageError: rows were counted by a column that has the name of this attribute.
    """
    stems = [os.path.splitext(os.path.basename(each.name))[0] for each in tallies]
    often = Counter(stems)
    names = [stem if often[stem] == 1 else each.name for stem, each in zip(stems, tallies, strict=True)]
    return [_named(each, name) for each, name in zip(tallies, names, strict=True)]


def _named(saved: Saved, name: str) -> Saved:
    roles, tallied = saved.description.roles, saved.tallied
    if COLUMN in roles.attributes:
        raise UsageError(
            f"{spoken('site', EACH)} makes each tally a site, and the rows are counted by `{show(COLUMN)}` already: "
            f"say {spoken('site', COLUMN)} if that is the site."
        )
    cube = _with_axis(tallied.cube, len(roles.attributes), Axis(COLUMN, (name,)))
    roles = replace(roles, attributes=(*roles.attributes, COLUMN))
    return replace(saved, description=replace(saved.description, roles=roles), tallied=replace(tallied, cube=cube))


def _with_axis(cube: Cube[Any], place: int, axis: Axis) -> Cube[Any]:
    """Return a cube, and all beside it, with one more attribute at this place, whose one value all cells have."""
    largest = cube.largest
    if largest is not None:
        largest = LargestRows(np.insert(largest.codes, place, 0, axis=1), largest.facts)
    return replace(
        cube,
        attributes=(*cube.attributes[:place], axis, *cube.attributes[place:]),
        codes=np.insert(cube.codes, place, 0, axis=1),
        largest=largest,
        beside=tuple(_with_axis(each, place, axis) for each in cube.beside),
        columns=None if cube.columns is None else _with_axis(cube.columns, place, axis),
    )
