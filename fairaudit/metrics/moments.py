"""Metrics of numbers that were predicted: how far off they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.counts.fit import AskedCounts, FitCounts
from fairaudit.counts.moments import MomentCounts
from fairaudit.metrics.metric import metric
from fairaudit.metrics.undivided import Proportion


@dataclass(frozen=True, eq=False)
class Mean:
    """The plain mean over rows of a number of 0 or more, or its square root, as sums of its powers 0 (the rows) to 4.

    Each has shape ``(..., moments)``. `fairaudit.inference.means` measures it.
    """

    powers: tuple[FloatArray, ...]
    root: bool = False

    @property
    def part(self) -> FloatArray:
        """The sum of the numbers."""
        return self.powers[1]

    @property
    def whole(self) -> FloatArray:
        """The rows."""
        return self.powers[0]


@dataclass(frozen=True, eq=False)
class SignedMean:
    """The plain mean over rows of any number: its sum, and sums of powers 0 to 4 of its distance from some origin."""

    total: FloatArray
    powers: tuple[FloatArray, ...]


@dataclass(frozen=True, eq=False)
class Fit:
    """How well predictions follow labels: a function of how both scatter. `fairaudit.inference.fits` measures it."""

    counts: FitCounts


_NO_ROWS = "there are no rows"
_SAME_LABELS = "all labels of the group are the same, but for rounding"
_HYNDMAN = (
    "Hyndman & Koehler (2006), Another look at measures of forecast accuracy, "
    "International Journal of Forecasting 22(4)"
)


@metric(
    reads=(FitCounts,),
    better=None,
    undefined_when=_NO_ROWS,
    formula="errors / rows (an error is the prediction minus the label)",
    source=_HYNDMAN,
    low=None,
    high=None,
    also_called=("bias", "mean_bias_error", "mbe", "residual", "mean_residual", "mean_signed_error"),
    unit="number",
    margin=None,
)
def mean_error(counts: FitCounts) -> SignedMean:
    """By how much predictions are too high (or, below 0, too low), on average over rows and in the label's unit."""
    return SignedMean(counts.field("errors"), tuple(counts.product(0, power) for power in range(5)))


@metric(
    reads=(MomentCounts,),
    better="lower",
    undefined_when=_NO_ROWS,
    formula="absolute errors / rows",
    source="Willmott & Matsuura (2005), Advantages of the mean absolute error (MAE) over the root mean square error "
    "(RMSE) in assessing average model performance, Climate Research 30(1)",
    high=None,
    also_called=("mae",),
    unit="number",
    margin=None,
)
def mean_absolute_error(counts: MomentCounts) -> Mean:
    """How far predictions lie from the label, on average over rows and in the label's unit."""
    return Mean(tuple(counts.field(name) for name in MomentCounts.fields))


def _squares(counts: FitCounts, *, root: bool) -> Mean:
    names = ("squared_errors", "fourth_powers_of_errors", "sixth_powers_of_errors", "eighth_powers_of_errors")
    return Mean((counts.rows, *(counts.field(name) for name in names)), root)


@metric(
    reads=(FitCounts,),
    better="lower",
    undefined_when=_NO_ROWS,
    formula="sqrt(squared errors / rows)",
    source=_HYNDMAN,
    high=None,
    also_called=("rmse", "root_mean_square_error"),
    unit="number",
    margin=None,
)
def root_mean_squared_error(counts: FitCounts) -> Mean:
    """How far predictions lie from the label, in its unit, where large errors weigh more than small ones."""
    return _squares(counts, root=True)


@metric(
    reads=(FitCounts,),
    better="lower",
    undefined_when=_NO_ROWS,
    formula="squared errors / rows",
    source=_HYNDMAN,
    high=None,
    also_called=("mse", "mean_square_error"),
    unit="number",
    margin=None,
)
def mean_squared_error(counts: FitCounts) -> Mean:
    """The mean of the squares of errors, in the square of the label's unit."""
    return _squares(counts, root=False)


@metric(
    reads=(FitCounts,),
    better="lower",
    undefined_when="no label is other than 0",
    formula="relative errors / (rows - zero labels)",
    source=_HYNDMAN,
    high=None,
    also_called=("mape",),
    unit="number",
    margin=None,
)
def mean_absolute_percentage_error(counts: FitCounts) -> Mean:
    """How far predictions lie from the label as a part of the label (0.1 is 10 %), without rows whose label is 0."""
    names = ("relative_errors", "squared_relative_errors", "cubed_relative_errors", "fourth_powers_of_relative_errors")
    return Mean((counts.rows - counts.field("zero_labels"), *(counts.field(name) for name in names)))


@metric(
    reads=(FitCounts,),
    better="higher",
    undefined_when=_SAME_LABELS,
    formula="1 - squared errors / squared distances of labels (from their mean)",
    source="Kvålseth (1985), Cautionary note about R², The American Statistician 39(4)",
    low=None,
    also_called=("r2", "r2_score", "coefficient_of_determination"),
    unit="number",
    margin=None,
)
def r_squared(counts: FitCounts) -> Fit:
    """The part of the labels' variance that predictions explain; below 0 the group's mean label would be closer."""
    return Fit(counts)


@metric(
    reads=(FitCounts,),
    better="higher",
    undefined_when="all labels of the group are the same, or all predictions, but for rounding",
    formula="products of distances / sqrt(squared distances of labels × squared distances of predictions) "
    "(from their means)",
    source="Pearson (1895), Note on regression and inheritance in the case of two parents, Proceedings of the Royal "
    "Society of London 58",
    low=-1.0,
    also_called=("pearson", "pearsonr", "pearson_r"),
    unit="number",
    margin=None,
)
def pearson_correlation(counts: FitCounts) -> Fit:
    """How nearly predictions lie on a rising line over the labels: 1 if they all do, 0 if nothing is shared."""
    return Fit(counts)


@metric(
    reads=(FitCounts,),
    better=None,
    undefined_when=_NO_ROWS,
    formula="predictions / rows",
    source="fairlearn, `mean_prediction`",
    low=None,
    high=None,
    also_called=("mean_predicted",),
    unit="number",
    margin=None,
)
def mean_prediction(counts: FitCounts) -> SignedMean:
    """The mean of the predictions."""
    return SignedMean(counts.field("predictions"), tuple(counts.prediction_power(power) for power in range(5)))


@metric(
    reads=(FitCounts,),
    better=None,
    undefined_when=_NO_ROWS,
    formula="labels / rows",
    source="the mean of the data itself",
    low=None,
    high=None,
    also_called=("mean_target", "mean_outcome"),
    unit="number",
    margin=None,
)
def mean_label(counts: FitCounts) -> SignedMean:
    """The mean of the labels."""
    return SignedMean(counts.field("labels"), tuple(counts.product(power, 0) for power in range(5)))


@metric(
    reads=(AskedCounts,),
    better="lower",
    undefined_when=_NO_ROWS,
    formula="pinball losses / rows",
    source="Koenker & Bassett (1978), Regression quantiles, Econometrica 46(1)",
    high=None,
    also_called=("mean_pinball_loss", "quantile_loss"),
    unit="number",
    margin=None,
)
def pinball_loss(counts: AskedCounts) -> Mean:
    """How far predictions of a quantile q are off: q for a unit that they are too low, 1 - q for one too high."""
    return Mean(counts.powers_of("pinball_losses"))


@metric(
    reads=(AskedCounts,),
    better=None,
    undefined_when=_NO_ROWS,
    formula="covered / rows",
    source="Gneiting & Raftery (2007), Strictly proper scoring rules, prediction, and estimation, JASA 102(477)",
    also_called=("coverage", "picp", "prediction_interval_coverage_probability"),
)
def interval_coverage(counts: AskedCounts) -> Proportion:
    """The share of rows whose label lies within the prediction's interval, its ends included."""
    return Proportion(counts.field("covered"), counts.rows)


@metric(
    reads=(AskedCounts,),
    better=None,
    undefined_when=_NO_ROWS,
    formula="interval widths / rows",
    source="Gneiting & Raftery (2007), Strictly proper scoring rules, prediction, and estimation, JASA 102(477)",
    high=None,
    also_called=("mpiw", "mean_prediction_interval_width"),
    unit="number",
    margin=None,
)
def mean_interval_width(counts: AskedCounts) -> Mean:
    """How wide the predictions' intervals are, on average over rows and in the label's unit."""
    return Mean(counts.powers_of("interval_widths"))


def r_squared_of(counts: FitCounts) -> FloatArray:
    """Return R², NaN where the labels do not scatter."""
    moment = 1 if counts.weighted else 0
    scatter = counts.scatter("labels", "labels")
    unexplained = counts.rows[..., moment] * counts.field("squared_errors")[..., moment]
    return np.where(scatter > 0, 1 - unexplained / np.where(scatter > 0, scatter, 1.0), np.nan)


def correlation_of(counts: FitCounts) -> FloatArray:
    """Return Pearson's correlation, NaN where labels or predictions do not scatter."""
    squares = [counts.scatter(one, one) for one in ("labels", "predictions")]
    root = np.sqrt(np.maximum(squares[0], 0.0)) * np.sqrt(np.maximum(squares[1], 0.0))
    both = counts.scatter("labels", "predictions")
    return np.where(root > 0, np.clip(both / np.where(root > 0, root, 1.0), -1.0, 1.0), np.nan)
