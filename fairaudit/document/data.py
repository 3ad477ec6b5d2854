"""What was read, as every kind of document says it."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class SourceFile(TypedDict):
    """One file that was read."""

    path: str
    """The path as it was given."""
    rows: int
    """Rows read from it."""
    sha256: str
    """The hash of its bytes."""


class Rejection(TypedDict):
    """Rows that were read and not counted."""

    reason: str
    """Why the rows were not counted."""
    rows: int
    """How many they are."""


class Data(TypedDict):
    """What was read: rows_read = rows_counted + rows_rejected."""

    sources: list[SourceFile]
    """The files, in the order in which they were read."""
    rows_read: int
    """Rows read."""
    rows_counted: int
    """Rows that the figures rest on."""
    rows_rejected: int
    """Rows read and not counted."""
    rejections: list[Rejection]
    """The reasons; their rows add up to rows_rejected."""
    counted_from: NotRequired[list[SourceFile]]
    """Of saved tallies: the files that their rows were in when they were counted."""
