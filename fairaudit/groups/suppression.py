"""Hides tiny groups (`--suppress-below`) so that no sum or difference of what is still shown gives them away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fairaudit.document import Group
from fairaudit.groups.attack import told
from fairaudit.groups.given_away import Cell, Shared
from fairaudit.groups.level import Level


@dataclass(frozen=True)
class _Sum:
    """A shown total and the cells that add up to it; no `total` stands for all rows, which are always shown."""

    total: Cell | None
    parts: tuple[Cell, ...]


def hide_tiny_groups(levels: Sequence[Level], below: int) -> list[Level]:
    """Return the levels with every group of fewer than `below` rows hidden, and more where a sum would reveal one.

    Groups of one level add up to all rows, and those of an intersection to the groups of its attributes. Wherever all
    but one cell of such a sum are shown, another is hidden too: the smallest part, or else the total. This is the usual
    complementary suppression of statistical offices (Hundepool et al., 2012, Statistical Disclosure Control, ch. 4).
    The hidden parts of a shown total have at least `below` rows together. And where all that is shown would still tell
    a hidden group, or how small it is, the smallest group beside it is hidden, too (`attack`).

    Groups that have rows in common do not add up, but can still be told from each other. Among them a group is hidden
    too if it holds all but a few rows (fewer than `below`) of a larger one, such as all rows: what is left of that one
    would be told. And where a hidden group is a sum or a difference of shown ones, over the combinations of labels that
    occur, the smallest of these is hidden.
    """
    if below <= 0:
        return list(levels)
    rows = {(place, group): int(n) for place, level in enumerate(levels) for group, n in enumerate(level.rows)}
    hidden = {cell for cell, n in rows.items() if n < below}
    sums = list(_sums(levels))
    shared = [each for place in range(len(levels)) if (each := Shared.of(levels, place)) is not None]
    hidden.update(cell for each in shared for cell in each.nearly_told(below))
    settled: set[Cell] = set()
    while found := [
        *(cell for each in sums if (cell := _next_to_hide(each, hidden, rows, below)) is not None),
        *(cell for each in shared for cell in each.next_to_hide(hidden)),
    ] or ([] if shared else _beside_told(levels, sums, hidden, rows, below, settled)):
        hidden.update(found)
    return [
        replace(
            level, suppressed=np.array([(place, group) in hidden for group in range(len(level.groups))], dtype=bool)
        )
        for place, level in enumerate(levels)
    ]


def _beside_told(
    levels: Sequence[Level],
    sums: Sequence[_Sum],
    hidden: set[Cell],
    rows: dict[Cell, int],
    below: int,
    settled: set[Cell],
) -> list[Cell]:
    """Return what else must be hidden so that all sums together do not tell: the smallest group beside each told one.

    Groups beside which nothing is left to hide are `settled`.
    """
    found = []
    for cell in told(levels, rows, hidden - settled, below) if hidden - settled else []:
        beside = [part for each in sums if cell in (each.total, *each.parts) for part in (*each.parts, each.total)]
        shown = [part for part in beside if part is not None and part not in hidden]
        if shown:
            found.append(min(shown, key=lambda part: (rows[part], part)))
        else:
            settled.add(cell)
    return found


def _next_to_hide(each: _Sum, hidden: set[Cell], rows: dict[Cell, int], below: int) -> Cell | None:
    """Return what else must be hidden so that this sum tells neither its one hidden cell nor a few rows together."""
    cells = each.parts if each.total is None else (each.total, *each.parts)
    among = [cell for cell in each.parts if cell in hidden]
    is_told = sum(cell in hidden for cell in cells) == 1
    are_few = each.total not in hidden and 0 < sum(rows[cell] for cell in among) < below
    if not (is_told or are_few):
        return None
    shown = [cell for cell in each.parts if cell not in hidden]
    if shown:
        return min(shown, key=lambda cell: (rows[cell], cell))
    return each.total


def _sums(levels: Sequence[Level]) -> Iterator[_Sum]:
    """Yield every sum that ties groups of the levels together: of parts that have no rows in common."""
    for place, level in enumerate(levels):
        overlapping = set(level.sample.overlapping)
        if not overlapping:
            yield _Sum(None, tuple((place, group) for group in range(len(level.groups))))
        for above, wider in enumerate(levels):
            if set(wider.by) < set(level.by) and overlapping <= set(wider.by):
                parts: dict[tuple[str | None, ...], list[Cell]] = defaultdict(list)
                for group, labels in enumerate(level.groups):
                    parts[_key(labels, wider.by)].append((place, group))
                for group, labels in enumerate(wider.groups):
                    yield _Sum((above, group), tuple(parts[_key(labels, wider.by)]))


def _key(labels: Group, by: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(labels[name] for name in by)
