import itertools
import math

import numpy as np
import pytest
from scipy import stats
from simulated import clustered_shares, confusion_sample, shares, speech_sample

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import average_odds_difference, compare, equalized_odds, measure

SELECTION, ACCURACY = CATALOGUE["selection_rate"], CATALOGUE["accuracy"]
HITS, SIZES = [120, 30, 15, 44], [900, 200, 60, 400]


def everyone(measured):
    return np.ones(len(measured.values), bool)


def exact(hits, size, level):
    low = stats.beta.ppf(level, hits, size - hits + 1) if hits else 0.0
    high = stats.beta.ppf(1 - level, hits + 1, size - hits) if hits < size else 1.0
    return hits / size, low, high


def difference_bounds(groups, level):
    """Return {pair: (gap, lower bound, upper bound)} in plain Python."""
    bounds = {}
    for i, j in itertools.permutations(range(len(groups)), 2):
        (p, lp, up), (q, lq, uq) = exact(*groups[i], level), exact(*groups[j], level)
        bounds[i, j] = p - q, p - q - math.hypot(p - lp, uq - q), p - q + math.hypot(up - p, q - lq)
    return bounds


def near_bound(groups):
    """Return the rule of ⌊k²/4⌋ in plain Python."""
    k = len(groups)
    gap, sharp, _ = max(difference_bounds(groups, 0.05 / (k * k // 4)).values(), key=lambda bounds: bounds[1])
    safe = max(low for _, low, _ in difference_bounds(groups, 0.05 / (k * (k - 1))).values())
    return max(safe, sharp) if sharp >= (gap - sharp) / 2 else max(0.0, safe)


@pytest.mark.parametrize(
    ("hits", "sizes"),
    [
        (HITS, SIZES),
        ([10, 90], [100, 100]),
        ([5, 6, 7], [50, 50, 50]),
        ([0, 30, 100, 3, 60], [40, 300, 200, 33, 150]),
        ([20, 180], [200, 200]),
        ([30, 50], [200, 200]),
    ],
)
def test_bounds_of_the_difference_equal_brute_force_over_all_pairs(hits, sizes):
    measured = measure(SELECTION, shares(hits, sizes), 0.95)
    estimate = compare(measured, "difference", everyone(measured)).estimate
    groups = list(zip(hits, sizes, strict=True))
    rates = [x / n for x, n in groups]
    assert estimate.value == pytest.approx(max(rates) - min(rates))
    assert estimate.low == pytest.approx(near_bound(groups))
    assert estimate.high == pytest.approx(max(high for *_, high in difference_bounds(groups, 0.05).values()))
    assert estimate.n == sum(sizes)


def test_both_rules_of_the_near_bound_are_used():
    far_apart, close = [(10, 100), (90, 100)], [(30, 200), (50, 200)]
    assert near_bound(far_apart) == max(low for _, low, _ in difference_bounds(far_apart, 0.05).values())
    assert 0 < near_bound(close) == max(low for _, low, _ in difference_bounds(close, 0.025).values())


def test_bounds_agree_with_wilson_limits_worked_elsewhere():
    # With Wilson limits and k(k - 1) pairs, these counts give the gap .1400 in (.01439, .24399) (worked independently).
    # Clopper-Pearson is wider above; below, six pairs at once would be, but four groups need only four.
    estimate = compare(measure(SELECTION, shares(HITS, SIZES), 0.95), "difference", np.ones(4, bool)).estimate
    assert estimate.value == pytest.approx(0.14)
    assert 0.24399 < estimate.high < 0.26
    assert 0 <= estimate.low < 0.01439


def test_groups_that_are_left_out_or_undefined_do_not_count():
    measured = measure(SELECTION, shares([*HITS, 0, 50], [*SIZES, 0, 50]), 0.95)
    without = compare(measured, "difference", np.array([True] * 5 + [False]))
    plain = measure(SELECTION, shares(HITS, SIZES), 0.95)
    assert without.estimate == compare(plain, "difference", everyone(plain)).estimate
    assert (without.highest, without.lowest) == (2, 3)


def test_ratio_is_lowest_over_highest():
    measured = measure(SELECTION, shares([40, 60, 45], [100, 100, 100]), 0.95)
    comparison = compare(measured, "ratio", everyone(measured))
    assert comparison.estimate.value == pytest.approx(40 / 60)
    assert (comparison.highest, comparison.lowest) == (1, 0)
    # Fieller's equation for the lowest against the highest at 0.05: 0 is a limit of p - R q.
    (p, low, _), (q, _, high) = exact(40, 100, 0.05), exact(60, 100, 0.05)
    bound = comparison.estimate.low
    assert p - bound * q == pytest.approx(math.hypot(p - low, bound * (high - q)))
    # The ratio is not clear of 1, so the upper bound is at 0.05 / 6.
    (p, _, high), (q, low, _) = exact(40, 100, 0.05 / 6), exact(60, 100, 0.05 / 6)
    bound = comparison.estimate.high
    assert bound == 1 or bound * q - p == pytest.approx(math.hypot(high - p, bound * (q - low)))


def test_ratio_far_from_one_uses_the_sharper_level():
    measured = measure(SELECTION, shares([40, 360, 45], [400, 400, 400]), 0.95)
    bound = compare(measured, "ratio", everyone(measured)).estimate.high
    (p, _, high), (q, low, _) = exact(40, 400, 0.05 / 2), exact(360, 400, 0.05 / 2)
    assert bound**3 <= 40 / 360 or bound < 1
    assert bound * q - p == pytest.approx(math.hypot(high - p, bound * (q - low)))


def test_ratio_where_nobody_is_selected():
    measured = measure(SELECTION, shares([0, 0], [40, 40]), 0.95)
    assert compare(measured, "ratio", everyone(measured)).estimate.undefined == "the highest value is 0"
    measured = measure(SELECTION, shares([0, 20], [40, 40]), 0.95)
    estimate = compare(measured, "ratio", everyone(measured)).estimate
    assert (estimate.value, estimate.low) == (0, 0)
    assert 0 < estimate.high < 1


def test_ratio_of_correlations():
    negative = measure(CATALOGUE["matthews_correlation"], confusion_sample([[40, 9, 10, 41], [10, 40, 45, 5]]), 0.95)
    assert "negative" in compare(negative, "ratio", everyone(negative)).estimate.undefined
    uncertain = measure(CATALOGUE["matthews_correlation"], confusion_sample([[40, 9, 10, 41], [26, 24, 24, 26]]), 0.95)
    estimate = compare(uncertain, "ratio", everyone(uncertain)).estimate
    assert estimate.low is None
    assert "below 0" in estimate.interval_undefined


def test_too_few_groups():
    measured = measure(ACCURACY, shares([10, 20], [40, 40]), 0.95)
    one = np.array([True, False])
    for kind in ("difference", "ratio"):
        for left in (one, one & ~one):
            estimate = compare(measured, kind, left).estimate
            assert estimate.undefined == "fewer than two groups have enough data"
            assert (estimate.value, estimate.low, estimate.n) == (None, None, 40 * left.sum())


def test_the_worst_of_one_group_is_that_group():
    """Clopper–Pearson limits of 30 right in 40, each at 5%, from scipy's beta quantiles."""
    measured = measure(ACCURACY, shares([10, 20], [40, 40]), 0.95)
    found = compare(measured, "worst", np.array([True, False]))
    _, low, high = exact(30, 40, 0.05)
    assert (found.estimate.value, found.estimate.n, found.highest, found.lowest) == (0.75, 40, 0, 0)
    assert (found.estimate.low, found.estimate.high) == (pytest.approx(low), pytest.approx(high))
    nobody = compare(measured, "worst", np.zeros(2, bool)).estimate
    assert (nobody.value, nobody.undefined) == (None, "no group has enough data")


def test_worst_group_where_higher_is_better():
    measured = measure(ACCURACY, shares([10, 20, 5], [100, 100, 30]), 0.95)
    comparison = compare(measured, "worst", everyone(measured))
    groups = [(90, 100), (80, 100), (25, 30)]
    assert comparison.estimate.value == 0.8
    assert comparison.estimate.low == pytest.approx(min(exact(*g, 0.05)[1] for g in groups))
    assert comparison.estimate.high == pytest.approx(min(exact(*g, 0.05 / 3)[2] for g in groups))
    assert comparison.lowest == 1


def test_worst_group_where_lower_is_better():
    measured = measure(CATALOGUE["false_positive_rate"], confusion_sample([[0, 5, 0, 45], [0, 20, 0, 80]]), 0.95)
    comparison = compare(measured, "worst", everyone(measured))
    groups = [(5, 50), (20, 100)]
    assert comparison.estimate.value == 0.2
    assert comparison.estimate.high == pytest.approx(max(exact(*g, 0.05)[2] for g in groups))
    assert comparison.estimate.low == pytest.approx(max(exact(*g, 0.05 / 2)[1] for g in groups))
    assert comparison.highest == 1


def test_worst_needs_a_direction():
    measured = measure(SELECTION, shares(HITS, SIZES), 0.95)
    with pytest.raises(ValueError, match="neither direction"):
        compare(measured, "worst", everyone(measured))


def test_a_reference_group_limits_the_pairs():
    measured = measure(SELECTION, shares(HITS, SIZES), 0.95)
    comparison = compare(measured, "difference", everyone(measured), reference=1)
    groups = list(zip(HITS, SIZES, strict=True))
    assert comparison.estimate.value == pytest.approx(15 / 60 - 30 / 200)
    assert (comparison.highest, comparison.lowest) == (2, 1)
    far = [high for pair, (*_, high) in difference_bounds(groups, 0.05).items() if 1 in pair]
    assert comparison.estimate.high == pytest.approx(max(far))
    near = [low for pair, (_, low, _) in difference_bounds(groups, 0.05 / 6).items() if 1 in pair]
    assert comparison.estimate.low == pytest.approx(max(0, *near))
    left_out = compare(measured, "ratio", np.array([True, False, True, True]), reference=1)
    assert left_out.estimate.undefined == "the reference group is left out"


def test_with_two_groups_a_reference_changes_nothing():
    measured = measure(SELECTION, shares([10, 90], [100, 100]), 0.95)
    for kind in ("difference", "ratio"):
        plain, named = (compare(measured, kind, everyone(measured), r).estimate for r in (None, 0))
        assert (named.low, named.value, named.high) == (plain.low, plain.value, plain.high)


def test_a_group_without_an_interval_leaves_the_value():
    sample = speech_sample([0, 0, 1], range(3), [100, 100, 100], [10, 12, 30])
    measured = measure(CATALOGUE["word_error_rate"], sample, 0.95)
    for kind in ("difference", "ratio", "worst"):
        estimate = compare(measured, kind, everyone(measured)).estimate
        assert estimate.value is not None
        assert estimate.low is None
        assert "one cluster" in estimate.interval_undefined


def test_chance_level_of_two_equal_groups_is_that_of_a_normal_difference():
    measured = measure(SELECTION, shares([3000, 3300], [10_000, 10_000]), 0.95)
    median, high = compare(measured, "difference", everyone(measured)).chance
    error = math.sqrt(2 * 0.315 * 0.685 / 10_000)
    assert median == pytest.approx(stats.norm.ppf(0.75) * error, rel=0.05)
    assert high == pytest.approx(stats.norm.ppf(0.975) * error, rel=0.05)


def test_how_often_equal_groups_fail_the_four_fifths_rule():
    measured = measure(SELECTION, shares([30, 30], [100, 100]), 0.95)
    crossed = compare(measured, "ratio", everyone(measured)).chance_beyond(0.8)
    counts = np.arange(101)
    chance = stats.binom.pmf(counts, 100, 0.3)
    low, high = np.minimum.outer(counts, counts), np.maximum(np.maximum.outer(counts, counts), 1)
    assert crossed == pytest.approx((np.outer(chance, chance) * (low / high < 0.8)).sum(), abs=0.03)


TABLE = [[60, 12, 15, 113], [30, 30, 20, 120], [44, 10, 40, 106]]


def odds(cells=TABLE, group=None, cluster=None):
    sample = confusion_sample(cells, group, cluster)
    return [measure(CATALOGUE[f"{name}_positive_rate"], sample, 0.95) for name in ("true", "false")]


def test_equalized_odds_difference_is_the_larger_gap():
    true_positive, false_positive = odds()
    all_groups = np.ones(3, bool)
    joined = equalized_odds(true_positive, false_positive, "difference", all_groups, all_groups)
    parts = [compare(part, "difference", all_groups).estimate for part in (true_positive, false_positive)]
    assert joined.estimate.value == max(part.value for part in parts)
    assert joined.estimate.high == max(part.high for part in parts)
    half = [compare(measure(p.metric, p.sample, 0.975), "difference", all_groups).estimate for p in odds()]
    assert joined.estimate.low == pytest.approx(max(part.low for part in half))
    assert (joined.highest, joined.lowest) == (0, 2)


def test_equalized_odds_ratio_is_the_smaller_ratio():
    true_positive, false_positive = odds()
    all_groups = np.ones(3, bool)
    joined = equalized_odds(true_positive, false_positive, "ratio", all_groups, all_groups)
    parts = [compare(part, "ratio", all_groups).estimate for part in (true_positive, false_positive)]
    half = [compare(measure(p.metric, p.sample, 0.975), "ratio", all_groups).estimate for p in odds()]
    assert joined.estimate.value == min(part.value for part in parts)
    assert joined.estimate.low == min(part.low for part in parts)
    assert joined.estimate.high == pytest.approx(min(part.high for part in half))


def test_equalized_odds_is_undefined_if_a_part_is():
    true_positive, false_positive = odds()
    joined = equalized_odds(true_positive, false_positive, "difference", np.array([1, 0, 0], bool), np.ones(3, bool))
    assert joined.estimate.value is None
    assert joined.estimate.undefined.startswith("true positive rate: fewer than two")


def test_average_odds_difference_has_a_sign_and_the_limits_of_four_rates():
    true_positive, false_positive = odds()
    comparison = average_odds_difference(true_positive, false_positive, np.ones(3, bool), 0)
    rates = [(tp / (tp + fn), fp / (fp + tn)) for tp, fp, fn, tn in TABLE]
    values = [((t - rates[0][0]) + (f - rates[0][1])) / 2 for t, f in rates]
    furthest = max((1, 2), key=lambda g: abs(values[g]))
    assert comparison.estimate.value == pytest.approx(values[furthest])
    assert values[furthest] < 0
    level, squares_low, squares_high = 0.05 / 2, 0.0, 0.0
    for group, sign in ((furthest, 1), (0, -1)):
        tp, fp, fn, tn = TABLE[group]
        for hits, size in ((tp, tp + fn), (fp, fp + tn)):
            p, low, high = exact(hits, size, level)
            squares_low += ((p - low) if sign > 0 else (high - p)) ** 2 / 4
            squares_high += ((high - p) if sign > 0 else (p - low)) ** 2 / 4
    assert comparison.estimate.low == pytest.approx(values[furthest] - math.sqrt(squares_low))
    assert comparison.estimate.high == pytest.approx(values[furthest] + math.sqrt(squares_high))


def test_average_odds_with_clusters_and_a_lonely_reference():
    rng = np.random.default_rng(1)
    cells = rng.integers(5, 40, (12, 4))
    parts = odds(cells, np.repeat([0, 1, 2], 4), np.arange(12))
    estimate = average_odds_difference(*parts, np.ones(3, bool), 2).estimate
    assert estimate.low < estimate.value < estimate.high
    alone = average_odds_difference(*parts, np.array([False, False, True]), 2).estimate
    assert alone.undefined == "fewer than two groups have enough data"
    absent = average_odds_difference(*parts, np.array([True, True, False]), 2).estimate
    assert absent.undefined == "the reference group is left out"


def test_thousands_of_groups_do_not_need_all_pairs():
    rng = np.random.default_rng(2)
    sizes = rng.integers(30, 3000, 5000)
    measured = measure(SELECTION, shares(rng.binomial(sizes, 0.3), sizes), 0.95)
    estimate = compare(measured, "difference", everyone(measured)).estimate
    assert estimate.low <= estimate.value <= estimate.high
    clustered = measure(SELECTION, clustered_shares(rng, np.full(300, 0.3), 6, 0.1, True), 0.95)
    estimate = compare(clustered, "ratio", everyone(clustered)).estimate
    assert estimate.low <= estimate.value <= estimate.high
