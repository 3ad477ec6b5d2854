"""The area under the ROC curve: by hand, against definitions and peers, laws, and simulated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit, logit
from scores_simulated import AUC, binormal, binormal_clusters, score_sample
from simulated import cluster_sizes
from sklearn.metrics import roc_auc_score

from fairaudit.cube import Sample
from fairaudit.inference import compare, measure
from fairaudit.inference.companions import Companions
from fairaudit.inference.limits import normal_quantile
from fairaudit.inference.part_of_whole import apart

rows = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40)


def measured(*columns, **more):
    return measure(AUC, score_sample(*columns, **more), 0.95)


def by_definition(score, label):
    """Return the area and DeLong's variance from all pairs."""
    positives, negatives = score[label == 1], score[label == 0]
    wins = (positives[:, None] > negatives) + 0.5 * (positives[:, None] == negatives)
    return wins.mean(), wins.mean(1).var(ddof=1) / len(positives) + wins.mean(0).var(ddof=1) / len(negatives)


def newcombe(area, positives, negatives, z):
    """Return the limits of Newcombe's fifth method, as his paper has it."""

    def distance(true):
        half = (positives + negatives) / 2 - 1
        spread = (
            true * (1 - true) / (positives * negatives) * (1 + half * ((1 - true) / (2 - true) + true / (1 + true)))
        )
        return (area - true) ** 2 - z**2 * spread

    tiny = 1e-12
    low = brentq(distance, tiny, area - tiny, xtol=1e-14) if area > 0 else 0.0
    return low, brentq(distance, area + tiny, 1 - tiny, xtol=1e-14) if area < 1 else 1.0


def test_six_rows_by_hand():
    """Positives .9, .8, .4, negatives .7, .4, .1: of nine pairs 3 + 3 + 1.5 are won.

    Shares of negatives below: 1, 1, 1/2; variance 1/12. Shares of positives above: 2/3, 5/6, 1; variance 1/36.
    """
    found = measured([0.9, 0.8, 0.4, 0.7, 0.4, 0.1], [1, 1, 1, 0, 0, 0])
    assert found.values[0] == pytest.approx(7.5 / 9)
    assert found.limits.variance[0] == pytest.approx((1 / 12) / 3 + (1 / 36) / 3)
    assert found.limits.degrees_of_freedom[0] == pytest.approx(2)
    assert (found.n[0], found.denominators[0]) == (6, 3)


@pytest.mark.parametrize("seed", range(4))
def test_limits_are_the_wider_of_delong_and_newcombe_by_their_definitions(seed):
    rng = np.random.default_rng(seed)
    score, label, group = binormal(rng, 6, 12, 25, [0.6, 0.8, 0.9, 0.97][seed])
    score = np.round(score, 1)
    found = measured(score, label, group)
    for level in (0.05, 0.001):
        low, high = found.lower(level), found.upper(level)
        t, z = stats.t.isf(level, 11), normal_quantile(level)
        for each in range(6):
            area, variance = by_definition(score[group == each], label[group == each])
            ends = newcombe(area, 12, 25, z)
            width = t * np.sqrt(variance) / (area * (1 - area)) if 0 < area < 1 else 0.0
            delong = expit(logit(area) + np.array([-1, 1]) * width)
            assert found.values[each] == pytest.approx(area, abs=1e-12)
            assert low[each] == pytest.approx(min(ends[0], delong[0]), abs=1e-9)
            assert high[each] == pytest.approx(max(ends[1], delong[1]), abs=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_values_are_those_of_sklearn(weighted):
    rng = np.random.default_rng(1)
    score, label, group = binormal(rng, 20, 15, 30, 0.8)
    score, weight = np.round(score, 1), rng.exponential(1.0, len(score)) if weighted else None
    found = measured(score, label, group, weight=weight)
    for each in range(20):
        own = group == each
        peer = roc_auc_score(label[own], score[own], sample_weight=weight[own] if weighted else None)
        assert found.values[each] == pytest.approx(peer, abs=1e-12)


def test_variance_of_clusters_is_that_of_obuchowski_but_for_leaving_out():
    """Clusters that all have as many positives and negatives have his variance exactly."""
    rng = np.random.default_rng(2)
    score, label, cluster = rng.standard_normal(60), np.tile([1, 0, 0], 20), np.repeat(np.arange(10), 6)
    score = np.round(score + label, 1)
    positives, negatives = score[label == 1], score[label == 0]
    wins = (positives[:, None] > negatives) + 0.5 * (positives[:, None] == negatives)
    of_positives, of_negatives = wins.mean(1) - wins.mean(), wins.mean(0) - wins.mean()
    first = np.bincount(cluster[label == 1], of_positives)
    second = np.bincount(cluster[label == 0], of_negatives)
    ten = 10 / 9
    variance = ten * ((first**2).sum() / 20**2 + (second**2).sum() / 40**2 + 2 * (first * second).sum() / 800)
    found = measured(score, label, cluster=cluster)
    assert found.spread.variance[0] == pytest.approx(variance)
    assert found.limits.degrees_of_freedom[0] == pytest.approx(9)
    assert found.limits.variance[0] >= variance


def test_scores_that_separate_the_labels_have_an_interval():
    found = measured(np.r_[np.arange(50), np.arange(100, 120)], np.r_[np.zeros(50), np.ones(20)])
    shown = found.estimates()[0]
    assert shown.value == shown.high == 1
    assert shown.low == pytest.approx(newcombe(1.0, 20, 50, normal_quantile(0.025))[0], abs=1e-9)


def test_a_single_class_has_no_area_and_a_single_positive_no_interval():
    found = measured([1, 2, 3, 1, 2, 3], [1, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1])
    one_class, one_positive = found.estimates()
    assert (one_class.value, one_class.undefined) == (None, "all labels are of one class")
    assert (one_positive.value, one_positive.low) == (0.0, None)
    assert one_positive.interval_undefined == "all of the group's positives, or all of its negatives, come from one row"


def test_rows_of_weight_0_change_nothing():
    rng = np.random.default_rng(3)
    score, label, _ = binormal(rng, 1, 20, 30, 0.8)
    weight = rng.exponential(1.0, 50)
    more = np.r_[score, [9.0, -9.0]], np.r_[label, [0, 1]]
    one, other = measured(score, label, weight=weight), measured(*more, weight=np.r_[weight, [0.0, 0.0]])
    found, expected = (each.estimates()[0] for each in (other, one))
    assert (found.n, found.method) == (expected.n, expected.method)
    limits = (expected.value, expected.low, expected.high)
    assert (found.value, found.low, found.high) == pytest.approx(limits, rel=1e-12)


@settings(max_examples=60)
@given(rows, st.sampled_from(["rows", "weights", "clusters", "clusters, weights"]))
def test_laws(drawn, way):
    """Reversing scores or labels reverses the area; any increasing map changes nothing; limits hold the value."""
    score, label = (np.array(column) for column in zip(*drawn, strict=True))
    count = len(score)
    more = {"weight": 1.0 + np.arange(count) % 3} if "weights" in way else {}
    more |= {"cluster": np.arange(count) % 5} if "clusters" in way else {}
    one, mapped = measured(score, label, **more), measured(score**3 - 100.0, label, **more)
    assert one.estimates() == mapped.estimates()
    for found in (measured(-score, label, **more), measured(score, ~label, **more)):
        assert found.known == one.known
        if one.known[0]:
            assert found.lower(0.01)[0] == pytest.approx(1 - one.upper(0.01)[0], abs=1e-9)
    if one.known[0]:
        wide, narrow = one.lower(0.001)[0], one.lower(0.2)[0]
        assert 0 <= wide <= narrow <= one.values[0] <= one.upper(0.2)[0] <= one.upper(0.001)[0] <= 1


@pytest.mark.parametrize("way", ["rows", "weights", "clusters"])
def test_groups_do_not_touch_each_other(way):
    rng = np.random.default_rng(4)
    score, label, group = binormal(rng, 3, 15, 20, 0.8)
    score = np.round(score, 1)
    more = {"weight": rng.exponential(1.0, len(score))} if way == "weights" else {}
    together = measured(score, label, group, **more)
    for each in range(3):
        own = group == each
        alone = measured(score[own], label[own], **{key: column[own] for key, column in more.items()})
        assert alone.lower(0.05)[0] == pytest.approx(together.lower(0.05)[each])


def test_groups_of_the_same_clusters_are_correlated():
    """Two groups that hold the same rows, cluster by cluster, move together."""
    rng = np.random.default_rng(5)
    score, label, _, cluster = binormal_clusters(rng, np.full((1, 12), 10), 0.5, 0.8, 0.7)
    twice = np.tile(score, 2), np.tile(label, 2), np.repeat([0, 1], len(score))
    found = measured(*twice, cluster=np.tile(cluster, 2))
    companions = Companions.of(found, np.arange(2), "difference")
    assert companions.of_pairs(np.array([0]), np.array([1])).correlation[0, 0] == pytest.approx(1)


def test_groups_that_share_rows_are_correlated():
    """Half of each group's rows are the other's as well; the correlation is that of the sums over those rows."""
    rng = np.random.default_rng(6)
    score, label, _ = binormal(rng, 1, 60, 90, 0.75)
    base = score_sample(score, label)
    held = [np.flatnonzero(np.arange(150) % 3 < 2), np.flatnonzero(np.arange(150) % 3 > 0)]
    cell, group = np.concatenate(held), np.repeat([0, 1], [len(each) for each in held])
    sample = Sample(("group",), np.arange(2)[:, None], group, None, True, base.counts[cell], ("group",), cell)
    found = measure(AUC, sample, 0.95)
    companions = Companions.of(found, np.arange(2), "difference")
    influence = np.zeros((2, 150))
    order = np.argsort(score)
    for each, own in enumerate(held):
        s, y = score[order][own], label[order][own]
        wins = (s[y == 1][:, None] > s[y == 0]) + 0.5 * (s[y == 1][:, None] == s[y == 0])
        influence[each, own[y == 1]] = (wins.mean(1) - wins.mean()) / (y == 1).sum()
        influence[each, own[y == 0]] = (wins.mean(0) - wins.mean()) / (y == 0).sum()
    expected = influence[0] @ influence[1] / np.sqrt((influence[0] ** 2).sum() * (influence[1] ** 2).sum())
    assert companions.of_pairs(np.array([0]), np.array([1])).correlation[0, 0] == pytest.approx(expected)


def test_a_group_can_be_told_from_all_rows_together():
    rng = np.random.default_rng(7)
    score, label, group = binormal(rng, 2, 300, 300, 0.8)
    noise = rng.standard_normal(600)
    score = np.where(group == 1, np.concatenate([noise, noise]), score)
    parts, whole = measured(score, label, group), measured(score, label)
    sides = apart(parts, np.arange(2), whole, np.zeros(2, int), 0.025)
    assert (sides.above.tolist(), sides.below.tolist()) == ([True, False], [False, True])


@pytest.mark.parametrize(
    ("rows_each", "area"), [((15, 30), 0.8), ((30, 70), 0.95), ((100, 300), 0.6), ((30, 200), 0.99)]
)
def test_intervals_hold_for_independent_rows(rows_each, area):
    rng = np.random.default_rng(8)
    found = measured(*binormal(rng, 800, *rows_each, area))
    low, high = found.limits.shown(0.025)
    assert ((low <= area) & (area <= high)).mean() > 0.935
    assert max((found.lower(0.05) > area).mean(), (found.upper(0.05) < area).mean()) < 0.07


@pytest.mark.parametrize("unequal", [False, True])
def test_intervals_hold_for_clusters(unequal):
    rng = np.random.default_rng(9)
    score, label, group, cluster = binormal_clusters(rng, cluster_sizes(rng, 300, 20, unequal), 0.4, 0.8, 0.7)
    found = measured(score, label, group, cluster=cluster)
    rows_only = measured(score, label, group)
    covered = [
        np.mean((low <= 0.8) & (high >= 0.8)) for low, high in (m.limits.shown(0.025) for m in (found, rows_only))
    ]
    assert covered[0] > 0.93
    assert covered[1] < 0.9


def test_equal_groups_differ_as_much_as_the_chance_level_says():
    rng = np.random.default_rng(10)
    beyond, told = 0, 0
    for _ in range(150):
        found = compare(measured(*binormal(rng, 4, 40, 80, 0.85, 1.5)), "difference", np.ones(4, bool))
        beyond += found.estimate.value > found.chance[1]
        told += found.estimate.low > 0
    assert 1 <= beyond <= 16
    assert told <= 13
