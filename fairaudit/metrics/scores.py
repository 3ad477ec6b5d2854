"""Metrics of scores beside labels: how well a score ranks, and how far it is from the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairaudit.counts import FloatArray
from fairaudit.counts.scores import ScoreCounts
from fairaudit.metrics.metric import metric


@dataclass(frozen=True, eq=False)
class Ranks:
    """Positives and negatives, and their place on one ascending axis of scores; None for totals of groups.

    `positives` and `negatives` have shape ``(..., moments)``. `fairaudit.inference.ranks` measures the area under the
    ROC curve.
    """

    positives: FloatArray
    negatives: FloatArray
    place: npt.NDArray[np.int64] | None


@metric(
    reads=(ScoreCounts,),
    better="higher",
    undefined_when="all labels are of one class",
    formula="pairs of a positive and a negative whose positive scores higher, ties counting as half / "
    "(positives × negatives)",
    source="Hanley & McNeil (1982), The meaning and use of the area under a receiver operating characteristic (ROC) "
    "curve, Radiology 143(1)",
    also_called=("auc", "roc_auc", "roc_auc_score", "auroc", "c_statistic"),
)
def area_under_roc(counts: ScoreCounts) -> Ranks:
    """How often a positive scores higher than a negative: .5 for scores that do not rank, 1 for those that separate."""
    return Ranks(counts.positives, counts.negatives, counts.place)
