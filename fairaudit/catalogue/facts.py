"""What a document says of its task and of its metrics, so that its readers need no catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from fairaudit.config import Config
from fairaudit.document import Bars, Definition, TaskWords
from fairaudit.metrics import Metric
from fairaudit.tally import Roles
from fairaudit.tasks import task
from fairaudit.tasks.role import Role


class TaskFacts(TypedDict):
    """What a document says of its task, beside the name."""

    words: TaskWords
    headline: list[str]


def task_facts(known: task.Task, roles: Roles, config: Config, metrics: Sequence[Metric] = ()) -> TaskFacts:
    """Return what a document says of its task, for an audit of these columns; metrics of one's own are seen first."""
    headline = [*known.seen_first(known, roles, config), *(metric.name for metric in metrics if metric.own)]
    return {"words": words_of(known.words, known.roles), "headline": headline}


def words_of(words: task.Words, roles: Sequence[Role] = ()) -> TaskWords:
    """Return what a document says of what its task calls things."""
    return {
        "cluster": words.cluster[0],
        "clusters": words.cluster[1],
        "errors": words.errors[0],
        "errors_of": words.errors[1],
        "kinds": dict(words.kinds),
        "truth": words.truth,
        "columns": [role.name for role in roles],
        "of_model": [role.name for role in roles if role.of_model],
        "cannot_tell": list(words.cannot_tell),
    }


def bars_of(known: task.Task) -> Bars | None:
    """Return what a page draws of the task as bars."""
    if known.bars is None:
        return None
    return {
        "kind": known.bars.kind,
        "title": known.bars.title,
        "metrics": [{"metric": metric, "says": says} for metric, says in known.bars.metrics],
        "per": known.bars.per,
    }


def definition(metric: Metric) -> Definition:
    """Return the facts of a metric as a document has them."""
    found: Definition = {
        "summary": metric.summary,
        "formula": metric.formula,
        "better": metric.better,
        "low": metric.low,
        "high": metric.high,
        "undefined_when": metric.undefined_when,
        "source": metric.source,
        "unit": metric.unit,
        "averages_clusters": metric.averages_clusters,
        "margin": metric.margin,
    }
    if metric.family is not None and metric.argument is not None:
        found |= {"family": metric.family.name, "argument": metric.argument}
    return {**found, "own": True} if metric.own else found
