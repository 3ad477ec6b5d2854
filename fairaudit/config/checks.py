"""What values a setting can have, beyond their type."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise

from fairaudit.config.ratios import ratios_of
from fairaudit.errors import UsageError, show
from fairaudit.spoken import spoken

DECIMALS = (".", ",")
_TOP_K = re.compile(r"(?P<number>\d{1,16}|\d{1,3}\.\d{1,9}(?=%))(?P<share>%)?")
_MOST = 10**15
"""No data set has more rows."""


def check_confidence(value: float) -> None:
    """Raise a UsageError unless intervals can have this confidence."""
    if not 0.5 < value < 1:
        mend = f" For {value:g} %, write {value / 100:g}." if 50 < value < 100 else ""
        raise UsageError(f"The confidence lies between 0.5 and 1, such as 0.95; {value:g} does not.{mend}")


def check_thresholds(values: Sequence[float]) -> None:
    """Raise a UsageError unless these are finite numbers, each once."""
    for value in values:
        if not math.isfinite(value):
            raise UsageError(f"A threshold is a finite number, such as 0.5; {value} is not.")
    if len(set(values)) < len(values):
        raise UsageError(f"A threshold is said twice. Say each once: {spoken('threshold', (0.3, 0.5))}.")


def check_top_k(values: Sequence[str]) -> None:
    """Raise a UsageError unless these are numbers of rows, or shares of them, each once."""
    for value in values:
        found = _TOP_K.fullmatch(value.strip())
        if found is None or not 0 < float(found["number"]) <= (100 if found["share"] else _MOST):
            said = f"`{show(value)}` is neither"
            raise UsageError(f"The rows with the highest scores are a number, 100, or a share, 10%; {said}.")
    if len({value.strip() for value in values}) < len(values):
        raise UsageError(f"A number of rows is said twice. Say each once: {spoken('top_k', ['100', '10%'])}.")


def check_quantile(value: float) -> None:
    """Raise a UsageError unless this lies between 0 and 1."""
    if not 0 < value < 1:
        mend = f" For {value:g} %, write {value / 100:g}." if 1 < value < 100 else ""
        raise UsageError(f"A quantile lies between 0 and 1, such as 0.9; {value:g} does not.{mend}")


def check_bins(bins: Mapping[str, Sequence[float]]) -> None:
    """Raise a UsageError unless the edges of every column are finite and ascend."""
    for name, edges in bins.items():
        listed = ",".join(f"{edge:g}" for edge in edges)
        if not edges or not all(math.isfinite(edge) for edge in edges):
            raise UsageError(f"The bins of `{show(name)}` are finite numbers, such as 18,30,50; `{listed}` is not.")
        if any(low >= high for low, high in pairwise(edges)):
            raise UsageError(f"The bins of `{show(name)}` must ascend, each edge once; {listed} does not.")


def check_encoding(value: str) -> None:
    """Raise a UsageError unless Python knows this encoding of text."""
    try:
        "a".encode(value)
    except (LookupError, ValueError) as unknown:
        message = f"There is no text encoding `{show(value)}`. Names are such as utf-8, latin-1, windows-1252, utf-16."
        raise UsageError(message) from unknown


def check_delimiter(value: str) -> None:
    """Raise a UsageError unless this can stand between the fields of a text file."""
    if len(value) != 1 or value in '"\r\n':
        raise UsageError(f"A delimiter is one character, such as , or ; or tab; `{show(value)}` is not.")


def check_decimal(value: str) -> None:
    """Raise a UsageError unless this can begin the fraction of a number."""
    if value not in DECIMALS:
        raise UsageError(f"The fraction of a number begins with . or with , and not with `{show(value)}`.")


def check_path(value: str) -> None:
    """Raise a UsageError if no path can be so."""
    if "\0" in value:
        raise UsageError(f"`{show(value)}` holds a NUL character, which no path has. Name a file of equivalents.")


def check_ratios(metrics: Sequence[str]) -> None:
    """Raise a UsageError unless metrics that are defined can be understood, each with a name of its own."""
    names = [ratio.name for ratio in ratios_of(metrics)]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"Two metrics of your own are called `{show(name)}`. Give one another name.")


SEPARATOR = ";"
"""What stands between the labels of a text, unless another character is named."""


def check_separators(columns: Sequence[tuple[str, str]]) -> None:
    """Raise a UsageError unless each column is named once, and one character stands between its labels."""
    names = [name for name, _ in columns]
    for name, separator in columns:
        if names.count(name) > 1:
            raise UsageError(f"{spoken('identities')} names `{show(name)}` twice. Name it once.")
        if len(separator) != 1 or separator.isalnum():
            raise UsageError(
                f"Between the labels of `{show(name)}` stands one character that is no letter and no digit, such as "
                f"; or ,; `{show(separator)}` is not."
            )


def between(least: int, most: int, what: str) -> Callable[[int], None]:
    """Return a check that a number is from `least` to `most`; `what` begins its message."""

    def check(value: int) -> None:
        if not least <= value <= most:
            raise UsageError(f"{what} is from {least:,} to {most:,}, not {value}.")

    return check


def at_least(least: int, what: str) -> Callable[[int], None]:
    """Return a check that a number of rows, or of other things, is no less; `what` begins its message."""

    def check(value: int) -> None:
        if value < least:
            raise UsageError(f"{what} is at least {least}, not {value}.")
        if value > _MOST:
            raise UsageError(f"{what} is at most {_MOST:,}; a number of {len(str(value))} digits is not.")

    return check


def check_distinct(pairs: Sequence[tuple[str, str]]) -> None:
    """Raise a UsageError if a column is named twice."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"`{show(name)}` is given two reference groups. One attribute has one.")


def attributes_of(entry: str | tuple[str, ...], columns: Collection[str] = ()) -> tuple[str, ...]:
    """Turn `accent`, `accent:gender` or a tuple into attributes; a column that really has the name wins."""
    if not isinstance(entry, str):
        return tuple(entry)
    return (entry,) if entry in columns else tuple(entry.split(":"))
