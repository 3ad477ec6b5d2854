"""Tallies speech recognition: each utterance is normalised and aligned once, then only its edit counts are kept."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count as numbering
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import FloatArray
from fairaudit.cube import Cube, LargestRows
from fairaudit.document import Example
from fairaudit.errors import DataError, show
from fairaudit.source import Source
from fairaudit.spoken import spoken
from fairaudit.tally import Roles, Seen, Tallied
from fairaudit.tally.codebook import BoolArray
from fairaudit.tally.intake import Intake, Placed
from fairaudit.tally.kept import KeptRows
from fairaudit.tasks.speech.counts import EditCounts
from fairaudit.tasks.speech.text import Normalizer, TooLongError, alignment_text, count_edits, normalizer

EMPTY_REFERENCES = "references without words"
NORMALIZER, NORMALIZER_VERSION = "normaliser", "version of the normaliser"
_ERRORS = EditCounts.fields.index("word_errors")
_WORDS = EditCounts.fields.index("reference_words")


@dataclass(order=True)
class WorstUtterance:
    """A badly recognised utterance, kept only if examples were asked for; the worst compares highest."""

    rate: float
    word_errors: int
    order: int
    reference_words: int = field(compare=False)
    attribute: str = field(compare=False)
    value: str | None = field(compare=False)
    reference: str = field(compare=False)
    hypothesis: str = field(compare=False)


class SpeechTally:
    """Counts edits batch by batch."""

    def __init__(self, roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> None:  # noqa: ARG002
        self._roles, self._most, self._split = roles, config.examples, config.edit_split
        self._normalizer = normalizer(config.normalize)
        counts = EditCounts(np.zeros((0, len(EditCounts.fields), 1)))
        self._keeps = kept is not None
        self._intake = Intake(roles, config, counts, keeps_apart=True, kept=kept)
        self.account = self._intake.account
        attributes = len(self._intake.attributes)
        self._largest = LargestRows(np.zeros((0, attributes), dtype=np.int64), np.zeros((0, 3)))
        self._worst: dict[str, list[WorstUtterance]] = {name: [] for name in roles.audited}
        self._order = numbering()
        self._empty_references = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Normalise, align and count the utterances of one batch."""
        keep = self._intake.begin(batch)
        references, keep = self._texts(batch, "reference", keep)
        hypotheses, keep = self._texts(batch, "hypothesis", keep)
        placed = self._intake.place(batch, keep)
        if keep is not None:
            kept = np.flatnonzero(keep)
            references, hypotheses = ([texts[row] for row in kept] for texts in (references, hypotheses))
        edits = self._edits(references, hypotheses, keep, batch.num_rows)
        self._empty_references += int(np.count_nonzero(edits[:, _WORDS] == 0))
        self._intake.add(placed, (), list(edits.T), self._hashes(references) if self._keeps else None)
        self._keep_largest(placed, edits)
        if self._most:
            self._keep_worst(placed, edits, references, hypotheses)

    def counted(self) -> Tallied:
        """Return the counts of all utterances, and the worst of every attribute, worst first.

        Raises:
            DataError: nothing could be counted.
        """
        cube = replace(self._intake.cube(), largest=self._largest)
        worst = tuple(each for heap in self._worst.values() for each in sorted(heap, reverse=True))
        how = {NORMALIZER: self._normalizer.name, NORMALIZER_VERSION: self._normalizer.version}
        return Tallied(cube, self.account, Seen({EMPTY_REFERENCES: self._empty_references}), worst, how)

    def rows(self) -> Cube[Any]:
        """Return the utterances that were kept, a cell each, in the order of the file."""
        return self._intake.rows()

    def _texts(self, batch: pa.RecordBatch, role: str, keep: BoolArray | None) -> tuple[list[str], BoolArray | None]:
        """Return the texts of a column; a missing text rejects its row, an empty one does not."""
        column = batch.column(self._roles.columns[role])
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            column = self._cast(column, role)
        if column.null_count:
            keep = self.account.reject(keep, column.is_null().to_numpy(zero_copy_only=False), f"the {role} is missing")
            column = column.fill_null("")
        return column.to_pylist(), keep

    def _cast(self, column: pa.Array, role: str) -> pa.Array:
        """Return numbers, dates and the like as text.

        Raises:
            DataError: the values are none that can be read.
        """
        try:
            return column.cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise DataError(
                f"Column `{show(self._roles.columns[role])}` is to be the {role}, but holds values of type "
                f"`{column.type}` and no text. Name another column: {spoken(role, 'COLUMN')}."
            ) from error

    def _edits(self, references: list[str], hypotheses: list[str], keep: BoolArray | None, rows: int) -> FloatArray:
        """Return the edit counts of the utterances that are kept of a batch of so many rows.

        Raises:
            DataError: an utterance is too long to be aligned.
        """
        try:
            return count_edits(references, hypotheses, self._normalizer, self._split)
        except TooLongError as error:
            place = error.pair if keep is None else int(np.flatnonzero(keep)[error.pair])
            raise DataError(f"In row {self.account.read - rows + place + 1:,} {error}") from error

    def _hashes(self, references: list[str]) -> npt.NDArray[np.int64]:
        """Return a hash of what should have been recognised in each utterance: the same for one process."""
        texts = self._normalizer.many(references)
        return np.fromiter((hash(text.strip()) for text in texts), np.int64, len(texts))

    def _keep_largest(self, placed: Placed, edits: FloatArray) -> None:
        """Keep the utterance with the most errors for every combination of attribute values."""
        weights = np.ones(len(edits)) if placed.weight is None else placed.weight
        facts = np.stack([edits[:, _ERRORS], edits[:, _WORDS], weights], axis=1)
        places = np.zeros((len(edits), len(self._intake.attributes)), dtype=np.int64)
        for column in range(places.shape[1]):
            places[:, column] = placed.codes[column].each
        counted = slice(None) if placed.count is None else placed.count > 0
        self._largest += LargestRows.of(places[counted], facts[counted])

    def _keep_worst(self, placed: Placed, edits: FloatArray, references: list[str], hypotheses: list[str]) -> None:
        """Keep the N worst utterances of every attribute."""
        rates = edits[:, _ERRORS] / np.maximum(edits[:, _WORDS], 1)
        orders = [next(self._order) for _ in references]
        for book, code in zip(self._intake.attributes, placed.codes, strict=False):
            if book.column not in self._worst:
                continue
            heap, each = self._worst[book.column], code.each
            for row in np.flatnonzero(edits[:, _ERRORS] > 0):
                if len(heap) >= self._most and rates[row] < heap[0].rate:
                    continue
                worst = WorstUtterance(
                    float(rates[row]),
                    int(edits[row, _ERRORS]),
                    -orders[row],
                    int(edits[row, _WORDS]),
                    book.column,
                    book.values[each[row]],
                    references[row],
                    hypotheses[row],
                )
                heapq.heappush(heap, worst)
                if len(heap) > self._most:
                    heapq.heappop(heap)


def examples(kept: Sequence[WorstUtterance], how: Normalizer) -> Iterator[Example]:
    """Yield the worst utterances that were kept, as the report shows them."""
    for worst in kept:
        yield {
            "by": [worst.attribute],
            "group": {worst.attribute: worst.value},
            "word_errors": worst.word_errors,
            "reference_words": worst.reference_words,
            "reference": worst.reference,
            "hypothesis": worst.hypothesis,
            "alignment": alignment_text(worst.reference, worst.hypothesis, how),
        }
