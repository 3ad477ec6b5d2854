"""Samples of scores beside labels, without the tally."""

from dataclasses import replace

import numpy as np
from scipy.special import expit, ndtri

from fairaudit.counts.places import Places
from fairaudit.counts.scores import ScoreCounts
from fairaudit.cube import Sample
from fairaudit.inference.calibration import expected_calibration_error
from fairaudit.inference.losses import mean_of_scores
from fairaudit.inference.precision import average_precision as measured_precision
from fairaudit.inference.ranks import area_under_roc as measured_area
from fairaudit.inference.slope import calibration_slope
from fairaudit.metrics import scores

AUC = replace(scores.area_under_roc, measure=measured_area)

AP = replace(scores.average_precision, measure=measured_precision)


def score_sample(score, label, group=None, cluster=None, weight=None):
    """Make a sample of single rows, in the order of their scores; rows that are alike make one entry."""
    score, label = np.asarray(score, float), np.asarray(label).astype(int)
    group = np.zeros(len(score), int) if group is None else np.asarray(group)
    values, place = np.unique(score, return_inverse=True)
    columns = [place, group, label] + ([] if cluster is None else [np.asarray(cluster)])
    sizes = [int(column.max()) + 1 for column in columns]
    key = np.zeros(len(score), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        key = key * size + column
    _, first, entry = np.unique(key, return_index=True, return_inverse=True)
    powers = np.ones((len(score), 1))
    if weight is not None:
        weight = np.asarray(weight, float)[:, None]
        powers = np.concatenate([weight ** np.arange(3), weight > 0], axis=1)
    moments = np.stack([np.bincount(entry, column, len(first)) for column in powers.T], axis=1)
    sums, is_positive = np.zeros((len(first), 4, moments.shape[1])), (label[first] == 1)[:, None]
    sums[:, 0], sums[:, 1] = np.where(is_positive, moments, 0.0), np.where(is_positive, 0.0, moments)
    sums[:, 2:] = sums[:, :2] * values[place[first]][:, None, None]
    counts = ScoreCounts(sums, Places(values, values), place[first])
    groups = np.arange(group.max() + 1)[:, None]
    code = None if cluster is None else np.asarray(cluster)[first]
    return Sample(("group",), groups, group[first], code, True, counts)


def binormal(rng, groups, positives, negatives, area, spread=1.0):
    """Return score, label and group of rows; positives' scores are `spread` times as variable as those of negatives."""
    label = np.tile(np.repeat([1, 0], [positives, negatives]), groups)
    group = np.repeat(np.arange(groups), positives + negatives)
    distance = ndtri(area) * np.sqrt(1 + spread**2)
    score = np.where(label == 1, distance + spread * rng.standard_normal(len(label)), rng.standard_normal(len(label)))
    return score, label, group


def binormal_clusters(rng, sizes, share, area, between, mixed=True):
    """Return score, label, group and cluster; a cluster moves its positives and its negatives, each on its own.

    `sizes` has shape (groups, clusters). Clusters have both labels, or if not `mixed` one each, in turn.
    """
    cluster = np.repeat(np.arange(sizes.size), sizes.ravel())
    group = cluster // sizes.shape[1]
    own = np.arange(sizes.size) % sizes.shape[1] < share * sizes.shape[1]
    label = (rng.random(len(cluster)) < share if mixed else own[cluster]).astype(int)
    effect = between * rng.standard_normal((2, sizes.size))
    distance = ndtri(area) * np.sqrt(2 * (1 + between**2))
    score = distance * label + effect[label, cluster] + rng.standard_normal(len(cluster))
    return score, label, group, cluster


MEANS = {
    each.name: replace(each, measure=mean_of_scores)
    for each in (
        scores.brier_score,
        scores.log_loss,
        scores.mean_score,
        scores.mean_score_of_positives,
        scores.mean_score_of_negatives,
        scores.calibration_in_the_large,
    )
}


def calibrated(rng, rows, middle, spread):
    """Return scores, normal on the logit scale, and labels that are positive as often as the scores say."""
    score = expit(middle + spread * rng.standard_normal(rows))
    return score, (rng.random(rows) < score).astype(int)


ECE = replace(scores.expected_calibration_error, measure=expected_calibration_error)
SLOPE = replace(scores.calibration_slope, measure=calibration_slope)
