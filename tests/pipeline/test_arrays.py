"""`fairaudit.audit(y_true=…)`: arrays of every kind are audited as a frame of the same values is."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import sklearn.metrics

import fairaudit
from fairaudit.api.arrays import Arrays, data_and_settings
from fairaudit.errors import FairauditError, UsageError

ROWS = 120
RANDOM = np.random.default_rng(12)
TRUE, PREDICTED = RANDOM.integers(0, 2, ROWS), RANDOM.integers(0, 2, ROWS)
SCORE = RANDOM.integers(0, 64, ROWS) / 64
SEX, RACE = RANDOM.choice(["f", "m"], ROWS), RANDOM.choice(["a", "b", "c"], ROWS)
TABLE = pa.table({"y_true": TRUE, "y_pred": PREDICTED, "sex": SEX, "race": RACE})


class FromAnotherLibrary:
    """What libraries other than pandas and pyarrow give: a column, or a frame with columns, for Arrow to read."""

    def __init__(self, data: Any) -> None:
        self._data = data
        if isinstance(data, pa.Table):
            self.columns = data.column_names

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._data.__arrow_c_stream__(requested_schema)


def same_as_table(names: list[str] | None = None, table: pa.Table = TABLE, **arrays: Any) -> None:
    report = fairaudit.audit(**arrays).to_dict()
    names = names or ["sex", "race"]
    expected = fairaudit.audit(table.rename_columns(["y_true", "y_pred", *names]), groups=names).to_dict()
    for part in ("overall", "groups", "disparities", "warnings", "attributes"):
        assert report[part] == expected[part]


@pytest.mark.parametrize(
    "as_given",
    [
        np.asarray,
        list,
        tuple,
        pd.Series,
        pa.array,
        lambda values: pa.chunked_array([values[:50], values[50:]]),
        lambda values: pd.Series(values, index=np.arange(ROWS)[::-1]),
        lambda values: pd.Series(values).astype("category"),
        lambda values: pd.Series(values).astype(object),
        lambda values: pa.array(values).dictionary_encode(),
        lambda values: FromAnotherLibrary(pa.chunked_array([pa.array(values)])),
        lambda values: np.asarray(values)[:, None],
        lambda values: np.asarray(values, dtype=object),
    ],
)
def test_columns_of_every_kind_are_the_same(as_given: Any) -> None:
    features = {"sex": as_given(SEX), "race": as_given(RACE)}
    same_as_table(y_true=as_given(TRUE), y_pred=as_given(PREDICTED), sensitive_features=features)


@pytest.mark.parametrize(
    ("features", "names"),
    [
        ({"sex": SEX, "race": RACE}, ["sex", "race"]),
        (pd.DataFrame({"sex": SEX, "race": RACE}), ["sex", "race"]),
        (pd.DataFrame({0: SEX, 1: RACE}), ["0", "1"]),
        (TABLE.select(["sex", "race"]), ["sex", "race"]),
        (FromAnotherLibrary(TABLE.select(["sex", "race"])), ["sex", "race"]),
        (np.column_stack([SEX, RACE]), ["sensitive_feature_0", "sensitive_feature_1"]),
    ],
)
def test_several_sensitive_features_are_named_as_they_are_or_counted(features: Any, names: list[str]) -> None:
    same_as_table(names, y_true=TRUE, y_pred=PREDICTED, sensitive_features=features)


@pytest.mark.parametrize(
    ("features", "name"),
    [(SEX, "sensitive_feature_0"), (SEX.tolist(), "sensitive_feature_0"), (pd.Series(SEX, name="sex"), "sex")],
)
def test_one_sensitive_feature_is_named_as_it_is_or_counted(features: Any, name: str) -> None:
    same_as_table([name], TABLE.drop(["race"]), y_true=TRUE, y_pred=PREDICTED, sensitive_features=features)


def test_labels_may_be_booleans_or_words() -> None:
    for labels in (np.array([False, True]), np.array(["no", "yes"]), np.array([-1.0, 1.0])):
        report = fairaudit.audit(y_true=labels[TRUE], y_pred=labels[PREDICTED], sensitive_features=SEX).to_dict()
        assert report["overall"]["counts"]["true_positives"] == (TRUE & PREDICTED).sum()


def test_weights_clusters_and_settings_stand_beside_the_arrays() -> None:
    weight, speaker = RANDOM.random(ROWS), np.arange(ROWS) % 17
    beside = {"sample_weight": weight, "clusters": speaker, "metrics": ["accuracy"], "intersections": "pairs"}
    features = {"sex": SEX, "race": RACE}
    report = fairaudit.audit(y_true=TRUE, y_pred=PREDICTED, sensitive_features=features, **beside).to_dict()
    right = TRUE == PREDICTED
    assert report["overall"]["metrics"]["accuracy"]["value"] == pytest.approx(weight[right].sum() / weight.sum())
    assert report["overall"]["clusters"] == 17
    assert [group["by"] for group in report["groups"]][-1] == ["sex", "race"]
    assert list(report["definitions"]) == ["accuracy"]


def test_groups_say_which_features_are_audited() -> None:
    features = {"sex": SEX, "age": RANDOM.integers(18, 80, ROWS)}
    chosen = {"groups": ["age"], "bins": {"age": [40]}}
    report = fairaudit.audit(y_true=TRUE, y_pred=PREDICTED, sensitive_features=features, **chosen).to_dict()
    assert [group["group"] for group in report["groups"]] == [{"age": "<40"}, {"age": ">=40"}]


def test_missing_values_are_rejected_in_labels_and_a_group_of_their_own_in_features() -> None:
    labels = pd.array([0, 1, None] * 40, dtype="Int64")
    report = fairaudit.audit(y_true=labels, y_pred=PREDICTED, sensitive_features=["a", None, float("nan"), 2] * 30)
    document = report.to_dict()
    assert document["data"]["rejections"] == [{"reason": "the label is missing", "rows": 40}]
    assert {group["group"]["sensitive_feature_0"]: group["n"] for group in document["groups"]} == {
        "a": 20,
        "2": 20,
        None: 40,
    }


def decided(**arrays: Any) -> dict[str, float]:
    """Return the counts of decisions that a threshold makes of scores."""
    return fairaudit.audit(threshold=0.5, sensitive_features=SEX, **arrays).to_dict()["overall"]["counts"]


def test_of_two_columns_of_scores_the_positive_class_counts() -> None:
    both = np.column_stack([1 - SCORE, SCORE])
    expected = decided(y_true=TRUE, y_score=SCORE)
    assert expected["true_positives"] == ((SCORE >= 0.5) & (TRUE == 1)).sum()
    for scores in (both, both.tolist(), pd.DataFrame(both), both[:, 1:], list(both)):
        assert decided(y_true=TRUE, y_score=scores) == expected
    words = np.array(["bad", "good"])[TRUE]
    assert decided(y_true=words, y_score=both, positive="good") == expected
    # scikit-learn orders classes by the alphabet, so that the first column is that of `bad`
    turned = decided(y_true=words, y_score=both, positive="bad")
    assert turned["true_positives"] == ((1 - SCORE >= 0.5) & (TRUE == 0)).sum()
    named = pd.DataFrame({"good": SCORE, "bad": 1 - SCORE})
    assert decided(y_true=words, y_score=named, positive="good") == expected


def test_of_many_columns_of_scores_that_of_the_positive_class_counts() -> None:
    classes, scores = np.array(["cat", "dog", "eel"]), RANDOM.random((ROWS, 3))
    labels = np.arange(ROWS) % 3
    expected = decided(y_true=labels == 1, y_score=scores[:, 1])
    for given in (scores, pd.DataFrame(scores[:, ::-1], columns=classes[::-1])):
        assert decided(y_true=classes[labels], y_score=given, positive="dog") == expected
    with pytest.raises(UsageError, match=r"has 3 columns, .* With y_pred, all classes are audited"):
        decided(y_true=classes[labels], y_score=scores)


@pytest.mark.parametrize("kind", ["words", "numbers", "names", "others_first"])
def test_probabilities_of_all_classes_are_audited_as_sklearn_reckons(kind: str) -> None:
    scores = RANDOM.dirichlet([1, 1, 1], ROWS)
    names: Any = np.array(["cat", "dog", "eel"]) if kind != "numbers" else np.array([1, 2, 10])
    true, predicted = names[np.arange(ROWS) % 3], names[scores.argmax(axis=1)]
    given: Any = scores
    if kind in ("names", "others_first"):
        given = pd.DataFrame(scores, columns=names)
        given = given[["eel", "cat", "dog"]] if kind == "others_first" else given
    document = fairaudit.audit(y_true=true, y_pred=predicted, y_score=given, sensitive_features=SEX).document
    for group in document["groups"]:
        rows, found = np.array(SEX) == group["group"]["sensitive_feature_0"], group["metrics"]
        assert found["log_loss"]["value"] == pytest.approx(sklearn.metrics.log_loss(true[rows], scores[rows]))
        area = sklearn.metrics.roc_auc_score(true[rows], scores[rows], multi_class="ovr")
        assert found["area_under_roc"]["value"] == pytest.approx(area)
        middle = sklearn.metrics.roc_auc_score(true[rows] == names[1], scores[rows][:, 1])
        assert found[f"area_under_roc[{names[1]}]"]["value"] == pytest.approx(middle)
        top = sklearn.metrics.top_k_accuracy_score(true[rows], scores[rows], k=2)
        assert found["top_k_accuracy"]["value"] == pytest.approx(top)


def test_probabilities_of_other_classes_than_there_are_are_refused() -> None:
    labels = np.array(["cat", "dog"])[np.arange(ROWS) % 2]
    arrays: dict[str, Any] = {"y_true": labels, "y_pred": labels, "sensitive_features": SEX}
    with pytest.raises(UsageError, match="has 3 columns, and y_true and y_pred hold 2 classes: `cat`, `dog`"):
        fairaudit.audit(y_score=np.ones((ROWS, 3)) / 3, **arrays)
    named = pd.DataFrame(np.ones((ROWS, 3)) / 3, columns=["cat", "dog", "eel"])
    found = fairaudit.audit(y_score=named, **arrays).document
    assert found["overall"]["metrics"]["log_loss"]["value"] == pytest.approx(np.log(3))
    with pytest.raises(UsageError, match="`y_true` has 120 values and `y_score` has 119"):
        fairaudit.audit(y_score=named[1:].reset_index(drop=True), **arrays)


def test_which_of_two_columns_is_asked_where_it_does_not_show() -> None:
    both = np.column_stack([1 - SCORE, SCORE])
    with pytest.raises(UsageError, match=r"labels are `bad` and `good`. Say positive=…"):
        decided(y_true=np.array(["bad", "good"])[TRUE], y_score=both)


def test_what_is_true_is_a_reference_where_the_task_calls_it_so() -> None:
    heard = fairaudit.audit(
        y_true=["a b", "c"] * 40, y_pred=["a b", "c d"] * 40, sensitive_features=["x", "y"] * 40, task="speech"
    )
    assert heard.to_dict()["columns"] == {"reference": "y_true", "hypothesis": "y_pred"}
    assert heard.to_dict()["overall"]["metrics"]["word_error_rate"]["value"] == 40 / 120


def test_arrays_can_be_gated() -> None:
    arrays = {"y_true": TRUE, "y_pred": TRUE, "sensitive_features": SEX}
    assert fairaudit.check(rules="accuracy overall >= 0.8", **arrays).to_dict()["gate"]["verdict"] == "pass"
    with pytest.raises(fairaudit.PolicyError, match="accuracy overall"):
        fairaudit.check(rules="accuracy overall >= 0.8", **{**arrays, "y_pred": 1 - TRUE})


GIVEN: dict[str, Any] = {"y_true": TRUE, "y_pred": PREDICTED, "sensitive_features": SEX}
INDEXED = pd.Series(TRUE)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"y_pred": PREDICTED[1:]}, "`y_true` has 120 values and `y_pred` has 119."),
        ({"sensitive_features": {"sex": SEX[1:]}}, "`y_true` has 120 values and `sex` has 119."),
        ({"y_true": INDEXED, "y_pred": INDEXED[::-1]}, "different indexes: the same rows in another order."),
        ({"y_true": INDEXED, "y_pred": INDEXED.set_axis(INDEXED.index + 5)}, "different indexes: other rows."),
        ({"y_true": INDEXED, "sensitive_features": pd.Series(SEX)[::-1]}, "`y_true` and `sensitive_feature_0` have"),
        ({"sensitive_features": None}, "Which groups? Give `sensitive_features`"),
        ({"y_pred": None}, "Give its decisions (y_pred), its scores (y_score), or both."),
        ({"data": "data.csv"}, "`y_true` is an array of values, and there are data already."),
        ({"label": "y"}, "`label` names a column of data, and arrays have none. Give the values: y_true=…."),
        ({"cluster": "who"}, "`cluster` names a column of data, and arrays have none. Give the values: clusters=…."),
        ({"sensitive_features": {"y_true": SEX}}, "A sensitive feature is called `y_true`"),
        ({"sensitive_features": pd.DataFrame([[1, 2]] * ROWS, columns=["a", "a"])}, "Two columns"),
        ({"sensitive_features": 3}, "`sensitive_feature_0` is of type `int`."),
        ({"sensitive_features": [["a", "b"]] * ROWS}, "the values are lists"),
        ({"y_true": "label"}, "`y_true` is of type `str`. Give one value for each row"),
        ({"y_pred": set(PREDICTED)}, "`y_pred` is of type `set`."),
        ({"y_true": np.zeros((4, 3))}, "`y_true` is of type `ndarray` with the shape (4, 3)."),
        ({"y_true": np.float64(1)}, "`y_true` is of type `float64` with the shape ()."),
        ({"y_pred": None, "y_score": np.zeros((ROWS, 3))}, "`y_score` has 3 columns, and it is not clear which"),
        ({"sample_weight": -np.ones(ROWS)}, "Column `sample_weight` holds the value -1 in row 1"),
        ({"y_true": [0, 1, "maybe"] * 40}, "maybe"),
    ],
)
def test_arrays_that_do_not_go_together_are_refused_in_words(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(FairauditError, match=re.escape(message)):
        fairaudit.audit(**{**GIVEN, **wrong})


def test_without_data_and_arrays_both_are_named() -> None:
    with pytest.raises(UsageError, match=r"Give a DataFrame of pandas or polars, .* or arrays: y_true, y_pred"):
        fairaudit.audit()


def test_numbers_are_not_copied() -> None:
    table, settings = data_and_settings(None, Arrays(TRUE, PREDICTED, SCORE, SEX), {"threshold": 0.5})
    for name, values in {"y_true": TRUE, "y_pred": PREDICTED, "y_score": SCORE}.items():
        assert table[name].chunk(0).buffers()[1].address == values.ctypes.data
    assert settings == {
        "groups": ["sensitive_feature_0"],
        "threshold": 0.5,
        "label": "y_true",
        "prediction": "y_pred",
        "score": "y_score",
    }
