"""Which results stand out: control limits against scipy's exact distributions, and how often they err."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from fairaudit.batches import place_among_others
from fairaudit.batches.across import binomial_tail, control_limits, poisson_size, poisson_tail, wilson_size
from fairaudit.batches.summary import row_of_error

SIZES = np.array([50.0, 200.0, 5000.0])
ALPHA = 0.025 / 20


@pytest.mark.parametrize("value", [0.02, 0.1, 0.5, 0.97])
def test_control_limits_of_shares_are_binomial(value):
    low, high = control_limits(SIZES, value, ALPHA, binomial_tail, True)
    for size, bottom, top in zip(SIZES, low * SIZES, high * SIZES, strict=True):
        events = np.arange(size + 1)
        is_rare = (stats.binom.sf(events - 1, size, value) < ALPHA) | (stats.binom.cdf(events, size, value) < ALPHA)
        assert np.array_equal((events > top) | (events < bottom), is_rare)


def test_a_perfect_result_lies_within_limits_that_reach_to_the_end():
    """Effective sizes are no whole numbers; all of 50 events at .95 have a chance of .08."""
    sizes = np.random.default_rng(1).uniform(1, 50, 200)
    _, high = control_limits(sizes, 0.95, ALPHA, binomial_tail, True)
    assert (high == 1).all()


@pytest.mark.parametrize("value", [0.05, 0.4, 1.3])
def test_control_limits_of_rates_are_poisson(value):
    low, high = control_limits(SIZES, value, ALPHA, poisson_tail, False)
    for size, bottom, top in zip(SIZES, low * SIZES, high * SIZES, strict=True):
        events = np.arange(3 * size * value + 100)
        mean = size * value
        is_rare = (stats.poisson.sf(events - 1, mean) < ALPHA) | (stats.poisson.cdf(events, mean) < ALPHA)
        assert np.array_equal((events > top) | (events < bottom), is_rare)


@pytest.mark.parametrize(("events", "size"), [(0, 40), (7, 50), (180, 400), (400, 400)])
def test_the_evidence_is_read_from_the_interval(events, size):
    low, high = proportion_confint(events, size, method="wilson")
    share, width = np.array([events / size]), np.array([high - low])
    assert wilson_size(share, width, np.array([1.959963984540054]))[0] == pytest.approx(size, rel=1e-6)


def test_the_evidence_of_a_rate():
    """100 errors in 2,000 words: exp(± 1.96 / 10)."""
    rate = np.array([0.05])
    low, high = rate * np.exp(-0.196), rate * np.exp(0.196)
    assert poisson_size(rate, low, high, np.array([1.96]))[0] == pytest.approx(2000)


def row(name: str, events: int, size: int, confidence: float = 0.95) -> dict:
    low, high = proportion_confint(events, size, 1 - confidence, method="wilson")
    estimate = {"value": events / size, "low": low, "high": high, "n": size, "method": ""}
    found = row_of_error(name, "", has_rules=False) | {
        "error": None,
        "task": "binary",
        "metric": "accuracy",
        "confidence": confidence,
    }
    return found | {"headline": estimate | {"undefined": None, "interval_undefined": None}}


def test_one_odd_result_among_twenty_is_found():
    rows = [row(f"run {number}", 180, 200) for number in range(19)] + [row("odd", 140, 200)]
    place_among_others(rows)
    assert [each["name"] for each in rows if each["across"]["outside"]] == ["odd"]
    assert rows[0]["across"]["pooled"] == pytest.approx((19 * 180 + 140) / 4000, rel=1e-6)


def test_the_evidence_is_the_same_whatever_the_confidence_of_the_interval():
    rows = [row("a", 180, 200, 0.95), row("b", 180, 200, 0.8), row("c", 180, 200, 0.99)]
    place_among_others(rows)
    assert [each["across"]["size"] for each in rows] == pytest.approx([200, 200, 200], rel=1e-6)


def test_two_results_are_no_distribution():
    rows = [row("a", 10, 100), row("b", 90, 100)]
    place_among_others(rows)
    assert [each["across"] for each in rows] == [None, None]


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_equal_results_seldom_stand_out(share):
    """With 20 truly equal results any stands out in at most 5 % of batches; 30 of 400 allows for Monte Carlo error."""
    generator = np.random.default_rng(20)
    sizes = generator.integers(60, 1000, 20)
    wrong = 0
    for _ in range(400):
        rows = [row(str(place), int(generator.binomial(size, share)), int(size)) for place, size in enumerate(sizes)]
        place_among_others(rows)
        wrong += any(each["across"]["outside"] for each in rows)
    assert wrong <= 30


def test_the_spread_of_few_speakers_is_less_sure_further_out():
    """Nine degrees of freedom, 20 results: limits at t(.00125) = 4.149 where an interval at t(.025) = 2.262 was seen.

    Of a rate with 900 events as a normal count, the limits lie 4.149 / 2.262 × 1.96 / 30 of the value away (Student's
    table; Poisson's tail differs from the normal one by less than one part in ten here).
    """
    rows = [row(f"run {number}", 900, 1000) for number in range(20)]
    for each in rows:
        half = 2.262 / 30
        estimate = {"value": 0.2, "low": 0.2 * np.exp(-half), "high": 0.2 * np.exp(half), "n": 4500, "method": ""}
        each.update(task="speech", metric="word_error_rate", clusters=10)
        each["headline"] = estimate | {"undefined": None, "interval_undefined": None}
    place_among_others(rows)
    distance = rows[0]["across"]["high"] / 0.2 - 1
    assert distance == pytest.approx(4.149 / 30, rel=0.1)


def test_all_tasks_of_a_batch_share_the_error():
    """Ten more results of another task make the limits of ten results as wide as those of twenty."""
    alone, among, twenty = ([row(str(place), 900, 1000) for place in range(size)] for size in (10, 20, 20))
    for each in among[10:]:
        each["metric"] = "true_positive_rate"
    for rows in (alone, among, twenty):
        place_among_others(rows)
    assert among[0]["across"]["low"] == pytest.approx(twenty[0]["across"]["low"])
    assert among[0]["across"]["low"] < alone[0]["across"]["low"]
