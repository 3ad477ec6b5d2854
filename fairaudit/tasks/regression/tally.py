"""Tallies regression: of each row only how far the prediction lies from the label is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts.moments import MomentCounts, powers
from fairaudit.cube import Cube
from fairaudit.errors import DataError, show
from fairaudit.source import Source
from fairaudit.tally import Roles, Seen, Tallied
from fairaudit.tally.codebook import BoolArray
from fairaudit.tally.intake import Intake
from fairaudit.tally.kept import KeptRows
from fairaudit.tally.rows import numbers

_LARGEST = 1e60
"""The fourth powers of larger errors, added up over many rows, are no numbers any more."""


class ErrorTally:
    """Adds up absolute errors and their powers, batch by batch."""

    def __init__(self, roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> None:  # noqa: ARG002
        self._roles = roles
        counts = MomentCounts(np.zeros((0, len(MomentCounts.fields), 1)))
        self._intake = Intake(roles, config, counts, kept=kept)
        self.account = self._intake.account

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of one batch; a row without one of the two numbers is rejected."""
        keep: BoolArray | None = self._intake.begin(batch)
        found = []
        for role in ("label", "prediction"):
            values = numbers(batch, self._roles, role)
            keep = self.account.reject(keep, ~np.isfinite(values), f"the {role} is missing or not finite")
            found.append(values)
        placed = self._intake.place(batch, keep)
        label, prediction = found if keep is None else (values[keep] for values in found)
        errors = np.abs(prediction - label)
        self._check_size(float(errors.max(initial=0.0)))
        self._intake.add(placed, (), powers(errors), np.ascontiguousarray(label).view(np.int64))

    def _check_size(self, largest: float) -> None:
        """Make sure that powers of errors can be added up.

        Raises:
            DataError: one cannot.
        """
        if largest > _LARGEST:
            label, prediction = (show(self._roles.columns[role]) for role in ("label", "prediction"))
            raise DataError(
                f"Columns `{label}` and `{prediction}` differ by {largest:.3g} in some row, and more than {_LARGEST:g} "
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
