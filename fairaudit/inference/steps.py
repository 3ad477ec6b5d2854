"""Rows in the order of their scores: a step for each score that occurs in a group, all groups at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import IntArray


@dataclass(frozen=True, eq=False)
class Steps:
    """The distinct scores of every group, ascending within groups, which are ascending too.

    `group` and `place` say whose and which score it is; `starts` is the first step of every group that has one. `of`
    is the step of each entry, `order` an order of the entries by step, `begins` where in it each step begins.
    """

    group: IntArray
    place: IntArray
    starts: IntArray
    of: IntArray
    order: IntArray | slice
    begins: IntArray

    @classmethod
    def from_entries(cls, group: IntArray, place: IntArray) -> Steps:
        """Put entries of one group and one place together."""
        order = _order(group, place)
        groups, places = group[order], place[order]
        first = np.ones(len(group), dtype=bool)
        first[1:] = (groups[1:] != groups[:-1]) | (places[1:] != places[:-1])
        begins = np.flatnonzero(first)
        of = np.empty(len(group), dtype=np.int64)
        of[order] = np.cumsum(first) - 1
        own = groups[begins]
        return cls(own, places[begins], np.flatnonzero(np.diff(own, prepend=-1)), of, order, begins)

    def add(self, values: FloatArray) -> FloatArray:
        """Add up the values of entries per step."""
        return np.add.reduceat(values[self.order], self.begins) if len(self.begins) else np.zeros(0)

    def up_to(self, values: FloatArray) -> FloatArray:
        """Return the sums of values of steps up to each step, that step included, within its group."""
        running = np.cumsum(values)
        before = running[self.starts] - values[self.starts]
        lengths = np.diff(np.append(self.starts, len(self.group)))
        return np.asarray(running - np.repeat(before, lengths))


def _order(group: IntArray, place: IntArray) -> IntArray | slice:
    """Return an order by group, then by place; all as they are, if they are in this order."""
    falls = (group[1:] < group[:-1]) | ((group[1:] == group[:-1]) & (place[1:] < place[:-1]))
    if not falls.any():
        return slice(None)
    return np.lexsort((place, group))
