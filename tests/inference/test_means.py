"""Means of numbers that are no counts: by hand, against scipy and statsmodels, laws, and simulated."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numbers_simulated import (
    KINDS,
    MAE,
    clusters_of_groups,
    fields,
    independent,
    missed,
    number_sample,
    paired_rows,
    rows_of_groups,
)
from scipy import stats
from simulated import cluster_sizes
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from fairaudit.counts.moments import MomentCounts
from fairaudit.counts.paired import paired
from fairaudit.cube import Axis, Cube
from fairaudit.inference import compare, measure, required_factor
from fairaudit.inference.changes import Places, paired_change, separate_change
from fairaudit.inference.companions import Companions
from fairaudit.inference.means import SAME
from fairaudit.inference.part_of_whole import apart
from fairaudit.metrics import PartOfWhole

LEVELS = (0.05, 0.001)
numbers = st.lists(st.floats(0, 1e4).map(lambda x: round(x, 2)), min_size=2, max_size=30)


def limits(sample, level=0.05):
    measured = measure(MAE, sample, 0.95)
    return np.stack([measured.lower(level), measured.upper(level)])


def quantile(level, freedom, skewness):
    t = stats.t.isf(level, freedom)
    return t + max(skewness, 0) * (1 + 2 * t * t) / 6


@pytest.mark.parametrize("alone", [False, True])
def test_ten_errors_by_hand(alone):
    """Nine errors of 1 and one of 11: mean 2, Σd² 90, Σd³ 720, Σd⁴ 6570."""
    sample = number_sample([1.0] * 9 + [11.0], apart=alone)
    freedom, skewness = 2 / (6570 / 90**2 - 1 / 10), 720 / 90**1.5
    for level in LEVELS:
        low, high = limits(sample, level)
        assert low[0] == pytest.approx(2 * np.exp(-quantile(level, freedom, 0) / 2))
        assert high[0] == pytest.approx(2 * np.exp(min(quantile(level, freedom, skewness) / 2, 100)))
    shown = measure(MAE, sample, 0.95).estimates()[0]
    assert (shown.n, shown.value) == (10, 2)
    words = "logarithmic, leave-one-out over rows, t on 2.8 degrees of freedom, corrected for skewness"
    assert shown.method == words


def test_errors_that_are_skewed_downwards_have_the_lower_limit_further_out():
    """Nine errors of 11 and one of 1: mean 10, and the same sums with another sign of Σd³."""
    low, high = limits(number_sample([11.0] * 9 + [1.0]))
    freedom, skewness = 2 / (6570 / 90**2 - 1 / 10), 720 / 90**1.5
    assert low[0] == pytest.approx(10 * np.exp(-quantile(0.05, freedom, skewness) / 10))
    assert high[0] == pytest.approx(10 * np.exp(quantile(0.05, freedom, 0) / 10))


def test_clusters_are_left_out_one_after_another():
    rng = np.random.default_rng(1)
    errors, cluster = rng.exponential(3.0, 60), rng.integers(0, 7, 60)
    measured = measure(MAE, number_sample(errors, cluster=cluster), 0.95)
    moved = np.array([errors.mean() - errors[cluster != each].mean() for each in range(7)])
    assert measured.limits.variance[0] == pytest.approx(6 / 7 * (moved**2).sum())
    effective = 60**2 / (np.bincount(cluster) ** 2).sum()
    heavy = (moved**4).sum() / (moved**2).sum() ** 2
    assert measured.limits.degrees_of_freedom[0] == pytest.approx(min(effective - 1, 2 / (heavy - 1 / effective)))
    assert measured.limits.skewness[0] == pytest.approx((moved**3).sum() / (moved**2).sum() ** 1.5)
    assert measured.effective_clusters[0] == pytest.approx(effective)


def test_symmetric_numbers_have_the_t_interval_of_scipy_on_the_logarithmic_scale():
    errors = np.linspace(5, 15, 41)
    low, high = limits(number_sample(errors), 0.025)
    peer = stats.ttest_1samp(errors, 0).confidence_interval(0.95)
    assert 10 * np.log(high[0] / 10) == pytest.approx(peer.high - 10)
    assert 10 * np.log(10 / low[0]) == pytest.approx(10 - peer.low)


@pytest.mark.parametrize("alone", [False, True])
def test_variance_of_weighted_rows_is_the_robust_one_of_statsmodels(alone):
    rng = np.random.default_rng(2)
    errors, weight = rng.lognormal(0, 1, 80), rng.lognormal(0, 0.7, 80)
    measured = measure(MAE, number_sample(errors, weight=weight, apart=alone), 0.95)
    peer = sm.WLS(errors, np.ones(80), weights=weight).fit(cov_type="HC3")
    share = weight / weight.sum()
    assert measured.values[0] == pytest.approx(peer.params[0])
    assert measured.limits.variance[0] == pytest.approx((1 - (share**2).sum()) * peer.bse[0] ** 2, rel=1e-5)


def test_skewness_is_that_of_scipy():
    errors = np.random.default_rng(3).exponential(1.0, 50)
    assert measure(MAE, number_sample(errors), 0.95).limits.skewness[0] == pytest.approx(stats.skew(errors) / 50**0.5)


def test_difference_of_two_large_groups_is_that_of_statsmodels():
    rng = np.random.default_rng(4)
    one, other = 10 + rng.random(4000), 12 + rng.random(3000)
    measured = measure(MAE, number_sample(np.r_[one, other], np.repeat([0, 1], [4000, 3000])), 0.95)
    found = compare(measured, "difference", np.ones(2, bool)).estimate
    peer = CompareMeans(DescrStatsW(other), DescrStatsW(one)).tconfint_diff(alpha=0.1, usevar="unequal")
    assert found.value == pytest.approx(other.mean() - one.mean())
    assert (found.low, found.high) == pytest.approx(peer, abs=2e-4)


ways = st.sampled_from(["added up", "apart", "clusters", "weights", "apart, weights", "clusters, weights"])


def sample_of(errors, way, weight=1.0):
    count = len(errors)
    weights = weight * (1.0 + (3 * np.arange(count)) % 7) if "weights" in way else None
    cluster = np.arange(count) % 4 if "clusters" in way else None
    return number_sample(errors, cluster=cluster, weight=weights, apart="apart" in way)


@settings(max_examples=50)
@given(numbers, ways, st.sampled_from([1e-6, 0.3, 100.0, 1e9]))
def test_limits_come_in_the_unit_of_the_numbers(errors, way, unit):
    one, other = (measure(MAE, sample_of(np.array(errors) * factor, way), 0.95) for factor in (1.0, unit))
    assert one.known == other.known
    for mine, theirs in zip(one.estimates(), other.estimates(), strict=True):
        assert mine.interval_undefined == theirs.interval_undefined
        if mine.low is not None:
            assert (theirs.low, theirs.value, theirs.high) == pytest.approx(
                (unit * mine.low, unit * mine.value, unit * mine.high), rel=1e-6
            )


@settings(max_examples=50)
@given(numbers, ways)
def test_values_lie_in_their_intervals_and_more_confidence_contains_less(errors, way):
    sample = sample_of(errors, way)
    less, more = (measure(MAE, sample, confidence).estimates()[0] for confidence in (0.8, 0.99))
    if less.low is None:
        assert less.interval_undefined
    else:
        assert 0 <= more.low <= less.low <= less.value <= less.high <= more.high


@settings(max_examples=50)
@given(numbers, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(errors, random):
    mixed = random.sample(errors, len(errors))
    assert limits(number_sample(mixed)) == pytest.approx(limits(number_sample(errors)), nan_ok=True)


@settings(max_examples=50)
@given(numbers, st.integers(2, 5))
def test_repeating_every_row_never_widens_an_interval(errors, times):
    once, often = (number_sample(list(errors) * repeat) for repeat in (1, times))
    for level in LEVELS:
        (low,), (high,) = limits(once, level)
        (more_low,), (more_high,) = limits(often, level)
        assert np.isnan(low) or (more_low >= low * (1 - 1e-9) and more_high <= high * (1 + 1e-9))


@settings(max_examples=50)
@given(numbers, st.booleans())
def test_rows_may_be_added_up_or_kept_apart(errors, weighted):
    weight = 1.0 + np.arange(len(errors)) % 3 if weighted else None
    added, single = (limits(number_sample(errors, weight=weight, apart=alone)) for alone in (False, True))
    exact = len(errors) > 20 or not weighted  # the series of the weights is cut off, on the safe side
    if exact:
        assert added == pytest.approx(single, rel=1e-3 if weighted else 1e-6, nan_ok=True)


def test_alike_rows_that_are_kept_together_are_rows_of_their_own():
    together = number_sample([1.0, 2.0, 7.0], copies=[3, 2, 1], apart=True)
    assert limits(together) == pytest.approx(limits(number_sample([1, 1, 1, 2, 2, 7], apart=True)))


def test_weights_have_no_unit_and_rows_without_weight_are_no_evidence():
    errors, weight = [1.0, 4.0, 2.0, 9.0, 3.0], [1.0, 2.0, 1.0, 3.0, 2.0]
    for alone in (False, True):
        plain = limits(number_sample(errors, weight=weight, apart=alone))
        assert limits(number_sample(errors, weight=np.array(weight) * 50, apart=alone)) == pytest.approx(plain)
        more = number_sample([*errors, 1e6], weight=[*weight, 0.0], apart=alone)
        assert limits(more) == pytest.approx(plain)
        assert measure(MAE, more, 0.95).estimates()[0].n == 5


def test_groups_that_show_no_spread_have_no_interval_and_say_so():
    errors, group = [0.0, 0.0, 0.0, 5.0, 5.0, 1.0, 2.0, 3.0], [0, 0, 0, 1, 1, 2, 3, 3]
    for alone in (False, True):
        measured = measure(MAE, number_sample(errors, group, apart=alone), 0.95)
        reasons = [each.interval_undefined for each in measured.estimates()]
        assert reasons == [SAME, SAME, "all of the group's evidence comes from one row", None]
        found = compare(measured, "difference", np.ones(4, bool)).estimate
        assert found.value == 5
        assert found.interval_undefined == f"a group has no interval: {SAME}"


def test_a_group_of_one_cluster_has_no_interval():
    found = measure(MAE, number_sample([1.0, 2.0, 3.0], cluster=[4, 4, 4]), 0.95).estimates()[0]
    assert found.interval_undefined == "all of the group's evidence comes from one cluster"


def test_numbers_that_hardly_differ_lose_their_shape_and_not_their_spread():
    errors = 1e6 + np.random.default_rng(5).exponential(20.0, 200)
    added, single = (measure(MAE, number_sample(errors, apart=alone), 0.95) for alone in (False, True))
    assert added.limits.variance == pytest.approx(single.limits.variance, rel=1e-3)
    assert added.limits.skewness[0] == 0
    assert (added.upper(0.05) - added.lower(0.05)) == pytest.approx(single.upper(0.05) - single.lower(0.05), rel=0.1)


def test_clusters_whose_errors_change_with_their_size_are_recognised():
    rng = np.random.default_rng(6)
    sizes = cluster_sizes(rng, 4, 20, unequal=True)
    cluster = np.repeat(np.arange(sizes.size), sizes.ravel())
    errors = rng.exponential(1.0, len(cluster)) * sizes.ravel()[cluster]
    group = np.repeat(np.arange(4), sizes.sum(axis=1))
    assert measure(MAE, number_sample(errors, group, cluster), 0.95).tie.rises
    assert measure(MAE, number_sample(errors, group), 0.95).tie is None


@pytest.mark.parametrize("rows", [30, 300])
@pytest.mark.parametrize("kind", ["half-normal", "exponential", "uniform", "four fifths are 0", "skewed to the left"])
def test_limits_of_independent_rows_hold(kind, rows):
    rng = np.random.default_rng(7)
    covered, below, above, _ = missed(independent(rng, kind, rows, 2000), KINDS[kind][1])
    assert covered > 0.95 - 0.015  # three standard errors of 2,000 samples
    assert max(below, above) < 0.05 + 0.015


@pytest.mark.parametrize(("rows", "most"), [(30, 0.1), (300, 0.07), (2000, 0.065)])
def test_limits_of_log_normal_errors_hold_but_for_the_upper_ones_of_few_rows(rows, most):
    rng = np.random.default_rng(8)
    covered, below, above, _ = missed(independent(rng, "log-normal, sd 1", rows, 1500), np.exp(0.5))
    assert covered > 0.935
    assert below < 0.05
    assert above < most


def test_what_no_row_shows_no_interval_can_know():
    """docs/statistics.md says so: of 30 rows of which one in a hundred is huge, most samples hold none."""
    rng = np.random.default_rng(9)
    kind = "1 % are 30 times as large"
    assert missed(independent(rng, kind, 30, 1000), KINDS[kind][1])[0] < 0.85
    assert missed(independent(rng, kind, 2000, 300), KINDS[kind][1])[0] > 0.93


@pytest.mark.parametrize("clusters", [5, 30])
@pytest.mark.parametrize("unequal", [False, True])
def test_limits_of_clustered_rows_hold(clusters, unequal):
    rng = np.random.default_rng(10)
    sample = clusters_of_groups(rng, "exponential", cluster_sizes(rng, 1000, clusters, unequal), 0.3)
    covered, below, above, _ = missed([sample], 1.0)
    assert covered > 0.93
    assert max(below, above) < 0.08


def test_limits_of_weighted_rows_hold():
    rng = np.random.default_rng(11)
    sample = rows_of_groups(rng.exponential(1.0, (1000, 100)), rng.lognormal(0, 0.5, (1000, 100)))
    covered, below, above, _ = missed([sample], 1.0)
    assert covered > 0.93
    assert max(below, above) < 0.07


@pytest.mark.parametrize("groups", [2, 5])
@pytest.mark.parametrize("kind", ["half-normal", "log-normal, sd 1", "1 % are 30 times as large"])
def test_equal_groups_are_seldom_told_to_differ(kind, groups):
    rng = np.random.default_rng(12)
    told = beyond = 0
    for _ in range(200):
        measured = measure(MAE, rows_of_groups(KINDS[kind][0](rng, (groups, 300))), 0.95)
        found = compare(measured, "difference", measured.known)
        told += found.estimate.low > 0
        beyond += found.estimate.value > found.chance[1]
    assert told <= 19  # 0.05 × 200 = 10, with a standard deviation of 3.1
    assert beyond <= (40 if kind.startswith("1 %") else 22)  # huge errors scatter more than their own rows show


def test_bounds_of_comparisons_hold():
    rng = np.random.default_rng(13)
    means = np.array([1.0, 1.0, 1.5])
    truth = {"difference": 0.5, "ratio": 1 / 1.5, "worst": 1.5}
    failed = dict.fromkeys([(kind, side) for kind in truth for side in ("low", "high")], 0)
    for _ in range(200):
        measured = measure(MAE, rows_of_groups(rng.exponential(1.0, (3, 100)) * means[:, None]), 0.95)
        for kind, true in truth.items():
            found = compare(measured, kind, measured.known).estimate
            failed[kind, "low"] += found.low > true
            failed[kind, "high"] += found.high < true
    assert max(failed.values()) <= 19


def test_as_many_rows_as_required_let_equal_groups_pass():
    rng = np.random.default_rng(14)
    passed = 0
    for _ in range(100):
        measured = measure(MAE, rows_of_groups(rng.exponential(1.0, (2, 100))), 0.95)
        factor = required_factor(measured, compare(measured, "difference", measured.known), 0.2).if_equal
        again = measure(MAE, rows_of_groups(rng.exponential(1.0, (2, round(100 * factor)))), 0.95)
        passed += compare(again, "difference", again.known).estimate.high <= 0.2
    assert 60 <= passed <= 95


def test_a_group_is_seldom_told_apart_from_all_rows_it_belongs_to():
    rng = np.random.default_rng(15)
    told = 0
    for _ in range(300):
        errors = rng.exponential(1.0, 300)
        parts = measure(MAE, number_sample(errors, np.repeat([0, 1, 2], 100)), 0.95)
        whole = measure(MAE, number_sample(errors), 0.95)
        sides = apart(parts, np.array([0]), whole, np.array([0]), 0.05)
        told += sides.above[0] + sides.below[0]
    assert told <= 0.1 * 300 + 16


def test_changes_of_paired_rows_hold():
    rng = np.random.default_rng(16)
    groups, rows = 500, 40
    old, other = rng.standard_normal((2, groups, rows))
    sample = paired_rows(np.abs(old), np.abs(0.6 * old + 0.8 * other))
    changes = separate_change(MAE, sample, Places(np.arange(groups), np.arange(groups) + groups), 0.95)
    low, high = np.array([(each.low, each.high) for each in changes.estimates()]).T
    assert np.mean((low <= 0) & (high >= 0)) > 0.93
    assert np.mean(high - low) < np.mean(2 * 2.1 * np.abs(old).std() * (2 / rows) ** 0.5)  # pairing helps


def test_a_change_is_not_taken_from_what_single_powers_gained_and_lost():
    counts = MomentCounts(fields(np.array([1.0, 2.0]))[:, :, None])
    assert isinstance(MAE(counts), PartOfWhole)
    sample = number_sample([1.0, 2.0])
    joint = type(sample)(sample.by, sample.groups, sample.group, None, False, paired(sample.counts, sample.counts))
    assert paired_change(MAE, joint, 0.95) is None


@pytest.mark.parametrize("weighted", [False, True])
def test_numbers_that_groups_share_are_told_from_sums_of_powers(weighted):
    rng = np.random.default_rng(6)
    errors, combination = rng.gamma(2.0, 3.0, 300), rng.integers(0, 3, 300)
    weights = rng.uniform(0.5, 2.0, 300) if weighted else np.ones(300)
    powers = np.column_stack([weights[:, None] ** np.arange(9), np.ones(300)]) if weighted else weights[:, None]
    fields = errors[:, None] ** np.arange(5)
    sums = np.stack([(fields[:, :, None] * powers[:, None])[combination == each].sum(axis=0) for each in range(3)])
    axis = Axis("identity", ("a", "b"), holds=((0,), (1,), (0, 1)))
    cube = Cube((axis,), None, np.arange(3)[:, None], MomentCounts(sums))
    measured = measure(MAE, cube.sample(("identity",)), 0.95)
    found = Companions.of(measured, np.arange(2), "difference").of_pairs(np.array([0]), np.array([1]))
    inside = [np.isin(combination, [0, 2]), np.isin(combination, [1, 2])]
    own = [np.where(each, weights * (errors - np.average(errors, weights=weights * each)), 0) for each in inside]
    expected = own[0] @ own[1] / np.sqrt((own[0] @ own[0]) * (own[1] @ own[1]))
    assert found.correlation[0, 0] == pytest.approx(expected)
