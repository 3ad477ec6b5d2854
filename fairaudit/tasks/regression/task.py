"""Regression, as a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from fairaudit.counts.moments import MomentCounts
from fairaudit.metrics import moments
from fairaudit.tasks.regression.roles import ROLES
from fairaudit.tasks.task import Example, Guess, Proposed, ProposedRule, Tally, Task, Words

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.inference.measured import Measured
    from fairaudit.source import Source
    from fairaudit.tally import Roles
    from fairaudit.tally.kept import KeptRows

_FEW_VALUES = 12
"""So few different values are classes, not numbers."""


def _start(roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> Tally:
    from fairaudit.tasks.regression.tally import ErrorTally

    return ErrorTally(roles, config, source, kept)


def _measure(*quantities: Any) -> Measured:
    from fairaudit.inference.means import mean

    return mean(*quantities)


def _guess(values: Mapping[str, Mapping[str, int]]) -> Guess:
    """Say that labels which are few, or no numbers, are none to predict."""
    try:
        few = any(len({float(value) for value in values.get(role.name, ())}) <= _FEW_VALUES for role in ROLES)
    except ValueError:
        few = True
    return Guess(trouble="The label and the prediction do not hold many numbers.") if few else Guess()


TASK = Task(
    name="regression",
    says="predicted numbers",
    asks="",
    roles=ROLES,
    settings=(),
    metrics=(replace(moments.mean_absolute_error, measure=_measure),),
    headline=("mean_absolute_error",),
    bars=None,
    side_counts=("squared_errors", "cubed_errors", "fourth_powers_of_errors"),
    words=Words(
        errors=("absolute error", "rows"),
        cannot_tell=(
            "Whether the labels are right. A label that is itself skewed makes a skewed model look accurate.",
        ),
    ),
    warnings={},
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
    example=Example(MomentCounts(np.array([[[4.0], [10.0], [38.0], [160.0], [710.0]]]))),
    fits=lambda roles, are_said, config: False,  # noqa: ARG005 - numbers look like the labels of decisions: it is said
    start=_start,
    guess=_guess,
)
