import itertools
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from simulated import clustered_shares, confusion_sample, shares, speakers, speech_sample

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import clustered_search, companions, measure, pairs
from fairaudit.inference.limits import wilson
from fairaudit.inference.pairs import Limited
from fairaudit.inference.search import Pairs

SELECTION, WER = CATALOGUE["selection_rate"], CATALOGUE["word_error_rate"]


def scored(hits, size):
    value = np.array([hits / size])
    low, high = wilson(value, np.array([float(size)]), 0.025)
    return Limited(value, low), Limited(value, high)


# Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine
# 17(8), table II, method 10 (square-and-add of Wilson limits).
@pytest.mark.parametrize(
    ("top", "bottom", "expected"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_difference_with_wilson_limits_is_newcombes(top, bottom, expected):
    (top_low, top_high), (bottom_low, bottom_high) = scored(*top), scored(*bottom)
    near = pairs.bound("difference", "near", top_low, bottom_high)[0]
    far = pairs.bound("difference", "far", top_high, bottom_low)[0]
    assert (near, min(far, 1.0)) == pytest.approx(expected, abs=5e-5)


# The data of Koopman (1984), Biometrics 40(2), with the limits of Donner & Zou (2012) from Wilson's.
def test_ratio_equals_the_worked_example():
    (over_low, over_high), (under_low, under_high) = scored(36, 40), scored(16, 80)
    assert pairs.ratio_lower(over_low, under_high)[0] == pytest.approx(2.903, abs=5e-4)
    assert pairs.ratio_upper(over_high, under_low)[0] == pytest.approx(7.113, abs=5e-4)


def test_ratio_works_with_zeros():
    (none_low, none_high), (some_low, some_high) = scored(0, 20), scored(5, 20)
    assert pairs.ratio_lower(none_low, some_high)[0] == 0
    assert pairs.ratio_upper(none_high, some_low)[0] == pytest.approx(0.773, abs=5e-4)
    assert pairs.ratio_lower(some_low, none_high)[0] == pytest.approx(1.293, abs=5e-4)
    assert pairs.ratio_upper(some_high, none_low)[0] == np.inf


@pytest.mark.parametrize("correlation", [-0.5, 0.0, 0.6])
def test_ratio_limits_solve_fiellers_equation(correlation):
    # Donner & Zou: R is a limit of a/b where 0 is a limit of a - R b, whose widths are those of a and R b.
    a, low, b, high = 0.2, 0.15, 0.4, 0.5
    ratio = pairs.ratio_lower(Limited(np.array(a), np.array(low)), Limited(np.array(b), np.array(high)), correlation)
    one, other = a - low, float(ratio) * (high - b)
    distance = np.sqrt(one**2 + other**2 - 2 * correlation * one * other)
    assert a - float(ratio) * b == pytest.approx(distance)


def roots(a, limit, b, other_limit, correlation):
    """Return the positive roots R of (a − R b)² = A² + (R B)² − 2rR A B, A and B the distances to limits, exactly."""
    with localcontext() as context:
        context.prec = 80
        a, limit, b, other_limit, r = (Decimal(float(x)) for x in (a, limit, b, other_limit, correlation))
        one, other = abs(a - limit), abs(b - other_limit)
        square, linear, constant = b * b - other * other, a * b - r * one * other, a * a - one * one
        root = max(linear * linear - square * constant, Decimal(0)).sqrt()
        return [float(x) for x in ((linear - root) / square, (linear + root) / square) if x > 0]


rate = st.floats(0.01, 0.99)


@given(rate, st.floats(-25, -0.001), rate, st.floats(0.001, 0.999), st.floats(-0.999, 0.999))
@example(0.06, -20, 0.05, 0.6, 0.9)  # r A B exceeds a b, and next to it the tiny limit is lost in one form of the root
def test_ratio_limits_are_the_roots_of_the_quadratic_with_strong_correlation_too(a, down, b, up, correlation):
    low, high = a * 10**down, b + (1 - b) * up
    assume(abs(high - 2 * b) > 1e-6)  # the equation is then quadratic
    tops, bottoms = Limited(np.array(a), np.array(low)), Limited(np.array(b), np.array(high))
    lower, upper = pairs.ratio_lower(tops, bottoms, correlation), pairs.ratio_upper(bottoms, tops, correlation)
    assert 0 < lower < a / b
    assert float(lower) == pytest.approx(min(roots(a, low, b, high, correlation)), rel=1e-9)
    assert b / a < upper < np.inf
    assert float(upper) == pytest.approx(max(roots(b, high, a, low, correlation)), rel=1e-9)


points = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=14)


@given(points)
def test_two_fronts_hold_the_best_pair_of_different_points(places):
    values, widths = np.array(places, float).T

    def best(first, second):
        return max(values[i] - values[j] + np.hypot(widths[i], widths[j]) for i in first for j in second if i != j)

    everyone = range(len(values))
    kept = pairs.front(values, widths), pairs.front(-values, widths)
    assert best(*kept) == pytest.approx(best(everyone, everyone))


def brute_force(work, side, level):
    candidates = [
        (work.bound_of(side, level, int(i), int(j)), int(i), int(j))
        for i, j in itertools.permutations(work.groups, 2)
        if work.reference is None or work.reference in (i, j)
    ]
    return max(candidate[0] for candidate in candidates)


@pytest.mark.parametrize("scale", ["difference", "ratio"])
@pytest.mark.parametrize("reference", [None, 2])
@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 60)), min_size=3, max_size=9))
def test_search_over_independent_groups_equals_brute_force(scale, reference, groups):
    hits, sizes = zip(*((min(x, n), n) for x, n in groups), strict=True)
    work = Pairs(measure(SELECTION, shares(hits, sizes), 0.95), np.arange(len(groups)), scale, reference)
    for side, level in itertools.product(("far", "near"), (0.05, 0.003)):
        assert work.extreme(side, level).bound == pytest.approx(brute_force(work, side, level))


def shared_speakers(rng, groups, speakers_per_group, pool):
    """Groups that have some speakers in common, whose error rates follow the speaker."""
    effect = rng.lognormal(0, 0.6, pool)
    cells = [(g, c) for g in range(groups) for c in rng.choice(pool, speakers_per_group, replace=False)]
    group, cluster = np.array(cells).T
    words = rng.integers(20, 400, len(group))
    errors = rng.poisson(words * 0.1 * effect[cluster])
    return speech_sample(group, cluster, words, errors)


def clustered_cases():
    rng = np.random.default_rng(12)
    yield measure(WER, speakers(rng, rng.uniform(0.05, 0.2, 12), 6, True), 0.95)
    yield measure(SELECTION, clustered_shares(rng, rng.uniform(0, 0.2, 12), 5, 0.1, True), 0.95)
    yield measure(WER, shared_speakers(rng, 12, 6, 15), 0.95)
    yield measure(SELECTION, in_two_groups_each(rng, 12, 30), 0.95)
    alike = confusion_sample(
        [[3, 0, 0, 1]] * 4 + [[1, 2, 3, 4]] * 20 + [[4, 1, 0, 2]] * 20, *np.indices((11, 4)).reshape(2, -1)
    )
    yield measure(CATALOGUE["matthews_correlation"], alike, 0.95)


def in_two_groups_each(rng, groups, clusters):
    """Groups in which every cluster is in two of them, so that most pairs share none; two groups agree entirely."""
    group = np.array([rng.choice(groups, 2, replace=False) for _ in range(clusters)]).ravel()
    group = np.append(group, np.repeat(np.arange(groups), 2))
    cluster = np.append(np.repeat(np.arange(clusters), 2), clusters + np.arange(2 * groups))
    order = np.lexsort((cluster, group))
    group, cluster = group[order], cluster[order]
    sizes = rng.integers(5, 40, len(group))
    hits = rng.binomial(sizes, np.where(group < 2, 0.0, rng.beta(2, 4, cluster.max() + 1)[cluster]))
    return shares(hits, sizes, group, cluster)


@pytest.mark.parametrize("most_products", [2_000_000, 0], ids=["pair by pair", "block by block"])
@pytest.mark.parametrize("scale", ["difference", "ratio"])
@pytest.mark.parametrize("measured", list(clustered_cases()), ids=["words", "shares", "shared", "in two", "alike"])
def test_search_over_clustered_groups_equals_brute_force(measured, scale, most_products, monkeypatch):
    if scale == "ratio" and measured.metric.low < 0:
        pytest.skip("a ratio of negative values means nothing")
    monkeypatch.setattr(clustered_search, "_FEW", 10)  # so that pairs are excluded by their ceiling
    monkeypatch.setattr(clustered_search, "_FIRST", 2)
    monkeypatch.setattr(pairs, "_BLOCK", 30)
    monkeypatch.setattr(companions, "_MOST_PRODUCTS", most_products)
    for reference in (None, 3):
        work = Pairs(measured, np.arange(len(measured.values)), scale, reference)
        for side, level in itertools.product(("far", "near"), (0.05, 0.003, 1e-7)):
            assert work.extreme(side, level).bound == pytest.approx(brute_force(work, side, level))


def test_correlation_and_degrees_of_freedom_of_groups_that_share_speakers():
    words, errors = [40, 60, 100, 40, 60, 80], [3, 10, 2, 6, 15, 3]
    measured = measure(WER, speech_sample([0, 0, 0, 1, 1, 1], [7, 8, 9, 7, 8, 5], words, errors), 0.95)
    work = Pairs(measured, np.arange(2), "difference")
    freedom, correlation, shared = work.companions.of_pairs(np.array([0]), np.array([1]))
    assert shared[0, 0]
    p, q = 15 / 200, 24 / 180
    u, v = [3 - 40 * p, 10 - 60 * p, 2 - 100 * p], [6 - 40 * q, 15 - 60 * q, 3 - 80 * q]
    expected = (u[0] * v[0] + u[1] * v[1]) / np.sqrt(sum(x * x for x in u) * sum(x * x for x in v))
    assert correlation[0, 0] == pytest.approx(expected)
    effective = [1 / sum((m / sum(ws)) ** 2 for m in ws) for ws in (words[:3], words[3:])]
    assert freedom[0, 0] == pytest.approx(min(effective) - 1)


def test_degrees_of_freedom_of_groups_with_different_speakers_are_welchs():
    measured = measure(WER, speech_sample([0, 0, 0, 1, 1], range(5), [40, 60, 100, 40, 60], [3, 10, 2, 6, 15]), 0.95)
    work = Pairs(measured, np.arange(2), "difference")
    freedom, correlation, shared = work.companions.of_pairs(np.array([0]), np.array([1]))
    assert not shared[0, 0]
    one, other = measured.limits.variance
    df = np.maximum(measured.effective_clusters - 1, 1)
    assert correlation[0, 0] == 0
    assert freedom[0, 0] == pytest.approx((one + other) ** 2 / (one**2 / df[0] + other**2 / df[1]))


def test_skewed_limits_of_correlated_groups_do_not_cancel():
    # Everyone makes twice as many errors in the second group: the correlation is 1, and the difference of the lower
    # width of one and the upper width of the other is nearly 0 although the speakers differ.
    words, errors = [100] * 3, np.array([5, 10, 30])
    sample = speech_sample([0, 0, 0, 1, 1, 1], [0, 1, 2] * 2, words * 2, [*errors, *(2 * errors)])
    measured = measure(WER, sample, 0.95)
    near = Pairs(measured, np.arange(2), "difference").bound_of("near", 0.05, 1, 0)
    half = (measured.upper(0.05) - measured.lower(0.05)) / 2
    cancelled = abs((measured.values[1] - measured.lower(0.05)[1]) - (measured.upper(0.05)[0] - measured.values[0]))
    assert cancelled < half[1] - half[0]
    assert near == pytest.approx(measured.values[1] - measured.values[0] - (half[1] - half[0]))
