"""Ratios, tests and shortfalls of selections: expected values by hand, or scipy's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fairaudit.config import Config
from fairaudit.counts import ConfusionCounts
from fairaudit.cube import Axis, Cube
from fairaudit.inference.two_by_two import fisher_exact, standard_deviations
from fairaudit.levels import Level, measure_level
from fairaudit.metrics import CATALOGUE
from fairaudit.policy.adverse_impact import (
    Selections,
    adverse_impact,
    impact,
    one_selection_reverses,
    selections_needed,
    shortfall,
)
from fairaudit.suppression import hide_tiny_groups

MEN, WOMEN = {"sex": "male"}, {"sex": "female"}


def level(config: Config, **groups: tuple[int, int]) -> Level:
    """Return a level with these groups: selected and not selected; `unknown` is a missing label."""
    values = tuple(None if name == "unknown" else name for name in groups)
    sums = np.array([[[selected], [0.0], [0.0], [rest]] for selected, rest in groups.values()], dtype=float)
    codes = np.arange(len(groups))[:, None]
    cube = Cube((Axis("race", values),), None, codes, ConfusionCounts(sums))
    return measure_level(cube, ("race",), [CATALOGUE["selection_rate"]], config)


def test_by_hand() -> None:
    """48 of 80 men and 12 of 40 women: 0.6 and 0.3; common rate 60/120; variance 1/4 (1/80 + 1/40) = 3/320."""
    men, women = impact([Selections(MEN, 48, 80), Selections(WOMEN, 12, 40)])
    assert men.impact_ratio == 1
    assert men.fisher is None
    assert women.against == MEN
    assert women.rate == 12 / 40
    assert women.impact_ratio == pytest.approx(1 / 2)
    assert women.standard_deviations == pytest.approx(-0.3 / math.sqrt(3 / 320))
    assert women.shortfall == pytest.approx(40 * 60 / 120 - 12)
    assert women.needed == 8  # 0.48 · 40 = 19.2, so 20 selections, and 12 are there
    assert women.reverses is False
    assert women.fisher == pytest.approx(stats.fisher_exact([[12, 28], [48, 32]]).pvalue)


def test_selections_needed_are_exact() -> None:
    """With floats, ceil(0.8 · 3/4 · 5) is 4: 0.8 · 0.75 · 5 = 3.0000000000000004."""
    assert selections_needed(Selections(WOMEN, 0, 5), Selections(MEN, 3, 4)) == 3
    assert selections_needed(Selections(WOMEN, 4, 5), Selections(MEN, 4, 4)) == 0


def test_one_selection_can_reverse_a_small_group() -> None:
    """1 of 3 against 2 of 4: after the move 2/3 against 1/4. 1 of 30 against 10 of 30: 2/30 against 9/30."""
    assert one_selection_reverses(Selections(WOMEN, 1, 3), Selections(MEN, 2, 4))
    assert not one_selection_reverses(Selections(WOMEN, 1, 30), Selections(MEN, 10, 30))
    assert not one_selection_reverses(Selections(WOMEN, 3, 3), Selections(MEN, 4, 4))


def test_equal_rates_have_no_shortfall() -> None:
    assert shortfall(Selections(WOMEN, 10, 20), Selections(MEN, 50, 100)) == 0


def test_nobody_selected_has_no_ratio() -> None:
    men, women = impact([Selections(MEN, 0, 50), Selections(WOMEN, 0, 40)])
    assert men.impact_ratio is None
    assert women.impact_ratio is None
    assert women.standard_deviations is None
    assert women.fisher == 1
    assert women.needed == 0


def test_of_a_level_small_unknown_and_rare_groups_are_shown_but_not_compared() -> None:
    audited = level(Config(), black=(20, 80), tiny=(9, 1), white=(400, 600), rare=(30, 5), unknown=(90, 10))
    found = {each.group["race"]: each for each in adverse_impact(audited, below_share=0.04)}
    assert list(found) == ["black", "rare", "tiny", "white", None]
    assert found["black"].against == {"race": "white"}
    assert found["black"].impact_ratio == pytest.approx((20 / 100) / (400 / 1000))
    assert found["tiny"].left_out == "fewer than 30 rows (10)"
    assert found["tiny"].rate == 0.9
    assert found["rare"].left_out == "under 4 % of the rows (3.1 %)"  # 35 of 1,145 whose group is known
    assert found[None].left_out == "the group is unknown"
    assert {each.impact_ratio for each in found.values() if each.left_out} == {None}


def test_hidden_groups_stay_hidden() -> None:
    shown = level(Config(suppress_below=50), a=(20, 20), b=(60, 60), c=(50, 80), d=(10, 30))
    (audited,) = hide_tiny_groups([shown], 50)
    found = adverse_impact(audited)
    assert [each.size for each in found] == [None, 120, 130, None]
    assert found[0].left_out is not None
    assert "hidden" in found[0].left_out


def test_nobody_to_compare() -> None:
    found = adverse_impact(level(Config(), a=(1, 2), b=(3, 4)))
    assert [each.impact_ratio for each in found] == [None, None]
    assert found[0].rate == 1 / 3


TABLES = st.tuples(*[st.integers(0, 60)] * 4).filter(lambda t: t[0] + t[1] > 0 and t[2] + t[3] > 0)


@given(TABLES)
def test_fisher_is_that_of_scipy(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    expected = stats.fisher_exact([[a, b], [c, d]]).pvalue
    assert fisher_exact(a, a + b, c, c + d) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("a", "n", "c", "m"),
    [(7, 24, 15, 20), (480, 1000, 5200, 10_000), (49_800, 100_000, 50_300, 100_000), (0, 40, 30, 10_000), (1, 1, 0, 1)],
)
def test_fisher_of_larger_tables(a: int, n: int, c: int, m: int) -> None:
    assert fisher_exact(a, n, c, m) == pytest.approx(stats.fisher_exact([[a, n - a], [c, m - c]]).pvalue, rel=1e-6)


def test_fisher_of_a_hundred_million_rows_needs_no_array_of_that_length() -> None:
    assert fisher_exact(10_000_000, 50_000_000, 10_010_000, 50_000_000) == pytest.approx(0.0124, abs=2e-4)
    assert fisher_exact(10_000_000, 50_000_000, 40_000_000, 50_000_000) == pytest.approx(0, abs=1e-300)


@given(TABLES)
def test_standard_deviations_are_the_root_of_chi_squared(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    z = standard_deviations(a, a + b, c, c + d)
    if z is None:
        assert a + c == 0 or b + d == 0
        return
    squared = stats.chi2_contingency([[a, b], [c, d]], correction=False).statistic
    assert z**2 == pytest.approx(squared, rel=1e-9, abs=1e-12)
