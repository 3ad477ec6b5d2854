"""Rules about the worst group where one group alone is left to be judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make 5,000 rows of A, of which 30% are right, 20 of B, too few to compare, and 1,000 of C, of which 90% are."""
    rows = ["1,1,A"] * 1500 + ["1,0,A"] * 3500 + ["1,1,B"] * 20
    (tmp_path / "one.csv").write_text("\n".join(["y_true,y_pred,g", *rows]) + "\n")
    rows += ["1,1,C"] * 900 + ["1,0,C"] * 100
    (tmp_path / "two.csv").write_text("\n".join(["y_true,y_pred,g", *rows]) + "\n")
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("limit", "code"), [(">= 0.8", 1), (">= 0.2", 0), (">= 0.3", 3)])
def test_one_group_that_is_large_enough_is_judged(fairaudit, limit, code):
    ended = fairaudit("check", "one.csv", "-g", "g", "--require", f"accuracy.worst by g {limit}", "--format", "json")
    verdict = json.loads(ended.out)["verdicts"][0]
    assert (ended.code, verdict["estimate"]["value"], verdict["lowest"]) == (code, 0.3, {"g": "A"})
    why = {"why": "fewer than 30 rows (20)"}
    assert verdict["left_out"] == [{"group": {"g": "B"}, **why}]


@pytest.mark.parametrize(("group", "code", "value"), [("A", 1, 0.3), ("C", 0, 0.9)])
def test_only_one_group(fairaudit, folder, group, code, value):
    rule = f'[[rules]]\nrequire = "accuracy.worst by g >= 0.8"\nonly = ["{group}"]\n'
    (folder / "p.toml").write_text(f'[data]\ngroups = ["g"]\n{rule}')
    ended = fairaudit("check", "two.csv", "--config", "p.toml", "--format", "json")
    assert (ended.code, json.loads(ended.out)["verdicts"][0]["estimate"]["value"]) == (code, value)


@pytest.mark.usefixtures("folder")
def test_no_group_that_is_large_enough_is_not_measurable(fairaudit):
    rule = ("--require", "accuracy.worst by g >= 0.8", "--where", "g=B")
    ended = fairaudit("check", "one.csv", "-g", "g", *rule)
    assert ended.code == 3
    assert "no group" in ended.out
