"""Counts of rows that were judged twice: what they were before, what they are now, and what moved."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

from fairaudit.counts.counts import Counts, FloatArray

Part = Literal["old", "new", "gained", "lost"]
PARTS: tuple[Part, ...] = ("old", "new", "gained", "lost")


class PairedCounts(Counts):
    """Counts of the same rows in two results: four blocks of the fields of `of`.

    `old` and `new` are the rows' counts in the two results. `gained` adds up, row by row, by how much a field rose, and
    `lost` by how much it fell: new = old + gained − lost.
    """

    def __init__(self, sums: FloatArray, of: Counts) -> None:
        self.of = of
        self.fields = tuple(f"{part}_{name}" for part in PARTS for name in of.fields)
        self.row_fields = tuple(f"new_{name}" for name in of.row_fields)
        super().__init__(sums)

    def part(self, part: Part) -> Counts:
        """Return one block as counts of its own."""
        width, place = len(self.of.fields), PARTS.index(part)
        return self.of.like(self.sums[..., place * width : (place + 1) * width, :])


@lru_cache(maxsize=1)  # every metric of a comparison asks for the same
def one_row(counts: Counts) -> tuple[Counts, Counts]:
    """Return rows before and after, changed as a prediction can change them: the truth about each stays.

    There is one for each of `truths`, and for each of its fields that the row can go to: the first field of the truth
    counts it before. Fields that say no truth are 0 before and 1 after. What a metric divides by is the same rows in
    two results if it is the same for these.
    """
    of_truth = {name for names in counts.truths for name in names}
    moves = [(names[0], name) for names in counts.truths for name in names[1:] or names]
    before, after = np.zeros((2, len(moves), len(counts.fields), 1))
    after[:, [name not in of_truth for name in counts.fields]] = 1.0
    place = {name: index for index, name in enumerate(counts.fields)}
    for row, (one, other) in enumerate(moves):
        before[row, place[one]] = after[row, place[other]] = 1.0
    return counts.like(before), counts.like(after)


def paired(old: Counts, new: Counts) -> PairedCounts:
    """Return the joint counts of rows, each an entry of both: shape ``(rows, fields, moments)``."""
    moved: FloatArray = new.sums - old.sums
    blocks = [old.sums, new.sums, np.maximum(moved, 0.0), np.maximum(-moved, 0.0)]
    return PairedCounts(np.concatenate(blocks, axis=-2), new)
