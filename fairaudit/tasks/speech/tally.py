"""Tallies speech recognition: each utterance is normalised and aligned once, then only its edit counts are kept."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count as numbering

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import FloatArray
from fairaudit.cube import Axis, CodeArray, Cube, LargestRows
from fairaudit.errors import DataError, show
from fairaudit.tally.cells import CellCounter
from fairaudit.tally.codebook import BinnedCodebook, BoolArray, Codebook, Codes
from fairaudit.tally.kept import KeptRows
from fairaudit.tally.rows import (
    CLUSTERED_COLUMNS,
    Conditions,
    RowAccount,
    attribute_books,
    check_exact,
    no_rows_left,
    row_weights,
    weighted_values,
)
from fairaudit.tasks.roles import Roles
from fairaudit.tasks.speech.counts import EditCounts
from fairaudit.tasks.speech.text import Normalizer, TooLongError, count_edits

_ERRORS = EditCounts.fields.index("word_errors")
_WORDS = EditCounts.fields.index("reference_words")


@dataclass(order=True)
class WorstUtterance:
    """A badly recognised utterance, kept only if examples were asked for; the worst compares highest."""

    rate: float
    word_errors: int
    order: int
    reference_words: int = field(compare=False)
    value: str | None = field(compare=False)
    reference: str = field(compare=False)
    hypothesis: str = field(compare=False)


@dataclass
class SpeechTally:
    """Counts edits batch by batch; `cube` says what they were."""

    roles: Roles
    config: Config
    normalizer: Normalizer
    kept: KeptRows | None = None
    """Where utterances are kept apart, if they are to be paired."""
    account: RowAccount = field(default_factory=RowAccount)
    empty_references: int = 0

    def __post_init__(self) -> None:
        columns = self.roles.columns
        self._attributes = attribute_books(self.roles, self.config)
        self._cluster = Codebook(columns["cluster"]) if "cluster" in columns else None
        self._conditions = Conditions(self.config)
        self._columns = CLUSTERED_COLUMNS if "weight" in columns else 1
        self._cells = CellCounter(len(self._books), len(EditCounts.fields) * self._columns)
        self._rows: list[tuple[CodeArray, FloatArray]] = []
        self._largest = LargestRows(np.zeros((0, len(self._attributes)), dtype=np.int64), np.zeros((0, 3)))
        self._worst: dict[str, list[WorstUtterance]] = {name: [] for name in self.roles.attributes}
        self._order = numbering()

    @property
    def _books(self) -> list[Codebook]:
        return [*self._attributes, *([] if self._cluster is None else [self._cluster])]

    def add(self, batch: pa.RecordBatch) -> None:
        """Normalise, align and count the utterances of one batch."""
        self.account.read += batch.num_rows
        keep = self._conditions.apply(batch, self.account, None)
        references, keep = self._texts(batch, "reference", keep)
        hypotheses, keep = self._texts(batch, "hypothesis", keep)
        codes = [book.encode(batch.column(book.column)) for book in self._books]
        weight, count = row_weights(batch, self.roles, self.account.read - batch.num_rows)
        if keep is not None:
            kept = np.flatnonzero(keep)
            references, hypotheses = ([texts[i] for i in kept] for texts in (references, hypotheses))
            codes = [code[kept] for code in codes]
            weight = None if weight is None else weight[kept]
            count = None if count is None else count[kept]
        edits = self._edits(references, hypotheses, keep, batch.num_rows)
        self.empty_references += int(np.count_nonzero(edits[:, _WORDS] == 0))
        values = weighted_values(list(edits.T), weight, count, self._columns)
        self._count(codes, [value for value in values if value is not None])
        self._keep_largest(codes, edits, weight, count)
        if self.kept is not None:
            self.kept.add(batch, keep, codes, list(edits.T), weight, self._hashes(references))
        if self.config.examples:
            self._keep_worst(codes, edits, references, hypotheses)

    def _texts(self, batch: pa.RecordBatch, role: str, keep: BoolArray | None) -> tuple[list[str], BoolArray | None]:
        """Return the texts of a column; a missing text rejects its row, an empty one does not."""
        column = batch.column(self.roles.columns[role])
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
                f"Column `{show(self.roles.columns[role])}` is to be the {role}, but holds values of type "
                f"`{column.type}` and no text. Name another column: --{role} COLUMN."
            ) from error

    def _edits(self, references: list[str], hypotheses: list[str], keep: BoolArray | None, rows: int) -> FloatArray:
        """Return the edit counts of the utterances that are kept of a batch of so many rows.

        Raises:
            DataError: an utterance is too long to be aligned.
        """
        try:
            return count_edits(references, hypotheses, self.normalizer, self.config.edit_split)
        except TooLongError as error:
            place = error.pair if keep is None else int(np.flatnonzero(keep)[error.pair])
            raise DataError(f"In row {self.account.read - rows + place + 1:,} {error}") from error

    def _hashes(self, references: list[str]) -> npt.NDArray[np.int64]:
        """Return a hash of what should have been recognised in each utterance: the same for one process."""
        texts = self.normalizer.many(references)
        return np.fromiter((hash(text.strip()) for text in texts), np.int64, len(texts))

    def _count(self, codes: list[Codes], values: list[npt.NDArray[np.float64]]) -> None:
        if self._cluster is None:
            stacked = np.stack([code.each for code in codes], axis=1)
            self._rows.append((stacked.astype(np.int32), np.stack(values, axis=1).astype(np.float64)))
            return
        self._cells.add(codes, values)

    def _keep_largest(
        self, codes: list[Codes], edits: FloatArray, weight: FloatArray | None, count: FloatArray | None
    ) -> None:
        """Keep the utterance with the most errors for every combination of attribute values."""
        weights = np.ones(len(edits)) if weight is None else weight
        facts = np.stack([edits[:, _ERRORS], edits[:, _WORDS], weights], axis=1)
        places = np.zeros((len(edits), len(self._attributes)), dtype=np.int64)
        for column, code in enumerate(codes[: len(self._attributes)]):
            places[:, column] = code.each
        counted = slice(None) if count is None else count > 0
        self._largest += LargestRows.of(places[counted], facts[counted])

    def _keep_worst(self, codes: list[Codes], edits: FloatArray, references: list[str], hypotheses: list[str]) -> None:
        """Keep the N worst utterances of every attribute."""
        rates = edits[:, _ERRORS] / np.maximum(edits[:, _WORDS], 1)
        orders = [next(self._order) for _ in references]
        for book, code in zip(self._attributes, codes, strict=False):
            heap, each = self._worst[book.column], code.each
            for row in np.flatnonzero(edits[:, _ERRORS] > 0):
                if len(heap) >= self.config.examples and rates[row] < heap[0].rate:
                    continue
                heapq.heappush(
                    heap,
                    WorstUtterance(
                        float(rates[row]),
                        int(edits[row, _ERRORS]),
                        -orders[row],
                        int(edits[row, _WORDS]),
                        book.values[each[row]],
                        references[row],
                        hypotheses[row],
                    ),
                )
                if len(heap) > self.config.examples:
                    heapq.heappop(heap)

    def _single_rows(self) -> tuple[CodeArray, FloatArray]:
        """Return every utterance as a cell of its own, without those of count 0."""
        if not self._rows:
            return np.zeros((0, len(self._books)), dtype=np.int64), np.zeros((0, 0))
        codes = np.concatenate([part for part, _ in self._rows])
        sums = np.concatenate([part for _, part in self._rows])
        counted = sums[:, 0] > 0
        return codes[counted].astype(np.int64), sums[counted]

    def worst(self, attribute: str) -> list[WorstUtterance]:
        """Return the worst utterances of an attribute, worst first."""
        return sorted(self._worst[attribute], reverse=True)

    def cube(self) -> Cube[EditCounts]:
        """Return the counts of all utterances.

        Raises:
            DataError: nothing could be counted.
        """
        self._conditions.check()
        codes, sums = self._cells.cells() if self._cluster is not None else self._single_rows()
        if not len(codes):
            raise DataError(no_rows_left(self.account))
        axes = [Axis(book.column, tuple(book.values), isinstance(book, BinnedCodebook)) for book in self._attributes]
        cluster = None if self._cluster is None else Axis(self._cluster.column, tuple(self._cluster.values))
        counts = EditCounts(sums.reshape(len(sums), len(EditCounts.fields), self._columns))
        if "count" in self.roles.columns:
            check_exact(counts.sums[:, :, 0].sum(axis=0), self.roles)
        return Cube(tuple(axes), cluster, codes, counts, self._cluster is None, self._largest)
