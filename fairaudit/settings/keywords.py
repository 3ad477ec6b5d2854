"""The keyword settings of the Python interface: what Python users write becomes a Config, or an error that says how."""

from __future__ import annotations

import datetime
import decimal
import numbers
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from fairaudit.catalogue.names import know
from fairaudit.config import Config
from fairaudit.config.checks import SEPARATOR
from fairaudit.config.setting import Kind
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.labels import MISSING, text_of
from fairaudit.metrics import Metric
from fairaudit.settings.table import ALL, config_of

_MOST_SHOWN = 40
"""A wrong value is shown up to so many characters."""
_Scalar = str | numbers.Real | decimal.Decimal | np.generic | datetime.date | datetime.time


def make_config(settings: Mapping[str, Any]) -> Config:
    """Return the settings of an audit; None stands for a setting that was not said.

    Raises:
        UsageError: there is no such setting, or its value is of the wrong type or cannot be.
    """
    return config_of(said_in(settings))


def said_in(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that are not None, in the types of `Config`.

    Raises:
        UsageError: there is no such setting, or its value is of the wrong type.
    """
    for name in settings:
        if name not in ALL:
            raise UsageError(f"There is no setting `{show(name)}`.{did_you_mean(name, ALL)}")
    said = {name: value for name, value in settings.items() if value is not None}
    know(())
    return {name: _READERS[ALL[name].kind](name, value, ALL[name].wanted) for name, value in said.items()}


def texts(name: str, value: Any, wanted: str) -> tuple[str, ...]:
    """Return one text or several as a tuple; `wanted` says in an error what the argument `name` is.

    Raises:
        UsageError: it is neither.
    """
    if isinstance(value, str):
        return (value,)
    if not _is_list(value) or not all(isinstance(item, str) for item in value):
        refuse(name, value, wanted)
    return tuple(value)


def refuse(name: str, value: Any, wanted: str) -> NoReturn:
    """Raise the error that says what was wanted and what came instead."""
    got = f"of type `{type(value).__name__}`"
    if value is None or isinstance(value, str | numbers.Number):
        text = show(repr(value))
        got = f"`{text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + '…'}`"
    elif _is_list(value) and (wrong := [item for item in value if not isinstance(item, str)]):
        got += f" with a value of type `{type(wrong[0]).__name__}`"
    raise UsageError(f"`{name}` is {wanted}; what came is {got}.")


def _text(name: str, value: Any, wanted: str) -> str:
    if not isinstance(value, str | os.PathLike):
        refuse(name, value, wanted)
    return os.fspath(value)


def _column(name: str, value: Any, wanted: str) -> str:
    if isinstance(value, str):
        return value
    if not _is_whole(value):  # columns of pandas can be numbered
        refuse(name, value, wanted)
    return str(value)


def _scalar(name: str, value: Any, wanted: str) -> str:
    """Return a label as the text that it has in a report."""
    if not isinstance(value, _Scalar):
        refuse(name, value, wanted)
    return str(text_of(value.item() if isinstance(value, np.generic) else value))


def number(name: str, value: Any, wanted: str) -> float:
    """Return a number; `wanted` says in an error what the argument `name` is.

    Raises:
        UsageError: it is none.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        refuse(name, value, wanted)
    return float(value)


def whole(name: str, value: Any, wanted: str) -> int:
    """Return a whole number; see `number`."""
    if not _is_whole(value):
        refuse(name, value, wanted)
    return int(value)


def _groups(name: str, value: Any, wanted: str) -> tuple[str | tuple[str, ...], ...]:
    if isinstance(value, str):
        return (value,)
    value = _names(value)
    if not _is_list(value):
        refuse(name, value, wanted)
    found: list[str | tuple[str, ...]] = []
    for item in value:
        members = item if _is_list(item) else [item]
        if not all(isinstance(member, str) or _is_whole(member) for member in members):
            refuse(name, value, wanted)
        found.append(tuple(map(str, members)) if _is_list(item) else str(item))
    return tuple(found)


def _names(value: Any) -> Any:
    """Return an index of pandas or an array of numpy as a list; a column of data stays what it is."""
    return value.tolist() if isinstance(value, np.ndarray) or type(value).__name__ == "Index" else value


def _numbers(name: str, value: Any, wanted: str) -> tuple[float, ...]:
    if isinstance(value, numbers.Real):
        return (number(name, value, wanted),)
    if not _is_list(value) and not isinstance(value, np.ndarray):
        refuse(name, value, wanted)
    return tuple(number(name, each, wanted) for each in value)


def _amounts(name: str, value: Any, wanted: str) -> tuple[str, ...]:
    """Return numbers, and texts such as `10%`, as texts."""
    listed = [value] if isinstance(value, str) or _is_whole(value) else value
    if not _is_list(listed):
        refuse(name, value, wanted)
    return texts(name, [str(each) if _is_whole(each) else each for each in listed], wanted)


def _several(name: str, value: Any, wanted: str) -> tuple[str, ...]:
    return texts(name, _names(value), wanted)


def _metrics(name: str, value: Any, wanted: str) -> tuple[str, ...]:
    """Return the names of metrics, or what defines them; those of one's own can be named in rules from now on."""
    listed = [value] if isinstance(value, str | Metric) else _names(value)
    if not _is_list(listed) or not all(isinstance(each, str | Metric) for each in listed):
        refuse(name, value, wanted)
    know(listed)
    return tuple(each.name if isinstance(each, Metric) else each for each in listed)


def _conditions(name: str, value: Any, wanted: str) -> tuple[tuple[str, str], ...]:
    pairs = list(value.items()) if isinstance(value, Mapping) else value
    if not _is_list(pairs) or not all(isinstance(pair, Sequence) and len(pair) == 2 for pair in pairs):
        refuse(name, value, wanted)
    return tuple((str(column), MISSING if label is None else _scalar(name, label, wanted)) for column, label in pairs)


def _lists(name: str, value: Any, wanted: str) -> tuple[tuple[str, str], ...]:
    if isinstance(value, Mapping):
        if not all(isinstance(separator, str) for separator in value.values()):
            refuse(name, value, wanted)
        return tuple((str(column), separator) for column, separator in value.items())
    columns = [value] if isinstance(value, str) else _names(value)
    if not _is_list(columns) or not all(isinstance(column, str) or _is_whole(column) for column in columns):
        refuse(name, value, wanted)
    return tuple((str(column), SEPARATOR) for column in columns)


def _bins(name: str, value: Any, wanted: str) -> dict[str, tuple[float, ...]]:
    if not isinstance(value, Mapping):
        refuse(name, value, wanted)
    for edges in value.values():
        if isinstance(edges, str) or not isinstance(edges, Iterable):
            refuse(name, edges, wanted)
    return {str(column): tuple(_edge(name, edge, wanted) for edge in edges) for column, edges in value.items()}


def _edge(name: str, edge: Any, wanted: str) -> float:
    if isinstance(edge, bool) or not isinstance(edge, numbers.Real):
        refuse(name, edge, wanted)
    return float(edge)


def _is_whole(value: Any) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _is_list(value: Any) -> bool:
    """Whether a value is a list of things: not one text, not a set, which has no order, and no column of data."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


_READERS: dict[Kind, Callable[[str, Any, str], Any]] = {
    "bins": _bins,
    "character": _text,
    "column": _column,
    "file": _text,
    "groups": _groups,
    "lists": _lists,
    "metrics": _metrics,
    "number": number,
    "numbers": _numbers,
    "pairs": _conditions,
    "presets": _several,
    "text": _text,
    "texts": _amounts,
    "value": _scalar,
    "whole": whole,
    "word": _text,
}
