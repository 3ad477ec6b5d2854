"""The catalogue: the tasks there are, and their metrics by name."""

from __future__ import annotations

import re
from functools import lru_cache

from fairaudit.catalogue import own
from fairaudit.config.ratios import is_definition
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.metrics import Metric
from fairaudit.metrics.quantiles import share_above
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

_AT_NUMBER = re.compile(r"share_above:(\d+\.?\d*|\.\d+)")

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
    if (found := known.get(key) or at_number(key)) is not None:
        return found
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
        return name in CATALOGUE or at_number(name) is not None
    return not rest and family in CATALOGUE and bool(CATALOGUE[family].within)


def taken_apart(name: str) -> tuple[str, str | None, str]:
    """Return a name before, within and behind its brackets: an argument ends with the last bracket, and may hold any.

    There is no argument where there are no brackets.
    """
    family, opened, behind = name.strip().partition("[")
    argument, closed, rest = behind.rpartition("]")
    return (family, argument, rest) if opened and closed else (name, None, "")


@lru_cache(maxsize=256)
def at_number(name: str) -> Metric | None:
    """Return the metric at a number that its name says: `share_above:0.8`; None if the name says none.

    Raises:
        UsageError: the number is not one that the metric can be taken at.
    """
    said = _AT_NUMBER.fullmatch(name)
    if said is None:
        return None
    share = float(said[1])
    if not 0 < share < 1:
        raise UsageError(f"`{show(name)}` is no share above a quantile: say one between 0 and 1, as `share_above:0.8`.")
    return share_above(CATALOGUE["share_above_quantile"], share)


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
