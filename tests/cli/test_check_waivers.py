"""Waivers and the calendar: what has ended stays ended, whatever time a build sets, and is called ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

RULE = '[data]\ngroups = ["g"]\n[[rules]]\nid = "x"\nrequire = "{rule}"\n'
WAIVER = '[[waivers]]\nrule = "x"\nuntil = {until}\nreason = "r"\nowner = "o"\n'
OVERALL, GAP = "accuracy overall >= 0.99", "accuracy.difference by g <= 0.05"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make 1,000 rows each of a, b and c, of which 95%, 50% and 20% are right."""
    right = {"a": 95, "b": 50, "c": 20}
    rows = [f"{row % 2},{row % 2 ^ (row // 10 >= right[g]):d},{g}" for g in right for row in range(1000)]
    (tmp_path / "d.csv").write_text("\n".join(["y_true,y_pred,g", *rows]) + "\n")
    return tmp_path


def check(folder: Path, text: str, *arguments: str, **variables: str) -> tuple[int, str]:
    """Judge by a policy with the real command; return the exit code and the JSON report's text."""
    (folder / "p.toml").write_text(text)
    command = [
        sys.executable,
        "-m",
        "fairaudit",
        "check",
        "d.csv",
        "--config",
        "p.toml",
        "--format",
        "json",
        *arguments,
    ]
    done = subprocess.run(command, cwd=folder, env=os.environ | variables, capture_output=True, text=True)
    return done.returncode, done.stdout


def waivers_said(report: str) -> list[str]:
    return [each["message"] for each in json.loads(report)["warnings"] if each["code"].startswith("waiver")]


def test_a_clock_that_a_build_sets_back_revives_no_waiver(folder):
    text = RULE.format(rule=OVERALL) + WAIVER.format(until="1999-01-01")
    code, report = check(folder, text, SOURCE_DATE_EPOCH="315532800")  # 1980-01-01
    assert code == 1
    assert json.loads(report)["created"] == "1980-01-01T00:00:00Z"
    assert waivers_said(report) == [
        "The waiver of the rule `x` (owner o) ended on 1999-01-01: waivers go by the calendar, not by 1980-01-01, the "
        "date that SOURCE_DATE_EPOCH sets."
    ]


def test_a_clock_that_is_set_forward_ends_a_waiver(folder):
    text = RULE.format(rule=OVERALL) + WAIVER.format(until="2100-01-01")
    assert check(folder, text)[0] == 0
    code, report = check(folder, text, SOURCE_DATE_EPOCH="4133980800")  # 2101-01-01
    assert (code, waivers_said(report)) == (1, ["The waiver of the rule `x` (owner o) ended on 2100-01-01."])


@pytest.mark.parametrize("seconds", ["99999999999999", "9" * 400])
def test_a_time_of_which_no_date_can_be_made_is_refused(folder, seconds):
    command = [sys.executable, "-m", "fairaudit", "report", "d.csv", "-g", "g", "-q"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": seconds}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: SOURCE_DATE_EPOCH is {seconds[:40]}, and no date can be made of so many")


def test_an_ended_waiver_of_a_group_that_would_not_do_is_called_ended(folder):
    text = RULE.format(rule=GAP) + WAIVER.format(until="2025-01-01") + 'group = { g = "c" }\n'
    code, report = check(folder, text)
    assert code == 1
    assert waivers_said(report) == [
        "The waiver of the rule `x` (owner o) ended on 2025-01-01. It covers nothing: without the group that it names, "
        "the rule is still not kept."
    ]


def test_an_ended_waiver_of_a_rule_that_passes_is_called_ended(folder):
    text = RULE.format(rule="accuracy overall >= 0.3") + WAIVER.format(until="2025-01-01")
    code, report = check(folder, text)
    assert code == 0
    assert waivers_said(report)[0].endswith(
        "ended on 2025-01-01. It covers nothing any more: the rule passes. Remove it."
    )


@pytest.mark.parametrize("suffix", ["html", "md", "xml", "sarif", "json"])
def test_every_output_calls_it_ended(fairaudit, folder, suffix):
    (folder / "p.toml").write_text(RULE.format(rule=OVERALL) + WAIVER.format(until="2025-01-01"))
    ended = fairaudit("check", "d.csv", "--config", "p.toml", "-o", f"r.{suffix}")
    assert "ended on 2025-01-01" in " ".join(ended.out.split())
    assert "ended on 2025-01-01" in (folder / f"r.{suffix}").read_text()


def test_an_ended_waiver_in_a_comparison_is_called_ended(fairaudit, folder):
    (folder / "new.csv").write_text((folder / "d.csv").read_text().replace("1,1,a", "1,0,a"))
    rule = RULE.format(rule="accuracy.change by g >= -0.01")
    (folder / "p.toml").write_text(rule + WAIVER.format(until="2025-01-01") + 'group = { g = "c" }\n')
    ended = fairaudit("compare", "d.csv", "new.csv", "--config", "p.toml", "--format", "json")
    assert (ended.code, "ended on 2025-01-01. It covers nothing" in ended.out) == (1, True)


def test_a_waiver_of_no_group_is_refused(fairaudit, folder):
    text = RULE.format(rule=OVERALL) + WAIVER.format(until="2100-01-01") + "group = {}\n"
    (folder / "p.toml").write_text(text)
    message = fairaudit("check", "d.csv", "--config", "p.toml").message
    assert message == "p.toml:11:1: `group`: It names no group. For a waiver of the whole rule, leave `group` out."


@pytest.mark.parametrize(("days", "when"), [(0, "today"), (1, "tomorrow"), (14, "in 14 days"), (15, "")])
def test_a_waiver_that_ends_soon_is_announced(folder: Path, days: int, when: str) -> None:
    until = datetime.now(UTC).date() + timedelta(days)
    _, report = check(folder, RULE.format(rule=OVERALL) + WAIVER.format(until=until))
    found = [each["message"] for each in json.loads(report)["warnings"] if each["code"] == "waiver_ends_soon"]
    expected = f"The waiver of the rule `x` (owner o) ends {when}, on {until}."
    assert found == ([expected] if when else [])
