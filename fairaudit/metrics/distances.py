"""How far apart groups lie in something that is no number of one group: distributions, curves, predicted classes."""

from __future__ import annotations

from functools import partial
from typing import Any

from fairaudit.counts import ScoreCounts
from fairaudit.counts.classes import ClassCounts
from fairaudit.counts.places import PredictionPlaces
from fairaudit.metrics.metric import metric
from fairaudit.metrics.undivided import OfPairs

_distance = partial(metric, better="lower", undefined_when="fewer than two groups have enough data")


def _have_rows(counts: Any) -> Any:
    return counts.rows[:, -1] > 0


def _have_both_labels(counts: ScoreCounts) -> Any:
    return (counts.positives[:, -1] > 0) & (counts.negatives[:, -1] > 0)


@_distance(
    reads=(ClassCounts,),
    formula="max over pairs of groups of (sum over classes of |gap of selection rate[CLASS]|) / 2",
    source="Dwork, Hardt, Pitassi, Reingold & Zemel (2012), Fairness through awareness, ITCS: statistical parity up to "
    "a bias, in total variation",
    also_called=("total_variation_distance",),
    tells=_have_rows,
    example="three classes given as 0.5, 0.3, 0.2 and as 0.3, 0.3, 0.4: (0.2 + 0 + 0.2) / 2 = 0.2",
)
def prediction_parity(counts: ClassCounts) -> OfPairs:  # noqa: ARG001
    """How far apart the predicted classes of two groups lie: the largest gap in how often one of some is predicted."""
    return OfPairs()


@_distance(
    reads=(ScoreCounts,),
    formula="max over pairs of groups of the area between their ROC curves",
    source="Gardner, Brooks & Baker (2019), Evaluating the fairness of predictive student models through slicing "
    "analysis, LAK",
    tells=_have_both_labels,
    example="one curve along the top, another along the diagonal: 1 - 1 / 2 = 0.5",
)
def abroca(counts: ScoreCounts) -> OfPairs:  # noqa: ARG001
    """How far apart the ROC curves of two groups lie: the area between them, 0 if scores rank alike in both."""
    return OfPairs()


@_distance(
    reads=(ScoreCounts,),
    formula="max over pairs of groups of the largest difference between the shares that score up to a number",
    source="Smirnov (1939), On the estimation of the discrepancy between empirical curves of distribution for two "
    "independent samples",
    tells=_have_rows,
    example="scores of 0.2 and 0.6, and of 0.4 and 0.8: 1 / 2 - 0 / 2 = 0.5",
)
def score_ks_distance(counts: ScoreCounts) -> OfPairs:  # noqa: ARG001
    """How far apart the scores of two groups lie: the largest difference in the share that scores up to some number."""
    return OfPairs()


@_distance(
    reads=(ScoreCounts,),
    formula="max over pairs of groups of the area between their distribution functions of scores",
    source="Jiang, Pacchiano, Stepleton, Jiang & Chiappa (2020), Wasserstein fair classification, UAI",
    high=None,
    unit="number",
    margin=None,
    tells=_have_rows,
    example="scores of 0.2 and 0.6, and of 0.4 and 0.8: (0.2 + 0.2) / 2 = 0.2",
)
def score_wasserstein_distance(counts: ScoreCounts) -> OfPairs:  # noqa: ARG001
    """How far apart the scores of two groups lie: by how much they would have to move to be alike in both."""
    return OfPairs()


@_distance(
    reads=(PredictionPlaces,),
    formula="max over pairs of groups of the largest difference between the shares predicted up to a number",
    source="Agarwal, Dudík & Wu (2019), Fair regression: quantitative definitions and reduction-based algorithms, ICML",
    tells=_have_rows,
    example="predictions of 20 and 60, and of 40 and 80: 1 / 2 - 0 / 2 = 0.5",
)
def prediction_ks_distance(counts: PredictionPlaces) -> OfPairs:  # noqa: ARG001
    """How far apart the predictions of two groups lie: the largest difference in the share up to some number."""
    return OfPairs()


@_distance(
    reads=(PredictionPlaces,),
    formula="max over pairs of groups of the area between their distribution functions of predictions",
    source="Jiang, Pacchiano, Stepleton, Jiang & Chiappa (2020), Wasserstein fair classification, UAI",
    high=None,
    unit="number",
    margin=None,
    tells=_have_rows,
    example="predictions of 20 and 60, and of 40 and 80: (20 + 20) / 2 = 20",
)
def prediction_wasserstein_distance(counts: PredictionPlaces) -> OfPairs:  # noqa: ARG001
    """How far apart the predictions of two groups lie: by how much they would have to move to be alike in both."""
    return OfPairs()


@_distance(
    reads=(ScoreCounts,),
    formula="max over pairs of groups of how much more often a positive of one scores higher than a negative of the "
    "other than the reverse",
    source="Kallus & Zhou (2019), The fairness of risk scores beyond classification: bipartite ranking and the xAUC "
    "metric, NeurIPS 32",
    also_called=("xauc", "xauc_disparity", "cross_group_auc"),
    unit="number",
    tells=_have_both_labels,
    example="one group's positives win 4 of 4 pairs against the other's negatives, and lose 1 the other way round: "
    "4 / 4 - 3 / 4 = 0.25",
)
def cross_area_under_roc(counts: ScoreCounts) -> OfPairs:  # noqa: ARG001
    """How much likelier positives of one group are to outrank negatives of another than the reverse; ties are half."""
    return OfPairs()
