"""The same arrays through fairaudit and through fairlearn's MetricFrame: the same numbers by group."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics as fairlearn
from sklearn import metrics as sklearn

import fairaudit

PEERS = {
    "accuracy": sklearn.accuracy_score,
    "selection_rate": fairlearn.selection_rate,
    "true_positive_rate": fairlearn.true_positive_rate,
    "false_positive_rate": fairlearn.false_positive_rate,
    "positive_predictive_value": sklearn.precision_score,
}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_weighted", [False, True])
def test_values_by_group_and_gaps_are_those_of_metric_frame(seed: int, is_weighted: bool) -> None:
    random = np.random.default_rng(seed)
    rows = 3000
    features = pd.DataFrame({"sex": random.choice(["f", "m"], rows), "race": random.choice(["a", "b", "c"], rows)})
    arrays = {"y_true": random.integers(0, 2, rows), "y_pred": random.integers(0, 2, rows)}
    weights = {"sample_weight": random.random(rows)} if is_weighted else {}
    ours = fairaudit.audit(**arrays, **weights, sensitive_features=features).to_dict()
    for name in features:
        theirs = fairlearn.MetricFrame(
            metrics=PEERS,
            **arrays,
            sensitive_features=features[name],
            sample_params=dict.fromkeys(PEERS, weights) if is_weighted else None,
        )
        for entry in (each for each in ours["groups"] if each["by"] == [name]):
            for metric in PEERS:
                expected = theirs.by_group.loc[entry["group"][name], metric]
                assert entry["metrics"][metric]["value"] == pytest.approx(expected, abs=1e-9)
        gaps = {
            (each["metric"], each["comparison"]): each["value"] for each in ours["disparities"] if each["by"] == [name]
        }
        for metric in PEERS:
            assert gaps[metric, "difference"] == pytest.approx(theirs.difference()[metric], abs=1e-9)
            assert gaps[metric, "ratio"] == pytest.approx(theirs.ratio()[metric], abs=1e-9)


def test_features_without_a_name_are_called_as_in_metric_frame() -> None:
    random = np.random.default_rng(0)
    arrays = {"y_true": random.integers(0, 2, 300), "y_pred": random.integers(0, 2, 300)}
    for features in (random.integers(0, 3, 300), random.integers(0, 3, (300, 2))):
        theirs = fairlearn.MetricFrame(metrics=sklearn.accuracy_score, **arrays, sensitive_features=features)
        ours = fairaudit.audit(**arrays, sensitive_features=features).to_dict()
        assert ours["attributes"] == theirs.by_group.index.names
