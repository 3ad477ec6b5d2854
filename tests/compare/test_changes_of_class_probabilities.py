"""Changes of metrics of class probabilities: values against scikit-learn, limits against DeLong's covariance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss, roc_auc_score, top_k_accuracy_score

import fairaudit
from fairaudit.errors import FairauditError

CLASSES = np.array(["cat", "dog", "eel"])
ROWS = 400
METRICS = ["log_loss", "area_under_roc", "area_under_roc[dog]", "top_k_accuracy", "accuracy"]


def results(noise: float = 0.5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two results of the same rows; the second has other noise beside that of the first."""
    random = np.random.default_rng(5)
    label, shared = np.arange(ROWS) % 3, random.normal(0, 1.0, (ROWS, 3))
    shared[np.arange(ROWS), label] += 1.0
    weight, made = random.exponential(1.0, ROWS), []
    for own in (0.0, noise):
        power = np.exp(shared + random.normal(0, 1.0, (ROWS, 3)) * own)
        likely = power / power.sum(axis=1, keepdims=True)
        frame = pd.DataFrame(likely, columns=[f"p_{name}" for name in CLASSES])
        found = {"label": CLASSES[label], "prediction": CLASSES[likely.argmax(axis=1)], "weight": weight}
        made.append(frame.assign(**found, group=np.where(random.random(ROWS) < 0.5, "a", "b"), id=np.arange(ROWS)))
    return made[0], made[1].assign(group=made[0].group)


def likely_of(frame: pd.DataFrame) -> Any:
    return frame[[f"p_{name}" for name in CLASSES]].to_numpy()


def peers(frame: pd.DataFrame, weighted: bool) -> dict[str, float]:
    """Return what scikit-learn says."""
    label, likely = frame.label.to_numpy(), likely_of(frame)
    more = {"sample_weight": frame.weight.to_numpy()} if weighted else {}
    return {
        "log_loss": log_loss(label, likely, **more),
        "area_under_roc": roc_auc_score(label, likely, multi_class="ovr", **more),
        "area_under_roc[dog]": roc_auc_score(label == "dog", likely[:, 1], **more),
        "top_k_accuracy": top_k_accuracy_score(label, likely, k=2, **more),
    }


@pytest.mark.parametrize("how", [{}, {"id": "id"}, {"cluster": "id"}, {"id": "id", "weight": "weight"}])
def test_values_are_those_of_sklearn_however_results_are_paired(how: dict[str, str]) -> None:
    old, new = results()
    shuffled = new.sample(frac=1, random_state=1)
    changes = fairaudit.compare(old, shuffled, groups="group", metrics=METRICS, **how).document
    units = [(changes["overall"], slice(None))]
    units += [(each, old.group == each["group"]["group"]) for each in changes["groups"]]
    for unit, rows in units:
        for frame, which in ((old[rows], "old"), (new[rows], "new")):
            for name, value in peers(frame, "weight" in how).items():
                assert unit["metrics"][name][which]["value"] == pytest.approx(value, rel=1e-9), (name, which)
        for name in METRICS:
            found = unit["metrics"][name]
            assert found["change"]["value"] == pytest.approx(found["new"]["value"] - found["old"]["value"])
            assert found["change"]["low"] < found["change"]["value"] < found["change"]["high"]


def of_delong(old: pd.DataFrame, new: pd.DataFrame) -> float:
    """Return the standard error of the change of an area: DeLong, DeLong & Clarke-Pearson (1988), formulas 4 to 6."""
    positive = (old.label == "dog").to_numpy()
    parts = []
    for frame in (old, new):
        score = likely_of(frame)[:, 1]
        above = (score[positive][:, None] > score[~positive]) + 0.5 * (score[positive][:, None] == score[~positive])
        parts.append((above.mean(axis=1), above.mean(axis=0)))
    covariance = sum(np.cov([one[side], other[side]]) / len(one[side]) for one, other in [parts] for side in (0, 1))
    return float(np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]))


def test_areas_of_paired_rows_change_with_delongs_covariance() -> None:
    old, new = results()
    widths = {}
    for paired, how in ((True, {"id": "id"}), (False, {})):
        changes = fairaudit.compare(old, new, groups="group", metrics=METRICS, **how).document
        change = changes["overall"]["metrics"]["area_under_roc[dog]"]["change"]
        widths[paired] = change["high"] - change["low"]
    expected = 2 * 1.96 * of_delong(old, new)
    assert expected < widths[True] < 1.15 * expected < widths[False] * 0.9


def test_results_that_are_the_same_have_not_changed() -> None:
    old, _ = results()
    changes = fairaudit.compare(old, old.copy(), groups="group", id="id", metrics=METRICS).document
    for name in METRICS:
        assert changes["overall"]["metrics"][name]["change"]["value"] == pytest.approx(0, abs=1e-12), name


def test_columns_called_like_classes_are_probabilities_too() -> None:
    old, new = results()
    named = old.rename(columns={f"p_{name}": name for name in CLASSES})
    for how in ({}, {"id": "id"}):
        expected = fairaudit.compare(old, new, groups="group", metrics=METRICS, **how).document
        found = fairaudit.compare(named, new, groups="group", metrics=METRICS, **how).document
        assert found["overall"]["metrics"] == expected["overall"]["metrics"]


def test_probabilities_that_only_one_result_has_are_not_compared_and_that_is_said() -> None:
    old, new = results()
    for how in ({}, {"id": "id"}):
        for pair, which in (((old.drop(columns="p_cat"), new), "new"), ((old, new.drop(columns="p_cat")), "old")):
            changes = fairaudit.compare(*pair, groups="group", **how).document
            said = f"probabilities of the classes are not compared: only the {which} result has them"
            assert said in changes["assumptions"]
            assert "accuracy" in changes["overall"]["metrics"]
            assert "log_loss" not in changes["overall"]["metrics"]
            with pytest.raises(FairauditError, match="needs the probability of every class"):
                fairaudit.compare(*pair, groups="group", metrics="log_loss", **how)


@pytest.mark.parametrize("how", [{}, {"id": "id"}])
def test_a_class_that_only_one_result_has_leaves_the_other_without_its_area(how: dict[str, str]) -> None:
    old, new = results()
    new = new.assign(p_fox=0.0)
    new.loc[:5, "label"] = "fox"
    new.loc[:5, "p_fox"] = 1.0
    new[[f"p_{name}" for name in CLASSES]] *= (1 - new.p_fox.to_numpy())[:, None]
    changes = fairaudit.compare(old, new, groups="group", metrics=["area_under_roc[fox]", "log_loss"], **how).document
    found = changes["overall"]["metrics"]["area_under_roc[fox]"]
    assert (found["old"]["value"], found["new"]["value"], found["change"]["value"]) == (None, 1.0, None)
    assert found["old"]["undefined"].startswith("all labels are of one class")
    assert changes["overall"]["metrics"]["log_loss"]["old"]["value"] == pytest.approx(peers(old, False)["log_loss"])
