"""The few rows that `explain` and the documentation put into the formulas of decisions and of scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fairaudit.counts import ConfusionCounts, ScoreCounts
from fairaudit.counts.places import Places
from fairaudit.tasks.task import Example


def _score_counts(rows: Sequence[tuple[float, int]]) -> ScoreCounts:
    """Return rows of a score and a label, 1 or 0, as counts."""
    sums = np.array([[[y], [1 - y], [y * score], [(1 - y) * score]] for score, y in rows], dtype=np.float64)
    lows, place = np.unique([score for score, _ in rows], return_inverse=True)
    return ScoreCounts(sums, Places(lows, lows), place)


_ROWS = "positives with scores of 0.9 and 0.6, negatives with scores of 0.8, 0.3 and 0.1"
_OF_ROWS = {
    "pairs of a positive and a negative whose positive scores higher, ties counting as half": "5",
    "sum over positives of the share of positives among rows that score as high or higher": "(1 + 2 / 3)",
    "squared distances of scores from labels": "(0.01 + 0.64 + 0.16 + 0.09 + 0.01)",
    "sum of -log(score of what came true)": "(0.10536 + 1.60944 + 0.51083 + 0.35667 + 0.10536)",
    "sum over bins of |scores - positives|": "(0.1 + 0.8 + 0.4 + 0.3 + 0.1)",
    "slope of the logistic regression of the label on the logit of the score": "1.0602",
}
EXAMPLE = Example(
    ConfusionCounts(np.array([[[6.0], [1.0], [2.0], [11.0]]])),
    (_score_counts([(0.9, 1), (0.8, 0), (0.6, 1), (0.3, 0), (0.1, 0)]),),
    put=_OF_ROWS,
    says={
        "TP": "6 true positives (TP)",
        "FP": "1 false positive (FP)",
        "FN": "2 false negatives (FN)",
        "TN": "11 true negatives (TN)",
        **dict.fromkeys(_OF_ROWS, _ROWS),
    },
)
