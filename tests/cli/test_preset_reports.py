"""Presets in reports, as a user asks for them: the expected numbers are by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command_line import Command

FLOOR = "aws-service-card-floor"


def people(groups: dict[str | None, tuple[int, int]]) -> pd.DataFrame:
    """Return people by `race`: selected, of how many; half of the labels are positive."""
    frames = [
        pd.DataFrame({"race": race, "y_pred": [1] * chosen + [0] * (rows - chosen), "y_true": [0, 1] * (rows // 2)})
        for race, (chosen, rows) in groups.items()
    ]
    return pd.concat(frames)


GROUPS = {"White": (480, 800), "Black": (120, 400), "few": (4, 10), None: (2, 40)}
"""60 % and 30 %: a ratio of one half. `few` are 10 of 1,210 people whose race is known, 0.8 %."""


@pytest.fixture
def hired(tmp_path: Path) -> str:
    people(GROUPS).to_csv(tmp_path / "hired.csv", index=False)
    return "hired.csv"


def preset(ended: Any) -> dict[str, Any]:
    (found,) = json.loads(ended.out)["presets"]
    return dict(found)


def preset_lines(path: Path) -> list[dict[str, str]]:
    lines = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line["row"] == "preset"]


def test_a_report_shows_the_numbers_and_judges_nothing(fairaudit: Command, hired: str) -> None:
    ended = fairaudit("report", hired, "-g", "race", "--preset", "four-fifths", "--format", "json")
    assert ended.code == 0
    report = json.loads(ended.out)
    assert report["verdicts"] == []
    assert "gate" not in report
    (table,) = preset(ended)["tables"]
    rows = {row["group"]["race"]: row for row in table["rows"]}
    assert table["against"] == {"race": "White"}
    assert table["unknown"] == 40
    assert (rows["Black"]["selected"], rows["Black"]["n"], rows["Black"]["impact_ratio"]) == (120, 400, 0.5)
    assert rows["Black"]["selections_needed"] == 72  # four fifths of 0.6 are 0.48, of 400: 192; 120 are there
    assert [rows[name]["impact_ratio"] for name in ("few", None)] == [None, None]


def test_the_verdict_and_the_table_compare_the_same_groups(fairaudit: Command, hired: str) -> None:
    """Without label: 5 %, a ratio of 0.08 to White; `few` are under 2 %: neither counts, nor does --against."""
    arguments = ("check", hired, "-g", "race", "--preset", "four-fifths", "--min-group-size", "5", "--format", "json")
    for more in ((), ("--against", "race=Black")):
        report = json.loads(fairaudit(*arguments, *more).out)
        (verdict,), (part,) = report["verdicts"], report["presets"]
        assert verdict["verdict"] == "fail"
        assert verdict["estimate"]["value"] == pytest.approx(0.5)
        assert (verdict["highest"], verdict["lowest"]) == ({"race": "White"}, {"race": "Black"})
        left_out = [{"group": each["group"], "why": each["left_out"]} for each in part["tables"][0]["rows"]]
        assert verdict["left_out"] == [each for each in left_out if each["why"]]
        assert verdict["fails_by_chance"] == part["tables"][0]["below_by_chance"]


def test_a_check_without_any_rule_says_that_nothing_was_judged(fairaudit: Command, hired: str) -> None:
    ended = fairaudit("check", hired, "-g", "race", "--preset", "nyc-ll144", "--format", "json")
    report = json.loads(ended.out)
    assert ended.code == 3
    assert report["gate"]["verdict"] == "inconclusive"
    (said,) = [each["message"] for each in report["warnings"] if each["code"] == "nothing_judged"]
    assert "`nyc-ll144` sets no limit" in said
    together = ("check", hired, "-g", "race", "--preset", "nyc-ll144", "--preset", "four-fifths", "-q")
    assert fairaudit(*together).code == 1


@pytest.mark.parametrize("name", ["four-fifths", "us-adverse-impact", "nyc-ll144", "eu-ai-act-annex-iv", FLOOR])
def test_every_preset_is_in_every_format(fairaudit: Command, hired: str, tmp_path: Path, name: str) -> None:
    names = ("report.html", "report.md", "report.csv", "report.json")
    outputs = [part for each in names for part in ("-o", each)]
    ended = fairaudit("report", hired, "-g", "race", "--preset", name, *outputs)
    (part,) = json.loads((tmp_path / "report.json").read_text())["presets"]
    assert part["id"] == name
    heading = f"Preset {name}: {part['title']}"
    assert heading in " ".join(ended.out.split())
    for file in names[:2]:
        text = (tmp_path / file).read_text(encoding="utf-8").replace("&#39;", "'")
        assert heading in text
        assert text.count("to be stated by you") >= sum(each["here"] is None for each in part["states"])
    rows = preset_lines(tmp_path / "report.csv")
    ratios = {row["group.race"]: row["value"] for row in rows if row["metric"] == "impact_ratio"}
    assert ratios == ({"Black": "0.5", "White": "1.0"} if part["tables"] else {})


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_the_terminal_table_fits(fairaudit: Command, hired: str, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    shown = fairaudit("report", hired, "-g", "race", "--preset", "us-adverse-impact").out
    assert max(map(len, shown.splitlines())) <= int(width)
    assert "Ratios are taken against White" in " ".join(shown.split())


def test_scoring_rates_with_ties_at_the_median(fairaudit: Command, tmp_path: Path) -> None:
    """Ten scores, 1 2 3 3 3 | 3 7 8 9 9: the median is 3, so four are above it.

    Of a (1 3 7 9) two, of b (2 3 3 3) none, of those without a group (8 9) both: the median is that of everybody.
    """
    lines = [*(f"a,{score}" for score in (1, 3, 7, 9)), *(f"b,{score}" for score in (2, 3, 3, 3)), ",8", ",9"]
    rows = [f"{line},{place % 2}" for place, line in enumerate(lines)]
    (tmp_path / "scored.csv").write_text("\n".join(["g,score,label", *rows]))
    part = preset(fairaudit("report", "scored.csv", "-g", "g", "--preset", "nyc-ll144", "--format", "json"))
    (table,) = part["tables"]
    assert (part["median"], table["rate"], table["unknown"]) == (3, "scoring_rate", 2)
    assert [(row["selected"], row["n"], row["impact_ratio"]) for row in table["rows"]] == [(2, 4, 1), (0, 4, 0)]


def test_a_decision_beside_the_score_is_what_counts(fairaudit: Command, decisions: Path) -> None:
    part = preset(fairaudit("report", decisions, "-g", "sex", "--preset", "nyc-ll144", "--format", "json"))
    assert (part["median"], part["tables"][0]["rate"]) == (None, "selection_rate")
    arguments = ("report", decisions, "-g", "sex", "--preset", "nyc-ll144", "--threshold", "0.5", "--format", "json")
    assert preset(fairaudit(*arguments))["median"] is None


def test_only_shares_above_the_median_can_be_told_of_a_score_alone(fairaudit: Command, tmp_path: Path) -> None:
    (tmp_path / "scored.csv").write_text("g,score,label\na,1,0\nb,2,1\n")
    report = json.loads(fairaudit("report", "scored.csv", "-g", "g", "--preset", "nyc-ll144", "--format", "json").out)
    assert "selection_rate" in report["definitions"]
    assert "accuracy" not in report["definitions"]
    assert any("a score above 1.5, the median of all scores" in each for each in report["assumptions"])
    refused = ("-m", "accuracy"), ("--preset", "four-fifths")
    for more in refused:
        ended = fairaudit("report", "scored.csv", "-g", "g", "--preset", "nyc-ll144", *more)
        assert "is about decisions, and there is only a score" in ended.message
    assert "`selection_rate` is about decisions" in fairaudit("report", "scored.csv", "-g", "g", "-m", "sr").message


def test_a_preset_about_decisions_is_refused_for_speech(fairaudit: Command, tmp_path: Path) -> None:
    (tmp_path / "speech.csv").write_text("g,reference,hypothesis\na,one two,one\nb,three,three\n")
    message = fairaudit("report", "speech.csv", "-g", "g", "--preset", "four-fifths").message
    assert "is about decisions, and this audit is about speech" in message


def test_numbers_of_ones_own(fairaudit: Command, hired: str, tmp_path: Path) -> None:
    """On the command line and in the file; the command line adds to the file, and wins for the same preset."""
    arguments = ("check", hired, "-g", "race", "--format", "json")
    report = json.loads(fairaudit(*arguments, "--preset", f"{FLOOR}:floor=0.25").out)
    assert [each["limit"] for each in report["verdicts"]] == [0.25]
    settings = tmp_path / "fairaudit.toml"
    settings.write_text(f'[report]\npresets = ["four-fifths", "{FLOOR}:floor=0.5"]\n')
    report = json.loads(fairaudit(*arguments).out)
    assert [each["limit"] for each in report["verdicts"]] == [0.8, 0.5]
    report = json.loads(fairaudit(*arguments, "--preset", f"{FLOOR}:floor=0.6").out)
    assert [each["limit"] for each in report["verdicts"]] == [0.8, 0.6]
    assert [each["value"] for each in report["presets"][1]["parameters"]] == [0.6, 0.16]


def test_a_wrong_preset_is_answered_with_its_place(fairaudit: Command, hired: str, tmp_path: Path) -> None:
    assert "Did you mean `floor`" in fairaudit("report", hired, "-g", "race", "--preset", f"{FLOOR}:flor=1").message
    (tmp_path / "fairaudit.toml").write_text('[report]\npresets = ["four-fifth"]\n')
    message = fairaudit("report", hired, "-g", "race").message
    assert message.startswith("fairaudit.toml:2:")
    assert "Did you mean `four-fifths`" in message


def test_weights_do_not_enter_and_the_report_says_so(fairaudit: Command, tmp_path: Path) -> None:
    people(GROUPS).assign(w=lambda frame: 1 + (frame["race"] == "Black")).to_csv(tmp_path / "w.csv", index=False)
    arguments = ("w.csv", "-g", "race", "--preset", "four-fifths", "--format", "json", "--weight", "w")
    part = preset(fairaudit("report", *arguments))
    assert [row["n"] for row in part["tables"][0]["rows"]] == [400, 800, 10, 40]
    assert any("weights do not enter" in note for note in part["notes"])


def test_hidden_groups_have_no_number_in_any_format(fairaudit: Command, hired: str, tmp_path: Path) -> None:
    """`few` (10) and those without a label (40) are hidden: no format shows a number of either."""
    outputs = [part for name in ("r.html", "r.md", "r.csv", "r.json") for part in ("-o", name)]
    fairaudit("report", hired, "-g", "race", "--preset", "four-fifths", "--suppress-below", "45", *outputs)
    (table,) = json.loads((tmp_path / "r.json").read_text())["presets"][0]["tables"]
    assert table["unknown"] is None
    for row in table["rows"]:
        if row["group"]["race"] in {"few", None}:
            assert {value for name, value in row.items() if name not in {"group", "left_out"}} == {None}
    rows = preset_lines(tmp_path / "r.csv")
    assert {row["value"] for row in rows if row["group.race"] in {"few", "(no label)"}} == {""}


def test_hostile_names_are_shown_and_not_obeyed(fairaudit: Command, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\x1b[31m|x"
    people({evil: (30, 60), "b": (50, 60)}).to_csv(tmp_path / "evil.csv", index=False)
    outputs = ("-o", "r.html", "-o", "r.md")
    shown = fairaudit("report", "evil.csv", "-g", "race", "--preset", "four-fifths", *outputs).out
    assert "\x1b" not in shown
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page[page.index("Preset four-fifths") :]
    assert "<script>" not in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_decisions_without_a_label_tell_rates_and_nothing_else(fairaudit: Command, tmp_path: Path) -> None:
    """A published table as data, two lines a group: 412 of 797 and 170 of 390; 51.7 %, 43.6 %, a ratio of 0.843."""
    lines = ["White,1,412", "White,0,385", "Black,1,170", "Black,0,220"]
    (tmp_path / "table.csv").write_text("\n".join(["race,hired,people", *lines]))
    arguments = ("table.csv", "-g", "race", "--prediction", "hired", "--count", "people")
    report = json.loads(fairaudit("report", *arguments, "--preset", "nyc-ll144", "--format", "json").out)
    assert report["overall"]["counts"] == {"selected": 582, "not_selected": 605}
    assert "selection_rate" in report["definitions"]
    assert "accuracy" not in report["definitions"]
    assert [each["code"] for each in report["warnings"]] == ["preset"]
    rows = {row["group"]["race"]: row for row in report["presets"][0]["tables"][0]["rows"]}
    assert rows["Black"]["impact_ratio"] == pytest.approx((170 / 390) / (412 / 797))
    assert fairaudit("check", *arguments, "--preset", "four-fifths", "-q").code == 0
    judged = ("check", *arguments, "--preset", "four-fifths", "--require", "accuracy overall >= 0.8")
    assert "compares with a label, and no column is the label" in fairaudit(*judged).message


def test_decisions_that_are_named_need_neither_label_nor_preset(fairaudit: Command, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("race,y_pred,people\nWhite,1,412\nWhite,0,385\nBlack,1,170\nBlack,0,220\n")
    arguments = ("report", "table.csv", "-g", "race", "--count", "people", "--format", "json")
    told = json.loads(fairaudit(*arguments, "--prediction", "y_pred").out)
    assert {each["group"]["race"]: each["metrics"]["selection_rate"]["value"] for each in told["groups"]} == {
        "White": 412 / 797,
        "Black": 170 / 390,
    }
    assert list(told["definitions"]) == ["selection_rate"]
    assert (
        "no column is the label: of right and wrong nothing can be told, only who was selected" in told["assumptions"]
    )
    assert "No column is the label" in fairaudit(*arguments).message  # recognised, not named: a label may be missed
    assert "compares with a label" in fairaudit(*arguments, "--prediction", "y_pred", "-m", "accuracy").message


@pytest.mark.parametrize(
    ("values", "more", "says"),
    [
        (("hired", "rejected"), (), "Say so: --positive hired"),
        (("a", "b", "c"), (), "A decision has two values, but `y_pred` holds 3"),
    ],
)
def test_decisions_without_a_label_that_cannot_be_read(
    fairaudit: Command, tmp_path: Path, values: tuple[str, ...], more: tuple[str, ...], says: str
) -> None:
    (tmp_path / "words.csv").write_text("\n".join(["g,y_pred", *(f"x,{value}" for value in values)]))
    arguments = ("report", "words.csv", "-g", "g", "--preset", "four-fifths")
    assert says in fairaudit(*arguments, *more).message
    if len(values) == 2:
        assert fairaudit(*arguments, "--positive", "hired").code == 0


def test_a_score_without_a_label_tells_scoring_rates(fairaudit: Command, tmp_path: Path) -> None:
    """Scores 1 2 | 3 4: the median is 2.5; both of b are above it, and none of a."""
    (tmp_path / "scored.csv").write_text("g,score\na,1\na,2\nb,3\nb,4\n")
    part = preset(fairaudit("report", "scored.csv", "-g", "g", "--preset", "nyc-ll144", "--format", "json"))
    assert part["median"] == 2.5
    assert [(row["selected"], row["impact_ratio"]) for row in part["tables"][0]["rows"]] == [(0, 0), (2, 1)]


@pytest.mark.parametrize(("chosen", "code"), [((5, 5), "everyone_selected"), ((0, 0), "nobody_selected")])
def test_a_tool_that_tells_nobody_apart_is_named_without_a_label_too(
    fairaudit: Command, tmp_path: Path, chosen: tuple[int, int], code: str
) -> None:
    rows = [f"{name},{int(count > 0)}" for name, count in zip("ab", chosen, strict=True) for _ in range(5)]
    (tmp_path / "same.csv").write_text("\n".join(["g,y_pred", *rows]))
    report = json.loads(fairaudit("report", "same.csv", "-g", "g", "--preset", "four-fifths", "--format", "json").out)
    assert code in [each["code"] for each in report["warnings"]]
