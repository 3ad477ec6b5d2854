"""The groups of one level in both results: their values, their changes, and who cannot be held against others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fairaudit.change.pairing import NEW, OLD, VERSION, Counted
from fairaudit.cube import Cube, Sample
from fairaudit.document import Group
from fairaudit.document.reasons import prefixed
from fairaudit.groups.level import BoolArray, Level, sample_for, why_left_out
from fairaudit.inference import Estimate, Measurement
from fairaudit.inference.changes import Places, paired_change, separate_change
from fairaudit.metrics import ClusterMean, Metric

ONLY_OLD = "only in the old result"
ONLY_NEW = "only in the new result"


@dataclass(frozen=True)
class Table:
    """One level, compared; every list has an entry for each group.

    `rows` and `clusters` are pairs (old, new); None where a result does not have the group, or has no clusters.
    `left_out` says per metric why a group cannot be held against others, None where it can. `lost` are groups of the
    old result that are not among the groups, because no row of theirs has a partner.
    """

    by: tuple[str, ...]
    groups: list[Group]
    rows: list[tuple[int | None, int | None]]
    clusters: list[tuple[int | None, int | None]]
    small_because: list[str | None]
    suppressed: list[bool]
    old: dict[str, list[Estimate]]
    new: dict[str, list[Estimate]]
    changes: dict[str, Measurement]
    left_out: dict[str, list[str | None]]
    lost: tuple[Group, ...] = ()

    def status(self, index: int) -> str:
        """Return whether a group is in both results, appeared, left or is hidden."""
        if self.suppressed[index]:
            return "hidden"
        before, after = self.rows[index]
        return "left" if after is None else "appeared" if before is None else "both"

    def usable(self, metric: str) -> BoolArray:
        """Return which groups can be held against others by this metric."""
        return np.array([why is None for why in self.left_out[metric]], dtype=bool)

    def change(self, metric: str, index: int) -> Estimate:
        """Return the change of one group, or why there is none."""
        return explained(self.changes[metric].estimates()[index], self.old[metric][index], self.new[metric][index])


def explained(change: Estimate, old: Estimate, new: Estimate) -> Estimate:
    """Return a change with the reason of the results where there is no value or no interval."""
    if change.value is None:
        which, why = ("old", old.undefined) if old.value is None else ("new", new.undefined)
        return Estimate(None, None, None, change.n, "", why if why in (ONLY_OLD, ONLY_NEW) else _in(which, why))
    if change.low is None:
        which, why = ("old", old.interval_undefined) if old.low is None else ("new", new.interval_undefined)
        return replace(change, interval_undefined=_in(which, why) if why else change.interval_undefined)
    return change


def _in(which: str, why: str | None) -> str:
    return prefixed(f"in the {which} result: ", why or "")


def table_of(counted: Counted, old: Level, new: Level, metrics: Sequence[Metric]) -> Table:
    """Compare the groups of one level."""
    by, cube = old.by, counted.both
    samples = _Samples(counted, by)
    groups = [cube.values(by, codes) for codes in cube.sample(by).groups]
    places = [places_of(level, groups) for level in (old, new)]
    confidence = old.confidence
    names = [metric.name for metric in metrics]
    reasons = [{name: why_left_out(level, name) for name in names} for level in (old, new)]
    hidden = [
        any(place >= 0 and bool(level.suppressed[place]) for level, place in zip((old, new), pair, strict=True))
        for pair in zip(*places, strict=True)
    ]
    return Table(
        by,
        groups,
        list(zip(*(_rows(level, at) for level, at in zip((old, new), places, strict=True)), strict=True)),
        list(zip(*(_clusters(level, at) for level, at in zip((old, new), places, strict=True)), strict=True)),
        [_small(old, new, *pair) for pair in zip(*places, strict=True)],
        hidden,
        {name: _estimates(old, name, places[0], ONLY_NEW) for name in names},
        {name: _estimates(new, name, places[1], ONLY_OLD) for name in names},
        {metric.name: samples.change(metric, confidence) for metric in metrics},
        {name: _left_out(reasons[0][name], reasons[1][name], *places) for name in names},
    )


class _Samples:
    """The samples that the changes of one level are measured on."""

    def __init__(self, counted: Counted, by: tuple[str, ...]) -> None:
        self._joint = None if counted.joint is None else counted.joint.sample(by)
        self._both = _Versions(counted.both, by)
        self._rows = None if counted.rows is None else _Versions(counted.rows, by)

    def change(self, metric: Metric, confidence: float) -> Measurement:
        """Return the change of a metric: paired by row where that can be, else by cluster, else independent."""
        if self._joint is not None and isinstance(self._joint.counts.of, metric.reads):
            found = paired_change(metric, self._joint, confidence)
            if found is not None:
                return found
        needs_clusters = isinstance(metric(self._both.sample(metric).totals), ClusterMean)
        versions = self._both if self._rows is None or needs_clusters else self._rows
        return separate_change(metric, versions.sample(metric), versions.places, confidence)


class _Versions:
    """The groups of one level in each result, and where among them the old and the new one of each group are."""

    def __init__(self, cube: Cube[Any], by: tuple[str, ...]) -> None:
        self._cube, self._main = cube, cube.sample((*by, VERSION))
        values = [cube.values(self._main.by, codes) for codes in self._main.groups]
        place = {tuple(each.values()): index for index, each in enumerate(values)}
        groups = [tuple(cube.values(by, codes).values()) for codes in cube.sample(by).groups]
        old, new = (np.array([place.get((*group, each), -1) for group in groups], np.int64) for each in (OLD, NEW))
        self.places = Places(old, new)

    def sample(self, metric: Metric) -> Sample[Any]:
        """Return the sample that a metric reads."""
        return sample_for(metric.reads, self._cube, self._main)


def places_of(level: Level, groups: Sequence[Group]) -> list[int]:
    """Return where each group is on a level, −1 if it is not there."""
    place = {tuple(group.values()): index for index, group in enumerate(level.groups)}
    return [place.get(tuple(group.values()), -1) for group in groups]


def _rows(level: Level, places: Sequence[int]) -> list[int | None]:
    return [None if place < 0 else int(level.rows[place]) for place in places]


def _clusters(level: Level, places: Sequence[int]) -> list[int | None]:
    clusters = level.sample.clusters
    return [None if clusters is None or place < 0 else int(clusters[place]) for place in places]


def _estimates(level: Level, metric: str, places: Sequence[int], absent: str) -> list[Estimate]:
    found = level.measurements[metric].estimates()
    nothing = Estimate(None, None, None, 0, "", absent)
    return [nothing if place < 0 else found[place] for place in places]


def _small(old: Level, new: Level, before: int, after: int) -> str | None:
    """Return why a group is small or hidden in a result."""
    found = [
        level.hidden_because if level.suppressed[place] else level.small_because[place]
        for level, place in ((old, before), (new, after))
        if place >= 0
    ]
    return _first(found, before, after)


def _left_out(
    old: Sequence[str | None], new: Sequence[str | None], before: Sequence[int], after: Sequence[int]
) -> list[str | None]:
    reasons: list[str | None] = []
    for one, other in zip(before, after, strict=True):
        if one < 0 or other < 0:
            reasons.append(ONLY_NEW if one < 0 else ONLY_OLD)
        else:
            reasons.append(_first([old[one], new[other]], one, other))
    return reasons


def _first(reasons: Sequence[str | None], before: int, after: int) -> str | None:
    """Return the reason of the results; which of them has it is said where the other has not."""
    said = [why for why in reasons if why]
    if not said:
        return None
    both = before < 0 or after < 0 or len(set(reasons)) == 1
    return said[0] if both else _in("old" if reasons[0] else "new", said[0])
