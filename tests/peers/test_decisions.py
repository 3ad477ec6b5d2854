"""The credit sample through fairaudit and through scikit-learn, fairlearn and statsmodels: the same numbers."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics as fairlearn
from sklearn import metrics as sklearn
from statsmodels.stats.proportion import proportion_confint

import fairaudit

CREDIT = Path(__file__).parents[2] / "sample_data" / "credit.parquet"
SKLEARN = {
    "accuracy": sklearn.accuracy_score,
    "balanced_accuracy": sklearn.balanced_accuracy_score,
    "selection_rate": fairlearn.selection_rate,
    "base_rate": lambda y_true, y_pred: float(np.mean(y_true)),  # noqa: ARG005
    "true_positive_rate": fairlearn.true_positive_rate,
    "false_positive_rate": fairlearn.false_positive_rate,
    "true_negative_rate": fairlearn.true_negative_rate,
    "false_negative_rate": fairlearn.false_negative_rate,
    "positive_predictive_value": sklearn.precision_score,
    "negative_predictive_value": lambda y_true, y_pred: sklearn.precision_score(y_true, y_pred, pos_label=0),
    "false_discovery_rate": lambda y_true, y_pred: 1 - sklearn.precision_score(y_true, y_pred),
    "false_omission_rate": lambda y_true, y_pred: 1 - sklearn.precision_score(y_true, y_pred, pos_label=0),
    "f1_score": sklearn.f1_score,
    "matthews_correlation": sklearn.matthews_corrcoef,
}
PROPORTIONS = {
    "accuracy": (("true_positives", "true_negatives"), None),
    "selection_rate": (("true_positives", "false_positives"), None),
    "true_positive_rate": (("true_positives",), ("true_positives", "false_negatives")),
    "false_positive_rate": (("false_positives",), ("false_positives", "true_negatives")),
    "positive_predictive_value": (("true_positives",), ("true_positives", "false_positives")),
}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return pd.read_parquet(CREDIT)


@pytest.fixture(scope="module")
def report() -> dict:
    return fairaudit.audit(CREDIT, groups=["sex", "housing", ("sex", "housing")]).to_dict()


def group_entries(report: dict, by: list[str]) -> list[dict]:
    return [entry for entry in report["groups"] if entry["by"] == by]


@pytest.mark.parametrize("by", [["sex"], ["housing"], ["sex", "housing"]], ids=":".join)
def test_every_rate_of_every_group_equals_scikit_learn_and_fairlearn(report, frame, by):
    entries = group_entries(report, by)
    assert len(entries) == frame.groupby(by, observed=True).ngroups
    for entry in entries:
        rows = frame[(frame[by].astype(str) == pd.Series(entry["group"])).all(axis=1)]
        assert entry["n"] == len(rows)
        tn, fp, fn, tp = sklearn.confusion_matrix(rows.label, rows.prediction, labels=[0, 1]).ravel()
        assert entry["counts"] == {
            "true_positives": tp,
            "false_positives": fp,
            "false_negatives": fn,
            "true_negatives": tn,
        }
        for name, function in SKLEARN.items():
            estimate = entry["metrics"][name]
            if estimate["undefined"] is None:
                assert estimate["value"] == pytest.approx(function(rows.label, rows.prediction), abs=1e-9), name


def test_disparities_of_groups_that_are_large_enough_equal_fairlearn(report, frame):
    named = {entry["name"]: entry for entry in report["disparities"] if entry["by"] == ["sex"]}
    given = {"y_true": frame.label, "y_pred": frame.prediction, "sensitive_features": frame.sex}
    for name, function in {
        "demographic_parity_difference": fairlearn.demographic_parity_difference,
        "demographic_parity_ratio": fairlearn.demographic_parity_ratio,
        "equalized_odds_difference": fairlearn.equalized_odds_difference,
        "equalized_odds_ratio": fairlearn.equalized_odds_ratio,
        "equal_opportunity_difference": fairlearn.equal_opportunity_difference,
        "equal_opportunity_ratio": fairlearn.equal_opportunity_ratio,
    }.items():
        assert named[name]["value"] == pytest.approx(function(**given), abs=1e-9), name
    frames = fairlearn.MetricFrame(metrics=SKLEARN, **given)
    for name in SKLEARN:
        matching = [
            entry for entry in named.values() if entry["metric"] == name and entry["comparison"] == "difference"
        ]
        assert len(matching) == 1
        assert matching[0]["value"] == pytest.approx(frames.difference()[name], abs=1e-9), name


@pytest.mark.parametrize("name", PROPORTIONS)
def test_shown_intervals_equal_wilson_of_statsmodels(report, name):
    part, whole = PROPORTIONS[name]
    for entry in report["groups"]:
        counts = entry["counts"]
        hits = sum(counts[field] for field in part)
        rows = sum(counts[field] for field in (whole or counts))
        if rows:
            low, high = proportion_confint(hits, rows, method="wilson")
            estimate = entry["metrics"][name]
            assert (estimate["low"], estimate["high"]) == pytest.approx((low, high), abs=1e-9)
            assert estimate["n"] == rows


def test_a_rate_of_nothing_out_of_nothing_is_undefined_where_fairlearn_reports_zero():
    # The group b has no positive label: fairlearn reports 0.0 for its true positive rate, and so a gap of 0.5.
    rows = pd.DataFrame({"y": [1, 1, 0, 0, 0, 0, 0, 0], "p": [1, 0, 0, 0, 0, 1, 0, 0], "g": list("aaaabbbb")})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert fairlearn.equal_opportunity_difference(rows.y, rows.p, sensitive_features=rows.g) == 0.5
    report = fairaudit.audit(rows, label="y", prediction="p", groups="g", min_group_size=1).to_dict()
    rates = {entry["group"]["g"]: entry["metrics"]["true_positive_rate"] for entry in report["groups"]}
    assert rates["a"]["value"] == 0.5
    assert rates["b"]["value"] is None
    assert rates["b"]["undefined"] == "no row has a positive label"
    gap = next(entry for entry in report["disparities"] if entry["name"] == "equal_opportunity_difference")
    assert gap["value"] is None
    assert gap["undefined"]


def test_published_rates_of_a_confusion_matrix_come_out_of_a_count_column():
    # ProPublica (2016), Machine Bias: false positive rate 44.85 % and 23.45 %, false negative rate 27.99 % and 47.72 %.
    cells = {"African-American": (1369, 805, 532, 990), "Caucasian": (505, 349, 461, 1139)}
    rows = [
        {"race": race, "label": label, "prediction": prediction, "people": people}
        for race, counts in cells.items()
        for (label, prediction), people in zip(((1, 1), (0, 1), (1, 0), (0, 0)), counts, strict=True)
    ]
    report = fairaudit.audit(pd.DataFrame(rows), groups="race", count="people").to_dict()
    metrics = {entry["group"]["race"]: entry["metrics"] for entry in report["groups"]}
    published = {
        ("African-American", "false_positive_rate"): 0.4485,
        ("African-American", "false_negative_rate"): 0.2799,
        ("African-American", "positive_predictive_value"): 0.6297,
        ("Caucasian", "false_positive_rate"): 0.2345,
        ("Caucasian", "false_negative_rate"): 0.4772,
        ("Caucasian", "positive_predictive_value"): 0.5913,
    }
    for (race, name), value in published.items():
        assert round(metrics[race][name]["value"], 4) == value
