"""Means of losses of scores: by hand, against scikit-learn and the means of numbers, laws, and simulated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numbers_simulated import MAE, number_sample
from scores_simulated import MEANS, calibrated, score_sample
from sklearn.metrics import brier_score_loss
from sklearn.metrics import log_loss as sklearn_log_loss

from fairaudit.counts.places import Places
from fairaudit.counts.scores import ScoreCounts
from fairaudit.cube import Sample
from fairaudit.inference import measure
from fairaudit.inference.companions import Companions
from fairaudit.inference.limits import clopper_pearson_upper, skewed_quantile
from fairaudit.inference.means import SAME

rows = st.lists(st.tuples(st.integers(0, 20).map(lambda i: i / 20), st.booleans()), min_size=2, max_size=30)
NAMES = sorted(MEANS)


def measured(name, *columns, **more):
    return measure(MEANS[name], score_sample(*columns, **more), 0.95)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("brier_score", (0.01 + 0.16 + 0.04 + 0.25) / 4),
        ("log_loss", -np.log(0.9 * 0.6 * 0.8 * 0.5) / 4),
        ("mean_score", 2.2 / 4),
        ("mean_score_of_positives", 1.5 / 2),
        ("mean_score_of_negatives", 0.7 / 2),
        ("calibration_in_the_large", 2.2 / 4 - 0.5),
    ],
)
def test_four_rows_by_hand(name, value):
    """Positives .9 and .6, negatives .2 and .5."""
    assert measured(name, [0.9, 0.6, 0.2, 0.5], [1, 1, 0, 0]).values[0] == pytest.approx(value)


@pytest.mark.parametrize("weighted", [False, True])
def test_values_are_those_of_sklearn(weighted):
    rng = np.random.default_rng(1)
    score, label = calibrated(rng, 300, -1.0, 2.0)
    score[:4], group = (0.0, 1.0, 0.0, 1.0), rng.integers(0, 3, 300)
    weight = rng.exponential(1.0, 300) if weighted else None
    found = {name: measured(name, score, label, group, weight=weight).values for name in ("brier_score", "log_loss")}
    for each in range(3):
        own = group == each
        more = {"sample_weight": weight[own] if weighted else None}
        assert found["brier_score"][each] == pytest.approx(brier_score_loss(label[own], score[own], **more), abs=1e-12)
        assert found["log_loss"][each] == pytest.approx(sklearn_log_loss(label[own], score[own], **more), abs=1e-12)


def test_a_certain_score_that_is_wrong_costs_as_much_as_at_sklearn():
    """Infinitely much in truth; scikit-learn takes it for 2.2e-16 off, and so do we: 36.04."""
    found = measured("log_loss", [0.0, 0.5], [1, 1]).values[0]
    assert found == pytest.approx((-np.log(np.finfo(float).eps) + np.log(2)) / 2)
    assert found == pytest.approx(sklearn_log_loss([1, 1], [0.0, 0.5], labels=[0, 1]))


@pytest.mark.parametrize("way", ["rows", "weights", "clusters", "clusters, weights"])
def test_limits_of_losses_are_those_of_means_of_numbers(way):
    """Whoever adds up the squared errors row by row as numbers gets the same limits."""
    rng = np.random.default_rng(2)
    score, label = calibrated(rng, 120, -1.0, 1.5)
    more = {"weight": rng.exponential(1.0, 120)} if "weights" in way else {}
    more |= {"cluster": rng.integers(0, 12, 120)} if "clusters" in way else {}
    found = measured("brier_score", score, label, **more)
    apart = {} if "clusters" in way else {"apart": True}
    peer = measure(MAE, number_sample((score - label) ** 2, **more, **apart), 0.95)
    for level in (0.05, 0.001):
        assert found.lower(level)[0] == pytest.approx(peer.lower(level)[0])
        assert found.upper(level)[0] == pytest.approx(peer.upper(level)[0])
    assert found.estimates()[0].method == peer.estimates()[0].method


def test_scores_of_percent_have_no_losses_and_say_why_but_a_mean():
    found = {name: measured(name, [90.0, 60.0, 20.0, 50.0], [1, 1, 0, 0]).estimates()[0] for name in NAMES}
    for name in ("brier_score", "log_loss", "calibration_in_the_large"):
        assert found[name].value is None
        assert found[name].undefined == "scores lie outside [0, 1]: they go from 20 to 90"
    assert found["mean_score"].value == 55
    assert found["mean_score"].low < 55 < found["mean_score"].high


def test_a_class_without_rows_has_no_mean_score():
    found = measured("mean_score_of_positives", [0.1, 0.2], [0, 0]).estimates()[0]
    assert (found.value, found.undefined) == (None, "no label is positive")


def test_scores_that_are_all_the_same_have_a_mean_without_an_interval():
    found = measured("mean_score", [0.3] * 9, [1, 0, 0] * 3, weight=np.arange(1, 10)).estimates()[0]
    assert (found.value, found.low, found.interval_undefined) == (pytest.approx(0.3), None, SAME)


def test_a_group_without_positives_reckons_with_some():
    """Twenty negatives scored .1 or .2 cost .025; were they positive, .725. At most 1 − .05^(1/20) of them may be."""
    found = measured("brier_score", [0.1, 0.2] * 10, [0] * 20)
    most = clopper_pearson_upper(np.zeros(1), np.full(1, 20.0), 0.05)[0]
    assert found.values[0] == pytest.approx(0.025)
    assert found.upper(0.05)[0] == pytest.approx(0.025 + most * (0.725 - 0.025))
    assert found.estimates()[0].method.endswith("and with as many rows of the rarer label as there may be")


@pytest.mark.parametrize("way", ["rows", "weights", "clusters"])
def test_a_group_without_negatives_has_a_wide_calibration(way):
    rng = np.random.default_rng(3)
    more = {"weight": rng.exponential(1.0, 40)} if way == "weights" else {}
    more |= {"cluster": np.arange(40) % 10} if way == "clusters" else {}
    found = measured("calibration_in_the_large", rng.uniform(0.9, 1.0, 40), np.ones(40), **more)
    assert found.upper(0.05)[0] - found.values[0] > 1 - 0.05 ** (1 / 40) - 1e-9
    assert found.values[0] - found.lower(0.05)[0] < 0.02


def test_binned_scores_lie_no_further_off_than_is_said():
    rng = np.random.default_rng(4)
    score, label = calibrated(rng, 400, -1.0, 1.5)
    edges = np.linspace(0, 1, 41)
    place = np.digitize(score, edges) - 1
    sums = np.zeros((80, 4, 1))
    for of in (0, 1):
        own = label == 1 - of
        sums[of * 40 : of * 40 + 40, of, 0] = np.bincount(place[own], minlength=40)
        sums[of * 40 : of * 40 + 40, 2 + of, 0] = np.bincount(place[own], score[own], 40)
    counts = ScoreCounts(sums, Places(edges[:-1], edges[1:]), np.tile(np.arange(40), 2))
    binned = Sample(("group",), np.zeros((1, 1), int), np.zeros(80, int), None, True, counts)
    for name in NAMES:
        found, exact = measure(MEANS[name], binned, 0.95), measured(name, score, label)
        assert exact.binning is None
        assert abs(found.values[0] - exact.values[0]) <= found.binning[0] + 1e-12
        assert found.binning[0] < 0.003
        if name.startswith(("mean", "calibration")):
            assert found.binning[0] == pytest.approx(0, abs=1e-12)


@settings(max_examples=40)
@given(rows, st.sampled_from(NAMES), st.sampled_from(["rows", "weights", "clusters"]))
def test_values_lie_in_their_intervals_and_more_confidence_contains_less(drawn, name, way):
    score, label = (np.array(column) for column in zip(*drawn, strict=True))
    more = {"weight": 1.0 + np.arange(len(score)) % 3} if way == "weights" else {}
    more |= {"cluster": np.arange(len(score)) % 5} if way == "clusters" else {}
    sample = score_sample(score, label, **more)
    less, much = (measure(MEANS[name], sample, confidence).estimates()[0] for confidence in (0.8, 0.99))
    if less.value is not None and less.low is None:
        assert less.interval_undefined
    elif less.value is not None:
        assert much.low <= less.low <= less.value <= less.high <= much.high


@pytest.mark.parametrize("name", NAMES)
def test_groups_of_the_same_rows_are_correlated(name):
    rng = np.random.default_rng(5)
    score, label = calibrated(rng, 80, -0.5, 1.5)
    base = score_sample(score, label)
    cell, group = np.tile(np.arange(80), 2), np.repeat([0, 1], 80)
    sample = Sample(("group",), np.arange(2)[:, None], group, None, True, base.counts[cell], ("group",), cell)
    companions = Companions.of(measure(MEANS[name], sample, 0.95), np.arange(2), "difference")
    assert companions.of_pairs(np.array([0]), np.array([1])).correlation[0, 0] == pytest.approx(1)


@pytest.mark.parametrize("name", ["brier_score", "log_loss", "mean_score", "calibration_in_the_large"])
@pytest.mark.parametrize(("middle", "spread", "size"), [(0.0, 2.0, 50), (-2.5, 1.5, 100), (-5.0, 1.5, 100)])
def test_intervals_hold(name, middle, spread, size):
    """Also where two rows in a hundred are positive, so that one group in six has none."""
    rng = np.random.default_rng(6)
    number = MEANS[name](score_sample([0.5], [1]).counts).number
    large, outcome = calibrated(rng, 400_000, middle, spread)
    truth = np.where(outcome == 1, number(large, 1), number(large, 0)).mean()
    score, label = calibrated(rng, 600 * size, middle, spread)
    found = measured(name, score, label, np.repeat(np.arange(600), size))
    low, high = np.array([(each.low, each.high) for each in found.estimates()]).T
    assert ((low <= truth) & (truth <= high)).mean() > 0.93


def test_mean_scores_near_an_end_have_a_logarithmic_limit_away_from_it():
    """Nine scores of 0 and one of .5: mean .05, error √(9/10 · Σd²)/9 with Σd² .225."""
    found = measured("mean_score", [0.0] * 9 + [0.5], [0, 1] * 5)
    limits, mirrored = found.limits, measured("mean_score", [1.0] * 9 + [0.5], [0, 1] * 5)
    error = np.sqrt(9 / 10 * 0.225) / 9
    assert limits.error[0] == pytest.approx(error)
    quantile = skewed_quantile(0.05, limits.degrees_of_freedom, limits.skewness)[0]
    assert found.upper(0.05)[0] == pytest.approx(min(0.05 * np.exp(min(quantile * error / 0.05, 100)), 1))
    assert mirrored.lower(0.05)[0] == pytest.approx(1 - found.upper(0.05)[0])
    assert measured("mean_score", [0.0] * 9 + [50.0], [0, 1] * 5).upper(0.2)[0] > 5


def test_few_positives_widen_calibration_in_the_large():
    """Ten positives among 100 rows: their share is at most 16.4 %, one-sided at .05."""
    rng = np.random.default_rng(7)
    found = measured("calibration_in_the_large", 0.2 * rng.random(100), np.arange(100) < 10)
    most = clopper_pearson_upper(np.full(1, 0.1), np.full(1, 100.0), 0.05)[0]
    assert most == pytest.approx(0.1637, abs=1e-4)
    assert found.lower(0.05)[0] == pytest.approx(found.values[0] - (most - 0.1))
    assert found.upper(0.05)[0] < found.values[0] + 0.06
