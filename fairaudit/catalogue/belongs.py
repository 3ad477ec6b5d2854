"""Whether metrics belong to the data of an audit: to its task, its columns, and the arguments that its rows tell."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit.catalogue import TASKS, find_metric
from fairaudit.config import Config
from fairaudit.errors import UsageError, nearest, show
from fairaudit.metrics import Metric
from fairaudit.spoken import spoken, spoken_in
from fairaudit.tally import Roles
from fairaudit.tasks.task import Task

_MOST_LISTED = 10


def picked_metrics(name: str, members: Sequence[Metric], task: Task) -> Sequence[Metric]:
    """Return the metric of a name, if it is one of the task; of a family whose members are known, all of them."""
    metric = find_metric(name)
    found = [member for member in members if member.family is metric]
    return [metric, *found] if metric in task.metrics else found or [metric]


def check_metric(
    metric: Metric, what: str, roles: Roles, config: Config, possible: Sequence[Task], members: Sequence[Metric] | None
) -> None:
    """Make sure that one of some tasks has a metric, and that these columns can tell it.

    `members` are those of families, None before the rows tell; `what` begins the sentence that says what is wrong.

    Raises:
        UsageError: it is not so.
    """
    task, base = TASKS[roles.task], metric.base
    if base.family in task.metrics and not any(base.family in each.families for each in possible):
        raise UsageError(f"{what} stands for no class: `{base.family.name}` is of all classes together.")
    if not any(each.has(metric) for each in possible):
        owners = [spoken("task", name) for name, each in TASKS.items() if each.has(metric)]
        mend = f" It belongs to {' or '.join(owners)}." if owners else ""
        raise UsageError(f"{what} does not belong to the task `{task.name}`.{mend}")
    whys = [each.lacks(metric, roles, config) for each in possible if base in each.metrics]
    if whys and None not in whys:
        raise UsageError(f"{what} {whys[-1]}")
    if members is not None and base not in task.metrics and metric not in members:
        raise UsageError(f"{what} {_not_a_member(metric, members, task)}")


def _not_a_member(metric: Metric, members: Sequence[Metric], task: Task) -> str:
    """Say that a family stands without the argument that makes it a metric, or with one that does not occur."""
    family, known = metric.family or metric, list(dict.fromkeys(each.argument or "" for each in members))
    one, many = task.argument
    if not known:
        return f"does not belong to the task `{task.name}` of these data, which have no {many}."
    if metric.family is None:
        return f"is of one {one} at a time: write `{family.name}[{show(known[0])}]`."
    alike = nearest(metric.argument or "", known)
    mend = f" Did you mean `{family.name}[{show(alike)}]`?" if alike is not None else ""
    listed = ", ".join(f"`{show(name)}`" for name in known[:_MOST_LISTED]) + (
        f" and {len(known) - _MOST_LISTED} more" if known[10:] else ""
    )
    return f"is of {spoken_in(task.unknown_argument)}.{mend} The {many} are: {listed}."
