"""Counts of binary decisions against what was true."""

from __future__ import annotations

from fairaudit.counts.counts import Counts, FloatArray


class ConfusionCounts(Counts):
    """Rows by label and prediction: the four cells of a confusion matrix."""

    fields = ("true_positives", "false_positives", "false_negatives", "true_negatives")
    row_fields = fields
    truths = (("true_positives", "false_negatives"), ("false_positives", "true_negatives"))

    @property
    def true_positives(self) -> FloatArray:
        """Rows with a positive label and a positive prediction."""
        return self.field("true_positives")

    @property
    def false_positives(self) -> FloatArray:
        """Rows with a negative label and a positive prediction."""
        return self.field("false_positives")

    @property
    def false_negatives(self) -> FloatArray:
        """Rows with a positive label and a negative prediction."""
        return self.field("false_negatives")

    @property
    def true_negatives(self) -> FloatArray:
        """Rows with a negative label and a negative prediction."""
        return self.field("true_negatives")

    @property
    def positive_labels(self) -> FloatArray:
        """Rows with a positive label, whatever the prediction."""
        return self.true_positives + self.false_negatives

    @property
    def selected(self) -> FloatArray:
        """Rows with a positive prediction, whatever the label."""
        return self.true_positives + self.false_positives

    @property
    def right(self) -> FloatArray:
        """Rows whose prediction is the label."""
        return self.true_positives + self.true_negatives
