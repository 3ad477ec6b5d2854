"""Counts of binary decisions of which nobody knows whether they were right."""

from __future__ import annotations

from fairaudit.counts.counts import Counts, FloatArray


class SelectionCounts(Counts):
    """Rows by decision alone: what data without a label can tell."""

    fields = ("selected", "not_selected")
    row_fields = fields
    truths = (fields,)

    @property
    def selected(self) -> FloatArray:
        """Rows with a positive prediction."""
        return self.field("selected")
