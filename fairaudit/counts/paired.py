"""Counts of rows that were judged twice: what they were before, what they are now, and what moved."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from fairaudit.counts.confusion import ConfusionCounts
from fairaudit.counts.counts import Counts, FloatArray
from fairaudit.tasks.speech.counts import EditCounts

Part = Literal["old", "new", "gained", "lost"]
PARTS: tuple[Part, ...] = ("old", "new", "gained", "lost")


def _fields(kind: type[Counts]) -> tuple[str, ...]:
    return tuple(f"{part}_{name}" for part in PARTS for name in kind.fields)


class PairedCounts(Counts):
    """Counts of the same rows in two results: four blocks of the fields of `of`.

    `old` and `new` are the rows' counts in the two results. `gained` adds up, row by row, by how much a field rose, and
    `lost` by how much it fell: new = old + gained − lost.
    """

    of: ClassVar[type[Counts]]

    def part(self, part: Part) -> Counts:
        """Return one block as counts of its own."""
        width, place = len(self.of.fields), PARTS.index(part)
        return self.of(self.sums[..., place * width : (place + 1) * width, :])


class PairedConfusionCounts(PairedCounts):
    """Decisions about the same rows."""

    of = ConfusionCounts
    fields: ClassVar[tuple[str, ...]] = _fields(ConfusionCounts)
    row_fields: ClassVar[tuple[str, ...]] = tuple(f"new_{name}" for name in ConfusionCounts.row_fields)


class PairedEditCounts(PairedCounts):
    """Recognitions of the same utterances."""

    of = EditCounts
    fields: ClassVar[tuple[str, ...]] = _fields(EditCounts)
    row_fields: ClassVar[tuple[str, ...]] = tuple(f"new_{name}" for name in EditCounts.row_fields)


def one_row(kind: type[Counts]) -> tuple[Counts, Counts]:
    """Return single rows before and after as much changed as a prediction can change: the truth about each stays.

    What a metric divides by is the same rows in two results if it is the same for these.
    """
    if issubclass(kind, ConfusionCounts):
        before, after = ("true_positives", "false_positives"), ("false_negatives", "true_negatives")
        return _single(kind, before), _single(kind, after)
    given = [float(name in _OF_THE_REFERENCE) for name in kind.fields]
    return kind(np.array([given])[..., None]), kind(np.ones((1, len(kind.fields), 1)))


_OF_THE_REFERENCE = ("utterances", "reference_words", "reference_characters")


def _single(kind: type[Counts], names: tuple[str, ...]) -> Counts:
    return kind(np.array([[float(field == name) for field in kind.fields] for name in names])[..., None])


def paired(old: Counts, new: Counts) -> PairedCounts:
    """Return the joint counts of rows, each an entry of both: shape ``(rows, fields, moments)``."""
    kind = PairedConfusionCounts if isinstance(new, ConfusionCounts) else PairedEditCounts
    moved: FloatArray = new.sums - old.sums
    blocks = [old.sums, new.sums, np.maximum(moved, 0.0), np.maximum(-moved, 0.0)]
    return kind(np.concatenate(blocks, axis=-2))
