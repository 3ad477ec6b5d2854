"""Hides tiny groups (`--suppress-below`) so that no sum or difference of what is still shown gives them away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fairaudit.document import Group
from fairaudit.groups.level import Level

Cell = tuple[int, int]
"""A level and one of its groups."""


@dataclass(frozen=True)
class _Sum:
    """A shown total and the cells that add up to it; no `total` stands for all rows, which are always shown."""

    total: Cell | None
    parts: tuple[Cell, ...]


def hide_tiny_groups(levels: Sequence[Level], below: int) -> list[Level]:
    """Return the levels with every group of fewer than `below` rows hidden, and more where a sum would reveal one.

    Groups of one level add up to all rows, and those of an intersection to the groups of its attributes. Wherever all
    but one cell of such a sum are shown, another is hidden too: the smallest part, or else the total. This is the usual
    complementary suppression of statistical offices (Hundepool et al., 2012, Statistical Disclosure Control, ch. 4); it
    treats each sum on its own.
    """
    if below <= 0:
        return list(levels)
    rows = {(place, group): int(n) for place, level in enumerate(levels) for group, n in enumerate(level.rows)}
    hidden = {cell for cell, n in rows.items() if n < below}
    sums = list(_sums(levels))
    while found := [cell for each in sums if (cell := _next_to_hide(each, hidden, rows)) is not None]:
        hidden.update(found)
    return [
        replace(
            level, suppressed=np.array([(place, group) in hidden for group in range(len(level.groups))], dtype=bool)
        )
        for place, level in enumerate(levels)
    ]


def _next_to_hide(each: _Sum, hidden: set[Cell], rows: dict[Cell, int]) -> Cell | None:
    """Return what else must be hidden so that this sum does not tell its one hidden cell."""
    cells = each.parts if each.total is None else (each.total, *each.parts)
    if sum(cell in hidden for cell in cells) != 1:
        return None
    shown = [cell for cell in each.parts if cell not in hidden]
    if shown:
        return min(shown, key=lambda cell: (rows[cell], cell))
    return each.total


def _sums(levels: Sequence[Level]) -> Iterator[_Sum]:
    """Yield every sum that ties groups of the levels together."""
    for place, level in enumerate(levels):
        yield _Sum(None, tuple((place, group) for group in range(len(level.groups))))
        for above, wider in enumerate(levels):
            if set(wider.by) < set(level.by):
                parts: dict[tuple[str | None, ...], list[Cell]] = defaultdict(list)
                for group, labels in enumerate(level.groups):
                    parts[_key(labels, wider.by)].append((place, group))
                for group, labels in enumerate(wider.groups):
                    yield _Sum((above, group), tuple(parts[_key(labels, wider.by)]))


def _key(labels: Group, by: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(labels[name] for name in by)
