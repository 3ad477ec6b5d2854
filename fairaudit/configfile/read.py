"""Reads a configuration file, and says of every mistake in it where it stands and how to mend it."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairaudit.config import NORMALIZERS, named_label
from fairaudit.configfile.find import FILE_NAME, PROJECT_FILE_NAME
from fairaudit.configfile.positions import Position, key_positions, nearest_position
from fairaudit.errors import ConfigError, UsageError, did_you_mean, show

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from fairaudit.configfile.model import ConfigFile, RuleTable
    from fairaudit.policy import ChangeRule, Policy, Rule

_PREFIX = ("tool", "fairaudit")
_WANTED = {
    "string_type": "text in quotes",
    "list_type": "a list, in square brackets",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def read_settings(path: Path) -> dict[str, Any]:
    """Return the settings of a configuration file, by their names in `fairaudit.config.Config`.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has keys or values that mean nothing; all are listed.
    """
    settings = _validated(path).settings()
    normalizer = settings.get("normalize", "none")
    if normalizer not in NORMALIZERS:  # a path in the file is relative to the file
        settings["normalize"] = str(path.parent / normalizer)
    return settings


def read_policy(path: Path) -> Policy:
    """Return the rules and waivers of a configuration file.

    Raises:
        ConfigError: as for `read_settings`; or a rule is no rule, and the message says where it stands.
    """
    from fairaudit.policy import ChangeRule, Waiver, make_policy

    file = _validated(path)
    positions = key_positions(_read_text(path))
    prefix = _PREFIX if path.name == PROJECT_FILE_NAME else ()
    rules: list[Rule] = []
    change_rules: list[ChangeRule] = []
    for place, table in enumerate(file.rules):
        where = nearest_position(positions, (*prefix, "rules", place, "require")) or Position(1, 1)
        rule = _rule(table, (Path(_nearest(path)).as_posix(), where.line))
        if isinstance(rule, ChangeRule):
            change_rules.append(rule)
        else:
            rules.append(rule)
    waivers = tuple(
        Waiver(each.rule, each.until, each.reason, each.owner, tuple(_labels(each.group or {})))
        for each in file.waivers
    )
    return make_policy(tuple(rules), waivers, file.evidence.on_inconclusive or "report", tuple(change_rules))


def _rule(table: RuleTable, location: tuple[str, int]) -> Rule | ChangeRule:
    from fairaudit.policy import is_about_change, make_change_rule, make_rule

    keys = {name: value for name, value in table if value is not None and name not in {"require", "only", "against"}}
    keys["only"] = tuple(named_label(value) for value in table.only or ())
    keys["against"] = tuple((table.against or {}).items())
    try:
        make = make_change_rule if is_about_change(table.require) else make_rule
        return make(table.require, location=location, **keys)
    except UsageError as mistake:
        raise ConfigError(f"{show(location[0])}:{location[1]}: {mistake}") from mistake


def _labels(group: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    return ((name, named_label(value)) for name, value in group.items())


def _validated(path: Path) -> ConfigFile:
    text = _read_text(path)
    content, prefix = _content(path, text)
    from pydantic import ValidationError  # only needed, and only paid for, when there is a configuration file

    from fairaudit.configfile.model import ConfigFile

    try:
        return ConfigFile.model_validate(content)
    except ValidationError as invalid:
        raise ConfigError(_listing(path, text, prefix, invalid.errors())) from invalid


def _read_text(path: Path) -> str:
    name = _shown(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as missing:
        raise ConfigError(f"There is no configuration file {name}.") from missing
    except UnicodeDecodeError as other:
        raise ConfigError(f"{name} is not UTF-8, which TOML has to be. Save it as UTF-8.") from other
    except OSError as unreadable:
        raise ConfigError(f"{name} cannot be read: {unreadable.strerror}.") from unreadable


def _content(path: Path, text: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Return the part of the file that is fairaudit's, and the keys that lead to it."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ConfigError(_syntax_error(path, str(broken))) from broken
    tool = content.get("tool")
    own = tool.get("fairaudit") if isinstance(tool, dict) else None
    if path.name == PROJECT_FILE_NAME:
        if own is None:
            raise ConfigError(f"{_shown(path)} has no table [tool.fairaudit].")
        return own, _PREFIX
    if own is not None:
        where = nearest_position(key_positions(text), _PREFIX)
        line = f":{where.line}" if where else ""
        raise ConfigError(
            f"{_shown(path)}{line}: The prefix `tool.fairaudit.` belongs in {PROJECT_FILE_NAME} only. In {FILE_NAME}, "
            "drop it: [data] instead of [tool.fairaudit.data]."
        )
    return content, ()


def _syntax_error(path: Path, message: str) -> str:
    where = re.search(r" \(at line (\d+), column (\d+)\)", message)
    if where is None:
        return f"{_shown(path)}: This is not TOML: {show(message)}."
    return f"{_shown(path)}:{where[1]}:{where[2]}: This is not TOML: {show(message.replace(where[0], ''))}."


def _listing(path: Path, text: str, prefix: tuple[str, ...], mistakes: list[ErrorDetails]) -> str:
    positions = key_positions(text)
    lines = []
    for mistake in mistakes:
        where = nearest_position(positions, (*prefix, *mistake["loc"])) or Position(0, 0)
        place = f":{where.line}:{where.column}" if where.line else ""
        lines.append((where, f"{_shown(path)}{place}: {_sentence(mistake)}"))
    return "\n       ".join(
        dict.fromkeys(line for _, line in sorted(lines))
    )  # indented under the first, after `error: `


def _sentence(mistake: ErrorDetails) -> str:
    names = [str(part) for part in mistake["loc"] if isinstance(part, str)]
    key = show(".".join(names[1:] or names))
    if mistake["type"] == "extra_forbidden":
        return _unknown_key(names)
    if mistake["type"] == "missing":
        return f"{_brackets(names[0])} needs a key `{names[-1]}`."
    if mistake["type"] == "value_error":
        said = str(mistake["ctx"]["error"])
        return said if said.startswith(f"`{key}`") else f"`{key}`: {said}"
    if names[0] in {"rules", "waivers"} and len(names) == 1:
        return f"`{names[0]}` is a list of tables: begin each with [[{names[0]}]]."
    wanted = _WANTED.get(mistake["type"])
    if wanted is None:
        return f"`{key}`: {mistake['msg']}."
    said = show(json.dumps(mistake["input"], ensure_ascii=False, default=str))
    return f"`{key}` must be {wanted}, not {said}.{_mend(mistake)}"


def _mend(mistake: ErrorDetails) -> str:
    said = mistake["input"]
    if mistake["type"] == "list_type" and isinstance(said, str):
        return f" Write [{json.dumps(said, ensure_ascii=False)}]."
    number = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", said) if isinstance(said, str) else None
    return f" Write {float(number[1]) / 100:g}." if number else ""


def _unknown_key(names: list[str]) -> str:
    from fairaudit.configfile.model import TABLES, ConfigFile

    key, table = names[-1], names[0]
    if len(names) == 1:
        known, place = list(ConfigFile.model_fields), "This file"
    else:
        known, place = list(TABLES[table].model_fields), _brackets(table)
    for other, model in TABLES.items():
        if key in model.model_fields and key not in known:
            return f"`{key}` belongs in [{other}]."
    mend = did_you_mean(key, known) or f" The keys there are {', '.join(known)}."
    return f"{place} has no key `{show(key)}`.{mend}"


def _brackets(table: str) -> str:
    return f"[[{table}]]" if table in {"rules", "waivers"} else f"[{table}]"


def _shown(path: Path) -> str:
    return show(_nearest(path))


def _nearest(path: Path) -> str:
    """Return the path as a user would type it from here."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return str(path) if relative.startswith(os.path.join("..", "..")) else relative
