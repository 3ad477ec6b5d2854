"""Orders of two groups that reverse within every value of another attribute: Simpson's paradox, beyond chance."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fairaudit.document import Reversal
from fairaudit.groups.claims import Told
from fairaudit.groups.level import Level
from fairaudit.inference.search import Pairs

MOST = 5
"""Reversals that are listed for one metric of one level."""
_MOST_COMPARED = 40
"""Groups of an attribute, the largest, whose order is compared pair by pair."""


@dataclass(frozen=True)
class _Crossing:
    """One metric of the attribute `name`, alone and crossed with `within`."""

    metric: str
    name: str
    within: str
    alone: Level
    crossed: Level
    told: Told

    @cached_property
    def largest(self) -> list[int]:
        """The groups whose order is compared."""
        looked = self.told.looked.get(((self.name,), self.metric))
        groups = [] if looked is None else [int(index) for index in looked.groups]
        return sorted(groups, key=lambda index: -self.alone.rows[index])[:_MOST_COMPARED]

    @property
    def pairs(self) -> int:
        """How many pairs of groups are compared."""
        return len(self.largest) * (len(self.largest) - 1) // 2

    @property
    def is_told(self) -> bool:
        """Whether groups truly differ, alone and crossed."""
        return ((self.name,), self.metric) in self.told.gaps and (self.crossed.by, self.metric) in self.told.gaps

    @cached_property
    def cells(self) -> dict[str | None, dict[str | None, int]]:
        """Group → value of `within` → where their intersection is, of those that are compared."""
        found: dict[str | None, dict[str | None, int]] = defaultdict(dict)
        for index in self.told.looked[self.crossed.by, self.metric].groups:
            group = self.crossed.groups[index]
            found[group[self.name]][group[self.within]] = int(index)
        return found


def find_reversals(at: Mapping[tuple[str, ...], Level], told: Told) -> list[Reversal]:
    """Return the pairs of groups whose order reverses; this holds for all pairs that were looked at together."""
    crossings = list(_crossings(at, told))
    level = told.error / max(sum(each.pairs for each in crossings), 1)
    return [found for each in crossings if each.is_told for found in itertools.islice(_reversed(each, level), MOST)]


def _crossings(at: Mapping[tuple[str, ...], Level], told: Told) -> Iterator[_Crossing]:
    metrics = dict.fromkeys(name for level in at.values() for name in level.measurements)
    for metric, (by, crossed) in itertools.product(metrics, at.items()):
        for within in by if len(by) == 2 else ():
            if within in crossed.sample.overlapping:  # its values cut nothing into parts
                continue
            name = by[1 - by.index(within)]
            if (name,) in at:
                yield _Crossing(metric, name, within, at[name,], crossed, told)


def _reversed(crossing: _Crossing, level: float) -> Iterator[Reversal]:
    values = crossing.alone.measurements[crossing.metric].values
    for pair in itertools.combinations(crossing.largest, 2):
        lower, higher = sorted(pair, key=lambda group: float(values[group]))
        below, above = (crossing.cells[crossing.alone.groups[group][crossing.name]] for group in (lower, higher))
        shared = [value for value in below if value in above]
        if len(shared) < 2 or not _is_below(crossing, lower, higher, level):
            continue
        if _are_all_above(crossing, [below[value] for value in shared], [above[value] for value in shared], level):
            yield {
                "metric": crossing.metric,
                "by": [crossing.name],
                "higher": crossing.alone.groups[higher],
                "lower": crossing.alone.groups[lower],
                "within": crossing.within,
                "values": len(shared),
            }


def _is_below(crossing: _Crossing, lower: int, higher: int, level: float) -> bool:
    """Tell whether one of two groups truly has the higher value over all rows."""
    measured = crossing.alone.measurements[crossing.metric]
    pair = Pairs(measured, np.sort([lower, higher]), "difference")
    return pair.bound_of("near", level, higher, lower) > 0


def _are_all_above(crossing: _Crossing, lower: list[int], higher: list[int], level: float) -> bool:
    """Tell whether the lower group has the higher value within every value of the other attribute.

    By the values within each, and beyond chance for their mean: every gap weighted by m₁m₂/(m₁ + m₂) of the two
    groups' sizes m, as Mantel & Haenszel (1959, Journal of the National Cancer Institute 22(4)) do. The distances of
    the gaps to their limits combine by MOVER (Zou & Donner 2008, Statistics in Medicine 27(10)); with clusters, which
    can be in several of them, they are added up.
    """
    measured = crossing.crossed.measurements[crossing.metric]
    gaps = measured.values[lower] - measured.values[higher]
    if (gaps <= 0).any():
        return False
    bounds = [_near(crossing, top, bottom, level) for top, bottom in zip(lower, higher, strict=True)]
    sizes, others = measured.mass[lower], measured.mass[higher]
    weights = sizes * others / (sizes + others)
    distances = weights * (gaps - bounds)
    together = distances.sum() if crossing.crossed.sample.cluster is not None else np.sqrt((distances**2).sum())
    return bool((weights * gaps).sum() > together)


def _near(crossing: _Crossing, top: int, bottom: int, level: float) -> float:
    measured = crossing.crossed.measurements[crossing.metric]
    return Pairs(measured, np.sort([top, bottom]), "difference").bound_of("near", level, top, bottom)
