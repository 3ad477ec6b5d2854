"""Binary decisions, as a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairaudit.counts.operating import OperatingCounts
from fairaudit.metrics import confusion
from fairaudit.tasks.binary import columns, score_metrics
from fairaudit.tasks.binary.example import EXAMPLE
from fairaudit.tasks.binary.roles import ROLES
from fairaudit.tasks.binary.warnings import WARNINGS
from fairaudit.tasks.task import Bars, Proposed, ProposedRule, Resolved, Tally, Task, Words

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.cube import Cube
    from fairaudit.document import Message
    from fairaudit.groups.level import Level
    from fairaudit.source import Source
    from fairaudit.tally import Roles, Seen, Tallied
    from fairaudit.tally.kept import KeptRows


def _start(roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> Tally:
    from fairaudit.tasks.binary.tally import DecisionTally

    if roles.probabilities and columns.may_be_classes(roles, config):
        from fairaudit.tasks.multiclass.probabilities import ClassTally

        return ClassTally(roles, config, source, kept)
    return DecisionTally(roles, config, source, kept)


def _resolve(tallied: Tallied, roles: Roles, config: Config) -> Resolved:
    from fairaudit.tasks.binary.tally import resolve

    return resolve(tallied, roles, config)


def _becomes(tallied: Tallied, roles: Roles, config: Config) -> str | None:
    from fairaudit.tasks.binary.several import becomes
    from fairaudit.tasks.binary.spelling import in_one_spelling
    from fairaudit.tasks.binary.tally import rows_by_value

    if not columns.may_be_classes(roles, config):
        return None
    cube = in_one_spelling(tallied, roles).cube
    labels, predictions = (rows_by_value(cube, place) for place in (-2, -1))
    return becomes(labels, predictions, roles.columns["prediction"], len(config.probability))


def _points(cube: Cube[Any]) -> Sequence[str]:
    return next((each.counts.points for each in cube.beside if isinstance(each.counts, OperatingCounts)), ())


def _data_notices(roles: Roles, config: Config, cube: Cube[Any], seen: Seen) -> Iterator[Message]:  # noqa: ARG001
    from fairaudit.tasks.binary.notices import role_notices, tie_notices

    yield from role_notices(roles, config)
    yield from tie_notices(roles, config, cube)


def _model_notices(overall: Level, seen: Seen) -> Iterator[Message]:
    from fairaudit.tasks.binary.notices import decision_notices

    return decision_notices(overall, seen)


def _level_notices(level: Level) -> Iterator[Message]:
    from fairaudit.tasks.binary.notices import rare_label_notices

    return rare_label_notices(level)


def _group_details(level: Level) -> Sequence[Mapping[str, Any]]:
    from fairaudit.tasks.binary.curves import calibrated_errors

    return calibrated_errors(level)


def _details(tallied: Tallied, cube: Cube[Any], levels: Sequence[Level], config: Config) -> dict[str, Any]:  # noqa: ARG001
    from fairaudit.tasks.binary.curves import scores

    found = scores(cube, levels, config)
    return {} if found is None else {"scores": found}


TASK = Task(
    name="binary",
    says="decisions",
    asks="{label} and {prediction} for decisions (or {score} with {threshold})",
    roles=ROLES,
    settings=("positive", "positive_means", "threshold", "top_k", "calibration_bins", "probability"),
    metrics=(
        confusion.accuracy,
        confusion.balanced_accuracy,
        confusion.selection_rate,
        confusion.base_rate,
        *confusion.RATES,
        confusion.matthews_correlation,
        *score_metrics.METRICS,
    ),
    families=(
        confusion.accuracy,
        confusion.balanced_accuracy,
        confusion.selection_rate,
        *confusion.RATES,
        confusion.matthews_correlation,
    ),
    arguments=_points,
    argument=("operating point", "operating points"),
    unknown_argument="an operating point that was not asked for ({threshold}, {top_k})",
    headline=("accuracy", "selection_rate", "true_positive_rate", "false_positive_rate", "area_under_roc"),
    bars=Bars(
        "nested",
        "From everybody to the positive label to the selected",
        (
            ("base_rate", "positive label"),
            ("selection_rate", "selected"),
            ("true_positive_rate", "selected, of positive label"),
            ("false_positive_rate", "selected, of negative label"),
        ),
    ),
    words=Words(
        cannot_tell=("Whether the labels are right. A label that is itself skewed makes a skewed model look accurate.",)
    ),
    warnings=WARNINGS,
    proposed=Proposed(
        ("label", "prediction"),
        (
            ProposedRule(
                "better-than-chance",
                "balanced_accuracy overall >= 0.6",
                "The model tells positives from negatives.",
            ),
            ProposedRule(
                "found-by-{name}",
                "true_positive_rate.difference by {attribute} <= 0.1",
                "Of those who are positive, no group is recognised ten in a hundred less often than another.",
            ),
            ProposedRule(
                "selected-by-{name}",
                "selection_rate.ratio by {attribute} >= 0.8",
                "The group that is selected least often is selected at least four fifths as often as the one most "
                "often.",
            ),
            ProposedRule(
                "ranked-by-{name}",
                "area_under_roc.difference by {attribute} <= 0.05",
                "The score tells positives from negatives about as well in every group.",
                needs=("score",),
            ),
            ProposedRule(
                "calibrated-by-{name}",
                "calibration_in_the_large.difference by {attribute} <= 0.1",
                "Against what came true, the score promises no group ten in a hundred more than another.",
                needs=("score",),
            ),
        ),
        "accuracy.change by ATTRIBUTE >= -0.01",
    ),
    example=EXAMPLE,
    fits=columns.fits,
    start=_start,
    others=("multiclass",),
    becomes=_becomes,
    resolve=_resolve,
    check=columns.check,
    idle=columns.idle,
    unused=columns.unused,
    usual=columns.usual,
    lacks=columns.lacks,
    seen_first=columns.seen_first,
    data_notices=_data_notices,
    model_notices=_model_notices,
    level_notices=_level_notices,
    group_details=_group_details,
    details=_details,
    guess=columns.guess,
)
