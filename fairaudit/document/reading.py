"""What every rendering shows, and in which order: levels, headline metrics, worst group first, footnotes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fairaudit.document import Disparity, Document, Estimate, GroupResult, headline
from fairaudit.document.batch import Bounds

MOST_GROUPS = 25
"""Longer tables are cut, and say where the rest is."""

Estimates = dict[str, Estimate]


@dataclass(frozen=True)
class Level:
    """One attribute or intersection: its groups, worst first, and its comparisons."""

    by: list[str]
    groups: list[GroupResult]
    disparities: list[Disparity]

    @property
    def has_clusters(self) -> bool:
        """Whether any group of the level counts its clusters."""
        return any(group["clusters"] is not None for group in self.groups)

    def disparity(self, metric: str, comparison: str) -> Disparity | None:
        """Return one comparison of the level, if it was made."""
        wanted = (metric, comparison)
        return next((each for each in self.disparities if (each["metric"], each["comparison"]) == wanted), None)


@dataclass
class Notes:
    """Footnotes: each distinct text gets a number once."""

    texts: list[str] = field(default_factory=list)

    def mark(self, text: str) -> str:
        """Return the mark that stands for this text, or nothing for no text."""
        if not text:
            return ""
        if text not in self.texts:
            self.texts.append(text)
        return f"[{self.texts.index(text) + 1}]"

    def lines(self) -> list[str]:
        """Return the footnotes, each with its mark."""
        return [f"[{index}] {text}" for index, text in enumerate(self.texts, 1)]


def levels(document: Document) -> list[Level]:
    """Return every level in the order of the report, its groups worst first."""
    found: dict[tuple[str, ...], Level] = {}
    for group in document["groups"]:
        found.setdefault(tuple(group["by"]), Level(group["by"], [], [])).groups.append(group)
    for disparity in document["disparities"]:
        found.setdefault(tuple(disparity["by"]), Level(disparity["by"], [], [])).disparities.append(disparity)
    metric = headline.primary(document)
    sign = -1.0 if headline.better(document, metric) != "higher" else 1.0
    for level in found.values():
        level.groups.sort(key=lambda group: _rank(group, metric, sign))
    return list(found.values())


def headline_disparities(document: Document, level: Level) -> list[Disparity]:
    """Return the comparisons of the headline metrics in their order, then those that combine several metrics."""
    order = {metric: index for index, metric in enumerate(headline.metrics(document))}
    shown = [
        each
        for each in level.disparities
        if (each["metric"] in order or each["metric"] not in document["definitions"]) and not _says_nothing(each)
    ]
    return sorted(shown, key=lambda each: order.get(each["metric"], len(order)))


def _says_nothing(disparity: Disparity) -> bool:
    """Whether a ratio is 0 because a group has none of few, as equal groups of these sizes would show as well."""
    chance = disparity["chance"]
    return disparity["comparison"] == "ratio" and disparity["value"] == 0 and chance is not None and chance["p95"] == 0


def _rank(group: GroupResult, metric: str, sign: float) -> tuple[int, float]:
    """Order: groups with enough rows, then small ones, then undefined, then hidden; each worst first."""
    estimate: Estimate | None = group["metrics"].get(metric)
    value = estimate["value"] if estimate else None
    if value is None:
        return (3 if group["suppressed"] else 2, math.inf)
    return (1 if group["small"] else 0, sign * value)


@dataclass(frozen=True)
class Axis:
    """The range that a drawing of intervals covers."""

    low: float
    high: float

    def position(self, value: float, width: float) -> float:
        """Return where a value lies on a drawing of this width."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0) * width

    def column(self, value: float, width: int) -> int:
        """Return the character cell of a value on a line of `width` cells."""
        return round(self.position(value, width - 1))


def axis_over(numbers: Iterable[float]) -> Axis:
    """Return the range of some numbers; never empty, and from 0 to 1 where there are none."""
    found = list(numbers)
    low, high = min(found, default=0.0), max(found, default=1.0)
    return Axis(low, high) if high > low else Axis(low - 0.5, low + 0.5)


def limits(estimate: Estimate | Bounds | None) -> tuple[float, float, float] | None:
    """Return (low, value, high), the value standing in for limits that do not exist; None if there is no value."""
    if estimate is None or estimate["value"] is None:
        return None
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    return (value if low is None else low, value, value if high is None else high)


def axis(document: Document, groups: Sequence[GroupResult], metric: str, also: Sequence[float] = ()) -> Axis:
    """Return the range of `also` and of the intervals of all rows and of groups that are not small; never empty."""
    shown = [group for group in groups if not group["small"]] or groups
    found = [limits(each["metrics"].get(metric)) for each in (document["overall"], *shown)]
    return axis_over([*also, *(number for each in found if each for number in each)])
