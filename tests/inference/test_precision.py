"""Average precision: by hand, against scikit-learn, and simulated."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scores_simulated import AP, binormal, binormal_clusters, score_sample
from sklearn.metrics import average_precision_score

from fairaudit.counts.places import Places
from fairaudit.counts.scores import ScoreCounts
from fairaudit.cube import Sample
from fairaudit.inference import measure
from fairaudit.inference.limits import clopper_pearson_lower, clopper_pearson_upper, size_for_student


def measured(*columns, **more):
    return measure(AP, score_sample(*columns, **more), 0.95)


def true_precision(prevalence, area):
    """Return the average precision of normal scores, by integration."""
    distance = ndtri(area) * np.sqrt(2)
    cut = np.linspace(-8, 8 + distance, 20_001)
    hits, misses = prevalence * ndtr(distance - cut), (1 - prevalence) * ndtr(-cut)
    density = np.exp(-((cut - distance) ** 2) / 2) / np.sqrt(2 * np.pi)
    return (hits / np.maximum(hits + misses, 1e-300) * density).sum() * (cut[1] - cut[0])


def test_five_rows_by_hand():
    """Positives .9, .6, .6, negatives .8, .6: at .9 one of one is positive, at .6 three of five, for two positives."""
    found = measured([0.9, 0.6, 0.6, 0.8, 0.6], [1, 1, 1, 0, 0])
    assert found.values[0] == pytest.approx((1 + 3 / 5 + 3 / 5) / 3)
    assert (found.n[0], found.denominators[0]) == (5, 3)
    itself_left_out = (1 + 2 * (3 / 5 - 2 * 1 / (5 * 4))) / 3
    assert found.limits.without_itself[0] == pytest.approx(itself_left_out)


@pytest.mark.parametrize("weighted", [False, True])
def test_values_are_those_of_sklearn(weighted):
    rng = np.random.default_rng(1)
    score, label, group = binormal(rng, 20, 15, 40, 0.8)
    score, weight = np.round(score, 1), rng.exponential(1.0, len(score)) if weighted else None
    found = measured(score, label, group, weight=weight)
    for each in range(20):
        own = group == each
        peer = average_precision_score(label[own], score[own], sample_weight=weight[own] if weighted else None)
        assert found.values[each] == pytest.approx(peer, abs=1e-12)


def test_variance_is_that_of_the_derivatives_by_the_weight_of_each_row():
    rng = np.random.default_rng(2)
    score, label, _ = binormal(rng, 1, 12, 20, 0.8)
    score = np.round(score, 1)
    step, influence = 1e-6, np.zeros(32)
    for row in range(32):
        more, less = np.ones(32), np.ones(32)
        more[row], less[row] = 1 + step, 1 - step
        ends = [average_precision_score(label, score, sample_weight=weight) for weight in (more, less)]
        influence[row] = (ends[0] - ends[1]) / (2 * step)
    found = measured(score, label)
    variance = 31 / 32 * ((influence / (1 - 1 / 32)) ** 2).sum()
    assert found.spread.variance[0] == pytest.approx(variance, rel=1e-6)
    freedom = min(11, 2 / ((influence**4).sum() / (influence**2).sum() ** 2 - 1 / 32))
    value, size = found.values, found.values * (1 - found.values) / variance
    used = size_for_student(size, 0.01, np.array([freedom]))
    start = found.limits.without_itself
    assert found.lower(0.01)[0] == pytest.approx(clopper_pearson_lower(start, used, 0.01)[0], rel=1e-5)
    assert found.upper(0.01)[0] == pytest.approx(clopper_pearson_upper(value, used, 0.01)[0], rel=1e-5)


def test_scores_that_separate_the_labels_count_as_many_rows_as_there_are_positives():
    found = measured(np.r_[np.arange(30), np.arange(100, 120)], np.r_[np.zeros(30), np.ones(20)])
    assert found.values[0] == found.upper(0.05)[0] == 1
    assert found.limits.size[0] == pytest.approx(20)


def test_groups_without_positives_or_with_one():
    none, one, all_of_them = measured(
        [1, 2, 3, 1, 2, 3, 1, 2], [0, 0, 0, 0, 1, 0, 1, 1], [0, 0, 0, 1, 1, 1, 2, 2]
    ).estimates()
    assert (none.value, none.undefined) == (None, "no label is positive")
    assert (one.value, one.low) == (0.5, None)
    assert one.interval_undefined == "all of the group's positives come from one row"
    assert all_of_them.value == all_of_them.high == 1


def test_binned_scores_lie_no_further_off_than_is_said():
    rng = np.random.default_rng(3)
    score, label, _ = binormal(rng, 1, 200, 400, 0.8)
    edges = np.linspace(-6, 8, 61)
    place, sums = np.digitize(score, edges) - 1, np.zeros((120, 4, 1))
    for of in (0, 1):
        sums[of * 60 : of * 60 + 60, of, 0] = np.bincount(place[label == 1 - of], minlength=60)
    counts = ScoreCounts(sums, Places(edges[:-1], edges[1:]), np.tile(np.arange(60), 2))
    binned = Sample(("group",), np.zeros((1, 1), int), np.zeros(120, int), None, True, counts)
    found = measure(AP, binned, 0.95)
    assert abs(found.values[0] - measured(score, label).values[0]) <= found.binning[0] < 0.2


@pytest.mark.parametrize(
    ("rows", "share", "area"), [(60, 0.3, 0.6), (100, 0.2, 0.8), (300, 0.5, 0.95), (300, 0.05, 0.8)]
)
def test_intervals_hold_for_independent_rows(rows, share, area):
    rng = np.random.default_rng(4)
    label = (rng.random(500 * rows) < share).astype(int)
    score = rng.standard_normal(len(label)) + ndtri(area) * np.sqrt(2) * label
    found = measured(score, label, np.repeat(np.arange(500), rows))
    low, high = found.limits.shown(0.025)
    truth = true_precision(share, area)
    assert ((low <= truth) & (truth <= high))[found.known].mean() > 0.915


def test_intervals_hold_for_clusters():
    rng = np.random.default_rng(5)
    score, label, group, cluster = binormal_clusters(rng, np.full((300, 15), 20), 0.4, 0.8, 0.7)
    low, high = measured(score, label, group, cluster=cluster).limits.shown(0.025)
    truth = true_precision(0.4, 0.8)
    assert ((low <= truth) & (truth <= high)).mean() > 0.92


def test_neither_the_unit_of_weights_nor_the_order_of_rows_changes_anything():
    """What rounding leaves of a sum of weights above the highest score must not count as rows that score higher."""
    rng = np.random.default_rng(4)
    score, label, group = binormal(rng, 40, 200, 300, 0.8)
    weight, rows = rng.exponential(1.0, len(score)), rng.permutation(len(score))
    lows = np.arange(-800, 800) / 100
    found = []
    for order, unit in ((np.arange(len(score)), 1.0), (rows, 3.7), (rows[::-1], 0.1)):
        sample = score_sample(score[order], label[order], group[order], weight=weight[order] * unit)
        place = np.searchsorted(lows, sample.counts.axis.lows[sample.counts.place], side="right") - 1
        counts = ScoreCounts(sample.counts.sums, Places(lows, lows + 0.0099), place)
        binned = measure(AP, Sample((), sample.groups, sample.group, None, True, counts), 0.95)
        shown = binned.estimates()
        found.append([*(each.low for each in shown), *(each.high for each in shown), *binned.binning])
    assert found[1] == pytest.approx(found[0], rel=1e-9)
    assert found[2] == pytest.approx(found[0], rel=1e-9)
