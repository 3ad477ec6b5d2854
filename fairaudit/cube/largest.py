"""The row with the most errors of every group, which sums cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fairaudit.cube.axis import Axis, CodeArray, in_every_group
from fairaudit.cube.cells import FloatSums, unique_rows


@dataclass(frozen=True, eq=False)
class LargestRows:
    """The row with the most errors for every combination of attribute values, which sums cannot tell.

    `codes` has one row per combination and one column per attribute. `facts`, of shape ``(combinations, 3)``, are the
    row's errors, what they are divided by, and its weight, which the errors count with.
    """

    codes: CodeArray
    facts: FloatSums

    @classmethod
    def of(cls, codes: CodeArray, facts: FloatSums) -> LargestRows:
        """Keep one of the rows that have the same codes: most errors first, then the shortest."""
        unique, cell = unique_rows(codes)
        order = np.lexsort((facts[:, 2], -facts[:, 1], facts[:, 0] * facts[:, 2]))
        largest = np.empty(len(unique), dtype=np.int64)
        largest[cell[order]] = order
        return cls(unique, facts[largest])

    def __add__(self, other: LargestRows) -> LargestRows:
        return LargestRows.of(np.concatenate([self.codes, other.codes]), np.concatenate([self.facts, other.facts]))

    def of_groups(self, columns: Sequence[int], axes: Sequence[Axis], groups: CodeArray) -> FloatSums:
        """Return the facts of the largest row of every group; a group is a row of codes of these attributes."""
        codes, row = in_every_group(axes, self.codes[:, columns])
        found = LargestRows.of(codes, self.facts[row])
        place = {tuple(codes): index for index, codes in enumerate(found.codes.tolist())}
        return found.facts[[place[tuple(codes)] for codes in groups.tolist()]]
