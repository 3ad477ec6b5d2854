"""The SQL that counts rows where they are: what a tally needs of them, so that counts travel, and no rows."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from fairaudit.catalogue import TASKS
from fairaudit.config import Config
from fairaudit.config.checks import attributes_of
from fairaudit.config.ratios import ratios_of
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.spoken import spoken
from fairaudit.tally import Roles
from fairaudit.tasks.columns import SHARED
from fairaudit.tasks.roles import resolve_roles

COUNT = "rows_counted"
"""What the column of counts is called, unless a column of the table is."""

_FEWEST_COLUMNS = 2


def columns_of(config: Config) -> list[str]:
    """Return every column that settings name, each once: without the table at hand there is nothing else to go by."""
    named = [
        *(name for group in config.groups for name in attributes_of(group)),
        *config.bins,
        *dict(config.identities),
    ]
    named += [*config.columns.values(), *(name for name, _ in config.where), *(name for _, name in config.probability)]
    named += [name for ratio in ratios_of(config.metrics) for name in ratio.columns]
    return list(dict.fromkeys(named))


def query(table: str, config: Config, dialect: str) -> tuple[str, str]:
    """Return the query that counts the rows of a table by every column that the audit reads, and its count's name.

    A column of counts in the table is added up.

    Raises:
        UsageError: the columns fit no task, one of them holds texts, which only rows can show, the name of the table
            cannot be understood, or there is no such dialect.
    """
    columns = columns_of(config)
    if not config.columns or len(columns) < _FEWEST_COLUMNS:
        named = f"{spoken('groups', ['COLUMN'])}, {spoken('label', 'COLUMN')}, {spoken('prediction', 'COLUMN')}"
        raise UsageError(f"Name every column that the audit reads: {named}. Without the table none is recognised.")
    roles = resolve_roles(columns, config, TASKS)
    _check_countable(roles)
    count = COUNT if COUNT not in columns else f"{COUNT}_"
    counted = roles.columns.get("count")
    return _written(table, [name for name in columns if name != counted], counted, count, dialect), count


def _check_countable(roles: Roles) -> None:
    """Make sure that what is read of rows has values that repeat.

    Raises:
        UsageError: it is texts, of which hardly two are alike.
    """
    holds = {role.name: role.holds for role in (*TASKS[roles.task].roles, *SHARED)}
    texts = [name for role, name in roles.columns.items() if holds[role] == "text"]
    if texts:
        listed = ", ".join(f"`{show(name)}`" for name in texts)
        raise UsageError(
            f"{listed} hold texts, which no GROUP BY can compare word by word. Export the rows, or make a tally where "
            "they are."
        )


def _written(table: str, columns: Sequence[str], counted: str | None, count: str, dialect: str) -> str:
    sqlglot = _library()
    known = sorted(name for name in sqlglot.Dialects.__members__ if name.lower() == sqlglot.Dialects[name].value)
    if dialect.lower() not in {name.lower() for name in known}:
        mend = did_you_mean(dialect.lower(), [name.lower() for name in known])
        raise UsageError(f"There is no dialect `{show(dialect)}`.{mend} There are: {', '.join(map(str.lower, known))}.")
    try:
        from_table = sqlglot.exp.to_table(table, dialect=dialect.lower())
    except sqlglot.errors.SqlglotError as error:
        raise UsageError(f"`{show(table)}` is no name of a table, such as schema.table, in {dialect}.") from error
    expressions = [sqlglot.exp.column(name, quoted=True) for name in columns]
    rows = sqlglot.exp.Count(this=sqlglot.exp.Star())
    if counted is not None:
        rows = sqlglot.exp.Sum(this=sqlglot.exp.column(counted, quoted=True))
    found = sqlglot.exp.select(*expressions, rows.as_(count, quoted=True)).from_(from_table).group_by(*expressions)
    return str(found.sql(dialect=dialect.lower(), pretty=True))


def _library() -> Any:
    """Return sqlglot, which knows how each database quotes names.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return importlib.import_module("sqlglot")
    except ImportError as error:
        raise UsageError(
            f"{spoken('dialect')} needs the package sqlglot. Install it: pip install 'fairaudit-cli[sql]'."
        ) from error
