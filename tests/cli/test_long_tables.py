"""A table that is cut says how many rows are missing, and where they are."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import batch_folders
from command_line import Command

from fairaudit.report.files import as_terminal

MORE = "… and 5 more groups: all of them are in the JSON and CSV"


def thirty_groups(path: str, wrong: int) -> str:
    """Write 40 decisions of each of 30 groups, of which the table of a terminal shows 25; some are wrong."""
    lines = ["y_true,y_pred,team"]
    for team in range(30):
        lines += [f"{row % 2},{row % 2 if row >= wrong else 1 - row % 2},team {team:02d}" for row in range(40)]
    Path(path).write_text("\n".join(lines) + "\n")
    return path


def tables(told: str) -> list[str]:
    """Return what stands between empty lines, and holds rows of teams."""
    return [part for part in told.split("\n\n") if part.count("\nteam ") > 5]


def test_every_table_of_a_report_says_what_it_leaves_out(fairaudit: Command) -> None:
    told = fairaudit("report", thirty_groups("data.csv", 4), "-g", "team").out
    groups, beside = tables(told)
    assert "Each group against all others" in beside
    for table in (groups, beside):
        assert table.count("\nteam ") == 26  # with its head
        assert f"{MORE} reports." in table


def test_every_table_of_a_comparison_says_what_it_leaves_out(fairaudit: Command) -> None:
    old, new = thirty_groups("old.csv", 4), thirty_groups("new.csv", 8)
    first, others = tables(fairaudit("compare", old, new, "-g", "team").out)
    assert "Changes of other metrics" in others
    for table in (first, others):
        assert table.count("\nteam ") == 26
        assert f"{MORE} files." in table


def test_a_table_that_is_whole_says_nothing(fairaudit: Command, decisions: Path) -> None:
    for command in (["report", decisions], ["compare", decisions, decisions]):
        assert "… and" not in fairaudit(*command, "-g", "sex").out


def test_a_long_batch_says_how_many_results_are_not_listed(fairaudit: Command, tmp_path: Path) -> None:
    """Of 61 results 40 are listed."""
    batch_folders.decisions(tmp_path / "runs" / "one.csv")
    fairaudit("batch", "runs", "-g", "sex", "-o", "audits", "-q")
    document = json.loads((tmp_path / "audits" / "summary.json").read_text())
    (row,) = document["results"]
    document["results"] = [{**copy.deepcopy(row), "name": f"run-{place}.csv"} for place in range(61)]
    told = as_terminal(document)
    assert told.count("\nrun-") == 40
    assert "… and 21 more. Listed are those to look at first; index.html and summary.csv have all." in told


def test_markdown_says_how_many_levels_its_first_table_leaves_out(fairaudit: Command) -> None:
    """Four attributes and their intersections are 15 levels, of which ten are listed."""
    lines = ["y_true,y_pred,a,b,c,d"]
    lines += [
        f"{row % 2},{row // 3 % 2},{row % 4 // 2},{row % 8 // 4},{row % 16 // 8},{row % 32 // 16}"
        for row in range(3200)
    ]
    Path("data.csv").write_text("\n".join(lines) + "\n")
    groups = [part for name in "abcd" for part in ("-g", name)]
    told = fairaudit("report", "data.csv", *groups, "--intersections", "all", "--format", "md").out
    first = told.split("## All rows together")[0]
    assert (
        "… and 5 more attributes and intersections, whose certain gaps are no larger: each has its part below." in first
    )
    assert first.count("\n| ") == 2 + 10, "a head, a line, and ten levels"
