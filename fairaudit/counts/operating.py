"""Counts of decisions that are made of scores at several operating points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fairaudit.counts.confusion import ConfusionCounts
from fairaudit.counts.counts import Counts, FloatArray
from fairaudit.counts.selections import SelectionCounts


class OperatingCounts(Counts):
    """Rows by label and by how many operating points their score reaches.

    `points` are the names of the points, `reached` for each how many points (itself too) a row reaches that is
    selected there. If not `labelled`, rows have no label.
    """

    says_at = ("if rows are selected at the operating point {}", "at {}")

    def __init__(self, sums: FloatArray, points: Sequence[str], reached: Sequence[int], *, labelled: bool) -> None:
        self.points, self.reached, self.labelled = tuple(points), tuple(reached), labelled
        steps = range(max(reached) + 1)
        labels = ("positives", "negatives") if labelled else ("rows",)
        blocks = [tuple(f"{label} that reach {step}" for step in steps) for label in labels]
        self.fields = self.row_fields = tuple(field for block in blocks for field in block)
        self.truths = tuple(blocks)
        super().__init__(sums)

    def at(self, argument: str) -> ConfusionCounts | SelectionCounts:
        """Return the counts of the decisions at one point."""
        reached, steps = self.reached[self.points.index(argument)], max(self.reached) + 1
        by_label = self.sums.reshape(*self.sums.shape[:-2], -1, steps, self.sums.shape[-1])
        selected, others = by_label[..., reached:, :].sum(axis=-2), by_label[..., :reached, :].sum(axis=-2)
        outcomes = np.concatenate([selected, others], axis=-2)
        return ConfusionCounts(outcomes) if self.labelled else SelectionCounts(outcomes)

    @property
    def by_argument(self) -> tuple[str, ...]:
        """The names of the counts at each point."""
        fields = (ConfusionCounts if self.labelled else SelectionCounts).fields
        return tuple(f"{name}[{point}]" for point in self.points for name in fields)

    def reported(self) -> tuple[tuple[str, ...], FloatArray]:
        """Return the counts at each point."""
        return self.by_argument, np.concatenate([self.at(point).sums for point in self.points], axis=-2)
