"""`fairaudit report`: what it prints where, and what it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Command

RUN = [sys.executable, "-m", "fairaudit"]


def test_prints_the_report_on_standard_output_and_nothing_else(fairaudit: Command, decisions: Path) -> None:
    ended = fairaudit("report", decisions, "-g", "sex")
    assert ended.code == 0
    assert "400 rows counted" in ended.out
    assert "\x1b" not in ended.out
    assert ended.err == ""


def test_json_on_standard_output_is_pure(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    ended = fairaudit("report", decisions, "-g", "sex", "--format", "json", "-o", tmp_path / "report.json")
    assert json.loads(ended.out)["data"]["rows_counted"] == 400
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert written["data"] == json.loads(ended.out)["data"]


def test_markdown_on_standard_output(fairaudit: Command, decisions: Path) -> None:
    assert fairaudit("report", decisions, "-g", "sex", "--format", "md").out.startswith("#")


def test_writes_every_output_and_says_so(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    names = ["report.json", "report.html", "report.md", "report.csv"]
    ended = fairaudit("report", decisions, "-g", "sex", *(part for name in names for part in ("-o", name)))
    assert ended.code == 0
    assert ended.err == "Written: report.json, report.html, report.md, report.csv\n"
    assert all((tmp_path / name).stat().st_size > 0 for name in names)


def test_quiet_prints_nothing_but_writes(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    ended = fairaudit("report", decisions, "-g", "sex", "-q", "-o", "report.json")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert (tmp_path / "report.json").exists()


def test_quiet_keeps_the_format_that_was_asked_for(fairaudit: Command, decisions: Path) -> None:
    assert json.loads(fairaudit("report", decisions, "-g", "sex", "-q", "--format", "json").out)


def test_command_is_recorded_as_typed(fairaudit: Command, decisions: Path) -> None:
    arguments = ["report", "decisions.csv", "-g", "sex", "--where", "sex=fe male", "--format", "json"]
    decisions.write_text(decisions.read_text().replace("female", "fe male"))
    assert json.loads(fairaudit(*arguments).out)["command"] == (
        "fairaudit report decisions.csv -g sex --where 'sex=fe male' --format json"
    )


def test_options_reach_the_audit(fairaudit: Command, decisions: Path) -> None:
    ended = fairaudit(
        *("report", decisions, "-g", "sex", "-g", "age", "--bin", "age=30,50", "--intersections", "pairs"),
        *("--label", "label", "--score", "score", "--threshold", "0.4", "--positive", "1", "--confidence", "0.9"),
        *("--min-group-size", "20", "--min-clusters", "3", "--against", "sex=male", "--suppress-below", "5"),
        *("-m", "recall", "-m", "disparate_impact", "--encoding", "latin-1", "--delimiter", ",", "--format", "json"),
    )
    config = json.loads(ended.out)["config"]
    assert config["groups"] == ["sex", "age"]
    assert config["bins"] == {"age": [30, 50]}
    assert config["intersections"] == "pairs"
    assert config["metrics"] == ["true_positive_rate", "selection_rate"]
    assert config["against"] == [["sex", "male"]]
    expected = {"threshold": 0.4, "confidence": 0.9, "min_group_size": 20, "min_clusters": 3, "suppress_below": 5}
    assert {name: config[name] for name in expected} == expected
    assert (config["encoding"], config["delimiter"], config["positive"]) == ("latin-1", ",", "1")


def test_one_metric_of_two_is_enough_for_a_combined_name(fairaudit: Command, decisions: Path) -> None:
    found = json.loads(fairaudit("report", decisions, "-g", "sex", "-m", "equalized_odds", "--format", "json").out)
    assert list(found["overall"]["metrics"]) == ["true_positive_rate", "false_positive_rate"]
    assert "equalized_odds_difference" in {disparity["name"] for disparity in found["disparities"]}


def test_reads_standard_input(decisions: Path) -> None:
    with decisions.open("rb") as data:
        done = subprocess.run(
            [*RUN, "report", "-", "-g", "sex"], stdin=data, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0
    assert "400 rows counted" in done.stdout


@pytest.mark.parametrize("named", ["part/dec*.csv", "**/*.csv", "p*", "part"])
def test_no_report_over_data_named_by_a_glob_or_a_folder(fairaudit: Command, decisions: Path, named: str) -> None:
    data = decisions.parent / "part" / "decisions.csv"
    data.parent.mkdir()
    decisions.rename(data)
    before = data.read_text()
    assert "over the data" in fairaudit("report", named, "-g", "sex", "-o", data).message
    assert data.read_text() == before


def test_a_report_may_be_put_beside_the_data_of_a_folder(fairaudit: Command, decisions: Path) -> None:
    for _ in range(2):
        assert fairaudit("report", decisions.parent, "-g", "sex", "-q", "-o", "report.json").code == 0


def coloured(fairaudit: Command, decisions: Path, *arguments: str) -> bool:
    return "\x1b[" in fairaudit("report", decisions, "-g", "sex", *arguments).out


def test_colour(fairaudit: Command, decisions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not coloured(fairaudit, decisions)
    assert coloured(fairaudit, decisions, "--color", "always")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert coloured(fairaudit, decisions)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured(fairaudit, decisions)
    assert coloured(fairaudit, decisions, "--color", "always")
    assert not coloured(fairaudit, decisions, "--color", "never")


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_width(fairaudit: Command, decisions: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert max(map(len, fairaudit("report", decisions, "-g", "sex").out.splitlines())) <= columns


def test_a_pipe_is_120_columns_wide(fairaudit: Command, decisions: Path) -> None:
    assert 80 < max(map(len, fairaudit("report", decisions, "-g", "sex").out.splitlines())) <= 120


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_output_of_any_encoding(decisions: Path, encoding: str) -> None:
    decisions.write_text(decisions.read_text(encoding="utf-8").replace("female", "жена"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    arguments = ["report", str(decisions), "-g", "sex"]
    text = subprocess.run([*RUN, *arguments], capture_output=True, env=environment, check=True).stdout.decode(encoding)
    assert ("жена" if encoding == "utf-8" else "\\u0436") in text
    pure = subprocess.run([*RUN, *arguments, "--format", "json"], capture_output=True, env=environment, check=True)
    assert "жена" in {group["group"]["sex"] for group in json.loads(pure.stdout.decode("utf-8"))["groups"]}


def test_where_all_groups_are_alike_none_is_called_the_worst(fairaudit: Command, tmp_path: Path) -> None:
    """Every group has 50 right of 100: the first in the order is no worse than the others."""
    rows = [f"{'abc'[row % 3]},{row // 3 % 2},0" for row in range(300)]
    (tmp_path / "alike.csv").write_text("\n".join(["g,y_true,y_pred", *rows]) + "\n", encoding="utf-8")
    ended = fairaudit("report", "alike.csv", "-g", "g", "-o", "alike.html")
    assert ended.code == 0
    assert "Worst accuracy" not in ended.out
    assert "all the same" in (tmp_path / "alike.html").read_text(encoding="utf-8")
