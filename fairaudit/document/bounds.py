"""Does every value of a report lie within its own bounds? One that was written by this program does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

_SLACK = 1e-6
"""Relative: bounds are computed on other scales than the value."""


def disordered(found: Any, where: str = "") -> Iterator[str]:
    """Yield a sentence for every value with bounds, anywhere in a document, that does not lie between them."""
    if isinstance(found, list):
        for index, item in enumerate(found):
            yield from disordered(item, f"{where}[{index}]")
    elif isinstance(found, dict):
        if "low" in found and "value" in found and not _is_ordered(found):
            yield f"`{where}` does not lie between its bounds"
        for key, item in found.items():
            if isinstance(item, dict | list):
                yield from disordered(item, f"{where}.{key}".removeprefix("."))


def _is_ordered(found: dict[str, Any]) -> bool:
    value, low, high = found["value"], found["low"], found.get("high")
    slack = _SLACK * (1 + max(abs(each) for each in (value, low, high, 0) if each is not None))
    known = [each for each in (low, value, high) if each is not None]
    return all(one <= other + slack for one, other in pairwise(known))
