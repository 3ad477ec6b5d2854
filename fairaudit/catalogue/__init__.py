"""The catalogue: the tasks there are, and their metrics by name."""

from __future__ import annotations

from fairaudit.catalogue import own
from fairaudit.config.ratios import is_definition
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.metrics import Metric
from fairaudit.tasks.binary import task as binary
from fairaudit.tasks.multiclass import task as multiclass
from fairaudit.tasks.quantity import task as quantity
from fairaudit.tasks.regression import task as regression
from fairaudit.tasks.speech import task as speech
from fairaudit.tasks.task import Task

TASKS: dict[str, Task] = {
    task.name: task for task in (binary.TASK, multiclass.TASK, speech.TASK, regression.TASK, quantity.TASK)
}
"""Every task, in the order in which help and documentation list them."""

CATALOGUE: dict[str, Metric] = {metric.name: metric for task in TASKS.values() for metric in task.metrics}


def find_metric(name: str) -> Metric:
    """Return the metric of this name or short name, or that it defines; of a family with an argument, the member.

    Raises:
        UsageError: no metric has that name; the message names the nearest.
    """
    if is_definition(name):
        return own.column_ratio(name)
    family, argument, rest = taken_apart(name)
    if argument is not None and not rest:
        return member(find_metric(family), argument)
    key, known = name.strip().lower().replace("-", "_"), {**own.known(), **CATALOGUE}
    if key in known:
        return known[key]
    for metric in CATALOGUE.values():
        if key in metric.also_called:
            return metric
    raise UsageError(
        f"There is no metric `{show(name)}`.{did_you_mean(key, known)} `fairaudit metrics` lists them all."
    )


def is_known(name: str) -> bool:
    """Whether a metric has this name here; a report can be of another version, or hold metrics of somebody's own."""
    family, argument, rest = taken_apart(name)
    if argument is None:
        return name in CATALOGUE
    return not rest and family in CATALOGUE and bool(CATALOGUE[family].within)


def taken_apart(name: str) -> tuple[str, str | None, str]:
    """Return a name before, within and behind its brackets: an argument ends with the last bracket, and may hold any.

    There is no argument where there are no brackets.
    """
    family, opened, behind = name.strip().partition("[")
    argument, closed, rest = behind.rpartition("]")
    return (family, argument, rest) if opened and closed else (name, None, "")


def member(family: Metric, argument: str) -> Metric:
    """Return the member of a family.

    Raises:
        UsageError: the metric is no family.
    """
    if not family.within:
        families = ", ".join(f"`{name}`" for name, metric in CATALOGUE.items() if metric.within)
        raise UsageError(
            f"`{family.name}` is of all classes together, so no class stands behind it. For each class there are: "
            f"{families}."
        )
    return family.at(argument)


def task_of(metric: Metric) -> Task:
    """Return the first task that has a metric, or the family that it is a member of."""
    return next(task for task in TASKS.values() if (metric.family or metric) in task.metrics)
