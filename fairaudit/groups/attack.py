"""What all that is shown together tells of hidden groups: linear programs, as an attacker would solve them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.document import Group
from fairaudit.groups.given_away import Cell
from fairaudit.groups.level import Level

MOST_CELLS = 2_000
"""With more combinations of labels, or more hidden groups than `MOST_HIDDEN`, solving takes longer than the audit."""
MOST_HIDDEN = 300
_SURE = 0.5
"""Counts are whole numbers: a range that is narrower holds one only."""


def told(levels: Sequence[Level], rows: Mapping[Cell, int], hidden: Collection[Cell], below: int) -> list[Cell]:
    """Return the hidden groups of which everything that is shown tells too much.

    Too much is one number, or that a group has fewer than `below` rows. The attacker knows all rows together, every
    shown group, which combinations of labels occur, and that a hidden group has a row at least (Hundepool et al., 2012,
    Statistical Disclosure Control, ch. 4.3). Nothing is solved where there are too many combinations.
    """
    combinations = _combinations(levels)
    if not hidden or len(hidden) > MOST_HIDDEN or not combinations:
        return []

    def holds(cell: Cell) -> FloatArray:
        group = levels[cell[0]].groups[cell[1]].items()
        return np.array([all(each[name] == label for name, label in group) for each in combinations], dtype=float)

    shown = [cell for cell in rows if cell not in hidden]
    whole = min(range(len(levels)), key=lambda place: len(levels[place].groups))
    everyone = sum(rows[whole, group] for group in range(len(levels[whole].groups)))
    known = np.stack([np.ones(len(combinations)), *map(holds, shown)])
    counts = np.array([everyone, *(rows[cell] for cell in shown)], dtype=float)
    unknown = np.stack([holds(cell) for cell in sorted(hidden)])
    ranges = [_range(wanted, known, counts, unknown) for wanted in unknown]
    pairs = zip(sorted(hidden), ranges, strict=True)
    return [cell for cell, (low, high) in pairs if high < below or high - low < _SURE]


def _combinations(levels: Sequence[Level]) -> list[Group]:
    """Return the combinations of labels that can occur, as far as levels say; none where they are too many."""
    labels: dict[str, dict[str | None, None]] = {}
    for name, group in ((name, group) for level in levels for group in level.groups for name in level.by):
        labels.setdefault(name, {})[group[name]] = None
    if math.prod(map(len, labels.values())) > MOST_CELLS:
        return []
    listed = [(level.by, {tuple(group.values()) for group in level.groups}) for level in levels]
    found = (dict(zip(labels, each, strict=True)) for each in itertools.product(*labels.values()))
    return [each for each in found if all(tuple(each[name] for name in by) in groups for by, groups in listed)]


def _range(wanted: FloatArray, known: FloatArray, counts: FloatArray, hidden: FloatArray) -> tuple[float, float]:
    """Return the fewest and the most rows that a group can have."""
    from scipy.optimize import linprog

    ends = []
    for sign in (1, -1):
        found = linprog(sign * wanted, -hidden, -np.ones(len(hidden)), known, counts, bounds=(0, None), method="highs")
        if found.status or found.fun is None:
            return 0.0, math.inf  # there is no such table, or the solver gave up
        ends.append(sign * float(found.fun))
    return ends[0], ends[1]
