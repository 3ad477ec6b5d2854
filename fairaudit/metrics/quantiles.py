"""Metrics that are quantiles of a number that every row has."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.counts.places import ErrorPlaces, PlacedCounts, PredictionPlaces, ValuePlaces
from fairaudit.metrics.metric import Metric, metric


@dataclass(frozen=True, eq=False)
class Quantile:
    """The number that a share `at` of the rows does not exceed. `fairaudit.inference.quantiles` measures it."""

    counts: PlacedCounts
    at: float


@metric(
    reads=(ErrorPlaces,),
    better="lower",
    undefined_when="there are no rows",
    formula="middle absolute error (of an even number of rows the mean of the middle two)",
    source="Hyndman & Koehler (2006), Another look at measures of forecast accuracy, "
    "International Journal of Forecasting 22(4)",
    high=None,
    also_called=("medae", "median_ae"),
    unit="number",
    margin=None,
)
def median_absolute_error(counts: ErrorPlaces) -> Quantile:
    """How far half of the predictions lie from the label at most, in the label's unit."""
    return Quantile(counts, 0.5)


@dataclass(frozen=True, eq=False)
class ShareAbove:
    """The share of rows whose number lies above another one, which can be of the place that it is at.

    `fairaudit.inference.quantiles` measures it.
    """

    counts: PlacedCounts
    number: float | FloatArray


@metric(
    reads=(PredictionPlaces,),
    better=None,
    undefined_when="there are no rows",
    formula="rows above the median / all rows",
    source="New York City (2023), rules for automated employment decision tools (Local Law 144), 6 RCNY § 5-300",
    also_called=("scoring_rate",),
)
def share_above_median(counts: PredictionPlaces) -> ShareAbove:
    """The share of rows whose prediction lies above the median of the predictions of all rows together."""
    return ShareAbove(counts, counts.quantile_of_all(0.5))


@metric(
    reads=(PredictionPlaces,),
    better=None,
    undefined_when="there are no rows",
    formula="rows above the quantile / all rows",
    source="Agarwal, Dudík & Wu (2019), Fair regression: quantitative definitions and reduction-based algorithms, ICML",
    also_called=("share_above",),
)
def share_above_quantile(counts: PredictionPlaces) -> ShareAbove:
    """The share of predictions above a quantile of those of all rows: --quantile's, or 0.8 for `share_above:0.8`."""
    return ShareAbove(counts, counts.quantile_of_all(counts.quantile))


def share_above(family: Metric, share: float) -> Metric:
    """Return `share_above_quantile` at a quantile of its own: `share_above:0.8` at 0.8."""

    def compute(counts: PredictionPlaces) -> ShareAbove:
        return ShareAbove(counts, counts.quantile_of_all(share))

    shown = np.format_float_positional(share)
    compute.__name__ = f"share_above:{shown}"
    says = (
        f"The share of rows whose prediction lies above the quantile {shown} of the predictions of all rows together."
    )
    return replace(family, compute=compute, says=says, also_called=(), family=family)


@metric(
    reads=(ValuePlaces,),
    better=None,
    undefined_when="there are no rows",
    formula="middle value (of an even number of rows the mean of the middle two)",
    source="the median of the data itself",
    low=None,
    high=None,
    unit="number",
    margin=None,
)
def median_value(counts: ValuePlaces) -> Quantile:
    """The median of the values."""
    return Quantile(counts, 0.5)


@metric(
    reads=(ValuePlaces,),
    better=None,
    undefined_when="there are no rows",
    formula="value at the quantile (where it falls between two rows the mean of both)",
    source="Hyndman & Fan (1996), Sample quantiles in statistical packages, The American Statistician 50(4)",
    low=None,
    high=None,
    unit="number",
    margin=None,
)
def quantile_value(counts: ValuePlaces) -> Quantile:
    """The value that a share of the rows does not exceed: the share that --quantile says."""
    return Quantile(counts, counts.quantile)
