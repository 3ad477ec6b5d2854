"""Metrics of binary decisions."""

from __future__ import annotations

from functools import partial

import numpy as np

from fairaudit.counts import ConfusionCounts, FloatArray, LabelCounts, SelectionCounts
from fairaudit.counts.classes import ClassCounts
from fairaudit.counts.operating import OperatingCounts
from fairaudit.metrics.classes import correlation, mean_recall
from fairaudit.metrics.metric import metric
from fairaudit.metrics.undivided import MeanOfProportions, Proportion, SmoothFunction

_metric = partial(metric, reads=(ConfusionCounts,), within=(ClassCounts, OperatingCounts))
_ANY = (ConfusionCounts, ClassCounts)
_NO_POSITIVE_LABELS = "no row has a positive label"
_NO_NEGATIVE_LABELS = "no row has a negative label"
_NO_POSITIVE_PREDICTIONS = "no row was predicted positive"
_NO_NEGATIVE_PREDICTIONS = "no row was predicted negative"
_FAWCETT = "Fawcett (2006), An introduction to ROC analysis, Pattern Recognition Letters 27(8)"
_BAROCAS = "Barocas, Hardt & Narayanan, Fairness and Machine Learning (2023), chapter 3"


@metric(
    reads=_ANY,
    within=(OperatingCounts,),
    better="higher",
    undefined_when="there are no rows",
    formula="(TP + TN) / (TP + FP + FN + TN)",
    source=_FAWCETT,
    also_called=("acc", "overall_accuracy", "accuracy_score"),
    elsewise={ClassCounts: {"formula": "right / rows"}},
)
def accuracy(counts: ConfusionCounts | ClassCounts) -> Proportion:
    """Share of rows whose prediction equals the label."""
    return Proportion(counts.right, counts.rows)


@metric(
    reads=_ANY,
    within=(OperatingCounts,),
    better="higher",
    undefined_when="no row has a positive label, or none has a negative one",
    formula="(TP / (TP + FN) + TN / (TN + FP)) / 2",
    source="Brodersen et al. (2010), The balanced accuracy and its posterior distribution, ICPR",
    also_called=("bacc", "balanced_acc", "balanced_accuracy_score"),
    elsewise={
        ClassCounts: {
            "says": "Mean over the classes of the share of their rows that is right; a class without rows is left out.",
            "undefined_when": "the labels of all rows are the same class",
            "formula": "mean of the true positive rates of the classes that are the label of some row",
        }
    },
)
def balanced_accuracy(counts: ConfusionCounts | ClassCounts) -> MeanOfProportions | SmoothFunction:
    """Mean of the true positive rate and the true negative rate; 0.5 for a model that ignores its input."""
    if isinstance(counts, ClassCounts):
        return mean_recall(counts)
    positives = Proportion(counts.true_positives, counts.true_positives + counts.false_negatives)
    negatives = Proportion(counts.true_negatives, counts.true_negatives + counts.false_positives)
    return MeanOfProportions((positives, negatives))


@_metric(
    better=None,
    undefined_when="there are no rows",
    formula="(TP + FP) / (TP + FP + FN + TN)",
    source=_BAROCAS,
    also_called=(
        "sr",
        "pprev",
        "positive_rate",
        "predicted_positive_rate",
        "success_rate",
        "acceptance_rate",
        "pred_pos_rate",
    ),
    reads=(ConfusionCounts, SelectionCounts),
)
def selection_rate(counts: ConfusionCounts | SelectionCounts) -> Proportion:
    """Share of rows that are predicted positive."""
    return Proportion(counts.selected, counts.rows)


@_metric(
    better=None,
    undefined_when="there are no rows",
    formula="(TP + FN) / (TP + FP + FN + TN)",
    source=_BAROCAS,
    also_called=("prevalence", "prev", "positive_label_rate"),
    reads=(ConfusionCounts, LabelCounts),
)
def base_rate(counts: ConfusionCounts | LabelCounts) -> Proportion:
    """Share of rows whose label is positive."""
    return Proportion(counts.positive_labels, counts.rows)


@_metric(
    better="higher",
    undefined_when=_NO_POSITIVE_LABELS,
    formula="TP / (TP + FN)",
    source="Hardt, Price & Srebro (2016), Equality of opportunity in supervised learning, section 2",
    also_called=("tpr", "recall", "sensitivity", "hit_rate", "recall_score"),
)
def true_positive_rate(counts: ConfusionCounts) -> Proportion:
    """Share of rows with a positive label that are predicted positive."""
    return Proportion(counts.true_positives, counts.true_positives + counts.false_negatives)


@_metric(
    better="lower",
    undefined_when=_NO_NEGATIVE_LABELS,
    formula="FP / (FP + TN)",
    source=_FAWCETT,
    also_called=("fpr", "fall_out", "false_match_rate", "false_alarm_rate", "type_1_error_rate"),
)
def false_positive_rate(counts: ConfusionCounts) -> Proportion:
    """Share of rows with a negative label that are predicted positive."""
    return Proportion(counts.false_positives, counts.false_positives + counts.true_negatives)


@_metric(
    better="higher",
    undefined_when=_NO_NEGATIVE_LABELS,
    formula="TN / (TN + FP)",
    source=_FAWCETT,
    also_called=("tnr", "specificity", "selectivity"),
)
def true_negative_rate(counts: ConfusionCounts) -> Proportion:
    """Share of rows with a negative label that are predicted negative."""
    return Proportion(counts.true_negatives, counts.true_negatives + counts.false_positives)


@_metric(
    better="lower",
    undefined_when=_NO_POSITIVE_LABELS,
    formula="FN / (FN + TP)",
    source=_FAWCETT,
    also_called=("fnr", "miss_rate", "type_2_error_rate", "false_non_match_rate"),
)
def false_negative_rate(counts: ConfusionCounts) -> Proportion:
    """Share of rows with a positive label that are predicted negative."""
    return Proportion(counts.false_negatives, counts.false_negatives + counts.true_positives)


@_metric(
    better="higher",
    undefined_when=_NO_POSITIVE_PREDICTIONS,
    formula="TP / (TP + FP)",
    source=_FAWCETT,
    also_called=("ppv", "precision", "precision_score"),
)
def positive_predictive_value(counts: ConfusionCounts) -> Proportion:
    """Share of rows predicted positive whose label is positive."""
    return Proportion(counts.true_positives, counts.true_positives + counts.false_positives)


@_metric(
    better="higher",
    undefined_when=_NO_NEGATIVE_PREDICTIONS,
    formula="TN / (TN + FN)",
    source=_FAWCETT,
    also_called=("npv",),
)
def negative_predictive_value(counts: ConfusionCounts) -> Proportion:
    """Share of rows predicted negative whose label is negative."""
    return Proportion(counts.true_negatives, counts.true_negatives + counts.false_negatives)


@_metric(
    better="lower",
    undefined_when=_NO_POSITIVE_PREDICTIONS,
    formula="FP / (FP + TP)",
    source="Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57(1)",
    also_called=("fdr",),
)
def false_discovery_rate(counts: ConfusionCounts) -> Proportion:
    """Share of rows predicted positive whose label is negative."""
    return Proportion(counts.false_positives, counts.false_positives + counts.true_positives)


@_metric(
    better="lower",
    undefined_when=_NO_NEGATIVE_PREDICTIONS,
    formula="FN / (FN + TN)",
    source=_BAROCAS,
    also_called=("for",),
)
def false_omission_rate(counts: ConfusionCounts) -> Proportion:
    """Share of rows predicted negative whose label is positive."""
    return Proportion(counts.false_negatives, counts.false_negatives + counts.true_negatives)


@_metric(
    better="higher",
    undefined_when="no row has a positive label or a positive prediction",
    formula="2 TP / (2 TP + FP + FN)",
    source="van Rijsbergen (1979), Information Retrieval, chapter 7; interval through J = F1 / (2 - F1)",
    also_called=("f1", "dice", "f1score", "f_score"),
    unit="number",
)
def f1_score(counts: ConfusionCounts) -> Proportion:
    """Harmonic mean of the positive predictive value and the true positive rate."""
    whole = counts.true_positives + counts.false_positives + counts.false_negatives
    return Proportion(counts.true_positives, whole, scale=_f1_of_jaccard)


RATES = (
    true_positive_rate,
    false_positive_rate,
    true_negative_rate,
    false_negative_rate,
    positive_predictive_value,
    negative_predictive_value,
    false_discovery_rate,
    false_omission_rate,
    f1_score,
)
"""What follows from a table of decisions: rates by label, rates by prediction, then F1, in the order of reports."""


@metric(
    reads=_ANY,
    within=(OperatingCounts,),
    better="higher",
    undefined_when="all labels or all predictions are the same",
    formula="(TP TN - FP FN) / sqrt((TP + FP) (TP + FN) (TN + FP) (TN + FN))",
    source="Matthews (1975), Biochimica et Biophysica Acta 405(2)",
    low=-1.0,
    also_called=("mcc", "phi", "matthews_corrcoef", "phi_coefficient"),
    unit="number",
    elsewise={
        ClassCounts: {
            "formula": "covariance of label and prediction / sqrt(variance of the label × variance of the prediction), "
            "each summed over the classes",
            "source": "Gorodkin (2004), Comparing two K-category assignments by a K-category correlation coefficient, "
            "Computational Biology and Chemistry 28(5/6)",
        }
    },
)
def matthews_correlation(counts: ConfusionCounts | ClassCounts) -> SmoothFunction:
    """Correlation between label and prediction: 1 is perfect, 0 no better than chance."""
    if isinstance(counts, ClassCounts):
        return correlation(counts)
    margins = (
        counts.true_positives + counts.false_positives,
        counts.true_positives + counts.false_negatives,
        counts.true_negatives + counts.false_positives,
        counts.true_negatives + counts.false_negatives,
    )
    return SmoothFunction(counts.sums, counts.rows, margins, _matthews, _matthews_gradient, low=-1.0, high=1.0)


def _f1_of_jaccard(jaccard: FloatArray) -> FloatArray:
    return 2 * jaccard / (1 + jaccard)


def _matthews(totals: FloatArray) -> FloatArray:
    """Return the correlation for totals in the order of `ConfusionCounts.fields`."""
    tp, fp, fn, tn = np.moveaxis(totals, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        roots = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
        value: FloatArray = np.where(roots > 0, (tp * tn - fp * fn) / roots, np.nan)
        return value


def _matthews_gradient(totals: FloatArray) -> FloatArray:
    """Return the partial derivatives of `_matthews`; each margin enters with the power -1/2."""
    tp, fp, fn, tn = np.moveaxis(totals, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        roots = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
        half = _matthews(totals) / 2
        selected, positives, negatives, rejected = 1 / (tp + fp), 1 / (tp + fn), 1 / (tn + fp), 1 / (tn + fn)
        return np.stack(
            [
                tn / roots - half * (selected + positives),
                -fn / roots - half * (selected + negatives),
                -fp / roots - half * (rejected + positives),
                tp / roots - half * (rejected + negatives),
            ],
            axis=-1,
        )
