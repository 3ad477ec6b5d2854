"""The columns and settings of regression: which go together, and what they can tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from fairaudit.errors import UsageError
from fairaudit.metrics import Metric, moments, quantiles
from fairaudit.spoken import both, spoken

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.tally import Roles
    from fairaudit.tasks.task import Task

_OF_QUANTILES = (moments.pinball_loss.name, quantiles.share_above_quantile.name)
_OF_INTERVALS = (moments.interval_coverage.name, moments.mean_interval_width.name)


def check(used: Mapping[str, str], said: Mapping[str, str], config: Config, may_lack: Collection[str]) -> None:  # noqa: ARG001
    """Make sure that an interval has two ends.

    Raises:
        UsageError: it has one.
    """
    for end, other in (("lower", "upper"), ("upper", "lower")):
        if end in used and other not in used:
            named = spoken(other, "COLUMN")
            raise UsageError(f"{spoken(end)} is one end of the predictions' intervals. Name the other: {named}.")


def usual(task: Task, roles: Roles, config: Config) -> Sequence[Metric]:
    """Return the metrics that the columns and the settings can tell."""
    return [metric for metric in task.metrics if lacks(metric, roles, config) is None]


def seen_first(task: Task, roles: Roles, config: Config) -> Sequence[str]:
    """Return the headline, with what was asked for beside labels and predictions."""
    asked = [moments.pinball_loss.name] if config.quantile is not None else []
    asked += [moments.interval_coverage.name] if "lower" in roles.columns else []
    return [*task.headline, *asked]


def lacks(metric: Metric, roles: Roles, config: Config) -> str | None:
    """Return why a metric cannot be told."""
    if metric.name in _OF_QUANTILES and config.quantile is None:
        return f"is of a quantile. Say which: {spoken('quantile', 0.9)}."
    if metric.name in _OF_INTERVALS and "lower" not in roles.columns:
        ends = both(("lower", "COLUMN"), ("upper", "COLUMN"))
        return f"needs the predictions' intervals. Name their ends: {ends}."
    return None
