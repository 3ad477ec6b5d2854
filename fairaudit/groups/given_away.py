"""What shown numbers tell of hidden groups where groups have rows in common, and do not add up to all rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.errors import DataError, show
from fairaudit.groups.level import Level
from fairaudit.spoken import spoken

Cell = tuple[int, int]
"""A level and one of its groups."""
_MOST_GROUPS = 1_000
_NOTHING = 1e-9
"""What is left of a group, as a share of its rows, below which nothing is left but rounding."""


@dataclass(frozen=True)
class Shared:
    """The groups of a level, those of levels of fewer attributes, and all rows (None): how many rows each two share."""

    level: int
    cells: tuple[Cell | None, ...]
    rows: FloatArray

    @classmethod
    def of(cls, levels: Sequence[Level], place: int) -> Shared | None:
        """Return what the groups of a level share; None if no two of them can share rows.

        Raises:
            DataError: they are too many to make sure that none is given away.
        """
        level = levels[place]
        if level.cells is None:
            return None
        wider = [other for other, each in enumerate(levels) if set(each.by) <= set(level.by)]
        cells: list[Cell | None] = [(other, group) for other in wider for group in range(len(levels[other].groups))]
        if len(cells) > _MOST_GROUPS:
            raise DataError(
                f"By `{show(':'.join(level.by))}` there are {len(level.groups):,} groups that can have rows in common, "
                f"too many for {spoken('suppress_below')} to make sure that none is given away. Name fewer attributes "
                "or labels."
            )
        rows = level.cells.counts.rows[:, 0]
        holds = [_indicators(level, levels[other], len(rows)) for other in wider]
        every = np.concatenate([*holds, np.ones((1, len(rows)))])
        return cls(place, (*cells, None), (every * rows) @ every.T)

    def nearly_told(self, below: int) -> Iterator[Cell]:
        """Yield the groups of the level that leave so few rows of a larger one that holds them that these are told."""
        own = np.diag(self.rows)
        rest = own[None, :] - own[:, None]
        near = (self.rows == own[:, None]) & (rest > 0) & (rest < below)
        for index in np.flatnonzero(near.any(axis=1)):
            cell = self.cells[index]
            if cell is not None and cell[0] == self.level:
                yield cell

    def next_to_hide(self, hidden: Set[Cell]) -> Iterator[Cell]:
        """Yield what else must be hidden so that no sum or difference of shown groups is a hidden one of the level.

        It is if nothing is left of its rows, as a vector over combinations of labels, beside those of the shown ones.
        """
        shown = [index for index, cell in enumerate(self.cells) if cell not in hidden]
        size = np.sqrt(np.diag(self.rows))
        scaled = self.rows / np.outer(size, size)
        for index, cell in enumerate(self.cells):
            if cell is None or cell not in hidden or cell[0] != self.level:
                continue
            parts = np.linalg.lstsq(scaled[np.ix_(shown, shown)], scaled[shown, index], rcond=None)[0]
            if 1 - scaled[index, shown] @ parts < _NOTHING and (found := self._smallest(shown, parts)) is not None:
                yield found

    def _smallest(self, shown: Sequence[int], parts: FloatArray) -> Cell | None:
        """Return the smallest group that the sum is made of, of the level itself if there is any."""
        used = [self.cells[index] for index, part in zip(shown, parts, strict=True) if abs(part) > _NOTHING]
        rows = dict(zip(self.cells, np.diag(self.rows), strict=True))
        groups = [cell for cell in used if cell is not None]
        return min(groups, key=lambda cell: (cell[0] != self.level, rows[cell], cell), default=None)


def _indicators(level: Level, wider: Level, cells: int) -> FloatArray:
    """Return which cells of the level's cube each group of a level of no more attributes holds: 1 or 0."""
    if level.cells is None:
        raise ValueError("the level knows of no cells")
    group, cell = level.cells.held(wider.by)
    found = np.zeros((len(wider.groups), cells))
    found[group, cell] = 1.0
    return found
