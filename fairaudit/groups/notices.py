"""Warnings: what is odd about data that could be used all the same. Each has a code and one sentence."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import numpy as np

from fairaudit.counts.columns import ColumnCounts
from fairaudit.cube import Cube
from fairaudit.document import Message
from fairaudit.errors import show
from fairaudit.groups.few_decide import tied_notices
from fairaudit.groups.level import Level
from fairaudit.inference import Measurement
from fairaudit.tally import RowAccount
from fairaudit.tally.places import MOST_NUMBERS
from fairaudit.words.figures import at_most

_MOST_NAMES = 12
_MANY_GROUPS = 1_000
_MANY_NUMBERS = 20
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_ROUNDING = 1e-14
"""What sums lose in binary moves no value."""


def _message(code: str, text: str) -> Message:
    return {"code": code, "message": text}


def row_notices(account: RowAccount, but_for: Collection[str] = ()) -> Iterable[Message]:
    """Say which rows were not counted; those that were rejected for one of some reasons are not spoken of."""
    for reason, rows in sorted(account.rejected.items()):
        if reason in but_for:
            continue
        were = "row was" if rows == 1 else "rows were"
        yield _message("rows_rejected", f"{rows:,} {were} not counted, of {account.read:,}: {show(reason)}.")


def _without_label(name: str, rows: int, suppressed: bool) -> str:
    if rows == 1 and not suppressed:
        return f"1 row has no `{show(name)}`. It is a group of its own."
    return f"{'Some' if suppressed else f'{rows:,}'} rows have no `{show(name)}`. They are a group of their own."


def cube_notices(cube: Cube[Any], by_attribute: Sequence[Level]) -> Iterable[Message]:
    """Say what is odd about group labels and clusters."""
    for level in by_attribute:
        name = level.by[0]
        for index, group in enumerate(level.groups):
            if group[name] is None:
                yield _message("missing_group_label", _without_label(name, level.rows[index], level.suppressed[index]))
        for alike in _look_alike([group[name] for group in level.groups]):
            listed = ", ".join(f"`{show(value)}`" for value in alike)
            text = f"Labels of `{show(name)}` look alike but are counted apart: {listed}."
            yield _message("labels_look_alike", text)
        if level.sample.overlapping:
            yield _message("groups_overlap", _overlap(cube, level))
        if len(level.groups) == 1:
            yield _message("one_group", f"`{show(name)}` has one group only, so nothing can be compared.")
    if cube.cluster is not None and None in cube.cluster.values:
        text = f"Some rows have no `{show(cube.cluster.name)}`; together they are taken as one cluster."
        yield _message("missing_cluster", text)


def column_notices(cube: Cube[Any]) -> Iterable[Message]:
    """Say which rows metrics of a user's own leave out, because they lack a number."""
    if cube.columns is None:
        return
    counts: ColumnCounts = cube.columns.counts
    for name in counts.names:
        rows = int(counts.term(name, "missing").sum())
        if rows:
            were, have = ("row was", "it has") if rows == 1 else ("rows were", "they have")
            text = f"{rows:,} {were} left out of {name}, because {have} no finite number in one of its columns."
            yield _message("numbers_missing", text)


def _overlap(cube: Cube[Any], level: Level) -> str:
    """Say how many rows are in several groups of an attribute, and in none; few enough to tell who, as some."""
    name, least = level.by[0], level.terms.suppress_below
    groups, rows = cube.rows_by_groups(name)
    several, none = (int(rows[chosen].sum()) for chosen in (groups > 1, groups == 0))
    told = [f"{each:,}" if each == 0 or each >= least else "some" for each in (several, none)]
    return (
        f"A row can be in several groups of `{show(name)}`: of {int(rows.sum()):,} rows, {told[0]} are in more than "
        f"one and {told[1]} in none. So the groups do not add up to all rows."
    )


def _look_alike(values: Sequence[str | None]) -> list[list[str]]:
    alike: dict[str, list[str]] = defaultdict(list)
    for value in values:
        if value is not None:
            alike[" ".join(unicodedata.normalize("NFKC", value).casefold().split())].append(value)
    return [group for group in alike.values() if len(group) > 1]


def binning_notices(levels: Sequence[Level]) -> Iterable[Message]:
    """Say how far bins of numbers may have moved values, by metric."""
    off: dict[str, float] = {}
    for level in levels:
        for name, measurement in level.measurements.items():
            if measurement.binning is not None:
                off[name] = max(off.get(name, 0.0), float(np.nanmax(measurement.binning, initial=0.0)))
    moved = ", ".join(f"{name} {at_most(most)}" for name, most in off.items() if most > _ROUNDING)
    if moved:
        text = f"There are more than {MOST_NUMBERS:,} different scores, so they were counted in bins. Values are off by"
        yield _message("binned_numbers", f"{text} at most: {moved}.")


def level_notices(levels: Sequence[Level], of_task: Callable[[Level], Iterable[Message]]) -> Iterable[Message]:
    """Say which groups of each level cannot be compared, and where few rows or clusters decide the figures.

    `of_task` says what only the task can say of a level.
    """
    for level in levels:
        yield from _level_notices(level)
    tests = sum(len(level.measurements) for level in levels)
    for level in levels:
        yield from of_task(level)
        yield from tied_notices(level, tests)


def _many_numbers(level: Level, small: int) -> Iterable[Message]:
    """Say how to put groups together that are numbers, most of them too few rows to be compared."""
    pairs = zip((group[level.by[0]] for group in level.groups), level.rows.tolist(), strict=True)
    labelled = [(label, rows) for label, rows in pairs if label is not None]
    found = [(float(label), rows) for label, rows in labelled if _NUMBER.fullmatch(label)]
    if len(level.by) > 1 or len(found) < max(_MANY_NUMBERS, len(labelled)) or 2 * small < len(level.groups):
        return
    numbers, rows = map(np.array, zip(*sorted(found), strict=True))
    reached = np.searchsorted(np.cumsum(rows) / rows.sum(), (0.25, 0.5, 0.75), side="right")
    edges = ",".join(f"{edge:g}" for edge in np.unique(numbers[np.minimum(reached, len(numbers) - 1)]))
    name = show(level.by[0])
    text = f"The {len(found)} values of `{name}` are numbers. To put them into groups of about as many rows each:"
    yield _message("groups_are_numbers", f"{text} --bin {name}={edges}.")


def _named(measurements: Iterable[Measurement]) -> list[str]:
    """Return the names of metrics; of several members of a family, that of the family and their number."""
    members: dict[str, list[str]] = defaultdict(list)
    for each in measurements:
        family = None if each.metric.argument is None else each.metric.family
        members[each.metric.name if family is None else family.name].append(show(each.metric.name))
    return [names[0] if len(names) == 1 else f"{name}[…] ({len(names)})" for name, names in members.items()]


def _level_notices(level: Level) -> Iterable[Message]:
    title = show(":".join(level.by))
    groups = len(level.groups)
    if groups > _MANY_GROUPS:
        yield _message("many_groups", f"`{title}` has {groups:,} groups; most comparisons among them will be noise.")
    hidden = int(level.suppressed.sum())
    if hidden:
        text = f"{hidden} of {groups} groups of `{title}` hidden, so that no small one can be told (--suppress-below)."
        yield _message("suppressed_groups", text)
    small = sum(why is not None for why in level.small_because)
    if small:
        are = "is" if small == 1 else "are"
        text = f"{small} of {groups} groups of `{title}` {are} too small to compare, and left out of disparities."
        yield _message("small_groups", text)
        yield from _many_numbers(level, small)
    if level.totals.weighted:
        empty = int(np.count_nonzero(level.totals.rows[:, 1] == 0))
        if empty:
            have = "group has" if empty == 1 else "groups have"
            yield _message("zero_weight", f"{empty} {have} a total weight of zero, by `{title}`.")
    undefined = _named([m for m in level.measurements.values() if np.isnan(m.values).any()])
    if undefined:
        more = f" and {len(undefined) - _MOST_NAMES} more" if len(undefined) > _MOST_NAMES else ""
        text = f"Undefined for at least one group of `{title}`: {', '.join(undefined[:_MOST_NAMES])}{more}."
        text += " The report gives the reasons."
        yield _message("undefined_metrics", text)
