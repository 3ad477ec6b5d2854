"""Predicted classes through fairaudit and through scikit-learn: the same numbers, and why where they are not."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sklearn

import fairaudit

SKLEARN: dict[str, Callable[..., float]] = {
    "accuracy": sklearn.accuracy_score,
    "balanced_accuracy": sklearn.balanced_accuracy_score,
    "macro_f1": lambda *y, **more: sklearn.f1_score(*y, average="macro", zero_division=np.nan, **more),
    "macro_precision": lambda *y, **more: sklearn.precision_score(*y, average="macro", zero_division=np.nan, **more),
    "weighted_f1": lambda *y, **more: sklearn.f1_score(*y, average="weighted", zero_division=np.nan, **more),
    "cohen_kappa": sklearn.cohen_kappa_score,
    "matthews_correlation": sklearn.matthews_corrcoef,
}
ONE_AGAINST_THE_REST: dict[str, Callable[..., float]] = {
    "selection_rate": lambda *y, sample_weight=None: np.average(y[1], weights=sample_weight),
    "base_rate": lambda *y, sample_weight=None: np.average(y[0], weights=sample_weight),
    "true_positive_rate": lambda *y, **more: sklearn.recall_score(*y, zero_division=np.nan, **more),
    "true_negative_rate": lambda *y, **more: sklearn.recall_score(*y, pos_label=0, zero_division=np.nan, **more),
    "false_negative_rate": lambda *y, **more: 1 - sklearn.recall_score(*y, zero_division=np.nan, **more),
    "false_positive_rate": lambda *y, **more: 1 - sklearn.recall_score(*y, pos_label=0, zero_division=np.nan, **more),
    "positive_predictive_value": lambda *y, **more: sklearn.precision_score(*y, zero_division=np.nan, **more),
    "negative_predictive_value": lambda *y, **more: sklearn.precision_score(
        *y, pos_label=0, zero_division=np.nan, **more
    ),
    "false_discovery_rate": lambda *y, **more: 1 - sklearn.precision_score(*y, zero_division=np.nan, **more),
    "false_omission_rate": lambda *y, **more: (
        1 - sklearn.precision_score(*y, pos_label=0, zero_division=np.nan, **more)
    ),
    "f1_score": lambda *y, **more: sklearn.f1_score(*y, zero_division=np.nan, **more),
}


def classified(classes: int, rows: int, seed: int) -> pd.DataFrame:
    """Return rows of which the first classes have many and the last few, predicted right for six in ten."""
    rng = np.random.default_rng(seed)
    label = np.minimum(rng.geometric(0.4, rows) - 1, classes - 1)
    prediction = np.where(rng.random(rows) < 0.6, label, rng.integers(0, classes, rows))
    names = np.array([f"class {number}" for number in range(classes)])
    return pd.DataFrame(
        {
            "label": names[label],
            "prediction": names[prediction],
            "sex": rng.choice(["f", "m"], rows),
            "age": rng.choice(["young", "old", "older"], rows),
            "weight": rng.integers(1, 9, rows) / 2,
        }
    )


def rows_of(frame: pd.DataFrame, entry: dict) -> pd.DataFrame:
    return frame[(frame[entry["by"]] == pd.Series(entry["group"])).all(axis=1)]


@pytest.mark.parametrize("weighted", [False, True], ids=["rows", "weights"])
@pytest.mark.parametrize(("classes", "rows"), [(3, 200), (10, 300), (24, 900)])
def test_every_metric_of_every_group_and_class_equals_scikit_learn(classes: int, rows: int, weighted: bool) -> None:
    frame = classified(classes, rows, classes)
    told = {"weight": "weight"} if weighted else {}
    report = fairaudit.audit(frame, groups=["sex", "age", ("sex", "age")], **told).to_dict()
    for entry in report["groups"]:
        own = rows_of(frame, entry)
        more = {"sample_weight": own.weight} if weighted else {}
        for name, function in SKLEARN.items():
            expected = quietly(function, own.label, own.prediction, **more)
            assert entry["metrics"][name]["value"] == pytest.approx(expected, abs=1e-9), name
        for each in report["classes"]:
            label, prediction = (own.label == each).astype(int), (own.prediction == each).astype(int)
            for name, function in ONE_AGAINST_THE_REST.items():
                found = entry["metrics"][f"{name}[{each}]"]["value"]
                expected = function(label, prediction, **more)
                assert (found is None) == np.isnan(expected), (name, each)
                assert found is None or found == pytest.approx(expected, abs=1e-9), (name, each)


def with_probabilities(classes: int, rows: int, seed: int) -> pd.DataFrame:
    """Return rows with the probability of each class; those of some rows tie."""
    rng = np.random.default_rng(seed)
    names = [f"class {number}" for number in range(classes)]
    label = np.minimum(rng.geometric(0.4, rows) - 1, classes - 1)
    votes = rng.integers(0, 4, (rows, classes)) + 2.0 * np.eye(classes)[label] + 0.1
    probabilities = votes / votes.sum(axis=1, keepdims=True)
    frame = pd.DataFrame(probabilities, columns=[f"p_{name}" for name in names])
    more = {"label": label, "prediction": probabilities.argmax(axis=1)}
    frame = frame.assign(**{name: np.array(names)[place] for name, place in more.items()})
    return frame.assign(sex=rng.choice(["f", "m"], rows), weight=rng.integers(1, 9, rows) / 2)


@pytest.mark.parametrize("weighted", [False, True], ids=["rows", "weights"])
@pytest.mark.parametrize("classes", [3, 8])
def test_metrics_of_probabilities_equal_scikit_learn(classes: int, weighted: bool) -> None:
    frame = with_probabilities(classes, 400, classes)
    told = {"weight": "weight"} if weighted else {}
    report = fairaudit.audit(frame, groups="sex", **told).to_dict()
    names = report["classes"]
    for entry in report["groups"]:
        own = rows_of(frame, entry)
        more = {"sample_weight": own.weight} if weighted else {}
        given = own[[f"p_{name}" for name in names]].to_numpy()
        areas = [
            sklearn.roc_auc_score(own.label == name, given[:, place], **more)
            for place, name in enumerate(names)
            if 0 < (own.label == name).sum() < len(own)
        ]
        expected = {
            "top_k_accuracy": sklearn.top_k_accuracy_score(own.label, given, k=2, labels=names, **more),
            "log_loss": sklearn.log_loss(own.label, given, labels=names, **more),
            "area_under_roc": np.mean(areas),
            f"area_under_roc[{names[0]}]": areas[0],
        }
        for name, value in expected.items():
            assert entry["metrics"][name]["value"] == pytest.approx(value, abs=1e-9), name
            low, high = (entry["metrics"][name][end] for end in ("low", "high"))
            assert low is None or low < value < high


def test_the_confusion_matrix_of_every_group_is_scikit_learns() -> None:
    frame = classified(5, 300, 1)
    report = fairaudit.audit(frame, groups=["sex", "age"]).to_dict()
    for entry in report["groups"]:
        own = rows_of(frame, entry)
        expected = sklearn.confusion_matrix(own.label, own.prediction, labels=report["classes"])
        assert entry["confusion"] == expected.tolist()


def estimate(frame: pd.DataFrame, metric: str) -> dict:
    report = fairaudit.audit(frame.assign(sex="f"), groups="sex", task="multiclass", min_group_size=1)
    return report.to_dict()["overall"]["metrics"][metric]


def quietly(function: Callable[..., float], *given: object, **more: object) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(function(*given, **more))


def test_a_class_that_is_never_predicted_has_no_precision_where_scikit_learn_says_0() -> None:
    # Of dogs, 0 of 0 predictions are right: that is undefined, and 0 would say that they are all wrong.
    rows = pd.DataFrame({"label": ["cat"] * 4 + ["dog"] * 2, "prediction": ["cat"] * 6})
    assert quietly(sklearn.precision_score, rows.label, rows.prediction, average="macro") == pytest.approx(4 / 6 / 2)
    assert estimate(rows, "macro_precision")["value"] == pytest.approx(4 / 6)


def test_one_label_has_no_balanced_accuracy_where_scikit_learn_gives_its_recall() -> None:
    # A mean over one class does not balance anything; with two classes it has always been undefined here.
    rows = pd.DataFrame({"label": ["cat"] * 4, "prediction": ["cat"] * 3 + ["dog"]})
    assert quietly(sklearn.balanced_accuracy_score, rows.label, rows.prediction) == 0.75
    assert estimate(rows, "balanced_accuracy")["undefined"] == "the labels of all rows are the same class"


def test_predictions_that_never_change_have_no_correlation_where_scikit_learn_says_0() -> None:
    rows = pd.DataFrame({"label": ["cat"] * 4 + ["dog"] * 2, "prediction": ["cat"] * 6})
    assert quietly(sklearn.matthews_corrcoef, rows.label, rows.prediction) == 0.0
    assert estimate(rows, "matthews_correlation")["undefined"] == "all labels or all predictions are the same"


def test_a_perfect_model_of_one_class_has_no_kappa_as_in_scikit_learn() -> None:
    rows = pd.DataFrame({"label": ["cat"] * 4, "prediction": ["cat"] * 4})
    assert np.isnan(quietly(sklearn.cohen_kappa_score, rows.label, rows.prediction))
    assert estimate(rows, "cohen_kappa")["value"] is None


def test_two_classes_have_the_values_that_decisions_have() -> None:
    frame = classified(2, 300, 4)
    classes = fairaudit.audit(frame, groups="sex", task="multiclass").to_dict()
    decisions = fairaudit.audit(frame, groups="sex", positive="class 1").to_dict()
    for one, other in zip(classes["groups"], decisions["groups"], strict=True):
        for name in ("accuracy", "balanced_accuracy", "matthews_correlation"):
            assert one["metrics"][name]["value"] == pytest.approx(other["metrics"][name]["value"], abs=1e-12)
        for name in ONE_AGAINST_THE_REST:
            assert one["metrics"][f"{name}[class 1]"] == {
                **other["metrics"][name],
                "undefined": one["metrics"][f"{name}[class 1]"]["undefined"],
            }
