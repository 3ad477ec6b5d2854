"""Reads a configuration file, and says of every mistake in it where it stands and how to mend it."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairaudit.errors import ConfigError, did_you_mean, show
from fairaudit.settings.find import FILE_NAME, PROJECT_FILE_NAME
from fairaudit.settings.positions import Position, key_positions, nearest_position
from fairaudit.settings.table import named_files

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from fairaudit.policy import ChangeRule, Policy, Rule
    from fairaudit.settings.model import ConfigFile
    from fairaudit.settings.rules import Place

_PREFIX = ("tool", "fairaudit")
Mistake = tuple[Position, str]
Key = tuple[str | int, ...]
Positions = Mapping[Key, Position]
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
    """Return the settings of a configuration file, by their names; a path in it is relative to the file.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has keys or values that mean nothing; all are listed.
    """
    settings = _validated(path).settings()
    return settings | {name: str(path.parent / file) for name, file in named_files(settings).items()}


def read_policy(path: Path) -> Policy:
    """Return the rules and waivers of a configuration file.

    Raises:
        ConfigError: as for `read_settings`.
    """
    from fairaudit.settings.rules import policy_of_tables

    file = _validated(path)
    prefix = _PREFIX if path.name == PROJECT_FILE_NAME else ()
    places = _places(path, key_positions(_read_text(path)), prefix, len(file.rules))
    rules = zip(file.rules, places, strict=True)
    return policy_of_tables(rules, file.waivers, file.on_inconclusive or "report")


def _places(path: Path, positions: Positions, prefix: tuple[str, ...], rules: int) -> list[tuple[str, int]]:
    """Return where the sentence of each rule stands."""
    keys: Iterator[Key] = ((*prefix, "rules", number, "require") for number in range(rules))
    found = (nearest_position(positions, key) or Position(1, 1) for key in keys)
    return [(Path(_nearest(path)).as_posix(), where.line) for where in found]


def _validated(path: Path) -> ConfigFile:
    """Return the whole file, after making sure that everything in it is right.

    Raises:
        ConfigError: lists every mistake, in the order of the file.
    """
    text = _read_text(path)
    content, prefix = _content(path, text)
    positions = key_positions(text)
    from pydantic import ValidationError  # only needed, and only paid for, when there is a configuration file

    from fairaudit.settings.model import ConfigFile

    file, mistakes = None, list(_misplaced(path, positions, prefix))
    try:
        file = ConfigFile.model_validate(content)
    except ValidationError as invalid:
        mistakes += list(_mistakes(path, positions, prefix, invalid.errors()))
    rules = content.get("rules") if file is None else file.rules
    mistakes += _conflicts(path, positions, prefix, rules if isinstance(rules, list) else [])
    if file is None or mistakes:
        raise ConfigError(_listed(mistakes))
    return file


def _conflicts(path: Path, positions: Positions, prefix: tuple[str, ...], tables: list[Any]) -> Iterator[Mistake]:
    """Yield what rules have against each other, at the line of the later one."""
    if len(tables) < 2:
        return
    from fairaudit.policy import conflicts

    rules = _single_rules(tables, _places(path, positions, prefix, len(tables)))
    for rule, sentence in conflicts(rules):
        yield Position(rule.location[1] if rule.location else 1, 1), sentence


def _single_rules(tables: Iterable[Any], places: Sequence[Place]) -> list[Rule | ChangeRule]:
    """Return the rules that are right taken alone; tables are as in the file, or read already."""
    from pydantic import ValidationError

    from fairaudit.settings.model import RuleTable

    found = []
    for table, place in zip(tables, places, strict=True):
        try:
            found.append(RuleTable.model_validate(table).rule(place))
        except ValidationError:
            continue
    return found


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
    except RecursionError as deep:
        raise ConfigError(f"{_shown(path)}: Its values are nested too deeply to be read.") from deep
    except ValueError as long:  # what Python says of it is about Python
        raise ConfigError(f"{_shown(path)}: It holds a number of thousands of digits, which cannot be read.") from long
    tool = content.get("tool")
    own = tool.get("fairaudit") if isinstance(tool, dict) else None
    if path.name == PROJECT_FILE_NAME:
        if own is None:
            raise ConfigError(f"{_shown(path)} has no table [tool.fairaudit].")
        if not isinstance(own, dict):
            said = show(json.dumps(own, default=str))
            raise ConfigError(f"{_shown(path)}: `tool.fairaudit` must be a table, not {said}.")
        return own, _PREFIX
    return (content, ()) if own is None else (own if isinstance(own, dict) else {}, _PREFIX)


def _misplaced(path: Path, positions: Positions, prefix: Key) -> Iterator[Mistake]:
    """Yield that the tables have a prefix, if they have it in a file where they must have none."""
    if prefix and path.name != PROJECT_FILE_NAME:
        where = nearest_position(positions, _PREFIX)
        text = (
            f"{_shown(path)}{f':{where.line}' if where else ''}: The prefix `tool.fairaudit.` belongs in "
            f"{PROJECT_FILE_NAME} only. In {FILE_NAME}, drop it: [data] instead of [tool.fairaudit.data]."
        )
        yield where or Position(0, 0), text


def _syntax_error(path: Path, message: str) -> str:
    where = re.search(r" \(at line (\d+), column (\d+)\)", message)
    if where is None:
        return f"{_shown(path)}: This is not TOML: {show(message)}."
    return f"{_shown(path)}:{where[1]}:{where[2]}: This is not TOML: {show(message.replace(where[0], ''))}."


def _mistakes(
    path: Path, positions: Positions, prefix: tuple[str, ...], found: list[ErrorDetails]
) -> Iterator[Mistake]:
    from fairaudit.settings.model import RuleError

    for mistake in (each for several in found for each in _apart(several)):
        of_rule = isinstance(mistake.get("ctx", {}).get("error"), RuleError)
        keys = (*mistake["loc"][:2], "require") if of_rule else mistake["loc"]
        where = nearest_position(positions, (*prefix, *keys)) or Position(0, 0)
        place = f":{where.line}" if where.line else ""
        place += f":{where.column}" if where.line and not of_rule else ""
        yield where, f"{_shown(path)}{place}: {str(mistake['ctx']['error']) if of_rule else _sentence(mistake)}"


def _apart(mistake: ErrorDetails) -> Iterator[ErrorDetails]:
    """Yield each thing that is wrong in one value as a mistake of its own."""
    messages = getattr(mistake.get("ctx", {}).get("error"), "messages", None)
    for message in messages or ():
        yield {**mistake, "ctx": {"error": message}}
    if messages is None:
        yield mistake


def _listed(mistakes: list[Mistake]) -> str:
    """Return the mistakes in the order of the file, indented under the first, which follows `error: `."""
    lines = dict.fromkeys(line for _, line in sorted(mistakes))
    first, *others = lines
    return "\n       ".join([first, *(line.replace("\n", "\n       ") for line in others)])


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
    from fairaudit.settings.model import TABLES, ConfigFile

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
