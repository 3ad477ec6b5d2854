"""Laws of whole reports, over the whole catalogue and random data."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fairaudit

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
GROUPS = ["race", "sex", ("race", "sex")]
SWAPPED = {
    "true_positive_rate": "true_negative_rate",
    "false_positive_rate": "false_negative_rate",
    "positive_predictive_value": "negative_predictive_value",
    "false_discovery_rate": "false_omission_rate",
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced_accuracy",
    "matthews_correlation": "matthews_correlation",
}
some = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "race": st.sampled_from(["a", "b", "c", None]),
            "sex": st.sampled_from(["f", "m"]),
            "y_true": st.sampled_from([0, 1]),
            "y_pred": st.sampled_from([0, 1]),
            "voice": st.sampled_from(["s1", "s2", "s3", "s4", "s5"]),
            "w": st.sampled_from([0.0, 0.5, 1.0, 7.0]),
        }
    ),
    min_size=2,
    max_size=60,
).map(pd.DataFrame)
utterances = st.lists(
    st.fixed_dictionaries(
        {
            "race": st.sampled_from(["a", "b", None]),
            "sex": st.sampled_from(["f", "m"]),
            "voice": st.sampled_from(["s1", "s2", "s3", "s4"]),
            "reference": st.sampled_from(["", "one two", "the cat sat on the mat", "yes"]),
            "hypothesis": st.sampled_from(["", "one", "the cat sit on mat today", "yes yes yes yes"]),
            "w": st.sampled_from([0.5, 1.0, 7.0]),
        }
    ),
    min_size=2,
    max_size=30,
).map(pd.DataFrame)
ways = st.sampled_from([{}, {"weight": "w"}, {"cluster": "voice"}, {"weight": "w", "cluster": "voice"}])


def audit(frame: pd.DataFrame, **chosen) -> dict:
    defaults = {"groups": GROUPS, "min_group_size": 1, "min_clusters": 1}
    if "y_true" in frame:
        defaults["positive"] = "1"
    return fairaudit.audit(frame, **(defaults | chosen)).to_dict()


def estimates(report: dict) -> list[dict]:
    found = list(report["overall"]["metrics"].values())
    for entry in report["groups"]:
        found += entry["metrics"].values()
    return found + report["disparities"]


def by_group(report: dict) -> dict:
    return {tuple(entry["group"].items()): entry for entry in report["groups"]}


def positive_total(frame: pd.DataFrame, chosen: dict) -> bool:
    return "weight" not in chosen or frame.w.sum() > 0


@some
@given(st.one_of(rows, utterances), ways)
def test_every_report_keeps_its_promises(frame, chosen):
    report = audit(frame, **chosen)
    jsonschema.validate(report, SCHEMA)
    json.dumps(report, allow_nan=False)
    for estimate in estimates(report):
        assert (estimate["value"] is None) == (estimate["undefined"] is not None)
        assert (estimate["low"] is None) == (estimate["high"] is None)
        if estimate["low"] is not None:
            assert estimate["low"] <= estimate["value"] <= estimate["high"]
        elif estimate["value"] is not None:
            assert estimate["interval_undefined"]
    for by in (["race"], ["sex"], ["race", "sex"]):
        entries = [entry for entry in report["groups"] if entry["by"] == by]
        assert sum(entry["n"] for entry in entries) == report["overall"]["n"] == len(frame)
        assert len(entries) == len(frame[by].drop_duplicates())
        for field, total in report["overall"]["counts"].items():
            assert sum(entry["counts"][field] for entry in entries) == total


@some
@given(rows, ways)
def test_renaming_groups_renames_results_and_changes_nothing_else(frame, chosen):
    names = {"a": "zz", "b": "b", "c": "<c>"}
    plain, renamed = audit(frame, **chosen), audit(frame.assign(race=frame.race.map(names)), **chosen)
    new = by_group(renamed)
    for key, entry in by_group(plain).items():
        twin = new[tuple((name, names.get(value, value)) for name, value in key)]
        assert {**twin, "group": None} == {**entry, "group": None}
    for mine, theirs in zip(plain["disparities"], renamed["disparities"], strict=True):
        for fact in ("value", "low", "high", "chance", "undefined", "interval_undefined"):
            assert mine[fact] == pytest.approx(theirs[fact]), (mine["name"], fact)


@some
@given(rows, st.integers(2, 4))
def test_repeating_every_row_keeps_values_and_never_widens_an_interval(frame, times):
    once, often = audit(frame), audit(pd.concat([frame] * times, ignore_index=True))
    for entry, twin in zip(once["groups"], often["groups"], strict=True):
        for name, estimate in entry["metrics"].items():
            more = twin["metrics"][name]
            assert more["value"] == pytest.approx(estimate["value"])
            if estimate["low"] is not None:
                assert more["high"] - more["low"] <= estimate["high"] - estimate["low"] + 1e-12, name


@some
@given(rows)
def test_swapping_the_positive_label_swaps_the_rates(frame):
    ones, zeros = audit(frame, positive="1"), audit(frame, positive="0")
    for entry, twin in zip(ones["groups"], zeros["groups"], strict=True):
        for name, other in SWAPPED.items():
            mine, theirs = entry["metrics"][name], twin["metrics"][other]
            for fact in ("value", "low", "high"):
                assert mine[fact] == pytest.approx(theirs[fact]), name


@some
@given(rows)
def test_a_count_column_audits_exactly_like_its_rows(frame):
    kept = ["race", "sex", "y_true", "y_pred"]
    counted = frame.groupby(kept, dropna=False).size().reset_index(name="rows")
    report, plain = audit(counted, count="rows"), audit(frame)
    for part in ("overall", "groups", "disparities"):
        assert report[part] == plain[part]


@some
@given(rows)
def test_weights_of_one_change_no_value(frame):
    weighted, plain = audit(frame.assign(w=1.0), weight="w"), audit(frame)
    for mine, theirs in zip(estimates(weighted), estimates(plain), strict=True):
        assert mine["value"] == pytest.approx(theirs["value"])
        assert mine["n"] == theirs["n"]


@some
@given(frame=rows, seed=st.integers(0, 5))
def test_the_order_of_rows_does_not_matter(frame, seed):
    plain, shuffled = audit(frame), audit(frame.sample(frac=1, random_state=seed))
    for part in ("overall", "groups", "disparities", "advice"):
        assert plain[part] == shuffled[part]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frame=rows)
def test_csv_parquet_and_json_lines_of_one_table_give_one_report(frame, tmp_path):
    paths = [tmp_path / name for name in ("data.csv", "data.parquet", "data.jsonl")]
    frame.to_csv(paths[0], index=False)
    frame.to_parquet(paths[1])
    frame.to_json(paths[2], orient="records", lines=True)
    chosen = {"groups": GROUPS, "positive": "1", "min_group_size": 1}
    first, *others = [fairaudit.audit(path, **chosen).to_dict() for path in paths]
    for other in others:
        for part in ("overall", "groups", "disparities", "warnings", "advice"):
            assert other[part] == first[part]
