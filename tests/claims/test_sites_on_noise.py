"""Sites that are all alike are said to differ at most one time in twenty, and no sign is said to be turned by chance.

A few samples of each; benchmarks/sites.py has many. A promise of .05 is broken beyond Monte Carlo error where more
samples break it than a binomial of .05 shows one time in a thousand.
"""

from __future__ import annotations

import pytest
from scipy.stats import binom
from sites_simulated import (
    Draw,
    alike,
    balanced_out,
    clustered,
    missed,
    one_value,
    own_variances,
    plain,
    reports,
    spoken,
    weighted,
)

SAMPLES = 200
MOST = binom.isf(0.001, SAMPLES, 0.05)
KINDS: dict[str, tuple[str, Draw, float]] = {
    "30 rows": ("selection_rate", plain((30,)), 0.05),
    "sizes that differ": ("selection_rate", plain((30, 100, 1000)), 0.05),
    "8 clusters": ("selection_rate", clustered(8, unequal=True), 0.05),
    "weights": ("selection_rate", weighted(100), 0.2),
    "10 speakers": ("word_error_rate", spoken(10), 0.1),
}


@pytest.mark.parametrize("sites", [3, 10])
@pytest.mark.parametrize("kind", KINDS)
def test_sites_that_are_alike_are_rarely_said_to_differ(kind: str, sites: int) -> None:
    metric, draw, rate = KINDS[kind]
    assert sum(each.differs for each in one_value(metric, draw, sites, rate, [81, sites], SAMPLES)) <= MOST


@pytest.mark.parametrize("kind", ["30 rows", "sizes that differ", "8 clusters"])
def test_with_the_variances_of_their_own_values_they_would_be(kind: str) -> None:
    metric, draw, rate = KINDS[kind]
    assert own_variances(metric, draw, 10, rate, [82], SAMPLES) > MOST


@pytest.mark.parametrize("sites", [3, 10])
@pytest.mark.parametrize("kind", KINDS)
def test_the_interval_within_sites_covers_the_truth(kind: str, sites: int) -> None:
    metric, draw, rate = KINDS[kind]
    assert max(missed(metric, draw, sites, rate, [83, sites], SAMPLES)) <= binom.isf(0.001, SAMPLES, 0.025)


def test_of_groups_that_are_alike_no_sign_is_said_to_be_opposite() -> None:
    told = [each["sites"]["gaps"][0]["signs"] for each in reports(alike(3, 3, 100), [84], 60)]
    assert told.count("opposite") <= binom.isf(0.001, 60, 0.05)
    assert {"alike", "differ"} >= set(told) - {"opposite"}


def test_a_sign_over_all_sites_that_is_chance_is_rarely_said_to_be_opposite() -> None:
    assert sum(n * rate for _, group, n, rate in balanced_out(100) if group == "x") == pytest.approx(
        sum(n * rate for _, group, n, rate in balanced_out(100) if group == "y")
    )
    found = [each["sites"]["gaps"][0] for each in reports(balanced_out(100), [85], 60)]
    assert sum(each["signs"] == "opposite" for each in found) <= binom.isf(0.001, 60, 0.05)
    assert any(each["signs"] == "differ" for each in found)


def test_sites_that_truly_differ_are_said_to() -> None:
    """Rates .3 and .5 of 400 rows each: an error of √(.21/400 + .25/400) = .034 for a difference of .2."""
    cells = [("s0", "x", 200, 0.3), ("s0", "y", 200, 0.3), ("s1", "x", 200, 0.5), ("s1", "y", 200, 0.5)]
    assert all(each["sites"]["heterogeneity"]["differs"] for each in reports(cells, [86], 20))
