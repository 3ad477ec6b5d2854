"""Which results differ from the others by more than chance explains: the limits of a funnel plot."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import betainc, gammainc, ndtr, ndtri

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import FloatArray
from fairaudit.document.batch import AcrossResults, BatchResult
from fairaudit.inference.limits import student_quantile

CONFIDENCE = 0.95
_LEAST = 3
"""Fewer results than this are no distribution from which one could stand out."""
_HALVINGS = 80
_LARGEST_SIZE = 1e15

Interval = tuple[float, float, float, float, float]
"""Low, value, high, the level that either limit was made at, and degrees of freedom: infinite without clusters."""
Tail = Callable[[FloatArray, FloatArray, float], FloatArray]
"""(events, size, value) → the probability of at least so many events if the true value is `value`."""


def place_among_others(rows: Sequence[BatchResult], across: float = CONFIDENCE) -> None:
    """Fill in `across` for every result with at least two others of the same task and headline metric.

    A funnel plot (Spiegelhalter 2005, Statistics in Medicine 24(8)): each result is held against control limits around
    the pooled value, wider for smaller results. With K results every limit is made at (1 - across) / 2K (Bonferroni),
    so if all are truly alike, any lies outside with a probability of at most 1 - across. The evidence of a result is
    the size of the simple random sample that would have its interval, so weights and speakers count; the limits are
    exact for a sample of that size: binomial for shares, Poisson for rates that can exceed 1. A spread that was
    estimated from few clusters is less sure the further out the limits lie: the size shrinks by Student's t, as in
    `size_for_student`. K counts the results of all tasks and metrics.

    Args:
        rows: of all results; changed in place.
        across: of all limits together.
    """
    families: dict[tuple[str | None, str | None], list[tuple[BatchResult, Interval]]] = defaultdict(list)
    for row in rows:
        interval = _interval(row)
        if interval is not None:
            families[row["task"], row["metric"]].append((row, interval))
    families = {key: family for key, family in families.items() if len(family) >= _LEAST and _has_limits(key[1])}
    alpha = (1 - across) / (2 * max(sum(len(family) for family in families.values()), 1))
    for (_, metric), family in families.items():
        if metric is not None:
            places = _places([interval for _, interval in family], CATALOGUE[metric].high == 1, alpha)
            for (row, _), place in zip(family, places, strict=True):
                row["across"] = place


def _has_limits(metric: str | None) -> bool:
    """Whether control limits are known: those of shares and of rates, not those of a metric of one's own."""
    return metric in CATALOGUE and CATALOGUE[str(metric)].low == 0


def _interval(row: BatchResult) -> Interval | None:
    estimate, confidence = row["headline"], row["confidence"]
    if estimate is None or confidence is None:
        return None
    low, value, high = estimate["low"], estimate["value"], estimate["high"]
    freedom = math.inf if row["clusters"] is None else max(row["clusters"] - 1, 1)
    return None if low is None or value is None or high is None else (low, value, high, (1 - confidence) / 2, freedom)


def _places(intervals: Sequence[Interval], is_share: bool, alpha: float) -> Sequence[AcrossResults | None]:
    low, value, high, held, freedom = (np.array(each) for each in zip(*intervals, strict=True))
    z = -ndtri(held)
    size = wilson_size(value, high - low, z) if is_share else poisson_size(value, low, high, z)
    pooled = float((size * value).sum() / size.sum())
    if not 0 < pooled < (1 if is_share else np.inf):
        return [None] * len(intervals)  # without a single event (or with nothing else) there is nothing to vary
    seen = size * (_student(held, freedom) / z) ** 2  # as if the spread of the clusters were known
    further_out = seen * (ndtri(alpha) / _student(np.full(len(z), alpha), freedom)) ** 2
    lower, upper = control_limits(further_out, pooled, alpha, binomial_tail if is_share else poisson_tail, is_share)
    outside = (value < lower) | (value > upper)
    return [
        AcrossResults(pooled=pooled, low=float(a), high=float(b), outside=bool(c), size=float(d))
        for a, b, c, d in zip(lower, upper, outside, size, strict=True)
    ]


def _student(levels: FloatArray, freedom: FloatArray) -> FloatArray:
    return np.array(
        [student_quantile(level, each) for level, each in zip(levels, freedom[:, None], strict=True)]
    ).ravel()


def wilson_size(share: FloatArray, width: FloatArray, z: FloatArray) -> FloatArray:
    """Return the number of independent rows whose Wilson interval has this width.

    The width, 2z sqrt(p(1 - p)/n + z²/4n²) / (1 + z²/n), falls as n grows.
    """

    def wide(rows: FloatArray) -> FloatArray:
        spread = np.sqrt(share * (1 - share) / rows + z**2 / (4 * rows**2))
        return 2 * z * spread / (1 + z**2 / rows)

    low, high = np.full(len(share), 1e-9), np.full(len(share), _LARGEST_SIZE)
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        low, high = np.where(wide(middle) > width, middle, low), np.where(wide(middle) > width, high, middle)
    size: FloatArray = np.sqrt(low * high)
    return size


def poisson_size(rate: FloatArray, low: FloatArray, high: FloatArray, z: FloatArray) -> FloatArray:
    """Return the exposure of the Poisson count whose interval this is.

    A logarithmic interval ``rate * exp(± z / sqrt(events))`` has ``events / rate`` units. With no events, the upper
    limit of E units is ``-log(tail) / E`` (the rule of three).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        events = (2 * z / np.log(high / low)) ** 2
        usual = events / rate
    tail = -np.log(ndtr(-z))
    size: FloatArray = np.where((rate > 0) & (low > 0), usual, tail / np.maximum(high, 1e-300))
    return size


def binomial_tail(events: FloatArray, size: FloatArray, value: float) -> FloatArray:
    """Return P(X >= events) for X binomial; events and size may be fractions."""
    tail: FloatArray = np.where(events <= 0, 1.0, betainc(np.maximum(events, 1e-300), size - events + 1, value))
    return tail


def poisson_tail(events: FloatArray, size: FloatArray, value: float) -> FloatArray:
    """Return P(X >= events) for X Poisson with mean ``size * value``."""
    tail: FloatArray = np.where(events <= 0, 1.0, gammainc(np.maximum(events, 1e-300), size * value))
    return tail


def control_limits(
    size: FloatArray, value: float, alpha: float, tail: Tail, is_share: bool
) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and highest values that samples of these sizes show, each end missed with at most `alpha`.

    A value above the upper limit has P(X >= x) < alpha; one below the lower limit has P(X <= x) < alpha.
    """
    most = size if is_share else size * value + 40 * np.sqrt(size * value) + 200
    upper = _where_it_falls_below(lambda events: tail(events, size, value), most, alpha)
    # P(X <= x) is 1 - P(X >= x + 1): it exceeds alpha where the latter falls below 1 - alpha.
    lower = _where_it_falls_below(lambda events: tail(events + 1, size, value), most, 1 - alpha)
    return lower / size, upper / size


def _where_it_falls_below(falling: Callable[[FloatArray], FloatArray], most: FloatArray, level: float) -> FloatArray:
    high = np.array(most, dtype=float)
    low = np.where(falling(high) >= level, high, 0.0)  # halving comes near the end, but not always to it
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = falling(middle) >= level
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return low
