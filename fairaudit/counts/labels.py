"""Counts of rows by what was true, where nobody decided anything."""

from __future__ import annotations

from fairaudit.counts.counts import Counts, FloatArray


class LabelCounts(Counts):
    """Rows by label alone: what stands beside scores that nobody made decisions of."""

    fields = ("positive_labels", "negative_labels")
    row_fields = fields
    truths = (("positive_labels",), ("negative_labels",))

    @property
    def positive_labels(self) -> FloatArray:
        """Rows with a positive label."""
        return self.field("positive_labels")
