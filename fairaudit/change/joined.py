"""Pairs of rows, added up: the cubes that the changes of paired rows are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from fairaudit.counts import Counts, FloatArray
from fairaudit.counts.paired import PairedCounts, paired
from fairaudit.cube import Axis, CodeArray, Cube, add_up, unique_rows
from fairaudit.tally.codebook import blocks
from fairaudit.tally.kept import SmallArray
from fairaudit.tally.rows import CLUSTERED_COLUMNS, weighted_values

VERSION = "\x00version"
"""The name of the axis that tells the results apart: no column can have it."""
OLD: Literal["old"] = "old"
NEW: Literal["new"] = "new"
_ROW = "\x00row"
_BLOCK = 1 << 15
_NUMBERS = 1 << 24
"""Sums of rows that are held at once."""


@dataclass(frozen=True)
class Pairs:
    """Rows that are in both results, an entry each.

    `like` is the cube of the new result, whose groups and clusters the pairs have: `codes` says where they are on its
    axes. `old` and `new`, of shape ``(pairs, fields)``, are what the row adds to each field in the two results.
    `beside` are its other counts, equally many entries of each: those of all rows in the old result, then those in the
    new one. A pair weighs what it weighs in the new result.
    """

    like: Cube[Any]
    codes: SmallArray
    old: SmallArray
    new: SmallArray
    beside: tuple[Counts, ...]
    weights: FloatArray | None

    def counts(self, pairs: CodeArray, columns: int) -> tuple[Counts, Counts]:
        """Return the counts of some pairs in both results, with so many columns of moments."""
        moments, like = self._moments(pairs, columns), self.like.counts.like
        return like(self.old[pairs, :, None] * moments[:, None]), like(self.new[pairs, :, None] * moments[:, None])

    def of_version(self, version: Literal["old", "new"]) -> tuple[Cube[Any], ...]:
        """Return the other counts of one of the two results, those of each pair one behind the other."""
        found = []
        for counts, cube in zip(self.beside, self.like.others, strict=True):
            entries = len(counts.sums) // 2
            pair = self.pairs_of(entries)
            mine = counts[np.arange(entries) + (OLD, NEW).index(version) * entries]
            sums = mine.sums * self._moments(pair, cube.counts.sums.shape[-1])[:, None]
            codes = self.codes[pair].astype(np.int64)
            found.append(Cube(self.like.attributes, self.like.cluster, codes, mine.like(sums), rows_are_clusters=True))
        return tuple(found)

    def pairs_of(self, entries: int) -> CodeArray:
        """Return the pair of each of so many entries, as many of each pair."""
        return np.repeat(np.arange(len(self.codes)), entries // max(len(self.codes), 1))

    def _moments(self, pairs: CodeArray, columns: int) -> FloatArray:
        # Where there are no moments of weights, a weight is a factor of the numbers already.
        weights = None if self.weights is None or columns == 1 else self.weights[pairs]
        return np.stack(weighted_values([np.ones(len(pairs))], weights, None, columns), axis=1)  # type: ignore[arg-type]


def joint_cube(pairs: Pairs) -> Cube[PairedCounts]:
    """Return the joint counts of pairs, a few rows at a time: what each row adds is never held for all of them."""
    like, columns = pairs.like, pairs.like.counts.sums.shape[-1]
    codes, cell = pairs.codes.astype(np.int64), np.arange(len(pairs.codes))
    if not like.rows_are_clusters:
        codes, cell = unique_rows(codes)
    order = np.argsort(cell, kind="stable")
    empty = paired(*pairs.counts(order[:0], columns))
    sums = np.zeros((len(codes), len(empty.fields), columns))
    for rows in blocks(len(order), max(1, min(_BLOCK, _NUMBERS // (len(empty.fields) * columns)))):
        some = order[rows]
        first, last = cell[some[0]], cell[some[-1]]
        added = paired(*pairs.counts(some, columns)).sums
        sums[first : last + 1] += add_up(added, cell[some] - first, last - first + 1)
    return replace(like, codes=codes, counts=empty.like(sums), beside=(), columns=None)


def version_of(joint: Cube[Any], version: Literal["old", "new"], pairs: Pairs) -> Cube[Any]:
    """Return the cube of one of the two results from joint counts."""
    return replace(joint, counts=joint.counts.part(version), beside=pairs.of_version(version))


def with_version(cube: Cube[Any], version: Literal["old", "new"]) -> Cube[Any]:
    """Return the cube with an axis more, which says which result it is."""
    codes = np.insert(cube.codes, len(cube.attributes), (OLD, NEW).index(version), axis=1)
    beside = tuple(with_version(each, version) for each in cube.beside)
    columns = None if cube.columns is None else with_version(cube.columns, version)
    attributes = (*cube.attributes, Axis(VERSION, (OLD, NEW)))
    return replace(cube, attributes=attributes, codes=codes, beside=beside, columns=columns)


def row_clusters(pairs: Pairs) -> Cube[Any]:
    """Return both results with every pair of rows a cluster; decisions that are alike are one entry."""
    some, copies = _alike(pairs)
    counts = pairs.counts(some, min(pairs.like.counts.sums.shape[-1], CLUSTERED_COLUMNS))
    sums = np.concatenate([each.sums * copies[:, None, None] for each in counts])
    version, kind = np.divmod(np.arange(len(sums)), len(some))
    codes = np.column_stack([pairs.codes[some[kind]], version, kind])
    axes = (*pairs.like.attributes, Axis(VERSION, (OLD, NEW)))
    beside = tuple(_rows_beside(pairs))
    return Cube(axes, Axis(_ROW, ()), codes, counts[1].like(sums), rows_are_clusters=True, beside=beside)


def _rows_beside(pairs: Pairs) -> Iterator[Cube[Any]]:
    for old, new in zip(pairs.of_version(OLD), pairs.of_version(NEW), strict=True):
        both = with_version(old, OLD) + with_version(new, NEW)
        codes = np.column_stack([both.codes, np.tile(pairs.pairs_of(len(old.codes)), 2)])
        yield Cube(both.attributes, Axis(_ROW, ()), codes, both.counts, rows_are_clusters=True)


def _alike(pairs: Pairs) -> tuple[CodeArray, FloatArray]:
    """Return a pair of every kind, and how many there are of it."""
    if not pairs.like.counts.rows_are_alike:
        return np.arange(len(pairs.codes)), np.ones(len(pairs.codes))
    columns = [pairs.codes, pairs.old.argmax(axis=1), pairs.new.argmax(axis=1)]
    if pairs.weights is not None:
        columns.append(np.unique(pairs.weights, return_inverse=True)[1])
    kinds, kind = unique_rows(np.column_stack(columns))
    some = np.empty(len(kinds), dtype=np.int64)
    some[kind] = np.arange(len(kind))
    return some, np.bincount(kind).astype(np.float64)
