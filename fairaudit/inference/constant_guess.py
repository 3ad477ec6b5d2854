"""Whether a model is right less often than a constant answer: always giving the label that most rows have.

On the same rows, model and constant answer differ in two kinds of rows: *won* ones of another label, for which the
model is right, and *lost* ones of the most frequent label, for which it is wrong. Accuracy less the share of the most
frequent label is (won − lost) / rows, a paired difference; it is below 0 where fewer than half of the rows that were
won or lost were won.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fairaudit.counts import ConfusionCounts, FloatArray
from fairaudit.counts.paired import paired
from fairaudit.cube import Sample
from fairaudit.inference.changes import paired_change
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measurement import measure
from fairaudit.metrics import confusion


@dataclass(frozen=True)
class ConstantGuess:
    """The most frequent label (its place), its share of the rows, and by how much the model is right more often.

    `beats` says that the constant answer is shown to be right more often than the model.
    """

    label: int
    share: float
    accuracy: float
    difference: Estimate
    beats: bool


def constant_guess(sample: Sample[Any], right: FloatArray, labels: FloatArray, confidence: float) -> ConstantGuess:
    """Hold a model against always giving the most frequent label; `sample` has all rows as one group.

    `right` and `labels` are the rows of each label that are right, and all of them: ``(entries, labels, moments)``.

    The same rows tell which label is the most frequent one, and among labels that are about as frequent that is the one
    for which luck spoke. At most 1 / share labels can be as frequent as it, so the error level, 1 − confidence, is
    shared among so many, and among no fewer than two.
    """
    totals = labels.sum(axis=0)[:, min(1, labels.shape[-1] - 1)]
    label = int(totals.argmax())
    share = float(totals[label] / totals.sum())
    only = (np.arange(labels.shape[-2]) == label).astype(float)
    model, constant = _beside(right, labels, label), _beside(labels * only[:, None], labels, label)
    of_model = replace(sample, counts=model)
    accuracy = float(measure(confusion.accuracy, of_model, confidence).values[0])
    won = measure(confusion.positive_predictive_value, of_model, confidence)
    change = paired_change(confusion.accuracy, replace(sample, counts=paired(constant, model)), confidence)
    if change is None:
        raise TypeError("accuracy divides by the same rows, whatever is predicted")
    difference = change.estimates()[0]
    sure = bool(won.upper((1 - confidence) * min(share, 1 / 2))[0] < 1 / 2)
    return ConstantGuess(
        label, share, accuracy, difference, sure and difference.high is not None and difference.high < 0
    )


def _beside(right: FloatArray, labels: FloatArray, label: int) -> ConfusionCounts:
    """Return the rows of a label as negative ones and all others as positive; wrong ones are lost or missed.

    True positives are the rows that are won over the constant answer, and false positives those that are lost to it.
    """
    kept, commonest = right[:, label], labels[:, label]
    won, others = right.sum(axis=-2) - kept, labels.sum(axis=-2) - commonest
    return ConfusionCounts(np.stack([won, commonest - kept, others - won, kept], axis=-2))
