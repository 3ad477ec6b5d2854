"""How the values of the configuration file are read, and what is said of all that are wrong in one of them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from fairaudit.config.ratios import is_definition
from fairaudit.config.setting import Kind
from fairaudit.errors import UsageError


class MistakesError(ValueError):
    """Everything that is wrong in one value."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__(messages[0])
        self.messages = messages


def checked(check: Callable[[Any], object], value: Any) -> None:
    """Call a check with a value, and if it is refused with each of its parts, to find every mistake in it.

    Raises:
        MistakesError: the check raised a UsageError.
    """
    whole = _refusal(check, value)
    if whole is not None:
        found = dict.fromkeys(_refusal(check, part) for part in _parts(value))
        raise MistakesError(tuple(each for each in found if each is not None) or (whole,))


def _refusal(check: Callable[[Any], object], value: Any) -> str | None:
    try:
        check(value)
    except UsageError as error:
        return str(error)
    return None


def _parts(value: Any) -> Iterator[Any]:
    """Yield each item of a list or a table as one of its own."""
    if isinstance(value, dict):
        yield from ({key: item} for key, item in value.items())
    elif isinstance(value, list | tuple):
        yield from (type(value)([item]) for item in value)


def _as_text(value: Any) -> Any:
    """Accept `positive = 1` and `where = { member = true }`: values of columns, spelt as fairaudit prints them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, int):
        return str(value)
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _as_group(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
        return tuple(value)
    if not isinstance(value, str):
        raise ValueError('A group is a column, such as "accent", or a list of columns to cross.')
    return value


def _as_lists(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else value if isinstance(value, list) else [None]
    if not all(isinstance(text, str) for pair in pairs for text in (pair if isinstance(pair, tuple) else (pair,))):
        raise ValueError('Identities are a list of columns, or a table such as { identity = "," }.')
    return value


def one_of(name: str) -> Callable[[str], str]:
    """Return a check that a word is one of those that a rule's key can have."""

    def check(word: str) -> str:
        from fairaudit.policy.rule import check_choice

        try:
            check_choice(name, word)
        except UsageError as error:
            raise ValueError(str(error)) from error
        return word

    return check


def _as_date(value: Any) -> Any:
    if type(value) is not datetime.date:
        shown = value.isoformat() if isinstance(value, datetime.datetime) else json.dumps(value, default=str)
        raise ValueError(f"The last day is a date without quotes, such as 2027-03-31; {shown} is not.")
    return value


def _as_said(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise ValueError("A waiver says who answers for it and why; this is empty.")
    return value


def as_covered(value: Any) -> Any:
    """Refuse a group that is none."""
    if value == {}:
        raise ValueError("It names no group. For a waiver of the whole rule, leave `group` out.")
    return value


Date = Annotated[datetime.date, BeforeValidator(_as_date)]
Said = Annotated[str, BeforeValidator(_as_said)]
Text = Annotated[str, BeforeValidator(_as_text)]
Lists = Annotated[list[str] | dict[str, str], BeforeValidator(_as_lists)]
Group = Annotated[Any, BeforeValidator(_as_group)]


def _known(names: list[str]) -> None:
    """Raise a UsageError unless each is a metric, or defines one; it can be named in rules from now on."""
    from fairaudit.catalogue.names import find_measured, know

    know(names, beside=True)
    for name in (name for name in names if not is_definition(name)):
        find_measured(name)


def _metrics(names: list[str]) -> list[str]:
    checked(_known, sorted(names, key=is_definition, reverse=True))
    return names


def _presets(texts: list[str]) -> list[str]:
    from fairaudit.published_rules import chosen_presets

    checked(chosen_presets, texts)
    return texts


def _listed(value: Any) -> Any:
    """Return a list: of one, where there is one value."""
    return value if isinstance(value, list) else [value]


def _together(values: list[Any]) -> tuple[Any, ...]:
    return tuple(values)


Numbers = Annotated[list[float], BeforeValidator(_listed), AfterValidator(_together)]
Texts = Annotated[list[str], BeforeValidator(_listed), AfterValidator(_together)]
TYPES: dict[Kind, Any] = {
    "bins": dict[str, list[float]],
    "character": str,
    "column": str,
    "file": str,
    "groups": list[Group],
    "lists": Lists,
    "metrics": Annotated[list[str], AfterValidator(_metrics)],
    "number": float,
    "numbers": Numbers,
    "pairs": dict[str, Text],
    "presets": Annotated[list[str], AfterValidator(_presets)],
    "text": str,
    "texts": Texts,
    "value": Text,
    "whole": int,
    "word": str,
}
