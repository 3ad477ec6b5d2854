"""Tallies binary decisions: rows of label, prediction and group labels; and what they mean once all are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import ConfusionCounts, Counts, FloatArray, LabelCounts, RowCounts, SelectionCounts
from fairaudit.counts.places import NumberCounts
from fairaudit.cube import CodeArray, Cube, merge_cells, put_together
from fairaudit.errors import DataError, UsageError, show
from fairaudit.source import Source
from fairaudit.spoken import spoken
from fairaudit.tally import Roles, Seen, Tallied
from fairaudit.tally.codebook import BoolArray, Codebook, Codes, blocks
from fairaudit.tally.distribution import Distribution
from fairaudit.tally.intake import Intake, Placed
from fairaudit.tally.kept import KeptRows
from fairaudit.tally.median import is_undecided
from fairaudit.tally.rows import NO_LABEL, NO_SCORE, numbers
from fairaudit.tasks.binary import operating, scores
from fairaudit.tasks.binary.columns import may_be_classes
from fairaudit.tasks.binary.labels import check_decisions, meanings, positive_values, selected_values
from fairaudit.tasks.binary.several import refuse_many_numbers
from fairaudit.tasks.binary.spelling import AS_NUMBERS, BOOLEANS, in_known_words, in_one_spelling, respelt, said_as
from fairaudit.tasks.task import Resolved
from fairaudit.tasks.used import assumed_positive

_NO_DECISIONS = (
    "no decisions were judged: there is only a score. Name the decisions, --prediction COLUMN, or say from which score "
    "on a row is selected, --threshold 0.5."
)
_MANY_VALUES = 100
_MOST_LISTED = 10
SCORES_MISSING = "scores that are missing or not finite"
SCORES = "scores"
_COMMAS = "rows of files in which a comma may begin a fraction"


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


class DecisionTally:
    """Counts rows by label and prediction, batch by batch."""

    def __init__(self, roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> None:
        self._columns, self._where = roles.columns, config.where
        self._cuts = np.unique([score for _, score in roles.points])
        self._decides, self._may_be_classes = not is_undecided(roles, config), may_be_classes(roles, config)
        self._roles, self._may_have_commas = roles, source.may_have_commas
        self._booleans = {
            role
            for role in ("label", "prediction")
            if role in roles.columns and pa.types.is_boolean(source.types[roles.columns[role]])
        }
        self._label = Codebook(roles.columns["label"]) if "label" in roles.columns else None
        self._prediction = Codebook(roles.columns.get("prediction", roles.columns.get("score", "")))
        reached = range(len(self._cuts) + 1)
        if roles.points:
            self._reached = np.array([self._prediction.code(str(points)) for points in reached])
        self._books = [] if self._label is None else [self._label]
        self._books += [self._prediction] if self._decides else []
        self._intake = Intake(roles, config, RowCounts(np.zeros((0, 1, 1))), self._books, kept=kept)
        self._scored: Distribution | None = None
        if self._label is not None and "score" in roles.columns:
            self._scored = self._intake.distribution([self._label], scores.cuts(roles, config))
        self._scores = ScoreFacts()
        self.account = self._intake.account

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of one batch."""
        keep = self._intake.begin(batch)
        outcome = []
        if self._label is not None:
            label = self._label.encode(batch.column(self._label.column))
            keep = self._reject_missing(keep, self._label, label, NO_LABEL)
            outcome.append(label)
        found = self._see_scores(batch, keep)
        if found is not None and "prediction" not in self._columns:
            keep = self.account.reject(keep, ~np.isfinite(found), NO_SCORE)
        if self._decides:
            prediction, keep = self._decisions(batch, keep, found)
            outcome.append(prediction)
        placed = self._intake.place(batch, keep)
        outcome = outcome if keep is None else [codes[keep] for codes in outcome]
        self._intake.add(placed, outcome, [None])
        if self._scored is not None and found is not None:
            self._intake.add_numbers(self._scored, placed, outcome[:1], found if keep is None else found[keep])
        self._beside(placed, outcome)

    def _beside(self, placed: Placed, outcome: Sequence[Codes]) -> None:
        """Count what else there is of the rows of a batch."""

    def counted(self) -> Tallied:
        """Return the rows by label and prediction, each value in the form in which it is compared.

        Raises:
            DataError: nothing could be counted.
        """
        ranges = {SCORES: (self._scores.lowest, self._scores.highest)}
        rows = {SCORES_MISSING: self._scores.missing, _COMMAS: self.account.read * self._may_have_commas}
        rows |= {BOOLEANS: self.account.read} if self._booleans else {}
        return Tallied(self._meant(self._intake.cube()), self.account, Seen(rows, ranges))

    def rows(self) -> Cube[Any]:
        """Return the rows that were kept, a cell each, in the order of the file."""
        return self._meant(self._intake.rows())

    def _meant(self, cube: Cube[Any]) -> Cube[Any]:
        """Return a cube, and those beside it, with one code for all spellings of a value."""
        beside = tuple(self._in_their_meaning(each, self._books[:1]) for each in cube.beside)
        return replace(self._in_their_meaning(cube, self._books), beside=beside)

    def _see_scores(self, batch: pa.RecordBatch, keep: BoolArray | None) -> FloatArray | None:
        """Return the score of every row, and take note of those that are kept."""
        if "score" not in self._columns:
            return None
        found = numbers(batch, self._roles, "score")
        seen = found if keep is None else found[keep]
        for rows in blocks(len(seen)):
            self._scores.see(seen[rows])
        return found

    def _decisions(
        self, batch: pa.RecordBatch, keep: BoolArray | None, found: FloatArray | None
    ) -> tuple[Codes, BoolArray | None]:
        """Return the prediction of every row; of scores, how many operating points each reaches."""
        if not len(self._cuts) or found is None:
            prediction = self._prediction.encode(batch.column(self._columns["prediction"]))
            if len(self._prediction.values) > _MANY_VALUES and not self._where:  # answered before all are counted
                check_decisions([value for value in self._meaning(self._prediction) if value], self._prediction.column)
                if self._label is not None and self._may_be_classes:
                    refuse_many_numbers(self._label.values, self._prediction.values)
            return prediction, self._reject_missing(keep, self._prediction, prediction, "the prediction is missing")
        if len(self._cuts) == 1:
            return Codes((found >= self._cuts[0]).astype(np.int32), self._reached), keep
        return Codes(np.searchsorted(self._cuts, found, side="right").astype(np.int32), self._reached), keep

    def _reject_missing(self, keep: BoolArray | None, book: Codebook, codes: Codes, reason: str) -> BoolArray | None:
        if None not in book.values:
            return keep
        missing = codes.equal(book.code(None))
        return keep if missing is None else self.account.reject(keep, missing, reason)

    def _meaning(self, book: Codebook) -> list[str | None]:
        """Return the normalised value for every code; of a column of booleans beside one of numbers, 1 and 0."""
        mixed = len(self._booleans) == 1 and not len(self._cuts)
        numeric = AS_NUMBERS if mixed else {}
        values = meanings(book.values, self._may_have_commas)
        return [value if value is None else numeric.get(value, value) for value in values]

    def _in_their_meaning(self, cube: Cube[Any], books: Sequence[Codebook]) -> Cube[Any]:
        """Return the cube with one code for all spellings of a number; its last axes are of `books`."""
        return respelt(cube, [self._meaning(book) for book in books])


def resolve(tallied: Tallied, roles: Roles, config: Config) -> Resolved:
    """Return the counts of decisions, once all rows tell which value is positive.

    They are confusion counts, or counts of selections if there is no label.

    Raises:
        DataError: the labels are not binary, or a threshold was said for scores that are no probabilities.
        UsageError: it is not clear which value is positive.
    """
    if config.probability:
        classes, score = spoken("probability"), spoken("score", "COLUMN")
        raise UsageError(f"{classes} is about classes, and these are decisions. Name the score: {score}.")
    tallied = in_one_spelling(tallied, roles)
    by_score, alone = "prediction" not in roles.columns, is_undecided(roles, config)
    cube = in_known_words(tallied.cube, ("label" in roles.columns) + (not alone))
    labels = rows_by_value(cube, -1 if alone else -2) if "label" in roles.columns else None
    predictions = Counter[str]() if alone else rows_by_value(cube, -1)
    if by_score:
        _check_probabilities(tallied.seen, config)
        predictions = Counter()
    column = cube.attributes[-1].name
    check_decisions(predictions, column)
    (said,) = meanings([config.positive], tallied.seen.rows.get(_COMMAS, 0) > 0)
    said = said_as(said, tallied, roles)
    if labels is not None:
        positives = positive_values(labels, predictions, said)
    else:
        positives = selected_values(predictions, column, said)
    positive = ",".join(sorted(positives))
    assumed = _assumed(positives, {*(labels or ()), *predictions}, config)
    if labels is None:
        assumed.append("no column is the label: of right and wrong nothing can be told, only who was selected")
    if alone:
        assumed.append(_NO_DECISIONS)
    selects = None if alone else operating.selects(roles) if by_score else positives
    counted = _counted(cube, None if labels is None else positives, selects)
    scored = [in_known_words(each, 1) for each in cube.beside if type(each.counts) is NumberCounts]
    scored = scored if tallied.cube.rows_are_clusters else list(map(put_together, scored))  # rows to be paired stay
    beside = [scores.by_label(each, positives, config) for each in scored]
    if len(roles.points) > 1:
        beside.append(operating.at_points(cube, roles, None if labels is None else positives))
    return Resolved(replace(counted, beside=tuple(beside)), replace(config, positive=positive), tuple(assumed))


def _assumed(positives: Collection[str], values: Collection[str], config: Config) -> list[str]:
    """Say which value was taken for positive unsaid, and which of many are negative because another was said."""
    if config.positive is None:
        return list(map(assumed_positive, positives))
    negative = sorted(set(values) - set(positives))
    if len(negative) + len(positives) <= 2:
        return []
    listed = ", ".join(f"`{show(value)}`" for value in negative[:_MOST_LISTED])
    more = f" and {len(negative) - _MOST_LISTED:,} more" if len(negative) > _MOST_LISTED else ""
    return [f"negative is every other value: {listed}{more}"]


def _counted(cube: Cube[Any], positive: Collection[str] | None, selects: Collection[str] | None) -> Cube[Any]:
    """Turn the axes of label and prediction into counts: values are None where there is no such axis."""
    kind: type[Counts] = ConfusionCounts
    if positive is None or selects is None:
        kind = SelectionCounts if positive is None else LabelCounts
    outcome = np.zeros(len(cube.codes), dtype=np.int64)
    if selects is not None:
        outcome = np.where(_is_value(cube, -1, selects), 0, 1)
    if positive is not None:
        is_positive = _is_value(cube, -1 if selects is None else -2, positive)
        outcome = np.where(is_positive, 2 * outcome, 2 * outcome + 1)
    sums, axes = cube.counts.sums, len(cube.attributes) - (positive is not None) - (selects is not None)
    counts = np.zeros((len(sums), len(kind.fields), sums.shape[-1]))
    counts[np.arange(len(sums)), outcome] = sums[:, 0]
    codes = np.delete(cube.codes, np.s_[axes : len(cube.attributes)], axis=1)
    if not cube.rows_are_clusters:
        codes, counts = merge_cells(codes, counts)
    return replace(cube, attributes=cube.attributes[:axes], codes=codes, counts=kind(counts))


def _column(cube: Cube[Any], place: int) -> CodeArray:
    """Return the codes of one of the last attributes; −1 is the last, with or without a cluster behind it."""
    return cube.codes[:, len(cube.attributes) + place]


def _is_value(cube: Cube[Any], place: int, values: Collection[str]) -> BoolArray:
    wanted = np.array([each in values for each in cube.attributes[place].values])
    return np.asarray(wanted[_column(cube, place)])


def rows_by_value(cube: Cube[Any], place: int) -> Counter[str]:
    """Return the rows of every value of one of the last attributes; −1 is the last."""
    values = cube.attributes[place].values
    totals = np.bincount(_column(cube, place), weights=cube.counts.sums[:, 0, 0], minlength=len(values))
    pairs = zip(values, totals.tolist(), strict=True)
    return Counter({value: int(total) for value, total in pairs if value is not None and total > 0})


def _check_probabilities(seen: Seen, config: Config) -> None:
    low, high = seen.ranges[SCORES]
    if (low < 0 or high > 1) and config.threshold:
        raise DataError(
            f"The score runs from {low:g} to {high:g}, so it is not a probability and {spoken('threshold')} does not "
            f"apply. Write the decisions into a column of their own and name it: {spoken('prediction', 'COLUMN')}."
        )
