"""Which groups are too small to compare."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import fairaudit


def clustered() -> pd.DataFrame:
    """Return two groups of six clusters; in group a nearly all rows with a positive label come from one cluster."""
    generator = np.random.default_rng(3)
    frame = pd.DataFrame({"g": ["a", "b"] * 600, "k": [f"k{row % 2}-{row // 200}" for row in range(1200)]})
    positive = (frame.g == "b") | (frame.k == "k0-0")
    return frame.assign(y=positive.astype(int), p=generator.integers(0, 2, 1200))


def test_small_does_not_depend_on_the_order_of_metrics():
    chosen = {"groups": ["g"], "cluster": "k", "label": "y", "prediction": "p"}
    one, other = (
        fairaudit.audit(clustered(), metrics=metrics, **chosen).to_dict()
        for metrics in (["accuracy", "true_positive_rate"], ["true_positive_rate", "accuracy"])
    )
    assert (
        [entry["small"] for entry in one["groups"]] == [entry["small"] for entry in other["groups"]] == [False, False]
    )
    by_name = {entry["name"]: entry for entry in other["disparities"]}
    assert one["disparities"][0] == by_name["accuracy.difference"]


def test_a_metric_that_rests_on_one_cluster_is_left_out_of_its_own_comparison_only():
    report = fairaudit.audit(clustered(), groups=["g"], cluster="k", label="y", prediction="p").to_dict()
    left_out = {entry["name"]: [each["why"] for each in entry["left_out"]] for entry in report["disparities"]}
    assert left_out["accuracy.difference"] == []
    assert left_out["equal_opportunity_difference"] == ["one cluster dominates (effectively 1.0 clusters)"]


def test_the_reason_for_too_small_a_denominator_names_the_metric():
    data = pd.DataFrame({"g": ["a", "b"] * 60, "y_true": [1, 0, 0, 1] * 30, "y_pred": [0, 1] * 60})
    data.loc[data.g == "a", "y_true"] = [1] * 9 + [0] * 51
    report = fairaudit.audit(data, groups="g", metrics=["true_positive_rate"]).to_dict()
    reasons = {each["why"] for entry in report["disparities"] for each in entry["left_out"]}
    assert reasons == {"fewer than 30 in the denominator of true_positive_rate (9)"}


def test_a_correlation_divides_by_its_rarest_label_and_prediction():
    # Group a: 9 positive labels, 51 negative, 30 predicted positive and 30 negative; group b: 60 rows, 30 each.
    data = pd.DataFrame({"g": ["a", "b"] * 60, "y_true": [1, 0, 0, 1] * 30, "y_pred": [0, 1, 1, 0] * 30})
    data.loc[data.g == "a", "y_true"] = [1] * 9 + [0] * 51
    report = fairaudit.audit(data, groups="g", metrics=["matthews_correlation"]).to_dict()
    left_out = [(each["group"]["g"], each["why"]) for each in report["disparities"][0]["left_out"]]
    assert left_out == [("a", "fewer than 30 in the denominator of matthews_correlation (9)")]
    assert report["groups"][0]["metrics"]["matthews_correlation"]["n"] == 60


@pytest.mark.parametrize("positive", ["true", "True"])
def test_a_boolean_label_keeps_its_words_beside_a_threshold(positive):
    table = pa.table({"y": [True, False] * 40, "s": [0.9, 0.2] * 40, "g": ["a", "b"] * 40})
    report = fairaudit.audit(table, groups="g", label="y", score="s", threshold=0.5, positive=positive).to_dict()
    assert report["overall"]["metrics"]["accuracy"]["value"] == 1
