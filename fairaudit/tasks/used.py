"""What an audit rests on, and who said so: the columns of roles, the positive value, where scores become decisions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from fairaudit.config import Config
from fairaudit.document import NotUsed, Used
from fairaudit.errors import show
from fairaudit.labels import text_of
from fairaudit.spoken import spoken
from fairaudit.tally import Roles
from fairaudit.tasks.task import Task

BY_VALUE = "by its value"
_BY_NAME = "by its name"


def assumed_column(role: str, column: str, why: str) -> str:
    """Say which column was taken for a role unsaid."""
    return f"{role} = column `{show(column)}` ({why})"


def assumed_positive(value: str) -> str:
    """Say which value was taken for positive unsaid."""
    return f"positive = `{show(value)}` ({BY_VALUE})"


def used(task: Task, roles: Roles, asked: Config, resolved: Config) -> list[Used]:
    """Return every column with its role, and every value that decides, with who said so; `asked` are the settings."""
    columns = {role: name for role, name in roles.columns.items() if not task.idle(role, roles.columns)}
    return [
        *(_column(role, name, roles) for role, name in columns.items()),
        *(_probability(value, name, asked) for value, name in roles.probabilities),
        *([] if roles.site is None else [_used("site", roles.site, None, "given")]),
        *(_used("group", name, None, "given") for name in roles.audited),
        *_values(asked, resolved),
    ]


def not_used(task: Task, roles: Roles, asked: Config) -> list[NotUsed]:
    """Return the columns that look as if they had a role, and that nothing rests on, each with why."""
    option = spoken("threshold" if asked.threshold else "top_k")
    found: list[NotUsed] = [
        {"column": name, "why": why}
        for role, name in roles.columns.items()
        if (why := task.idle(role, roles.columns)) and role not in roles.recognised
    ]
    for role, why in roles.recognised.items():
        name = roles.columns.get(role, "")
        if name and (idle := task.idle(role, roles.columns)):
            found.append({"column": name, "why": idle, "assumption": f"{assumed_column(role, name, why)}; {idle}"})
    found += [{"column": name, "why": f"the scores decide ({option})"} for name in roles.unused]
    for passed in roles.passed_over:
        said: NotUsed = {"column": passed.column, "why": passed.why}
        found.append(said if passed.assumption is None else {**said, "assumption": passed.assumption})
    return found


def _column(role: str, name: str, roles: Roles) -> Used:
    why = roles.recognised.get(role)
    if why is None:
        return _used(role, name, None, "given")
    return {**_used(role, name, None, "assumed", why), "assumption": assumed_column(role, name, why)}


def _probability(of_class: str, name: str, asked: Config) -> Used:
    if asked.probability:
        return _used("probability", name, of_class, "given")
    return _used("probability", name, of_class, "assumed", _BY_NAME)


def _values(asked: Config, resolved: Config) -> Iterator[Used]:
    """Yield the positive value, and from where on a score decides."""
    if asked.positive is not None:
        yield _used("positive", None, asked.positive, "given")
    elif resolved.positive is not None:
        told = assumed_positive(resolved.positive)
        yield {**_used("positive", None, resolved.positive, "assumed", BY_VALUE), "assumption": told}
    for threshold in asked.threshold:
        yield _used("threshold", None, text_of(threshold), "given")
    for highest in asked.top_k:
        yield _used("top_k", None, highest, "given")


def _used(
    role: str, column: str | None, value: str | None, how: Literal["given", "assumed"], why: str | None = None
) -> Used:
    return {"role": role, "column": column, "value": value, "how": how, "why": why}
