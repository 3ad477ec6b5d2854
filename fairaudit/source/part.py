"""The parts of a data set: a file to read, what the reader of its format offers, and a file that was read."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, Protocol

from fairaudit.source.wanted import Wanted


@dataclass(frozen=True)
class SourceFile:
    """A file that was read to its end.

    Attributes:
        path: as the user gave it; `-` for standard input.
        rows: how many rows it gave; of one that was read beside another, how many entries it has.
        sha256: of its bytes as stored, in hexadecimal.
    """

    path: str
    rows: int
    sha256: str


class Part(Protocol):
    """What the reader of a format offers: the rows of one file.

    Attributes:
        columns: the names of the columns, in order.
        types: their types, as far as the format says.
        typed: the format stores types.
        keys_vary: a row need not have every column.
        may_have_commas: a comma may begin the fraction of a number in its text.
        comma_columns: those in which one was found to do so, once all batches are read.
        sha256: of the stored bytes, once all batches are read.
    """

    columns: tuple[str, ...]
    types: dict[str, Any]
    typed: bool
    keys_vary: bool
    may_have_commas: bool
    comma_columns: tuple[str, ...]
    sha256: str

    @property
    def beside(self) -> tuple[SourceFile, ...]:
        """The other files that were read for these rows, once all batches are read."""

    def batches(self, wanted: Wanted) -> Generator[Any, None, None]:
        """Yield record batches of the wanted columns."""


@dataclass(frozen=True)
class Piece:
    """A file that may not be open yet, and the columns that the folders around it spell out."""

    name: str
    open: Callable[[], Part]
    partition: dict[str, str | None] = field(default_factory=dict)
