"""Tallies in this process: batches in the order of the files, one tally for all; or one that was saved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from fairaudit.catalogue import TASKS
from fairaudit.config import Config
from fairaudit.config.ratios import ratios_of
from fairaudit.errors import UsageError, show
from fairaudit.saved import SavedSource
from fairaudit.source import Source
from fairaudit.spoken import spoken
from fairaudit.tally import PassedOver, Roles, RowAccount, Tallied
from fairaudit.tally.kept import KeptRows, whole_numbers
from fairaudit.tally.texts import texts_of
from fairaudit.tasks.columns import SHARED
from fairaudit.tasks.levels import resolve_levels
from fairaudit.tasks.roles import check_attributes, no_groups, resolve_roles
from fairaudit.tasks.task import Resolved, Tally, Task

Progress = Callable[[int], None]
"""Called with the number of rows read so far."""
_FEWEST_CLASSES = 3
AnySource = Source | SavedSource
"""Rows, or what is left of them."""
PLACE = "\x00place"
"""The name of the column that numbers the rows of one file: no other column can have it."""


@dataclass(frozen=True)
class Counted:
    """What was tallied, and the tally, if rows were read; `kept` are those that are to be paired, if any are."""

    tallied: Tallied
    tally: Tally | None = None
    kept: KeptRows | None = None


def count(
    source: AnySource, roles: Roles, config: Config, progress: Progress | None = None, ids: Sequence[str] = ()
) -> Counted:
    """Count all rows of a source.

    `ids` are the columns that name a row, for rows that are to be paired; `PLACE` stands for its number in the file.

    Raises:
        FairauditError: the data cannot be read or counted.
    """
    if isinstance(source, SavedSource):
        if ids:
            raise UsageError(
                f"A tally holds no rows, so that none can be paired by {spoken('id')}: leave it out, or name the rows."
            )
        return Counted(source.tallied(roles))
    kept = KeptRows(tuple(ids)) if ids else None
    tally = TASKS[roles.task].start(roles, config, source, kept)
    extra = [name for name in ids if name != PLACE]
    batches = batches_of(source, roles, config, tally.account, progress, extra)
    for batch in _numbered(batches) if PLACE in ids else batches:
        tally.add(batch)
    return Counted(tally.counted(), tally, kept)


def settings_for(source: AnySource, config: Config) -> Config:
    """Return the settings of an audit; those that say how rows are counted are settled where they are counted.

    Raises:
        UsageError: a setting asks a saved tally for what it does not hold.
    """
    return source.settings(config) if isinstance(source, SavedSource) else config


def roles_in(source: AnySource, config: Config, may_lack: Collection[str] = ()) -> Roles:
    """Return which column of a source plays which role, and the groupings that were asked for.

    `may_lack` are roles that the audit can do without.

    Raises:
        UsageError: a column is missing, or a role is unclear.
    """
    if isinstance(source, SavedSource):
        levels = resolve_levels(source.columns, config)
        if not levels:
            raise UsageError(no_groups(source.saved.description.roles.attributes, set()))
        roles = source.roles(levels, config.site)
        check_attributes(roles.attributes, roles.columns, config)
        return roles
    return _with_columns_of_classes(source, resolve_roles(source.columns, config, TASKS, may_lack=may_lack), config)


def _with_columns_of_classes(source: Source, roles: Roles, config: Config) -> Roles:
    """Return the roles with the columns that are called like labels of the first rows: probabilities of classes."""
    used = {*roles.attributes, *roles.columns.values(), *(name for name, _ in config.where)}
    free = [name for name in source.columns if name not in used]
    may_be = TASKS[roles.task].others and config.task is None and config.positive is None
    if roles.probabilities or not may_be or len(free) < _FEWEST_CLASSES or "label" not in roles.columns:
        return roles
    batches = iter(source.batches([roles.columns["label"]]))
    first = next(batches, None)
    close = getattr(batches, "close", None)  # stops the thread that reads ahead
    if close is not None:
        close()
    values = set() if first is None else set(texts_of(roles.columns["label"], first.column(0).unique()))
    named = tuple((name, name) for name in free if name in values)
    return replace(roles, probabilities=named) if len(named) >= _FEWEST_CLASSES else roles


def resolved(tallied: Tallied, roles: Roles, config: Config) -> tuple[Roles, Resolved]:
    """Return the counts that all rows together make of what was tallied, and the roles with the task that they show.

    Raises:
        FairauditError: the values of the rows are not what the task takes.
    """
    shown = TASKS[roles.task].becomes(tallied, roles, config)
    roles = roles if shown is None else _of_task(TASKS[shown], roles, config)
    found = TASKS[roles.task].resolve(tallied, roles, config)
    return found.roles or roles, found


def _of_task(task: Task, roles: Roles, config: Config) -> Roles:
    """Return the roles in another task; a column for which it has no role is not used, and that is said.

    Raises:
        UsageError: the role of such a column was said.
    """
    own = {role.name for role in (*task.roles, *SHARED)}
    others = {role: name for role, name in roles.columns.items() if role not in own}
    for role in others:
        if role in config.columns:
            raise UsageError(f"{spoken(role)} does not belong to the task `{task.name}`.")
    columns = {role: name for role, name in roles.columns.items() if role in own}
    passed = []
    for role, name in others.items():
        why = f"the task `{task.name}` has no {role}"
        passed.append(PassedOver(name, why, f"column `{show(name)}` is not used: {why}"))
    told = (each.assumption for each in passed if each.assumption)
    return replace(
        roles,
        task=task.name,
        columns=columns,
        assumptions=(*roles.assumptions, *told),
        passed_over=(*roles.passed_over, *passed),
    )


def batches_of(
    source: Source,
    roles: Roles,
    config: Config,
    account: RowAccount,
    progress: Progress | None = None,
    extra: Sequence[str] = (),
) -> Iterable[pa.RecordBatch]:
    """Yield batches of the columns that the audit needs and of `extra` ones, and report progress."""
    holds = {role.name: role.holds for role in (*TASKS[roles.task].roles, *SHARED)}
    numeric = {name for role, name in roles.columns.items() if holds[role] == "number"}
    numeric |= {name for name in config.bins if name in roles.attributes}
    sums = [name for ratio in ratios_of(config.metrics) for name in ratio.columns]
    numeric |= set(sums)
    lists = [name for name, _ in config.identities]
    texts = [name for role, name in roles.columns.items() if holds[role] == "text"]
    conditions = [name for name, _ in config.where]
    likely = [name for _, name in roles.probabilities]
    names = list(dict.fromkeys([*roles.attributes, *extra, *roles.columns.values(), *conditions, *sums, *likely]))
    for batch in source.batches(names, numeric=numeric, keep_empty=texts, lists=lists):
        yield batch
        if progress is not None:
            progress(account.read)


def _numbered(batches: Iterable[pa.RecordBatch]) -> Iterator[Any]:
    """Add the number of each row in its file."""
    rows = 0
    for batch in batches:
        places = whole_numbers(np.arange(rows, rows + batch.num_rows))
        yield pa.RecordBatch.from_arrays([*batch.columns, places], [*batch.schema.names, PLACE])
        rows += batch.num_rows
