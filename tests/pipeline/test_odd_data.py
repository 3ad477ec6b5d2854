"""Odd but usable data: read, counted and warned about, never in silence."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import scipy.stats

import fairaudit
from fairaudit import words as wording
from fairaudit.catalogue.warnings import WARNINGS
from fairaudit.cli.run import run
from fairaudit.errors import FairauditError

ROWS = 400


def table(**columns) -> pd.DataFrame:
    generator = np.random.default_rng(5)
    plain = {
        "g": generator.choice(["a", "b"], ROWS),
        "y_true": generator.integers(0, 2, ROWS),
        "y_pred": generator.integers(0, 2, ROWS),
    }
    return pd.DataFrame(plain | columns)


def speech(**columns) -> pd.DataFrame:
    plain = {"g": ["a", "b"] * 40, "reference": ["one two three"] * 80, "hypothesis": ["one two", "one three"] * 40}
    return pd.DataFrame(plain | columns)


def some_missing(values: list) -> list:
    return [None] * 3 + values[3:]


ODD = {
    "rows_rejected": (table(y_true=some_missing([0, 1] * 200)), {}, "3 rows were not counted, of 400"),
    "numbers_missing": (
        table(x=some_missing([1.0] * ROWS)),
        {"metrics": ["m = sum(x) / rows"]},
        "3 rows were left out",
    ),
    "missing_group_label": (table(g=some_missing(["a", "b"] * 200)), {}, "3 rows have no `g`"),
    "missing_cluster": (table(speaker=some_missing([f"s{i % 20}" for i in range(ROWS)])), {}, "`speaker`"),
    "missing_score": (table(score=some_missing([0.1, 0.2] * 200)), {}, "3 scores"),
    "score_out_of_range": (table(score=[0.5, 7.0] * 200), {}, "from 0.5 to 7"),
    "constant_score": (table(score=[0.5] * ROWS), {}, "0.5"),
    "labels_look_alike": (table(g=["A", "a ", "é", "e\u0301"] * 100), {}, "look alike"),
    "groups_overlap": (table(g=["a;b", "b"] * 200), {"identities": ["g"]}, "200 are in more than one and 0 in none"),
    "one_group": (table(g="a"), {}, "one group only"),
    "one_class": (table(y_true=1), {}, "Every label is positive"),
    "worse_than_constant_guess": (
        table(y_true=[1] * 162 + [0] * 238, y_pred=[1] * 81 + [0] * 81 + [1] * 117 + [0] * 121),
        {},
        "right for 50.5% of the rows; always predicting negative would be right for 59.5%: worse by 9.0 ",
    ),
    "prediction_unused": (table(score=[0.2, 0.8] * 200), {"threshold": 0.5}, "Column `y_pred` is not used"),
    "score_unused": (
        table(p=[0.2, 0.8] * 200).drop(columns="y_true"),
        {"score": "p", "presets": ["four-fifths"]},
        "the decisions are column `y_pred`",
    ),
    "everyone_selected": (table(y_pred=1), {}, "decides nothing"),
    "nobody_selected": (table(y_pred=0), {}, "decides nothing"),
    "zero_weight": (table(w=[1.0] * 200 + [0.0] * 200, g=["a"] * 200 + ["b"] * 200), {"weight": "w"}, "zero"),
    "small_groups": (table(g=["a"] * 390 + ["b"] * 10), {}, "1 of 2 groups"),
    "undefined_metrics": (table(y_true=[1] * 200 + [0] * 200, g=["a"] * 200 + ["b"] * 200), {}, "true_positive_rate"),
    "suppressed_groups": (table(g=["a"] * 390 + ["b"] * 10), {"suppress_below": 20}, "hidden"),
    "no_clusters": (speech(), {}, "too narrow"),
    "empty_references": (speech(reference=["", "one two three"] * 40), {}, "40 references hold no words"),
}


@pytest.mark.parametrize("code", ODD)
def test_warns_about(code):
    data, settings, words = ODD[code]
    report = fairaudit.audit(data, groups=["g"], **settings).to_dict()
    messages = [warning["message"] for warning in report["warnings"] if warning["code"] == code]
    assert messages
    assert words in messages[0]
    assert report["data"]["rows_read"] == report["data"]["rows_counted"] + report["data"]["rows_rejected"] == len(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (speech(reference=["", *["one two three"] * 79]), "1 reference holds no words"),
        (table(g=[None, *["a", "b"] * 199, "a"]), "1 row has no `g`. It is a group of its own."),
        (table(score=[None, *[0.1, 0.2] * 199, 0.3]), "1 score is missing"),
    ],
)
def test_speaks_of_one_as_of_one(data, words):
    warnings = fairaudit.audit(data, groups=["g"]).to_dict()["warnings"]
    assert words in " ".join(warning["message"] for warning in warnings)


def test_warns_about_more_than_a_thousand_groups():
    labels = [f"g{number}" for number in range(1_001)]
    data = pd.DataFrame({"g": labels, "y_true": 1, "y_pred": 1})
    report = fairaudit.audit(data, groups=["g"], positive="1").to_dict()
    assert "many_groups" in {warning["code"] for warning in report["warnings"]}


@pytest.mark.parametrize("mirrored", [False, True], ids=["positive is rare", "negative is rare"])
@pytest.mark.parametrize("right", [20, 28, 29, 30, 36, 39, 40, 41, 60])
def test_a_constant_guess_is_better_only_where_the_evidence_bears_it_out(right, mirrored):
    # Of 80 rows with the rarer label given to them `right` are right: the model beats the guess if more than half are.
    given, labels = [1] * 80 + [0] * 320, [1] * right + [0] * (80 - right) + [1] * 60 + [0] * 260
    swap = (lambda values: [1 - value for value in values]) if mirrored else list
    report = fairaudit.audit(table(y_true=swap(labels), y_pred=swap(given)), groups=["g"], positive="1").to_dict()
    upper = scipy.stats.binomtest(right, 80).proportion_ci(0.95, method="exact").high
    said = {warning["code"] for warning in report["warnings"]}
    assert ("worse_than_constant_guess" in said) == (upper < 0.5)


def test_every_warning_code_is_tried_somewhere():
    # NIST's alignment exceeds the minimum only for rare pairs: tests/speech compares it with sclite itself.
    # Those of a policy are tried in tests/cli/test_check*.py and test_configfile_faults.py, those of few carriers in
    # test_few_carry_errors.py, those of classes in test_multiclass.py, those of numbers in test_regression.py, ties in
    # test_operating_points.py, and bins in tests/peers/test_scores.py.
    elsewhere = {
        "binned_numbers",
        "one_label",
        "one_prediction",
        "ties_at_the_top",
        "zero_labels",
        "many_groups",
        "classes_look_alike",
        "class_never_predicted",
        "class_never_label",
        "class_missing_in_group",
        "one_class_predicted",
        "missing_probability",
        "probabilities_do_not_sum",
        "edit_split_differs",
        "few_carry_errors",
        "size_tied_to_rate",
        "label_in_few_clusters",
        "waiver_unused",
        "waiver_expired",
        "waiver_ends_soon",
        "groups_are_numbers",
        "baseline_of_other_data",
        "rule_always_kept",
        "performance_unguarded",
        "preset",
        "nothing_judged",
        "sites_reverse_gap",
    }
    assert set(ODD) | elsewhere == set(WARNINGS)


@pytest.mark.parametrize(("years", "told"), [(60, True), (12, False)])
def test_groups_that_are_numbers_can_be_put_together(years, told):
    """Sixty ages of ten rows each are cut at the 16th, the 31st and the 46th: a quarter of the rows lies below each."""
    ages = [18 + each for each in range(years) for _ in range(10)]
    rows = np.arange(len(ages))
    data = pd.DataFrame({"g": ages, "y_true": rows % 2, "y_pred": rows // 2 % 2})
    report = fairaudit.audit(data, groups=["g"]).to_dict()
    said = [each["message"] for each in report["warnings"] if each["code"] == "groups_are_numbers"]
    whole = "The 60 values of `g` are numbers. To put them into groups of about as many rows each: --bin g=33,48,63."
    assert said == ([whole] if told else [])
    if told:
        binned = fairaudit.audit(data, bins={"g": [33, 48, 63]}).to_dict()
        assert [entry["n"] for entry in binned["groups"]] == [150] * 4


def test_plain_data_give_no_warning():
    assert fairaudit.audit(table(), groups=["g"]).to_dict()["warnings"] == []


def test_a_suppressed_group_shows_no_number_and_takes_the_next_smallest_with_it():
    data = table(g=["a"] * 300 + ["b"] * 90 + ["c"] * 10)
    report = fairaudit.audit(data, groups=["g"], suppress_below=20).to_dict()
    hidden = {entry["group"]["g"]: entry for entry in report["groups"] if entry["suppressed"]}
    assert set(hidden) == {"b", "c"}
    for entry in hidden.values():
        assert (entry["n"], entry["share"], entry["counts"], entry["metrics"]) == (None, None, None, {})


def test_text_that_looks_missing_is_a_label_and_leading_zeros_stay(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("g,y_true,y_pred\n" + "01,1,0\nNA,0,1\nnone,1,1\n,0,0\n1,1,1\n")
    report = fairaudit.audit(path, groups=["g"]).to_dict()
    assert [entry["group"]["g"] for entry in report["groups"]] == ["01", "1", "NA", "none", None]


def test_types_of_group_columns_become_their_shortest_text():
    data = pd.DataFrame(
        {
            "flag": [True, False] * 10,
            "level": [1.0, 2.5] * 10,
            "day": pd.to_datetime(["2026-01-02", "2026-03-04"] * 10).date,
            "whole": [7, 8] * 10,
            "y_true": [1, 0] * 10,
            "y_pred": [True, False] * 10,
        }
    )
    report = fairaudit.audit(data, groups=["flag", "level", "day", "whole"]).to_dict()
    values = {name: [entry["group"][name] for entry in report["groups"] if entry["by"] == [name]] for name in data}
    assert values["flag"] == ["false", "true"]
    assert values["level"] == ["1", "2.5"]
    assert values["day"] == ["2026-01-02", "2026-03-04"]
    assert values["whole"] == ["7", "8"]
    assert report["overall"]["metrics"]["accuracy"]["value"] == 1


def test_bins_are_named_and_ordered_by_their_edges():
    data = table(age=[10, 18, 29, 30, 65, None, 64, 17] * 50)
    report = fairaudit.audit(data, groups=["age"], bins={"age": [18, 30, 65]}).to_dict()
    counted = {entry["group"]["age"]: entry["n"] for entry in report["groups"]}
    assert counted == {"<18": 100, "18 to <30": 100, "30 to <65": 100, ">=65": 50, None: 50}
    assert list(counted) == ["<18", "18 to <30", "30 to <65", ">=65", None]


def test_a_column_that_really_has_the_name_of_an_intersection_wins():
    data = table(**{"a:b": ["x", "y"] * 200, "a": "one", "b": "two"})
    report = fairaudit.audit(data, groups=["a:b"]).to_dict()
    assert report["attributes"] == ["a:b"]
    assert {entry["group"]["a:b"] for entry in report["groups"]} == {"x", "y"}


def test_levels_come_attributes_first_and_each_once():
    data = table(h=["x", "y"] * 200)
    report = fairaudit.audit(data, groups=["g:h", "g", "h", "h:g"], intersections="all").to_dict()
    levels = list(dict.fromkeys(tuple(entry["by"]) for entry in report["groups"]))
    assert levels == [("g",), ("h",), ("g", "h")]


def test_rows_of_weight_zero_are_rows_but_no_evidence():
    data = pd.DataFrame(
        {
            "g": ["a"] * 40 + ["b"] * 34,
            "y_true": [1] * 40 + [1] * 29 + [0] * 5,
            "y_pred": [1, 0] * 37,
            "w": [2.0] * 40 + [2.0] * 29 + [0.0] * 5,
        }
    )
    report = fairaudit.audit(data, groups=["g"], weight="w", metrics=["accuracy", "tnr"]).to_dict()
    large, small = report["groups"]
    assert (large["small"], small["small"]) == (False, True)
    assert small["small_because"] == "fewer than 30 rows with a weight above 0 (29)"
    assert (small["n"], sum(small["counts"].values()), small["weight"]) == (34, 34, 58.0)
    assert small["metrics"]["accuracy"]["n"] == 29
    assert report["overall"]["metrics"]["accuracy"]["n"] == 69
    assert small["metrics"]["true_negative_rate"]["n"] == 0
    assert small["metrics"]["true_negative_rate"]["undefined"] == "the group has zero total weight"
    assert report["disparities"][0]["undefined"] == "fewer than two groups have enough data"


def test_speakers_whose_rows_weigh_nothing_are_no_evidence():
    data = speech(speaker=[f"s{row % 12 if row % 2 else row % 10}" for row in range(80)])
    data["w"] = [0.0 if speaker in {"s0", "s2"} else 1.0 for speaker in data["speaker"]]
    report = fairaudit.audit(data, groups=["g"], weight="w", min_group_size=10).to_dict()
    first, second = report["groups"]
    assert (first["clusters"], first["small_because"]) == (5, "fewer than 5 speakers with a weight above 0 (3)")
    assert (second["clusters"], second["small_because"]) == (6, None)
    # Speakers s4, s6 and s8 have 8 utterances of 3 words each.
    assert first["metrics"]["word_error_rate"]["n"] == 72


def test_the_head_says_how_many_rows_counts_stand_for():
    data = pd.DataFrame({"g": ["a", "b"] * 50, "y_true": 1, "y_pred": [1, 1, 0, 1] * 25, "c": [3, 1] * 50})
    report = fairaudit.audit(data, groups="g", count="c").to_dict()
    assert dict(wording.facts(report))["Rows"] == "100 rows counted, standing for 200 rows, none rejected"
    assert report["overall"]["n"] == 200


@pytest.fixture
def accents(tmp_path):
    """Make 80 rows of `a`, 60 without an accent, and 40 whose accent is the text `missing()`."""
    rows = ["a,1,1", "a,0,0"] * 40 + [",1,1", ",0,1"] * 30 + ["missing(),1,0", "missing(),0,0"] * 20
    path = tmp_path / "accents.csv"
    path.write_text("accent,y_true,y_pred\n" + "\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize(("wanted", "rows"), [("missing()", 60), ('"missing()"', 40), ("`missing()`", 40), (None, 60)])
def test_where_names_the_group_without_a_label(accents, wanted, rows):
    report = fairaudit.audit(accents, groups="accent", where={"accent": wanted}).to_dict()
    assert report["data"]["rows_counted"] == rows


@pytest.mark.parametrize(
    ("wanted", "group"), [("missing()", None), ('"missing()"', "missing()"), (None, None), ("a", "a")]
)
def test_against_names_the_group_without_a_label(accents, wanted, group):
    report = fairaudit.audit(accents, groups="accent", against={"accent": wanted}).to_dict()
    gap = next(each for each in report["disparities"] if each["metric"] == "selection_rate")
    assert gap["against"] == {"accent": group}


def test_the_command_line_and_the_settings_file_name_the_group_without_a_label(accents, tmp_path, monkeypatch):
    config = tmp_path / "fairaudit.toml"
    config.write_text('[data]\ngroups = ["accent"]\n[report]\nagainst = { accent = "missing()" }\n')
    monkeypatch.chdir(tmp_path)
    assert run(["report", accents.name, "-q", "-o", "one.json"]) == 0
    config.unlink()
    assert run(["report", "accents.csv", "-g", "accent", "--against", "accent=missing()", "-q", "-o", "two.json"]) == 0
    one, two = (json.loads((tmp_path / name).read_text()) for name in ("one.json", "two.json"))
    assert one["disparities"] == two["disparities"]
    assert run(["report", "accents.csv", "-g", "accent", "--where", "accent=missing()", "-q", "-o", "two.json"]) == 0
    assert json.loads((tmp_path / "two.json").read_text())["data"]["rows_counted"] == 60


@pytest.mark.parametrize(
    ("wanted", "highest", "lowest"), [("missing()", None, "a"), ("'\"missing()\"'", "a", "missing()")]
)
def test_a_rule_of_the_settings_file_names_the_group_without_a_label(accents, tmp_path, wanted, highest, lowest):
    """Selection rates by hand: 60 of 60 without an accent, 40 of 80 of `a`, 0 of 40 of `missing()`."""
    named = wanted if wanted.startswith("'") else f'"{wanted}"'
    config = tmp_path / "fairaudit.toml"
    config.write_text(
        '[data]\ngroups = ["accent"]\n[[rules]]\nrequire = "selection_rate.difference by accent <= 0.9"\n'
        f'only = ["a", {named}]\nagainst = {{ accent = {named} }}\n'
    )
    assert run(["check", str(accents), "--config", str(config), "-q", "-o", str(tmp_path / "one.json")]) == 0
    (verdict,) = json.loads((tmp_path / "one.json").read_text())["verdicts"]
    assert verdict["estimate"]["value"] == pytest.approx(0.5)
    assert (verdict["highest"], verdict["lowest"]) == ({"accent": highest}, {"accent": lowest})


@pytest.mark.parametrize("setting", ["where", "against"])
def test_a_label_that_no_row_has_is_refused_with_those_that_occur(accents, setting):
    with pytest.raises(FairauditError, match=rf"accent= \(`{setting}`\)\. Values of `accent`: .*missing\(\)"):
        fairaudit.audit(accents, groups="accent", **{setting: {"accent": ""}})
