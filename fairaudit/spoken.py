"""What a user can say, as it is called where they say it: options of the command line, or arguments in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_IN_PYTHON: ContextVar[Mapping[str, str] | None] = ContextVar("in_python", default=None)
"""None on the command line. In Python those arguments that are called otherwise, because arrays stand for columns."""
_OPTIONS = {"groups": "-g", "metrics": "--metric", "bins": "--bin", "presets": "--preset", "rules": "--require"}
"""Argument → its option, where that is not `--NAME`."""


def in_python(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function whose errors speak of arguments, and no longer of options."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        before = _IN_PYTHON.set({})
        try:
            return function(*args, **kwargs)
        finally:
            _IN_PYTHON.reset(before)

    return call


def is_in_python() -> bool:
    """Tell whether errors speak of arguments."""
    return _IN_PYTHON.get() is not None


def speak(*, in_python: bool) -> None:
    """Let all errors from now on speak of arguments, or of options: in a process that another one has started."""
    _IN_PYTHON.set({} if in_python else None)


def speak_of_arrays(arrays: Mapping[str, str]) -> None:
    """Let errors speak of arrays, until the function returns that is `in_python`: role of a column → its array.

    Outside of such a function nothing would end it, and nothing is done.
    """
    if is_in_python():
        _IN_PYTHON.set(arrays)


def spoken(name: str, value: object = None) -> str:
    """Return what a user says, by the name that it has in Python: ``--positive 1``, or ``positive="1"``.

    A list is said item by item, a tuple as numbers with commas between; of a mapping one pair is said. Without a value
    it is the name of the option, or of the argument. A text has to be safe to show.
    """
    if (arrays := _IN_PYTHON.get()) is not None:
        called, written = arrays.get(name, name), "…" if name in arrays else _literal(value)
        return f"`{called}`" if value is None else f"{called}={written}"
    option = option_of(name)
    if value is None:
        return "--group" if name == "groups" else option
    return " ".join(f"{option} {_typed(each)}" for each in (value if isinstance(value, list) else [value]))


def both(*said: tuple[str, object]) -> str:
    """Return what is said together: ``--lower COLUMN --upper COLUMN``, or ``lower="COLUMN", upper="COLUMN"``."""
    return said_by(" ", ", ").join(spoken(name, value) for name, value in said)


def spoken_in(text: str) -> str:
    """Return a text in which names in braces, ``{label}``, are those of options or arguments."""
    return text.format_map(_Names())


def said_by(options: str, arguments: str) -> str:
    """Return one of two texts: what is said on the command line, or in Python."""
    return arguments if is_in_python() else options


def command(name: str) -> str:
    """Return a command, or the function that does the same."""
    return said_by(f"`fairaudit {name}`", f"`fairaudit.{'audit' if name == 'report' else name}`")


def saved(path: str) -> str:
    """Return how a report is written to a file."""
    return said_by(f"fairaudit report … -o {path}", f'fairaudit.audit(…).write("{path}")')


def option_of(name: str) -> str:
    """Return the option of an argument; the shortest that it has."""
    return _OPTIONS.get(name) or f"--{name.replace('_', '-')}"


class _Names(dict[str, str]):
    """Every name, as it is called."""

    def __missing__(self, name: str) -> str:
        return spoken(name)


def _typed(value: object) -> str:
    """Return a value as it is typed behind an option."""
    if isinstance(value, Mapping):
        return ",".join(f"{key}={_typed(item)}" for key, item in value.items())
    return ",".join(map(_typed, value)) if isinstance(value, tuple) else str(value)


def _literal(value: object) -> str:
    """Return a value as Python reads it."""
    if isinstance(value, str):
        return f'"{value}"' if '"' not in value and "\\" not in value else repr(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_literal(key)}: {_literal(item)}' for key, item in value.items())}}}"
    return f"[{', '.join(map(_literal, value))}]" if isinstance(value, list | tuple) else str(value)
