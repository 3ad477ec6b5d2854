"""The change of a gap: its bounds by hand, and how often they err where the obvious formula errs too often."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paired_samples
import pytest
import rows

from fairaudit.catalogue import CATALOGUE
from fairaudit.change.gaps import gap_change
from fairaudit.inference import Estimate, measure
from fairaudit.inference.changes import paired_change
from fairaudit.inference.gap_change import Among, change_of_bounds, change_of_extremes

ACCURACY = CATALOGUE["accuracy"]


def among(sample: Any) -> tuple[Among, Among, Among]:
    """Return both results and the changes of the groups of paired rows."""
    both, old, new = paired_samples.in_versions(sample)
    measured, changes = measure(ACCURACY, both, 0.95), paired_change(ACCURACY, sample, 0.95)
    assert changes is not None
    return Among(measured, old), Among(measured, new), Among(changes, np.arange(len(old)))


def test_distances_are_added_up() -> None:
    old, new = Estimate(0.02, 0.0, 0.05, 900, ""), Estimate(0.11, 0.07, 0.14, 800, "")
    change = change_of_bounds(old, new)
    assert [change.value, change.low, change.high, change.n] == pytest.approx([0.09, 0.07 - 0.05, 0.14 - 0.0, 800])


def test_of_two_groups_far_apart_the_gap_changes_as_their_changes_differ() -> None:
    # 1000 rows each: 900 and 700 right before, 895 and 655 right after, so that the gap grows from .2 to .24
    old, new, changes = among(paired_samples.moved_rows([10, 5], [15, 50], [885, 650], [90, 295]))
    low, high = change_of_extremes(old, new, changes, 0.025)
    ends = [(changes.measurement.lower(0.02), changes.measurement.upper(0.02))]
    (lows, highs), values = ends[0], changes.measurement.values
    assert values == pytest.approx([-0.005, -0.045])
    assert low == pytest.approx(0.04 - math.hypot(values[0] - lows[0], highs[1] - values[1]))
    assert high == pytest.approx(0.04 + math.hypot(highs[0] - values[0], values[1] - lows[1]))


def test_groups_that_cannot_be_told_apart_bound_the_change_on_both_sides() -> None:
    old, new, changes = among(paired_samples.moved_rows([4, 4], [4, 4], [80, 80], [12, 12]))
    low, high = change_of_extremes(old, new, changes, 0.025)
    assert low == pytest.approx(-high)
    assert low < 0 < high


def test_a_gap_that_appears_is_rarely_missed() -> None:
    # The root of the squares of the distances misses it too often: benchmarks/changes.py makes the table.
    rng, runs, misses = np.random.default_rng(11), 400, 0
    for _ in range(runs):
        parts = [paired_samples.simulated_decisions(rng, 1, 500, 0.02, lost, 0.8) for lost in (0.1, 0.02)]
        sums = np.concatenate([part.counts.sums for part in parts])
        sample = paired_samples.sample_of(parts[0].counts.like(sums), np.arange(2))
        truth = abs(new_rate(0.1) - new_rate(0.02)) - abs(old_rate(0.1) - old_rate(0.02))
        high = gap_change(*among(sample)).high
        assert high is not None
        misses += high < truth
    assert misses <= 0.05 * runs + 3 * math.sqrt(0.05 * 0.95 * runs)


def old_rate(lost: float) -> float:
    return lost + 0.8 * (1 - 0.02 - lost)


def new_rate(lost: float) -> float:
    return 0.02 + 0.8 * (1 - 0.02 - lost)


def test_results_of_the_same_rows_bound_a_gap_more_sharply_than_independent_ones(compared: Any, write: Any) -> None:
    old, new = rows.decisions({"f": (10, 8, 900, 82), "m": (9, 12, 700, 279)})
    paths = write("old.csv", old), write("new.csv", new), "-g", "sex", "-m", "accuracy"
    paired, apart = (
        next(each["change"] for each in compared(*paths, *more)["disparities"] if each["name"] == "accuracy.difference")
        for more in (("--id", "id"), ())
    )
    assert paired["value"] == apart["value"]
    assert paired["high"] - paired["low"] < 0.4 * (apart["high"] - apart["low"])
    assert paired["method"].startswith("the sharper of")
