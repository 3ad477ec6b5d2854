"""Which changes are certain over everything that a comparison of two results looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fairaudit.change.table import Table
from fairaudit.inference.disparity import shows_gap
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.together import Claims, hold_together

Place = tuple[frozenset[str], str]
"""The attributes of a level (none for all rows together), and a metric."""


@dataclass(frozen=True)
class ToldChanges:
    """What holds of all changes together.

    `values` says for each group of a level whether its value truly changed. `spreads` are the places at which the
    groups truly changed by different amounts. All of `values` are wrong together with at most one minus the confidence,
    and so are all of `spreads`, which are told only where some value changed.
    """

    values: Mapping[Place, BoolArray]
    spreads: frozenset[Place]

    def any_value(self, by: Iterable[str], metric: str) -> bool:
        """Tell whether a group of the level, or all rows together, truly changed."""
        places = (frozenset(by), metric), (frozenset[str](), metric)
        return any(bool(self.values[place].any()) for place in places if place in self.values)


def tell_changes(
    overall: Table, tables: Sequence[Table], confidence: float, shares: Mapping[str, float]
) -> ToldChanges:
    """Return which changes of groups, and of all rows, are certain, and where groups changed differently.

    `shares` says which part of the error each metric may spend; they add up to 1 at most.
    """
    moved = {
        (frozenset(table.by), name): _Moved(changes, np.flatnonzero(table.usable(name) & changes.known))
        for table in (overall, *tables)
        for name, changes in table.changes.items()
    }
    error = 1 - confidence
    held = hold_together({place: Claims(len(each.groups), each) for place, each in moved.items()}, shares, error)
    told = ToldChanges({place: each.at_level(held[place]) for place, each in moved.items()}, frozenset())
    unlike = {(frozenset(table.by), name): _Unlike(table, name, told) for table in tables for name in table.changes}
    spreads = hold_together({place: Claims(1, each) for place, each in unlike.items()}, shares, error)
    return replace(told, spreads=frozenset(place for place, found in spreads.items() if found[0]))


@dataclass(frozen=True, eq=False)
class _Moved:
    """Whether each of the groups that can be held against others changed, at a two-sided error level."""

    changes: Measurement
    groups: IntArray

    def __call__(self, level: float) -> BoolArray:
        low, high = self.changes.lower(level / 2, self.groups), self.changes.upper(level / 2, self.groups)
        return (low > 0) | (high < 0)

    def at_level(self, held: BoolArray) -> BoolArray:
        """Return the answers at their places among all groups, False for the others."""
        placed = np.zeros(len(self.changes.values), dtype=bool)
        placed[self.groups] = held
        return placed


@dataclass(frozen=True, eq=False)
class _Unlike:
    """Whether the groups of a level changed differently, if some changed at all."""

    table: Table
    metric: str
    told: ToldChanges

    def __call__(self, level: float) -> BoolArray:
        changes = self.table.changes[self.metric]
        groups = np.flatnonzero(self.table.usable(self.metric) & changes.defined)
        there = self.told.any_value(self.table.by, self.metric)
        return np.array([there and shows_gap(changes, groups, None, level)])
