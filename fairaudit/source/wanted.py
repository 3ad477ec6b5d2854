"""What the consumer asks of a source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """The columns to read.

    Attributes:
        columns: their names, in the order wanted.
        numeric: those that hold numbers, whatever they are stored as.
        keep_empty: the text columns in which an empty text is a text (an empty hypothesis is not a missing one).
    """

    columns: tuple[str, ...]
    numeric: frozenset[str] = frozenset()
    keep_empty: frozenset[str] = frozenset()

    def among(self, names: Collection[str]) -> Wanted:
        """Return the same wish for some of the columns."""
        return Wanted(tuple(name for name in self.columns if name in names), self.numeric, self.keep_empty)
