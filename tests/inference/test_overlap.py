"""Groups that have rows in common: how their values move together, and that intervals of their gaps hold."""

from __future__ import annotations

import numpy as np
import pytest

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import ConfusionCounts
from fairaudit.cube import Axis, Cube
from fairaudit.inference import compare, measure
from fairaudit.inference.companions import Companions
from fairaudit.inference.disparity import shows_gap
from fairaudit.inference.part_of_whole import apart

ACCURACY, BALANCED, MCC = (CATALOGUE[name] for name in ("accuracy", "balanced_accuracy", "matthews_correlation"))
TWO = ((0,), (1,), (0, 1), ())
"""Combinations: only in the first group, only in the second, in both, in none."""
SAMPLES = 800
ERROR = 0.05 + 3 * (0.05 * 0.95 / SAMPLES) ** 0.5
"""An error of one in twenty, and three standard errors of what so few samples show."""


def cube_of(cells: np.ndarray, holds: tuple[tuple[int, ...], ...] = TWO) -> Cube:
    """Return the cube of confusion counts (combinations × 4)."""
    labels = tuple(chr(ord("a") + place) for place in range(1 + max(code for codes in holds for code in codes)))
    counts = ConfusionCounts(np.asarray(cells, float)[:, :, None])
    return Cube((Axis("identity", labels, holds=holds),), None, np.arange(len(holds))[:, None], counts)


def drawn(rng: np.random.Generator, rows: list[int], rates: list[float], holds=TWO) -> Cube:
    """Draw decisions that are right at these rates, four in ten of a positive label."""
    positive = rng.binomial(rows, 0.4)
    hits, passes = rng.binomial(positive, rates), rng.binomial(np.array(rows) - positive, rates)
    return cube_of(np.stack([hits, rows - positive - passes, positive - hits, passes], axis=1), holds)


def test_the_correlation_of_two_groups_is_that_of_the_rows_that_they_share():
    # The women and the black people of tests/pipeline/test_identities.py: right in 1, 3 and 5 of the rows 1 to 5, and
    # in 3, 5 and 7 of the rows 3 to 8; rows 3 to 5 are both.
    cells = [[1, 0, 1, 0], [0, 1, 1, 1], [1, 1, 0, 1], [0, 0, 0, 0]]
    measured = measure(ACCURACY, cube_of(np.array(cells)).sample(("identity",)), 0.95)
    assert measured.values == pytest.approx([3 / 5, 3 / 6])
    companions = Companions.of(measured, np.arange(2), "difference")
    # Shared: 2 × 2/5 × 1/2 + 3/5 × 1/2 = 7/10; alone: 3 × (2/5)² + 2 × (3/5)² = 6/5, and 6 × (1/2)² = 3/2.
    correlation = (7 / 10) / np.sqrt(6 / 5 * 3 / 2)
    assert companions.of_pairs(np.array([0]), np.array([1])).correlation[0, 0] == pytest.approx(correlation)


@pytest.mark.parametrize("metric", [ACCURACY, BALANCED, MCC])
def test_groups_that_share_half_of_their_rows_are_not_told_apart_by_chance(metric):
    rng, told = np.random.default_rng(1), 0
    for _ in range(SAMPLES):
        measured = measure(metric, drawn(rng, [200, 200, 200, 300], [0.9] * 4).sample(("identity",)), 0.95)
        told += shows_gap(measured, np.arange(2), None, 0.05)
    assert 0 < told / SAMPLES <= ERROR


def test_the_gap_of_groups_that_share_half_of_their_rows_is_covered_and_sharper_than_without():
    rng, below, above, narrower = np.random.default_rng(2), 0, 0, 0
    for _ in range(SAMPLES):
        cube = drawn(rng, [200, 200, 200, 0], [0.95, 0.85, 0.9, 0.9])
        gap = compare(measure(ACCURACY, cube.sample(("identity",)), 0.95), "difference", np.ones(2, bool)).estimate
        below, above = below + (gap.high < 0.05), above + (gap.low > 0.05)
        plain = compare(_as_if_apart(cube), "difference", np.ones(2, bool)).estimate
        narrower += gap.high - gap.low < plain.high - plain.low
    assert below / SAMPLES <= ERROR
    assert above / SAMPLES <= ERROR
    assert narrower == SAMPLES


def _as_if_apart(cube: Cube):
    totals = cube.sample(("identity",)).totals
    apart_cube = Cube((Axis("identity", ("a", "b")),), None, np.arange(2)[:, None], totals)
    return measure(ACCURACY, apart_cube.sample(("identity",)), 0.95)


@pytest.mark.parametrize(("only", "rate"), [((6, 0), 0.9), ((4, 4), 0.97), ((40, 40), 0.99)])
def test_groups_that_are_nearly_one_are_not_told_apart_by_their_few_other_rows(only, rate):
    rng, told = np.random.default_rng(3), 0
    for _ in range(SAMPLES):
        measured = measure(ACCURACY, drawn(rng, [*only, 1000, 0], [rate] * 4).sample(("identity",)), 0.95)
        told += shows_gap(measured, np.arange(2), None, 0.05)
    assert told / SAMPLES <= ERROR


def test_a_group_is_held_against_all_rows_as_a_part_of_them():
    rng, told = np.random.default_rng(4), 0
    for _ in range(SAMPLES):
        cube = drawn(rng, [200, 200, 200, 300], [0.9] * 4)
        parts, whole = (measure(ACCURACY, cube.sample(by), 0.95) for by in (("identity",), ()))
        sides = apart(parts, np.array([0]), whole, np.array([0]), 0.025)
        told += bool(sides.above[0] or sides.below[0])
    assert 0 < told / SAMPLES <= ERROR


def test_what_equal_groups_show_by_chance_is_less_where_they_share_rows():
    cells = np.array([[0, 20, 0, 180], [0, 20, 0, 180], [0, 60, 0, 540], [0, 0, 0, 0]])
    measured = measure(ACCURACY, cube_of(cells).sample(("identity",)), 0.95)
    found = compare(measured, "difference", np.ones(2, bool))
    # Equal groups of 800 rows that share 600 differ by 2 × 200 rows: √(400 × .9 × .1)/800, of a normal half.
    expected = 1.95996 * np.sqrt(400 * 0.09) / 800
    assert found.chance[1] == pytest.approx(expected, rel=0.06)


def test_weighted_rows_that_groups_share_are_weighed():
    # As many rows in each combination, but those in both weigh four times as much: r = 16/(1 + 16) of all squares.
    weights = np.array([1.0, 1.0, 4.0])
    powers = np.column_stack([weights[:, None] ** np.arange(9), np.ones(3)])
    sums = np.zeros((3, 4, 10))
    sums[:, 0], sums[:, 1] = 900 * powers, 100 * powers
    cube = Cube((Axis("identity", ("a", "b"), holds=TWO[:3]),), None, np.arange(3)[:, None], ConfusionCounts(sums))
    measured = measure(ACCURACY, cube.sample(("identity",)), 0.95)
    found = Companions.of(measured, np.arange(2), "difference").of_pairs(np.array([0]), np.array([1]))
    assert found.correlation[0, 0] == pytest.approx(16 / 17, rel=0.01)
