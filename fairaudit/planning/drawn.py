"""What groups of clusters can certify and prove: the bounds of verdicts in every draw of a simulation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import pairs
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.pairs import Limited, Scale, Side
from fairaudit.planning.assumptions import Assumptions, limits_at
from fairaudit.planning.clusters import Shown, Simulation
from fairaudit.planning.power import NO_RATIO

_HALVINGS = 16


class Seen(NamedTuple):
    """Values with their effective sizes and degrees of freedom; arrays of one shape."""

    value: FloatArray
    size: FloatArray
    freedom: FloatArray

    def take(self, groups: IntArray) -> Seen:
        """Return one group of each draw; `groups` has shape ``(draws, 1)``."""
        return Seen(*(np.take_along_axis(part, groups, axis=1)[:, 0] for part in self))


@dataclass(frozen=True, eq=False)
class Drawn:
    """The bounds that a report would state in every draw."""

    assumed: Assumptions
    simulation: Simulation

    def certifiable(self, units: FloatArray, scale: Scale) -> float | None:
        """Return the largest difference (or the smallest ratio) that is certified with the chance of the plan."""
        if len(units) < 2:
            return None
        gap = float(np.quantile(np.minimum(self.upper_bounds(units, scale), NO_RATIO), self.assumed.power))
        if scale == "ratio":
            return float(np.exp(-gap))
        return min(gap, 1.0) if self.assumed.family == "proportion" else gap

    def upper_bounds(self, units: FloatArray, scale: Scale = "difference") -> FloatArray:
        """Return the upper bound of the largest gap of truly equal groups, in every draw.

        Only the groups with the two highest upper and the two lowest lower limits are paired.
        """
        seen = self._seen(self.simulation.shown(units))
        highest = np.argsort(-self._limits(seen, "far", top=True), axis=1)[:, :2]
        lowest = np.argsort(self._limits(seen, "far", top=False), axis=1)[:, :2]
        found = []
        for top in (highest[:, :1], highest[:, 1:]):
            for bottom in (lowest[:, :1], lowest[:, 1:]):
                bounds = self._bounds(scale, "far", self.assumed.level, seen.take(top), seen.take(bottom))
                found.append(np.where((top == bottom)[:, 0], -np.inf, bounds))
        return np.asarray(np.max(found, axis=0))

    def provable(self, units: FloatArray, groups: IntArray) -> FloatArray:
        """Return for each of `groups` the smallest true gap to the largest other group that is proven.

        The group is taken to differ from all others, towards one half, where shares vary most. NaN: not even the
        largest possible gap would be proven with the chance of the plan.
        """
        if len(units) < 2:
            return np.full(len(groups), np.nan)
        shown, rate = self.simulation.shown(units), self.assumed.rate
        largest = max(rate, 1 - rate) if self.assumed.family == "proportion" else 100 * rate
        low, high = np.zeros(len(groups)), np.full(len(groups), largest)
        possible = self._chances(shown, units, groups, high) >= self.assumed.power
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            enough = self._chances(shown, units, groups, middle) >= self.assumed.power
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.where(possible, high, np.nan)

    def chance_to_certify(self, units: FloatArray) -> float:
        """Return the share of draws of equal groups in which the upper bound stays within the plan's gap."""
        return float((self.upper_bounds(units) <= self.assumed.gap).mean())

    def chance_to_prove(self, units: FloatArray) -> float | None:
        """Return the chance to prove a true gap of the plan between two groups; None if there are no such values."""
        if self.assumed.family == "proportion" and self.assumed.gap >= max(self.assumed.rate, 1 - self.assumed.rate):
            return None
        shown, gap = self.simulation.shown(units), np.array([self.assumed.gap])
        return float(self._chances(shown, units, np.array([0]), gap)[0])

    def reached(self, units: FloatArray, worth: FloatArray, *, above: bool) -> FloatArray:
        """Return each group's lower (or upper) limit in every draw, if it has the assumed rate.

        Its clusters are `worth` so many times what clusters usually are.
        """
        shown = self.simulation.shown(units)
        own = replace(shown, luck=shown.luck / np.sqrt(worth), size=shown.size * worth)
        return self._limits(self._seen(own), "far", top=above)

    def _seen(self, shown: Shown, above: FloatArray | float = 0.0) -> Seen:
        return Seen(shown.values(above), shown.size, np.maximum(shown.freedom, 1.0))

    def _chances(self, shown: Shown, units: FloatArray, groups: IntArray, gaps: FloatArray) -> FloatArray:
        """Return for each group the share of draws that prove it to lie so far from the largest other group."""
        order = np.argsort(-units, kind="stable")
        others = np.where(groups == order[0], order[1], order[0])
        level = self.assumed.level / (len(units) * (len(units) - 1))
        down = self.assumed.family == "proportion" and self.assumed.rate > 0.5
        own, other = self._seen(shown.of(groups), -gaps if down else gaps), self._seen(shown.of(others))
        top, bottom = (other, own) if down else (own, other)
        return np.asarray((self._bounds("difference", "near", level, top, bottom) > 0).mean(axis=0))

    def _bounds(self, scale: Scale, side: Side, level: float, top: Seen, bottom: Seen) -> FloatArray:
        """Return a bound of each gap, at Welch's degrees of freedom, as for pairs of clustered groups of a report."""
        freedom = _welch(self._variance(scale, top), top.freedom, self._variance(scale, bottom), bottom.freedom)
        above, below = (
            Limited(seen.value, self._limits(seen, side, top=seen is top, level=level, freedom=freedom))
            for seen in (top, bottom)
        )
        return pairs.bound(scale, side, above, below)

    def _variance(self, scale: Scale, seen: Seen) -> FloatArray:
        variance = seen.value * (1 - seen.value) if self.assumed.family == "proportion" else seen.value
        return np.asarray(variance / seen.size / (seen.value**2 if scale == "ratio" else 1.0))

    def _limits(
        self, seen: Seen, side: Side, *, top: bool, level: float | None = None, freedom: FloatArray | None = None
    ) -> FloatArray:
        """Return the limits that one side of a gap needs: of the top, upper ones for its far side."""
        limits = limits_at(self.assumed, seen.size.ravel(), seen.freedom.ravel() + 1, seen.value.ravel())
        limit, used = (
            limits.upper if top == (side == "far") else limits.lower,
            seen.freedom if freedom is None else freedom,
        )
        found = limit(self.assumed.level if level is None else level, np.arange(seen.size.size), used.ravel())
        return found.reshape(seen.size.shape)


def _welch(one: FloatArray, freedom: FloatArray, other: FloatArray, its_freedom: FloatArray) -> FloatArray:
    """Return the degrees of freedom of Welch (1938) and Satterthwaite (1946)."""
    parts = one**2 / freedom + other**2 / its_freedom
    least = np.minimum(freedom, its_freedom)
    return np.maximum(np.where(parts > 0, (one + other) ** 2 / np.where(parts > 0, parts, 1.0), least), least)
