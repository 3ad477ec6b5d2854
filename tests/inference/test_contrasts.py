"""Groups beside others of their own: what is left of all rows, by hand and by counting anew, and simulated limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import ScoreCounts, SelectionCounts
from fairaudit.counts.places import Places
from fairaudit.cube import Axis, Cube, Sample
from fairaudit.cube.rest import MOST_NUMBERS, with_rests
from fairaudit.inference import measure
from fairaudit.inference.contrasts import contrasts
from fairaudit.inference.limits import clopper_pearson_lower, clopper_pearson_upper

RATE = CATALOGUE["selection_rate"]


def cube_of(group: Any, selected: Any, cluster: Any = None) -> Cube[SelectionCounts]:
    """Return a cube of rows by group, and by cluster if there are some."""
    group, selected = np.asarray(group), np.asarray(selected, dtype=bool)
    axes = [group] if cluster is None else [group, np.asarray(cluster)]
    codes, cell = np.unique(np.stack(axes, axis=1), axis=0, return_inverse=True)
    sums = np.stack([np.bincount(cell, weights=each) for each in (selected, ~selected)], axis=1)[..., None]
    names = tuple(str(each) for each in range(int(group.max()) + 1))
    people = None if cluster is None else Axis("cluster", tuple(str(each) for each in range(int(max(cluster)) + 1)))
    return Cube((Axis("group", names),), people, codes, SelectionCounts(sums))


def test_what_is_left_of_all_rows_is_the_sum_of_the_other_groups() -> None:
    sample = with_rests(cube_of([0, 0, 1, 1, 1, 2], [1, 0, 1, 1, 0, 0]).sample(("group",)))
    assert sample is not None
    assert sample.totals.sums[..., 0].tolist() == [[1, 1], [2, 1], [0, 1], [2, 2], [1, 2], [3, 2]]


@pytest.mark.parametrize("clustered", [False, True])
def test_the_rest_is_measured_as_if_it_were_a_group_of_its_own(clustered: bool) -> None:
    random = np.random.default_rng(2)
    group, selected = random.integers(0, 4, 400), random.random(400) < 0.4
    cluster = random.integers(0, 30, 400) if clustered else None
    both = with_rests(cube_of(group, selected, cluster).sample(("group",)))
    assert both is not None
    found = measure(RATE, both, 0.95).estimates()
    for each in range(4):
        alone = measure(RATE, cube_of((group != each).astype(int), selected, cluster).sample(("group",)), 0.95)
        expected = alone.estimates()[1]
        assert found[4 + each].value == pytest.approx(expected.value)
        if not clustered:  # clusters of a few groups borrow from each other how alike their rows are
            assert (found[4 + each].low, found[4 + each].high) == pytest.approx((expected.low, expected.high))


def test_the_rest_of_scores_ranks_as_the_other_rows_do() -> None:
    random = np.random.default_rng(3)
    group, label, place = random.integers(0, 3, 300), random.random(300) < 0.5, random.integers(0, 20, 300)
    sums = np.zeros((300, 4, 1))
    sums[np.arange(300), np.where(label, 0, 1), 0] = 1
    sums[np.arange(300), np.where(label, 2, 3), 0] = place
    lows = np.arange(20.0)
    counts = ScoreCounts(sums, Places(lows, lows), place)
    cube = Cube((Axis("group", ("a", "b", "c")),), None, group[:, None], counts, rows_are_clusters=True)
    both = with_rests(cube.sample(("group",)))
    assert both is not None
    found = measure(CATALOGUE["area_under_roc"], both, 0.95).values
    for each in range(3):
        rest = group != each
        above = place[rest & label][:, None] - place[rest & ~label]
        assert found[3 + each] == pytest.approx(((above > 0) + 0.5 * (above == 0)).mean())


def test_nothing_is_left_where_it_would_take_too_much_memory() -> None:
    entries = MOST_NUMBERS // 8
    counts = SelectionCounts(np.ones((entries, 2, 1)))
    group = np.arange(entries) % 10
    sample = Sample(("group",), np.arange(10)[:, None], group, None, True, counts)
    assert with_rests(sample) is None


def test_limits_of_a_difference_are_movers_at_the_shared_level() -> None:
    measured = measure(
        RATE,
        cube_of([0] * 40 + [1] * 50 + [2] * 60, [1] * 10 + [0] * 30 + [1] * 25 + [0] * 25 + [1] * 60).sample(
            ("group",)
        ),
        0.95,
    )
    found = contrasts(measured, np.array([0, 2]), np.array([1, 1]), "difference", 0.05)
    level, sizes = 0.05 / 4, np.array([40.0, 50.0])  # two pairs, two sides
    rates = np.array([10 / 40, 25 / 50])
    low, high = (limit(rates, sizes, level) for limit in (clopper_pearson_lower, clopper_pearson_upper))
    down = np.hypot(rates[0] - low[0], high[1] - rates[1])
    up = np.hypot(high[0] - rates[0], rates[1] - low[1])
    assert (found.value[0], found.low[0], found.high[0]) == pytest.approx((-0.25, -0.25 - down, -0.25 + up))
    ratio = contrasts(measured, np.array([0, 2]), np.array([1, 1]), "ratio", 0.05)
    assert ratio.value.tolist() == pytest.approx([0.5, 2.0])
    assert (ratio.low < ratio.value).all()
    assert (ratio.value < ratio.high).all()


@pytest.mark.parametrize("groups", [3, 10, 50])
@pytest.mark.parametrize("beside", ["reference", "rest"])
def test_all_limits_of_equal_groups_are_right_together(groups: int, beside: str) -> None:
    random, wrong, runs = np.random.default_rng(groups), 0, 200
    for _ in range(runs):
        group = np.repeat(np.arange(groups), 100)
        sample: Any = cube_of(group, random.random(len(group)) < 0.3).sample(("group",))
        first, second = np.arange(1, groups), np.zeros(groups - 1, dtype=int)
        if beside == "rest":
            sample, first = with_rests(sample), np.arange(groups)
            second = first + groups
        found = contrasts(measure(RATE, sample, 0.95), first, second, "difference", 0.05)
        wrong += bool(((found.low > 0) | (found.high < 0)).any())
    assert wrong / runs <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / runs)
