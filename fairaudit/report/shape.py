"""Is a value what its type says? For the types of the document: typed dictionaries, lists, mappings, unions."""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

_PLAIN: dict[Any, frozenset[type]] = {
    float: frozenset({float, int}),
    int: frozenset({int}),
    str: frozenset({str}),
    bool: frozenset({bool}),
    type(None): frozenset({type(None)}),
}
"""Type → the exact types of the values that are of it without doubt; `True` is no number."""


def faults(value: Any, kind: Any, where: str = "") -> Iterator[str]:
    """Yield a sentence for every place where `value` is not of the type `kind`."""
    origin = get_origin(kind)
    if is_typeddict(kind):
        yield from _dictionary_faults(value, kind, where)
    elif origin in (Union, types.UnionType):
        yield from _union_faults(value, get_args(kind), where)
    elif origin is list:
        yield from _list_faults(value, get_args(kind)[0], where)
    elif origin is tuple:
        yield from _pair_faults(value, get_args(kind), where)
    elif origin is dict:
        yield from _mapping_faults(value, get_args(kind)[1], where)
    elif not _is_scalar(value, kind):
        yield f"`{where}` should be {_name(kind)}, and is {_name(type(value))}"


@functools.cache
def fields(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Return every key of a typed dictionary with its type and whether it must be there."""
    hints = get_type_hints(kind, include_extras=True)
    return {key: _unwrapped(hint) for key, hint in hints.items()}


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    return (get_args(hint)[0], False) if get_origin(hint) is NotRequired else (hint, True)


def _dictionary_faults(value: Any, kind: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"`{where}` should be an object, and is {_name(type(value))}"
        return
    for key, hint, is_required, right in _checks(kind):
        if key in value and type(value[key]) in right:
            continue
        place = f"{where}.{key}".removeprefix(".")
        if key in value:
            yield from faults(value[key], hint, place)
        elif is_required:
            yield f"`{place}` is missing"


@functools.cache
def _checks(kind: Any) -> list[tuple[str, Any, bool, frozenset[type]]]:
    """Return every key of a typed dictionary with its type, and the plain types whose values need no further look."""
    return [(key, hint, is_required, _right(hint)) for key, (hint, is_required) in fields(kind).items()]


def _right(hint: Any) -> frozenset[type]:
    if get_origin(hint) in (Union, types.UnionType):
        return frozenset(kind for each in get_args(hint) for kind in _right(each))
    return _PLAIN.get(hint, frozenset())


def _union_faults(value: Any, kinds: tuple[Any, ...], where: str) -> Iterator[str]:
    if value is None and type(None) in kinds:
        return
    others = [kind for kind in kinds if kind is not type(None)]
    found = [list(faults(value, kind, where)) for kind in others]
    if all(found):
        yield from found[0]


def _list_faults(value: Any, kind: Any, where: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"`{where}` should be an array, and is {_name(type(value))}"
        return
    for index, item in enumerate(value):
        yield from faults(item, kind, f"{where}[{index}]")


def _pair_faults(value: Any, kinds: tuple[Any, ...], where: str) -> Iterator[str]:
    """A tuple of so many items is an array of so many items in JSON."""
    if not isinstance(value, list) or len(value) != len(kinds):
        yield f"`{where}` should be an array of {len(kinds)}, and is {_name(type(value))}"
        return
    for index, (item, kind) in enumerate(zip(value, kinds, strict=True)):
        yield from faults(item, kind, f"{where}[{index}]")


def _mapping_faults(value: Any, kind: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"`{where}` should be an object, and is {_name(type(value))}"
        return
    for key, item in value.items():
        yield from faults(item, kind, f"{where}.{key}")


def _is_scalar(value: Any, kind: Any) -> bool:
    if kind is Any:
        return True
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _name(kind: Any) -> str:
    names = {str: "a string", int: "an integer", float: "a number", bool: "a boolean", dict: "an object"}
    return {**names, list: "an array", type(None): "null"}.get(kind, str(kind))
