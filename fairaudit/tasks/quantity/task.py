"""A number without a model, as a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from fairaudit.counts.fit import Origin
from fairaudit.counts.places import Places, ValuePlaces
from fairaudit.counts.values import ValueCounts, added
from fairaudit.metrics import Metric, quantiles, values
from fairaudit.spoken import spoken
from fairaudit.tasks.quantity.roles import ROLES
from fairaudit.tasks.task import Example, Proposed, ProposedRule, Resolved, Tally, Task, Words

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.inference.measured import Measured
    from fairaudit.source import Source
    from fairaudit.tally import Roles, Tallied
    from fairaudit.tally.kept import KeptRows


def _start(roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> Tally:
    from fairaudit.tasks.quantity.tally import ValueTally

    return ValueTally(roles, config, source, kept)


def _signed_mean(*quantities: Any) -> Measured:
    from fairaudit.inference.means import signed_mean

    return signed_mean(*quantities)


def _quantile(*quantities: Any) -> Measured:
    from fairaudit.inference.quantiles import quantile

    return quantile(*quantities)


def _resolve(tallied: Tallied, roles: Roles, config: Config) -> Resolved:  # noqa: ARG001
    """Return the counts, with the quantile that was asked for."""
    for cube in tallied.cube.beside:
        cube.counts.quantile = config.quantile or ValuePlaces.quantile
    return Resolved(tallied.cube, config)


def _usual(task: Task, roles: Roles, config: Config) -> Sequence[Metric]:
    return [metric for metric in task.metrics if _lacks(metric, roles, config) is None]


def _lacks(metric: Metric, roles: Roles, config: Config) -> str | None:  # noqa: ARG001
    """Return why a metric cannot be told."""
    is_asked = metric.name != quantiles.quantile_value.name or config.quantile is not None
    return None if is_asked else f"is the quantile that you ask for. Say which: {spoken('quantile', 0.9)}."


def _example() -> Example:
    """Return four rows with the values 10, 20, 30 and 60; the quantile is that of 0.9."""
    numbers = np.array([10.0, 20.0, 30.0, 60.0])
    origin = Origin.amid(numbers)
    sums = [4.0 if each is None else each.sum() for each in added(numbers, origin)]
    axis = Places(numbers, numbers)
    beside = ValuePlaces(np.stack([np.ones(4), numbers], axis=1)[..., None], axis, np.arange(4))
    beside.quantile = 0.9
    put = {"middle value": "(20 + 30) / 2", "value at the quantile": "60"}
    return Example(ValueCounts(np.array(sums)[None, :, None]).about(origin), (beside,), put)


TASK = Task(
    name="quantity",
    says="a number without a model",
    asks="{value} for a number that nobody predicted",
    roles=ROLES,
    settings=("quantile",),
    metrics=(
        replace(values.mean_value, measure=_signed_mean),
        replace(quantiles.median_value, measure=_quantile),
        replace(quantiles.quantile_value, measure=_quantile),
    ),
    headline=("mean_value", "median_value", "quantile_value"),
    bars=None,
    words=Words(
        truth="value",
        cannot_tell=(
            "Whether a high or a low value is good, and whether a difference is deserved: nothing else is known of "
            "the rows.",
        ),
    ),
    warnings={},
    proposed=Proposed(
        ("value",),
        (
            ProposedRule(
                "values-by-{name}",
                "mean_value.ratio by {attribute} >= 0.8",
                "No group's mean value is a fifth below that of another.",
            ),
        ),
        "mean_value.change by ATTRIBUTE <= 0",
    ),
    example=_example(),
    fits=lambda roles, are_said, config: are_said and "value" in roles,  # noqa: ARG005
    start=_start,
    resolve=_resolve,
    usual=_usual,
    lacks=_lacks,
)
