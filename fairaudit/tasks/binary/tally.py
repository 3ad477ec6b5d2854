"""Tallies binary decisions: rows of label, prediction and group labels become confusion counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import ConfusionCounts, Counts, SelectionCounts
from fairaudit.counts.counts import FloatArray
from fairaudit.cube import Axis, CodeArray, Cube, merge_cells
from fairaudit.errors import DataError
from fairaudit.tally.cells import CellCounter
from fairaudit.tally.codebook import BinnedCodebook, BoolArray, Codebook, Codes, blocks
from fairaudit.tally.kept import KeptRows, SmallArray
from fairaudit.tally.rows import (
    CLUSTERED_COLUMNS,
    NO_LABEL,
    NO_SCORE,
    WEIGHT_COLUMNS,
    Conditions,
    RowAccount,
    attribute_books,
    check_exact,
    no_rows_left,
    numbers,
    row_weights,
    weighted_values,
)
from fairaudit.tasks.binary.labels import check_decisions, meanings, positive_value, selected_value
from fairaudit.tasks.roles import Roles

_MANY_VALUES = 100


@dataclass
class ScoreFacts:
    """What was seen of a score that stands beside the decisions."""

    missing: int = 0
    lowest: float = np.inf
    highest: float = -np.inf

    def see(self, scores: FloatArray) -> None:
        """Take note of a batch of scores."""
        if not len(scores):
            return
        lowest, highest = float(scores.min()), float(scores.max())
        if not (np.isfinite(lowest) and np.isfinite(highest)):
            finite = scores[np.isfinite(scores)]
            self.missing += len(scores) - len(finite)
            lowest, highest = float(finite.min(initial=np.inf)), float(finite.max(initial=-np.inf))
        self.lowest, self.highest = min(self.lowest, lowest), max(self.highest, highest)


@dataclass
class DecisionTally:
    """Counts decisions batch by batch; `cube` says what they were."""

    roles: Roles
    config: Config
    booleans: frozenset[str] = frozenset()
    """Roles whose column is boolean by type: true then means 1 wherever the other column holds numbers."""
    may_have_commas: bool = False
    """Whether a comma may begin the fraction of a label or prediction that is a number."""
    any_score: bool = False
    """Whether the threshold comes from the scores themselves, so that they need not be probabilities."""
    kept: KeptRows | None = None
    """Where rows are kept apart, if they are to be paired."""
    account: RowAccount = field(default_factory=RowAccount)
    scores: ScoreFacts = field(default_factory=ScoreFacts)

    def __post_init__(self) -> None:
        columns = self.roles.columns
        self._attributes = attribute_books(self.roles, self.config)
        self._cluster = Codebook(columns["cluster"]) if "cluster" in columns else None
        self._label = Codebook(columns.get("label", ""))
        if not self._has_label:
            self._unlabelled = np.array([self._label.code("")])
        self._prediction = Codebook(columns.get("prediction", columns.get("score", "")))
        if self.config.threshold is not None:
            self._below_and_above = np.array([self._prediction.code(value) for value in ("0", "1")])
        self._conditions = Conditions(self.config)
        self._columns = 1
        if "weight" in columns:
            self._columns = WEIGHT_COLUMNS if self._cluster is None else CLUSTERED_COLUMNS
        self._cells = CellCounter(len(self._books), self._columns)

    @property
    def _has_label(self) -> bool:
        return "label" in self.roles.columns

    @property
    def _books(self) -> list[Codebook]:
        cluster = [] if self._cluster is None else [self._cluster]
        return [*self._attributes, *cluster, self._label, self._prediction]

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of one batch."""
        self.account.read += batch.num_rows
        keep = self._conditions.apply(batch, self.account, None)
        label, keep = self._labels(batch, keep)
        prediction, keep = self._decisions(batch, keep)
        codes = [book.encode(batch.column(book.column)) for book in self._books[:-2]]
        codes += [label, prediction]
        weight, count = row_weights(batch, self.roles, self.account.read - batch.num_rows)
        if keep is not None:
            codes = [code[keep] for code in codes]
            weight = None if weight is None else weight[keep]
            count = None if count is None else count[keep]
        self._cells.add(codes, weighted_values([None], weight, count, self._columns))
        if self.kept is not None:
            self.kept.add(batch, keep, codes[:-2], [code.each for code in codes[-2:]], weight)

    def _labels(self, batch: pa.RecordBatch, keep: BoolArray | None) -> tuple[Codes, BoolArray | None]:
        """Return the label of every row; where there is none, all rows are alike."""
        if not self._has_label:
            return Codes(np.zeros(batch.num_rows, dtype=np.int32), self._unlabelled), keep
        label = self._label.encode(batch.column(self.roles.columns["label"]))
        return label, self._reject_missing(keep, self._label, label, NO_LABEL)

    def _decisions(self, batch: pa.RecordBatch, keep: BoolArray | None) -> tuple[Codes, BoolArray | None]:
        """Return the prediction of every row, made from the score if there is a threshold."""
        columns, threshold = self.roles.columns, self.config.threshold
        if "score" in columns:
            scores = numbers(batch, self.roles, "score")
            seen = scores if keep is None else scores[keep]
            for rows in blocks(len(seen)):
                self.scores.see(seen[rows])
        if threshold is None:
            prediction = self._prediction.encode(batch.column(columns["prediction"]))
            if len(self._prediction.values) > _MANY_VALUES and not self.config.where:  # answered before all are counted
                check_decisions([value for value in self._meaning(self._prediction) if value], self._prediction.column)
            return prediction, self._reject_missing(keep, self._prediction, prediction, "the prediction is missing")
        keep = self.account.reject(keep, ~np.isfinite(scores), NO_SCORE)
        return Codes((scores >= threshold).astype(np.int32), self._below_and_above), keep

    def _reject_missing(self, keep: BoolArray | None, book: Codebook, codes: Codes, reason: str) -> BoolArray | None:
        if None not in book.values:
            return keep
        missing = codes.equal(book.code(None))
        return keep if missing is None else self.account.reject(keep, missing, reason)

    def cube(self) -> tuple[Cube[Any], str]:
        """Return the counts of all rows, and the label value that counts as positive.

        They are confusion counts, or counts of selections if there is no label.

        Raises:
            DataError: the labels are not binary, or nothing could be counted.
            UsageError: it is not clear which value is positive.
        """
        self._conditions.check()
        codes, sums = self._cells.cells()
        if not len(codes):
            raise DataError(no_rows_left(self.account))
        if "count" in self.roles.columns:
            check_exact(sums[:, 0].sum(), self.roles)
        labels, predictions = self._meaning(self._label), self._meaning(self._prediction)
        predicted = self._rows_by_value(codes[:, -1], sums, predictions)
        if self.config.threshold is not None:
            self._check_probabilities()
            predicted = Counter()
        check_decisions(predicted, self._prediction.column)
        (said,) = meanings([self.config.positive], self.may_have_commas)
        if self._has_label:
            labelled = self._rows_by_value(codes[:, -2], sums, labels)
            positive = positive_value(labelled, predicted, said)
        else:
            positive = selected_value(predicted, self._prediction.column, said)
        kind: type[Counts] = ConfusionCounts if self._has_label else SelectionCounts
        counts = np.zeros((len(sums), len(kind.fields), sums.shape[1]))
        counts[np.arange(len(sums)), self.outcomes(codes[:, -2], codes[:, -1], positive)] = sums
        cells, merged = merge_cells(codes[:, :-2], counts)
        axes = [Axis(book.column, tuple(book.values), isinstance(book, BinnedCodebook)) for book in self._attributes]
        cluster = None if self._cluster is None else Axis(self._cluster.column, tuple(self._cluster.values))
        return Cube(tuple(axes), cluster, cells, kind(merged)), positive

    def outcomes(self, label: SmallArray, prediction: SmallArray, positive: str) -> CodeArray:
        """Return the field of the counts that rows with these codes belong to."""
        selects = "1" if self.config.threshold is not None else positive
        is_selected = np.array([value == selects for value in self._meaning(self._prediction)])[prediction]
        if not self._has_label:
            return np.where(is_selected, 0, 1)
        is_positive = np.array([value == positive for value in self._meaning(self._label)])[label]
        return np.where(is_selected, np.where(is_positive, 0, 1), np.where(is_positive, 2, 3))

    def _check_probabilities(self) -> None:
        low, high = self.scores.lowest, self.scores.highest
        if (low < 0 or high > 1) and not self.any_score:
            raise DataError(
                f"The score runs from {low:g} to {high:g}, so it is not a probability and --threshold does not apply. "
                "Write the decisions into a column of their own and name it: --prediction COLUMN."
            )

    def _meaning(self, book: Codebook) -> list[str | None]:
        """Return the normalised value for every code."""
        mixed = len(self.booleans) == 1 and self.config.threshold is None
        numeric = {"true": "1", "false": "0"} if mixed else {}
        values = meanings(book.values, self.may_have_commas)
        return [value if value is None else numeric.get(value, value) for value in values]

    @staticmethod
    def _rows_by_value(codes: CodeArray, sums: FloatArray, meaning: list[str | None]) -> Counter[str]:
        rows: Counter[str] = Counter()
        for code, total in zip(codes, sums[:, 0], strict=True):
            value = meaning[code]
            if value is not None and total > 0:
                rows[value] += int(total)
        return rows
