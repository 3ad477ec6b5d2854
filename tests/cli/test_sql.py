"""`fairaudit sql`: what a database counts is audited to the same numbers as its rows."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command_line import Command

pytest.importorskip("sqlglot", reason="sqlglot is not installed (the extra sql)")
NAMED = ["--label", "label", "--prediction", "prediction"]
NOT_COMPARED = ("created", "command", "config", "columns", "data", "used", "not_used", "assumptions")


def rows() -> pd.DataFrame:
    """Return 600 decisions about people in two groups, some without a group, with names that need quotes."""
    place = pd.Series(range(600))
    frame = pd.DataFrame({'the "group"': place.map(lambda row: ("a", "b", None)[row * row % 7 % 3])})
    frame["order"] = place % 2
    frame["user"] = (place // 6).astype(str)
    frame["label"], frame["prediction"] = (place % 5 < 2).astype(int), (place % 7 < 3).astype(int)
    return frame


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(tmp_path / "rows.db")
    rows().to_sql("decisions", connection, index=False)
    return connection


def plain(found: Any, where: str = "") -> dict[str, Any]:
    """Return every number in a part of a report by its place."""
    if isinstance(found, dict | list):
        items = found.items() if isinstance(found, dict) else enumerate(found)
        return {place: each for key, part in items for place, each in plain(part, f"{where}/{key}").items()}
    return {where: found} if isinstance(found, int | float) else {}


def report(fairaudit: Command, *arguments: str) -> dict[str, Any]:
    ended = fairaudit("report", *arguments, "-q", "-o", "r.json")
    assert ended.code == 0, ended.err
    found = json.loads(Path("r.json").read_text("utf-8"))
    return {key: each for key, each in found.items() if key not in NOT_COMPARED}


@pytest.mark.parametrize(
    "options",
    [
        ["-g", 'the "group"', "-g", "order"],
        ["-g", "order", "--cluster", "user"],
        ["-g", 'the "group"', "--where", "order=1"],
    ],
    ids=["groups", "clusters", "conditions"],
)
def test_counts_are_audited_as_their_rows(fairaudit: Command, database: sqlite3.Connection, options: list[str]) -> None:
    asked = fairaudit("sql", "decisions", "--dialect", "sqlite", *options, *NAMED)
    assert asked.code == 0, asked.err
    counts = pd.read_sql_query(asked.out, database)
    assert counts["rows_counted"].sum() == 600
    counts.to_csv("counts.csv", index=False)
    rows().to_csv("rows.csv", index=False)
    expected = report(fairaudit, "rows.csv", *options, *NAMED)
    found = report(fairaudit, "counts.csv", "--count", "rows_counted", *options, *NAMED)
    for key in ("overall", "groups", "disparities", "contrasts"):
        assert plain(found[key]) == pytest.approx(plain(expected[key]), rel=1e-9, abs=1e-12), key


def test_a_column_of_counts_is_added_up(fairaudit: Command, database: sqlite3.Connection) -> None:
    asked = fairaudit("sql", "decisions", "--dialect", "sqlite", "-g", "order", *NAMED, "--count", "label")
    assert asked.code == 2, "a column cannot be the label and the count"
    database.execute("ALTER TABLE decisions ADD COLUMN times INTEGER DEFAULT 3")
    asked = fairaudit("sql", "decisions", "--dialect", "sqlite", "-g", "order", *NAMED, "--count", "times")
    assert pd.read_sql_query(asked.out, database)["rows_counted"].sum() == 1800


@pytest.mark.parametrize(
    ("dialect", "quoted"), [("postgres", '"order"'), ("bigquery", "`order`"), ("tsql", "[order]"), ("mysql", "`order`")]
)
def test_names_are_quoted_as_each_database_does(fairaudit: Command, dialect: str, quoted: str) -> None:
    told = fairaudit("sql", "sales.decisions", "--dialect", dialect, "-g", "order", *NAMED).out
    assert told.count(quoted) == 2
    assert "FROM sales.decisions\n" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["t", "--dialect", "postgre", "-g", "a", *NAMED], "There is no dialect `postgre`. Did you mean `postgres`?"),
        (["t", "--dialect", "sqlite", "-g", "a"], "Name every column that the audit reads: -g COLUMN, --label COLUMN"),
        (
            ["t", "--dialect", "sqlite", "-g", "a", "--reference", "said", "--hypothesis", "heard"],
            "`said`, `heard` hold texts, which no GROUP BY can compare word by word",
        ),
    ],
)
def test_what_is_asked_for_wrongly(fairaudit: Command, arguments: list[str], words: str) -> None:
    ended = fairaudit("sql", *arguments)
    assert ended.code == 2
    assert words in " ".join(ended.err.split())
