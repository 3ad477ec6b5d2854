"""Reports of groups that are all equal say nothing about them, but one time in twenty; those of true effects do.

A few samples of each design; benchmarks/words.py has many. A promise of .05 is broken beyond Monte Carlo error where
more reports speak than a binomial of .05 shows one time in a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from noise import Design, Effect, audits
from scipy.stats import binom

from fairaudit.catalogue import TASKS
from fairaudit.document.headline import shares_of_error
from fairaudit.groups.claims import Told, tell
from fairaudit.groups.level import Level
from fairaudit.groups.patterns import find_patterns

SAMPLES = 60
NOISE = {
    "two groups": Design((2,), 300),
    "three attributes": Design((2, 5, 4), 3000),
    "pairs": Design((2, 5, 4), 10_000, pairs=True),
    "a hundred unequal groups": Design((100,), 10_000, unequal=True),
    "weights": Design((2, 5), 2000, "weights"),
    "clusters": Design((2, 4), 2000, "clusters", clusters=80),
    "speakers": Design((2, 4), 3200, "words", pairs=True, clusters=80),
}


def told(overall: Level, levels: list[Level]) -> Told:
    """Return what is told of a sample."""
    better = {name: each.metric.better for name, each in overall.measurements.items()}
    task = TASKS["speech" if "word_error_rate" in better else "binary"]
    return tell(overall, levels, shares_of_error(task.headline, better))


@pytest.mark.parametrize("design", NOISE.values(), ids=NOISE)
def test_noise_is_no_finding(design: Design) -> None:
    speaking = 0
    for overall, levels in audits(design, 11, SAMPLES):
        found = told(overall, levels)
        patterns: Mapping[str, object] = find_patterns(overall, levels, found, "accuracy")
        assert found.gaps or not any(patterns.values())
        speaking += bool(found.gaps)
    assert speaking <= binom.isf(0.001, SAMPLES, 0.05)


def test_a_gap_of_twice_what_one_interval_shows_is_told() -> None:
    """Two groups of 2,000 rows, right for 80 and 72 of 100: 6 standard errors of .0134 apart."""
    design = Design((2, 5), 4000, effects=(Effect({0: 1}, 0.08),))
    places, sides = [], []
    for overall, levels in audits(design, 12, 20):
        found = told(overall, levels)
        places.append((("a0",), "accuracy") in found.gaps)
        sides.append(list(found.sides.get((("a0",), "accuracy"), np.zeros(2))))
    assert sum(places) >= 19
    assert sides.count([1.0, -1.0]) >= 19


def test_a_crossing_that_no_attribute_shows_is_found() -> None:
    """Only a0=1 × a1=1 and a0=0 × a1=0 are worse, so that each attribute's groups are alike."""
    effects = (Effect({0: 1, 1: 1}, 0.1), Effect({0: 0, 1: 0}, 0.1))
    design = Design((2, 2, 3), 20_000, pairs=True, effects=effects)
    for overall, levels in audits(design, 13, 5):
        hidden = find_patterns(overall, levels, told(overall, levels), "accuracy")["hidden"]
        found = [each["group"] for each in hidden if each["metric"] == "accuracy"]
        assert found == [{"a0": "0", "a1": "0"}, {"a0": "1", "a1": "1"}]


def test_a_crossing_within_a_worse_group_is_not_hidden() -> None:
    """All of a0=1 is worse, and so are its crossings: the attribute shows it."""
    design = Design((2, 3), 6000, pairs=True, effects=(Effect({0: 1}, 0.1),))
    for overall, levels in audits(design, 14, 10):
        assert find_patterns(overall, levels, told(overall, levels), "accuracy")["hidden"] == []
