"""How often truly equal groups would fail a policy, by hand from the rules' own shares."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import fairaudit


def frame(columns: int = 1) -> pd.DataFrame:
    """Return 400 rows of two groups that are alike, 80 of 100 rightly decided, in so many attributes."""
    rows = [{"label": row % 2, "prediction": (row % 2) ^ (row % 10 in (3, 8)), "place": row} for row in range(400)]
    table = pd.DataFrame(rows)
    for number in range(columns):
        table[f"g{number}"] = ["ab"[(row >> number) % 2] for row in (table["place"] // 20)]
    return table.drop(columns="place")


def share(rules: list[Any], columns: int = 1) -> float | None:
    """Return what the gate says of these rules, none of which fails."""
    names = [f"g{number}" for number in range(columns)]
    return fairaudit.check(frame(columns), rules, groups=names, on_inconclusive="pass").to_dict()["gate"][
        "fails_by_chance"
    ]


GAP = "accuracy.difference by g0 <= 0.0"


def test_rules_of_other_attributes_add_up_as_if_they_were_independent() -> None:
    one, other = share([GAP], 2), share(["accuracy.difference by g1 <= 0.0"], 2)
    assert one is not None
    assert other is not None
    assert 0.01 < one < 0.06, "one rule at the margin 0 fails equal groups about one time in twenty"
    both = share([GAP, "accuracy.difference by g1 <= 0.0"], 2)
    assert both == pytest.approx(1 - (1 - one) * (1 - other))


def test_of_rules_about_one_gap_the_strictest_counts() -> None:
    assert share([GAP, "accuracy.difference by g0 <= 0.1", "accuracy.ratio by g0 >= 0.5"]) == share([GAP])
    assert share(["accuracy.difference by g0 <= 0.3"]) == 0


def test_rules_that_are_about_no_gap_say_nothing() -> None:
    assert share(["accuracy overall >= 0.5", "accuracy.worst by g0 >= 0.5"]) is None
