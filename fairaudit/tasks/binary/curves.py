"""What scores look like, by group: the part of a report that curves are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from fairaudit import document
from fairaudit.config import Config
from fairaudit.counts import FloatArray, ScoreCounts
from fairaudit.counts.places import Places
from fairaudit.cube import Cube, Sample
from fairaudit.groups.level import Level, sample_for
from fairaudit.inference.calibration import CalibrationErrorLimits
from fairaudit.inference.curves import reliability, roc
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.losses import outside
from fairaudit.inference.proportion import BinomialLimits
from fairaudit.tasks.binary.scores import HUNDREDTHS

_MOST_BINS = 50
_MOST_POINTS = 200
_MOST_GROUPS = 20
"""Groups of one attribute."""
_MOST_IN_ALL = 60


class _Scale(NamedTuple):
    """Where distributions are cut: thresholds, edges of histograms, bins of calibration (none if no probabilities)."""

    thresholds: FloatArray
    edges: FloatArray
    bins: int


def calibrated_errors(level: Level) -> Sequence[Mapping[str, float]]:
    """Return for every group what a perfectly calibrated score would show beside its expected calibration error."""
    measured = level.measurements.get("expected_calibration_error")
    if measured is None or not isinstance(measured.limits, CalibrationErrorLimits):
        return [{}] * len(level.groups)
    pairs = zip(measured.limits.by_luck.tolist(), measured.defined.tolist(), strict=True)
    return [{"calibrated_error": error} if defined else {} for error, defined in pairs]


def scores(cube: Cube[Any], levels: Sequence[Level], config: Config) -> document.Scores | None:
    """Return the distributions of scores of all rows and of the groups of single attributes; None without any."""
    found = next((each for each in cube.beside if isinstance(each.counts, ScoreCounts)), None)
    if found is None or not len(found.codes):
        return None
    everyone = found.sample(())
    scale = _scale(everyone, config)
    groups, interval = _entries(everyone, np.zeros(1, np.int64), [{}], [False], scale, config)
    left_out: list[document.ScoresLeftOut] = []
    for level in (each for each in levels if len(each.by) == 1):
        shown, missing = _shown(level, _MOST_IN_ALL + 1 - len(groups))
        left_out += missing
        if len(shown):
            measured = (each for each in level.others if isinstance(each.counts, ScoreCounts))
            sample = next(measured, None) or sample_for((ScoreCounts,), cube, cube.sample(level.by))
            names = [level.groups[index] for index in shown]
            small = [level.small_because[index] is not None for index in shown]
            groups += _entries(sample, shown, names, small, scale, config)[0]
    return {
        "probabilities": scale.bins > 0,
        "weighted": found.counts.weighted,
        "binned": not found.counts.axis.exact,
        "thresholds": scale.thresholds.tolist(),
        "edges": scale.edges.tolist(),
        "calibration_edges": [edge / scale.bins for edge in range(scale.bins + 1)] if scale.bins else [],
        "interval": interval,
        "groups": groups,
        "left_out": left_out,
    }


def _shown(level: Level, room: int) -> tuple[IntArray, list[document.ScoresLeftOut]]:
    """Return the groups of a level to tell of, the largest if they are too many, and why others are left out.

    What all rows tell beyond the groups shown must not be the scores of a few.
    """
    by, hidden = list(level.by), np.flatnonzero(level.suppressed)
    told = int(level.rows[hidden].sum()) >= level.terms.suppress_below and not level.sample.overlapping
    if len(hidden) and not told:
        return hidden[:0], [{"by": by, "groups": len(level.groups), "why": level.hidden_because}]
    open_ = np.flatnonzero(~level.suppressed)
    largest = open_[np.argsort(-level.rows[open_], kind="stable")][: max(min(room, _MOST_GROUPS), 0)]
    missing: list[document.ScoresLeftOut] = []
    if len(hidden):
        missing.append({"by": by, "groups": len(hidden), "why": level.hidden_because})
    if len(open_) > len(largest):
        why = f"smaller than others, and at most {_MOST_GROUPS} of an attribute and {_MOST_IN_ALL} in all are told"
        missing.append({"by": by, "groups": len(open_) - len(largest), "why": why})
    return np.sort(largest), missing


def _scale(everyone: Sample[ScoreCounts], config: Config) -> _Scale:
    axis = everyone.counts.axis
    if outside(everyone.counts) is None:
        return _Scale(np.array(HUNDREDTHS), np.array(HUNDREDTHS[:: 100 // _MOST_BINS]), config.calibration_bins)
    rows = _by_place(everyone.counts, np.ones(len(everyone.group), bool), 0).sum(axis=0)
    lows = axis.lows[rows > 0]
    thresholds = lows
    if len(lows) > len(HUNDREDTHS):
        cumulated = np.cumsum(rows[rows > 0])
        thresholds = lows[np.unique(np.searchsorted(cumulated, np.array(HUNDREDTHS) * cumulated[-1]))]
    return _Scale(thresholds, _edges(axis, lows), 0)


def _edges(axis: Places, lows: FloatArray) -> FloatArray:
    """Return edges of equal bins over all scores; whole numbers stand in the middle of bins, several in one if many."""
    low, high = float(lows[0]), float(axis.highs[-1])
    if axis.exact and np.array_equal(lows, np.round(lows)):
        wide = np.ceil((high - low + 1) / _MOST_BINS)
        return np.asarray(low - 0.5 + wide * np.arange(np.ceil((high - low + 1) / wide) + 1))
    return np.linspace(low, high if high > low else low + 1.0, _MOST_BINS + 1)


def _by_place(counts: ScoreCounts, entries: BoolArray, moment: int) -> FloatArray:
    """Return positives and negatives at every place, ``(2, places)``; moment 1 adds up weights."""
    if counts.place is None:
        raise TypeError("scores beside labels need rows that are kept apart")
    place, size = counts.place[entries], len(counts.axis.lows)
    return np.stack([np.bincount(place, counts.sums[entries, field, moment], size) for field in (0, 1)])


def _entries(
    sample: Sample[ScoreCounts],
    shown: IntArray,
    names: Sequence[document.Group],
    small: Sequence[bool],
    scale: _Scale,
    config: Config,
) -> tuple[list[document.ScoredGroup], str]:
    """Return some groups of a sample, and how the limits of their reliability were made."""
    told, interval = _reliability(sample, shown, scale.bins, config.confidence)
    entries: list[document.ScoredGroup] = []
    for index, name, is_small, reliable in zip(shown, names, small, told, strict=True):
        own, axis = sample.group == index, sample.counts.axis
        rows = _by_place(sample.counts, own, 0)
        sums = _by_place(sample.counts, own, 1) if sample.counts.weighted else rows
        curve = roc(sums[0], sums[1], _MOST_POINTS)
        entry: document.ScoredGroup = {
            "by": list(sample.by),
            "group": name,
            "small": is_small,
            "positives": list(map(int, _from(axis, rows[0], scale.thresholds))),
            "negatives": list(map(int, _from(axis, rows[1], scale.thresholds))),
            "histogram": _histogram(axis, sums, scale.edges),
            "roc": {
                "false_positives": _plain(curve.across),
                "true_positives": _plain(curve.up),
                "corners": curve.corners,
                "off": curve.off,
            },
            "reliability": reliable,
        }
        if sample.counts.weighted:
            entry["weighted_positives"] = _plain(_from(axis, sums[0], scale.thresholds))
            entry["weighted_negatives"] = _plain(_from(axis, sums[1], scale.thresholds))
        entries.append(entry)
    return entries, interval


def _from(axis: Places, rows: FloatArray, thresholds: FloatArray) -> FloatArray:
    """Return the rows at or above each threshold; a place begins at every threshold that is within the axis."""
    above = np.append(np.cumsum(rows[::-1])[::-1], 0.0)
    return above[np.searchsorted(axis.lows, thresholds)]


def _histogram(axis: Places, sums: FloatArray, edges: FloatArray) -> document.Histogram:
    within = np.clip(np.searchsorted(edges, axis.values, side="right") - 1, 0, len(edges) - 2)
    positives, negatives = (_plain(np.bincount(within, each, len(edges) - 1).astype(np.float64)) for each in sums)
    return {"positives": positives, "negatives": negatives}


def _reliability(
    sample: Sample[ScoreCounts], shown: IntArray, bins: int, confidence: float
) -> tuple[Sequence[document.Reliability | None], str]:
    """Return what came true of rows that score alike, group by group, and how limits were made."""
    if not bins:
        return [None] * len(shown), ""
    found = reliability(sample, shown, bins, confidence)
    estimates, limits = found.measured.estimates(), found.measured.limits
    told: list[document.Reliability] = []
    for group in range(len(shown)):
        own = estimates[group * bins : (group + 1) * bins]
        told.append(
            {
                "n": list(map(int, found.rows[group])),
                "positives": list(map(int, found.positives[group])),
                "mean_score": [None if np.isnan(mean) else float(mean) for mean in found.mean_score[group]],
                "share_positive": [each.value for each in own],
                "low": [each.low for each in own],
                "high": [each.high for each in own],
            }
        )
    because = limits.because if isinstance(limits, BinomialLimits) else ""
    return told, f"Wilson at effective sizes ({because})" if because else "Wilson"


def _plain(sums: FloatArray) -> list[float]:
    """Return sums as whole numbers where they are."""
    return [int(each) if each.is_integer() else each for each in sums.tolist()]
