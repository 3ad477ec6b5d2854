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
    said = "predicted positive from 0.3 on, column score (given)"
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
    said = "Not used   `score`: no metric uses it, because column `y_pred` holds the decisions\n"
    assert said in recognised
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["assumptions"][1].startswith("score = column `score` (by its name); no metric uses it, because")
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
        assert (
            f"Columns     hypothesis = `{system}` (given); reference = `reference` (assumed, by its name)\n" in terminal
        )
        in_markdown = (tmp_path / "r.md").read_text(encoding="utf-8")
        assert f"\n\nColumns: hypothesis = &#96;{system}&#96; (given); reference = " in in_markdown
        heads[system] = (tmp_path / "r.html").read_text(encoding="utf-8").split("<main>")[0]
        assert f"<dt>Columns</dt><dd>hypothesis = <code>{system}</code> (given); " in heads[system]
    assert heads["system_a"] != heads["system_b"]


def test_a_comparison_says_the_threshold_of_each_result(fairaudit: Command, scored: Path) -> None:
    for name, threshold in (("a.json", "0.3"), ("b.json", "0.5")):
        assert fairaudit("report", scored, "-q", "-g", "sex", "--threshold", threshold, "-o", name).code == 0
    ended = fairaudit("compare", "a.json", "b.json")
    assert "decisions.csv (threshold 0.3)" in ended.out
    assert "decisions.csv (threshold 0.5)" in ended.out
    assert "nothing can have changed" not in ended.out
    assert "nothing can have changed" in fairaudit("compare", "a.json", "a.json").out


def _used(path: Path) -> dict[str, tuple[str | None, str | None, str, str | None]]:
    found = json.loads(path.read_text(encoding="utf-8"))["used"]
    return {each["role"]: (each["column"], each["value"], each["how"], each["why"]) for each in found}


def test_a_call_that_leaves_nothing_open_is_told_as_it_was_given(
    fairaudit: Command, scored: Path, tmp_path: Path
) -> None:
    given = ("--label", "y_true", "--prediction", "y_pred", "--score", "score", "--positive", "1")
    told = fairaudit("report", scored, "-g", "sex", *given, "-o", "r.json").out
    assert "Columns    label = `y_true`, prediction = `y_pred`, score = `score` (given)\n" in told
    assert "Positive   `1` (given)\n" in told
    assert "Assumed" not in told
    assert _used(tmp_path / "r.json") == {
        "label": ("y_true", None, "given", None),
        "prediction": ("y_pred", None, "given", None),
        "score": ("score", None, "given", None),
        "group": ("sex", None, "given", None),
        "positive": (None, "1", "given", None),
    }


def test_what_was_assumed_is_said_with_why_and_not_said_twice(fairaudit: Command, scored: Path, tmp_path: Path) -> None:
    told = fairaudit("report", scored, "-g", "sex", "--score", "score", "--threshold", "0.3", "-o", "r.json").out
    assert "Columns    score = `score` (given); label = `y_true` (assumed, by its name)\n" in told
    assert "Positive   `1` (assumed, by its value)\n" in told
    assert "Not used   `y_pred`: the scores decide (--threshold)\n" in told
    assert "Assumed" not in told
    assert _used(tmp_path / "r.json")["threshold"] == (None, "0.3", "given", None)
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["assumptions"] == ["label = column `y_true` (by its name)", "positive = `1` (by its value)"]
    assert report["not_used"] == [{"column": "y_pred", "why": "the scores decide (--threshold)"}]


def test_columns_that_look_as_if_they_had_a_role_are_said_to_be_passed_over(
    fairaudit: Command, scored: Path, tmp_path: Path
) -> None:
    frame = pd.read_csv(scored)
    frame = frame.rename(columns={"y_pred": "model_b"})
    frame["prediction"], frame["weight"], frame["reference"] = 1, 2.0, "a b"
    frame.to_csv(scored, index=False)
    told = fairaudit("report", scored, "-g", "sex", "--prediction", "model_b", "--score", "score", "-o", "r.md").out
    assert " ".join(told.split("Groups")[0].split("Not used")[1].split()) == (
        "`weight`: if it holds weights, say --weight weight; `reference`: the task `binary` has no reference; "
        "`prediction`: the prediction is column `model_b`"
    )
    assert "Not used: &#96;weight&#96;: if it holds weights" in (tmp_path / "r.md").read_text(encoding="utf-8")
