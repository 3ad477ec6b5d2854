"""`fairaudit check --baseline` as a user meets it: who is judged, what is refused, and when a baseline is replaced."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

RULE = "true_positive_rate by g no worse than baseline by 0.05"


@pytest.fixture
def write(tmp_path: Path):
    """Write rows of groups with these rates, half of whose labels are positive; `rows` a group, or each its own."""

    def people(name: str, rows: int | dict[str, int] = 4000, **rates: float) -> str:
        frames = []
        for group, rate in rates.items():
            place = np.arange(rows[group] if isinstance(rows, dict) else rows)
            selected = (place < rate * len(place)).astype(int)
            frames.append(pd.DataFrame({"g": group, "y_true": place % 2, "y_pred": selected}))
        pd.concat(frames).to_csv(tmp_path / name, index=False)
        return name

    return people


@pytest.fixture
def judge(fairaudit):
    """Hold data against a report of other data, and return how it ended with its only verdict."""

    def held(old: str, new: str, *arguments: str, rule: str = RULE):
        assert fairaudit("report", old, "-g", "g", "-o", "old.json", "-q").code == 0
        more = () if "--config" in arguments else ("-g", "g", "--require", rule)
        ended = fairaudit("check", new, "--baseline", "old.json", "--format", "json", *more, *arguments)
        verdicts = json.loads(ended.out)["verdicts"] if ended.out else []
        return ended, verdicts[0] if verdicts else None

    return held


def test_a_group_that_left_the_data_fails_by_name(write, judge):
    ended, verdict = judge(write("old.csv", a=0.5, b=0.5, c=0.5), write("new.csv", a=0.5))
    assert (ended.code, verdict["verdict"], verdict["group"]) == (1, "fail", {"g": "b"})
    assert (
        verdict["why"]
        == "The group b is missing: a group of the baseline is no longer in the data, and that fails the rule."
    )
    assert verdict["left_out"] == [{"group": {"g": "c"}, "why": "no longer in the data"}]


def test_new_and_small_groups_are_left_out_by_name_and_the_others_are_judged(write, judge):
    old = write("old.csv", {"a": 4000, "s": 20}, a=0.5, s=0.5)
    ended, verdict = judge(old, write("new.csv", {"a": 4000, "s": 20, "n": 4000}, a=0.5, s=0.5, n=0.1))
    assert (ended.code, verdict["verdict"], verdict["group"]) == (0, "pass", {"g": "a"})
    assert verdict["left_out"] == [
        {"group": {"g": "n"}, "why": "not in the baseline, so other rules judge it"},
        {"group": {"g": "s"}, "why": "fewer than 30 rows (20)"},
    ]


def test_a_waiver_for_one_group_does_not_cover_another(tmp_path, write, judge):
    policy = f'[data]\ngroups = ["g"]\n[[rules]]\nid = "r"\nrequire = "{RULE}"\n'
    waiver = '[[waivers]]\nrule = "r"\nuntil = 2100-01-01\nreason = "new data"\nowner = "we"\ngroup = { g = "b" }\n'
    (tmp_path / "p.toml").write_text(policy + waiver)
    old = write("old.csv", a=0.5, b=0.5, c=0.5)
    ended, verdict = judge(old, write("new.csv", a=0.5, b=0.1, c=0.5), "--config", "p.toml")
    assert (ended.code, verdict["verdict"]) == (0, "waived")
    ended, verdict = judge(old, write("new.csv", a=0.5, b=0.1, c=0.2), "--config", "p.toml")
    assert (ended.code, verdict["verdict"]) == (1, "fail")
    ended, verdict = judge(old, write("new.csv", a=0.5, c=0.5), "--config", "p.toml")
    assert (ended.code, verdict["verdict"]) == (0, "waived")


def test_what_is_undecided_says_how_much_new_data_would_settle_it(write, judge):
    rates = {"a": 0.5, "b": 0.5}
    rule = RULE.replace("0.05", "0.04")
    _, verdict = judge(write("old.csv", 4000, **rates), write("new.csv", 1000, **rates), rule=rule)
    # Half-widths of a and b: Wilson at 2000 labels .0219, Clopper-Pearson at 500 about .0377; the margin is .04. With
    # z80/z = .512, x solves sqrt(.0219² + x²) + .512x = .04, so that x = .0201 and the factor (.0377/.0201)² = 3.5.
    assert verdict["verdict"] == "inconclusive"
    assert verdict["needed"]["if_equal"] == pytest.approx(3.5, abs=0.1)
    assert (
        "it would take about 3.5 times as many new rows (a 1,000 → 3,600), if nothing truly changed" in verdict["why"]
    )
    _, verdict = judge(write("old.csv", 200, **rates), write("new.csv", 4000, **rates))
    assert "new data alone cannot settle it, because the baseline's own interval is too wide" in verdict["why"]


def test_a_baseline_that_measures_something_else_is_refused(write, judge, fairaudit, tmp_path):
    old, new = write("old.csv", a=0.5, b=0.5), write("new.csv", a=0.5, b=0.5)
    cases = {
        ("--positive", "0"): "of another positive value: 1, not 0",
        ("--require", "true_positive_rate.difference by g no worse than baseline by 0.1", "--against", "g=a"): (
            "of another reference group of `g`: none, not a"
        ),
    }
    for arguments, words in cases.items():
        assert words in judge(old, new, *arguments)[0].message
    frame = pd.read_csv(tmp_path / new).assign(h="x")
    frame.to_csv(tmp_path / "more.csv", index=False)
    rule = "true_positive_rate by h no worse than baseline by 0.1"
    ended = fairaudit("check", "more.csv", "-g", "h", "--baseline", "old.json", "--require", rule)
    assert "does not hold groups by h" in ended.message


def test_options_about_baselines_that_would_do_nothing_are_refused(write, fairaudit):
    data = write("old.csv", a=0.5, b=0.5)
    fairaudit("report", data, "-g", "g", "-o", "old.json", "-q")
    floor = ("-g", "g", "--require", "accuracy overall >= 0.1")
    assert "No rule reads the baseline" in fairaudit("check", data, *floor, "--baseline", "old.json").message
    assert "--update-baseline needs" in fairaudit("check", data, *floor, "--update-baseline").message
    (Path("old.json")).rename("old.txt")
    refused = fairaudit("check", data, "-g", "g", "--require", RULE, "--baseline", "old.txt", "--update-baseline")
    assert "Call it *.json" in refused.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("nope", "Expecting value"),
        ("[]", "it has no `schema_version`"),
        ('{"schema_version": 99}', "schema version 99"),
    ],
)
def test_a_baseline_that_is_no_report_is_named(write, fairaudit, tmp_path, content, words):
    (tmp_path / "b.json").write_text(content)
    ended = fairaudit("check", write("d.csv", a=0.5), "-g", "g", "--require", RULE, "--baseline", "b.json")
    assert ended.message.startswith("b.json ")
    assert words in ended.message


@pytest.mark.parametrize(
    ("rates", "arguments", "said"),
    [
        ({"a": 0.6, "b": 0.5, "c": 0.5}, (), "The baseline old.json is now this report."),
        ({"a": 0.49, "b": 0.6, "c": 0.6}, (), "stays: a value is a little worse than in it"),
        ({"a": 0.1, "b": 0.5, "c": 0.5}, (), "stays: not every rule passed"),
        ({"a": 0.5, "b": 0.5}, ("--require", "accuracy overall >= 0.1"), "stays: not every rule passed"),
        ({"a": 0.5, "b": 0.5, "c": 0.5}, ("-m", "accuracy"), "stays: it holds `balanced_accuracy`"),
    ],
    ids=["better", "a little worse", "worse", "a group is gone", "a metric is gone"],
)
def test_a_baseline_never_loosens(write, judge, tmp_path, rates, arguments, said):
    old, new = write("old.csv", a=0.5, b=0.5, c=0.5), write("new.csv", **rates)
    ended, _ = judge(old, new, "--update-baseline", *arguments)
    assert said in ended.err
    rows = json.loads((tmp_path / "old.json").read_text())["data"]["sources"][0]["path"]
    assert rows == ("new.csv" if "is now" in said else "old.csv")


def test_a_group_of_no_rule_that_is_gone_keeps_the_baseline(write, judge):
    old, new = write("old.csv", a=0.5, b=0.5), write("new.csv", a=0.5)
    rule = "true_positive_rate overall no worse than baseline by 0.05"
    assert "stays: it holds the group g=b" in judge(old, new, "--update-baseline", rule=rule)[0].err
