"""Lines of JSON to objects, and their values to columns; says what is wrong with a line."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError
from fairaudit.source.faults import quoted
from fairaudit.source.values import NUMBER, TEXT
from fairaudit.spoken import spoken

Object = dict[str, Any]
EXACT = 2**53
"""Up to here, fractions and whole numbers can stand in one column of numbers: beyond, two of them become one."""
LISTS = pa.list_(TEXT)
"""Arrays in JSON whose items are no arrays or objects; the items are texts."""
_MOST_DIGITS = 4000
_LARGEST_WHOLE = 1e16
"""From here on, a fraction that is whole is written with an exponent."""


def objects_in(data: bytes, where: Callable[[int], str]) -> Iterator[Object]:
    """Yield the object of every line that is not blank.

    Args:
        data: whole lines.
        where: how messages call the place at a byte of the data.

    Raises:
        DataError: a line is not a JSON object, or has a key twice.
    """
    position = 0
    for line in data.split(b"\n"):
        if line.strip():
            yield _object(line, where, position)
        position += len(line) + 1


def _object(line: bytes, where: Callable[[int], str], position: int) -> Object:
    try:
        found = _loaded(line.decode())
    except UnicodeDecodeError as error:
        raise DataError(
            f"{where(position)}: this is not UTF-8 (byte 0x{line[error.start]:02x}). "
            f"Name the file's encoding, for example {spoken('encoding', 'latin-1')}."
        ) from error
    except json.JSONDecodeError as error:
        what = f"{error.msg[:1].lower()}{error.msg[1:].removesuffix(' at')} at character {error.pos + 1}"
        raise DataError(f"{where(position)}: this is not JSON ({what}). {_WHOLE_OBJECT}") from error
    except RecursionError as error:
        raise DataError(f"{where(position)}: the JSON is nested too deeply. Write flat objects.") from error
    except _TwinError as error:
        raise DataError(f"{where(position)}: the key {quoted(error)} stands there twice. Remove one.") from error
    if not isinstance(found, dict):
        raise DataError(f"{where(position)}: this is JSON, but not an object. {_WHOLE_OBJECT}")
    return found


def _loaded(line: str) -> Any:
    try:
        return json.loads(line, object_pairs_hook=_without_twins)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a whole number of more digits than Python converts
        return json.loads(line, object_pairs_hook=_without_twins, parse_int=_whole)


def _whole(digits: str) -> int | str:
    """Return a whole number, or its digits if they are so many that a number of them is hardly one."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


_WHOLE_OBJECT = 'Write one whole object a line, such as {"label": 1, "prediction": 0}; no array around them.'


class _TwinError(Exception):
    """An object has a key twice."""


def _without_twins(pairs: list[tuple[str, Any]]) -> Object:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwinError(next(key for key in keys if keys.count(key) > 1))
    return found


def type_of(values: list[Any]) -> Any:
    """Return the type of Arrow for values found in JSON; numbers mixed with anything else become text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float} and not all(map(_is_exact, values)):
        return TEXT
    if kinds == {list} and not any(isinstance(item, list | dict) for value in values for item in value or ()):
        return LISTS
    if kinds & {list, dict}:
        return pa.struct([])
    if not kinds or kinds == {str}:
        return TEXT
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64() if all(value is None or -(2**63) <= value < 2**63 for value in values) else TEXT
    return NUMBER if kinds <= {int, float} else TEXT


def _is_exact(value: Any) -> bool:
    return not isinstance(value, int) or -EXACT <= value <= EXACT


def column_of(values: list[Any]) -> Any:
    """Return values found in JSON as an array of their type.

    Raises:
        UnicodeEncodeError: a text has half of a surrogate pair.
    """
    kind = type_of(values)
    if kind == LISTS:
        values = [None if value is None else [_as_text(item) for item in value] for value in values]
    return pa.array([_as_text(value) for value in values] if kind == TEXT else values, kind)


def _as_text(value: Any) -> str | None:
    """Return the form that the value would have as a label in a column of its own kind."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_WHOLE else repr(value)
    return json.dumps(value)
