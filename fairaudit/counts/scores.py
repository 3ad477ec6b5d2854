"""Counts of scores against what was true."""

from __future__ import annotations

from fairaudit.counts.counts import FloatArray
from fairaudit.counts.places import PlacedCounts


class ScoreCounts(PlacedCounts):
    """Rows by label, and the sums of their scores; every entry of a sample is at one place of the score.

    A metric of totals sees the sums alone; one that ranks rows needs the places, which only entries have.
    Calibration is told in `calibration_bins` equal bins of the range from 0 to 1.
    """

    calibration_bins = 10
    labels: tuple[int, ...] = (1, 0)

    fields = ("positives", "negatives", "scores_of_positives", "scores_of_negatives")
    row_fields = fields[:2]
    measured_fields = fields[2:]
    truths = (("positives",), ("negatives",))

    @property
    def positives(self) -> FloatArray:
        """Rows with a positive label."""
        return self.field("positives")

    @property
    def negatives(self) -> FloatArray:
        """Rows with a negative label."""
        return self.field("negatives")

    @property
    def scores(self) -> FloatArray:
        """The sum of all scores."""
        return self.total_of(("scores_of_positives", "scores_of_negatives"))
