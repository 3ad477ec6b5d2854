"""What every rendering shows, and in which order: levels, headline metrics, worst group first."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fairaudit.document import Contrast, Disparity, Document, Estimate, GroupResult, Overall, headline


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


def has_reference(document: Document, level: Level) -> bool:
    """Whether the groups of a level are held against one that was named."""
    return any(each["by"] == level.by and each["against"] is not None for each in document.get("contrasts", []))


def small(level: Level) -> set[tuple[tuple[str, str | None], ...]]:
    """Return the groups of a level that are too small to compare."""
    return {tuple(group["group"].items()) for group in level.groups if group["small"]}


def contrasts(document: Document, level: Level, metric: str) -> list[Contrast]:
    """Return the groups of a level beside others by one metric, in the order of the level's groups."""
    found = [each for each in document.get("contrasts", []) if each["by"] == level.by and each["metric"] == metric]
    order = {tuple(group["group"].items()): place for place, group in enumerate(level.groups)}
    return sorted(found, key=lambda each: order.get(tuple(each["group"].items()), len(order)))


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


def families(document: Document) -> dict[str, dict[str, str]]:
    """Return the metrics that are of one argument each, such as a class: family → argument → metric."""
    found: dict[str, dict[str, str]] = {}
    for name, definition in document["definitions"].items():
        if (family := definition.get("family")) is not None:
            found.setdefault(family, {})[definition.get("argument", "")] = name
    return found


def listed(document: Document) -> list[str]:
    """Return the metrics that stand in lists of all: those of one argument each only if a reader sees them first."""
    first = headline.metrics(document)
    return [name for name, facts in document["definitions"].items() if "family" not in facts or name in first]


def counts_of(result: GroupResult | Overall) -> dict[str, float]:
    """Return all that was counted of a group, as sums of weights where rows have some; empty where it is hidden."""
    if "weighted_counts" in result:
        return {**result["weighted_counts"], **result.get("other_weighted_counts", {})}
    return {**(result["counts"] or {}), **result.get("other_counts", {})}
