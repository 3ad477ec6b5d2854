"""Metrics of scores beside labels: how well a score ranks, and how far it is from the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.counts.class_scores import ClassScores, TrueScores
from fairaudit.counts.places import PlaceArray, Places
from fairaudit.counts.scores import ScoreCounts
from fairaudit.metrics.metric import metric


@dataclass(frozen=True, eq=False)
class Ranks:
    """Positives and negatives, and their place on one ascending axis of scores; None for totals of groups.

    `positives` and `negatives` have shape ``(..., moments)``. `axis` says which places hold more than one score.
    `fairaudit.inference.ranks` measures the area under the ROC curve.
    """

    positives: FloatArray
    negatives: FloatArray
    place: PlaceArray | None
    axis: Places | None = None


@dataclass(frozen=True, eq=False)
class RanksOfClasses:
    """What each class against the rest has; `fairaudit.inference.class_ranks` measures the mean of their areas."""

    classes: tuple[Ranks, ...]


@metric(
    reads=(ScoreCounts, ClassScores),
    better="higher",
    undefined_when="all labels are of one class",
    formula="pairs of a positive and a negative whose positive scores higher, ties counting as half / "
    "(positives × negatives)",
    source="Hanley & McNeil (1982), The meaning and use of the area under a receiver operating characteristic (ROC) "
    "curve, Radiology 143(1)",
    also_called=("auc", "roc_auc", "roc_auc_score", "auroc", "c_statistic"),
    unit="number",
    within=(ClassScores,),
    elsewise={
        TrueScores: {"undefined_when": "areas of so many classes, or of so many paired rows, are left out"},
        ClassScores: {
            "says": "How often a row of a class is given a higher probability of it than a row of another class: the "
            "mean over classes.",
            "undefined_when": "no class has both rows and rows of others",
            "formula": "mean over classes of the area under the ROC curve of the class against the rest",
            "source": "Provost & Domingos (2000), Well-trained PETs, CeDER working paper IS-00-04; unweighted, as "
            "scikit-learn's `roc_auc_score(multi_class='ovr')`",
        },
    },
)
def area_under_roc(counts: ScoreCounts | ClassScores) -> Ranks | RanksOfClasses:
    """How often a positive scores higher than a negative: .5 for scores that do not rank, 1 for those that separate."""
    if isinstance(counts, ClassScores):
        each = (counts.at(name) for name in counts.classes)
        return RanksOfClasses(tuple(Ranks(one.positives, one.negatives, one.place, one.axis) for one in each))
    return Ranks(counts.positives, counts.negatives, counts.place, counts.axis)


@metric(
    reads=(ScoreCounts,),
    better="higher",
    undefined_when="no label is positive",
    formula="sum over positives of the share of positives among rows that score as high or higher / positives",
    source="Zhu (2004), Recall, precision and average precision, University of Waterloo; as scikit-learn's "
    "`average_precision_score`",
    also_called=("ap", "average_precision_score", "auprc", "pr_auc"),
    unit="number",
)
def average_precision(counts: ScoreCounts) -> Ranks:
    """How many of those that score highest are positive, on average over positives; the base rate if nothing ranks."""
    return Ranks(counts.positives, counts.negatives, counts.place, counts.axis)


Label = PlaceArray | int


@dataclass(frozen=True, eq=False)
class MeanOfScores:
    """The plain mean over rows of a number that follows from score and label.

    `number` takes scores and labels (0 or 1, one for all or one for each); between two scores it never rises above the
    line that joins its ends.
    `labels` are those of the rows that count. If `signed`, numbers can be below 0; if `probabilities`, scores outside
    [0, 1] have no value. `fairaudit.inference.losses` measures it.
    """

    counts: ScoreCounts
    number: Callable[[FloatArray, Label], FloatArray]
    labels: tuple[int, ...] = (1, 0)
    signed: bool = False
    probabilities: bool = True


_SMALLEST = float(np.finfo(np.float64).eps)
_NO_ROWS = "there are no rows"
_BRIER = "Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78(1)"


def _squared_error(score: FloatArray, label: Label) -> FloatArray:
    return np.asarray((score - label) ** 2)


def _surprise(score: FloatArray, label: Label) -> FloatArray:
    possible = np.clip(score, _SMALLEST, 1 - _SMALLEST)
    return -np.where(label, np.log(possible), np.log1p(-possible))


def _score(score: FloatArray, label: Label) -> FloatArray:  # noqa: ARG001
    return score


def _excess(score: FloatArray, label: Label) -> FloatArray:
    return np.asarray(score - label)


@metric(
    reads=(ScoreCounts,),
    better="lower",
    undefined_when=_NO_ROWS,
    formula="squared distances of scores from labels / (positives + negatives)",
    source=_BRIER,
    also_called=("brier", "brier_score_loss", "mean_squared_error_of_scores"),
    unit="number",
    margin=None,
)
def brier_score(counts: ScoreCounts) -> MeanOfScores:
    """How far scores lie from what came true, squared: 0 for certain and right, .25 for .5 throughout."""
    return MeanOfScores(counts, _squared_error)


@metric(
    reads=(ScoreCounts,),
    better="lower",
    undefined_when=_NO_ROWS,
    formula="sum of -log(score of what came true) / (positives + negatives)",
    source="Good (1952), Rational decisions, Journal of the Royal Statistical Society B 14(1)",
    high=None,
    also_called=("logloss", "cross_entropy", "binary_cross_entropy", "logarithmic_loss"),
    unit="number",
    margin=None,
)
def log_loss(counts: ScoreCounts) -> MeanOfScores:
    """How surprised scores are by what came true, in natural logarithms; a score of 0 or 1 counts as 2.2e-16 off it."""
    return MeanOfScores(counts, _surprise, labels=counts.labels)


@metric(
    reads=(ScoreCounts,),
    better=None,
    undefined_when=_NO_ROWS,
    formula="(scores of positives + scores of negatives) / (positives + negatives)",
    source="Kleinberg, Mullainathan & Raghavan (2016), Inherent trade-offs in the fair determination of risk scores",
    low=None,
    high=None,
    also_called=("average_score",),
    unit="number",
    margin=None,
)
def mean_score(counts: ScoreCounts) -> MeanOfScores:
    """The mean of the scores."""
    return MeanOfScores(counts, _score, signed=True, probabilities=False)


@metric(
    reads=(ScoreCounts,),
    better=None,
    undefined_when="no label is positive",
    formula="scores of positives / positives",
    source="Kleinberg, Mullainathan & Raghavan (2016), Inherent trade-offs in the fair determination of risk scores: "
    "balance for the positive class",
    low=None,
    high=None,
    also_called=("balance_for_the_positive_class",),
    unit="number",
    margin=None,
)
def mean_score_of_positives(counts: ScoreCounts) -> MeanOfScores:
    """The mean score of those whose label is positive."""
    return MeanOfScores(counts, _score, labels=(1,), signed=True, probabilities=False)


@metric(
    reads=(ScoreCounts,),
    better=None,
    undefined_when="no label is negative",
    formula="scores of negatives / negatives",
    source="Kleinberg, Mullainathan & Raghavan (2016), Inherent trade-offs in the fair determination of risk scores: "
    "balance for the negative class",
    low=None,
    high=None,
    also_called=("balance_for_the_negative_class",),
    unit="number",
    margin=None,
)
def mean_score_of_negatives(counts: ScoreCounts) -> MeanOfScores:
    """The mean score of those whose label is negative."""
    return MeanOfScores(counts, _score, labels=(0,), signed=True, probabilities=False)


@metric(
    reads=(ScoreCounts,),
    better=None,
    undefined_when=_NO_ROWS,
    formula="(scores of positives + scores of negatives - positives) / (positives + negatives)",
    source="Van Calster et al. (2019), Calibration: the Achilles heel of predictive analytics, BMC Medicine 17",
    low=-1.0,
    also_called=("mean_calibration", "calibration_gap"),
)
def calibration_in_the_large(counts: ScoreCounts) -> MeanOfScores:
    """By how much scores promise more than came true (or, below 0, less): the mean score minus the base rate."""
    return MeanOfScores(counts, _excess, signed=True)


@dataclass(frozen=True, eq=False)
class Calibration:
    """Scores beside labels, of which it is asked whether as many came true as the scores say.

    `fairaudit.inference.calibration` and `fairaudit.inference.slope` measure it.
    """

    counts: ScoreCounts


@metric(
    reads=(ScoreCounts,),
    better="lower",
    undefined_when=_NO_ROWS,
    formula="sum over bins of |scores - positives| / (positives + negatives)",
    source="Naeini, Cooper & Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning, AAAI",
    also_called=("ece", "calibration_error", "calibration"),
)
def expected_calibration_error(counts: ScoreCounts) -> Calibration:
    """How far scores lie from the share that came true among rows that score alike, on average over rows."""
    return Calibration(counts)


@metric(
    reads=(ScoreCounts,),
    better=None,
    undefined_when="there are not both labels, or their scores do not overlap",
    formula="slope of the logistic regression of the label on the logit of the score",
    source="Cox (1958), Two further applications of a model for binary regression, Biometrika 45(3/4); Van Calster et "
    "al. (2019), Calibration: the Achilles heel of predictive analytics, BMC Medicine 17",
    low=None,
    high=None,
    unit="number",
    margin=None,
)
def calibration_slope(counts: ScoreCounts) -> Calibration:
    """How much likelier the label becomes as the score does: 1 if as scores say, less if they are too extreme."""
    return Calibration(counts)
