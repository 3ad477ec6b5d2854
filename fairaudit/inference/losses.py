"""Means over rows of what a score is worth beside its label, such as its squared distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray, evidence
from fairaudit.counts.places import Places
from fairaudit.counts.scores import ScoreCounts
from fairaudit.inference import effective_size, means
from fairaudit.inference.apart import Part, spread_of_means
from fairaudit.inference.effective_size import Clusters, IntArray
from fairaudit.inference.measured import Limits, Measured, measured_by_rows, weighted
from fairaudit.inference.signed import SignedLimits
from fairaudit.inference.size_tie import size_tie
from fairaudit.inference.unseen import UnseenLimits, share_of_positives
from fairaudit.metrics.scores import MeanOfScores

OUTSIDE = "scores lie outside [0, 1]: they go from {:g} to {:g}"
"""Why nothing that takes scores for probabilities has a value."""
TOO_LARGE = "scores beyond 1e60 are too large for their squares to be added up"
_LARGEST = 1e60
_FIELDS = {1: ("positives", "scores_of_positives"), 0: ("negatives", "scores_of_negatives")}


@dataclass(frozen=True, eq=False)
class Scored:
    """Rows with the same label, place, group and cluster, an entry for each such kind; see `Clusters`.

    `score` is that of each row: where places hold several scores, their mean in the entry. `low` and `high` are the
    ends of its place.
    """

    clusters: Clusters
    sums: FloatArray
    label: IntArray
    score: FloatArray
    low: FloatArray
    high: FloatArray


def scored(counts: ScoreCounts, clusters: Clusters | None, labels: tuple[int, ...] = (1, 0)) -> Scored:
    """Return the kinds of rows with one of these labels."""
    if clusters is None or counts.place is None:
        raise TypeError("scores beside labels need rows that are kept apart")
    own, label = counts.of_own_kind, 1 - counts.kind
    there = np.flatnonzero((evidence(own[:, 0]) > 0) & (label >= min(labels)) & (label <= max(labels)))
    entry = slice(None) if len(there) == len(own) else there
    own, label, place, axis = own[entry], label[entry], counts.place[entry], counts.axis
    rows, low = own[:, 0], axis.lows[place]
    score, high = low, low
    if not axis.exact:
        high, mass = axis.highs[place], weighted(rows)
        score = np.where(mass > 0, weighted(own[:, 1]) / np.where(mass > 0, mass, 1.0), low)
        score = np.clip(score, low, high)
    code = clusters.code
    if code is not None:
        code = code[entry] if clusters.named else code[entry] * 2 + label
    kinds = Clusters(clusters.group[entry], clusters.groups, rows[:, 0], code, clusters.named)
    return Scored(kinds, rows, label, score, low, high)


def outside(counts: ScoreCounts) -> str | None:
    """Say so if scores cannot be probabilities."""
    lows, highs = counts.axis.lows, counts.axis.highs
    if not len(lows) or (lows[0] >= 0 and highs[-1] <= 1):
        return None
    return OUTSIDE.format(lows[0], highs[-1])


def too_large(axis: Places) -> str | None:
    """Say so if scores are too large to be squared and added up."""
    return TOO_LARGE if len(axis.lows) and max(-axis.lows[0], axis.highs[-1]) > _LARGEST else None


def nothing(total: ScoreCounts, why: str) -> Measured:
    """Return that no group has a value, and why."""
    value = np.full(len(total.rows), np.nan)
    empty = measured_by_rows(value, SignedLimits(value, value, value, value, ""), None, total.rows)
    return empty._replace(undefined=dict.fromkeys(range(len(value)), why))


def mean_of_scores(total: MeanOfScores, each: MeanOfScores, clusters: Clusters | None) -> Measured:
    """Measure the mean of a number that follows from score and label; every row, or every cluster, is independent.

    Means of numbers of 0 or more have the limits of `means.mean`, others those of `SignedLimits`.
    """
    if why := outside(each.counts) if each.probabilities else too_large(each.counts.axis):
        return nothing(total.counts, why)
    rows = scored(each.counts, clusters, each.labels)
    whole = total.counts.total_of(tuple(_FIELDS[label][0] for label in each.labels))
    part = Part(rows.clusters, rows.sums, whole)
    numbers, above = _numbers(each, rows)
    value = np.where(weighted(whole) > 0, part.mean(numbers), np.nan)
    spread, sizes = spread_of_means(part, numbers)
    because = "clusters" if rows.clusters.named else "rows"
    left_out = means.of_spread(np.ones_like(value) if each.signed else value, spread)
    limits: Limits = (
        SignedLimits.of(value, left_out, because, _ends(each))
        if each.signed
        else means.limits_of(value, left_out, because, size_tie(value, spread, sizes))
    )
    unknown = means.all_the_same(value, left_out, limits)
    limits = _with_unseen(limits, value, total, each, rows, part)
    shared = None if spread.clusters.code is None else spread
    found = measured_by_rows(value, limits, shared, whole, unknown=unknown)
    return found._replace(binning=None if above is None else part.mean(above))


def _ends(each: MeanOfScores) -> tuple[float, float]:
    """Return between which ends mean scores lie, if scores are such as probabilities are; no others are known."""
    axis = each.counts.axis
    if each.probabilities or not len(axis.lows):
        return -np.inf, np.inf
    return 0.0 if axis.lows[0] >= 0 else -np.inf, 1.0 if axis.highs[-1] <= 1 else np.inf


def _with_unseen(
    limits: Limits, value: FloatArray, total: MeanOfScores, each: MeanOfScores, rows: Scored, part: Part
) -> Limits:
    """Return the limits, wide enough for a label that does not occur, if that label would have other numbers.

    Of numbers that can be below 0, so that one label's make up for the other's, also for one that hardly occurs.
    """
    if len(each.labels) < 2 or (each.number(rows.score, 1) == each.number(rows.score, 0)).all():
        return limits
    groups = total.counts.positives, total.counts.negatives
    worth = np.stack([effective_size.rows_worth(sums) for sums in groups])
    few = (worth.min(axis=0) < (effective_size.ENOUGH_CLUSTERS if each.signed else 1e-9)) & (worth.max(axis=0) > 0)
    if not few.any():
        return limits
    if_positive, if_negative = (part.mean(each.number(rows.score, label)) for label in (1, 0))
    cost = np.where(few, np.where(worth[0] < worth[1], if_positive - if_negative, if_negative - if_positive), 0.0)
    positives, negatives = (np.where((rows.label == label)[:, None], rows.sums, 0.0) for label in (1, 0))
    return UnseenLimits(limits, value, share_of_positives(groups, (positives, negatives), rows.clusters), cost)


def _numbers(each: MeanOfScores, rows: Scored) -> tuple[FloatArray, FloatArray | None]:
    """Return the number of each entry, and how far at most binning has moved it; None if nothing is binned.

    Between the value at the mean score and the line that joins the values at the ends of the bin: in the middle.
    """
    number = each.number(rows.score, rows.label)
    if each.counts.axis.exact:
        return number, None
    left, right = each.number(rows.low, rows.label), each.number(rows.high, rows.label)
    width = np.where(rows.high > rows.low, rows.high - rows.low, 1.0)
    half = np.maximum(left + (right - left) * (rows.score - rows.low) / width - number, 0.0) / 2
    return number + half, half
