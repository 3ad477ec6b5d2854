"""Probabilities of classes, a column each: what the tally keeps of them, and what it comes to with all rows there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import FloatArray
from fairaudit.counts.class_scores import ClassScores, ProbabilityPlaces, RankPlaces, TopCounts, TrueScores
from fairaudit.cube import CodeArray, Cube, merge_cells
from fairaudit.errors import UsageError, show
from fairaudit.source import Source
from fairaudit.spoken import spoken
from fairaudit.tally import Roles, Seen, Tallied
from fairaudit.tally.codebook import Codebook, Codes, as_numpy
from fairaudit.tally.intake import Placed
from fairaudit.tally.kept import KeptRows
from fairaudit.tally.tallied import PROBABILITY
from fairaudit.tasks.binary.tally import DecisionTally

SUMS = "rows whose probabilities do not add up to 1"
MISSING = "rows without a probability of some class"
MOST = 20
"""With more classes, areas under ROC curves of each are left out: there would be a distribution for each."""
_MOST_NUMBERS = 1 << 23
"""Of rows that are to be paired, they are left out if they would take more numbers: a gigabyte in the end."""
_OF_PROBABILITIES = (ProbabilityPlaces, RankPlaces)
_NEAR = 0.01
_TOP = 2


class ClassTally(DecisionTally):
    """Counts rows by label and prediction, and by the probability of each class.

    Which of the columns are of classes is told by the values of the first rows. Columns that do not hold numbers are
    left alone, unless they were said.
    """

    def __init__(self, roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> None:
        super().__init__(roles, config, source, kept)
        self._likely, self._said = roles.probabilities, bool(config.probability)
        self._which = Codebook("")
        if self._label is None:
            raise TypeError("probabilities are of labels")
        self._by_class = self._intake.distribution([self._which, self._label], kind=ProbabilityPlaces)
        self._by_rank = self._intake.distribution([self._label], kind=RankPlaces)
        self._chosen: list[tuple[str, str]] | None = None
        self._odd = {SUMS: 0, MISSING: 0}

    def counted(self) -> Tallied:
        """Return the rows by label and prediction; beside them those by probability, and by the rank of the label.

        Which classes have a probability is told, too: the labels of other rows could tell others.
        """
        tallied = super().counted()
        if not self._chosen:
            others = (each for each in tallied.cube.beside if not isinstance(each.counts, _OF_PROBABILITIES))
            return replace(tallied, cube=replace(tallied.cube, beside=tuple(others)))
        how = {**tallied.how, PROBABILITY: ", ".join(name for name, _ in self._chosen)}
        return replace(tallied, seen=tallied.seen + Seen(self._odd), how=how)

    def _beside(self, placed: Placed, outcome: Sequence[Codes]) -> None:
        """Count the probabilities of the rows of a batch."""
        if self._chosen is None:
            self._chosen = self._choose()
        found = self._matrix(placed)
        if found is None:
            return
        rows = np.isfinite(found)
        self._odd[MISSING] += int((~rows.all(axis=1)).sum())
        self._odd[SUMS] += int((np.abs(found.sum(axis=1) - 1) > _NEAR).sum())
        codes = np.array([self._which.code(name) for name, _ in self._chosen])
        for place, code in enumerate(codes):
            which = Codes(np.zeros(len(found), dtype=np.int32), np.array([code]))
            self._intake.add_numbers(self._by_class, placed, [which, outcome[0]], found[:, place], keep=False)
        if self._intake.keeps:
            row, place_of_class = np.divmod(np.arange(found.size), len(codes))
            self._by_class.keep([Codes(place_of_class, codes), outcome[0][row]], found.ravel())
        self._intake.add_numbers(self._by_rank, placed, [outcome[0]], self._ranks(found, outcome[0]))

    def _choose(self) -> list[tuple[str, str]]:
        """Return the columns of classes that were seen, in the order of classes."""
        seen = {value for book in self._books for value in self._meaning(book) if value is not None}
        chosen = [(name, column) for name, column in self._likely if self._said or name in seen]
        return sorted(chosen) if len(chosen) > 2 or self._said else []

    def _matrix(self, placed: Placed) -> FloatArray | None:
        """Return the probabilities of the counted rows, a column per class; None if there are none."""
        if not self._chosen:
            return None
        columns = [_floats(placed.batch.column(column)) for _, column in self._chosen]
        for (name, column), found in zip(self._chosen, columns, strict=True):
            if found is None and self._said:
                raise UsageError(
                    f"Column `{show(column)}` is to hold the probability of `{show(name)}`, and holds no numbers."
                )
        if any(found is None for found in columns):
            self._chosen = []
            return None
        matrix = np.stack([found for found in columns if found is not None], axis=1)
        return matrix if placed.keep is None else matrix[placed.keep]

    def _ranks(self, found: FloatArray, label: Codes) -> FloatArray:
        """Return how many classes are more probable than the label; as probable ones count if they come later."""
        names = [name for name, _ in self._chosen or ()]
        meaning = self._meaning(self._books[0])
        of_code = np.array([names.index(value) if value in names else -1 for value in meaning], dtype=np.int64)
        own = of_code[label.each]
        value = found[np.arange(len(found)), np.maximum(own, 0)][:, None]
        later = np.arange(len(names)) > own[:, None]
        above = ((found > value) | ((found == value) & later)).sum(axis=1).astype(np.float64)
        return np.where((own >= 0) & np.isfinite(found).all(axis=1), above, np.nan)


def _floats(column: pa.Array) -> FloatArray | None:
    """Return a column as floats; None if it holds something else."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_boolean(column.type):
        return None
    try:
        floats: FloatArray = as_numpy(column.cast(pa.float64(), safe=not pa.types.is_integer(column.type)))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return floats


def by_class(cube: Cube[Any], classes: Sequence[str], said: bool) -> tuple[tuple[Cube[Any], ...], str]:
    """Return what stands beside a confusion matrix; and what of it is left out, and why.

    Raises:
        UsageError: columns were said, and not one for every class.
    """
    found = {type(each.counts): each for each in cube.beside if each.counts.rows[:, 0].any()}
    if ProbabilityPlaces not in found:
        return (), ""
    scores, axes = found[ProbabilityPlaces], len(found[ProbabilityPlaces].attributes) - 2
    have = [value for value in scores.attributes[axes].values if value is not None]
    if lacking := [name for name in classes if name not in have]:
        why = f"there is no probability of the class `{show(lacking[0])}`"
        if said:
            column = spoken("probability", {show(lacking[0]): "COLUMN"})
            raise UsageError(f"{why.capitalize()}. Name its column: {column}.")
        return (), f"columns of probabilities are not used: {why}"
    which, label = (_places_of(have, scores, axes + place) for place in (0, 1))
    beside = [_true(scores, which == label, axes), _top(found[RankPlaces], cube.rows_are_clusters)]
    if len(have) > MOST:
        return tuple(beside), ""
    if cube.rows_are_clusters and len(which) * 2 * len(have) > _MOST_NUMBERS:
        return tuple(beside), f"areas under ROC curves of {len(have)} classes are left out: too many rows to be paired"
    scored = _scores(scores, have, which, label, axes)
    return (scored, *beside), ""  # metrics of scores take the first that they read


def _places_of(classes: Sequence[str], cube: Cube[Any], axis: int) -> CodeArray:
    """Return which of some classes each cell has on an axis; −1 for none of them."""
    code: dict[str | None, int] = {name: place for place, name in enumerate(classes)}
    of_value = np.array([code.get(value, -1) for value in cube.attributes[axis].values], dtype=np.int64)
    return np.asarray(of_value[cube.codes[:, axis]])


def _scores(cube: Cube[Any], classes: Sequence[str], which: CodeArray, label: CodeArray, axes: int) -> Cube[Any]:
    """Return the rows by the probability of each class."""
    sums = np.zeros((len(cube.codes), 2 * len(classes), cube.counts.sums.shape[-1]))
    sums[np.arange(len(sums)), 2 * which + (which != label)] = cube.counts.sums[:, 0]
    return _with(cube, ClassScores(sums, cube.counts.axis, cube.counts.place, classes), axes)


def _true(cube: Cube[Any], there: Any, axes: int) -> Cube[Any]:
    """Return the rows by the probability of their label."""
    own = cube.counts[np.flatnonzero(there)]
    sums = np.zeros((len(own.sums), len(TrueScores.fields), own.sums.shape[-1]))
    sums[:, 0::2] = own.sums
    kept = replace(cube, codes=cube.codes[there], counts=own)
    return _with(kept, TrueScores(sums, own.axis, own.place), axes)


def _with(cube: Cube[Any], counts: Any, axes: int) -> Cube[Any]:
    codes = np.delete(cube.codes, np.s_[axes : len(cube.attributes)], axis=1)
    return Cube(cube.attributes[:axes], cube.cluster, codes, counts, rows_are_clusters=True)


def _top(cube: Cube[Any], apart: bool) -> Cube[Any]:
    """Return the rows by whether their label is among the most probable classes; `apart` leaves each to itself."""
    axes, counts = len(cube.attributes) - 1, cube.counts
    below = counts.axis.values[counts.place] >= _TOP
    sums = np.zeros((len(cube.codes), len(TopCounts.fields), counts.sums.shape[-1]))
    sums[np.arange(len(sums)), below.astype(np.int64)] = counts.sums[:, 0]
    codes = np.delete(cube.codes, axes, axis=1)
    if not apart:
        codes, sums = merge_cells(codes, sums)
    return Cube(cube.attributes[:axes], cube.cluster, codes, TopCounts(sums), rows_are_clusters=apart)
