"""Scores by group, from the file to the report, against scikit-learn on the rows of each group."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as peers

import fairaudit
from fairaudit.tally import places

Peer = Callable[..., float]
PEERS: dict[str, Peer] = {
    "area_under_roc": peers.roc_auc_score,
    "average_precision": peers.average_precision_score,
    "brier_score": peers.brier_score_loss,
    "log_loss": peers.log_loss,
    "mean_score": lambda _, score, sample_weight: np.average(score, weights=sample_weight),
    "calibration_in_the_large": lambda y, score, sample_weight: np.average(score - y, weights=sample_weight),
}


def frame(seed: int, rows: int = 3000, digits: int = 12) -> pd.DataFrame:
    """Return rows with scores that are tied where they have few digits."""
    rng = np.random.default_rng(seed)
    label = rng.integers(0, 2, rows)
    score = np.clip(1 / (1 + np.exp(-rng.normal(label - 0.5, 1.2))), 0.001, 0.999)
    return pd.DataFrame(
        {
            "label": label,
            "score": np.round(score, digits),
            "sex": rng.choice(["f", "m"], rows),
            "race": rng.choice(["a", "b", "c"], rows),
            "w": rng.exponential(size=rows),
            "speaker": rng.integers(0, 60, rows),
        }
    )


@pytest.mark.parametrize(
    ("digits", "weighted", "settings"), list(product((2, 12), (False, True), ({}, {"cluster": "speaker"})))
)
def test_every_group_has_the_values_of_its_rows(digits: int, weighted: bool, settings: dict[str, str]) -> None:
    data = frame(digits, digits=digits)
    more = {"weight": "w"} if weighted else {}
    report = fairaudit.audit(data, groups=["sex", "race", ("sex", "race")], **settings, **more).to_dict()
    check(report, data.assign(w=data["w"] if weighted else 1.0), 1e-9)


def check(report: Any, data: pd.DataFrame, within: float) -> None:
    """Hold every group of a report against the peers."""
    for entry in report["groups"]:
        rows = data.loc[np.logical_and.reduce([data[name] == value for name, value in entry["group"].items()])]
        for name, peer in PEERS.items():
            expected = peer(rows["label"], rows["score"], sample_weight=rows["w"])
            assert entry["metrics"][name]["value"] == pytest.approx(expected, abs=within), name


def test_binned_scores_are_off_by_no_more_than_the_report_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """With few numbers told apart the same file is binned, and every value says how far it may be off."""
    data, groups = frame(3, 20_000), ["sex", "race"]
    exact = fairaudit.audit(data, groups=groups).to_dict()
    monkeypatch.setattr(places, "MOST_NUMBERS", 500)
    monkeypatch.setattr(places, "MOST_BINS", 200)
    binned = fairaudit.audit(data, groups=groups).to_dict()
    assert "binned_numbers" in {warning["code"] for warning in binned["warnings"]}
    moved = 0
    for one, other in zip(exact["groups"], binned["groups"], strict=True):
        for name in PEERS:
            before, after = one["metrics"][name], other["metrics"][name]
            off = abs(before["value"] - after["value"])
            assert off <= after.get("off_by_at_most", 0.0) + 1e-12
            assert "off_by_at_most" not in before
            moved += off > 1e-12
    assert moved
    apart = [
        (one, other)
        for one, other in zip(exact["disparities"], binned["disparities"], strict=True)
        if one.get("of_pairs")
    ]
    assert {one["name"] for one, _ in apart} == {
        "abroca",
        "cross_area_under_roc",
        "score_ks_distance",
        "score_wasserstein_distance",
    }
    for one, other in apart:
        assert abs(one["value"] - other["value"]) <= other["off_by_at_most"] + 1e-12
        assert "off_by_at_most" not in one


def test_the_slope_of_many_scores_near_0_is_that_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores over many orders of magnitude: bins end where odds differ by a fifth; the slope holds to a hundredth."""
    rng = np.random.default_rng(5)
    score = rng.beta(0.3, 2, 20_000) ** 3
    frame = pd.DataFrame({"label": (rng.random(20_000) < score**0.3).astype(int), "score": score, "sex": "f"})
    exact = fairaudit.audit(frame, groups="sex").to_dict()["overall"]["metrics"]["calibration_slope"]["value"]
    monkeypatch.setattr(places, "MOST_NUMBERS", 500)
    binned = fairaudit.audit(frame, groups="sex").to_dict()["overall"]["metrics"]["calibration_slope"]["value"]
    assert binned == pytest.approx(exact, rel=0.01)
