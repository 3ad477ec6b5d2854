"""Scores that are odd, and rows that are in several groups, through the whole audit."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

import fairaudit

PEERS = {
    "area_under_roc": roc_auc_score,
    "average_precision": average_precision_score,
    "brier_score": brier_score_loss,
}
WAYS = {"rows": {}, "weights": {"weight": "w"}, "clusters": {"cluster": "who"}}


def frame(rows, seed=1):
    rng = np.random.default_rng(seed)
    label = rng.integers(0, 2, rows)
    return pd.DataFrame(
        {
            "sex": rng.choice(["f", "m"], rows),
            "ids": rng.choice(["x", "y", "x|y", "z"], rows),
            "label": label,
            "score": np.clip(rng.normal(0.4 + 0.2 * label, 0.2), 0, 1).round(2),
            "w": rng.exponential(1.0, rows) * (rng.random(rows) < 0.9),
            "who": rng.integers(0, rows // 6, rows),
        }
    )


def audited(data, groups, **settings):
    found = fairaudit.audit(data, groups=groups, label="label", score="score", positive="1", **settings).to_dict()
    json.dumps(found, allow_nan=False)
    return found


@pytest.mark.parametrize("way", sorted(WAYS))
def test_rows_in_several_groups_count_in_each(way):
    data = frame(400)
    found = audited(data, ["ids"], identities={"ids": "|"}, **WAYS[way])
    weight = data["w"] if way == "weights" else None
    seen = 0
    for entry in found["groups"]:
        own = data["ids"].str.split("|").map(lambda ids, name=entry["group"]["ids"]: name in ids)
        for name, peer in PEERS.items():
            more = {} if weight is None else {"sample_weight": weight[own]}
            expected = peer(data["label"][own], data["score"][own], **more)
            assert entry["metrics"][name]["value"] == pytest.approx(expected, abs=1e-9)
            seen += 1
    assert seen == 9


KINDS = {
    "one label": lambda data: data.assign(label=1),
    "constant": lambda data: data.assign(score=0.5),
    "percent": lambda data: data.assign(score=100 * data["score"]),
    "decisions": lambda data: data.assign(score=(data["score"] > 0.5).astype(float)),
    "separated": lambda data: data.assign(score=0.5 * data["label"] + 0.4 * data["score"]),
    "negative": lambda data: data.assign(score=data["score"] - 1),
    "huge": lambda data: data.assign(score=1e300 * data["score"]),
    "rare": lambda data: data.assign(label=(data.index % 67 == 0).astype(int)),
}


@pytest.mark.parametrize("rows", [12, 120])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_odd_scores_have_values_within_their_limits_or_say_why_not(kind, rows):
    for way, more in WAYS.items():
        found = audited(KINDS[kind](frame(rows)), ["sex", "ids"], identities={"ids": "|"}, min_group_size=5, **more)
        for entry in (
            *(each for group in found["groups"] for each in group["metrics"].values()),
            *found["disparities"],
        ):
            if entry["value"] is None:
                assert entry["undefined"], (kind, way)
            elif entry["low"] is None:
                assert entry["interval_undefined"], (kind, way)
            else:
                assert entry["low"] <= entry["value"] <= entry["high"], (kind, way, entry)
