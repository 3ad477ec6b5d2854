"""The curves of the credit sample: the same points as scikit-learn's, and intervals as statsmodels'."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import roc_curve
from statsmodels.stats.proportion import proportion_confint

import fairaudit

CREDIT = Path(__file__).parents[2] / "sample_data" / "credit.parquet"


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return pd.read_parquet(CREDIT)


@pytest.fixture(scope="module")
def groups(frame):
    found = fairaudit.audit(frame, groups=["housing"]).to_dict()["scores"]["groups"]
    return [(entry, frame[frame.housing == entry["group"]["housing"]]) for entry in found if entry["by"]]


def test_the_roc_curve_has_the_corners_of_scikit_learn(groups):
    for entry, own in groups:
        across, up, _ = roc_curve(own.label, own.score, drop_intermediate=False)
        negatives, positives = (own.label == 0).sum(), (own.label == 1).sum()
        theirs = set(zip(np.round(across * negatives), np.round(up * positives), strict=True))
        ours = zip(entry["roc"]["false_positives"], entry["roc"]["true_positives"], strict=True)
        assert set(ours) <= theirs
        if entry["roc"]["corners"] == len(entry["roc"]["true_positives"]):
            lean_across, lean_up, _ = roc_curve(own.label, own.score)
            drawn = np.interp(lean_across + lean_up, *_along(entry, negatives, positives))
            assert drawn == pytest.approx(lean_up - lean_across)


def _along(entry, negatives, positives):
    across = np.array(entry["roc"]["false_positives"]) / negatives
    up = np.array(entry["roc"]["true_positives"]) / positives
    return across + up, up - across


def test_reliability_is_that_of_scikit_learn_with_intervals_of_statsmodels(groups):
    for entry, own in groups:
        told = entry["reliability"]
        there = [place for place, n in enumerate(told["n"]) if n]
        truth, predicted = calibration_curve(own.label, own.score, n_bins=10)
        assert [told["share_positive"][place] for place in there] == pytest.approx(list(truth))
        assert [told["mean_score"][place] for place in there] == pytest.approx(list(predicted))
        for place in there:
            low, high = proportion_confint(told["positives"][place], told["n"][place], method="wilson")
            assert (told["low"][place], told["high"][place]) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-12)
