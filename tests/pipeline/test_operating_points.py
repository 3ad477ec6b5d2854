"""Several operating points in one pass: thresholds, and the rows with the highest scores."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit.errors import FairauditError

ROWS = 2_000


def scored(digits: int = 6) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    label = rng.integers(0, 2, ROWS)
    return pd.DataFrame(
        {
            "label": label,
            "score": np.round(rng.beta(2 + label, 3 - label), digits),
            "sex": rng.choice(["f", "m"], ROWS),
            "w": rng.exponential(size=ROWS),
            "speaker": rng.integers(0, 50, ROWS),
        }
    )


def rates(rows: pd.DataFrame, weights: pd.Series, selected: pd.Series) -> dict[str, float]:
    """Return some rates by their definitions."""
    positive = rows["label"] == 1
    return {
        "selection_rate": np.average(selected, weights=weights),
        "true_positive_rate": np.average(selected[positive], weights=weights[positive]),
        "false_positive_rate": np.average(selected[~positive], weights=weights[~positive]),
        "positive_predictive_value": np.average(positive[selected], weights=weights[selected]),
        "accuracy": np.average(positive == selected, weights=weights),
    }


@pytest.mark.parametrize(
    "settings", [{}, {"weight": "w"}, {"cluster": "speaker"}, {"weight": "w", "cluster": "speaker"}]
)
def test_every_threshold_has_the_rates_of_an_audit_at_it_alone(settings: dict[str, str]) -> None:
    frame, thresholds = scored(), (0.5, 0.3, 0.7)
    report = fairaudit.audit(frame, groups="sex", threshold=thresholds, **settings).to_dict()
    assert [point["name"] for point in report["operating_points"]] == ["0.5", "0.3", "0.7"]
    for entry in report["groups"]:
        rows = frame[frame["sex"] == entry["group"]["sex"]]
        weights = rows["w"] if "weight" in settings else rows["w"] * 0 + 1
        for threshold in thresholds:
            for name, expected in rates(rows, weights, rows["score"] >= threshold).items():
                assert entry["metrics"][f"{name}[{threshold}]"]["value"] == pytest.approx(expected, abs=1e-12)
        for name, expected in rates(rows, weights, rows["score"] >= 0.5).items():
            assert entry["metrics"][name]["value"] == pytest.approx(expected, abs=1e-12)


def test_a_point_has_the_intervals_of_an_audit_at_it_alone() -> None:
    frame = scored()
    several = fairaudit.audit(frame, groups="sex", threshold=[0.5, 0.3], weight="w").to_dict()
    alone = fairaudit.audit(frame, groups="sex", threshold=0.3, weight="w").to_dict()
    for one, other in zip(several["groups"], alone["groups"], strict=True):
        for key in ("value", "low", "high"):
            mine, theirs = (each[key] for each in (one["metrics"]["accuracy[0.3]"], other["metrics"]["accuracy"]))
            assert mine == pytest.approx(theirs, rel=1e-12)
    assert "accuracy[0.3]" not in alone["overall"]["metrics"]


def test_a_rule_names_its_point() -> None:
    frame = scored()
    rules = [
        "true_positive_rate.difference at 0.3 by sex <= 0.9",
        "selection_rate at top 10% overall <= 0.15",
        "true_positive_rate[0.30] overall >= 0.1",
    ]
    with pytest.raises(FairauditError, match=r"true_positive_rate\[0\.3\]"):
        fairaudit.check(frame, [rules[2]], groups="sex", threshold=[0.3, 0.6])
    found = fairaudit.check(frame, rules[:2], groups="sex", threshold=[0.3, 0.6], top_k="10%").to_dict()
    assert [verdict["verdict"] for verdict in found["verdicts"]] == ["pass", "pass"]
    with pytest.raises(FairauditError, match=r"0\.4"):
        fairaudit.check(
            frame, ["true_positive_rate.difference at 0.4 by sex <= 0.9"], groups="sex", threshold=[0.3, 0.6]
        )


def test_the_highest_scores_are_selected_and_ties_are_said() -> None:
    """With one digit many rows share the lowest score of the top hundred: none is left out, and the report says so."""
    report = fairaudit.audit(scored(6), groups="sex", top_k="100").to_dict()
    assert report["overall"]["metrics"]["selection_rate"]["value"] == pytest.approx(100 / ROWS)
    assert "ties_at_the_top" not in {warning["code"] for warning in report["warnings"]}
    frame = scored(1)
    tied = fairaudit.audit(frame, groups="sex", top_k="100").to_dict()
    lowest = frame["score"].sort_values(ascending=False).iloc[99]
    selected = int((frame["score"] >= lowest).sum())
    assert selected > 100
    assert tied["overall"]["metrics"]["selection_rate"]["value"] == pytest.approx(selected / ROWS)
    (said,) = [each["message"] for each in tied["warnings"] if each["code"] == "ties_at_the_top"]
    assert f"`top 100` selects {selected:,} rows instead of 100" in said


def test_a_share_of_rows_counts_rows_that_stand_for_several() -> None:
    """Scores .9 (3 rows), .8 (5), .7 (2): the top 30% are those of .9, the top 40% would split .8."""
    frame = pd.DataFrame({"label": [1, 0, 0], "score": [0.9, 0.8, 0.7], "n": [3, 5, 2], "sex": ["f", "m", "m"]})
    report = fairaudit.audit(frame, groups="sex", count="n", top_k=["30%", "40%"]).to_dict()
    found = {name: report["overall"]["metrics"][f"selection_rate[top {name}]"]["value"] for name in ("30%", "40%")}
    assert found == {"30%": pytest.approx(0.3), "40%": pytest.approx(0.8)}
    assert [point["score"] for point in report["operating_points"]] == [0.9, 0.8]


def test_changes_are_told_at_every_point() -> None:
    frame = scored().assign(id=range(ROWS))
    moved = frame.assign(score=np.clip(frame["score"] + 0.1, 0, 1))
    document = fairaudit.compare(frame, moved, groups="sex", id="id", threshold=[0.5, 0.7]).to_dict()
    for entry in document["groups"]:
        before, after = (each[each["sex"] == entry["group"]["sex"]] for each in (frame, moved))
        expected = (after["score"] >= 0.7).mean() - (before["score"] >= 0.7).mean()
        assert entry["metrics"]["selection_rate[0.7]"]["change"]["value"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"top_k": "0"}, "neither"),
        ({"top_k": "110%"}, "neither"),
        ({"top_k": "some"}, "neither"),
        ({"top_k": "5000"}, "more rows than the 2,000"),
        ({"threshold": [0.5, 0.5]}, "said twice"),
        ({"threshold": [0.5, float("nan")]}, "finite"),
        ({"threshold": "0.5"}, "a number or a list of numbers"),
        ({"top_k": "10%", "prediction": "speaker"}, "contradict"),
    ],
)
def test_says_what_is_wrong_with_points(settings: dict[str, object], says: str) -> None:
    with pytest.raises(FairauditError, match=says):
        fairaudit.audit(scored(), **{"groups": "sex", **settings})


def test_points_may_lie_in_another_order_in_the_other_result() -> None:
    """The top row scores .9 in one result, just at the threshold, and .8 in the other, below it."""
    old = pd.DataFrame({"id": [1, 2, 3, 4], "label": [1, 0, 1, 0], "score": [0.9, 0.5, 0.4, 0.2], "sex": list("ffmm")})
    new = old.assign(score=[0.8, 0.5, 0.4, 0.2])
    for more in ({"id": "id"}, {}):
        document = fairaudit.compare(old, new, groups="sex", threshold=0.9, top_k=["1", "3"], **more).to_dict()
        rates = {
            point: document["overall"]["metrics"][f"selection_rate[{point}]"] for point in ("0.9", "top 1", "top 3")
        }
        found = {point: [rate["old"]["value"], rate["new"]["value"]] for point, rate in rates.items()}
        assert found == {"0.9": [0.25, 0.0], "top 1": [0.25, 0.25], "top 3": [0.75, 0.75]}


def test_a_number_of_rows_may_be_a_number() -> None:
    of_text, of_number = (fairaudit.audit(scored(), groups="sex", top_k=many).to_dict() for many in ("50", 50))
    assert of_text["overall"] == of_number["overall"]
    assert [each["name"] for each in of_number["operating_points"]] == ["top 50"]
