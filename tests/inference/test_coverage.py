"""Intervals and bounds hold the truth as often as they promise: small simulations with fixed seeds.

benchmarks/coverage.py runs the same at full size, for the tables of docs/statistics.md. The slack below 0.95 (or above
0.05) is what so few replicates can be off by chance, plus the shortfall that docs/statistics.md admits.
"""

import numpy as np
import pytest
from simulated import (
    clustered_shares,
    confusion_sample,
    rates_of,
    related_weights,
    right_of,
    shared_speakers,
    shares,
    speakers,
    weighted_clustered_shares,
    weighted_rows,
)

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import compare, measure, required_factor

SELECTION, ACCURACY, WER = (CATALOGUE[name] for name in ("selection_rate", "accuracy", "word_error_rate"))


def coverage(samples, metric, truth):
    hits = []
    for sample in samples:
        estimates = [e for e in measure(metric, sample, 0.95).estimates() if e.low is not None]
        hits += [e.low - 1e-12 <= truth <= e.high + 1e-12 for e in estimates]
    return np.mean(hits)


def test_shares_of_independent_rows():
    rng = np.random.default_rng(0)
    rates = rng.uniform(0.02, 0.5, 4000)
    hits = rng.binomial(100, rates)
    estimates = measure(SELECTION, shares(hits, np.full(4000, 100)), 0.95).estimates()
    assert np.mean([e.low <= p <= e.high for e, p in zip(estimates, rates, strict=True)]) > 0.935


@pytest.mark.parametrize("related", [False, True])
@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_shares_of_weighted_rows(rate, related):
    rng = np.random.default_rng(1)
    outcome, weight = related_weights(rng, 100 * 1000, rate, 1.0, related)
    sample = weighted_rows(np.repeat(np.arange(1000), 100), np.where(outcome, 1, 3), weight)
    assert coverage([sample], SELECTION, rate) > 0.92


@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("clusters", [5, 10, 30])
def test_shares_of_clustered_rows(rate, clusters, unequal):
    rng = np.random.default_rng(2)
    samples = (clustered_shares(rng, [rate] * 4, clusters, 0.2, unequal) for _ in range(60))
    assert coverage(samples, SELECTION, rate) > 0.93


@pytest.mark.parametrize("clusters", [5, 30])
def test_shares_of_clustered_rows_with_weights(clusters):
    rng = np.random.default_rng(10)
    samples = (weighted_clustered_shares(rng, [0.1] * 4, clusters, 0.1, 1.0) for _ in range(40))
    assert coverage(samples, SELECTION, 0.1) > 0.93


@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.parametrize("rate", [0.005, 0.2])
@pytest.mark.parametrize("count", [3, 10, 30])
def test_word_error_rates(rate, count, unequal):
    rng = np.random.default_rng(3)
    samples = (speakers(rng, [rate] * 4, count, unequal) for _ in range(60))
    assert coverage(samples, WER, rate) > 0.91


def test_groups_without_errors_have_limits_that_hold():
    rng = np.random.default_rng(4)
    silent = 0
    for _ in range(150):
        measured = measure(WER, speakers(rng, [0.0005] * 5, 3, False), 0.95)
        none = measured.values == 0
        silent += none.sum()
        assert (measured.upper(0.05)[none] > 0.0005).mean() > 0.5 if none.any() else True
    assert silent > 100


@pytest.mark.parametrize("size", [30, 300])
def test_f1(size):
    rng = np.random.default_rng(5)
    odds = [0.14, 0.08, 0.06, 0.72]
    sample = confusion_sample(rng.multinomial(size, odds, 3000))
    assert coverage([sample], CATALOGUE["f1_score"], 2 * 0.14 / (2 * 0.14 + 0.08 + 0.06)) > 0.93


SIZES = {"equal": lambda k: np.full(k, 300), "unequal": lambda k: np.geomspace(20_000, 30, k).astype(int)}


@pytest.mark.parametrize("groups", [2, 5, 10])
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("shape", ["equal", "half and half"])
def test_bounds_of_comparisons_of_independent_groups(shape, sizes, groups):
    rng = np.random.default_rng(6)
    rates, n = rates_of(shape, 0.2, 0.15, groups), SIZES[sizes](groups)
    truth = {"difference": np.ptp(rates), "ratio": rates.min() / rates.max(), "worst": rates.min()}
    missed = {(kind, side): 0 for kind in truth for side in ("low", "high")}
    for _ in range(250):
        measured = measure(ACCURACY, right_of(rng, n, rates), 0.95)
        for kind, true in truth.items():
            estimate = compare(measured, kind, measured.known).estimate
            missed[kind, "low"] += estimate.low > true + 1e-12
            missed[kind, "high"] += estimate.high < true - 1e-12
    assert max(missed.values()) <= 24  # 0.05 × 250 = 12.5, with a standard deviation of 3.4


@pytest.mark.parametrize("groups", [2, 5])
@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.parametrize("shape", ["equal", "half and half"])
def test_bounds_of_comparisons_of_speech(shape, unequal, groups):
    rng = np.random.default_rng(7)
    rates = rates_of(shape, 0.1, 0.1, groups)
    truth = {"difference": np.ptp(rates), "ratio": rates.min() / rates.max(), "worst": rates.max()}
    missed = {(kind, side): 0 for kind in truth for side in ("low", "high")}
    for _ in range(120):
        measured = measure(WER, speakers(rng, rates, 10, unequal), 0.95)
        for kind, true in truth.items():
            estimate = compare(measured, kind, measured.known).estimate
            missed[kind, "low"] += estimate.low > true + 1e-12
            missed[kind, "high"] += estimate.high < true - 1e-12
    assert max(missed.values()) <= 16  # 0.07 × 120 = 8.4, with a standard deviation of 2.8


def test_groups_that_share_speakers_have_narrower_bounds_that_hold():
    rng = np.random.default_rng(8)
    inside, width = {0: 0, 10: 0}, {0: 0.0, 10: 0.0}
    for _ in range(200):
        for common in inside:
            measured = measure(WER, shared_speakers(rng, [0.1, 0.2], 10, common), 0.95)
            estimate = compare(measured, "difference", measured.known).estimate
            inside[common] += estimate.low <= 0.1 <= estimate.high
            width[common] += estimate.high - estimate.low
    assert min(inside.values()) > 0.85 * 200  # two bounds, each at 0.95
    assert width[10] < 0.8 * width[0]


@pytest.mark.parametrize("groups", [2, 5])
def test_as_many_rows_as_required_let_equal_groups_pass(groups):
    rng = np.random.default_rng(9)
    passed = 0
    for _ in range(100):
        measured = measure(SELECTION, shares(rng.binomial(200, 0.2, groups), np.full(groups, 200)), 0.95)
        factor = required_factor(measured, compare(measured, "difference", measured.known), 0.1).if_equal
        size = np.full(groups, round(200 * factor))
        again = measure(SELECTION, shares(rng.binomial(size, 0.2), size), 0.95)
        passed += compare(again, "difference", again.known).estimate.high <= 0.1
    assert 65 <= passed <= 95
