"""One code for all spellings of a label, also where parts of the rows spell it in their own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fairaudit.cube import Axis, Cube, merge_cells
from fairaudit.tally import Roles, Tallied
from fairaudit.tasks.binary.labels import normalize_label

AS_NUMBERS = {"true": "1", "false": "0"}
"""What columns of booleans hold, as columns of numbers do."""
BOOLEANS = "rows of files in which a label or a prediction is a boolean"


def respelt(cube: Cube[Any], meanings: Sequence[Sequence[str | None]]) -> Cube[Any]:
    """Return the cube with other values on its last attributes; those that became alike have one code."""
    axes, codes, sums = list(cube.attributes), cube.codes, cube.counts.sums
    for place, meaning in enumerate(meanings, len(axes) - len(meanings)):
        code = {value: place for place, value in enumerate(dict.fromkeys(meaning))}
        axes[place] = Axis(axes[place].name, tuple(code))
        if len(code) < len(meaning):
            codes = codes.copy()
            codes[:, place] = np.array([code[value] for value in meaning], dtype=np.int64)[codes[:, place]]
    if not cube.rows_are_clusters:
        codes, sums = merge_cells(codes, sums)
    return replace(cube, attributes=tuple(axes), codes=codes, counts=cube.counts.like(sums))


def in_known_words(cube: Cube[Any], axes: int) -> Cube[Any]:
    """Return the cube with one code for all spellings of a word that everybody knows, such as `True`."""
    values = [axis.values for axis in cube.attributes[-axes:]]
    return respelt(cube, [[None if each is None else normalize_label(each) for each in some] for some in values])


def in_one_spelling(tallied: Tallied, roles: Roles) -> Tallied:
    """Return what was tallied in one spelling, where some parts had booleans and others had 1 and 0.

    Only parts can: in one data set a column has one type.
    """
    cube, axes = tallied.cube, len(tallied.cube.attributes) - len(roles.attributes)
    if not axes or not tallied.seen.rows.get(BOOLEANS) or not any(map(_is_mixed, cube.attributes[-axes:])):
        return tallied
    beside = (_as_numbers(each, len(each.attributes) - len(roles.attributes)) for each in cube.beside)
    return replace(tallied, cube=replace(_as_numbers(cube, axes), beside=tuple(beside)))


def said_as(positive: str | None, tallied: Tallied, roles: Roles) -> str | None:
    """Return the positive value that was said, as rows in one spelling have it."""
    values = {*tallied.cube.attributes[len(roles.attributes)].values}  # of the label, or else of the decision
    if positive is None or not tallied.seen.rows.get(BOOLEANS) or not values & {*AS_NUMBERS.values()}:
        return positive
    return AS_NUMBERS.get(normalize_label(positive), positive)


def _is_mixed(axis: Axis) -> bool:
    words = {normalize_label(each) for each in axis.values if each is not None}
    return bool(words & AS_NUMBERS.keys() and words & {*AS_NUMBERS.values()})


def _as_numbers(cube: Cube[Any], axes: int) -> Cube[Any]:
    if not axes:
        return cube
    values = [[each and normalize_label(each) for each in axis.values] for axis in cube.attributes[-axes:]]
    return respelt(cube, [[each and AS_NUMBERS.get(each, each) for each in some] for some in values])
