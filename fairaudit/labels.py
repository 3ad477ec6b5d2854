"""Group labels as texts: what a value is called, and how the group without a label is named."""

from __future__ import annotations

import datetime
import decimal
import math

MISSING = "missing()"
"""How the settings `where` and `against`, and rules, name the group without a label."""


def named_label(text: str) -> str | None:
    """Return the label that `where` or `against` names: None for `missing()`, which in quotes is a text itself."""
    if text == MISSING:
        return None
    return MISSING if text in (f'"{MISSING}"', f"`{MISSING}`") else text


def text_of(value: object) -> str | None:
    """Return a value as a label: text as it is, numbers in their shortest form, dates as ISO, true and false."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, decimal.Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace")
    return str(value)
