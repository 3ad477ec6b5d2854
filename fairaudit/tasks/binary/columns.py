"""The columns of binary decisions: whether data are of this kind, and which roles and settings go together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from fairaudit.config.numbers import decides_by_score
from fairaudit.counts import LabelCounts, ScoreCounts, SelectionCounts
from fairaudit.errors import DataError, UsageError, show
from fairaudit.metrics import Metric, confusion
from fairaudit.spoken import spoken
from fairaudit.tasks.binary.roles import ROLES
from fairaudit.tasks.task import Guess, Task

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.tally import Roles

LABEL, PREDICTION, SCORE = ROLES
_OF_SCORES = ("area_under_roc", "brier_score", "expected_calibration_error", "calibration_in_the_large", "base_rate")
"""Metrics that are seen first where there are scores and no decisions."""


def fits(roles: Collection[str], are_said: bool, config: Config) -> bool:
    """Tell whether there are decisions, or scores to decide by; a label that was said will do."""
    decides = PREDICTION.name in roles or SCORE.name in roles or decides_by_score(config)
    return decides or (are_said and LABEL.name in roles)


def check(used: Mapping[str, str], said: Mapping[str, str], config: Config, may_lack: Collection[str]) -> None:
    """Make sure that there is one way to know the decisions.

    Raises:
        UsageError: there is none, or two.
    """
    option = spoken("threshold" if config.threshold else "top_k")
    if decides_by_score(config) and "prediction" in said:
        prediction = spoken("prediction")
        raise UsageError(f"{prediction} and {option} contradict each other: a decision comes from one of them.")
    if decides_by_score(config) and "score" not in used:
        raise UsageError(f"{option} needs a score. Name its column: {spoken('score', 'COLUMN')}.")
    if not decides_by_score(config) and "prediction" not in used:
        if "score" in used and ("prediction" in may_lack or LABEL.name in used):
            return
        if "score" in used:
            raise UsageError(
                f"There is a score (`{show(used['score'])}`) but no prediction. Say from which score on a row counts "
                f"as predicted positive: {spoken('threshold', 0.5)}, or name a prediction column: "
                f"{spoken('prediction', 'COLUMN')}."
            )
        named, score = spoken("prediction", "COLUMN"), f"{spoken('score')} with {spoken('threshold')}"
        raise UsageError(f"No column is the prediction. Name it: {named}, or {score}.")


def may_be_classes(roles: Roles, config: Config) -> bool:
    """Tell whether the values may say that columns which look like those of decisions hold several classes."""
    is_said = config.task is not None or config.positive is not None
    return not is_said and {LABEL.name, PREDICTION.name} <= roles.columns.keys()


def idle(role: str, used: Mapping[str, str]) -> str:
    """Say of a score beside decisions, without a label, that no metric rests on it."""
    if role == SCORE.name and "prediction" in used and LABEL.name not in used:
        return f"no metric uses it, because column `{show(used['prediction'])}` holds the decisions"
    return ""


def unused(columns: Sequence[str], used: Collection[str], config: Config) -> tuple[str, ...]:
    """Return the columns that would be the prediction if no threshold decided."""
    known = [name for name in columns if name.casefold() in PREDICTION.known and name not in used]
    return tuple(known) if decides_by_score(config) else ()


def usual(task: Task, roles: Roles, config: Config) -> Sequence[Metric]:
    """Return the metrics that labels, decisions and scores can tell, as far as there are any."""
    return [metric for metric in task.metrics if lacks(metric, roles, config) is None]


def seen_first(task: Task, roles: Roles, config: Config) -> Sequence[str]:
    """Return the headline of decisions, with the score's ranking if there is one; or that of scores alone."""
    from fairaudit.tally.median import is_undecided

    if is_undecided(roles, config):
        return _OF_SCORES
    told = [metric.name for metric in usual(task, roles, config)]
    return [name for name in task.headline if name in told]


def lacks(metric: Metric, roles: Roles, config: Config) -> str | None:
    """Return why a metric cannot be told: there is no label, no decision, or no score."""
    from fairaudit.tally.median import is_score_alone, is_undecided, name_decisions

    if LABEL.name not in roles.columns and SelectionCounts not in metric.reads:
        return f"compares with a label, and no column is the label. Name it: {spoken('label', 'COLUMN')}."
    if ScoreCounts in metric.reads:
        missing = f"needs a score, and no column is one. Name it: {spoken('score', 'COLUMN')}."
        return None if SCORE.name in roles.columns else missing
    if not is_score_alone(roles, config) or LabelCounts in metric.reads:
        return None
    selects = metric is confusion.selection_rate and not is_undecided(roles, config)
    return None if selects else f"is about decisions, and there is only a score. {name_decisions()}"


def guess(values: Mapping[str, Mapping[str, int]]) -> Guess:
    """Guess a threshold for a probability without decisions, and the value that means positive if it does not show."""
    from fairaudit.tasks.binary.labels import normalize_label, positive_values

    settings: list[tuple[str, str | float, str]] = []
    instead = frozenset[str]()
    if "score" in values and "prediction" not in values and _are_probabilities(values["score"]):
        settings.append(("threshold", 0.5, "a guess: from which score on does the model decide positive?"))
        instead = frozenset({"prediction"})
    tallied: list[dict[str, int]] = [{}, {}]
    for role, counted in zip(("label", "prediction"), tallied, strict=True):
        for value, rows in values.get(role, {}).items():
            counted[normalize_label(value)] = counted.get(normalize_label(value), 0) + rows
    if tallied[0]:
        try:
            positive_values(tallied[0], tallied[1], None)
        except UsageError:
            positive = min({*tallied[0], *tallied[1]})
            settings.append(("positive", positive, "a guess: which value is the positive one?"))
        except DataError as refused:
            return Guess(tuple(settings), instead, str(refused))
    return Guess(tuple(settings), instead)


def _are_probabilities(values: Mapping[str, int]) -> bool:
    try:
        numbers = [float(value) for value in values]
    except ValueError:
        return False
    return bool(numbers) and min(numbers) >= 0 and max(numbers) <= 1
