"""Counts of decisions that are made of scores at several operating points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from fairaudit.counts.confusion import ConfusionCounts
from fairaudit.counts.counts import Counts, FloatArray
from fairaudit.counts.selections import SelectionCounts

Step = frozenset[str]
"""The points at which a row is selected."""


class OperatingCounts(Counts):
    """Rows by label and by the operating points at which their score is selected.

    `points` are the names of the points, `steps` the sets of points that rows are selected at. If not `labelled`, rows
    have no label.
    """

    says_at = ("if rows are selected at the operating point {}", "at {}")

    def __init__(self, sums: FloatArray, points: Sequence[str], steps: Sequence[Step], *, labelled: bool) -> None:
        self.points, self.steps, self.labelled = tuple(points), tuple(steps), labelled
        names = [" and ".join(each for each in points if each in step) or "none" for step in steps]
        labels = ("positives", "negatives") if labelled else ("rows",)
        blocks = [tuple(f"{label} selected at {name}" for name in names) for label in labels]
        self.fields = self.row_fields = tuple(field for block in blocks for field in block)
        self.truths = tuple(blocks)
        super().__init__(sums)

    def joined(self, other: Self) -> Self:
        """Return the entries of both: the same points can lie at other scores, and select other rows together."""
        steps = tuple(dict.fromkeys((*self.steps, *other.steps)))
        sums = np.concatenate([each.among(steps) for each in (self, other)])
        return type(self)(sums, self.points, steps, labelled=self.labelled)

    def among(self, steps: Sequence[Step]) -> FloatArray:
        """Return the sums with a place for each of some steps, of which these are a part."""
        by_label = self._by_label()
        found = np.zeros((*by_label.shape[:-2], len(steps), by_label.shape[-1]))
        found[..., [steps.index(step) for step in self.steps], :] = by_label
        return found.reshape(*self.sums.shape[:-2], -1, self.sums.shape[-1])

    def at(self, argument: str) -> ConfusionCounts | SelectionCounts:
        """Return the counts of the decisions at one point."""
        by_label, reach = self._by_label(), np.array([argument in step for step in self.steps])
        selected, others = by_label[..., reach, :].sum(axis=-2), by_label[..., ~reach, :].sum(axis=-2)
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

    def _by_label(self) -> FloatArray:
        return self.sums.reshape(*self.sums.shape[:-2], -1, len(self.steps), self.sums.shape[-1])
