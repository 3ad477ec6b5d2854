"""The table of Local Law 144.

The expected ratios are those of the illustrative table that came with the City's rule, as `docs/presets.md` has it; the
arithmetic is checked here by division, because the table itself was quoted from memory.
"""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairaudit.policy.adverse_impact import Selections
from fairaudit.policy.impact_ratios import above_median, nyc_impact_ratios, sample_median

SEX = {"male": (1390, 667, 1.00), "female": (1181, 555, 0.979)}
RACE = {
    "Hispanic or Latino": (408, 204, 0.97),
    "White": (797, 412, 1.00),
    "Black": (390, 170, 0.84),
    "Native Hawaiian or Pacific Islander": (119, 52, 0.85),
    "Asian": (616, 302, 0.95),
    "Native American": (41, 18, 0.85),
    "Two or more": (213, 96, 0.87),
}


def categories(table: dict[str, tuple[int, int, float]]) -> list[Selections]:
    return [Selections({"category": name}, selected, size) for name, (size, selected, _) in table.items()]


@pytest.mark.parametrize("table", [SEX, RACE])
def test_the_illustrative_table(table: dict[str, tuple[int, int, float]]) -> None:
    found = nyc_impact_ratios(categories(table), below_share=0.0)
    for row in found.rows:
        size, selected, ratio = table[str(row.group["category"])]
        assert row.rate == selected / size
        assert row.impact_ratio == pytest.approx(ratio, abs=0.0051)
    assert found.highest == {"category": "male" if table is SEX else "White"}
    assert found.unknown == 0


def test_a_category_under_two_percent_is_shown_without_a_ratio() -> None:
    found = nyc_impact_ratios(categories(RACE))
    rare = next(row for row in found.rows if row.group["category"] == "Native American")
    assert rare.rate == 18 / 41
    assert rare.impact_ratio is None
    assert rare.left_out == "1.6 % of the data, under 2 %"  # 41 of 2,584


def test_a_rare_category_with_the_highest_rate_is_not_what_others_are_measured_against() -> None:
    found = nyc_impact_ratios([Selections({"c": "a"}, 50, 100), Selections({"c": "b"}, 1, 1)])
    assert found.highest == {"c": "a"}
    assert [row.impact_ratio for row in found.rows] == [1.0, None]


def test_people_of_unknown_category_are_counted_and_in_no_row() -> None:
    rows = [
        Selections({"sex": "f", "race": "x"}, 5, 10),
        Selections({"sex": None, "race": "x"}, 7, 8),
        Selections({"sex": "f", "race": None}, 1, 9),
    ]
    found = nyc_impact_ratios(rows)
    assert found.unknown == 17
    assert [row.size for row in found.rows] == [10]
    assert found.rows[0].share == 1


def test_nobody_selected_or_nobody_there() -> None:
    rows = nyc_impact_ratios([Selections({"c": "a"}, 0, 10), Selections({"c": "b"}, 0, 0)]).rows
    assert [row.left_out for row in rows] == ["nobody was selected in any category", "nobody is in it"]
    assert nyc_impact_ratios([]).rows == ()


def test_the_scoring_rate_is_above_the_median_of_the_whole_sample() -> None:
    """Scores 1 2 2 3 | 4 5 | unknown 9 9 9: the median of nine is 4, so one of two and none of four are above it."""
    found = above_median([({"c": "a"}, {1: 1, 2: 2, 3: 1}), ({"c": "b"}, {4: 1, 5: 1}), ({"c": None}, {9: 3})])
    assert [(each.selected, each.size) for each in found] == [(0, 4), (1, 2), (3, 3)]


def test_ties_at_the_median_are_not_above_it() -> None:
    (each,) = above_median([({"c": "a"}, {0.5: 8, 0.9: 2})])
    assert (each.selected, each.size) == (2, 10)


@given(st.dictionaries(st.integers(-5, 5), st.integers(0, 6), min_size=1).filter(lambda scores: any(scores.values())))
def test_the_median_is_that_of_the_rows(scores: dict[int, int]) -> None:
    rows = [score for score, count in scores.items() for _ in range(count)]
    assert sample_median([scores]) == statistics.median(rows)


def test_no_scores_have_no_median() -> None:
    with pytest.raises(ValueError, match="no scores"):
        sample_median([{1.0: 0}])
