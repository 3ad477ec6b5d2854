"""Counts of rows alone: what is left of rows whose outcome is still a place on an axis."""

from __future__ import annotations

from fairaudit.counts.counts import Counts


class RowCounts(Counts):
    """How many rows there are."""

    fields = ("rows",)
    row_fields = fields
