"""What every tally does with rows: conditions, groups, clusters, weights, and adding up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import Counts, FloatArray
from fairaudit.counts.places import NumberCounts
from fairaudit.cube import Axis, CodeArray, Cube
from fairaudit.errors import NothingCountedError
from fairaudit.tally.cells import CellCounter
from fairaudit.tally.codebook import BoolArray, Codebook, Codes
from fairaudit.tally.column_sums import ColumnSums
from fairaudit.tally.columns import Roles
from fairaudit.tally.distribution import Distribution
from fairaudit.tally.kept import KeptRows
from fairaudit.tally.rows import (
    CLUSTERED_COLUMNS,
    WEIGHT_COLUMNS,
    Conditions,
    attribute_books,
    check_exact,
    row_weights,
    weighted_values,
)
from fairaudit.tally.tallied import RowAccount


@dataclass(frozen=True, eq=False)
class Placed:
    """The rows of a batch that are counted: where they are on the axes, and what they weigh.

    `keep` says which rows of the batch they are, None for all. `weight` and `count` are None where every row counts
    once.
    """

    batch: pa.RecordBatch
    keep: BoolArray | None
    codes: list[Codes]
    weight: FloatArray | None
    count: FloatArray | None

    def only(self, rows: slice) -> Placed:
        """Return some of these rows, to be added up; rows that are kept must be added together."""
        weight, count = (None if each is None else each[rows] for each in (self.weight, self.count))
        return Placed(self.batch, self.keep, [code[rows] for code in self.codes], weight, count)


class Intake:
    """Takes rows in, batch by batch, and adds up what each says.

    `like` are counts of the kind that comes out. `axes` are codebooks that the task codes itself: their axes stand
    behind the attributes. Where nobody says who the rows come from, `keeps_apart` makes each row a cell of its own,
    evidence by itself. `kept` keeps rows that are to be paired.
    """

    def __init__(
        self,
        roles: Roles,
        config: Config,
        like: Counts,
        axes: Sequence[Codebook] = (),
        *,
        keeps_apart: bool = False,
        kept: KeptRows | None = None,
    ) -> None:
        self.account = RowAccount()
        self.attributes = attribute_books(roles, config)
        self._roles, self._like, self._axes, self._kept = roles, like, axes, kept
        self._cluster = Codebook(roles.columns["cluster"]) if "cluster" in roles.columns else None
        self._conditions = Conditions(config)
        self._apart = keeps_apart and self._cluster is None
        self._distributions: list[Distribution] = []
        self._columns = 1
        if "weight" in roles.columns:
            needs_no_powers = keeps_apart or self._cluster is not None
            self._columns = CLUSTERED_COLUMNS if needs_no_powers else WEIGHT_COLUMNS
        books = len(self.attributes) + len(axes) + (self._cluster is not None)
        self._cells = CellCounter(books, len(like.fields) * self._columns)
        self._rows: list[tuple[CodeArray, FloatArray]] = []
        self._sums = ColumnSums(config, books - len(axes), keeps=kept is not None)

    def distribution(
        self,
        axes: Sequence[Codebook] = (),
        cuts: Sequence[float] = (),
        kind: type[NumberCounts] = NumberCounts,
    ) -> Distribution:
        """Begin to count rows by a number, too; see `Distribution`."""
        named, weighted = self._cluster is not None, "weight" in self._roles.columns
        began = Distribution(axes, len(self.attributes), named=named, weighted=weighted, cuts=cuts, kind=kind)
        self._distributions.append(began)
        return began

    def begin(self, batch: pa.RecordBatch) -> BoolArray | None:
        """Take note of a batch; return which of its rows meet the conditions, None for all."""
        self.account.read += batch.num_rows
        return self._conditions.apply(batch, self.account, None)

    def place(self, batch: pa.RecordBatch, keep: BoolArray | None) -> Placed:
        """Return the rows that `keep` is true for with their places and weights."""
        books = [*self.attributes, *([] if self._cluster is None else [self._cluster])]
        codes = [book.encode(batch.column(book.column)) for book in books]
        weight, count = row_weights(batch, self._roles, self.account.read - batch.num_rows)
        if keep is not None:
            codes = [code[keep] for code in codes]
            weight = None if weight is None else weight[keep]
            count = None if count is None else count[keep]
        return Placed(batch, keep, codes, weight, count)

    def add(
        self,
        placed: Placed,
        on_axes: Sequence[Codes],
        values: Sequence[FloatArray | None],
        truths: Any = None,
    ) -> None:
        """Add up rows: a code per axis of the task, a value per field (None: 1). `truths` stay with rows kept."""
        codes = self._with_axes(placed, on_axes)
        sums = weighted_values(values, placed.weight, placed.count, self._columns)
        if self._apart:
            stacked = np.stack([code.each for code in codes], axis=1)
            self._rows.append((stacked.astype(np.int32), np.stack([each for each in sums if each is not None], axis=1)))
        else:
            self._cells.add(codes, sums)
        if self._sums.ratios:
            self._sums.add(placed, self.account.read - placed.batch.num_rows)
        if self._kept is not None:
            self._kept.add(placed.batch, placed.keep, codes, values, placed.weight, truths)

    @property
    def keeps(self) -> bool:
        """Whether rows are kept, because they are to be paired."""
        return self._kept is not None

    def add_numbers(
        self, to: Distribution, placed: Placed, on_axes: Sequence[Codes], numbers: FloatArray, *, keep: bool = True
    ) -> None:
        """Add the numbers of rows to a distribution, but for those that are not finite.

        Where rows are to be paired, they are kept; without `keep` the caller does that, with all numbers of a row.
        """
        if self.keeps and keep:
            to.keep(on_axes, numbers)
        codes, weight, count = self._with_axes(placed, on_axes), placed.weight, placed.count
        there = np.isfinite(numbers)
        if not there.all():
            codes, numbers = [each[there] for each in codes], numbers[there]
            weight = None if weight is None else weight[there]
            count = None if count is None else count[there]
        to.add(codes, numbers, weight, count)

    def _with_axes(self, placed: Placed, on_axes: Sequence[Codes]) -> list[Codes]:
        """Return the codes of rows on all axes: those of the task stand behind the attributes."""
        place = len(self.attributes)
        return [*placed.codes[:place], *on_axes, *placed.codes[place:]]

    def cube(self) -> Cube[Any]:
        """Return the counts of all rows.

        Raises:
            DataError: nothing could be counted.
        """
        self._conditions.check()
        codes, sums = self._single_rows() if self._apart else self._cells.cells()
        if not len(codes):
            raise NothingCountedError(self.account.no_rows_left())
        counts = self._like.like(sums.reshape(len(sums), len(self._like.fields), self._columns))
        if "count" in self._roles.columns:
            whole = [name not in counts.measured_fields for name in counts.fields]
            check_exact(counts.sums[:, whole, 0].sum(axis=0), self._roles)
        attributes, cluster = self._attribute_axes(), self._cluster_axis()
        beside = tuple(each.cube(attributes, cluster) for each in self._distributions)
        columns = self._sums.cube(attributes, cluster) if self._sums.ratios else None
        return Cube(*self._all_axes(), codes, counts, self._apart, beside=beside, columns=columns)

    def rows(self) -> Cube[Any]:
        """Return the rows that were kept, a cell each, in the order of the file; they have no weights."""
        if self._kept is None:
            raise ValueError("no rows were kept")
        codes, counts = self._kept.codes, self._like.like(self._kept.values)
        shared = np.delete(codes, np.s_[len(self.attributes) : len(self.attributes) + len(self._axes)], axis=1)
        axes = self._attribute_axes(), self._cluster_axis()
        beside = tuple(each.rows(*axes, shared) for each in self._distributions)
        columns = self._sums.rows(*axes, shared) if self._sums.ratios else None
        return Cube(*self._all_axes(), codes, counts, rows_are_clusters=True, beside=beside, columns=columns)

    def _attribute_axes(self) -> list[Axis]:
        return [book.axis() for book in self.attributes]

    def _cluster_axis(self) -> Axis | None:
        return None if self._cluster is None else self._cluster.axis()

    def _all_axes(self) -> tuple[tuple[Axis, ...], Axis | None]:
        return (*self._attribute_axes(), *(book.axis() for book in self._axes)), self._cluster_axis()

    def _single_rows(self) -> tuple[CodeArray, FloatArray]:
        """Return every row as a cell of its own, without those of count 0."""
        if not self._rows:
            return np.zeros((0, len(self.attributes) + len(self._axes)), dtype=np.int64), np.zeros((0, 0))
        codes = np.concatenate([part for part, _ in self._rows])
        sums = np.concatenate([part for _, part in self._rows])
        counted = sums.reshape(len(sums), len(self._like.fields), self._columns)
        there = self._like.like(counted).rows[:, 0] > 0
        return codes[there].astype(np.int64), sums[there]
