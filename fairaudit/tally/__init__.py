"""Batches of rows become a cube: the only place that sees rows."""

from fairaudit.tally.decisions import DecisionTally, ScoreFacts
from fairaudit.tally.median import Median, ScoreMedian
from fairaudit.tally.rows import RowAccount
from fairaudit.tally.speech import SpeechTally, WorstUtterance

__all__ = ["DecisionTally", "Median", "RowAccount", "ScoreFacts", "ScoreMedian", "SpeechTally", "WorstUtterance"]
