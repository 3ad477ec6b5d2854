"""Rows of two results that have one id: their joint counts; rows without a partner are counted and left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fairaudit.change.joined import NEW, OLD, VERSION, Pairs, joint_cube, row_clusters, version_of, with_version
from fairaudit.change.matching import Matched, match, nearly
from fairaudit.change.sides import Rows, Side
from fairaudit.counts.paired import PairedCounts
from fairaudit.cube import Cube
from fairaudit.document.changes import Pairing
from fairaudit.errors import DataError, show
from fairaudit.inference.effective_size import BoolArray
from fairaudit.spoken import said_by, spoken

__all__ = ["NEW", "OLD", "VERSION", "Counted", "by_row", "pairing", "unpaired"]


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
    both = with_version(old.cube, OLD) + with_version(new.cube, NEW)
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
        "nearly": 0,
        "repeated": 0,
        "without_id": 0,
        "labels_differ": 0,
        "groups_differ": 0,
        "shared_clusters": shared,
    }


def by_row(old: Side, new: Side, ids: tuple[str, ...]) -> Counted:
    """Return the rows that have a partner in the other result, and an account of those that have none.

    Raises:
        DataError: no row has a partner, or partners have different weights.
    """
    before, after = _rows(old), _rows(new)
    matched = match(before.ids, after.ids)
    if not len(matched.new):
        raise DataError(_nothing_met(old, new, ids, matched))
    weights = _weights(before, after, matched)
    entries = [max(each) for each in zip(before.entries, after.entries, strict=True)]
    pairs = Pairs(
        new.cube,
        after.codes[matched.new],
        before.counts[matched.old],
        after.counts[matched.new],
        tuple(
            one.joined(other)
            for one, other in zip(before.others(matched.old, entries), after.others(matched.new, entries), strict=True)
        ),
        weights,
    )
    others, texts = _truths_differ(pairs, before, after, matched)
    counted = _counted(pairs)
    account: Pairing = {
        **counted.pairing,
        "id": list(ids),
        "only_old": len(matched.alone[0]),
        "only_new": len(matched.alone[1]),
        "nearly": nearly(before.ids, after.ids, matched),
        "repeated": matched.repeated,
        "without_id": matched.without_id,
        "labels_differ": int(np.count_nonzero(others | texts)),
        "groups_differ": int(np.count_nonzero(_groups_differ(old.cube, pairs, before.codes[matched.old]))),
    }
    return replace(counted, pairing=account, joint=None if others.any() else counted.joint)


def _rows(side: Side) -> Rows:
    if side.rows is None:
        raise ValueError("rows that are to be paired must be kept")
    return side.rows


def _counted(pairs: Pairs) -> Counted:
    joint = joint_cube(pairs)
    old, new = (version_of(joint, version, pairs) for version in (OLD, NEW))
    both = with_version(old, OLD) + with_version(new, NEW)
    clustered = pairs.like.cluster is not None
    clusters = len(np.unique(joint.codes[:, -1])) if clustered else None
    rows = None if clustered else row_clusters(pairs)
    return Counted(old, new, both, pairing("rows", len(pairs.codes), clusters), joint, rows)


def _nothing_met(old: Side, new: Side, ids: tuple[str, ...], matched: Matched) -> str:
    if not ids:
        return "No row could be counted in both results."
    listed = " and ".join(f"`{show(name)}`" for name in ids)
    id_ = spoken("id", ["COLUMN"])
    return (
        f"No row of the old result has the id ({listed}) of a row of the new one, each once "
        f"({old.data['rows_counted']:,} and {new.data['rows_counted']:,} rows).{_why_nothing_met(old, new, matched)} "
        f"Name the columns that tell rows apart and are the same in both: {said_by('--id COLUMN, repeatable', id_)}. "
        f"Without {spoken('id')} the results are compared as independent."
    )


def _why_nothing_met(old: Side, new: Side, matched: Matched) -> str:
    """Say what is odd about ids of which none is in both results, without showing any."""
    before, after = _rows(old).ids, _rows(new).ids
    said = ""
    if matched.repeated:
        said += f" {matched.repeated:,} rows have an id that their result has more than once."
    if matched.without_id:
        said += f" {matched.without_id:,} rows have no id."
    if like := nearly(before, after, matched):
        said += f" {like:,} {WOULD_MATCH}: write the ids alike."
    elif [each.type for each in before] != [each.type for each in after]:
        said += " In one result the ids are whole numbers, in the other texts."
    return said


WOULD_MATCH = "ids would be in both if spaces, capitals and the way numbers are written (1, 01, 1.0) did not count"


def _weights(old: Rows, new: Rows, matched: Matched) -> Any:
    """Return the weights of pairs.

    Raises:
        DataError: rows weigh differently in the two results.
    """
    if old.weights is None or new.weights is None:
        return None
    weights = new.weights[matched.new]
    differ = int(np.count_nonzero(~np.isclose(old.weights[matched.old], weights)))
    if differ:
        raise DataError(
            f"{differ:,} rows have another weight in the new result. Paired rows need one weight: write the same "
            f"weights into both, or compare without {spoken('id')}."
        )
    return weights


def _truths_differ(pairs: Pairs, old: Rows, new: Rows, matched: Matched) -> tuple[BoolArray, BoolArray]:
    """Return which pairs have another label or another length of the reference, and which have another reference."""
    counts, others = pairs.like.counts, np.zeros(len(pairs.codes), dtype=np.bool_)
    for names in counts.truths:
        places = [counts.fields.index(name) for name in names]
        before, after = (each[:, places].sum(axis=1) for each in (pairs.old, pairs.new))
        others |= before != after
    if old.truths is None or new.truths is None:
        return others, others
    return others, old.truths[matched.old] != new.truths[matched.new]


def _groups_differ(old: Cube[Any], pairs: Pairs, codes: Any) -> BoolArray:
    differ = np.zeros(len(codes), dtype=bool)
    for column, (before, after) in enumerate(zip(old.axes, pairs.like.axes, strict=True)):
        code = {value: index for index, value in enumerate(after.meanings)}
        recode = np.array([code.get(value, -1) for value in before.meanings], dtype=np.int64)
        differ |= recode[codes[:, column]] != pairs.codes[:, column]
    return differ
