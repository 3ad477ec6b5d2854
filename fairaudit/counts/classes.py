"""Counts of predicted classes against true ones: a confusion matrix over the classes that all rows together tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np

from fairaudit.counts.confusion import ConfusionCounts
from fairaudit.counts.counts import Counts, FloatArray


class Margins(NamedTuple):
    """Sums over a confusion matrix, each of shape ``(..., classes, moments)``."""

    right: FloatArray
    labels: FloatArray
    predictions: FloatArray


class ClassCounts(Counts):
    """Rows by label and prediction: a confusion matrix, its rows the labels and its columns the predictions."""

    says_at = ("where {} is positive and every other class negative", "{} against the rest")

    def __init__(self, sums: FloatArray, classes: Sequence[str]) -> None:
        self.classes = tuple(classes)
        self.fields = tuple(f"{label!r} taken for {other!r}" for label in self.classes for other in self.classes)
        self.row_fields = self.fields
        size = len(self.classes)
        self.truths = tuple(self.fields[start : start + size] for start in range(0, size * size, size))
        super().__init__(sums)

    def like(self, sums: FloatArray) -> Self:
        """Return counts of the same classes with other sums."""
        other = super().like(sums)
        other.__dict__.pop("margins", None)
        return other

    def joined(self, other: Self) -> Self:
        """Return the entries of both, by the classes of both."""
        classes = tuple(dict.fromkeys((*self.classes, *other.classes)))
        return type(self)(np.concatenate([self._by(classes), other._by(classes)]), classes)

    def _by(self, classes: Sequence[str]) -> FloatArray:
        """Return the sums by classes of which there may be more."""
        size, place = len(classes), np.array([classes.index(each) for each in self.classes], dtype=np.int64)
        sums = np.zeros((*self.sums.shape[:-2], size * size, self.sums.shape[-1]), dtype=self.sums.dtype)
        sums[..., (place[:, None] * size + place).ravel(), :] = self.sums
        return sums

    @property
    def matrix(self) -> FloatArray:
        """The confusion matrix, shape ``(..., labels, predictions, moments)``."""
        size = len(self.classes)
        return self.sums.reshape(*self.sums.shape[:-2], size, size, self.sums.shape[-1])

    @cached_property
    def margins(self) -> Margins:
        """The sums over labels, over predictions, and of rows that are right."""
        matrix = self.matrix
        right = np.moveaxis(np.diagonal(matrix, axis1=-3, axis2=-2), -1, -2)
        return Margins(np.ascontiguousarray(right), matrix.sum(axis=-2), matrix.sum(axis=-3))

    @property
    def right(self) -> FloatArray:
        """Rows whose prediction is the label."""
        total: FloatArray = self.margins.right.sum(axis=-2)
        return total

    @property
    def rows(self) -> FloatArray:
        """Rows, whatever their classes."""
        total: FloatArray = self.margins.labels.sum(axis=-2)
        return total

    @property
    def outside_commonest(self) -> tuple[FloatArray, FloatArray]:
        """Rows whose label, and rows whose prediction, is not the commonest one."""
        _, labels, predictions = self.margins
        return _without_largest(labels), _without_largest(predictions)

    @property
    def by_argument(self) -> tuple[str, ...]:
        """The names of the counts of each class against the rest."""
        return tuple(f"{name}[{each}]" for each in self.classes for name in ConfusionCounts.fields)

    def reported(self) -> tuple[tuple[str, ...], FloatArray]:
        """Return the rows, those that are right, and the counts of each class against the rest."""
        each = [self.at(name).sums for name in self.classes]
        sums = [np.stack([self.rows, self.right], axis=-2), *each]
        return ("rows", "right", *self.by_argument), np.concatenate(sums, axis=-2)

    def at(self, argument: str) -> ConfusionCounts:
        """Return the counts of one class against the rest."""
        place = self.classes.index(argument)
        right, labels, predictions = (each[..., place, :] for each in self.margins)
        false_positives, false_negatives = predictions - right, labels - right
        others = self.rows - right - false_positives - false_negatives
        return ConfusionCounts(np.stack([right, false_positives, false_negatives, others], axis=-2))


def _without_largest(sums: FloatArray) -> FloatArray:
    """Return the sums over all classes but the one that weighs most."""
    largest = sums[..., min(1, sums.shape[-1] - 1)].argmax(axis=-1)
    found: FloatArray = sums.sum(axis=-2) - np.take_along_axis(sums, largest[..., None, None], axis=-2)[..., 0, :]
    return found
