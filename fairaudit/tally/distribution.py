"""Counts rows by a number that they have, so that what depends on the order of the numbers needs no row again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.counts.places import NumberCounts
from fairaudit.cube import Axis, CodeArray, Cube, merge_cells
from fairaudit.tally.cells import CellCounter
from fairaudit.tally.codebook import Codebook, Codes
from fairaudit.tally.places import FEW, PlaceBook
from fairaudit.tally.rows import CLUSTERED_COLUMNS, weighted_values


@dataclass(frozen=True, eq=False)
class _Rows:
    """Some rows: a code per axis, their numbers, and what they weigh and how often they are there."""

    codes: Sequence[Codes]
    numbers: FloatArray
    weight: FloatArray | None
    count: FloatArray | None


class Distribution:
    """Adds up rows by the place of a number, batch by batch.

    `axes` are codebooks of the task: their axes stand behind the attributes. There are `attributes` of these, and
    `weighted` rows carry weights. Numbers at `cuts` begin a place. Counts of the `kind` come out.
    """

    def __init__(
        self,
        axes: Sequence[Codebook],
        attributes: int,
        *,
        named: bool,
        weighted: bool,
        cuts: Sequence[float] = (),
        kind: type[NumberCounts] = NumberCounts,
    ) -> None:
        self._axes, self._book, self._kind = axes, PlaceBook(cuts), kind
        self._kept: list[tuple[list[CodeArray], FloatArray]] = []
        self._held: list[_Rows] | None = []
        self._columns = CLUSTERED_COLUMNS if weighted else 1
        self._cells = CellCounter(attributes + len(axes) + named + 1, len(NumberCounts.fields) * self._columns)

    def add(
        self, codes: Sequence[Codes], numbers: FloatArray, weight: FloatArray | None, count: FloatArray | None
    ) -> None:
        """Add up rows with finite numbers: a code per axis, the cluster's last. The first ones are held back."""
        rows = _Rows(codes, numbers, weight, count)
        if self._held is None:
            self._count(rows)
            return
        self._held.append(rows)
        if sum(len(each.numbers) for each in self._held) >= FEW:
            self._release()

    def _release(self) -> None:
        """Count the rows that were held back: together their numbers tell whether they need bins."""
        held, self._held = self._held, None
        if held:
            self._book.begin(np.concatenate([rows.numbers for rows in held]))
            for rows in held:
                self._count(rows)

    def _count(self, rows: _Rows) -> None:
        sums = weighted_values([None, rows.numbers], rows.weight, rows.count, self._columns)
        self._cells.add([self._book.encode(rows.numbers), *rows.codes], sums)

    def keep(self, on_axes: Sequence[Codes], numbers: FloatArray) -> None:
        """Keep rows that are to be paired: their codes on the axes of the task, and their numbers, one or several."""
        self._kept.append(([codes.each for codes in on_axes], numbers.copy()))

    def rows(self, attributes: Sequence[Axis], cluster: Axis | None, codes: CodeArray) -> Cube[NumberCounts]:
        """Return the rows that were kept, a cell for each number; `codes` are those of attributes and cluster.

        A row whose number is not finite is there, and counts for nothing.
        """
        self._release()
        numbers = np.concatenate([np.zeros(0), *(kept for _, kept in self._kept)])
        on_axes = [
            np.concatenate([np.zeros(0, dtype=np.int64), *(on_axes[place] for on_axes, _ in self._kept)])
            for place in range(len(self._axes))
        ]
        codes = np.repeat(codes, len(numbers) // max(len(codes), 1), axis=0)
        if on_axes:
            codes = np.insert(codes, [len(attributes)] * len(on_axes), np.stack(on_axes, axis=1), axis=1)
        there = np.isfinite(numbers)
        sums = np.stack([there.astype(np.float64), np.where(there, numbers, 0.0)], axis=1)[..., None]
        places, _ = self._book.places()
        place = places.place_of(np.where(there, numbers, places.lows.min(initial=np.inf)))
        axes = (*attributes, *(book.axis() for book in self._axes))
        return Cube(axes, cluster, codes, self._kind(sums, places, place), rows_are_clusters=True)

    def cube(self, attributes: Sequence[Axis], cluster: Axis | None) -> Cube[NumberCounts]:
        """Return the counts of all rows, in the order of their places; those of different clusters stay apart."""
        self._release()
        codes, sums = self._cells.parts()
        places, place = self._book.places()
        codes[:, 0] = place[codes[:, 0]]
        codes, sums = merge_cells(codes, sums)
        counts = sums.reshape(len(sums), len(NumberCounts.fields), self._columns)
        there = counts[:, 0, 0] > 0
        if not there.all():
            codes, counts = codes[there], counts[there]
        axes = (*attributes, *(book.axis() for book in self._axes))
        return Cube(axes, cluster, codes[:, 1:], self._kind(counts, places, codes[:, 0]), rows_are_clusters=True)
