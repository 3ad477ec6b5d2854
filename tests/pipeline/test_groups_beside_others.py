"""Every group beside the reference group, or beside all others, from the rows to every output."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score, roc_auc_score

import fairaudit
from fairaudit.errors import UsageError

RANDOM = np.random.default_rng(8)
ROWS = 400
SCORE = RANDOM.random(ROWS).round(2)
ROWS_OF = pd.DataFrame(
    {
        "label": (RANDOM.random(ROWS) < SCORE).astype(int),
        "prediction": (SCORE > 0.5).astype(int),
        "score": SCORE,
        "city": RANDOM.choice(["Oslo", "Rome", "Bern"], ROWS, p=[0.5, 0.3, 0.2]),
        "sex": RANDOM.choice(["f", "m"], ROWS),
    }
)
PEERS: dict[str, Any] = {
    "selection_rate": lambda rows: rows.prediction.mean(),
    "f1_score": lambda rows: f1_score(rows.label, rows.prediction),
    "area_under_roc": lambda rows: roc_auc_score(rows.label, rows.score),
    "brier_score": lambda rows: ((rows.score - rows.label) ** 2).mean(),
}


def contrasts_of(**settings: Any) -> list[Any]:
    found = fairaudit.audit(ROWS_OF, metrics=list(PEERS), min_group_size=10, **settings).document
    return found["contrasts"]


def test_each_group_is_beside_all_rows_that_are_not_in_it() -> None:
    found = contrasts_of(groups=["city", "sex"], intersections="pairs")
    assert {tuple(each["by"]) for each in found} == {("city",), ("sex",)}  # intersections have a reference or nothing
    assert len(found) == 5 * len(PEERS)
    for each in found:
        ((attribute, value),) = each["group"].items()
        inside, peer = ROWS_OF[attribute] == value, PEERS[each["metric"]]
        own, rest = peer(ROWS_OF[inside]), peer(ROWS_OF[~inside])
        assert (each["value"], each["against_value"]) == pytest.approx((own, rest))
        assert each["difference"]["value"] == pytest.approx(own - rest)
        assert each["ratio"]["value"] == pytest.approx(own / rest)
        assert each["difference"]["low"] < own - rest < each["difference"]["high"]
        assert each["against"] is None


def test_each_group_is_beside_the_group_that_was_named() -> None:
    found = contrasts_of(groups=["city"], against={"city": "Oslo"})
    assert {each["group"]["city"] for each in found} == {"Rome", "Bern"}
    for each in found:
        peer = PEERS[each["metric"]]
        own, other = (peer(ROWS_OF[ROWS_OF.city == city]) for city in (each["group"]["city"], "Oslo"))
        assert each["difference"]["value"] == pytest.approx(own - other)
        assert each["against"] == {"city": "Oslo"}


def test_two_groups_without_a_reference_say_one_thing_with_its_full_error() -> None:
    (one, other) = (each for each in contrasts_of(groups="sex") if each["metric"] == "selection_rate")
    assert one["difference"]["low"] == pytest.approx(-other["difference"]["high"])
    (named,) = (each for each in contrasts_of(groups="sex", against={"sex": "m"}) if each["metric"] == "selection_rate")
    assert named["difference"]["low"] == pytest.approx(one["difference"]["low"])


def test_a_small_group_is_beside_nobody_and_that_is_said() -> None:
    rows = pd.concat([ROWS_OF, ROWS_OF[:4].assign(city="Faro")])
    found = fairaudit.audit(rows, groups="city", metrics="selection_rate").document["contrasts"]
    small = next(each for each in found if each["group"] == {"city": "Faro"})
    assert small["difference"]["value"] is None
    assert small["difference"]["undefined"] == "fewer than 30 rows (4)"
    named = fairaudit.audit(rows, groups="city", metrics="selection_rate", against={"city": "Faro"}).document
    assert all(
        each["difference"]["undefined"] == "the reference group is left out: fewer than 30 rows (4)"
        for each in named["contrasts"]
    )


def test_hidden_groups_have_no_contrasts() -> None:
    rows = pd.concat([ROWS_OF, ROWS_OF[:4].assign(city="Faro")])
    found = fairaudit.audit(rows, groups="city", metrics="selection_rate", suppress_below=10).document
    hidden = [group["group"] for group in found["groups"] if group["suppressed"]]
    assert hidden
    assert not any(each["group"] in hidden for each in found["contrasts"])


def test_a_value_of_0_divides_nothing() -> None:
    rows = ROWS_OF.assign(prediction=np.where(ROWS_OF.sex == "f", 0, ROWS_OF.prediction))
    (one,) = fairaudit.audit(rows, groups="sex", metrics="selection_rate", against={"sex": "f"}).document["contrasts"]
    assert (one["ratio"]["value"], one["ratio"]["undefined"]) == (None, "what it would be divided by is 0")
    assert one["difference"]["value"] > 0


def test_contrasts_are_in_every_output(tmp_path: Path) -> None:
    audit = fairaudit.audit(ROWS_OF, groups="city", metrics=["selection_rate"])
    frame = audit.to_frame("comparisons")
    assert frame.comparison.tolist() == ["difference", "ratio"] * 3
    assert set(frame.against) == {"all others"}
    with pytest.raises(UsageError, match='"groups" or "comparisons"'):
        audit.to_frame("gaps")
    for suffix, words in (("md", "Each group against all others"), ("html", "Each group against all others")):
        audit.write(tmp_path / f"report.{suffix}")
        assert words in (tmp_path / f"report.{suffix}").read_text()
    audit.write(tmp_path / "report.csv")
    written = csv.DictReader((tmp_path / "report.csv").read_text().splitlines())
    lines = [each for each in written if each["row"] == "contrast"]
    assert [float(each["value"]) for each in lines] == pytest.approx(frame["value"].tolist())


RULE = "selection_rate.difference of city=Rome against city=Oslo"


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        (f"{RULE} <= 0.9", "pass"),
        (f"{RULE} >= -0.9", "pass"),
        (f"{RULE} <= -0.5", "fail"),
        (f"{RULE} <= -0.1", "inconclusive"),
        ("selection_rate.ratio of city=Rome against city=Oslo <= 3", "pass"),
    ],
)
def test_a_rule_can_hold_two_groups_against_each_other(rule: str, verdict: str) -> None:
    rate = ROWS_OF.groupby("city").prediction.mean()
    settings: dict[str, Any] = {"groups": "city", "on_inconclusive": "report"}
    try:
        found = fairaudit.check(ROWS_OF, [rule], **settings).document
    except fairaudit.PolicyError as error:
        found = error.audit.document
    (judged,) = found["verdicts"]
    assert judged["verdict"] == verdict
    expected = rate["Rome"] / rate["Oslo"] if ".ratio" in rule else rate["Rome"] - rate["Oslo"]
    assert judged["estimate"]["value"] == pytest.approx(expected)
    assert (judged["group"], judged["against"]) == ({"city": "Rome"}, {"city": "Oslo"})
    assert "Rome against Oslo" in judged["why"]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("accuracy of city=Rome against city=Oslo <= 0.1", "write `accuracy.difference` or `accuracy.ratio`"),
        ("accuracy.worst of city=Rome against city=Oslo <= 0.1", "write `accuracy.difference`"),
        ("equalized_odds_difference of city=Rome against city=Oslo <= 0.1", "compared by one metric"),
        ("accuracy.difference of city=Rome against sex=f <= 0.1", "expected a group by `city`"),
        ("accuracy.difference of city=Rome against city=Rome <= 0.1", "expected another group"),
        ("accuracy.difference of city=Rome against city=Osla <= 0.1", "Did you mean `Oslo`"),
        ("accuracy.difference of city=Rome against city=Oslo <= 2", "outside the range"),
        ("accuracy.difference of city=Rome against city=Oslo no worse than baseline by 0.1", "say a limit"),
    ],
)
def test_rules_about_two_groups_that_cannot_be_are_refused_in_words(rule: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        fairaudit.check(ROWS_OF, [rule], groups="city")
    assert message in str(refused.value)
