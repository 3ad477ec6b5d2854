"""Values as the texts that group labels are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError, show
from fairaudit.labels import text_of

_NANOSECONDS = 9


def texts_of(column: str, values: pa.Array) -> Sequence[str | None]:
    """Return the values of an Arrow array as labels; `column` is its name, for messages.

    Raises:
        DataError: they are times in a zone that this machine does not know, or dates that no calendar has.
    """
    if pa.types.is_time64(values.type) and values.type.unit == "ns":  # Python's times end at the microsecond
        return [None if text is None else _as_python(text) for text in values.cast(pa.string()).to_pylist()]
    try:
        return [text_of(value) for value in values.to_pylist()]
    except OverflowError:  # Python's dates end with the year 9999
        return [_one(column, scalar) for scalar in values]
    except (pa.ArrowInvalid, KeyError) as error:
        zone = getattr(values.type, "tz", None)
        if zone is None:
            raise
        raise DataError(
            f"Column `{show(column)}` holds times in the zone `{show(zone)}`, which this machine does not know. "
            "Write the times in UTC or as text."
        ) from error


def _as_python(time: str) -> str:
    """Return a time as Python writes it: no fraction, or one of six digits; of nine only where they are needed."""
    seconds, _, fraction = time.partition(".")
    fraction = fraction.removesuffix("0" * (_NANOSECONDS - 6))
    return f"{seconds}.{fraction}" if fraction.strip("0") else seconds


def _one(column: str, scalar: Any) -> str | None:
    try:
        return text_of(scalar.as_py())
    except OverflowError:
        text: str = scalar.cast(pa.string()).as_py()
    if text.startswith("<"):
        raise DataError(
            f"Column `{show(column)}` holds a date that no calendar has ({show(scalar.value)}). Correct it, or make it "
            "null if it is missing."
        )
    return text.replace(" ", "T", 1)
