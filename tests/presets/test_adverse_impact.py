"""Ratios, tests and shortfalls of selections: expected values by hand, or scipy's."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fairaudit.inference.two_by_two import fisher_exact, standard_deviations
from fairaudit.published_rules.adverse_impact import (
    NOBODY_SELECTED,
    Selections,
    impact,
    one_selection_reverses,
    selections_needed,
    shortfall,
)

MEN, WOMEN = {"sex": "male"}, {"sex": "female"}


def test_by_hand() -> None:
    """48 of 80 men and 12 of 40 women: 0.6 and 0.3; common rate 60/120; variance 1/4 (1/80 + 1/40) = 3/320."""
    men, women = impact([Selections(MEN, 48, 80), Selections(WOMEN, 12, 40)])
    assert men.impact_ratio == 1
    assert men.fisher_exact is None
    assert women.against == MEN
    assert women.counted.rate == 12 / 40
    assert women.impact_ratio == pytest.approx(1 / 2)
    assert women.standard_deviations == pytest.approx(-0.3 / math.sqrt(3 / 320))
    assert women.shortfall == pytest.approx(40 * 60 / 120 - 12)
    assert women.selections_needed == 8  # 0.48 · 40 = 19.2, so 20 selections, and 12 are there
    assert women.one_selection_reverses is False
    assert women.fisher_exact == pytest.approx(stats.fisher_exact([[12, 28], [48, 32]]).pvalue)


def test_selections_needed_are_exact() -> None:
    """With floats, ceil(0.8 · 3/4 · 5) is 4: 0.8 · 0.75 · 5 = 3.0000000000000004."""
    assert selections_needed(Selections(WOMEN, 0, 5), Selections(MEN, 3, 4)) == 3
    assert selections_needed(Selections(WOMEN, 4, 5), Selections(MEN, 4, 4)) == 0


def test_one_selection_can_reverse_a_small_group() -> None:
    """3 of 20 men and 1 of 10 women (question 21, as remembered): after the move 2/20 against 2/10.

    1 of 3 against 2 of 4: after the move 2/3 against 1/4. 1 of 30 against 10 of 30: 2/30 against 9/30.
    """
    assert one_selection_reverses(Selections(WOMEN, 1, 10), Selections(MEN, 3, 20))
    assert one_selection_reverses(Selections(WOMEN, 1, 3), Selections(MEN, 2, 4))
    assert not one_selection_reverses(Selections(WOMEN, 1, 30), Selections(MEN, 10, 30))
    assert not one_selection_reverses(Selections(WOMEN, 3, 3), Selections(MEN, 4, 4))


def test_equal_rates_have_no_shortfall() -> None:
    assert shortfall(Selections(WOMEN, 10, 20), Selections(MEN, 50, 100)) == 0


def test_nobody_selected_has_no_ratio() -> None:
    men, women = impact([Selections(MEN, 0, 50), Selections(WOMEN, 0, 40)])
    assert men.impact_ratio is None
    assert women.impact_ratio is None
    assert women.fisher_exact is None
    assert {men.counted.left_out, women.counted.left_out} == {NOBODY_SELECTED}


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
