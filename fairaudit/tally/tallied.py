"""What is left of rows once they are counted: engines return it, and the parts of a data set add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fairaudit.cube import Cube
from fairaudit.errors import show
from fairaudit.tally.codebook import BoolArray

Range = tuple[float, float]
"""The lowest and the highest of some numbers."""
PROBABILITY = "classes with a probability"
"""What `how` calls the classes whose columns of probabilities were counted: labels tell them, if nobody says them."""


@dataclass
class RowAccount:
    """Rows read = rows counted + rows rejected, each rejected row with its first reason."""

    read: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: RowAccount) -> RowAccount:
        return RowAccount(self.read + other.read, self.rejected + other.rejected)

    def reject(self, keep: BoolArray | None, bad: BoolArray, reason: str) -> BoolArray | None:
        """Take the `bad` rows out of those still kept; None keeps every row."""
        if keep is not None:
            bad = bad & keep
        rows = int(np.count_nonzero(bad))
        if not rows:
            return keep
        self.rejected[reason] += rows
        return ~bad if keep is None else keep & ~bad

    def no_rows_left(self) -> str:
        """Say why nothing could be counted."""
        reasons = ", ".join(f"{show(reason)} ({rows:,} rows)" for reason, rows in self.rejected.most_common())
        return f"None of the {self.read:,} rows can be counted: {reasons or 'every row has a count of 0'}."


@dataclass(frozen=True)
class Seen:
    """What a tally noticed beside the counts: numbers of rows, which add up, and ranges of numbers, which join."""

    rows: Mapping[str, int] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)

    def __add__(self, other: Seen) -> Seen:
        rows = {name: self.rows.get(name, 0) + other.rows.get(name, 0) for name in {**self.rows, **other.rows}}
        ranges = {**self.ranges, **other.ranges}
        for name in {*self.ranges} & {*other.ranges}:
            lows, highs = zip(self.ranges[name], other.ranges[name], strict=True)
            ranges[name] = min(lows), max(highs)
        return Seen(rows, ranges)


@dataclass(frozen=True)
class Tallied:
    """What is left of some rows. The tallied of all rows is the sum of those of any parts.

    `cube` may still have axes behind the attributes that only all rows together can turn into counts. `examples` are
    the rows that were asked to be shown, in the form of the task. `how` names what rows were counted with, where the
    settings alone do not tell; parts that were counted with another are no parts of one data set.
    """

    cube: Cube[Any]
    account: RowAccount
    seen: Seen = Seen()
    examples: tuple[Any, ...] = ()
    how: Mapping[str, str] = field(default_factory=dict)

    def __add__(self, other: Tallied) -> Tallied:
        if self.how != other.how:
            raise ValueError("rows that were counted in different ways cannot be added")
        return Tallied(
            self.cube + other.cube,
            self.account + other.account,
            self.seen + other.seen,
            (*self.examples, *other.examples),
            self.how,
        )
