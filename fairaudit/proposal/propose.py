"""Proposes what the columns of a data set mean; whoever reads the proposal decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fairaudit.catalogue import TASKS
from fairaudit.errors import show
from fairaudit.proposal.look import Column, candidates, named_like
from fairaudit.tasks.known_columns import NEVER_ASSUMED, probabilities
from fairaudit.tasks.roles import is_named_otherwise
from fairaudit.tasks.task import Guess, Task

MOST_GROUPS = 50
MOST_ATTRIBUTES = 6
_MANY_NUMBERS = 12
_FEW_ROWS = 5


@dataclass(frozen=True)
class Role:
    """The column that is proposed for a role, and others that could have it."""

    name: str
    column: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class PassedOver:
    """A column that is not proposed as an attribute: why, and edges by which its numbers could become groups."""

    column: str
    why: str
    edges: tuple[float, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What the columns seem to mean.

    `missing` are roles without a column. `guesses` are settings, their values, and questions about them. `trouble` is
    what an audit would refuse. `unused` are columns that look like weights or counts, and `clusters` those that may say
    who the rows come from.
    """

    task: str | None
    roles: tuple[Role, ...]
    missing: tuple[str, ...]
    attributes: tuple[Column, ...]
    passed_over: tuple[PassedOver, ...]
    guesses: tuple[tuple[str, str | float, str], ...] = ()
    trouble: str | None = None
    unused: tuple[tuple[str, str], ...] = ()
    clusters: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether an audit can run with it."""
        return self.task is not None and not self.missing and bool(self.attributes) and self.trouble is None


def propose(columns: Sequence[str], looked: Mapping[str, Column]) -> Proposal:
    """Return what the columns seem to mean, by their names and the values in the rows looked at."""
    could = _decided(candidates(columns), looked)
    task, guess = _task(could, looked)
    wanted = [*(role.name for role in task.roles), "cluster"] if task else []
    roles = tuple(Role(role, found[0], found[1:]) for role in wanted if (found := could.get(role)))
    has = {role.name: role.column for role in roles}
    known = {column for found in could.values() for column in found} | set(probabilities(columns).values())
    unused = tuple((role, column) for role, names in NEVER_ASSUMED.items() for column in named_like(columns, names))
    known |= {column for _, column in unused}
    attributes, passed_over = _attributes([looked[name] for name in columns if name in looked and name not in known])
    return Proposal(
        task.name if task else None,
        roles,
        _missing(task, has, guess.instead) if task else (),
        attributes,
        passed_over,
        guess.settings,
        guess.trouble,
        unused,
        () if "cluster" in has else _clusters(passed_over, looked),
    )


def _decided(could: Mapping[str, tuple[str, ...]], looked: Mapping[str, Column]) -> dict[str, tuple[str, ...]]:
    """Return the candidates, a column that could be both as the decision if it has two values, else as the score."""
    both = could["score"] and could["score"] == could["prediction"]
    if not both:
        return dict(could)
    return {**could, ("score" if len(looked[could["score"][0]].values) <= 2 else "prediction"): ()}


def _task(could: Mapping[str, Sequence[str]], looked: Mapping[str, Column]) -> tuple[Task | None, Guess]:
    """Return the task that the names of columns suggest, and what their values do.

    Where an audit would refuse the values, another task of columns with these names may take them.
    """
    suggested = _by_names(could)
    if suggested is None:
        return None, Guess()
    others = [task for task in TASKS.values() if not task.asks and _has_all(task, could)]
    guesses = [(task, task.guess(_values(task, could, looked))) for task in (suggested, *others)]
    return next((each for each in guesses if each[1].trouble is None), guesses[0])


def _values(task: Task, could: Mapping[str, Sequence[str]], looked: Mapping[str, Column]) -> dict[str, dict[str, int]]:
    """Return the rows of every value of the columns that a task would read."""
    names = {role.name: found[0] for role in task.roles if (found := could.get(role.name))}
    return {role: _counted(looked[name]) for role, name in names.items() if name in looked}


def _by_names(candidates: Mapping[str, Sequence[str]]) -> Task | None:
    """Return the task for which all roles are there, the last such; else the first for which any is."""
    known = [task for task in TASKS.values() if task.asks]
    complete = [task for task in known if _has_all(task, candidates)]
    if complete:
        return complete[-1]
    return next((task for task in known if any(candidates.get(role.name) for role in task.roles)), None)


def _has_all(task: Task, candidates: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether there are columns for all roles of a task but those that no name tells and none needs."""
    return all(candidates.get(role.name) for role in task.roles if role.needed or role.assumed)


def _missing(task: Task, has: Mapping[str, str], instead: Collection[str]) -> tuple[str, ...]:
    """Return the roles that a proposal names and no column has; a threshold makes decisions from scores."""
    return tuple(role for role in task.proposed.roles if role not in has and role not in instead)


def _attributes(columns: Sequence[Column]) -> tuple[tuple[Column, ...], tuple[PassedOver, ...]]:
    why = {column.name: _why_not(column) for column in columns}
    good = [column for column in columns if why[column.name] is None]
    passed = [each for each in why.values() if each is not None]
    passed += [PassedOver(each.name, "not among the first attributes") for each in good[MOST_ATTRIBUTES:]]
    return tuple(good[:MOST_ATTRIBUTES]), tuple(passed)


def _why_not(column: Column) -> PassedOver | None:
    """Return why a column is not proposed as an attribute, or None if it is."""
    distinct = len(column.values)
    if distinct + bool(column.missing) < 2:
        return PassedOver(column.name, "the same in all rows")
    if is_named_otherwise(column.name):
        return PassedOver(column.name, "its name says that it is something else")
    if distinct > _MANY_NUMBERS and column.numbers is not None:
        return PassedOver(column.name, "numbers", _edges(column))
    if distinct > MOST_GROUPS or column.rows < _FEW_ROWS * distinct:
        return PassedOver(column.name, f"{distinct:,} different values")
    return None


def _edges(column: Column) -> tuple[float, ...]:
    """Return edges between groups: the usual ones for an age, else quarters of the rows in two digits."""
    if "age" in column.name.casefold().split("_"):
        return (18.0, 30.0, 50.0, 65.0)
    quarters = (float(f"{column.quantile(share):.2g}") for share in (0.25, 0.5, 0.75))
    return tuple(dict.fromkeys(sorted(quarters)))


def _counted(column: Column) -> dict[str, int]:
    """Return the rows of every value, each with a point where it has a decimal comma."""
    counted: dict[str, int] = {}
    for value, rows in column.values:
        counted[column.plain(value)] = counted.get(column.plain(value), 0) + rows
    return counted


def _clusters(passed_over: Sequence[PassedOver], looked: Mapping[str, Column]) -> tuple[str, ...]:
    """Return columns of identities that come back: rows of one user belong together."""
    names = [each.column for each in passed_over if "id" in each.column.casefold().split("_")]
    return tuple(name for name in names if 1 < len(looked[name].values) <= looked[name].rows / 2)


def described(column: Column, most: int = 6) -> str:
    """Return the values of a column and how many rows have them, in one line that is safe to print."""
    shown = ", ".join(f"{show(value)} {count:,}" for value, count in column.values[:most])
    more = f", and {len(column.values) - most} more" if len(column.values) > most else ""
    missing = f"; {column.missing:,} without a label" if column.missing else ""
    return shown + more + missing
