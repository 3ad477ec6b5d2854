"""Calibration error and slope: by hand, against scipy and statsmodels, and simulated."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from scipy.special import expit, logit
from scores_simulated import ECE, SLOPE, calibrated, score_sample

from fairaudit.inference import measure
from fairaudit.inference.calibration import expected_calibration_error, mean_absolute_deviation, perfectly_calibrated
from fairaudit.inference.effective_size import clusters_of
from fairaudit.metrics import scores


def error(*columns, bins=10, **more):
    metric = replace(ECE, measure=partial(expected_calibration_error, bins=bins))
    return measure(metric, score_sample(*columns, **more), 0.95)


def slope(*columns, **more):
    return measure(SLOPE, score_sample(*columns, **more), 0.95)


def luck(*columns, bins=10, **more):
    sample = score_sample(*columns, **more)
    total, each = (scores.expected_calibration_error(counts) for counts in (sample.totals, sample.counts))
    return perfectly_calibrated(total, each, clusters_of(sample), bins)


def test_errors_of_two_bins_by_hand():
    """In [0, .5) scores .1 and .3, one positive: |.4 − 1|; in [.5, 1] scores .5 and 1, both positive: |1.5 − 2|."""
    found = error([0.1, 0.3, 0.5, 1.0], [0, 1, 1, 1], bins=2)
    assert found.values[0] == pytest.approx((0.6 + 0.5) / 4)


@pytest.mark.parametrize("weighted", [False, True])
def test_errors_are_those_of_numpy(weighted):
    rng = np.random.default_rng(1)
    score, label = calibrated(rng, 600, -1.0, 1.5)
    score, group = np.round(score, 2), rng.integers(0, 3, 600)
    weight = rng.exponential(1.0, 600) if weighted else np.ones(600)
    found = error(score, label, group, weight=weight if weighted else None)
    for each in range(3):
        s, y, w = score[group == each], label[group == each], weight[group == each]
        place = np.minimum(np.digitize(s, np.arange(11) / 10) - 1, 9)
        expected = sum(abs((w * (s - y))[place == b].sum()) for b in range(10)) / w.sum()
        assert found.values[each] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("size", "share"), [(1, 0.3), (7, 0.5), (20, 0.05), (300, 0.99), (5, 0.0), (4, 1.0)])
def test_mean_absolute_deviation_of_a_binomial_variable(size, share):
    hits = np.arange(size + 1)
    expected = (np.abs(hits - size * share) * stats.binom.pmf(hits, size, share)).sum()
    assert mean_absolute_deviation(np.array([float(size)]), np.array([share]))[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("middle", "spread", "rows"), [(0.0, 1.0, 40), (-2.5, 1.5, 100), (-4.0, 1.5, 60), (0.0, 4.0, 100)]
)
@pytest.mark.parametrize("weighted", [False, True])
def test_perfectly_calibrated_scores_show_as_much_as_is_said(middle, spread, rows, weighted):
    rng = np.random.default_rng(2)
    score, label = calibrated(rng, 90_000 // rows * rows, middle, spread)
    more = {"weight": rng.exponential(1.0, len(score)) if weighted else None}
    group = np.repeat(np.arange(90_000 // rows), rows)
    seen, said = error(score, label, group, **more).values.mean(), luck(score, label, group, **more).mean()
    assert said == pytest.approx(seen, rel=0.08 if weighted else 0.03)


@pytest.mark.parametrize("stretch", [1.0, 2.0])
@pytest.mark.parametrize("clustered", [False, True])
def test_limits_of_errors_hold(stretch, clustered):
    """Both for scores that are right, where the value is nothing but luck, and for scores that are too extreme."""
    rng = np.random.default_rng(3)

    def draw(rows, effect):
        score = 1.2 * rng.standard_normal(rows)
        return expit(stretch * score), (rng.random(rows) < expit(score + effect)).astype(int)

    moved = 0.5 if clustered else 0.0
    score, label = draw(200_000, moved * rng.standard_normal(200_000))
    truth = error(score, label).values[0] if stretch > 1 or clustered else 0.0
    cluster = np.repeat(np.arange(250 * 10), 20)
    score, label = draw(len(cluster), moved * rng.standard_normal(250 * 10)[cluster])
    found = error(score, label, cluster // 10, cluster=cluster if clustered else None)
    assert (found.lower(0.05) > truth).mean() < 0.06
    assert (found.upper(0.05) < truth).mean() < 0.06


def test_scores_of_percent_have_no_calibration_error_and_no_slope():
    for found in (error([10, 90], [0, 1]), slope([10, 90], [0, 1])):
        assert found.estimates()[0].undefined == "scores lie outside [0, 1]: they go from 10 to 90"


@pytest.mark.parametrize("weighted", [False, True])
def test_slopes_are_those_of_statsmodels(weighted):
    rng = np.random.default_rng(4)
    score, label = calibrated(rng, 900, -1.0, 1.5)
    score, group = expit(1.4 * logit(score) + 0.2), rng.integers(0, 3, 900)
    score[:2] = 0.0, 1.0
    label[:2] = 0, 1
    weight = rng.exponential(1.0, 900) if weighted else np.ones(900)
    found = slope(score, label, group, weight=weight if weighted else None)
    x = logit(np.clip(score, np.finfo(float).eps, 1 - np.finfo(float).eps))
    for each in range(3):
        own = group == each
        model = sm.GLM(label[own], sm.add_constant(x[own]), sm.families.Binomial(), freq_weights=weight[own])
        assert found.values[each] == pytest.approx(model.fit(tol=1e-14).params[1], abs=1e-9)


def test_variance_of_the_slope_is_that_of_statsmodels_hc3():
    rng = np.random.default_rng(5)
    score, label = calibrated(rng, 400, -1.0, 1.5)
    found = slope(score, label)
    model = sm.GLM(label, sm.add_constant(logit(score)), sm.families.Binomial()).fit()
    fitted = model.fittedvalues
    design = sm.add_constant(logit(score)) * np.sqrt(fitted * (1 - fitted))[:, None]
    inverse = np.linalg.inv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    moved = (sm.add_constant(logit(score)) * ((label - fitted) / (1 - leverage))[:, None]) @ inverse
    assert found.limits.error[0] ** 2 == pytest.approx((moved[:, 1] ** 2).sum(), rel=0.01)


def test_variance_of_the_slope_of_clusters_is_near_that_of_statsmodels():
    rng = np.random.default_rng(6)
    cluster = np.repeat(np.arange(60), 10)
    score, _ = calibrated(rng, 600, -1.0, 1.5)
    label = (rng.random(600) < expit(logit(score) + rng.standard_normal(60)[cluster])).astype(int)
    model = sm.Logit(label, sm.add_constant(logit(score)))
    peer = model.fit(disp=0, cov_type="cluster", cov_kwds={"groups": cluster})
    assert slope(score, label, cluster=cluster).limits.error[0] == pytest.approx(peer.bse[1], rel=0.05)


@pytest.mark.parametrize(
    ("score", "label"),
    [
        ([0.1, 0.2, 0.3, 0.4], [0, 0, 1, 1]),
        ([0.1, 0.2, 0.2, 0.4], [0, 0, 1, 1]),
        ([0.4, 0.3, 0.2, 0.1], [0, 0, 1, 1]),
        ([0.3] * 4, [0, 1, 0, 1]),
        ([0.1, 0.2, 0.3, 0.4], [1] * 4),
    ],
)
def test_scores_that_separate_the_labels_have_no_slope(score, label):
    found = slope(score, label).estimates()[0]
    assert found.value is None
    assert found.undefined == "there are not both labels, or their scores do not overlap"


def test_groups_that_nearly_separate_have_finite_slopes():
    rng = np.random.default_rng(7)
    score = rng.random((200, 12))
    label = (score > 0.5).astype(int)
    label[:, 0], score[:, 0] = 1, 0.4
    found = slope(score.ravel(), label.ravel(), np.repeat(np.arange(200), 12))
    defined = found.defined
    assert np.isfinite(found.values[defined]).all()
    assert defined.sum() > 50


@pytest.mark.parametrize(("middle", "rows"), [(0.0, 60), (-2.5, 200)])
def test_limits_of_slopes_hold(middle, rows):
    rng = np.random.default_rng(8)
    score, label = calibrated(rng, 300 * rows, middle, 1.5)
    found = slope(expit(1.5 * logit(score)), label, np.repeat(np.arange(300), rows))
    low, high = np.array([(each.low, each.high) for each in found.estimates() if each.low is not None]).T
    assert ((low <= 1 / 1.5) & (high >= 1 / 1.5)).mean() > 0.93


def test_scores_near_the_smallest_number_say_nothing_odd() -> None:
    """Their squares vanish; a warning would be an error here."""
    assert not np.isnan(error([1e-300, 1e-9, 0.5, 0.3], [1, 1, 0, 1]).values).any()


def test_scores_that_overlap_only_below_what_can_be_told_apart_have_no_slope():
    """Below 2.2e-16 scores count as that: both labels are there, and above it only positives."""
    assert slope([0.0, 1e-17, 0.0, 1e-9], [0, 0, 1, 1]).estimates()[0].value is None
