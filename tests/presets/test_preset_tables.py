"""The numbers that published rules ask for, level by level. Expected: by hand, from published examples, or scipy's.

The ratios of `SEX` and `RACE` are those of the illustrative table that came with New York City's rule, as
`docs/presets.md` has it; the arithmetic is checked here by division, because the table was quoted from memory.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportions_ztest

from fairaudit.catalogue import CATALOGUE
from fairaudit.config import Config
from fairaudit.counts import ConfusionCounts
from fairaudit.cube import Axis, Cube
from fairaudit.document import PresetRow, PresetTable
from fairaudit.groups.level import Level, Terms, measure_level
from fairaudit.groups.suppression import hide_tiny_groups
from fairaudit.published_rules import load_preset
from fairaudit.published_rules.tables import preset_tables

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


def level(groups: dict[str, tuple[int, int]], config: Config | None = None) -> Level:
    """Return a level of `race` with these groups: selected, of how many; `unknown` is a missing label."""
    values = tuple(None if name == "unknown" else name for name in groups)
    sums = np.array([[[chosen], [0.0], [0.0], [rows - chosen]] for chosen, rows in groups.values()], dtype=float)
    cube = Cube((Axis("race", values),), None, np.arange(len(groups))[:, None], ConfusionCounts(sums))
    return measure_level(
        cube, ("race",), [CATALOGUE["selection_rate"]], Terms.of(config or Config(), ("cluster", "clusters"))
    )


def table(preset: str, audited: Level) -> tuple[PresetTable, dict[str | None, PresetRow]]:
    """Return the table of a preset, and its rows by their group."""
    (found,) = preset_tables(load_preset(preset), [audited])
    return found, {row["group"]["race"]: row for row in found["rows"]}


@pytest.mark.parametrize("published", [SEX, RACE])
def test_the_illustrative_table_of_new_york(published: dict[str, tuple[int, int, float]]) -> None:
    """Every ratio is the rate divided by the highest; 41 of 2,584 are 1.6 %, under 2 %, and get no ratio."""
    audited = level({name: (selected, rows) for name, (rows, selected, _) in published.items()})
    found, rows = table("nyc-ll144", audited)
    for name, (size, selected, ratio) in published.items():
        assert rows[name]["rate"] == selected / size
        if name == "Native American":
            assert rows[name]["impact_ratio"] is None
            assert rows[name]["share"] == 41 / 2584
            assert rows[name]["left_out"] == "under 2% of the rows whose group is known"
        else:
            assert rows[name]["impact_ratio"] == pytest.approx(ratio, abs=0.0051)
    assert found["against"] == {"race": "male" if published is SEX else "White"}
    assert found["unknown"] == 0


def test_exactly_two_percent_are_enough() -> None:
    """2 of 100, 7 of 350, 23 of 1,150 are exactly 2 %, and one person fewer is less."""
    for rows in (100, 350, 1150):
        least = rows // 50
        _, found = table("nyc-ll144", level({"a": (rows // 2, rows - least), "b": (1, least)}))
        assert found["b"]["left_out"] is None
        _, found = table("nyc-ll144", level({"a": (rows // 2, rows - least + 1), "b": (1, least - 1)}))
        assert found["b"]["left_out"] is not None


def test_a_rare_category_with_the_highest_rate_is_not_what_others_are_measured_against() -> None:
    found, rows = table("nyc-ll144", level({"a": (50, 100), "b": (1, 1)}))
    assert found["against"] == {"race": "a"}
    assert [rows["a"]["impact_ratio"], rows["b"]["impact_ratio"]] == [1.0, None]


def test_new_york_leaves_out_no_category_for_having_few_people() -> None:
    """10 of 100 people are more than 2 %: 5/10 against 60/90 is 3/4, although 10 are too few for an interval."""
    _, rows = table("nyc-ll144", level({"a": (60, 90), "b": (5, 10)}))
    assert rows["b"]["impact_ratio"] == pytest.approx(3 / 4)


def test_people_of_unknown_category_are_counted_and_in_no_row_of_new_york() -> None:
    found, rows = table("nyc-ll144", level({"a": (5, 10), "unknown": (8, 8)}))
    assert found["unknown"] == 8
    assert set(rows) == {"a"}
    assert rows["a"]["share"] == 1


def test_the_example_of_the_questions_and_answers() -> None:
    """48 of 80 and 12 of 40 applicants hired: 60 % and 30 %, a ratio of one half (question 12, as remembered)."""
    found, rows = table("four-fifths", level({"White": (48, 80), "Black": (12, 40)}))
    black, white = rows["Black"], rows["White"]
    assert found["against"] == {"race": "White"}
    assert (black["rate"], white["rate"], black["impact_ratio"]) == (0.3, 0.6, pytest.approx(0.5))
    assert black["fisher_exact"] == pytest.approx(stats.fisher_exact([[12, 28], [48, 32]]).pvalue)
    assert black["standard_deviations"] == pytest.approx(proportions_ztest([12, 48], [40, 80])[0])
    assert black["shortfall"] == pytest.approx(40 * 60 / 120 - 12)
    assert black["selections_needed"] == 8  # four fifths of 0.6 are 0.48, of 40: 19.2, so 20; 12 are there
    assert black["one_selection_reverses"] is False
    assert white["fisher_exact"] is None
    assert white["impact_ratio"] == 1


def test_small_unknown_and_rare_groups_are_shown_but_not_compared() -> None:
    found, rows = table(
        "us-adverse-impact",
        level({"black": (20, 100), "tiny": (9, 29), "white": (400, 1000), "rare": (19, 20), "unknown": (90, 1000)}),
    )
    assert found["against"] == {"race": "white"}
    assert rows["black"]["impact_ratio"] == pytest.approx((20 / 100) / (400 / 1000))
    assert rows["tiny"]["left_out"] == "fewer than 30 rows (29)"  # 29 of 1,149 known rows are 2.5 %
    assert rows["rare"]["left_out"] == "under 2% of the rows whose group is known"  # 20 of 1,149 are 1.7 %
    assert rows[None]["left_out"] == "the group is unknown"
    assert rows[None]["share"] is None
    assert found["unknown"] == 1000


def test_hidden_groups_stay_hidden_and_nothing_tells_the_number_of_unknown_people() -> None:
    config = Config(suppress_below=50)
    shown = level({"a": (60, 120), "b": (50, 130), "c": (10, 60), "unknown": (10, 40)}, config)
    audited = hide_tiny_groups([shown], 50)
    for preset in ("four-fifths", "nyc-ll144"):
        (found,) = preset_tables(load_preset(preset), audited)
        rows = {row["group"]["race"]: row for row in found["rows"]}
        assert found["unknown"] is None
        assert {row["share"] for row in found["rows"]} == {None}
        hidden = rows["c"]  # the smallest other group, so that the sum does not tell the unknown ones
        assert {name: value for name, value in hidden.items() if value is not None and name != "group"} == {
            "left_out": "hidden, so that no group of fewer than 50 rows can be told"
        }
        assert rows["a"]["impact_ratio"] == 1


def test_nobody_selected_has_no_ratio() -> None:
    for preset in ("four-fifths", "nyc-ll144"):
        found, rows = table(preset, level({"a": (0, 100), "b": (0, 50)}))
        assert found["against"] is None
        assert rows["a"]["impact_ratio"] is None
        assert rows["a"]["left_out"] == "nobody was selected in any group that can be compared"


def test_nobody_to_compare() -> None:
    found, rows = table("four-fifths", level({"a": (1, 2), "b": (3, 4)}))
    assert found["against"] is None
    assert found["below_by_chance"] is None
    assert rows["a"]["rate"] == 1 / 2


def test_a_preset_without_numbers_has_no_table() -> None:
    assert preset_tables(load_preset("eu-ai-act-annex-iv"), [level({"a": (1, 2)})]) == []
