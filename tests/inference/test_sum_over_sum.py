"""Ratios of the sums of two columns: leave-one-out by hand, units, weights, clusters, and coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sums_simulated import by_clusters, by_rows, counted, numbers

from fairaudit.counts.columns import ColumnCounts
from fairaudit.inference.sum_over_sum import SAME

LEVEL = 0.025


def left_out(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return how far the ratio's logarithm moves without each row, to the first order: (x − Ry)/(Y − y)/R."""
    total = whole.sum(axis=1, keepdims=True)
    value = part.sum(axis=1, keepdims=True) / total
    return np.asarray((part - value * whole) / (total - whole) / value)


@pytest.mark.parametrize("rows", [12, 30, 300])
def test_the_error_is_that_of_leaving_each_row_out(rows: int) -> None:
    part, whole = numbers(1, 5, rows)
    measured = by_rows(part, whole)
    assert measured.values == pytest.approx(part.sum(axis=1) / whole.sum(axis=1), rel=1e-12)
    worth = whole.sum(axis=1) ** 2 / (whole**2).sum(axis=1)
    expected = np.sqrt((1 - 1 / worth) * (left_out(part, whole) ** 2).sum(axis=1))
    # the series of shares ends, and an upper bound takes the place of its rest
    assert np.all(measured.limits.error >= expected * (1 - 1e-9))
    assert measured.limits.error == pytest.approx(expected, rel=0.1 if rows == 12 else 0.02)


def test_rows_that_are_clusters_are_rows() -> None:
    part, whole = numbers(2, 4, 400)
    rows, clusters = by_rows(part, whole), by_clusters(part, whole, 1)
    assert clusters.limits.error == pytest.approx(rows.limits.error, rel=0.01)
    assert clusters.limits.degrees_of_freedom == pytest.approx(rows.limits.degrees_of_freedom, rel=0.05)


def test_other_units_change_values_and_nothing_else() -> None:
    part, whole = numbers(3, 4, 60)
    one, other = by_rows(part, whole), by_rows(part * 60_000, whole / 100)
    for end in range(2):
        assert other.limits.shown(LEVEL)[end] == pytest.approx(one.limits.shown(LEVEL)[end] * 6e6)
    assert other.limits.degrees_of_freedom == pytest.approx(one.limits.degrees_of_freedom)


def test_a_weight_multiplies_both_numbers_and_rows_without_weight_are_no_evidence() -> None:
    part, whole = numbers(4, 3, 50)
    weight = np.random.default_rng(4).random(part.shape) + 0.5
    weighted, multiplied = by_rows(part, whole, weight), by_rows(part * weight, whole * weight)
    assert np.array(weighted.limits.shown(LEVEL)) == pytest.approx(np.array(multiplied.limits.shown(LEVEL)))
    weight[:, 30:] = 0.0
    assert by_rows(part, whole, weight).n.tolist() == [30, 30, 30]
    few = by_rows(part[:, :30], whole[:, :30], weight[:, :30])
    assert np.array(by_rows(part, whole, weight).limits.shown(LEVEL)) == pytest.approx(
        np.array(few.limits.shown(LEVEL))
    )


def test_a_row_without_one_number_adds_nothing_and_is_counted() -> None:
    part, whole = numbers(5, 2, 40)
    part[:, 0], whole[:, 1], part[:, 2] = np.nan, np.inf, -np.inf
    measured = by_rows(part, whole)
    assert measured.values == pytest.approx(part[:, 3:].sum(axis=1) / whole[:, 3:].sum(axis=1))
    assert measured.n.tolist() == [37, 37]
    assert ColumnCounts(counted(part, whole), ["x"]).term("x", "missing").ravel().tolist() == [3, 3]


def test_what_does_not_vary_has_a_value_and_no_interval() -> None:
    whole = np.arange(1.0, 21.0)[None].repeat(3, axis=0)
    measured = by_rows(np.stack([0 * whole[0], whole[0] / 4, np.ones(20)]), whole)
    assert measured.values == pytest.approx([0, 0.25, 20 / 210])
    assert measured.limits.known.tolist() == [False, False, True]
    assert measured.unknown == {0: SAME, 1: SAME}
    assert np.isnan(by_rows(np.ones((1, 5)), np.zeros((1, 5))).values).all()
    assert by_rows(np.ones((1, 5)), np.array([[0.0, 0, 1, 2, 0]])).denominators.tolist() == [2]


def test_a_mean_has_the_limits_of_means() -> None:
    part, _ = numbers(6, 1, 200)
    measured = by_rows(part, np.ones_like(part))
    # to the first order Student's t on the logarithm: skewness moves both limits up
    error = stats.sem(part[0]) / part.mean()
    assert measured.limits.error[0] == pytest.approx(error, rel=0.005)
    low, high = (end[0] for end in measured.limits.shown(LEVEL))
    assert low < part.mean() * np.exp(-1.5 * error)
    assert part.mean() * np.exp(2 * error) < high < part.mean() * np.exp(4 * error)


@pytest.mark.parametrize(
    ("rows", "spread", "size", "least"),
    [(30, 0.5, 1, 0.93), (200, 0.8, 1, 0.93), (1000, 1.0, 1, 0.93), (400, 0.5, 10, 0.93), (1500, 0.8, 50, 0.92)],
)
def test_intervals_hold_the_truth(rows: int, spread: float, size: int, least: float) -> None:
    """Of 1,500 samples; clusters have ratios of their own."""
    part, whole = numbers(7, 1500, rows, spread)
    if size > 1:
        own = np.random.default_rng(8).lognormal(-0.125, 0.5, (1500, rows // size))
        part = part * own.repeat(size, axis=1)
    measured = by_rows(part, whole) if size == 1 else by_clusters(part, whole, size)
    low, high = measured.limits.shown(LEVEL)
    assert least <= np.mean((low <= 0.3) & (high >= 0.3)) <= 0.985
