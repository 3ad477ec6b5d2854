"""Rows of two results that have one id: their joint counts; rows without a partner are counted and left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fairaudit.change.sides import PLACE, Side
from fairaudit.counts import ConfusionCounts, Counts
from fairaudit.counts.paired import PairedCounts, paired
from fairaudit.cube import Axis, CodeArray, Cube, merge_cells
from fairaudit.document.changes import Pairing
from fairaudit.errors import DataError
from fairaudit.inference.effective_size import BoolArray

VERSION = "\x00version"
"""The name of the axis that tells the results apart: no column can have it."""
OLD, NEW = "old", "new"
_ROW = "\x00row"


@dataclass(frozen=True)
class Counted:
    """Both results, ready to be compared.

    `both` has the axis `VERSION`. `joint` holds the counts of paired rows; None where rows are not paired, or some
    have another label in the new result, so that a rate of the same rows could divide by other rows. `rows` is like
    `both` with each pair of rows a cluster, for metrics that divide by other rows before and after; None where there is
    a cluster column, or no pairs.
    """

    old: Cube[Any]
    new: Cube[Any]
    both: Cube[Any]
    pairing: Pairing
    joint: Cube[PairedCounts] | None = None
    rows: Cube[Any] | None = None


def unpaired(old: Side, new: Side) -> Counted:
    """Return two results whose rows have nothing to do with each other; clusters may be in both."""
    both = _with_version(old.cube, OLD) + _with_version(new.cube, NEW)
    shared = None
    if old.cube.cluster is not None and new.cube.cluster is not None:
        shared = len((set(old.cube.cluster.values) & set(new.cube.cluster.values)) - {None})
    return Counted(old.cube, new.cube, both, pairing("clusters" if shared else "independent", None, shared))


def pairing(how: str, pairs: int | None, shared: int | None) -> Pairing:
    """Return the account of a pairing that leaves nothing out."""
    return {
        "how": how,
        "id": [],
        "pairs": pairs,
        "only_old": 0,
        "only_new": 0,
        "repeated": 0,
        "without_id": 0,
        "labels_differ": 0,
        "groups_differ": 0,
        "shared_clusters": shared,
    }


def _with_version(cube: Cube[Any], version: str) -> Cube[Any]:
    codes = np.insert(cube.codes, len(cube.attributes), (OLD, NEW).index(version), axis=1)
    return replace(cube, attributes=(*cube.attributes, Axis(VERSION, (OLD, NEW))), codes=codes)


def by_row(old: Side, new: Side, ids: tuple[str, ...]) -> Counted:
    """Return the rows that have a partner in the other result, and an account of those that have none.

    Raises:
        DataError: no row has a partner, or partners have different weights.
    """
    names = ids or (PLACE,)
    keys = _keys(old.cube, new.cube, names)
    before, after = (_single_rows(side.cube, key, names) for side, key in zip((old, new), keys, strict=True))
    first, second = ((key[each.cells], each.cells) for key, each in zip(keys, (before, after), strict=True))
    met, mine, theirs = np.intersect1d(first[0], second[0], assume_unique=True, return_indices=True)
    if not len(met):
        raise DataError(_nothing_met(old, new, ids))
    pairs = (first[1][mine], second[1][theirs])
    order = np.argsort(pairs[1], kind="stable")
    places = (pairs[0][order], pairs[1][order])
    counts = (old.cube.counts[places[0]], new.cube.counts[places[1]])
    _check_weights(*counts)
    differ = int(np.count_nonzero(_labels_differ(*counts)))
    counted = _join(new.cube, new.roles.attributes, places[1], counts)
    account: Pairing = {
        **counted.pairing,
        "id": list(ids),
        "only_old": len(before.cells) - len(met),
        "only_new": len(after.cells) - len(met),
        "repeated": before.repeated + after.repeated,
        "without_id": before.without_id + after.without_id,
        "labels_differ": differ,
        "groups_differ": int(np.count_nonzero(_groups_differ(old.cube, new.cube, new.roles.attributes, places))),
    }
    return replace(counted, pairing=account, joint=None if differ else counted.joint)


def _keys(old: Cube[Any], new: Cube[Any], names: tuple[str, ...]) -> tuple[CodeArray, CodeArray]:
    """Return one number per cell of each cube, equal where the ids are."""
    combined = np.zeros(len(old.codes) + len(new.codes), dtype=np.int64)
    for name in names:
        codes, place = [], {value: code for code, value in enumerate(_axis(old, name)[0].values)}
        for cube in (old, new):
            axis, column = _axis(cube, name)
            recode = np.array([place.setdefault(value, len(place)) for value in axis.values], dtype=np.int64)
            codes.append(recode[cube.codes[:, column]])
        _, combined = np.unique(combined * len(place) + np.concatenate(codes), return_inverse=True)
    return combined[: len(old.codes)], combined[len(old.codes) :]


def _axis(cube: Cube[Any], name: str) -> tuple[Axis, int]:
    column = [axis.name for axis in cube.axes].index(name)
    return cube.axes[column], column


@dataclass(frozen=True)
class _Rows:
    """The cells that are one row with an id of its own, and how many rows are none."""

    cells: CodeArray
    without_id: int
    repeated: int


def _single_rows(cube: Cube[Any], keys: CodeArray, names: tuple[str, ...]) -> _Rows:
    rows = cube.counts.rows[:, 0]
    named = np.ones(len(rows), dtype=bool)
    for name in names:
        axis, column = _axis(cube, name)
        known = np.array([value is not None for value in axis.values], dtype=bool)
        named &= known[cube.codes[:, column]]
    alone = np.bincount(keys, weights=rows)[keys] == 1
    return _Rows(np.flatnonzero(named & alone), int(rows[~named].sum()), int(rows[named & ~alone].sum()))


def _nothing_met(old: Side, new: Side, ids: tuple[str, ...]) -> str:
    if not ids:
        return "No row could be counted in both results."
    listed = " and ".join(f"`{name}`" for name in ids)
    return (
        f"No row of the old result has the id ({listed}) of a row of the new one, each once "
        f"({old.data['rows_counted']:,} and {new.data['rows_counted']:,} rows). Name the columns that tell rows apart "
        "and are the same in both: --id COLUMN, repeatable. Without --id the results are compared as independent."
    )


def _check_weights(old: Counts, new: Counts) -> None:
    if not new.weighted:
        return
    differ = int(np.count_nonzero(~np.isclose(old.rows[:, 1], new.rows[:, 1])))
    if differ:
        raise DataError(
            f"{differ:,} rows have another weight in the new result. Paired rows need one weight: write the same "
            "weights into both, or compare without --id."
        )


def _labels_differ(old: Counts, new: Counts) -> BoolArray:
    """Return which pairs have different labels; of references only the number of words and characters is known."""
    if isinstance(new, ConfusionCounts) and isinstance(old, ConfusionCounts):
        before, after = (each.true_positives + each.false_negatives for each in (old, new))
        return np.asarray(before != after)[:, 0]
    names = ("reference_words", "reference_characters")
    return np.asarray(np.any([old.field(name)[:, 0] != new.field(name)[:, 0] for name in names], axis=0))


def _groups_differ(
    old: Cube[Any], new: Cube[Any], attributes: tuple[str, ...], places: tuple[CodeArray, CodeArray]
) -> BoolArray:
    differ = np.zeros(len(places[0]), dtype=bool)
    clusters = [cube.cluster.name for cube in (new,) if cube.cluster is not None]
    for name in (*attributes, *clusters):
        (before, one), (after, other) = _axis(old, name), _axis(new, name)
        code = {value: index for index, value in enumerate(after.values)}
        recode = np.array([code.get(value, -1) for value in before.values], dtype=np.int64)
        differ |= recode[old.codes[places[0], one]] != new.codes[places[1], other]
    return differ


def _join(cube: Cube[Any], attributes: tuple[str, ...], places: CodeArray, counts: tuple[Counts, Counts]) -> Counted:
    """Return the cubes of the pairs, with the groups and clusters of the new result."""
    columns = [_axis(cube, name)[1] for name in attributes]
    axes = tuple(cube.axes[column] for column in columns)
    if cube.cluster is not None:
        columns.append(len(cube.axes) - 1)
    codes = cube.codes[places][:, columns]
    template = replace(cube, attributes=axes, codes=codes, counts=counts[1])
    old, new, joint = (_merged(replace(template, counts=each)) for each in (*counts, paired(*counts)))
    both = _with_version(old, OLD) + _with_version(new, NEW)
    clusters = None if cube.cluster is None else len(np.unique(codes[:, -1]))
    counted = Counted(old, new, both, pairing("rows", len(codes), clusters), joint)
    return counted if cube.cluster is not None else replace(counted, rows=_row_clusters(template, counts))


def _merged(cube: Cube[Any]) -> Cube[Any]:
    if cube.rows_are_clusters:
        return cube
    codes, sums = merge_cells(cube.codes, cube.counts.sums)
    return replace(cube, codes=codes, counts=type(cube.counts)(sums))


def _row_clusters(template: Cube[Any], counts: tuple[Counts, Counts]) -> Cube[Any]:
    """Return both results with every pair of rows a cluster."""
    rows = np.arange(len(template.codes))
    version = np.repeat([0, 1], len(rows))
    codes = np.column_stack([np.tile(template.codes, (2, 1)), version, np.tile(rows, 2)])
    sums = np.concatenate([counts[0].sums, counts[1].sums])
    axes = (*template.attributes, Axis(VERSION, (OLD, NEW)))
    return Cube(axes, Axis(_ROW, ()), codes, type(counts[1])(sums))
