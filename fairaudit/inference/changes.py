"""How much a metric changed from one result to another, for all groups at once: a change is measured like a metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

import numpy as np

from fairaudit.counts import Counts, FloatArray
from fairaudit.counts.paired import Part, one_row
from fairaudit.cube import Sample
from fairaudit.inference import pairs
from fairaudit.inference.change_limits import ChangeLimits
from fairaudit.inference.companions import Companions
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.limits import student_quantile
from fairaudit.inference.measurement import Measurement, measure
from fairaudit.inference.pairs import Limited, Side
from fairaudit.inference.tango import tango
from fairaudit.metrics import Metric, Proportion, Ratio

GAINED_AND_LOST = "MOVER of what was gained and lost, paired by row"
SCORE = "Tango's score interval, paired by row"


@dataclass(frozen=True, eq=False)
class Places:
    """Where each group of the changes is among the groups of a sample of both results; shape ``(groups,)``.

    −1 stands for a group that a result does not have.
    """

    old: IntArray
    new: IntArray

    @property
    def there(self) -> BoolArray:
        """Whether a group is in both results."""
        return (self.old >= 0) & (self.new >= 0)


def paired_change(metric: Metric, sample: Sample[Any], confidence: float) -> Measurement | None:
    """Return the change of a metric whose rows are paired, or None if it can divide by other rows before and after.

    `sample` holds `PairedCounts` of rows whose labels (or references) are the same in both results. A rate that divides
    by the same rows both times changes by what was gained minus what was lost: two rates of the same rows, each with
    limits of its own, combined by MOVER with their correlation. Unlike a correlation between the old and the new rate,
    this holds however few rows moved. Independent rows that all weigh the same show Tango's score interval instead.
    """
    of = sample.counts.of
    if not _divides_by_the_same_rows(metric, of):
        return None
    gained, lost = (measure(_moved(metric, part, of), sample, confidence) for part in ("gained", "lost"))
    correlation = _correlation(gained, lost)
    bound = partial(_bound_of_moved, _slim(gained), _slim(lost), correlation)
    groups = len(gained.values)
    value, known = gained.values - lost.values, gained.known & lost.known
    limits = ChangeLimits(value, known, bound, [GAINED_AND_LOST] * groups)
    if gained.clusters is None and not sample.counts.weighted:
        rows = np.maximum(gained.n, 1.0)
        shown = partial(tango, gained.values * rows, lost.values * rows, rows)
        limits = ChangeLimits(value, known, bound, [SCORE] * groups, shown)
    return _measurement(metric, gained, value, limits)


def _divides_by_the_same_rows(metric: Metric, of: Counts) -> bool:
    """Tell whether what a metric divides by stays the same, whatever becomes of the predictions."""
    old, new = (metric(counts) for counts in one_row(of))
    match old, new:
        case Proportion(scale=None), Proportion(scale=None):
            return np.array_equal(old.whole, new.whole)
        case Ratio(), Ratio():
            return np.array_equal(old.whole, new.whole)
        case _:
            return False


def _moved(metric: Metric, part: Part, of: Counts) -> Metric:
    """Return the share of the whole that was gained or lost as a metric; none where predictions cannot move it.

    The base rate is such: a row that is predicted otherwise only moves within its part.
    """
    before, after = (cast(Proportion, metric(counts)).part for counts in one_row(of))
    stays = np.array_equal(before, after)

    def moved(counts: Any) -> Proportion | Ratio:
        whole, rows = metric(counts.part("new")), cast(Proportion | Ratio, metric(counts.part(part)))
        if isinstance(rows, Ratio):
            return replace(cast(Ratio, whole), part=rows.part, capped=_capped(rows))
        return replace(cast(Proportion, whole), part=np.zeros_like(rows.part) if stays else rows.part)

    return replace(metric, compute=moved, low=0.0)


def _capped(moved: Ratio) -> FloatArray | None:
    """Return what was gained or lost within the rows' own wholes, if that is a part of what was gained or lost.

    It is for errors, of which a row's cap moves at most as much; insertions can move while the errors stay.
    """
    if moved.capped is None or (moved.capped < 0).any() or (moved.capped > moved.part).any():
        return None
    return moved.capped


def _correlation(gained: Measurement, lost: Measurement) -> FloatArray:
    """Return the correlation of the two estimates: over clusters, else that of two cells of a multinomial."""
    first, second = gained.spread, lost.spread
    if first is None or second is None:
        odds = gained.values * lost.values / np.maximum((1 - gained.values) * (1 - lost.values), 1e-300)
        return np.asarray(-np.sqrt(np.clip(np.nan_to_num(odds), 0.0, 1.0)))
    add, copies = first.clusters.add, first.clusters.copies
    lengths = np.sqrt(add(copies * first.influence**2) * add(copies * second.influence**2))
    product = add(copies * first.influence * second.influence)
    return np.clip(np.where(lengths > 0, product / np.where(lengths > 0, lengths, 1.0), 0.0), -1.0, 1.0)


def _bound_of_moved(
    gained: Measurement, lost: Measurement, correlation: FloatArray, side: Side, level: float
) -> FloatArray:
    """Return the lower (`near`) or upper (`far`) limits of gained − lost."""
    groups = np.arange(len(correlation))
    top, bottom = (_limited(each, groups, side, level, each is gained) for each in (gained, lost))
    return pairs.bound("difference", side, top, bottom, correlation, correlation > 0)


def _limited(
    measured: Measurement,
    groups: IntArray,
    side: Side,
    level: float,
    is_top: bool,
    freedom: FloatArray | None = None,
) -> Limited:
    """Return the values of groups with the limit that one side of a difference needs."""
    low, high = measured.lower(level, groups, freedom), measured.upper(level, groups, freedom)
    return Limited(measured.values[groups], high if is_top == (side == "far") else low, (high - low) / 2)


def _slim(measured: Measurement) -> Measurement:
    """Return a measurement without its clusters: limits need them no more, and there can be one for each row."""
    return replace(measured, clusters=None, spread=None)


def separate_change(metric: Metric, sample: Sample[Any], places: Places, confidence: float) -> Measurement:
    """Return the change of a metric between two groups of `sample` for each group: MOVER.

    Where the two share clusters (a speaker in both results; a row, if rows are paired), with the correlation over them,
    which is taken to be at most 1 − 1/K of K effective clusters: clusters that all agree by luck leave some width.
    """
    both = measure(metric, sample, confidence)
    there = np.flatnonzero(places.there)
    old, new = places.old[there], places.new[there]
    value = np.full(len(places.old), np.nan)
    value[there] = both.values[new] - both.values[old]
    known = np.zeros(len(value), dtype=bool)
    known[there] = both.known[new] & both.known[old]
    bonds = _bonds(both, new, old)
    bound = partial(_bound_of_pairs, _slim(both), there, new, old, bonds, len(value))
    shared = np.zeros(len(value), dtype=bool)
    shared[there] = bonds[2] if bonds is not None else False
    methods = [_method(both, bool(paired)) for paired in shared]
    return _measurement(metric, _at(both, places), value, ChangeLimits(value, known, bound, methods))


_Bonds = tuple[FloatArray, FloatArray, BoolArray]


def _bonds(both: Measurement, new: IntArray, old: IntArray) -> _Bonds | None:
    """Return degrees of freedom, correlation, and whether clusters are shared, for each pair; None without clusters."""
    companions = Companions.of(both, np.concatenate([new, old]), "difference")
    if companions is None or both.clusters is None or not both.clusters.named:
        return None
    found = [companions.of_pairs(new[[i]], old[[i]]) for i in range(len(new))]
    freedom, correlation, shared = (
        np.array([part[each][0, 0] for part in found]) if found else np.zeros(0) for each in range(3)
    )
    most = 1 - 1 / np.maximum(np.minimum(both.effective_clusters[new], both.effective_clusters[old]), 1.0)
    return freedom, np.minimum(correlation, most), shared.astype(bool)


def _bound_of_pairs(
    both: Measurement,
    there: IntArray,
    new: IntArray,
    old: IntArray,
    bonds: _Bonds | None,
    groups: int,
    side: Side,
    level: float,
) -> FloatArray:
    found = np.full(groups, np.nan)
    freedom, correlation, shared = bonds if bonds is not None else (None, 0.0, False)
    top, bottom = (_limited(both, each, side, level, each is new, freedom) for each in (new, old))
    found[there] = pairs.bound("difference", side, top, bottom, correlation, shared)
    return found


def _method(both: Measurement, shares_clusters: bool) -> str:
    words = f"MOVER of {both.limits_name} limits"
    if shares_clusters:
        return f"{words}, correlation of shared {'rows' if both.sample.rows_are_clusters else 'clusters'}"
    return f"{words}, the two results taken as independent"


def _at(both: Measurement, places: Places) -> Measurement:
    """Return evidence per group of the changes: the smaller of the two results'."""

    def smaller(values: FloatArray) -> FloatArray:
        return np.where(places.there, np.minimum(values[places.old], values[places.new]), 0.0)

    return replace(both, n=smaller(both.n), denominators=smaller(both.denominators), mass=smaller(both.mass))


def reported_change(
    metric: Metric,
    old: Sequence[Estimate],
    new: Sequence[Estimate],
    confidence: float,
    clusters: Sequence[int | None],
) -> Measurement:
    """Return the change between the estimates of two reports, a pair for each group: MOVER of their limits.

    A report holds limits at one level, (1 − confidence)/2 on each side. At another level their distances from the value
    are stretched like those of a normal variable, or with clusters (the smaller number of both reports, None without)
    like those of Student's t, whose degrees of freedom are at most one less.
    """
    before, after = (np.array([_numbers(each) for each in estimates]).reshape(-1, 3) for estimates in (old, new))
    value = after[:, 0] - before[:, 0]
    known = ~np.isnan(before).any(axis=1) & ~np.isnan(after).any(axis=1)
    freedom = np.array([np.inf if each is None else max(each - 1, 1) for each in clusters], dtype=float)
    held = student_quantile((1 - confidence) / 2, freedom)

    def bound(side: Side, level: float) -> FloatArray:
        stretch = student_quantile(level, freedom) / held
        ends = (after[:, 2], before[:, 1]) if side == "far" else (after[:, 1], before[:, 2])
        tops, bottoms = Limited(after[:, 0], ends[0]), Limited(before[:, 0], ends[1])
        distance = stretch * pairs.difference_distance(tops, bottoms)
        return np.asarray(value + distance if side == "far" else value - distance)

    words = "MOVER of the intervals of both reports, taken as independent"
    limits = ChangeLimits(value, known, bound, [words] * len(value))
    n = np.array([min(one.n, other.n) for one, other in zip(old, new, strict=True)], dtype=float)
    nothing, sample = np.zeros(len(value), dtype=bool), cast(Sample[Any], None)
    evidence = Measurement(metric, sample, confidence, value, n, n, n, nothing, None, None, None)
    return _measurement(metric, evidence, value, limits)


def _numbers(estimate: Estimate) -> tuple[float, float, float]:
    numbers = (estimate.value, estimate.low, estimate.high)
    return cast(tuple[float, float, float], tuple(np.nan if each is None else each for each in numbers))


def _measurement(metric: Metric, evidence: Measurement, value: FloatArray, limits: ChangeLimits) -> Measurement:
    """Return the changes as a measurement of a metric that can be negative."""
    span = metric.span
    ranged = replace(metric, low=None if span is None else -span, high=span)
    return replace(evidence, metric=ranged, values=value, limits=limits, clusters=None, spread=None, unknown={})
