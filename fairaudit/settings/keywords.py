"""The keyword settings of the Python interface: what Python users write becomes a Config, or an error that says how."""

from __future__ import annotations

import datetime
import decimal
import numbers
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, NoReturn

import numpy as np

from fairaudit.config import ROLES, Config
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.labels import MISSING, text_of

_MOST_SHOWN = 40
"""A wrong value is shown up to so many characters."""
_Scalar = str | numbers.Real | decimal.Decimal | np.generic | datetime.date | datetime.time


def make_config(settings: Mapping[str, Any]) -> Config:
    """Return the settings of an audit; None stands for a setting that was not said.

    Raises:
        UsageError: there is no such setting, or its value is of the wrong type or cannot be.
    """
    known = [field.name for field in fields(Config)]
    for name in settings:
        if name not in known:
            raise UsageError(f"There is no setting `{show(name)}`.{did_you_mean(name, known)}")
    return Config(**{name: _READERS[name](name, value) for name, value in settings.items() if value is not None})


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


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str | os.PathLike):
        refuse(name, value, _WORDS[name])
    return os.fspath(value)


def _column(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if not _is_whole(value):  # columns of pandas can be numbered
        refuse(name, value, f'the name of a column, such as {name}="{_COLUMNS[name]}"')
    return str(value)


def _scalar(name: str, value: Any) -> str:
    """Return a label as the text that it has in a report."""
    if not isinstance(value, _Scalar):
        refuse(name, value, _WORDS[name])
    return str(text_of(value.item() if isinstance(value, np.generic) else value))


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        refuse(name, value, f"a number, such as {_NUMBERS[name]}")
    return float(value)


def _whole(name: str, value: Any) -> int:
    if not _is_whole(value):
        refuse(name, value, f"a whole number, such as {_NUMBERS[name]}")
    return int(value)


def _groups(name: str, value: Any) -> tuple[str | tuple[str, ...], ...]:
    wanted = 'the name of a column or a list of such names, such as groups=["accent", ("accent", "gender")]'
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


def _metrics(name: str, value: Any) -> tuple[str, ...]:
    return texts(name, _names(value), 'the name of a metric or a list of such names, such as metrics=["accuracy"]')


def _presets(name: str, value: Any) -> tuple[str, ...]:
    return texts(name, value, 'the id of a preset or a list of such ids, such as presets=["four-fifths"]')


def _conditions(name: str, value: Any) -> tuple[tuple[str, str], ...]:
    pairs = list(value.items()) if isinstance(value, Mapping) else value
    if not _is_list(pairs) or not all(isinstance(pair, Sequence) and len(pair) == 2 for pair in pairs):
        refuse(name, value, _WORDS[name])
    return tuple((str(column), MISSING if label is None else _scalar(name, label)) for column, label in pairs)


def _bins(name: str, value: Any) -> dict[str, tuple[float, ...]]:
    if not isinstance(value, Mapping):
        refuse(name, value, _WORDS[name])
    for edges in value.values():
        if isinstance(edges, str) or not isinstance(edges, Iterable):
            refuse(name, edges, _WORDS[name])
    return {str(column): tuple(_edge(name, edge) for edge in edges) for column, edges in value.items()}


def _edge(name: str, edge: Any) -> float:
    if isinstance(edge, bool) or not isinstance(edge, numbers.Real):
        refuse(name, edge, _WORDS[name])
    return float(edge)


def _is_whole(value: Any) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _is_list(value: Any) -> bool:
    """Whether a value is a list of things: not one text, not a set, which has no order, and no column of data."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


_COLUMNS = dict(zip(ROLES, ("y_true", "y_pred", "score", "reference", "hypothesis", "speaker", "w", "n"), strict=True))
_NUMBERS = {
    "threshold": "0.5",
    "confidence": "0.95",
    "min_group_size": "30",
    "min_clusters": "5",
    "examples": "3",
    "suppress_below": "10",
}
_WORDS = {
    "task": 'a word, such as task="speech"',
    "intersections": 'a word, such as intersections="pairs"',
    "normalize": 'a word or the path of a file, such as normalize="basic"',
    "edit_split": 'a word, such as edit_split="sclite"',
    "encoding": 'a word, such as encoding="latin-1"',
    "delimiter": 'one character, such as delimiter=";"',
    "decimal": 'what begins fractions, decimal="." or decimal=","',
    "positive": "one value of the label, such as positive=1",
    "where": 'the value that each column must have, such as where={"split": "test"}',
    "against": 'the reference group of each attribute, such as against={"race": "White"}',
    "bins": 'the edges for each column, numbers that ascend, such as bins={"age": [18, 30, 50]}',
}
_READERS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(_WORDS, _text),
    **dict.fromkeys(ROLES, _column),
    **dict.fromkeys(("threshold", "confidence"), _number),
    **dict.fromkeys(("min_group_size", "min_clusters", "examples", "suppress_below"), _whole),
    **dict.fromkeys(("where", "against"), _conditions),
    "positive": _scalar,
    "bins": _bins,
    "groups": _groups,
    "metrics": _metrics,
    "presets": _presets,
}
