"""Looks at the first rows of a data set: which values the columns hold, and so what they may be for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairaudit.catalogue import TASKS
from fairaudit.source import Source
from fairaudit.source.decimals import with_points
from fairaudit.source.values import is_nested
from fairaudit.tally.texts import texts_of
from fairaudit.tasks.known_columns import fill
from fairaudit.tasks.roles import known_names

ENOUGH = 100_000
"""So many rows are looked at; the file may be longer."""


@dataclass(frozen=True)
class Column:
    """The values of a column in the rows looked at, the most frequent first; missing ones are counted apart.

    `points` are the numbers among them that have a decimal comma, and each with a point.
    """

    name: str
    values: tuple[tuple[str, int], ...]
    missing: int
    points: Mapping[str, str] = field(default_factory=dict)

    def plain(self, value: str) -> str:
        """Return a value with a point where it has a decimal comma."""
        return self.points.get(value, value)

    @property
    def rows(self) -> int:
        """Rows that have a value."""
        return sum(count for _, count in self.values)

    @property
    def numbers(self) -> list[float] | None:
        """The distinct values as numbers, ascending; None if one is none."""
        try:
            return sorted(float(self.plain(value)) for value, _ in self.values)
        except ValueError:
            return None

    def quantile(self, share: float) -> float:
        """Return the number below which this share of the rows lies."""
        counted = sorted((float(self.plain(value)), count) for value, count in self.values)
        passed = 0
        for value, count in counted:
            passed += count
            if passed >= share * self.rows:
                return value
        return counted[-1][0]


def look_at(source: Source) -> dict[str, Column]:
    """Return the columns by name; texts of speech and nested values are not looked into.

    Raises:
        DataError: the data cannot be read, or hold no rows.
    """
    could = candidates(source.columns)
    roles = [role for task in TASKS.values() for role in task.roles if role.holds == "text"]
    texts = {name for role in roles for name in could[role.name]}
    names = [name for name in source.columns if not is_nested(source.types[name]) and name not in texts]
    counters: dict[str, Counter[Any]] = {name: Counter() for name in names}
    rows = 0
    batches = source.batches(names)
    for batch in batches:
        rows += batch.num_rows
        for name, counter in counters.items():
            counter.update(_counted(name, batch.column(name)))
        if rows >= ENOUGH:
            break
    close = getattr(batches, "close", None)  # stops the thread that reads ahead
    if close is not None:
        close()
    return {name: _column(name, counter, source.may_have_commas) for name, counter in counters.items()}


def _counted(name: str, values: Any) -> dict[str | None, int]:
    import pyarrow as pa

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    counted: Counter[str | None] = Counter()
    found = values.value_counts()
    for text, count in zip(texts_of(name, found.field(0)), found.field(1).to_pylist(), strict=True):
        counted[text] += count
    return dict(counted)


def _column(name: str, counter: Counter[Any], may_have_commas: bool) -> Column:
    missing = counter.pop(None, 0)
    values = tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
    return Column(name, values, missing, with_points(counter) if may_have_commas else {})


def candidates(columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for every role the columns that could have it by their names, the likeliest first."""
    found = {role: named_like(columns, names) for role, names in known_names(TASKS.values()).items()}
    for each in fill(columns, {role: names[0] for role, names in found.items() if names}):
        found[each.role] = each.columns
    return found


def named_like(columns: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that have one of these names in any case, in the order of the names."""
    found = [column for column in columns if column.casefold() in names]
    return tuple(sorted(found, key=lambda column: names.index(column.casefold())))
