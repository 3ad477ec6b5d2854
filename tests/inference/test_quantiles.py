"""Quantiles: their limits are order statistics, whatever the shape; by hand, and simulated."""

from dataclasses import replace

import numpy as np
import pytest
from fits_simulated import missed, placed_sample
from scipy import stats

from fairaudit.counts.places import ErrorPlaces, Places
from fairaudit.cube import Sample
from fairaudit.inference import compare, measure
from fairaudit.inference.quantiles import TOO_FEW, quantile
from fairaudit.metrics.quantiles import Quantile, median_absolute_error

MEDIAN = replace(median_absolute_error, measure=quantile, low=None)


def at(share):
    def quantile_of(counts):
        return Quantile(counts, share)

    return replace(MEDIAN, compute=quantile_of)


def test_limits_of_a_median_are_numbers_of_the_group():
    """Of 10 rows the second and the ninth are the limits at .05: 11 of 1,024 samples have at most one below."""
    measured = measure(MEDIAN, placed_sample(np.arange(1.0, 11)[None] ** 2), 0.95)
    assert (measured.lower(0.05)[0], measured.values[0], measured.upper(0.05)[0]) == (4, 30.5, 81)
    assert stats.binom.cdf(1, 10, 0.5) <= 0.05 < stats.binom.cdf(2, 10, 0.5)
    assert measured.estimates()[0].method == "order statistics"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_limits_are_those_of_the_binomial_distribution(share):
    measured = measure(at(share), placed_sample(np.arange(100.0)[None]), 0.95)
    below, above = stats.binom.ppf(0.05, 100, share), stats.binom.isf(0.05, 100, share)
    assert measured.lower(0.05)[0] == below - (stats.binom.cdf(below, 100, share) > 0.05)
    assert measured.upper(0.05)[0] == above
    assert measured.values[0] == np.quantile(np.arange(100.0), share, method="averaged_inverted_cdf")


def test_an_increasing_map_of_the_numbers_maps_the_limits():
    numbers = np.random.default_rng(1).standard_normal((3, 51))
    plain, mapped = (measure(MEDIAN, placed_sample(each), 0.95) for each in (numbers, np.exp(5 * numbers)))
    for one, other in ((plain.values, mapped.values), (plain.lower(0.01), mapped.lower(0.01))):
        assert np.exp(5 * one) == pytest.approx(other)


def test_rows_of_weight_three_are_three_rows_for_the_value():
    numbers = np.array([[5.0, 1.0, 3.0, 2.0]])
    weighted = measure(MEDIAN, placed_sample(numbers, np.array([[3.0, 1.0, 1.0, 1.0]])), 0.95)
    assert weighted.values[0] == np.median([5, 5, 5, 1, 3, 2])


def test_groups_of_few_rows_have_no_interval_and_say_so():
    measured = measure(at(0.9), placed_sample(np.arange(20.0)[None]), 0.95)
    assert measured.estimates()[0].interval_undefined == TOO_FEW


def test_numbers_in_bins_lie_evenly_within_them():
    sums = np.array([[3.0, 1.5], [1.0, 1.5]])[..., None]
    axis = Places(np.array([0.0, 1.0]), np.array([1.0, 2.0]))
    sample = Sample(("g",), np.zeros((1, 1), int), np.zeros(2, int), None, True, ErrorPlaces(sums, axis, np.arange(2)))
    measured = measure(MEDIAN, sample, 0.95)
    assert measured.values[0] == pytest.approx(2 / 3)
    assert measured.binning[0] == 1


@pytest.mark.parametrize("way", ["rows", "weights", "clusters"])
@pytest.mark.parametrize("rows", [30, 300])
def test_limits_hold_for_numbers_of_any_shape(way, rows):
    rng = np.random.default_rng(31)
    shape = (500, rows)
    numbers, weight, cluster = rng.lognormal(0, 2, shape), None, None
    if way == "weights":
        weight = rng.lognormal(0, 0.5, shape)
    if way == "clusters":
        cluster = np.arange(500 * rows).reshape(shape) // 5
        shared = rng.standard_normal((500, rows // 5)).repeat(5, axis=1)
        numbers = np.exp(2 * (0.6 * shared + 0.8 * rng.standard_normal(shape)))
    covered, below, above, _, none = missed(MEDIAN, [placed_sample(numbers, weight, cluster)], 1.0)
    assert covered > 0.93
    assert max(below, above) < 0.085
    assert none < 0.5 if way == "clusters" else none < 0.02


def test_equal_groups_are_seldom_told_to_differ_and_lie_within_the_chance_level():
    rng = np.random.default_rng(32)
    told = beyond = 0
    for _ in range(150):
        measured = measure(MEDIAN, placed_sample(rng.lognormal(0, 1.5, (4, 120))), 0.95)
        found = compare(measured, "difference", measured.known)
        told += found.estimate.low > 0
        beyond += found.estimate.value > found.chance[1]
    assert told <= 15
    assert 1 <= beyond <= 16
