"""Tallies regression: of each row, powers and products of its label and of how far the prediction lies from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts import FloatArray
from fairaudit.counts.fit import AskedCounts, FitCounts, Origin, added, asked
from fairaudit.counts.places import ErrorPlaces, PredictionPlaces
from fairaudit.cube import Cube
from fairaudit.errors import DataError, show
from fairaudit.source import Source
from fairaudit.tally import Roles, Seen, Tallied
from fairaudit.tally.codebook import BoolArray, blocks
from fairaudit.tally.intake import Intake
from fairaudit.tally.kept import KeptRows
from fairaudit.tally.rows import numbers
from fairaudit.tasks.task import Resolved

_LARGEST = 1e30
"""The eighth powers of larger numbers, added up over many rows, are no numbers any more."""


class ErrorTally:
    """Adds up errors, labels, and their powers and products, batch by batch."""

    def __init__(self, roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> None:  # noqa: ARG002
        self._roles, self._kept, self._quantile = roles, kept, config.quantile
        self._numbers = [role for role in ("label", "prediction", "lower", "upper") if role in roles.columns]
        self._is_asked, self._has_origin = config.quantile is not None or "lower" in self._numbers, False
        kind = AskedCounts if self._is_asked else FitCounts
        self._like = kind.of_clusters() if "cluster" in roles.columns else kind(np.zeros((0, len(kind.fields), 1)))
        self._needs = [name in self._like.fields for name in kind.fields]
        self._intake = Intake(roles, config, self._like, kept=kept)
        self._errors = self._intake.distribution(kind=ErrorPlaces)
        self._predictions = self._intake.distribution(kind=PredictionPlaces)
        self.account = self._intake.account

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of one batch; a row without one of the two numbers is rejected."""
        keep: BoolArray | None = self._intake.begin(batch)
        found = []
        for role in self._numbers:
            values = numbers(batch, self._roles, role)
            keep = self.account.reject(keep, ~np.isfinite(values), f"the {role} is missing or not finite")
            found.append(values)
        if len(found) > 2:
            keep = self.account.reject(keep, found[2] > found[3], "the lower end lies above the upper one")
        placed = self._intake.place(batch, keep)
        label, prediction, *interval = found if keep is None else (values[keep] for values in found)
        if not len(label):
            return
        self._check_size((label, prediction, *interval))
        if not self._has_origin:
            self._has_origin, self._like.origin = True, Origin.amid(label)
        truths = np.ascontiguousarray(label).view(np.int64)
        self._intake.add_numbers(self._errors, placed, (), np.abs(prediction - label))
        self._intake.add_numbers(self._predictions, placed, (), prediction)
        # a few rows at a time, for there are many fields; rows that are to be paired are kept a batch at a time
        for rows in blocks(len(label)) if self._kept is None else [slice(None)]:
            adds = added(label[rows], prediction[rows], self._like.origin)
            if self._is_asked:
                ends = (interval[0][rows], interval[1][rows]) if interval else None
                adds += asked(label[rows], prediction[rows], self._quantile, ends)
            needed = [each for each, is_needed in zip(adds, self._needs, strict=True) if is_needed]
            self._intake.add(placed.only(rows), (), needed, truths[rows])

    def _check_size(self, numbers_of: Sequence[FloatArray]) -> None:
        """Make sure that powers of numbers can be added up.

        Raises:
            DataError: one cannot.
        """
        for role, values in zip(self._numbers, numbers_of, strict=True):
            largest = float(np.abs(values).max())
            if largest > _LARGEST:
                raise DataError(
                    f"Column `{show(self._roles.columns[role])}` holds {largest:.3g}, and more than {_LARGEST:g} "
                    "cannot be added up. Correct such rows, or write the numbers in a larger unit."
                )

    def counted(self) -> Tallied:
        """Return the errors of all rows.

        Raises:
            DataError: nothing could be counted.
        """
        return Tallied(self._intake.cube(), self.account, Seen())

    def rows(self) -> Cube[Any]:
        """Return the rows that were kept, a cell each, in the order of the file."""
        return self._intake.rows()


def resolve(tallied: Tallied, roles: Roles, config: Config) -> Resolved:  # noqa: ARG001
    """Return the counts, with the quantiles of all predictions and the one that was asked for."""
    for cube in tallied.cube.beside:
        if isinstance(cube.counts, PredictionPlaces):
            cube.counts.of_all = cache(cube.counts.number_at)
            cube.counts.quantile = config.quantile or PredictionPlaces.quantile
    return Resolved(tallied.cube, config)
