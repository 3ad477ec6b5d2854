"""Every group of a sample beside all rows that are not in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from fairaudit.counts import Counts
from fairaudit.counts.places import PlacedCounts
from fairaudit.cube.axis import CodeArray
from fairaudit.cube.cells import FloatSums
from fairaudit.cube.cube import Sample

MOST_NUMBERS = 1 << 23
"""More sums are not held for the rests of all groups: 64 megabytes."""


def with_rests(sample: Sample[Any]) -> Sample[Any] | None:
    """Return the groups of a sample, and behind them, in the same order, what is left of all rows without each.

    None if rows can be in several groups, or if it would take too much memory. What is left is added up from the other
    groups: nothing is subtracted, so that nothing cancels.
    """
    if sample.overlapping:
        return None
    has_places = isinstance(sample.counts, PlacedCounts) and sample.cluster is None
    found = _added_up(sample) if has_places or not sample.rows_are_clusters else _other_entries(sample)
    if found is None:
        return None
    group, code, counts = found
    return replace(
        sample,
        groups=np.concatenate([sample.groups, sample.groups]),
        group=np.concatenate([sample.group, group + sample.size]),
        cluster=None if sample.cluster is None else np.concatenate([sample.cluster, code]),
        counts=_side_by_side(sample.counts, counts),
    )


_Rest = tuple[CodeArray, CodeArray, Any]
"""Of each entry its group and the cluster (or what else its rows have in common); and the counts of all."""


def _other_entries(sample: Sample[Any]) -> _Rest | None:
    """Return, for each group, the entries of all others, one by one."""
    if (sample.size - 1) * sample.counts.sums.size > MOST_NUMBERS:
        return None
    others = [np.flatnonzero(sample.group != group) for group in range(sample.size)]
    group, entry = np.repeat(np.arange(sample.size), [len(each) for each in others]), np.concatenate(others)
    return group, entry if sample.cluster is None else sample.cluster[entry], sample.counts[entry]


def _added_up(sample: Sample[Any]) -> _Rest | None:
    """Return, for each group, the sums of all others over rows that are of one cluster, or at one place and alike."""
    key, sums = _keys(sample)
    distinct, place = np.unique(key, return_inverse=True)
    if sample.size * len(distinct) * sums[0].size > MOST_NUMBERS:
        return None
    table = np.zeros((sample.size, len(distinct), *sums.shape[1:]))
    table[sample.group, place] = sums
    there = np.zeros((sample.size, len(distinct)))
    there[sample.group, place] = 1.0
    group, column = np.nonzero(_of_others(there))
    return group, distinct[column], _made(sample, distinct[column], _of_others(table)[group, column])


def _keys(sample: Sample[Any]) -> tuple[CodeArray, FloatSums]:
    """Return what rows of several groups can have in common, and the sums of each entry."""
    counts: Any = sample.counts
    if sample.cluster is not None:
        return sample.cluster, counts.sums
    if isinstance(counts, PlacedCounts) and counts.place is not None:
        return counts.place * len(counts.row_fields) + counts.kind, counts.of_own_kind
    return np.zeros(len(sample.group), dtype=np.int64), counts.sums


def _made(sample: Sample[Any], key: CodeArray, sums: FloatSums) -> Counts:
    counts: Counts = sample.counts
    if isinstance(counts, PlacedCounts) and sample.cluster is None:
        return counts.made_of(*np.divmod(key, len(counts.row_fields)), sums)
    return counts.like(sums)


def _of_others(table: FloatSums) -> npt.NDArray[np.float64]:
    """Return the sums over all rows of a table but each."""
    before, behind = np.zeros_like(table), np.zeros_like(table)
    np.cumsum(table[:-1], axis=0, out=before[1:])
    behind[:-1] = np.cumsum(table[:0:-1], axis=0)[::-1]
    return before + behind


def _side_by_side(counts: Any, others: Any) -> Any:
    sums = np.concatenate([counts.sums, others.sums])
    if isinstance(counts, PlacedCounts):
        return counts.put(np.concatenate([counts.place, others.place]), sums)
    return counts.like(sums)
