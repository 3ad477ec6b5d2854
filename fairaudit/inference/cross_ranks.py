"""Positives of one group against negatives of another: do the scores of two groups mean the same?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.cube import Sample
from fairaudit.inference import luck
from fairaudit.inference.apart import positive
from fairaudit.inference.compared import Compared, compared, off_by_at_most
from fairaudit.inference.disparity import Comparison
from fairaudit.inference.distances import why_undefined
from fairaudit.inference.effective_size import BoolArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.limits import student_quantile
from fairaudit.inference.ranks import newcombe_variance


class Crossed(NamedTuple):
    """Of each group (row) against each other (column): the area and the variance that the row's group adds to a gap.

    `areas` says how often a positive of the row's group scores higher than a negative of the column's group, ties
    counting as half; on the diagonal it is the area under the group's own ROC curve.
    """

    areas: FloatArray
    variance: FloatArray


def crossed(scores: Compared) -> Crossed:
    """Return the areas of positives of each group against negatives of each."""
    count, sizes = len(scores.groups), scores.sizes
    starts, owner = [own.start for own in scores.slices], np.zeros(len(scores.place), dtype=np.int64)
    areas, variance = np.zeros((2, count, count))
    for group, own in enumerate(scores.slices):
        owner[own] = group
    shares = [mass / np.add.reduceat(mass, starts)[owner] for mass in (scores.positives, scores.negatives)]
    for other, own in enumerate(scores.slices):
        here, width = scores.place[own], len(scores.axis.lows)
        hits, alarms = (np.bincount(here, share[own], width) for share in shares)
        below, above = np.cumsum(alarms) - alarms / 2, 1 - np.cumsum(hits) + hits / 2
        parts = []
        for share, worth, size in zip(shares, (below, above), (sizes.positives, sizes.negatives), strict=True):
            each = worth[scores.place]
            mean, square = (np.add.reduceat(share * each**power, starts) for power in (1, 2))
            parts.append((mean, np.maximum(square - mean**2, 0.0) / np.maximum(size - 1, 1.0)))
        areas[:, other] = parts[0][0]
        # In clusters whose scores are high, positives win more often and negatives lose more often, both at once.
        together = np.sqrt(parts[0][1]) + np.sqrt(parts[1][1])
        variance[:, other] = together**2 if scores.clustered else parts[0][1] + parts[1][1]
    return Crossed(np.clip(areas, 0.0, 1.0), variance)


def largest_cross_gap(
    sample: Sample[Any], eligible: BoolArray, confidence: float, reference: int | None = None, part: int = 0
) -> Comparison:
    """Return the largest gap between how often a positive of one group outranks a negative of another, and the reverse.

    Kallus & Zhou (2019), The fairness of risk scores beyond classification: bipartite ranking and the xAUC metric,
    NeurIPS 32. The limits are normal ones (Student's t) from the rows' components; a variance is at least Newcombe's,
    of an area that lies half a pair further from 1. The highest group is the one whose positives win more often.
    """
    scores = compared(sample, eligible, needs_both=True)
    if reason := why_undefined(scores.groups, reference):
        return Comparison(Estimate(None, None, None, scores.n, "", reason), "difference")
    found, at = crossed(scores), None if reference is None else int(np.flatnonzero(scores.groups == reference)[0])
    gaps, error, freedom = found.areas - found.areas.T, np.sqrt(_variance(scores, found)), _freedom(scores)
    chosen = ~np.eye(len(gaps), dtype=bool)
    if at is not None:
        chosen &= (np.arange(len(gaps)) == at)[:, None] | (np.arange(len(gaps)) == at)
    top, bottom = np.unravel_index(np.argmax(np.where(chosen, gaps, -np.inf)), gaps.shape)
    value, level = float(gaps[top, bottom]), 1 - confidence
    shared = level / chosen.sum()
    low = np.where(chosen, gaps - student_quantile(shared, freedom) * error, -np.inf).max()
    high = np.where(chosen, gaps + student_quantile(level, freedom) * error, -np.inf).max()
    words = f"components of rows over {chosen.sum() // 2} pairs; each bound one-sided at {100 * confidence:g} %"
    estimate = Estimate(value, float(max(low, 0.0)), float(min(high, 1.0)), scores.n, words)
    pair, equal = (
        (scores.groups[top], scores.groups[bottom]),
        luck.of_equal_groups("cross_area_under_roc", scores, at, part),
    )
    off = off_by_at_most("cross_area_under_roc", scores)
    return Comparison(estimate, "difference", "higher", int(pair[0]), int(pair[1]), equal, off_by_at_most=off)


def _variance(scores: Compared, found: Crossed) -> FloatArray:
    """Return the variance of the gap of each pair."""
    positives, negatives = scores.sizes.positives[:, None], scores.sizes.negatives[None, :]
    few = np.minimum(positives, negatives)
    drawn_in = (found.areas * few + 0.5) / (few + 1)
    least = newcombe_variance(drawn_in, positive(positives), positive(negatives))
    variance = np.sqrt(found.variance) + np.sqrt(found.variance.T) if scores.clustered else None
    both = variance**2 if variance is not None else found.variance + found.variance.T
    return np.maximum(both, least + least.T)


def _freedom(scores: Compared) -> FloatArray:
    """Return the degrees of freedom of each pair: one fewer than rows of the rarer label, or clusters."""
    least = np.minimum(scores.sizes.positives, scores.sizes.negatives) - 1
    own = np.maximum(np.minimum(least, scores.sizes.degrees_of_freedom), 1.0)
    return np.asarray(np.minimum(own[:, None], own[None, :]))
