"""Positives of one group against negatives of another: by hand, against scikit-learn, and simulated."""

import numpy as np
import pytest
from scipy import stats
from scores_simulated import binormal, binormal_clusters, score_sample
from sklearn.metrics import roc_auc_score

from fairaudit.inference.compared import compared
from fairaudit.inference.cross_ranks import crossed, largest_cross_gap
from fairaudit.inference.disparity import TOO_FEW


def gap(*columns, chosen=None, reference=None, **more):
    sample = score_sample(*columns, **more)
    eligible = np.ones(sample.size, bool) if chosen is None else np.isin(np.arange(sample.size), chosen)
    return largest_cross_gap(sample, eligible, 0.95, reference)


def test_two_groups_by_hand():
    """Positives .9, .4 and negative .2; positive .6 and negatives .5, .1.

    Of the first group's positives against the second's negatives three of four pairs win, of the reverse one of one.
    """
    found = gap([0.9, 0.4, 0.2, 0.6, 0.5, 0.1], [1, 1, 0, 1, 0, 0], [0, 0, 0, 1, 1, 1])
    assert found.estimate.value == pytest.approx(1 / 4)
    assert (found.highest, found.lowest) == (1, 0)


@pytest.mark.parametrize("weighted", [False, True])
def test_areas_are_those_of_sklearn(weighted):
    rng = np.random.default_rng(1)
    score, label, group = binormal(rng, 4, 12, 20, 0.8)
    score, weight = np.round(score, 1), rng.exponential(1.0, len(score)) if weighted else None
    sample = score_sample(score, label, group, weight=weight)
    found = crossed(compared(sample, np.ones(4, bool), needs_both=True)).areas
    for one in range(4):
        for other in range(4):
            own = ((group == one) & (label == 1)) | ((group == other) & (label == 0))
            peer = roc_auc_score(label[own], score[own], sample_weight=weight[own] if weighted else None)
            assert found[one, other] == pytest.approx(peer, abs=1e-12)


def test_limits_by_the_components_of_all_pairs():
    rng = np.random.default_rng(2)
    score, label, group = binormal(rng, 2, 40, 60, 0.75, 2.0)
    score = score + 0.3 * (group == 1)
    variance, areas = 0.0, []
    sides = [[score[(group == each) & (label == of)] for of in (1, 0)] for each in (0, 1)]
    for one, other in ((0, 1), (1, 0)):
        wins = sides[one][0][:, None] > sides[other][1]
        areas.append(wins.mean())
        variance += wins.mean(1).var() / 39 + wins.mean(0).var() / 59
    found = gap(score, label, group).estimate
    assert found.value == pytest.approx(abs(areas[0] - areas[1]))
    t = stats.t.isf(0.05, 39)
    assert found.high == pytest.approx(found.value + t * np.sqrt(variance))
    assert found.low == pytest.approx(max(found.value - stats.t.isf(0.025, 39) * np.sqrt(variance), 0))


def test_a_reference_and_too_few_groups():
    rng = np.random.default_rng(3)
    columns = binormal(rng, 4, 12, 20, 0.8)
    everyone, first = gap(*columns), gap(*columns, reference=0)
    assert first.estimate.value <= everyone.estimate.value
    assert 0 in (first.highest, first.lowest)
    for chosen in ([1], []):
        assert gap(*columns, chosen=chosen).estimate.undefined == TOO_FEW


@pytest.mark.parametrize("shift", [0.0, 0.5])
@pytest.mark.parametrize("clustered", [False, True])
def test_limits_and_chance_level_hold(shift, clustered):
    rng, missed, beyond = np.random.default_rng(4), np.zeros(2), 0
    between = 0.7 if clustered else 0.0
    spread = np.sqrt(2 * (1 + between**2))
    distance = stats.norm.ppf(0.8) * spread
    truth = stats.norm.cdf((distance + shift) / spread) - stats.norm.cdf((distance - shift) / spread)
    for _ in range(25):
        columns = binormal_clusters(rng, np.full((3, 12), 8), 0.4, 0.8, between)
        score, label, group, cluster = columns
        found = gap(score + shift * (group == 0), label, group, cluster=cluster if clustered else None)
        missed += found.estimate.low > truth + 1e-12, found.estimate.high < truth
        beyond += found.estimate.value > found.chance[1]
    assert missed.max() <= 4
    assert beyond <= (5 if not shift else 25)
