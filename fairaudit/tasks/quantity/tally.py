"""Tallies a number without a model: of each row, powers of its distance from where most numbers are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.config import Config
from fairaudit.counts.fit import Origin
from fairaudit.counts.places import ValuePlaces
from fairaudit.counts.values import ValueCounts, added
from fairaudit.cube import Cube
from fairaudit.errors import DataError, show
from fairaudit.source import Source
from fairaudit.tally import Roles, Seen, Tallied
from fairaudit.tally.intake import Intake
from fairaudit.tally.kept import KeptRows
from fairaudit.tally.rows import numbers

_LARGEST = 1e60
"""The fourth powers of larger numbers, added up over many rows, are no numbers any more."""


class ValueTally:
    """Adds up numbers and powers of them, batch by batch."""

    def __init__(self, roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> None:  # noqa: ARG002
        self._roles, self._has_origin = roles, False
        self._like = ValueCounts(np.zeros((0, len(ValueCounts.fields), 1)))
        self._intake = Intake(roles, config, self._like, kept=kept)
        self._places = self._intake.distribution(kind=ValuePlaces)
        self.account = self._intake.account

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of one batch; a row without a number is rejected."""
        keep = self._intake.begin(batch)
        found = numbers(batch, self._roles, "value")
        keep = self.account.reject(keep, ~np.isfinite(found), "the value is missing or not finite")
        placed = self._intake.place(batch, keep)
        values = found if keep is None else found[keep]
        if not len(values):
            return
        largest = float(np.abs(values).max())
        if largest > _LARGEST:
            raise DataError(
                f"Column `{show(self._roles.columns['value'])}` holds {largest:.3g}, and more than {_LARGEST:g} cannot "
                "be added up. Correct such rows, or write the numbers in a larger unit."
            )
        if not self._has_origin:
            self._has_origin, self._like.origin = True, Origin.amid(values)
        self._intake.add_numbers(self._places, placed, (), values)
        self._intake.add(placed, (), added(values, self._like.origin))

    def counted(self) -> Tallied:
        """Return the numbers of all rows.

        Raises:
            DataError: nothing could be counted.
        """
        return Tallied(self._intake.cube(), self.account, Seen())

    def rows(self) -> Cube[Any]:
        """Return the rows that were kept, a cell each, in the order of the file."""
        return self._intake.rows()
