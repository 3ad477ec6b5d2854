"""The slope of a logistic regression of the label on the logit of the score, for all groups at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from fairaudit.counts import FloatArray
from fairaudit.inference import means
from fairaudit.inference.apart import Part, positive, spread_of_means
from fairaudit.inference.effective_size import NEARLY_ONE, BoolArray, Clusters
from fairaudit.inference.losses import Scored, nothing, outside, scored
from fairaudit.inference.measured import Measured, measured_by_rows
from fairaudit.inference.signed import SignedLimits
from fairaudit.metrics.scores import Calibration

_SMALLEST = float(np.finfo(np.float64).eps)
"""A score of 0 or 1 counts as so far off it, as in a log loss."""
_MOST_STEPS, _MOST_HALVINGS = 60, 30
_NEAR, _GOOD_ENOUGH = 1e-10, 1e-6
"""A step that moves neither coefficient by more, relatively, is the last; or is good enough if there is no other."""


class _Fit(NamedTuple):
    """Slopes of groups, and what each row of an entry adds to the slope's error, left out."""

    slope: FloatArray
    influence: FloatArray


def calibration_slope(total: Calibration, each: Calibration, clusters: Clusters | None) -> Measured:
    """Measure the slope; its variance is that of rows' (or clusters') influences, each left out (HC3).

    MacKinnon & White (1985), Some heteroskedasticity-consistent covariance matrix estimators with improved finite
    sample properties, Journal of Econometrics 29(3). The limits are those of `SignedLimits`.
    """
    if why := outside(each.counts):
        return nothing(total.counts, why)
    rows = scored(each.counts, clusters)
    part = Part(rows.clusters, rows.sums, total.counts.rows)
    found = _fit(part, rows, _overlap(rows))
    spread, _ = spread_of_means(part, found.influence)
    left_out = means.of_spread(np.ones_like(found.slope), spread)
    limits = SignedLimits.of(found.slope, left_out, "clusters" if rows.clusters.named else "rows")
    unknown = means.all_the_same(found.slope, left_out, limits)
    wholes = total.counts.positives, total.counts.negatives
    return measured_by_rows(found.slope, limits, spread, part.total, *wholes, unknown=unknown)


def _overlap(rows: Scored) -> BoolArray:
    """Tell in which groups some negative scores higher than some positive and the reverse, so that there is a slope."""
    group, groups = rows.clusters.group, rows.clusters.groups
    highest, lowest = np.full((2, groups), -np.inf), np.full((2, groups), np.inf)
    heavy, score = rows.sums[:, -1] > 0, np.clip(rows.score, _SMALLEST, 1 - _SMALLEST)
    for label in (0, 1):
        own = heavy & (rows.label == label)
        np.maximum.at(highest[label], group[own], score[own])
        np.minimum.at(lowest[label], group[own], score[own])
    return np.asarray((highest[0] > lowest[1]) & (highest[1] > lowest[0]))


def _fit(part: Part, rows: Scored, there: BoolArray) -> _Fit:
    """Fit by Newton's method, on scores in units of their standard deviation in the group."""
    add, group = part.clusters.add, part.clusters.group
    x = logit(np.clip(rows.score, _SMALLEST, 1 - _SMALLEST))
    x, label = part.centred(x), rows.label.astype(float)
    scale = positive(np.sqrt(part.mean(x**2)))
    x = x / scale[group]
    at, found = _climb(part, x, label, there)
    there = there & found
    chance = expit(at[0][group] + at[1][group] * x)
    weight = chance * (1 - chance)
    whole, first, second = (add(part.mass * weight * x**power) for power in (0, 1, 2))
    inside = positive(whole * second - first**2)
    own = (label - chance) * (whole[group] * x - first[group]) / inside[group]
    leverage = weight * (second[group] - 2 * first[group] * x + whole[group] * x**2) / inside[group] * part.share
    influence = own / (1 - np.clip(leverage, 0.0, NEARLY_ONE))
    return _Fit(np.where(there, at[1] / scale, np.nan), np.where(there[group], influence / scale[group], 0.0))


def _climb(part: Part, x: FloatArray, label: FloatArray, there: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Return intercepts and slopes, shape ``(2, groups)``, and which of them are found.

    A step of Newton's method that would lower a group's likelihood is halved until it does not.
    """

    def surprise(at: FloatArray) -> FloatArray:
        odds = at[0][part.clusters.group] + at[1][part.clusters.group] * x
        return part.mean(np.logaddexp(0.0, np.where(label > 0, -odds, odds)))

    share = np.clip(part.mean(label), 1e-12, 1 - 1e-12)
    at = np.stack([np.where(there, logit(share), 0.0), np.zeros(len(share))])
    height, step = surprise(at), np.zeros_like(at)
    for _ in range(_MOST_STEPS):
        step = np.where(there, _step(part, x, label, at), 0.0)
        reached = surprise(at + step)
        for _ in range(_MOST_HALVINGS):
            lower = there & (reached > height * (1 + 1e-12))
            if not lower.any():
                break
            step = np.where(lower, step / 2, step)
            reached = surprise(at + step)
        at, height = at + step, reached
        if (np.abs(step) < _NEAR * (1 + np.abs(at))).all():
            break
    return at, np.asarray((np.abs(step) < _GOOD_ENOUGH * (1 + np.abs(at))).all(axis=0))


def _step(part: Part, x: FloatArray, label: FloatArray, at: FloatArray) -> FloatArray:
    """Return the step of Newton's method for intercepts and slopes, shape ``(2, groups)``."""
    add, group = part.clusters.add, part.clusters.group
    chance = expit(at[0][group] + at[1][group] * x)
    missed, weight = part.mass * (label - chance), part.mass * chance * (1 - chance)
    up, along = add(missed), add(missed * x)
    whole, first, second = add(weight), add(weight * x), add(weight * x**2)
    inside = positive(whole * second - first**2)
    return np.stack([second * up - first * along, whole * along - first * up]) / inside
