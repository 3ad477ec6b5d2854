"""Pages of equal groups have no colours, but for one in twenty; a group that is truly served worse has its own.

A few samples of each design; benchmarks/colours.py draws many.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.stats
from noise import Design, Effect, audits

from fairaudit.catalogue import TASKS
from fairaudit.document.headline import shares_of_error
from fairaudit.groups.claims import Told, tell

SAMPLES = 30
PAGES = {
    "2 groups of rows": Design((2,), 1000),
    "10 groups of rows": Design((10,), 3000),
    "100 groups of rows": Design((100,), 8000),
    "three attributes and pairs": Design((2, 3, 4), 4000, pairs=True),
    "weights": Design((5,), 2000, "weights"),
    "clusters": Design((4,), 1600, "clusters", clusters=80),
    "speakers": Design((4,), 2400, "words", clusters=80),
    "speakers, three attributes": Design((2, 3, 4), 2400, "words", clusters=160),
}


def pages(design: Design, seed: int, count: int) -> list[Told]:
    """Return what is told of so many simulated pages; colours are drawn from nothing else."""
    found = []
    for overall, levels in audits(design, [seed, design.rows], count):
        directions = {name: each.metric.better for name, each in overall.measurements.items()}
        task = TASKS["binary" if "accuracy" in directions else "speech"]
        found.append(tell(overall, levels, shares_of_error(task.headline, directions)))
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_equal_groups_has_no_colour(name: str) -> None:
    coloured = sum(any(np.any(each) for each in told.sides.values()) for told in pages(PAGES[name], 71, SAMPLES))
    assert coloured <= scipy.stats.binom.ppf(0.999, SAMPLES, 0.05)


@pytest.mark.parametrize(
    ("design", "worse", "metric"),
    [
        (Design((5,), 2500), 0.15, "accuracy"),
        (Design((2, 3, 4), 4000, pairs=True), 0.1, "accuracy"),
        (Design((5,), 4000, "weights"), 0.15, "accuracy"),
        (Design((4,), 4000, "clusters", clusters=200), 0.2, "accuracy"),
        (Design((4,), 6000, "words", clusters=200), 0.2, "word_error_rate"),
    ],
)
def test_a_group_that_is_served_worse_is_coloured(design: Design, worse: float, metric: str) -> None:
    told = pages(replace(design, effects=(Effect({0: 0}, worse),)), 72, 20)
    assert np.mean([0 in each.worse((("a0",), metric)) for each in told]) >= 0.8
