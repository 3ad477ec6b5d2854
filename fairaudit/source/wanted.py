"""What the consumer asks of a source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Wanted:
    """The columns to read.

    Attributes:
        columns: their names, in the order wanted.
        numeric: those that hold numbers, whatever they are stored as.
        keep_empty: the text columns in which an empty text is a text (an empty hypothesis is not a missing one).
        lists: the columns whose values may be lists of values.
        decimal: what stands before the fractions of numbers in text, a point or a comma; None if nobody has said it.
    """

    columns: tuple[str, ...]
    numeric: frozenset[str] = frozenset()
    keep_empty: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    decimal: str | None = None

    @property
    def numeric_columns(self) -> list[str]:
        """The columns of numbers, in the order wanted."""
        return [name for name in self.columns if name in self.numeric]

    def among(self, names: Collection[str]) -> Wanted:
        """Return the same wish for some of the columns."""
        return replace(self, columns=tuple(name for name in self.columns if name in names))
