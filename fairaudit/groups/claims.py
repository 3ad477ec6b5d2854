"""What a report may say in words about gaps and groups: what is certain over everything that it looks at.

An interval holds on its own. A report looks at hundreds of them, and the most striking of hundreds strikes by chance
alone. So gaps are first proven for all metrics and levels together, and groups are singled out only where there is such
a gap, again for all of them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.groups.level import Level, reference_group, why_left_out
from fairaudit.inference.disparity import shows_gap
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.part_of_whole import apart
from fairaudit.inference.together import Claims, hold_together

Place = tuple[tuple[str, ...], str]
"""The attributes of a level, and a metric."""


@dataclass(frozen=True, eq=False)
class Looked:
    """One metric at one level: the groups (indices) that are compared, and all rows together."""

    level: Level
    measured: Measurement
    everyone: Measurement
    groups: IntArray

    @property
    def place(self) -> Place:
        """Where this is."""
        return self.level.by, self.measured.metric.name

    def shows_gap(self, level: float) -> BoolArray:
        """Tell, as an array of one, whether the groups truly differ."""
        found = shows_gap(self.measured, self.groups, reference_group(self.level), level)
        return np.array([found])

    def sides(self) -> FloatArray:
        """Return 1 for groups whose value lies above that of all rows together, −1 for those below, 0 for equal."""
        return np.asarray(np.sign(self.measured.values[self.groups] - self.everyone.values[0]))

    def shows_apart(self, level: float) -> BoolArray:
        """Tell which groups differ from all rows together, each at this two-sided error level."""
        whole = np.zeros(len(self.groups), dtype=np.int64)
        return np.logical_or(*apart(self.measured, self.groups, self.everyone, whole, level / 2))

    def shows_nobody(self, _: float) -> BoolArray:
        """Tell that no group is singled out: where no gap is certain."""
        return np.zeros(len(self.groups), dtype=bool)

    def at_level(self, of_groups: FloatArray) -> FloatArray:
        """Return numbers of the compared groups at their places among all groups of the level, 0 for the others."""
        placed = np.zeros(len(self.level.groups))
        placed[self.groups] = of_groups
        return placed


@dataclass(frozen=True)
class Told:
    """What holds over everything that was looked at.

    `looked` has every metric at every level at which groups are compared. `gaps` are the places at which they truly
    differ. `sides` has, there, a number for each group of the level: 1 if it lies above the value of all rows together,
    −1 if below, 0 if that cannot be told. All gaps together are wrong with at most `error`, and so are all sides.
    """

    looked: Mapping[Place, Looked]
    gaps: frozenset[Place]
    sides: Mapping[Place, FloatArray]
    error: float

    @property
    def groups_looked_at(self) -> int:
        """How many values of groups were held against those of all rows together."""
        return sum(len(each.groups) for each in self.looked.values())

    @property
    def error_of_a_group(self) -> float:
        """The error level at which a claim about one group holds for all of them together (Bonferroni)."""
        return self.error / max(self.groups_looked_at, 1)

    def worse(self, place: Place) -> IntArray:
        """Return the groups (indices of the level) that are truly served worse than all rows together."""
        better = self.looked[place].measured.metric.better if place in self.sides else None
        return np.flatnonzero(self.sides[place] == WORSE_SIDE[better]) if better else np.zeros(0, dtype=np.int64)


WORSE_SIDE = {"lower": 1, "higher": -1}
"""Which direction is better → on which side of all rows together a group is served worse."""


def tell(overall: Level, levels: Sequence[Level], shares: Mapping[str, float]) -> Told:
    """Return what can be told of the groups of all levels and metrics together.

    `shares` says which part of the error each metric may spend; they add up to 1 at most.
    """
    looked = {each.place: each for each in _looked(overall, levels)}
    error = 1 - overall.confidence
    found = hold_together({place: Claims(1, each.shows_gap) for place, each in looked.items()}, shares, error)
    gaps = frozenset(place for place, gap in found.items() if gap[0])
    claims = {
        place: Claims(len(each.groups), each.shows_apart if place in gaps else each.shows_nobody)
        for place, each in looked.items()
    }
    held = hold_together(claims, shares, error)
    sides = {place: looked[place].at_level(looked[place].sides() * held[place]) for place in looked if place in gaps}
    return Told(looked, gaps, sides, error)


def _looked(overall: Level, levels: Sequence[Level]) -> Iterator[Looked]:
    """Yield every metric at every level at which at least two groups with intervals are compared."""
    for level in levels:
        for name, measured in level.measurements.items():
            usable = [index for index, why in enumerate(why_left_out(level, name)) if why is None]
            groups = np.array(usable, dtype=np.int64)
            everyone = overall.measurements[name]
            if len(groups) > 1 and measured.known[groups].all() and everyone.known[0]:
                yield Looked(level, measured, everyone, groups)
