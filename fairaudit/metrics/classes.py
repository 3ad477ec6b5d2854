"""Metrics of predicted classes: functions of a confusion matrix of any size."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.counts.class_scores import TopCounts
from fairaudit.counts.classes import ClassCounts
from fairaudit.metrics.metric import metric
from fairaudit.metrics.undivided import Proportion, SmoothFunction

_metric = partial(metric, reads=(ClassCounts,), better="higher", unit="number")
_OPITZ = "Opitz & Burst (2019), Macro F1 and Macro F1, arXiv:1911.03347: the mean of the classes' F1"


class Totals(NamedTuple):
    """Totals by class, each of shape ``(..., classes)``: rows that are right, of each label, of each prediction."""

    right: FloatArray
    labels: FloatArray
    predictions: FloatArray


class Slopes(NamedTuple):
    """How a value changes with each of the `Totals`."""

    right: FloatArray
    labels: FloatArray
    predictions: FloatArray


Found = tuple[FloatArray, Slopes]


@_metric(
    undefined_when="there are no rows",
    formula="mean of the F1 of the classes that are a label or a prediction of some row",
    source=_OPITZ,
    also_called=("f1_macro",),
)
def macro_f1(counts: ClassCounts) -> SmoothFunction:
    """Mean of the classes' F1, each class counting alike; a class that no row has or was given is left out."""
    return _smooth(counts, _macro_f1, (counts.rows,))


@_metric(
    undefined_when="there are no rows",
    formula="mean of the positive predictive values of the classes that some row was given",
    source="Sokolova & Lapalme (2009), A systematic analysis of performance measures for classification tasks, "
    "Information Processing & Management 45(4)",
    also_called=("precision_macro",),
    unit="share",
)
def macro_precision(counts: ClassCounts) -> SmoothFunction:
    """Mean of the classes' positive predictive values; a class that no row was given is left out."""
    return _smooth(counts, _macro_precision, (counts.rows,))


@_metric(
    undefined_when="there are no rows",
    formula="mean of the classes' F1, weighted by the rows that have the class as label",
    source="Pedregosa et al. (2011), Scikit-learn: Machine Learning in Python, Journal of Machine Learning Research 12",
    also_called=("f1_weighted",),
)
def weighted_f1(counts: ClassCounts) -> SmoothFunction:
    """Mean of the classes' F1, each class counting as much as it has rows."""
    return _smooth(counts, _weighted_f1, (counts.rows,))


@_metric(
    undefined_when="all labels and all predictions are the same class",
    formula="(accuracy - agreement by chance) / (1 - agreement by chance)",
    source="Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement "
    "20(1)",
    low=-1.0,
    also_called=("kappa", "cohen_kappa_score"),
)
def cohen_kappa(counts: ClassCounts) -> SmoothFunction:
    """How far label and prediction agree beyond chance: 1 always, 0 as often as by their frequencies alone."""
    return _smooth(counts, _kappa, counts.outside_commonest, low=-1.0)


@metric(
    reads=(TopCounts,),
    better="higher",
    undefined_when="there are no rows",
    formula="among the most probable / (among the most probable + not among them)",
    source="Russakovsky et al. (2015), ImageNet large scale visual recognition challenge, International Journal of "
    "Computer Vision 115(3): with two classes instead of five",
    also_called=("top_k_accuracy_score", "top_2_accuracy"),
)
def top_k_accuracy(counts: TopCounts) -> Proportion:
    """Share of rows whose label is one of the two most probable classes; of classes that tie, the last ones are."""
    return Proportion(counts.field("among_the_most_probable"), counts.rows)


def _smooth(
    counts: ClassCounts, of: Callable[[Totals], Found], wholes: tuple[FloatArray, ...], low: float = 0.0
) -> SmoothFunction:
    """Return a function of what a confusion matrix has by class as a function of its cells."""
    return SmoothFunction(
        counts.sums, counts.rows, wholes, partial(_value, of), partial(_gradient, of), low=low, high=1.0
    )


def _value(of: Callable[[Totals], Found], cells: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return of(_totals(cells))[0]


def _gradient(of: Callable[[Totals], Found], cells: FloatArray) -> FloatArray:
    """Return the partial derivatives by cell: a row moves the totals of its label, of its prediction, of the right."""
    totals = _totals(cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        slopes = of(totals)[1]
    by_cell = slopes.labels[..., :, None] + slopes.predictions[..., None, :]
    place = np.arange(totals.right.shape[-1])
    by_cell[..., place, place] += slopes.right
    return np.asarray(by_cell.reshape(cells.shape))


def _totals(cells: FloatArray) -> Totals:
    size = round(cells.shape[-1] ** 0.5)
    matrix = cells.reshape(*cells.shape[:-1], size, size)
    return Totals(np.diagonal(matrix, axis1=-2, axis2=-1), matrix.sum(axis=-1), matrix.sum(axis=-2))


def _macro_f1(totals: Totals) -> Found:
    """Return the mean of 2 TP / (labels + predictions) over the classes where that is not 0 out of 0."""
    whole = totals.labels + totals.predictions
    share = 1 / np.where(whole > 0, whole, np.inf)
    each = 1 / (whole > 0).sum(axis=-1, keepdims=True)
    slope = -2 * totals.right * share**2 * each
    return (2 * totals.right * share).sum(axis=-1) * each[..., 0], Slopes(2 * share * each, slope, slope)


def _macro_precision(totals: Totals) -> Found:
    share = 1 / np.where(totals.predictions > 0, totals.predictions, np.inf)
    each = 1 / (totals.predictions > 0).sum(axis=-1, keepdims=True)
    slope = -totals.right * share**2 * each
    return (totals.right * share).sum(axis=-1) * each[..., 0], Slopes(share * each, np.zeros_like(slope), slope)


def _mean_recall(totals: Totals) -> Found:
    """Return the mean share of a label's rows that is right; undefined over one label, which tells nothing apart."""
    share = 1 / np.where(totals.labels > 0, totals.labels, np.inf)
    there = (totals.labels > 0).sum(axis=-1, keepdims=True)
    each = 1 / np.where(there > 1, there, np.nan)
    slope = -totals.right * share**2 * each
    return (totals.right * share).sum(axis=-1) * each[..., 0], Slopes(share * each, slope, np.zeros_like(slope))


def _weighted_f1(totals: Totals) -> Found:
    whole, rows = totals.labels + totals.predictions, totals.labels.sum(axis=-1, keepdims=True)
    share = 1 / np.where(whole > 0, whole, np.inf)
    f1 = 2 * totals.right * share
    value = (totals.labels * f1).sum(axis=-1, keepdims=True) / rows
    slope = -totals.labels * f1 * share / rows
    return value[..., 0], Slopes(2 * totals.labels * share / rows, slope + (f1 - value) / rows, slope)


def _beyond_chance(totals: Totals) -> tuple[FloatArray, FloatArray, Slopes]:
    """Return the rows, by how many pairs of rows more than by chance are right, and how that changes."""
    right, labels, predictions = totals
    rows = labels.sum(axis=-1, keepdims=True)
    missed, wrong = labels - right, predictions - right
    beyond = (right * (rows - right - missed - wrong) - missed * wrong).sum(axis=-1, keepdims=True)
    slopes = Slopes(rows + 0 * right, right.sum(axis=-1, keepdims=True) - predictions, -labels)
    return rows, beyond, slopes


def _kappa(totals: Totals) -> Found:
    rows, beyond, slopes = _beyond_chance(totals)
    most = (totals.labels * (rows - totals.predictions)).sum(axis=-1, keepdims=True)
    most = np.where(most > 0, most, np.nan)
    value = beyond / most
    by_label = slopes.labels - value * (2 * rows - totals.predictions)
    by_prediction = slopes.predictions + value * totals.labels
    return value[..., 0], Slopes(slopes.right / most, by_label / most, by_prediction / most)


def _correlation(totals: Totals) -> Found:
    """Return Gorodkin's R_K: the rows beyond chance out of the most that labels and predictions could have."""
    rows, beyond, slopes = _beyond_chance(totals)
    of_labels, of_predictions = (
        (each * (rows - each)).sum(axis=-1, keepdims=True) for each in (totals.labels, totals.predictions)
    )
    root = np.sqrt(of_labels) * np.sqrt(of_predictions)
    root = np.where(root > 0, root, np.nan)
    value = beyond / root
    by_label = slopes.labels / root - value * (rows / of_predictions + (rows - totals.labels) / of_labels)
    by_prediction = slopes.predictions / root + value * totals.predictions / of_predictions
    return value[..., 0], Slopes(slopes.right / root, by_label, by_prediction)


def mean_recall(counts: ClassCounts) -> SmoothFunction:
    """Return the mean over the labels that some row has of the share of their rows that is right."""
    return _smooth(counts, _mean_recall, (counts.rows,))


def correlation(counts: ClassCounts) -> SmoothFunction:
    """Return the correlation between label and prediction of any number of classes."""
    return _smooth(counts, _correlation, counts.outside_commonest, low=-1.0)
