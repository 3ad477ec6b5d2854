"""Additive sufficient statistics of rows: the only thing that is left of the data after the tally."""

from fairaudit.counts.confusion import ConfusionCounts
from fairaudit.counts.counts import Counts, FloatArray, evidence
from fairaudit.counts.labels import LabelCounts
from fairaudit.counts.rows import RowCounts
from fairaudit.counts.scores import ScoreCounts
from fairaudit.counts.selections import SelectionCounts

__all__ = [
    "ConfusionCounts",
    "Counts",
    "FloatArray",
    "LabelCounts",
    "RowCounts",
    "ScoreCounts",
    "SelectionCounts",
    "evidence",
]
