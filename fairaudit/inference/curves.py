"""ROC curves as polylines, and the shares of positives among rows that score alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray, LabelCounts, ScoreCounts
from fairaudit.cube import Sample, add_up, merge_cells
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.measured import weighted
from fairaudit.inference.measurement import Measurement, measure
from fairaudit.metrics import confusion

_ROUNDING = 1e-12
"""Steps whose directions differ by less than this, as a share of all rows of both labels, go the same way."""


class Polyline(NamedTuple):
    """Points of a curve that rises from (0, 0), of which `corners` points are needed to draw all of it.

    `off` is how far at most, as a share of all, the polyline lies from the curve along either axis.
    """

    across: FloatArray
    up: FloatArray
    corners: int
    off: float


def roc(positives: FloatArray, negatives: FloatArray, most: int) -> Polyline:
    """Return the ROC curve of rows by place of their score, lowest first: at most so many of its own points.

    Points between which the curve is straight are left out; then those whose neighbours are near along the curve.
    """
    across, up = (np.insert(np.cumsum(each[::-1]), 0, 0.0) for each in (negatives, positives))
    if not (across[-1] > 0 and up[-1] > 0):
        nothing = np.zeros(0)
        return Polyline(nothing, nothing, 0, 0.0)
    moves = np.append(True, (np.diff(across) > 0) | (np.diff(up) > 0))
    across, up = across[moves], up[moves]
    right, rise = np.diff(across), np.diff(up)
    turns = np.abs(right[:-1] * rise[1:] - right[1:] * rise[:-1]) > _ROUNDING * across[-1] * up[-1]
    bent = np.concatenate([[True], turns, [True]])
    across, up = across[bent], up[bent]
    corners = len(across)
    if corners <= most:
        return Polyline(across, up, corners, 0.0)
    along = across / across[-1] + up / up[-1]
    kept = np.unique(np.searchsorted(along, np.linspace(0, along[-1], most)))
    beside = up / up[-1] - across / across[-1]
    off = np.abs(np.interp(along, along[kept], beside[kept]) - beside).max() / 2
    return Polyline(across[kept], up[kept], corners, float(off))


@dataclass(frozen=True, eq=False)
class Binned:
    """Rows of groups that score alike; arrays have shape ``(groups, bins)``, and NaN where a bin holds no row.

    `measured` is the share of positives of every bin, one group after another.
    """

    rows: FloatArray
    positives: FloatArray
    mean_score: FloatArray
    measured: Measurement


def reliability(sample: Sample[ScoreCounts], groups: IntArray, bins: int, confidence: float) -> Binned:
    """Return the mean score and the share of positives in equal bins of [0, 1], of some groups of a sample.

    A score on an edge is in the upper bin, 1 in the last, as in the expected calibration error. Each bin is measured as
    a group of its own.
    """
    counts, place = sample.counts, sample.counts.place
    if place is None:
        raise TypeError("scores beside labels need rows that are kept apart")
    index = np.full(sample.size, -1)
    index[groups] = np.arange(len(groups))
    shown = index[sample.group] >= 0
    edges = np.arange(bins + 1) / bins
    within = np.clip(np.searchsorted(edges, counts.axis.lows[place[shown]], side="right") - 1, 0, bins - 1)
    key, sums = index[sample.group][shown] * bins + within, counts.sums[shown]
    size = len(groups) * bins
    totals = ScoreCounts(add_up(sums, key, size), counts.axis, None)
    mass = weighted(totals.rows)
    mean = np.where(mass > 0, weighted(totals.scores) / np.where(mass > 0, mass, 1.0), np.nan)
    cluster = None if sample.cluster is None else sample.cluster[shown]
    measured = measure(confusion.base_rate, _as_groups(key, sums[:, :2], size, cluster), confidence)
    shape = (len(groups), bins)
    rows, positives = totals.rows[:, 0].reshape(shape), totals.positives[:, 0].reshape(shape)
    return Binned(rows, positives, mean.reshape(shape), measured)


def _as_groups(key: IntArray, labels: FloatArray, size: int, cluster: IntArray | None) -> Sample[LabelCounts]:
    """Return rows by label as a sample in which every bin of every group is a group; clusters stay apart."""
    codes = np.arange(size)[:, None]
    if cluster is None:
        return Sample((), codes, np.arange(size), None, False, LabelCounts(add_up(labels, key, size)))
    cells, sums = merge_cells(np.column_stack([key, cluster]), labels)
    return Sample((), codes, cells[:, 0], cells[:, 1], False, LabelCounts(sums))
