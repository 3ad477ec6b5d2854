"""Predicted numbers through fairaudit and through scikit-learn, scipy and numpy: the same values in every group."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn import metrics as sklearn

import fairaudit

BY = ("region", "sex")
SKLEARN = {
    "mean_absolute_error": sklearn.mean_absolute_error,
    "median_absolute_error": sklearn.median_absolute_error,
    "mean_squared_error": sklearn.mean_squared_error,
    "root_mean_squared_error": sklearn.root_mean_squared_error,
    "mean_absolute_percentage_error": sklearn.mean_absolute_percentage_error,
    "r_squared": sklearn.r2_score,
}
LABELS = {
    "around 50": lambda rng, rows: rng.normal(50, 10, rows),
    "seconds since 1970": lambda rng, rows: 1.7e9 + rng.normal(0, 2, rows),
    "years": lambda rng, rows: rng.integers(1990, 2026, rows).astype(float),
    "skewed, two decimals": lambda rng, rows: np.round(rng.lognormal(0, 2, rows), 2) + 0.01,
    "either sign, tiny": lambda rng, rows: 1e-7 * rng.standard_normal(rows),
}


def frame_of(kind: str, seed: int = 1, rows: int = 1500) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    label = LABELS[kind](rng, rows)
    frame = pd.DataFrame(
        {
            "region": rng.choice(list("abcdefghij"), rows),
            "sex": rng.choice(["f", "m"], rows, p=[0.03, 0.97]),
            "label": label,
            "prediction": label + label.std() * rng.normal(0.1, 0.4, rows),
            "w": rng.lognormal(0, 1, rows),
        }
    )
    if kind == "skewed, two decimals":  # units that differ by group: yen and euros
        frame.loc[frame.region < "d", ["label", "prediction"]] *= 1e4
    return frame


def peers(rows: pd.DataFrame, weight: str | None) -> dict[str, float]:
    label, prediction = rows.label.to_numpy(), rows.prediction.to_numpy()
    weights = np.ones(len(rows)) if weight is None else rows[weight].to_numpy()
    found = {name: float(of(label, prediction, sample_weight=weights)) for name, of in SKLEARN.items()}
    means = {"mean_error": prediction - label, "mean_prediction": prediction, "mean_label": label}
    found |= {name: float(np.average(each, weights=weights)) for name, each in means.items()}
    (one, both), (_, other) = np.cov(label, prediction, aweights=weights)
    return {**found, "pearson_correlation": both / np.sqrt(one * other)}


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("kind", LABELS)
def test_every_value_of_every_group_equals_scikit_learn_and_numpy(kind: str, weight: str | None) -> None:
    frame = frame_of(kind)
    report = fairaudit.audit(frame, task="regression", groups=[*BY, BY], weight=weight).to_dict()
    seen = 0
    for entry in report["groups"]:
        rows = frame[np.all([frame[name] == value for name, value in entry["group"].items()], axis=0)]
        if len(rows) < 2:
            continue
        for name, value in peers(rows, weight).items():
            assert entry["metrics"][name]["value"] == pytest.approx(value, rel=1e-9, abs=1e-9), (entry["group"], name)
            seen += 1
    assert seen > 250


def test_correlations_equal_scipy() -> None:
    frame = frame_of("around 50")
    report = fairaudit.audit(frame, task="regression", groups=BY).to_dict()
    for entry in report["groups"]:
        rows = frame[np.all([frame[name] == value for name, value in entry["group"].items()], axis=0)]
        peer = stats.pearsonr(rows.label, rows.prediction).statistic
        assert entry["metrics"]["pearson_correlation"]["value"] == pytest.approx(peer, abs=1e-9)


def test_rows_whose_label_is_0_are_left_out_where_scikit_learn_divides_by_a_tiny_number() -> None:
    label, prediction = np.array([0.0, 2.0, 4.0] * 20), np.array([1.0, 3.0, 3.0] * 20)
    frame = pd.DataFrame({"label": label, "prediction": prediction, "g": "a"})
    (entry,) = fairaudit.audit(frame, task="regression", groups="g").to_dict()["groups"]
    estimate = entry["metrics"]["mean_absolute_percentage_error"]
    assert (estimate["value"], estimate["n"], entry["counts"]["zero_labels"]) == (3 / 8, 40, 20)
    assert sklearn.mean_absolute_percentage_error(label, prediction) > 1e14
    assert estimate["value"] == pytest.approx(
        sklearn.mean_absolute_percentage_error(label[label > 0], prediction[label > 0])
    )


def test_labels_that_are_all_the_same_leave_undefined_what_scikit_learn_sets() -> None:
    frame = pd.DataFrame({"label": [0.5] * 60, "prediction": np.linspace(0, 1, 60), "g": "a"})
    (entry,) = fairaudit.audit(frame, task="regression", groups="g").to_dict()["groups"]
    assert entry["metrics"]["r_squared"]["undefined"] == "all labels of the group are the same, but for rounding"
    assert sklearn.r2_score(frame.label, frame.prediction) == 0


def test_pinball_losses_equal_scikit_learn() -> None:
    frame = frame_of("around 50")
    report = fairaudit.audit(frame, task="regression", groups="region", quantile=0.2, weight="w").to_dict()
    for entry in report["groups"]:
        rows = frame[frame.region == entry["group"]["region"]]
        peer = sklearn.mean_pinball_loss(rows.label, rows.prediction, sample_weight=rows.w, alpha=0.2)
        assert entry["metrics"]["pinball_loss"]["value"] == pytest.approx(peer, rel=1e-9)


def test_distances_of_predictions_are_the_largest_of_scipy_over_all_pairs() -> None:
    frame = frame_of("seconds since 1970")
    frame["prediction"] += frame.label.std() * (frame.region < "c")
    report = fairaudit.audit(frame, task="regression", groups="region").to_dict()
    groups = [rows.prediction.to_numpy() for _, rows in frame.groupby("region")]
    peers = {
        "prediction_ks_distance": lambda one, other: stats.ks_2samp(one, other).statistic,
        "prediction_wasserstein_distance": stats.wasserstein_distance,
    }
    for name, of in peers.items():
        (found,) = (each for each in report["disparities"] if each["metric"] == name)
        assert found["value"] == pytest.approx(max(of(one, other) for one in groups for other in groups), rel=1e-7)
        assert 0 < found["low"] < found["value"] < found["high"]
    assert "prediction_ks_distance" not in report["groups"][0]["metrics"]
