"""What an audit is to do: one frozen object made from the options, the configuration file and the defaults."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any

from fairaudit.errors import UsageError, did_you_mean, show

ROLES = ("label", "prediction", "score", "reference", "hypothesis", "cluster", "weight", "count")
CHOICES: dict[str, tuple[str, ...]] = {
    "task": ("binary", "speech"),
    "intersections": ("none", "pairs", "all"),
    "edit_split": ("minimum", "sclite", "jiwer"),
}
"""Settings that take one of a few words."""
NORMALIZERS = ("none", "basic")
DECIMALS = (".", ",")
_MOST = 10**15
"""No data set has more rows."""


@dataclass(frozen=True)
class Config:
    """The settings of one audit. None means: not said.

    Raises:
        UsageError: a setting has a value that it cannot have.
    """

    task: str | None = None
    label: str | None = None
    prediction: str | None = None
    score: str | None = None
    reference: str | None = None
    hypothesis: str | None = None
    cluster: str | None = None
    weight: str | None = None
    count: str | None = None
    groups: tuple[str | tuple[str, ...], ...] = ()
    """Attributes; an intersection is a tuple, or text such as `accent:gender`."""
    intersections: str = "none"
    positive: str | None = None
    threshold: float | None = None
    bins: dict[str, tuple[float, ...]] = field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    min_group_size: int = 30
    min_clusters: int = 5
    confidence: float = 0.95
    against: tuple[tuple[str, str], ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    normalize: str = "basic"
    edit_split: str = "minimum"
    examples: int = 0
    suppress_below: int = 0
    presets: tuple[str, ...] = ()
    """Published rules: `four-fifths`, or with numbers of one's own `aws-service-card-floor:floor=0.9`."""
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    """What begins the fraction of numbers in text: a point or a comma."""

    def __post_init__(self) -> None:
        for setting in fields(self):
            check_setting(setting.name, getattr(self, setting.name))


def check_setting(name: str, value: Any) -> None:
    """Raise a UsageError if a setting cannot have this value, wherever it was said."""
    if value is None:
        return
    if name in CHOICES and value not in CHOICES[name]:
        choices = ", ".join(CHOICES[name])
        raise UsageError(f"`{show(str(value))}` is not one of {choices}.{did_you_mean(str(value), CHOICES[name])}")
    if name in _CHECKS:
        _CHECKS[name](value)


def _check_confidence(value: float) -> None:
    if not 0.5 < value < 1:
        mend = f" For {value:g} %, write {value / 100:g}." if 50 < value < 100 else ""
        raise UsageError(f"The confidence lies between 0.5 and 1, such as 0.95; {value:g} does not.{mend}")


def _check_threshold(value: float) -> None:
    if not math.isfinite(value):
        raise UsageError(f"A threshold is a finite number, such as 0.5; {value} is not.")


def _check_bins(bins: Mapping[str, Sequence[float]]) -> None:
    for name, edges in bins.items():
        listed = ",".join(f"{edge:g}" for edge in edges)
        if not edges or not all(math.isfinite(edge) for edge in edges):
            raise UsageError(f"The bins of `{show(name)}` are finite numbers, such as 18,30,50; `{listed}` is not.")
        if any(low >= high for low, high in pairwise(edges)):
            raise UsageError(f"The bins of `{show(name)}` must ascend, each edge once; {listed} does not.")


def _check_encoding(value: str) -> None:
    try:
        "a".encode(value)
    except (LookupError, ValueError) as unknown:
        message = f"There is no text encoding `{show(value)}`. Names are such as utf-8, latin-1, windows-1252, utf-16."
        raise UsageError(message) from unknown


def _check_delimiter(value: str) -> None:
    if len(value) != 1 or value in '"\r\n':
        raise UsageError(f"A delimiter is one character, such as , or ; or tab; `{show(value)}` is not.")


def _check_decimal(value: str) -> None:
    if value not in DECIMALS:
        raise UsageError(f"The fraction of a number begins with . or with , and not with `{show(value)}`.")


def _check_normalize(value: str) -> None:
    if "\0" in value:
        raise UsageError(f"`{show(value)}` holds a NUL character, which no path has. Name a file of equivalents.")


def _at_least(least: int, what: str) -> Callable[[int], None]:
    def check(value: int) -> None:
        if value < least:
            raise UsageError(f"{what} is at least {least}, not {value}.")
        if value > _MOST:
            raise UsageError(f"{what} is at most {_MOST:,}; a number of {len(str(value))} digits is not.")

    return check


def _check_distinct(pairs: Sequence[tuple[str, str]]) -> None:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"`{show(name)}` is given two reference groups. One attribute has one.")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "confidence": _check_confidence,
    "threshold": _check_threshold,
    "bins": _check_bins,
    "normalize": _check_normalize,
    "encoding": _check_encoding,
    "delimiter": _check_delimiter,
    "decimal": _check_decimal,
    "against": _check_distinct,
    "min_group_size": _at_least(1, "The smallest group size"),
    "min_clusters": _at_least(1, "The smallest number of clusters"),
    "examples": _at_least(0, "The number of examples"),
    "suppress_below": _at_least(0, "The size below which counts are hidden"),
}
