"""Counts for every combination of attribute values (and cluster) that occurs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

import numpy as np
import numpy.typing as npt

from fairaudit.counts import Counts
from fairaudit.counts.places import PlacedCounts
from fairaudit.cube.axis import Axis, CodeArray, in_every_group, overlapping
from fairaudit.cube.cells import FloatSums, add_up, add_up_keys, merge_cells, unique_rows
from fairaudit.cube.largest import LargestRows

C = TypeVar("C", bound=Counts)


@dataclass(frozen=True)
class Sample(Generic[C]):
    """The counts of one level (`by`), as inference needs them: one entry per group, or per group and cluster.

    `groups` has one row of axis codes per group, in a fixed order. `group` gives the group of every entry of `counts`.
    `cluster` gives the cluster code of every entry, or is None if rows have no cluster column.
    If `rows_are_clusters`, an entry holds rows that are alike and that are each a cluster of their own; entries of one
    cluster code then hold the same rows, seen twice. Where rows can be in several groups, `overlapping` names the
    attributes by which they are; entries without a cluster are then of a group and a cell, and those of one `cell` hold
    the same rows.
    """

    by: tuple[str, ...]
    groups: CodeArray
    group: CodeArray
    cluster: CodeArray | None
    rows_are_clusters: bool
    counts: C
    overlapping: tuple[str, ...] = ()
    cell: CodeArray | None = None

    def among(self, groups: CodeArray) -> Sample[C]:
        """Return the same entries as a sample of these groups, of which some may have no entry."""
        if np.array_equal(groups, self.groups):
            return self
        place = {tuple(codes): index for index, codes in enumerate(groups.tolist())}
        recode = np.array([place[tuple(codes)] for codes in self.groups.tolist()], dtype=np.int64)
        return replace(self, groups=groups, group=recode[self.group])

    @property
    def size(self) -> int:
        """Number of groups."""
        return len(self.groups)

    @cached_property
    def rows(self) -> FloatSums:
        """The rows of every entry, shape ``(entries,)``."""
        return self.counts.rows[:, 0]

    @cached_property
    def totals(self) -> C:
        """Counts per group, shape ``(groups, fields, moments)``."""
        if self.cluster is None and self.cell is None and not self.rows_are_clusters:
            return self.counts
        return self.counts.like(add_up(self.counts.sums, self.group, self.size))

    def background(self, everyone: Sample[C]) -> C:
        """Return the counts of the rows that are not in each group: those of `everyone` less the group's."""
        return self.counts.like(everyone.totals.sums - self.totals.sums)

    @property
    def clusters(self) -> npt.NDArray[np.int64] | None:
        """Number of clusters per group, or None if rows have no cluster column."""
        return None if self.cluster is None or self.rows_are_clusters else np.bincount(self.group, minlength=self.size)


@dataclass(frozen=True)
class Cube(Generic[C]):
    """Counts per cell.

    `codes` has one row per cell and one column per attribute, then one for the cluster if there is a cluster column.
    Cells are unique unless `rows_are_clusters`: then each cell holds rows that are alike, and cells are never merged,
    because each row is evidence of its own. Cells of one cluster then hold the same rows, seen twice.
    `largest` is kept where single rows can carry a large part of a group's errors (speech). `beside` are other counts
    of the same rows, or of some of them, by the same attributes and clusters; so are `columns`, the sums that metrics
    of a user's own divide, which are no business of tasks.
    """

    attributes: tuple[Axis, ...]
    cluster: Axis | None
    codes: CodeArray
    counts: C
    rows_are_clusters: bool = False
    largest: LargestRows | None = None
    beside: tuple[Cube[Any], ...] = ()
    columns: Cube[Any] | None = None

    def __post_init__(self) -> None:
        if self.codes.shape != (len(self.counts.sums), len(self.axes)):
            raise ValueError(f"{len(self.counts.sums)} cells and {len(self.axes)} axes, but codes {self.codes.shape}")

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The attributes, then the cluster axis."""
        return self.attributes if self.cluster is None else (*self.attributes, self.cluster)

    @property
    def overlapping(self) -> tuple[str, ...]:
        """The attributes by which a row can be in several groups."""
        return overlapping(self.attributes)

    def __add__(self, other: Cube[C]) -> Cube[C]:
        """Merge with a cube of the same axes: the cube of all rows is the sum of the cubes of any parts."""
        if [a.name for a in self.axes] != [a.name for a in other.axes]:
            raise ValueError("cubes of different attributes cannot be added")
        joined_axes = [mine.joined(theirs) for mine, theirs in zip(self.axes, other.axes, strict=True)]
        axes, recodes = [axis for axis, _ in joined_axes], [recode for _, recode in joined_axes]
        counts = self.counts.joined(other.counts)
        joined = np.concatenate([self.codes, _recoded(other.codes, recodes)])
        largest = None
        if self.largest is not None and other.largest is not None:
            largest = self.largest + LargestRows(_recoded(other.largest.codes, recodes), other.largest.facts)
        if not self.rows_are_clusters:
            joined, sums = merge_cells(joined, counts.sums)
            counts = counts.like(sums)
        attributes = tuple(axes[: len(self.attributes)])
        cluster = axes[-1] if self.cluster is not None else None
        beside = tuple(mine + theirs for mine, theirs in zip(self.beside, other.beside, strict=True))
        columns = None
        if self.columns is not None and other.columns is not None:
            columns = self.columns + other.columns
        return Cube(attributes, cluster, joined, counts, self.rows_are_clusters, largest, beside, columns)

    @property
    def others(self) -> tuple[Cube[Any], ...]:
        """All other counts of the same rows."""
        return self.beside if self.columns is None else (*self.beside, self.columns)

    def of(self, kinds: tuple[type[Counts], ...]) -> Cube[Any]:
        """Return the cube whose counts are of one of these kinds: this one, or one beside it."""
        return next(cube for cube in (self, *self.others) if isinstance(cube.counts, kinds))

    def sample(self, by: Sequence[str]) -> Sample[C]:
        """Return the counts of every group of the attributes `by` (of everything, for none), clusters kept apart.

        Groups are ordered by their values: numbers by size, text by alphabet, a missing value last.
        """
        columns, axes = self._places(by), self._axes_of(by)
        if overlapping(axes):
            return self._sample_of_overlapping(by, axes)
        if isinstance(self.counts, PlacedCounts) and self.cluster is None:
            return self._sample_of_places(by, self.counts) if by else self._all_places
        kept, sums = self.codes[:, columns], self.counts.sums
        if self.rows_are_clusters:
            groups, group = unique_rows(kept)
            cluster = None if self.cluster is None else self.codes[:, -1]
        elif self.cluster is None:
            groups, sums = merge_cells(kept, sums)
            group, cluster = np.arange(len(groups)), None
        else:
            cells, sums = merge_cells(np.column_stack([kept, self.codes[:, -1]]), sums)
            groups, group = unique_rows(cells[:, :-1])
            cluster = cells[:, -1]
        order, rank = _in_order(axes, groups)
        if cluster is None and not self.rows_are_clusters:
            sums, group = sums[order], np.arange(len(groups))
        else:
            group = rank[group]
        return Sample(tuple(by), groups[order], group, cluster, self.rows_are_clusters, self.counts.like(sums))

    def _sample_of_places(self, by: Sequence[str], counts: PlacedCounts) -> Sample[Any]:
        """Return the counts of every group at every place, in the order of both: rows there are alike."""
        groups, group = self._groups_of_cells(by)
        order, rank = _in_order(self._axes_of(by), groups)
        kind, kinds, own = self._kinds
        key, own = add_up_keys(own, rank[group] * kinds + kind, len(groups) * kinds)
        group, kind = np.divmod(key, kinds)
        merged = counts.made_of(*np.divmod(kind, len(counts.row_fields)), own)
        return Sample(tuple(by), groups[order], group, None, True, merged)

    @cached_property
    def _all_places(self) -> Sample[Any]:
        return self._sample_of_places((), cast(PlacedCounts, self.counts))

    def _groups_of_cells(self, by: Sequence[str]) -> tuple[CodeArray, CodeArray]:
        """Return the codes of every group, ascending, and which one each cell is in."""
        combinations, combination = self._combinations
        groups, group = unique_rows(combinations[:, self._places(by)])
        return groups, group[combination]

    @cached_property
    def _combinations(self) -> tuple[CodeArray, CodeArray]:
        """The combinations of attributes that occur, and the one of every cell."""
        return unique_rows(self.codes[:, : len(self.attributes)])

    @cached_property
    def _kinds(self) -> tuple[CodeArray, int, FloatSums]:
        """A number for the place and the kind of every cell, how many there could be, and what its fields hold."""
        counts: Any = self.counts
        kinds = len(counts.row_fields)
        possible = (int(counts.place.max(initial=0)) + 1) * kinds
        return counts.place * kinds + counts.kind, possible, counts.of_own_kind

    def _sample_of_overlapping(self, by: Sequence[str], axes: Sequence[Axis]) -> Sample[C]:
        """Return the counts of groups that have rows in common: an entry for every group that a cell is in."""
        named = self.cluster is not None
        kept, counts = self.codes[:, [*self._places(by), *([-1] if named else [])]], self.counts
        if not self.rows_are_clusters:
            kept, sums = merge_cells(kept, counts.sums)
            counts = counts.like(sums)
        codes, cell = in_every_group(axes, kept)
        counts = counts[cell]
        if named and not self.rows_are_clusters:
            codes, sums = merge_cells(codes, counts.sums)
            counts = counts.like(sums)
        groups, group = unique_rows(codes[:, : len(by)])
        order, rank = _in_order(axes, groups)
        return Sample(
            tuple(by),
            groups[order],
            rank[group],
            codes[:, -1] if named else None,
            self.rows_are_clusters,
            counts,
            overlapping(axes),
            None if named else cell,
        )

    def rows_by_groups(self, name: str) -> tuple[CodeArray, FloatSums]:
        """Return for every cell in how many groups of one attribute it is, and how many rows it holds."""
        (axis,), codes = self._axes_of([name]), self.codes[:, self._places([name])[0]]
        held = [1] * len(axis.values) if axis.holds is None else [len(each) for each in axis.holds]
        return np.array(held, dtype=np.int64)[codes], self.counts.rows[:, 0]

    def only(self, by: Sequence[str]) -> Cube[C]:
        """Return the cube of the same rows by these attributes alone, without clusters."""
        codes, sums = merge_cells(self.codes[:, self._places(by)], self.counts.sums)
        return Cube(tuple(self._axes_of(by)), None, codes, self.counts.like(sums))

    def held(self, by: Sequence[str]) -> tuple[CodeArray, CodeArray]:
        """Return which group of the attributes `by`, in the order of a sample, holds which cell: a row for each."""
        axes = self._axes_of(by)
        codes, cell = in_every_group(axes, self.codes[:, self._places(by)])
        groups, group = unique_rows(codes)
        return _in_order(axes, groups)[1][group], cell

    def most_groups(self, by: Sequence[str]) -> int:
        """Return how many groups of the attributes `by` there could be."""
        axes = self._axes_of(by)
        most = math.prod(len(axis.values) for axis in axes)
        return most if overlapping(axes) else min(most, len(self.codes))

    def count_groups(self, by: Sequence[str]) -> int:
        """Return how many groups of the attributes `by` there are."""
        codes, _ = unique_rows(self.codes[:, self._places(by)])
        return len(unique_rows(in_every_group(self._axes_of(by), codes)[0])[0])

    def largest_rows(self, by: Sequence[str], groups: CodeArray) -> FloatSums | None:
        """Return the facts of the largest row of every group of a sample, if the cube keeps them."""
        return None if self.largest is None else self.largest.of_groups(self._places(by), self._axes_of(by), groups)

    def values(self, by: Sequence[str], codes: CodeArray) -> dict[str, str | None]:
        """Return the attribute values that one row of group codes stands for."""
        axes = {axis.name: axis for axis in self.attributes}
        return {name: axes[name].values[code] for name, code in zip(by, codes, strict=True)}

    def _places(self, by: Sequence[str]) -> list[int]:
        names = [axis.name for axis in self.attributes]
        return [names.index(name) for name in by]

    def _axes_of(self, by: Sequence[str]) -> list[Axis]:
        return [self.attributes[place] for place in self._places(by)]


def _in_order(axes: Sequence[Axis], groups: CodeArray) -> tuple[list[int], CodeArray]:
    """Return the places of groups in the order of their values, and where in it each group is."""

    def values(group: int) -> tuple[tuple[int, float, str], ...]:
        return tuple(axis.sort_key(int(code)) for axis, code in zip(axes, groups[group], strict=True))

    order = sorted(range(len(groups)), key=values)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return order, rank


def _recoded(codes: CodeArray, recodes: Sequence[CodeArray]) -> CodeArray:
    """Return what the codes become when another cube's values are counted first."""
    new = np.zeros_like(codes)
    for column in range(codes.shape[1]):
        new[:, column] = recodes[column][codes[:, column]]
    return new
