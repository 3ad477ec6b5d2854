"""Bounds of changes err no more often than they say, in simulations with fixed seeds.

The full tables are made by benchmarks/changes.py. The binomial error of a share of .05 among 1,500 is .006.
"""

from __future__ import annotations

import numpy as np
import paired_samples
import pytest

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import compare
from fairaudit.inference.changes import Places, paired_change, separate_change

ACCURACY, WER = CATALOGUE["accuracy"], CATALOGUE["word_error_rate"]


@pytest.mark.parametrize(("rows", "gained", "lost"), [(40, 0.02, 0.1), (200, 0.01, 0.01), (500, 0.001, 0.02)])
@pytest.mark.parametrize("level", [0.05, 0.005])
def test_bounds_of_paired_decisions(rows: int, gained: float, lost: float, level: float) -> None:
    sample = paired_samples.simulated_decisions(np.random.default_rng(8), 1500, rows, gained, lost)
    change = paired_change(ACCURACY, sample, 0.95)
    assert change is not None
    for beyond in (change.lower(level) > gained - lost + 1e-12, change.upper(level) < gained - lost - 1e-12):
        assert np.mean(beyond) <= level + 3 * np.sqrt(level * (1 - level) / 1500)


@pytest.mark.parametrize(("old", "new", "alike"), [(0.1, 0.1, 1.0), (0.1, 0.3, 1.0), (0.3, 0.2, 0.5)])
def test_coverage_of_paired_word_errors(old: float, new: float, alike: float) -> None:
    rng = np.random.default_rng(9)
    sample = paired_samples.simulated_words(rng, 500, 15, old, new, utterances=10, alike=alike)
    both, before, after = paired_samples.in_versions(sample)
    for change in (paired_change(WER, sample, 0.95), separate_change(WER, both, Places(before, after), 0.95)):
        assert change is not None
        covered = (change.lower(0.025) <= new - old) & (new - old <= change.upper(0.025))
        assert 0.92 <= np.mean(covered) <= 0.995


def test_coverage_where_the_new_result_makes_up_text() -> None:
    """Three utterances in a thousand with 200 words more: two groups of 30 speakers; .82 without the events apart."""
    rng, covered, added = np.random.default_rng(13), [], 0.003 * 200 / 12
    for _ in range(200):
        change = paired_change(
            WER, paired_samples.simulated_words(rng, 2, 30, 0.1, 0.1, 20, 12, 1.0, (0.003, 200)), 0.95
        )
        assert change is not None
        covered += ((change.lower(0.025) <= added) & (added <= change.upper(0.025))).tolist()
    assert np.mean(covered) > 0.93


@pytest.mark.parametrize("groups", [2, 6])
def test_the_gate_rarely_passes_a_group_beyond_the_limit_or_fails_groups_within(groups: int) -> None:
    rng, limit, runs = np.random.default_rng(10), 0.03, 300
    passed = failed = 0
    for _ in range(runs):
        lost = np.full(groups, 0.02 + limit)
        cells = np.array([rng.multinomial(400, [0.02, each, 0.5, 0.48 - each]) for each in lost])
        change = paired_change(ACCURACY, paired_samples.moved_rows(*cells.T), 0.95)
        assert change is not None
        estimate = compare(change, "worst", np.ones(groups, dtype=bool)).estimate
        assert estimate.low is not None
        assert estimate.high is not None
        passed += estimate.low >= -limit
        failed += estimate.high < -limit
    assert passed <= 0.05 * runs + 3 * np.sqrt(0.05 * 0.95 * runs)
    assert failed <= 0.05 * runs + 3 * np.sqrt(0.05 * 0.95 * runs)
