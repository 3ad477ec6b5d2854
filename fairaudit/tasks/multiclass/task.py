"""Predicted classes, as a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from fairaudit.counts.class_scores import TopCounts
from fairaudit.counts.classes import ClassCounts
from fairaudit.metrics import classes, confusion, distances
from fairaudit.spoken import spoken
from fairaudit.tasks.binary.score_metrics import AREA_UNDER_ROC, LOG_LOSS
from fairaudit.tasks.multiclass.roles import ROLES
from fairaudit.tasks.multiclass.warnings import WARNINGS
from fairaudit.tasks.task import Example, Guess, Proposed, ProposedRule, Resolved, Tally, Task, Words

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.cube import Cube
    from fairaudit.document import Message
    from fairaudit.groups.level import Level
    from fairaudit.inference import Comparison
    from fairaudit.metrics import Metric
    from fairaudit.source import Source
    from fairaudit.tally import Roles, Seen, Tallied
    from fairaudit.tally.kept import KeptRows


def _start(roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> Tally:
    from fairaudit.tasks.binary.tally import DecisionTally
    from fairaudit.tasks.multiclass.probabilities import ClassTally

    tally = ClassTally if roles.probabilities else DecisionTally
    return tally(roles, config, source, kept)


def _resolve(tallied: Tallied, roles: Roles, config: Config) -> Resolved:
    from fairaudit.tasks.multiclass.tally import resolve

    return resolve(tallied, roles, config)


def _model_notices(overall: Level, seen: Seen) -> Iterator[Message]:
    from fairaudit.tasks.multiclass.notices import class_notices, guess_notices, probability_notices

    yield from class_notices(overall)
    yield from guess_notices(overall)
    yield from probability_notices(seen)


def _level_notices(level: Level) -> Iterator[Message]:
    from fairaudit.tasks.multiclass.notices import missing_notices

    return missing_notices(level)


def _parity(*compared: Any) -> Comparison:
    from fairaudit.inference.parity import prediction_parity

    return prediction_parity(*compared)


def _arguments(cube: Cube[Any]) -> Sequence[str]:
    return tuple(cube.counts.classes)


def _group_details(level: Level) -> Sequence[Mapping[str, Any]]:
    return [{"confusion": matrix.astype(int).tolist()} for matrix in level.totals.matrix[..., 0]]  # type: ignore[attr-defined]


def _details(tallied: Tallied, cube: Cube[Any], levels: Sequence[Level], config: Config) -> dict[str, Any]:  # noqa: ARG001
    return {"classes": list(cube.counts.classes)}


def _usual(task: Task, roles: Roles, config: Config) -> Sequence[Metric]:
    """Return all metrics, or those that need no probabilities."""
    return [metric for metric in task.metrics if _lacks(metric, roles, config) is None]


def _lacks(metric: Metric, roles: Roles, config: Config) -> str | None:  # noqa: ARG001
    if roles.probabilities or ClassCounts in metric.reads or metric.own:
        return None
    columns = spoken("probability", {"CLASS": "COLUMN"})
    return f"needs the probability of every class. Name the columns: {columns}."


_FEW_NUMBERS = 12
"""Whole numbers are proposed as classes up to so many."""


def _guess(values: Mapping[str, Mapping[str, int]]) -> Guess:
    """Say that two values are no classes, and many numbers neither."""
    found = {value for role in ROLES for value in values.get(role.name, ())}
    if len(found) < 3:
        return Guess(trouble="The label and the prediction do not hold more than two classes.")
    try:
        numbers = {float(value) for value in found}
    except ValueError:
        return Guess()
    if len(numbers) > _FEW_NUMBERS or not all(number.is_integer() for number in numbers):
        return Guess(trouble="The label and the prediction hold numbers.")
    return Guess()


_SAID = "of 20 animals 6 birds, 10 cats and 4 dogs; 7, 9 and 4 are predicted to be such, and 5, 7 and 3 are right"
_PUT = {
    "mean of the F1 of the classes that are a label or a prediction of some row": "(2 × 5 / (6 + 7) + "
    "2 × 7 / (10 + 9) + 2 × 3 / (4 + 4)) / 3",
    "mean of the positive predictive values of the classes that some row was given": "(5 / 7 + 7 / 9 + 3 / 4) / 3",
    "mean of the classes' F1, weighted by the rows that have the class as label": "(6 × 2 × 5 / (6 + 7) + "
    "10 × 2 × 7 / (10 + 9) + 4 × 2 × 3 / (4 + 4)) / 20",
    "accuracy": "15 / 20",
    "agreement by chance": "(6 × 7 + 10 × 9 + 4 × 4) / 20 / 20",
}
_EXAMPLE = Example(
    ClassCounts(np.array([[[5.0], [1.0], [0.0], [2.0], [7.0], [1.0], [0.0], [1.0], [3.0]]]), ("bird", "cat", "dog")),
    (TopCounts(np.array([[[18.0], [2.0]]])),),
    put=_PUT,
    says=dict.fromkeys(_PUT, _SAID),
)

TASK = Task(
    name="multiclass",
    says="predicted classes",
    asks="",
    roles=ROLES,
    settings=("probability",),
    metrics=(
        confusion.accuracy,
        confusion.balanced_accuracy,
        classes.macro_f1,
        classes.macro_precision,
        classes.weighted_f1,
        classes.cohen_kappa,
        confusion.matthews_correlation,
        replace(distances.prediction_parity, between=_parity),
        classes.top_k_accuracy,
        LOG_LOSS,
        AREA_UNDER_ROC,
    ),
    families=(
        confusion.selection_rate,
        confusion.base_rate,
        *confusion.RATES,
        AREA_UNDER_ROC,
    ),
    headline=("accuracy", "balanced_accuracy", "macro_f1", "cohen_kappa"),
    bars=None,
    words=Words(
        cannot_tell=(
            "Whether the labels are right. A label that is itself skewed makes a skewed model look accurate.",
        ),
    ),
    warnings=WARNINGS,
    proposed=Proposed(
        ("label", "prediction"),
        (
            ProposedRule(
                "right-by-{name}",
                "accuracy.difference by {attribute} <= 0.1",
                "For no group the class is wrong ten in a hundred more often than for another.",
            ),
            ProposedRule(
                "every-class-by-{name}",
                "balanced_accuracy.difference by {attribute} <= 0.1",
                "Nor is it once all classes count alike, rare ones too.",
            ),
        ),
        "accuracy.change by ATTRIBUTE >= -0.01",
    ),
    example=_EXAMPLE,
    fits=lambda roles, are_said, config: False,  # noqa: ARG005 - columns look like those of decisions: values tell
    arguments=_arguments,
    start=_start,
    resolve=_resolve,
    usual=_usual,
    lacks=_lacks,
    model_notices=_model_notices,
    level_notices=_level_notices,
    group_details=_group_details,
    details=_details,
    guess=_guess,
)
