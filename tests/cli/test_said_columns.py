"""The head says which columns were chosen and from where on a score decides; what is passed over is said."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from command_line import Command


@pytest.fixture
def scored(decisions: Path) -> Path:
    """Give the columns of the decisions the names that are recognised: y_true, y_pred, score."""
    text = decisions.read_text(encoding="utf-8")
    decisions.write_text(text.replace("label,prediction,score", "y_true,y_pred,score", 1), encoding="utf-8")
    return decisions


def _warnings(path: Path) -> dict[str, str]:
    found = json.loads(path.read_text(encoding="utf-8"))["warnings"]
    return {each["code"]: each["message"] for each in found}


def test_every_head_says_the_threshold(fairaudit: Command, scored: Path, tmp_path: Path) -> None:
    said = "predicted positive from 0.3 on, column score"
    ended = fairaudit("report", scored, "-g", "sex", "--threshold", "0.3", "-o", "r.html", "-o", "r.json", "-o", "r.md")
    assert f"Threshold  {said}\n" in ended.out
    assert f"\n\nThreshold: {said}.\n\n" in (tmp_path / "r.md").read_text(encoding="utf-8")
    head = (tmp_path / "r.html").read_text(encoding="utf-8").split("<main>")[0]
    assert f"<dt>Threshold</dt><dd>{said}</dd>" in head
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["config"]["threshold"] == 0.3
    assert "Threshold" not in fairaudit("report", scored, "-g", "sex").out


def test_a_prediction_beside_a_threshold_is_not_dropped_in_silence(
    fairaudit: Command, scored: Path, tmp_path: Path
) -> None:
    assert fairaudit("report", scored, "-q", "-g", "sex", "--threshold", "0.3", "-o", "r.json").code == 0
    said = _warnings(tmp_path / "r.json")["prediction_unused"]
    assert said == (
        "Column `y_pred` is not used: the decisions are the scores from 0.3 on (--threshold). Without --threshold, "
        "`y_pred` is audited."
    )
    assert fairaudit("report", scored, "-q", "-g", "sex", "-o", "plain.json").code == 0
    assert "prediction_unused" not in _warnings(tmp_path / "plain.json")
    changes = fairaudit(
        "compare", scored, "-g", "sex", "--where-old", "age=20", "--where-new", "age=21", "--threshold", "0.3"
    )
    assert "Column `y_pred` is not used" in changes.out


def test_a_score_that_no_metric_uses_is_said_to_be_so(fairaudit: Command, scored: Path, tmp_path: Path) -> None:
    """Without a label nothing is known of a score beside decisions."""
    frame = pd.read_csv(scored)
    frame.drop(columns="y_true").to_csv(scored, index=False)
    asked = ("report", scored, "-g", "sex", "--preset", "four-fifths", "-o", "r.json")
    recognised = fairaudit(*asked).out
    assert "score = column `score` (by its name); no metric uses it, because column `y_pred` holds" in recognised
    assert "score_unused" not in _warnings(tmp_path / "r.json")
    assert fairaudit(*asked, "-q", "--score", "score").code == 0
    assert "the decisions are column `y_pred`" in _warnings(tmp_path / "r.json")["score_unused"]
    assert "no metric uses it" not in fairaudit(*asked, "--threshold", "0.3").out


def test_reports_of_two_systems_from_one_file_differ_in_their_heads(fairaudit: Command, tmp_path: Path) -> None:
    words = "a b c d e f g h"
    rows = "\n".join(f"{words},{words},{words},{'xy'[row % 2]}" for row in range(60))
    (tmp_path / "asr.csv").write_text(f"reference,system_a,system_b,accent\n{rows}\n", encoding="utf-8")
    heads = {}
    for system in ("system_a", "system_b"):
        for suffix in ("md", "html"):
            assert fairaudit("report", "asr.csv", "-q", "-g", "accent", "--hypothesis", system, "-o", f"r.{suffix}")
        terminal = fairaudit("report", "asr.csv", "-g", "accent", "--hypothesis", system).out
        assert f"Columns     hypothesis {system}\n" in terminal
        assert f"\n\nColumns: hypothesis {system}.\n\n" in (tmp_path / "r.md").read_text(encoding="utf-8")
        heads[system] = (tmp_path / "r.html").read_text(encoding="utf-8").split("<main>")[0]
        assert f"<dt>Columns</dt><dd>hypothesis {system}</dd>" in heads[system]
    assert heads["system_a"] != heads["system_b"]


def test_a_comparison_says_the_threshold_of_each_result(fairaudit: Command, scored: Path) -> None:
    for name, threshold in (("a.json", "0.3"), ("b.json", "0.5")):
        assert fairaudit("report", scored, "-q", "-g", "sex", "--threshold", threshold, "-o", name).code == 0
    ended = fairaudit("compare", "a.json", "b.json")
    assert "decisions.csv (threshold 0.3)" in ended.out
    assert "decisions.csv (threshold 0.5)" in ended.out
    assert "nothing can have changed" not in ended.out
    assert "nothing can have changed" in fairaudit("compare", "a.json", "a.json").out
