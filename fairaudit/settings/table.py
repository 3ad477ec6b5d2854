"""All settings there are: those of every audit, and the columns, by the roles that tasks give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fairaudit.config import SETTINGS, Config
from fairaudit.config.setting import ABOUT, COLUMNS, Place, Setting
from fairaudit.tasks import columns
from fairaudit.tasks.role import Role


def role_settings(roles: Mapping[str, Sequence[Role]]) -> dict[str, Setting]:
    """Return a setting for every role of the tasks; one of several tasks is one setting."""
    tasks = defaultdict[str, list[str]](list)
    first = dict[str, Role]()
    for task, role in ((task, role) for task, each in roles.items() for role in each):
        first.setdefault(role.name, role)
        tasks[role.name].append(task)
    return {
        name: _of_role(role, f" ({', '.join(tasks[name])})", f" of a {' or '.join(tasks[name])} audit")
        for name, role in first.items()
    }


def _of_role(role: Role, whose: str, which: str) -> Setting:
    return Setting(
        "column",
        "data",
        COLUMNS,
        f"{role.says[0].upper()}{role.says[1:]}{whose}.",
        documented=f"columns{which}",
        wanted=f'the name of a column, such as {role.name}="{role.known[0]}"',
        metavar="COLUMN",
        name=role.name,
    )


_OWN = role_settings(columns.ROLES)
_SHARED = {role.name: _of_role(role, "", "") for role in columns.SHARED}
ROLES: dict[str, Setting] = {**_OWN, **_SHARED}
"""Role → its setting."""

_TASK = {"task": SETTINGS["task"].of(tuple(columns.ROLES))}
ALL: dict[str, Setting] = {**_TASK, **ROLES, **SETTINGS, **_TASK}
"""Every setting by its name, in the order of reports."""


def in_help() -> list[Setting]:
    """Return all settings in the order of help: groups stand before the roles that all tasks share."""
    listed = [each for name, each in ALL.items() if name not in _SHARED] + list(_SHARED.values())
    return _moved(listed, {each.name: each.before for each in listed})


def in_file(place: Place) -> list[Setting]:
    """Return the settings of a table of the settings file, in its order."""
    listed = _moved(ALL.values(), {each.name: each.before_in_file or each.before for each in ALL.values()})
    return [each for each in listed if each.place == place]


def _moved(settings: Iterable[Setting], before: Mapping[str, str | None]) -> list[Setting]:
    """Return the settings in their order, but those that shall stand before another one there."""
    listed = list(settings)
    found: list[Setting] = []
    for each in (each for each in listed if before[each.name] is None):
        found += [other for other in listed if before[other.name] == each.name]
        found.append(each)
    return found


def config_of(said: Mapping[str, Any]) -> Config:
    """Return the settings that were said, each in the type that `Config` has it, as one object; None is not said.

    Raises:
        UsageError: one has a value that it cannot have.
    """
    for name, value in said.items():
        ALL[name].refuse(value)
    named = {role: column for role, column in said.items() if role in ROLES and column is not None}
    return Config(columns=named, **{name: value for name, value in said.items() if name not in ROLES})


def named_files(said: Mapping[str, Any]) -> dict[str, Path]:
    """Return the files that settings name: setting → path."""
    named = {name: said[name] for name, each in SETTINGS.items() if each.kind == "file" and name in said}
    return {name: Path(value) for name, value in named.items() if value not in SETTINGS[name].words}


def as_reported(config: Config) -> dict[str, Any]:
    """Return the settings as reports hold them: the column of every role, or None, and lists instead of tuples.

    What was said of the report is not among them: `fairaudit.config.about.about_of`.
    """
    said = asdict(config)
    named = said.pop("columns")
    listed = (name for name, each in ALL.items() if each.heading != ABOUT)
    found = {name: _plain(named.get(name) if name in ROLES else said[name]) for name in listed}
    return {name: _one(value) if ALL[name].kind == "numbers" else value for name, value in found.items()}


def _one(values: list[Any]) -> Any:
    """Return a value instead of a list of one, and None instead of one of none."""
    return values if len(values) > 1 else next(iter(values), None)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
