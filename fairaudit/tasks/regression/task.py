"""Regression, as a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.counts.fit import AskedCounts, Origin, added, asked
from fairaudit.counts.places import ErrorPlaces, NumberCounts, Places, PredictionPlaces
from fairaudit.metrics import distances, moments, quantiles
from fairaudit.tasks.distances import distance_between
from fairaudit.tasks.regression import columns
from fairaudit.tasks.regression.roles import ROLES
from fairaudit.tasks.regression.warnings import WARNINGS
from fairaudit.tasks.task import Example, Guess, Proposed, ProposedRule, Resolved, Tally, Task, Words

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.document import Message
    from fairaudit.groups.level import Level
    from fairaudit.inference.measured import Measured
    from fairaudit.source import Source
    from fairaudit.tally import Roles, Seen, Tallied
    from fairaudit.tally.kept import KeptRows

_FEW_VALUES = 12
"""So few different values are classes, not numbers."""


def _start(roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> Tally:
    from fairaudit.tasks.regression.tally import ErrorTally

    return ErrorTally(roles, config, source, kept)


def _mean(*quantities: Any) -> Measured:
    from fairaudit.inference.means import mean

    return mean(*quantities)


def _signed_mean(*quantities: Any) -> Measured:
    from fairaudit.inference.means import signed_mean

    return signed_mean(*quantities)


def _quantile(*quantities: Any) -> Measured:
    from fairaudit.inference.quantiles import quantile

    return quantile(*quantities)


def _share_above(*quantities: Any) -> Measured:
    from fairaudit.inference.quantiles import share_above

    return share_above(*quantities)


def _resolve(tallied: Tallied, roles: Roles, config: Config) -> Resolved:
    from fairaudit.tasks.regression.tally import resolve

    return resolve(tallied, roles, config)


def _model_notices(overall: Level, seen: Seen) -> Iterator[Message]:  # noqa: ARG001
    from fairaudit.tasks.regression.notices import notices

    return notices(overall)


def _r_squared(*quantities: Any) -> Measured:
    from fairaudit.inference.fits import r_squared

    return r_squared(*quantities)


def _pearson_correlation(*quantities: Any) -> Measured:
    from fairaudit.inference.fits import pearson_correlation

    return pearson_correlation(*quantities)


_MEASURED = {
    moments.mean_absolute_error: _mean,
    quantiles.median_absolute_error: _quantile,
    moments.root_mean_squared_error: _mean,
    moments.mean_squared_error: _mean,
    moments.mean_absolute_percentage_error: _mean,
    moments.mean_error: _signed_mean,
    moments.r_squared: _r_squared,
    moments.pearson_correlation: _pearson_correlation,
    moments.mean_prediction: _signed_mean,
    moments.mean_label: _signed_mean,
    quantiles.share_above_median: _share_above,
    quantiles.share_above_quantile: _share_above,
    moments.pinball_loss: _mean,
    moments.interval_coverage: None,
    moments.mean_interval_width: _mean,
}
"""Every metric, in the order of reports, and what measures it."""


def _guess(values: Mapping[str, Mapping[str, int]]) -> Guess:
    """Say that labels which are few, or no numbers, are none to predict."""
    needed = [role.name for role in ROLES if role.needed]
    try:
        few = any(len({float(value) for value in values.get(role, ())}) <= _FEW_VALUES for role in needed)
    except ValueError:
        few = True
    return Guess(trouble="The label and the prediction do not hold many numbers.") if few else Guess()


_Placed = TypeVar("_Placed", bound=NumberCounts)


def _example() -> Example:
    """Return four rows: labels 10, 20, 30 and 40, and predictions that are off by 1, −2, 2 and −5.

    Pinball losses are those of the quantile 0.9; the intervals go from 2 below to 4 above the predictions.
    """
    label, errors = np.array([10.0, 20.0, 30.0, 40.0]), np.array([1.0, -2.0, 2.0, -5.0])
    origin = Origin.amid(label)
    prediction = label + errors
    adds = [*added(label, prediction, origin), *asked(label, prediction, 0.9, (prediction - 2, prediction + 4))]
    sums = [4.0 if each is None else each.sum() for each in adds]
    counts = AskedCounts(np.array(sums)[None, :, None]).about(origin)
    put = {
        "squared distances of labels": "500",
        "squared distances of predictions": "390",
        "products of distances": "430",
        "middle absolute error": "(2 + 2) / 2",
        "rows above the median": "2",
        "rows above the quantile": "0",
        "all rows": "4",
    }
    predictions = _placed(PredictionPlaces, prediction)
    predictions.of_all, predictions.quantile = predictions.number_at, 0.9
    return Example(counts, (_placed(ErrorPlaces, np.abs(errors)), predictions), put)


def _placed(kind: type[_Placed], numbers: FloatArray) -> _Placed:
    """Return counts of rows with these numbers."""
    lows, place = np.unique(numbers, return_inverse=True)
    return kind(np.stack([np.ones_like(numbers), numbers], axis=1)[..., None], Places(lows, lows), place)


TASK = Task(
    name="regression",
    says="predicted numbers",
    asks="",
    roles=ROLES,
    settings=("quantile",),
    metrics=(
        *(replace(metric, measure=measure) for metric, measure in _MEASURED.items()),
        replace(distances.prediction_ks_distance, between=distance_between("score_ks_distance")),
        replace(distances.prediction_wasserstein_distance, between=distance_between("score_wasserstein_distance")),
    ),
    headline=("mean_absolute_error", "mean_error", "root_mean_squared_error", "r_squared"),
    bars=None,
    side_counts=("cubed_errors", "fourth_powers_of_errors", "relative_errors", "zero_labels", "labels", "predictions"),
    words=Words(
        errors=("absolute error", "rows"),
        cannot_tell=(
            "Whether the labels are right. A label that is itself skewed makes a skewed model look accurate.",
        ),
    ),
    warnings=WARNINGS,
    proposed=Proposed(
        ("label", "prediction"),
        (
            ProposedRule(
                "errors-by-{name}",
                "mean_absolute_error.ratio by {attribute} >= 0.8",
                "No group's predictions are off by more than a quarter more than those of another.",
            ),
        ),
        "mean_absolute_error.change by ATTRIBUTE <= 0",
    ),
    example=_example(),
    fits=lambda roles, are_said, config: False,  # noqa: ARG005 - numbers look like the labels of decisions: it is said
    start=_start,
    resolve=_resolve,
    model_notices=_model_notices,
    check=columns.check,
    usual=columns.usual,
    lacks=columns.lacks,
    seen_first=columns.seen_first,
    guess=_guess,
)
