"""Every group of an attribute by name, a part for each letter: a list to look one up in, also without script."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.page import MOST_GROUPS, Block, Folded, Lines, Table, columns, numbers

_MOST_IN_PART = 100
_MOST_NAMED = 5_000
"""Groups that are listed by name; more would make the page too heavy to send."""


def by_name(document: Document, level: view.Level, metric: str, anchor: str) -> Iterator[Block]:
    """Yield the list, folded, of more groups than a table shows openly; nothing for fewer."""
    if len(level.groups) <= MOST_GROUPS:
        return
    named = sorted(level.groups[:_MOST_NAMED], key=lambda group: wording.label(group["group"]).casefold())
    key = f"{anchor}names"
    parts: list[Block] = [
        Folded(heading, [_table(document, level, metric, groups, key)]) for heading, groups in _parts(named)
    ]
    if (more := len(level.groups) - len(named)) > 0:
        parts.append(Lines([wording.more_groups(more)], "note"))
    yield Folded(f"All {wording.plural(len(named), 'group')} by name", parts)


def _parts(named: Sequence[GroupResult]) -> Iterator[tuple[str, Sequence[GroupResult]]]:
    """Yield the groups of each first letter, those of a long one in several parts, each with its heading."""
    for letter, same in itertools.groupby(named, key=lambda group: wording.label(group["group"])[:1].upper()):
        groups = list(same)
        for start in range(0, len(groups), _MOST_IN_PART):
            part = groups[start : start + _MOST_IN_PART]
            heading = letter
            if len(groups) > _MOST_IN_PART:
                heading = f"{wording.label(part[0]['group'])} to {wording.label(part[-1]['group'])}"
            yield f"{heading} ({wording.plural(len(part), 'group')})", part


def _table(document: Document, level: view.Level, metric: str, groups: Sequence[GroupResult], key: str) -> Table:
    """Return name, value, interval and rows of some groups."""
    unit = unit_of(document, metric)
    rows = []
    for group in groups:
        estimate = group["metrics"].get(metric)
        shown = None if estimate is None else wording.figure(estimate, unit)
        value = "" if shown is None else shown.value or wording.UNDEFINED
        rows.append([wording.label(group["group"]), value, shown.interval if shown else "", wording.rows_of(group)])
    name = wording.level_name(level.by)
    first = wording.label(groups[0]["group"])
    return Table(
        columns([(name, "name"), *numbers(metric, "interval", "rows")], rows),
        caption=(f"{metric} by ", name, ", from ", first),
        small=[group["small"] for group in groups],
        kind="names",
        key=key,
    )
