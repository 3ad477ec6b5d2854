"""Laws of what a report tells of scores: counts add up, curves rise, and nothing of hidden groups is left."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fairaudit
from fairaudit.report import json_report

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
some = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
probabilities = st.one_of(
    st.sampled_from([0.0, 0.1, 0.29, 0.5, 0.57, 1.0]), st.floats(0, 1).map(lambda score: round(score, 6))
)
anything = st.one_of(st.integers(-3, 12).map(float), st.floats(-1e6, 1e6).map(lambda score: round(score, 3)))
ways = st.sampled_from([{}, {"weight": "w"}, {"cluster": "voice"}, {"weight": "w", "cluster": "voice"}])


def rows(scores):
    return st.lists(
        st.fixed_dictionaries(
            {
                "race": st.sampled_from(["a", "b", "c", None]),
                "sex": st.sampled_from(["f", "m"]),
                "label": st.sampled_from([0, 1]),
                "score": scores,
                "voice": st.sampled_from(["s1", "s2", "s3", "s4"]),
                "w": st.sampled_from([0.5, 1.0, 7.0]),
            }
        ),
        min_size=3,
        max_size=60,
    ).map(pd.DataFrame)


def told(frame: pd.DataFrame, **chosen) -> dict:
    return document(frame, **chosen)["scores"]


def document(frame: pd.DataFrame, **chosen) -> dict:
    defaults = {"label": "label", "score": "score", "groups": ["race", "sex"], "positive": "1"}
    return fairaudit.audit(frame, **{**defaults, **chosen}).to_dict()


def sums(entry: dict, label: str) -> list[float]:
    return entry.get(f"weighted_{label}", entry[label])


@some
@given(st.one_of(rows(probabilities), rows(anything)), ways)
def test_counts_add_up_and_curves_rise(frame, chosen):
    found = told(frame, **chosen)
    everyone, groups = found["groups"][0], found["groups"][1:]
    assert found["left_out"] == []
    assert found["weighted"] == ("weight" in chosen)
    for entry in found["groups"]:
        own = frame
        for name, value in entry["group"].items():
            own = own[own[name].isna() if value is None else own[name] == value]
        for label, truth in (("positives", 1), ("negatives", 0)):
            of_label = own[own.label == truth]
            assert entry[label] == [int((of_label.score >= each).sum()) for each in found["thresholds"]]
            assert entry[label][0] == len(of_label)
            assert entry["histogram"][label] == pytest.approx(_binned(of_label, found["edges"], "weight" in chosen))
            assert len(entry["histogram"][label]) <= 50
        _check_roc(entry)
        _check_reliability(found, entry)
    for by in ("race", "sex"):
        parts = [entry for entry in groups if entry["by"] == [by]]
        for label in ("positives", "negatives"):
            together = np.sum([sums(entry, label) for entry in parts], axis=0)
            assert together == pytest.approx(np.array(sums(everyone, label)))
            spread = np.sum([entry["histogram"][label] for entry in parts], axis=0)
            assert spread == pytest.approx(np.array(everyone["histogram"][label]))


def _binned(own: pd.DataFrame, edges: list[float], is_weighted: bool) -> list[float]:
    """Return what lies between two edges, the last of which belongs to its bin."""
    weight = own.w if is_weighted else own.w * 0 + 1
    pairs = list(pairwise(edges))
    last = len(pairs) - 1
    return [
        float(weight[(own.score >= low) & ((own.score < high) | ((place == last) & (own.score <= high)))].sum())
        for place, (low, high) in enumerate(pairs)
    ]


def _check_roc(entry: dict) -> None:
    across, up = entry["roc"]["false_positives"], entry["roc"]["true_positives"]
    positives, negatives = sums(entry, "positives")[0], sums(entry, "negatives")[0]
    if not positives or not negatives:
        assert across == up == []
        return
    assert (across[0], up[0]) == (0, 0)
    assert (across[-1], up[-1]) == pytest.approx((negatives, positives))
    assert np.diff(across).min() >= 0
    assert np.diff(up).min() >= 0
    assert len(up) == entry["roc"]["corners"]
    assert entry["roc"]["off"] == 0


def _check_reliability(found: dict, entry: dict) -> None:
    told = entry["reliability"]
    if not found["probabilities"]:
        assert told is None
        return
    assert sum(told["n"]) == entry["positives"][0] + entry["negatives"][0]
    assert sum(told["positives"]) == entry["positives"][0]
    edges = found["calibration_edges"]
    for place, n in enumerate(told["n"]):
        values = [told[name][place] for name in ("mean_score", "share_positive")]
        assert all((value is None) == (n == 0) for value in values)
        if n:
            assert edges[place] - 1e-9 <= told["mean_score"][place] <= edges[place + 1] + 1e-9
        if told["low"][place] is not None:
            assert told["low"][place] <= told["share_positive"][place] <= told["high"][place]


@some
@given(rows(probabilities), ways)
def test_the_area_below_the_polyline_is_the_area_under_the_curve(frame, chosen):
    found = document(frame, **chosen)
    everyone, area = found["scores"]["groups"][0]["roc"], found["overall"]["metrics"]["area_under_roc"]["value"]
    if area is not None:
        across, up = np.array(everyone["false_positives"]), np.array(everyone["true_positives"])
        assert np.trapezoid(up / up[-1], across / across[-1]) == pytest.approx(area, abs=1e-9)


@some
@given(rows(probabilities))
def test_a_report_with_scores_is_of_its_schema_whatever_the_order_of_rows(frame):
    found = document(frame)
    jsonschema.validate(found, SCHEMA)
    assert document(frame.iloc[::-1])["scores"] == found["scores"]


@some
@given(rows(probabilities), st.integers(2, 8))
def test_nothing_of_hidden_groups_is_told_or_left_over(frame, below):
    found = document(frame, suppress_below=below)
    hidden = [entry["group"] for entry in found["groups"] if entry["suppressed"]]
    told = found["scores"]["groups"]
    assert not [entry for entry in told if entry["group"] in hidden]
    for by in ("race", "sex"):
        rest = np.array([told[0][label] for label in ("positives", "negatives")])
        shown = [entry for entry in told if entry["by"] == [by]]
        for entry in shown:
            rest -= np.array([entry[label] for label in ("positives", "negatives")])
        left_over = rest[:, 0].sum()
        assert left_over == 0 or not shown or left_over >= below


def skewed(n: int, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    label = random.random(n) < 0.4
    score = np.clip(random.normal(0.4 + 0.2 * label, 0.2), 0, 1)
    return pd.DataFrame({"label": label.astype(int), "score": score, "race": random.choice([*"abc"], n), "sex": "f"})


def test_a_long_curve_is_thinned_and_no_point_is_moved():
    frame = skewed(4000)
    curve = told(frame)["groups"][0]["roc"]
    ordered = frame.sort_values("score", ascending=False)
    whole = set(zip((ordered.label == 0).cumsum(), ordered.label.cumsum(), strict=True)) | {(0, 0)}
    points = list(zip(curve["false_positives"], curve["true_positives"], strict=True))
    assert set(points) <= whole
    assert len(points) <= 200 < curve["corners"]
    across, up = (ordered.label == 0).cumsum(), ordered.label.cumsum()
    x, y = across / across.iloc[-1], up / up.iloc[-1]
    thin_x, thin_y = np.array(points).T / np.array(points)[-1][:, None]
    along = np.interp(x + y, thin_x + thin_y, thin_y - thin_x)
    assert curve["off"] == pytest.approx(np.abs(along - (y - x)).max() / 2)
    assert 0 < curve["off"] < 0.006


def test_a_threshold_is_met_exactly_by_scores_that_are_counted_in_bins():
    frame = skewed(300_000)
    found = told(frame)
    assert found["binned"]
    for label, truth in (("positives", 1), ("negatives", 0)):
        of_label = frame.score[frame.label == truth]
        assert found["groups"][0][label] == [int((of_label >= each).sum()) for each in found["thresholds"]]


def test_groups_beyond_the_largest_are_left_out_and_that_is_said():
    frame = skewed(900)
    frame["race"] = [f"g{index % 30 if index < 600 else index % 25}" for index in range(900)]
    found = told(frame)
    sizes = Counter(frame.race)
    shown = [entry["group"]["race"] for entry in found["groups"] if entry["by"] == ["race"]]
    assert len(shown) == 20
    assert min(sizes[name] for name in shown) >= max(size for name, size in sizes.items() if name not in shown)
    assert [(entry["by"], entry["groups"]) for entry in found["left_out"]] == [(["race"], 10)]


def test_only_scores_beside_labels_are_told():
    frame = skewed(50)
    decisions = frame.assign(prediction=(frame.score > 0.5).astype(int))
    assert "scores" not in fairaudit.audit(decisions.drop(columns="score"), groups=["race"]).to_dict()
    assert "scores" in fairaudit.audit(decisions, groups=["race"]).to_dict()


def test_what_a_perfectly_calibrated_score_would_show_stands_beside_the_error():
    # Ten rows that score .5 each, one bin: the mean of |hits - 5| / 10 for a fair coin tossed ten times.
    frame = pd.DataFrame({"label": [0, 1] * 5, "score": [0.5] * 10, "race": "a", "sex": "f"})
    found = document(frame)
    fair = np.mean([abs(bin(tosses).count("1") - 5) / 10 for tosses in range(1024)])
    assert found["overall"]["calibrated_error"] == pytest.approx(fair)
    assert [entry["calibrated_error"] for entry in found["groups"]] == pytest.approx([fair, fair])
    without = document(frame.assign(score=frame.score * 7))
    assert "calibrated_error" not in without["overall"]


def test_a_report_of_large_whole_scores_can_be_read_again():
    frame = skewed(60)
    frame["score"] = np.round(frame.score * 1e6) * 1e13
    found = document(frame)
    assert found["overall"]["other_counts"]["scores_of_positives"] > 2**64
    assert json_report.loads(json_report.dumps(found))["scores"] == found["scores"]
