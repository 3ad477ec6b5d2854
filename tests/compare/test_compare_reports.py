"""Two JSON reports, compared without the data."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import rows
from scipy import stats

MOVES = {"f": (30, 10, 300, 60), "m": (5, 65, 250, 80)}


@pytest.fixture
def reports(write: Any, command: Any) -> tuple[str, str]:
    for name, side in zip(("old", "new"), rows.decisions(MOVES), strict=True):
        assert command("report", write(f"{name}.csv", side), "-g", "sex", "-q", "-o", f"{name}.json")[0] == 0
    return "old.json", "new.json"


def test_reports_give_the_values_of_the_data(reports: Any, compared: Any) -> None:
    found = compared(*reports)
    data = compared("old.csv", "new.csv", "-g", "sex")
    assert found["pairing"]["how"] == "independent"
    for one, other in zip(found["groups"], data["groups"], strict=True):
        assert one["group"] == other["group"]
        assert (one["n_old"], one["n_new"]) == (other["n_old"], other["n_new"])
        for metric, change in one["metrics"].items():
            assert change["old"] == other["metrics"][metric]["old"]
            assert change["change"]["value"] == pytest.approx(other["metrics"][metric]["change"]["value"])
    assert found["disparities"] == data["disparities"]


def test_two_reports_of_the_same_data_are_said_to_be_that(reports: Any, compared: Any, command: Any) -> None:
    def warned(*paths: str) -> list[str]:
        return [each["code"] for each in compared(*paths)["warnings"]]

    assert warned("old.json", "old.json") == ["same_data", "not_paired"]
    assert warned(*reports) == ["not_paired"]
    command("report", "old.csv", "-g", "sex", "--where", "sex=f", "-q", "-o", "part.json")
    assert warned("old.json", "part.json") == ["not_paired"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--positive", "0"), "positive value: 0 and 1"),
        (("--against", "sex=f"), "reference group of `sex`: f and none"),
        (("--confidence", "0.9"), "confidence: 0.9 and 0.95"),
        (("--bin", "age=40"), "binning of `age`: 40 and 30"),
        (("--weight", "age"), "The old report has a weight, the new one has none."),
    ],
)
def test_reports_that_measure_other_things_are_refused(write: Any, command: Any, options: Any, words: str) -> None:
    for name, side in zip(("old", "new"), rows.decisions(MOVES), strict=True):
        data = write(f"{name}.csv", [{**row, "age": 20 + place % 40} for place, row in enumerate(side)])
        chosen = ("--bin", "age=30") if name == "new" and "--bin" in options else options if name == "old" else ()
        groups = ("-g", "sex", "-g", "age") if "--bin" in options else ("-g", "sex")
        assert command("report", data, *groups, *chosen, "-q", "-o", f"{name}.json")[0] == 0
    code, _, said = command("compare", "old.json", "new.json")
    assert code == 2
    assert words in said


def test_reports_cannot_be_judged_by_other_settings(reports: Any, command: Any) -> None:
    for option, value in (("--confidence", "0.9"), ("--min-group-size", "500"), ("--min-clusters", "9")):
        code, _, said = command("compare", *reports, option, value)
        assert code == 2
        assert f"and {value} would take the data" in said
    assert command("compare", *reports, "--confidence", "0.95")[0] == 0


def test_the_interval_is_made_of_those_of_the_reports(reports: Any, compared: Any) -> None:
    change = compared(*reports, "--require", "accuracy.change overall >= -0.5")
    shown = change["overall"]["metrics"]["accuracy"]
    old, new = shown["old"], shown["new"]
    value = new["value"] - old["value"]
    below = math.hypot(new["value"] - new["low"], old["high"] - old["value"])
    assert shown["change"]["low"] == pytest.approx(value - below)
    # a rule stands on one-sided bounds: the distance, shrunk from the 2.5 % point to the 5 % point of the normal curve
    shrunk = below * stats.norm.isf(0.05) / stats.norm.isf(0.025)
    assert change["verdicts"][0]["estimate"]["low"] == pytest.approx(value - shrunk)


def test_groups_of_one_report_appear_or_leave(reports: Any, write: Any, command: Any, compared: Any) -> None:
    _, new = rows.decisions({"f": MOVES["f"], "x": MOVES["m"]})
    command("report", write("new.csv", new), "-g", "sex", "-q", "-o", "new.json")
    found = compared(*reports, "--require", "accuracy.change by sex >= -0.9")
    assert {each["group"]["sex"]: each["status"] for each in found["groups"]} == {
        "f": "both",
        "x": "appeared",
        "m": "left",
    }
    assert found["verdicts"][0]["verdict"] == "not_measurable"


def test_small_groups_stay_small(write: Any, command: Any, compared: Any) -> None:
    for name, side in zip(("old", "new"), rows.decisions({**MOVES, "rare": (1, 1, 3, 1)}), strict=True):
        command("report", write(f"{name}.csv", side), "-g", "sex", "-q", "-o", f"{name}.json")
    found = compared("old.json", "new.json", "--require", "accuracy.change by sex >= -0.3")
    assert [each["group"]["sex"] for each in found["groups"] if each["small"]] == ["rare"]
    assert [each["group"]["sex"] for each in found["verdicts"][0]["left_out"]] == ["rare"]
    assert found["verdicts"][0]["verdict"] == "pass"


def test_reports_of_other_kinds_are_refused(
    reports: Any, write: Any, command: Any, refused: Any, tmp_path: Any
) -> None:
    speech, _ = rows.utterances({"A": (1, 2), "B": (1, 2)})
    command("report", write("speech.csv", speech), "-g", "accent", "-q", "-o", "speech.json")
    assert "another task" in refused("old.json", "speech.json")
    assert "one is a JSON report" in refused("old.json", "new.csv")
    assert "Reports hold no rows" in refused(*reports, "--id", "id")
    assert "no groups in common" in refused(*reports, "-g", "age")
    assert "do not both have groups by age" in refused(*reports, "--require", "accuracy.change by age >= 0")
    assert "does not hold" in refused(*reports, "-m", "wer")
    changed = json.loads((tmp_path / "old.json").read_text(encoding="utf-8"))
    changed["definitions"]["accuracy"]["formula"] = "TP / rows"
    (tmp_path / "other.json").write_text(json.dumps(changed), encoding="utf-8")
    assert "define `accuracy` in two ways" in refused("other.json", "new.json")
    changed["confidence"] = 0.9
    (tmp_path / "other.json").write_text(json.dumps(changed), encoding="utf-8")
    assert "another confidence" in refused("other.json", "new.json")
