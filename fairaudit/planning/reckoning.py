"""Two ways to reckon what groups can show: in closed form for independent rows, by simulation for clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.pairs import Scale
from fairaudit.planning import power
from fairaudit.planning.assumptions import Assumptions, PlannedGroup, sizes_of
from fairaudit.planning.chances import Chance, chance_of_rows
from fairaudit.planning.clusters import Clustering, Simulation, clustering_of, effective_clusters
from fairaudit.planning.drawn import Drawn

_MOST = 1_000_000
"""More clusters than this are no plan."""


class Reckoning(Protocol):
    """What groups can show, and what they need; `groups` are those that are compared."""

    @property
    def assumed(self) -> Assumptions:
        """What is assumed."""

    @property
    def clustering(self) -> Clustering | None:
        """What is taken of clusters."""

    def certifiable(self, groups: Sequence[PlannedGroup], scale: Scale) -> float | None:
        """Return the largest difference (or the smallest ratio) that is certified if groups are equal."""

    def provable(self, groups: Sequence[PlannedGroup], *, first_alone: bool = False) -> FloatArray:
        """Return the smallest true gap of each group, or of the first, to the largest other that is proven."""

    def floors(self, groups: Sequence[PlannedGroup], together: int = 1) -> FloatArray:
        """Return the value that each group is certified to reach if it has the assumed rate."""

    def ceilings(self, groups: Sequence[PlannedGroup], together: int = 1) -> FloatArray:
        """Return the value that each group is certified not to exceed."""

    def needs(self, groups: Sequence[PlannedGroup]) -> list[float] | None:
        """Return the units without fewer of which in any group the gap is certified, for each; None if none do it."""

    def alike(self, units: float, groups: int) -> list[PlannedGroup]:
        """Return so many groups of so many units."""

    def chance(self, units: int, groups: int) -> Chance:
        """Return with what chance so many groups of so many units settle the plan's gap."""


@dataclass(frozen=True)
class Rows:
    """Independent rows, of which each is `worth` so many; `usual` is what a group's unit is worth."""

    assumed: Assumptions
    usual: float
    clustering: None = None

    def certifiable(self, groups: Sequence[PlannedGroup], scale: Scale) -> float | None:
        """See `Reckoning`."""
        return power.certifiable(self.assumed, sizes_of(groups), _units(groups), scale)

    def provable(self, groups: Sequence[PlannedGroup], *, first_alone: bool = False) -> FloatArray:  # noqa: ARG002
        """See `Reckoning`."""
        return power.provable(self.assumed, sizes_of(groups), _units(groups))

    def floors(self, groups: Sequence[PlannedGroup], together: int = 1) -> FloatArray:
        """See `Reckoning`."""
        return power.floors(self.assumed, sizes_of(groups), _units(groups), together)

    def ceilings(self, groups: Sequence[PlannedGroup], together: int = 1) -> FloatArray:
        """See `Reckoning`."""
        return power.ceilings(self.assumed, sizes_of(groups), _units(groups), together)

    def needs(self, groups: Sequence[PlannedGroup]) -> list[float] | None:
        """See `Reckoning`."""
        worth = _worths(groups)
        least = power.size_to_certify(self.assumed, sizes_of(groups), worth)
        return None if least is None else [float(least / each) for each in worth]

    def alike(self, units: float, groups: int) -> list[PlannedGroup]:
        """See `Reckoning`."""
        return [PlannedGroup({}, units, self.usual)] * groups

    def chance(self, units: int, groups: int) -> Chance:
        """See `Reckoning`."""
        return chance_of_rows(self.assumed, units, groups, self.usual)


@dataclass(frozen=True)
class Clusters:
    """Clusters, drawn as `clustering` says, for at most so many `groups`."""

    assumed: Assumptions
    clustering: Clustering
    groups: int

    def _relative_worth(self, groups: Sequence[PlannedGroup]) -> FloatArray:
        """Return what each group's own clusters are worth, per what clusters of all groups are."""
        usual = self.clustering.worth
        return np.array([(usual if each.freedom is None else each.cluster_worth) / usual for each in groups])

    @cached_property
    def _drawn(self) -> Drawn:
        return Drawn(self.assumed, Simulation(self.assumed, self.clustering, max(self.groups, 1)))

    def certifiable(self, groups: Sequence[PlannedGroup], scale: Scale) -> float | None:
        """See `Reckoning`."""
        return self._drawn.certifiable(_units(groups), scale)

    def provable(self, groups: Sequence[PlannedGroup], *, first_alone: bool = False) -> FloatArray:
        """See `Reckoning`."""
        units = _units(groups)
        if first_alone:
            return self._drawn.provable(units, np.array([0]))
        _, first, place = np.unique(units, return_index=True, return_inverse=True)
        return np.asarray(self._drawn.provable(units, first)[place.reshape(-1)])

    def floors(self, groups: Sequence[PlannedGroup], together: int = 1) -> FloatArray:
        """See `Reckoning`."""
        lower = self._drawn.reached(_units(groups), self._relative_worth(groups), above=False)
        return np.asarray(np.quantile(lower, 1 - self.assumed.power ** (1 / together), axis=0))

    def ceilings(self, groups: Sequence[PlannedGroup], together: int = 1) -> FloatArray:
        """See `Reckoning`."""
        upper = self._drawn.reached(_units(groups), self._relative_worth(groups), above=True)
        return np.asarray(np.quantile(upper, self.assumed.power ** (1 / together), axis=0))

    def needs(self, groups: Sequence[PlannedGroup]) -> list[float] | None:
        """See `Reckoning`; more clusters in a group that has enough are no need."""
        units = _units(groups)
        if len(units) < 2:
            return None

        def enough(least: int) -> bool:
            return self._drawn.chance_to_certify(np.maximum(units, least)) >= self.assumed.power

        low, high = 1, 8
        while not enough(high):
            low, high = high, 2 * high
            if high > _MOST:
                return None
        while high - low > max(1, low // 200):
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle, high)
        return [float(high)] * len(groups)

    def alike(self, units: float, groups: int) -> list[PlannedGroup]:
        """See `Reckoning`."""
        effective = effective_clusters(units, self.clustering.spread)
        return [PlannedGroup({}, units, self.clustering.worth * effective / units)] * groups

    def chance(self, units: int, groups: int) -> Chance:
        """See `Reckoning`."""
        each = np.full(groups, float(units))
        return Chance(units, self._drawn.chance_to_certify(each), self._drawn.chance_to_prove(each))


def reckon(groups: Sequence[PlannedGroup], assumed: Assumptions) -> Reckoning:
    """Return how to reckon what groups like these can show."""
    if assumed.clustered:
        return Clusters(assumed, clustering_of(groups), len(groups))
    return Rows(assumed, float(np.median(_worths(groups))) if groups else 1.0)


def _worths(groups: Sequence[PlannedGroup]) -> FloatArray:
    """Return what a unit of each group is worth; where too little is known, what it usually is."""
    worth = np.array([each.worth for each in groups], dtype=np.float64)
    known = np.array([each.small_because is None for each in groups]) & (worth > 0)
    return np.where(known, worth, np.median(worth[known]) if known.any() else 1.0)


def _units(groups: Sequence[PlannedGroup]) -> FloatArray:
    return np.array([each.units for each in groups], dtype=np.float64)
