"""Counts of the probabilities that a model gives to classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fairaudit.counts.classes import ClassCounts
from fairaudit.counts.counts import Counts, FloatArray
from fairaudit.counts.places import NumberCounts, PlaceArray, PlacedCounts, Places
from fairaudit.counts.scores import ScoreCounts


class ProbabilityPlaces(NumberCounts):
    """Rows by a probability, once for each class that has one."""


class RankPlaces(NumberCounts):
    """Rows by how many classes are more probable than the label."""


class ClassScores(PlacedCounts):
    """Rows by the probability of each class, and whether the label is that class: every row once for each class."""

    listed = False
    says_at = ClassCounts.says_at

    def __init__(self, sums: FloatArray, axis: Places, place: PlaceArray | None, classes: Sequence[str]) -> None:
        self.classes = tuple(classes)
        self.fields = tuple(f"{each!r} {side}" for each in self.classes for side in ("is the label", "is not"))
        self.row_fields = self.fields
        super().__init__(sums, axis, place)

    def with_fields_of(self, other: ClassScores) -> ClassScores:
        """Return the same entries by the classes of both."""
        return self._by(tuple(dict.fromkeys((*self.classes, *other.classes))))

    def joined(self, other: ClassScores) -> ClassScores:
        """Return the entries of both, by the classes of either."""
        mine = self.with_fields_of(other)
        return super(ClassScores, mine).joined(other._by(mine.classes))

    def _by(self, classes: tuple[str, ...]) -> ClassScores:
        """Return the same entries by these classes; there is nothing of those that are new."""
        if classes == self.classes:
            return self
        sums = np.zeros((len(self.sums), 2 * len(classes), self.sums.shape[-1]))
        for own, each in enumerate(self.classes):
            place = 2 * classes.index(each)
            sums[:, place : place + 2] = self.sums[:, 2 * own : 2 * own + 2]
        return ClassScores(sums, self.axis, self.place, classes)

    def at(self, argument: str) -> ScoreCounts:
        """Return the counts of one class against the rest: entries of other classes count nothing."""
        place = 2 * self.classes.index(argument)
        sides = self.sums[..., place : place + 2, :]
        return ScoreCounts(np.concatenate([sides, np.zeros_like(sides)], axis=-2), self.axis, self.place)


class TrueScores(ScoreCounts):
    """Rows by the probability of the class that is their label: what came true is all there is."""

    listed = False
    labels = (1,)


class TopCounts(Counts):
    """Rows by whether their label is among the most probable classes."""

    fields = ("among_the_most_probable", "not_among_them")
    row_fields = fields
    listed = False
