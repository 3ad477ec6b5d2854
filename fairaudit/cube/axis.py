"""Axes of a cube: what the codes of its cells stand for."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

CodeArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Axis:
    """One attribute (or the cluster column) and its values; a missing value is None.

    `ordered` values, such as bins, are reported in the order in which they stand here. Where a row can have several
    values, the code of a cell is that of a combination: `holds` says for each which values (by their places) it is made
    of, ascending; a row without any has the empty one.
    """

    name: str
    values: tuple[str | None, ...]
    ordered: bool = False
    holds: tuple[tuple[int, ...], ...] | None = None

    @property
    def meanings(self) -> tuple[Hashable, ...]:
        """What each code of a cell stands for: a value, or the set of the values of a row."""
        if self.holds is None:
            return self.values
        return tuple(frozenset(self.values[place] for place in places) for places in self.holds)

    def joined(self, other: Axis) -> tuple[Axis, CodeArray]:
        """Return the axis of the rows of both, and what the other's codes of cells become on it."""
        values = tuple(dict.fromkeys((*self.values, *other.values)))
        place = {value: code for code, value in enumerate(values)}
        recode = [place[value] for value in other.values]
        if self.holds is None or other.holds is None:
            return Axis(self.name, values, self.ordered), np.array(recode, dtype=np.int64)
        theirs = [tuple(sorted(recode[code] for code in codes)) for codes in other.holds]
        holds = {codes: code for code, codes in enumerate(dict.fromkeys((*self.holds, *theirs)))}
        axis = Axis(self.name, values, self.ordered, tuple(holds))
        return axis, np.array([holds[codes] for codes in theirs], dtype=np.int64)

    def sort_key(self, code: int) -> tuple[int, float, str]:
        """Return where a value stands among others: numbers by size, text by alphabet, a missing value last."""
        value = self.values[code]
        if value is None:
            return (2, 0.0, "")
        if self.ordered:
            return (0, code, "")
        try:
            number = float(value)
        except ValueError:
            return (1, 0.0, value)
        return (0, number, value) if math.isfinite(number) else (1, 0.0, value)

    @cached_property
    def _held(self) -> tuple[CodeArray, CodeArray]:
        """The values of all combinations in one row, and how many each has."""
        holds = self.holds or ()
        held = np.array([place for places in holds for place in places], dtype=np.int64)
        return held, np.array([len(places) for places in holds], dtype=np.int64)

    def held_by(self, codes: CodeArray) -> tuple[CodeArray, CodeArray]:
        """Return every value of the combinations `codes`, and the place of its combination among these."""
        held, sizes = self._held
        many = sizes[codes]
        place = np.repeat(np.arange(len(codes)), many)
        within = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
        return held[(np.cumsum(sizes) - sizes)[codes[place]] + within], place


def overlapping(axes: Sequence[Axis]) -> tuple[str, ...]:
    """Return the names of the axes on which a row can have several values."""
    return tuple(axis.name for axis in axes if axis.holds is not None)


def in_every_group(axes: Sequence[Axis], codes: CodeArray) -> tuple[CodeArray, CodeArray]:
    """Return the cells `codes` once for every group that they are in, as codes of values; and which cell each is."""
    cell = np.arange(len(codes))
    for column, axis in enumerate(axes):
        if axis.holds is not None:
            values, place = axis.held_by(codes[:, column])
            codes, cell = codes[place], cell[place]
            codes[:, column] = values
    return codes, cell
