"""Reports of predicted numbers, and of values, say nothing of groups that are alike, but one time in twenty.

A promise of .05 is broken beyond Monte Carlo error where more reports speak than a binomial of .05 shows one time in a
thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

import fairaudit

SAMPLES = 30
Draw = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]


def _normal(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    label = rng.normal(50, 10, rows)
    return label, label + rng.normal(0, 4, rows)


def _prices(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return log-normal labels, and errors in proportion to them."""
    label = rng.lognormal(11, 0.7, rows)
    return label, label * np.exp(rng.normal(0, 0.2, rows))


def _heavy(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    label = rng.normal(50, 10, rows)
    return label, label + 3 * rng.standard_t(3, rows)


def _one_carries(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return errors of which one in six hundred is a million times as large."""
    label, prediction = _normal(rng, rows)
    return label, label + (prediction - label) * np.where(rng.random(rows) < 1 / 600, 1e6, 1.0)


def audit_of(draw: Draw, seed: int, **chosen: Any) -> dict[str, Any]:
    rng = np.random.default_rng([seed, 41])
    frame = pd.DataFrame({name: rng.integers(0, values, 700) for name, values in (("a", 3), ("b", 4))})
    frame["label"], frame["prediction"] = draw(rng, len(frame))
    frame["w"], frame["voice"] = rng.lognormal(0, 0.7, len(frame)), np.arange(len(frame)) // 10
    return fairaudit.audit(frame, groups=["a", "b"], **chosen).to_dict()


@pytest.mark.parametrize(
    ("draw", "chosen"),
    [
        (_normal, {"task": "regression"}),
        (_prices, {"task": "regression", "weight": "w"}),
        (_heavy, {"task": "regression", "cluster": "voice"}),
        (_one_carries, {"task": "regression"}),
        (_prices, {"value": "label", "quantile": 0.8}),
    ],
    ids=["normal", "prices, weights", "heavy tails, clusters", "one row carries all", "values"],
)
def test_noise_is_no_finding(draw: Draw, chosen: dict[str, Any]) -> None:
    speaking = 0
    for seed in range(SAMPLES):
        document = audit_of(draw, seed, **chosen)
        gaps = [each["metric"] for each in document["disparities"] if each.get("beyond_chance")]
        differing = [group for group in document["groups"] if group["differs"]]
        assert gaps or not (differing or any(document["patterns"].values()))
        speaking += bool(gaps)
    assert speaking <= binom.isf(0.001, SAMPLES, 0.05)


def test_a_true_difference_is_told() -> None:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"a": np.repeat(["x", "y"], 400)})
    frame["label"], frame["prediction"] = _normal(rng, 800)
    frame.loc[frame.a == "y", "prediction"] += 4
    told = fairaudit.audit(frame, groups="a", task="regression").to_dict()
    beyond = {each["metric"] for each in told["disparities"] if each.get("beyond_chance")}
    assert {"mean_error", "mean_absolute_error", "root_mean_squared_error"} <= beyond
    assert "mean_label" not in beyond
    assert "mean absolute error is worse" in told["advice"][0]
