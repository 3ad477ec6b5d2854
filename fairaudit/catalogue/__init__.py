"""The catalogue: the tasks there are, and their metrics by name."""

from __future__ import annotations

from fairaudit.catalogue import own
from fairaudit.config.ratios import is_definition
from fairaudit.errors import UsageError, did_you_mean
from fairaudit.metrics import Metric
from fairaudit.tasks.binary import task as binary
from fairaudit.tasks.regression import task as regression
from fairaudit.tasks.speech import task as speech
from fairaudit.tasks.task import Task

TASKS: dict[str, Task] = {task.name: task for task in (binary.TASK, speech.TASK, regression.TASK)}
"""Every task, in the order in which help and documentation list them."""

CATALOGUE: dict[str, Metric] = {metric.name: metric for task in TASKS.values() for metric in task.metrics}


def find_metric(name: str) -> Metric:
    """Return the metric of this name or short name, or the one that it defines.

    Raises:
        UsageError: no metric has that name; the message names the nearest.
    """
    if is_definition(name):
        return own.column_ratio(name)
    key, known = name.strip().lower().replace("-", "_"), {**own.known(), **CATALOGUE}
    if key in known:
        return known[key]
    for metric in CATALOGUE.values():
        if key in metric.also_called:
            return metric
    raise UsageError(f"There is no metric `{name}`.{did_you_mean(key, known)} `fairaudit metrics` lists them all.")
