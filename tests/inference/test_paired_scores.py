"""Two scores of the same rows: the change is paired by row, with DeLong's covariance."""

import numpy as np
import pytest
from scipy.special import expit, ndtr
from scores_simulated import AP, AUC, MEANS, score_sample

from fairaudit.inference import measure
from fairaudit.inference.changes import Places, separate_change
from fairaudit.inference.companions import Companions

METRICS = {"area_under_roc": AUC, "average_precision": AP} | {
    name: MEANS[name] for name in ("brier_score", "log_loss", "calibration_in_the_large")
}


def two_scores(rng, groups, rows, alike, gains):
    """Return label, old and new score (normal), and group; `alike` is the correlation within a label."""
    label = (rng.random(groups * rows) < 0.4).astype(int)
    noise = rng.standard_normal((2, groups * rows))
    new = alike * noise[0] + np.sqrt(1 - alike**2) * noise[1]
    return label, gains[0] * label + noise[0], gains[1] * label + new, np.repeat(np.arange(groups), rows)


def of_both(label, old, new, group, **more):
    """Make a sample of both results, the new one's groups behind the old one's; rows are clusters."""
    row, groups = np.arange(len(label)), group.max() + 1
    more = {name: np.tile(column, 2) for name, column in more.items()}
    cluster = more.pop("cluster", np.tile(row, 2))
    return score_sample(
        np.r_[old, new], np.tile(label, 2), np.r_[group, group + groups], cluster=cluster, **more
    ), Places(np.arange(groups), np.arange(groups) + groups)


def test_the_correlation_of_two_areas_is_that_of_delong():
    """From the components by their definition: DeLong, DeLong & Clarke-Pearson (1988), formula 5."""
    rng = np.random.default_rng(1)
    label, old, new, group = two_scores(rng, 1, 80, 0.7, (1.0, 1.3))
    sample, _ = of_both(label, np.round(old, 1), np.round(new, 1), group)
    covariance, counts = np.zeros((2, 2)), (int(label.sum()), int((1 - label).sum()))
    parts = [[], []]
    for score in (np.round(old, 1), np.round(new, 1)):
        positives, negatives = score[label == 1], score[label == 0]
        wins = (positives[:, None] > negatives) + 0.5 * (positives[:, None] == negatives)
        parts[0].append(wins.mean(1))
        parts[1].append(wins.mean(0))
    for part, count in zip(parts, counts, strict=True):
        covariance += np.cov(np.array(part), bias=True) / count
    companions = Companions.of(measure(AUC, sample, 0.95), np.arange(2), "difference")
    expected = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert companions.of_pairs(np.array([0]), np.array([1])).correlation[0, 0] == pytest.approx(expected)


@pytest.mark.parametrize("name", sorted(METRICS))
def test_the_same_score_twice_changes_nothing(name):
    rng = np.random.default_rng(2)
    label, old, _, group = two_scores(rng, 2, 60, 0.5, (1.0, 1.0))
    sample, places = of_both(label, expit(old), expit(old), group)
    found = separate_change(METRICS[name], sample, places, 0.95)
    assert found.values == pytest.approx([0, 0], abs=1e-12)
    assert (found.lower(0.05) <= 0).all()
    assert (found.upper(0.05) >= 0).all()


@pytest.mark.parametrize("alike", [0.0, 0.9])
@pytest.mark.parametrize("name", sorted(METRICS))
def test_intervals_of_changes_hold_and_pairing_narrows_them(name, alike):
    rng = np.random.default_rng(3)
    metric, gains = METRICS[name], (1.2, 1.5)
    label, old, new, group = two_scores(rng, 150, 100, alike, gains)
    sample, places = of_both(label, expit(old), expit(new), group)
    found = separate_change(metric, sample, places, 0.95)
    if name == "area_under_roc":
        truth = ndtr(gains[1] / np.sqrt(2)) - ndtr(gains[0] / np.sqrt(2))
    else:
        large = two_scores(rng, 1, 200_000, alike, gains)
        ends = [measure(metric, score_sample(expit(score), large[0]), 0.95).values[0] for score in large[1:3]]
        truth = ends[1] - ends[0]
    low, high = found.limits.shown(0.025)
    assert ((low <= truth) & (truth <= high)).mean() > 0.92
    separate = measure(metric, sample, 0.95)
    plain = np.hypot(*(separate.upper(0.025) - separate.lower(0.025)).reshape(2, -1))
    ratio = np.median((high - low) / plain)
    assert (ratio < 0.75) if alike else (0.15 < ratio < 1.1)
