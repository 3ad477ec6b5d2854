"""Adds up the columns that metrics of a user's own divide, beside what the task counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.config.ratios import ColumnRatio, ratios_of
from fairaudit.counts import FloatArray
from fairaudit.counts.columns import TERMS, ColumnCounts, terms
from fairaudit.cube import Axis, CodeArray, Cube
from fairaudit.errors import DataError, show
from fairaudit.tally.cells import CellCounter
from fairaudit.tally.rows import as_floats, weighted_values

if TYPE_CHECKING:
    from fairaudit.tally.intake import Placed

_LARGEST = 1e60
"""The fourth powers of larger numbers, added up over many rows, are no numbers any more."""


class ColumnSums:
    """Sums for the ratios of columns that the settings define, by the attributes and clusters of the audit."""

    def __init__(self, config: Config, books: int, *, keeps: bool) -> None:
        self.ratios = ratios_of(config.metrics)
        self._kept: list[FloatArray] | None = [] if keeps else None
        self._cells = CellCounter(books, 1 + len(self.ratios) * len(TERMS))

    def add(self, placed: Placed, rows_before: int) -> None:
        """Add up the counted rows of a batch; `rows_before` is the number of rows in earlier batches, for messages.

        Raises:
            DataError: a column holds no numbers, or a number below 0.
        """
        values: list[FloatArray | None] = [None]
        for ratio in self.ratios:
            part = _numbers(placed, ratio, ratio.part, rows_before)
            whole = np.ones(len(part)) if ratio.whole is None else _numbers(placed, ratio, ratio.whole, rows_before)
            values += terms(part, whole, placed.weight)
        self._cells.add(placed.codes, weighted_values(values, None, placed.count, 1))
        if self._kept is not None:
            self._kept.append(np.stack([np.ones(len(part)), *(each for each in values if each is not None)], axis=1))

    def rows(self, attributes: Sequence[Axis], cluster: Axis | None, codes: CodeArray) -> Cube[ColumnCounts]:
        """Return the rows that were kept, a cell each; `codes` are those of attributes and cluster."""
        sums = np.concatenate(self._kept or [])[:, :, None]
        return Cube(tuple(attributes), cluster, codes, ColumnCounts(sums, self._names), rows_are_clusters=True)

    def cube(self, attributes: Sequence[Axis], cluster: Axis | None) -> Cube[ColumnCounts]:
        """Return the sums of all rows."""
        codes, sums = self._cells.cells()
        return Cube(tuple(attributes), cluster, codes, ColumnCounts(sums[:, :, None], self._names))

    @property
    def _names(self) -> list[str]:
        return [ratio.name for ratio in self.ratios]


def _numbers(placed: Placed, ratio: ColumnRatio, name: str, rows_before: int) -> FloatArray:
    """Return the numbers that the counted rows of a batch have in a column."""
    try:
        numbers = as_floats(placed.batch.column(name))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise DataError(
            f"The metric `{ratio.name}` adds up the column `{show(name)}`, which does not hold numbers. Name another."
        ) from error
    wrong = np.isfinite(numbers) & ((numbers < 0) | (numbers > _LARGEST))
    wrong = wrong if placed.keep is None else wrong & placed.keep
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise DataError(
            f"Column `{show(name)}` holds {numbers[row]:g} in row {rows_before + row + 1:,}, and the metric "
            f"`{ratio.name}` adds up numbers from 0 to {_LARGEST:g}. Correct such rows, or leave them out."
        )
    return numbers if placed.keep is None else numbers[placed.keep]
