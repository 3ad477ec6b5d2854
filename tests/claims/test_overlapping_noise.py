"""Groups that have rows in common and are all alike: at most one report in twenty says that they differ."""

from __future__ import annotations

import numpy as np

from fairaudit.catalogue import TASKS
from fairaudit.counts import ConfusionCounts
from fairaudit.cube import Axis, Cube, merge_cells
from fairaudit.document.headline import shares_of_error
from fairaudit.groups.claims import tell
from fairaudit.groups.level import Terms, measure_level
from fairaudit.groups.patterns import find_patterns

LABELS, ROWS, REPORTS = 5, 4_000, 120
TASK = TASKS["binary"]
HOLDS = tuple(tuple(place for place in range(LABELS) if code >> place & 1) for code in range(2**LABELS))

METRICS = [metric for metric in TASK.metrics if ConfusionCounts in metric.reads]


def noise(rng: np.random.Generator) -> Cube:
    """Draw rows that have each label four times in ten and either sex, and are right eight times in ten."""
    combination = (rng.random((ROWS, LABELS)) < 0.4) @ (1 << np.arange(LABELS))
    positive, right = rng.random(ROWS) < 0.4, rng.random(ROWS) < 0.8
    sums = np.zeros((ROWS, 4, 1))
    sums[np.arange(ROWS), np.where(positive, np.where(right, 0, 2), np.where(right, 3, 1))] = 1
    codes, sums = merge_cells(np.column_stack([combination, rng.integers(0, 2, ROWS)]), sums)
    axes = (Axis("identity", tuple("abcde"), holds=HOLDS), Axis("sex", ("f", "m")))
    return Cube(axes, None, codes, ConfusionCounts(sums))


def test_reports_of_overlapping_groups_that_are_all_alike_say_nothing_of_them():
    rng, terms, speaking = np.random.default_rng(7), Terms(), 0
    shares = shares_of_error(TASK.headline, {metric.name: metric.better for metric in METRICS})
    for _ in range(REPORTS):
        cube = noise(rng)
        overall = measure_level(cube, (), METRICS, terms)
        levels = [measure_level(cube, by, METRICS, terms) for by in (("identity",), ("sex",), ("identity", "sex"))]
        told = tell(overall, levels, shares)
        patterns = find_patterns(overall, levels, told, TASK.leading(TASK.headline))
        speaking += bool(told.gaps or any(patterns.values()))
    # One in twenty, and three standard errors of so few reports.
    assert speaking / REPORTS <= 0.05 + 3 * (0.05 * 0.95 / REPORTS) ** 0.5
