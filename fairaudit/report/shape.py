"""Is a value what its type says? For documents that are read back: the types say what a whole one holds."""

from __future__ import annotations

import json
import re
from types import NoneType
from typing import Any, get_args, get_type_hints

_KEY = "[...]"
"""How msgspec writes the key of a mapping, whichever it is."""
_NAMES = {
    "str": "a string",
    "int": "an integer",
    "float": "a number",
    "bool": "a boolean",
    "object": "an object",
    "array": "an array",
}


def fault(value: Any, kind: Any, where: str = "") -> str | None:
    """Return a sentence for the first place where a value from JSON is not of its type, or None if there is none.

    Args:
        value: the value.
        kind: a typed dictionary, or what one is made of. Keys that it does not know may be there.
        where: the place of the value in its document.
    """
    import msgspec

    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:  # it has no other form than this sentence
        said, _, place = str(error).partition(" - at `$")
        place = place.removesuffix("`")
        return _in_mapping(value, kind, where, place) or _worded(said, where + place)
    except UnicodeEncodeError:  # it cannot read half a surrogate pair, which JSON can hold
        text = json.dumps(value, ensure_ascii=False).encode("utf-8", "xmlcharrefreplace")
        return fault(json.loads(text), kind, where)
    return None


def _in_mapping(value: Any, kind: Any, where: str, place: str) -> str | None:
    """Return the sentence with the key for a fault within a mapping; None if there is no mapping on the way."""
    before, key_follows, _ = place.partition(_KEY)
    if not key_follows:
        return None
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", before):
        inner = _without_null(kind)
        kind = get_type_hints(inner)[name] if name else get_args(inner)[0]
        value = value[name or int(index)]
    _, held = get_args(_without_null(kind))
    faults = (fault(item, held, f"{where}{before}.{key}") for key, item in value.items())
    return next(filter(None, faults), None)


def _without_null(kind: Any) -> Any:
    arms = [arm for arm in get_args(kind) if arm is not NoneType]
    return arms[0] if NoneType in get_args(kind) else kind


def _worded(said: str, place: str) -> str:
    lacking = re.fullmatch("Object missing required field `(.+)`", said)
    place = (f"{place}.{lacking[1]}" if lacking else place).removeprefix(".")
    if lacking:
        return f"`{place}` is missing"
    other = re.fullmatch(r"Expected (.+), got (.+)", said)
    return f"`{place}` should be {_plain(other[1])}, and is {_plain(other[2])}" if other else f"`{place}`: {said}"


def _plain(kinds: str) -> str:
    """Return in words what is written as `float | null`, or `array` of length 2, or as a mere length."""
    names = re.sub("`(.+)`", lambda found: " or ".join(_NAMES.get(kind, kind) for kind in found[1].split(" | ")), kinds)
    return f"of {names}" if names.isdigit() else names.replace("of length", "of")
