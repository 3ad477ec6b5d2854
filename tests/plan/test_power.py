"""What a plan promises, against published formulas and against simulation with the gate's own bounds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import ConfusionCounts
from fairaudit.cube import Axis, Cube
from fairaudit.inference import Measurement, compare, measure
from fairaudit.planning import Assumptions, certifiable, normal_theory_rows, provable, size_to_certify
from fairaudit.planning.power import ceilings, floors

RUNS = 400
"""A share of 0.8 is met within 0.06 (three standard errors) by luck; counts are whole, which adds some."""


def measured(selected: Sequence[float], sizes: Sequence[float]) -> Measurement:
    """Measure the selection rates of groups with these counts of rows."""
    sums = np.array([[[a], [0.0], [0.0], [n - a]] for a, n in zip(selected, sizes, strict=True)])
    names = Axis("group", tuple(str(place) for place in range(len(sizes))))
    cube = Cube((names,), None, np.arange(len(sizes))[:, None], ConfusionCounts(sums))
    return measure(CATALOGUE["selection_rate"], cube.sample(("group",)), 0.95)


def draws(rates: Sequence[float], sizes: Sequence[float], seed: int) -> list[Measurement]:
    chance = np.random.default_rng(seed)
    return [measured(chance.binomial(np.array(sizes, dtype=int), rates), sizes) for _ in range(RUNS)]


def everyone(measurement: Measurement) -> np.ndarray:
    return np.ones(len(measurement.values), dtype=bool)


@pytest.mark.parametrize(("gap", "rows"), [(0.05, 1097), (0.02, 6852), (0.01, 27_405)])
def test_the_published_formula(gap: float, rows: int) -> None:
    """The numbers were computed apart from this code, for a rate of 0.2 and a power of 0.8."""
    assert int(np.ceil(normal_theory_rows(0.2, gap, 0.95, 0.8))) == rows


@pytest.mark.parametrize(("gap", "rows"), [(0.05, 1097), (0.02, 6852), (0.01, 27_405)])
def test_exact_limits_need_a_little_more_than_the_formula(gap: float, rows: int) -> None:
    found = size_to_certify(Assumptions(0.2, gap=gap), np.zeros(2), np.ones(2))
    assert found is not None
    assert 0.98 * rows < found < 1.05 * rows


@pytest.mark.parametrize("rate", [0.1, 0.5])
@pytest.mark.parametrize("n", [100, 300, 1000, 3000, 10_000])
def test_the_gap_that_is_proven_is_near_that_of_statsmodels(rate: float, n: int) -> None:
    """Normal theory, two-sided 5 %; ours has exact limits, so that it is a little larger."""
    found = provable(Assumptions(rate), np.full(2, float(n)), np.full(2, float(n)))[0]
    effect = NormalIndPower().solve_power(nobs1=n, alpha=0.05, power=0.8)
    gaps = np.linspace(0, 0.49, 49_001)
    theirs = gaps[np.searchsorted(proportion_effectsize(rate + gaps, rate), effect)]
    assert 0.99 * theirs < found < 1.09 * theirs


# Where sizes differ a lot, the groups with the widest limits need not have the largest gap: a plan is cautious there.
SIZES = [(300, 300), (200, 80), (500, 300, 300, 100, 60), (200,) * 10]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("rate", [0.1, 0.4])
def test_equal_groups_pass_a_rule_with_the_certified_difference(sizes: tuple[int, ...], rate: float) -> None:
    limit = certifiable(Assumptions(rate), np.array(sizes, float), np.array(sizes, float), "difference")
    found = [compare(each, "difference", everyone(each)).estimate.high for each in draws([rate] * len(sizes), sizes, 1)]
    passed = np.mean([high is not None and high <= limit for high in found])
    assert 0.72 < passed < (0.88 if max(sizes) < 3 * min(sizes) else 0.93)


@pytest.mark.parametrize("sizes", [(2000, 2000), (3000, 1000, 1500, 2000)])
def test_equal_groups_pass_a_rule_with_the_certified_ratio(sizes: tuple[int, ...]) -> None:
    limit = certifiable(Assumptions(0.3), np.array(sizes, float), np.array(sizes, float), "ratio")
    found = [compare(each, "ratio", everyone(each)).estimate.low for each in draws([0.3] * len(sizes), sizes, 2)]
    assert 0.72 < np.mean([low is not None and low >= limit for low in found]) < 0.88


@pytest.mark.parametrize("sizes", [(300, 300), (1000, 200, 400)])
@pytest.mark.parametrize("rate", [0.1, 0.7])
def test_a_gap_that_is_proven(sizes: tuple[int, ...], rate: float) -> None:
    gap = provable(Assumptions(rate), np.array(sizes, float), np.array(sizes, float))[1]
    rates = np.full(len(sizes), rate)
    rates[1] += gap if rate < 0.5 else -gap
    found = [compare(each, "difference", everyone(each)).estimate.low for each in draws(rates, sizes, 3)]
    share = np.mean([low is not None and low > 0 for low in found])
    assert share > 0.74
    if len(sizes) == 2:
        assert share < 0.88


@pytest.mark.parametrize(("rate", "n"), [(0.1, 200), (0.8, 500)])
def test_floors_and_ceilings_of_a_group(rate: float, n: int) -> None:
    size, here = np.array([float(n)]), np.array([0])
    floor = floors(Assumptions(rate), size, size)[0]
    ceiling = ceilings(Assumptions(rate), size, size)[0]
    found = draws([rate], [n], 4)
    assert 0.72 < np.mean([each.lower(0.05, here)[0] >= floor for each in found]) < 0.88
    assert 0.72 < np.mean([each.upper(0.05, here)[0] <= ceiling for each in found]) < 0.88


def test_the_worst_of_all_groups() -> None:
    sizes = (300, 300, 300, 300)
    size = np.array(sizes, float)
    floor = floors(Assumptions(0.8), size, size, together=4).min()
    found = draws([0.8] * 4, sizes, 5)
    level = np.arange(4)
    assert 0.72 < np.mean([each.lower(0.05, level).min() >= floor for each in found]) < 0.88


def test_more_rows_certify_smaller_gaps() -> None:
    assumed = Assumptions(0.3)
    for scale in ("difference", "ratio"):
        found = [certifiable(assumed, np.full(4, n), np.full(4, n), scale) for n in (100.0, 1000.0, 10_000.0)]
        assert found == sorted(found, reverse=scale == "difference")  # type: ignore[type-var]


def test_large_groups_relieve_small_ones() -> None:
    """If one of two groups is there in plenty, the other needs fewer rows than each of two equal groups."""
    equal = size_to_certify(Assumptions(0.2), np.zeros(2), np.ones(2))
    relieved = size_to_certify(Assumptions(0.2), np.array([0.0, 1e6]), np.ones(2))
    assert equal is not None
    assert relieved is not None
    assert 0.3 * equal < relieved < 0.7 * equal


def test_many_groups_take_no_time_worth_mentioning() -> None:
    found = size_to_certify(Assumptions(0.2, gap=0.1), np.zeros(1000), np.ones(1000))
    assert found is not None
    assert 800 < found < 1600


def test_one_group_or_none_has_no_gap() -> None:
    one = np.array([100.0])
    assert certifiable(Assumptions(0.2), one, one, "difference") is None
    assert size_to_certify(Assumptions(0.2), one, one) is None
    assert np.isnan(provable(Assumptions(0.2), one, one)).all()


def test_a_gap_that_no_data_prove() -> None:
    assert np.isnan(provable(Assumptions(0.5), np.full(2, 4.0), np.full(2, 4.0))).all()
