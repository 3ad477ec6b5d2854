"""One of the two results: its rows, counted; and every row apart where rows are to be paired."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit import document
from fairaudit.catalogue import TASKS
from fairaudit.config import Config
from fairaudit.counts import Counts, FloatArray
from fairaudit.cube import CodeArray, Cube
from fairaudit.engine import AnySource, count, data_read, resolved, roles_in, settings_for, with_points
from fairaudit.engine.here import PLACE
from fairaudit.errors import UsageError, show
from fairaudit.groups.notices import row_notices
from fairaudit.spoken import said_by, spoken
from fairaudit.tally import Roles
from fairaudit.tally.kept import HashArray, KeptRows, SmallArray, narrow
from fairaudit.tally.rows import unmet


@dataclass(frozen=True)
class Rows:
    """The counted rows of one result, each apart.

    `ids` has a column per column that names a row. `codes`, of shape ``(rows, axes)``, says where a row is on the axes
    of the cube; `counts`, of shape ``(rows, fields)``, what it adds to each field. `beside` are its other counts: every
    row has as many entries as any other, one behind the other. `truths` are hashes of references.
    """

    ids: list[pa.ChunkedArray]
    codes: SmallArray
    counts: SmallArray
    beside: tuple[Counts, ...]
    weights: FloatArray | None
    truths: HashArray | None

    @property
    def entries(self) -> list[int]:
        """How many entries each row has in each of the other counts."""
        return [len(counts.sums) // max(len(self.codes), 1) for counts in self.beside]

    def others(self, rows: CodeArray, entries: Sequence[int]) -> Iterator[Counts]:
        """Yield the other counts of some rows, with so many entries each: those that a row lacks hold nothing."""
        for counts, own, wanted in zip(self.beside, self.entries, entries, strict=True):
            there = np.arange(wanted) < own
            found = counts[(rows[:, None] * own + np.where(there, np.arange(wanted), 0)).ravel()]
            yield found if own == wanted else found.like(found.sums * np.tile(there, len(rows))[:, None, None])


@dataclass(frozen=True)
class Side:
    """One result. `rows` are there if they are to be paired.

    `config` are the settings with what the rows told, `told` says what that was. `details` are keys of a document that
    are the task's own.
    """

    cube: Cube[Any]
    roles: Roles
    config: Config
    data: document.Data
    assumptions: list[str]
    told: tuple[str, ...]
    warnings: list[document.Message]
    details: Mapping[str, Any]
    rows: Rows | None = None


def read_side(
    source: AnySource, config: Config, ids: Sequence[str], by_place: bool, progress: Callable[[int], None] | None
) -> Side:
    """Count the rows of one result.

    `ids` are the columns that name a row; with `by_place` the rows of the file are numbered instead.

    Raises:
        FairauditError: the data cannot be read, or a column is missing.
    """
    config = settings_for(source, config)
    roles = roles_in(source, config)
    roles, _ = with_points(source, roles, config, progress)
    if (ids or by_place) and "count" in roles.columns:
        both_said = f"{spoken('count')} and {spoken('id')}"
        raise UsageError(f"{both_said} contradict each other: a row that stands for several has no one partner.")
    counted = count(source, roles, config, progress, (PLACE,) if by_place else tuple(ids))
    tallied = counted.tallied
    roles, (cube, settings, told, _) = resolved(tallied, roles, config)
    task = TASKS[roles.task]
    unasked = {unmet(*condition) for condition in config.where}
    rows = None
    if counted.kept is not None and counted.tally is not None:
        apart = task.resolve(replace(tallied, cube=counted.tally.rows()), roles, config)
        rows, told = _rows(counted.kept, apart.cube), tuple(dict.fromkeys((*told, *apart.assumptions)))
        kinds = {type(each.counts) for each in apart.cube.beside}
        cube = replace(cube, beside=tuple(each for each in cube.beside if type(each.counts) in kinds))
    return Side(
        cube,
        roles,
        settings,
        data_read(source, tallied.account),
        [*roles.assumptions, *source.assumptions],
        told,
        [*row_notices(tallied.account, unasked), *task.data_notices(roles, settings, cube, tallied.seen)],
        task.details(tallied, cube, (), settings),
        rows,
    )


def _rows(kept: KeptRows, cube: Cube[Any]) -> Rows:
    """Return every row that was kept as counts of its own."""
    counts, beside = narrow(cube.counts.sums[:, :, 0]), tuple(each.counts for each in cube.others)
    return Rows(kept.id_columns(), narrow(cube.codes), counts, beside, kept.weights, kept.truths)


def with_what_both_have(old: Side, new: Side) -> tuple[Side, Side]:
    """Return both results by the same fields, and without the counts of a kind that only one of them has."""
    if bool(old.roles.probabilities) != bool(new.roles.probabilities):
        which = "old" if old.roles.probabilities else "new"
        told = f"probabilities of the classes are not compared: only the {which} result has them"
        roles = replace(new.roles, probabilities=())
        new = replace(new, roles=roles, assumptions=[*new.assumptions, told])
    old, new = _with_others_of(old, new), _with_others_of(new, old)
    return _with_fields_of_both(old, new)


def _with_others_of(side: Side, other: Side) -> Side:
    """Return a result with counts beside its own only of kinds that the other has too, by the fields of both."""
    theirs = {type(each.counts): each.counts for each in other.cube.beside}
    cubes = [each for each in side.cube.beside if type(each.counts) in theirs]
    beside = tuple(replace(each, counts=each.counts.with_fields_of(theirs[type(each.counts)])) for each in cubes)
    rows = side.rows
    if rows is not None:
        kept = [each for each in rows.beside[: len(side.cube.beside)] if type(each) in theirs]
        fitted = [each.with_fields_of(theirs[type(each)]) for each in kept]
        rows = replace(rows, beside=(*fitted, *rows.beside[len(side.cube.beside) :]))
    return replace(side, cube=replace(side.cube, beside=beside), rows=rows)


def _with_fields_of_both(old: Side, new: Side) -> tuple[Side, Side]:
    if old.cube.counts.fields == new.cube.counts.fields:
        return old, new
    return _with_fields(old, new.cube.counts), _with_fields(new, old.cube.counts, first=True)


def _with_fields(side: Side, other: Counts, *, first: bool = False) -> Side:
    """Return a result by its own fields and those of the other, whose fields stand in front unless it is the first."""
    mine, none = side.cube.counts, other[:0]

    def fitted(counts: Counts) -> Counts:
        return counts.joined(none) if first else none.joined(counts)

    rows = side.rows
    if rows is not None:
        rows = replace(rows, counts=fitted(mine.like(rows.counts[..., None])).sums[..., 0])
    return replace(side, cube=replace(side.cube, counts=fitted(mine)), rows=rows)


def check_alike(old: Side, new: Side) -> None:
    """Make sure that both results are of the same kind.

    Raises:
        UsageError: they are not.
    """
    if old.roles.task != new.roles.task:
        tasks = f"The old result is of the task `{old.roles.task}`, the new one of `{new.roles.task}`"
        which = f"{spoken('task', old.roles.task)} or {said_by(new.roles.task, spoken('task', new.roles.task))}"
        raise UsageError(f"{tasks}. If both are of one, say which: {which}.")
    for role in {*old.roles.columns, *new.roles.columns}:
        if (role in old.roles.columns) != (role in new.roles.columns):
            has, lacks = ("old", "new") if role in old.roles.columns else ("new", "old")
            name = show({**old.roles.columns, **new.roles.columns}[role])
            raise UsageError(
                f"The {has} result has a {role} (column `{name}`), the {lacks} one has none. Give both the same "
                "columns."
            )
    if old.config.positive != new.config.positive:
        raise UsageError(
            f"The positive value is `{show(old.config.positive)}` in the old result and "
            f"`{show(new.config.positive)}` in the new one. Write both with the same two values."
        )
