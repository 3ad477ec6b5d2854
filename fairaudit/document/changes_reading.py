"""What every rendering of a comparison shows, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from fairaudit.document import Document, LeftOut, headline
from fairaudit.document.changes import ChangesDocument, DisparityChange, GroupChange, Spread
from fairaudit.document.units import Unit, unit_of


@dataclass(frozen=True)
class Level:
    """One attribute or intersection, its groups in the order of how much worse they got.

    `units` says how values of each metric are printed.
    """

    by: list[str]
    units: Mapping[str, Unit]
    groups: list[GroupChange] = field(default_factory=list)
    disparities: list[DisparityChange] = field(default_factory=list)
    spreads: list[Spread] = field(default_factory=list)

    def disparity(self, metric: str, comparison: str) -> DisparityChange | None:
        """Return the change of one comparison."""
        wanted = (metric, comparison)
        return next((each for each in self.disparities if (each["metric"], each["comparison"]) == wanted), None)

    def spread(self, metric: str) -> Spread | None:
        """Return how unequally one metric changed."""
        return next((each for each in self.spreads if each["metric"] == metric), None)

    def left_out(self, metrics: Sequence[str]) -> list[LeftOut]:
        """Return who is not held against others by these metrics."""
        return [entry for spread in self.spreads if spread["metric"] in metrics for entry in spread["left_out"]]


def levels(document: ChangesDocument) -> list[Level]:
    """Return every level in the order of the document."""
    found: dict[tuple[str, ...], Level] = {}
    units = {name: unit_of(document, name) for name in document["definitions"]}
    for key in ("groups", "disparities", "spreads"):
        for entry in document[key]:
            level = found.setdefault(tuple(entry["by"]), Level(entry["by"], units))
            getattr(level, key).append(entry)
    metric = primary(document)
    higher_is_better = headline.better(_new_result(document), metric) == "higher"
    for level in found.values():
        level.groups.sort(key=lambda group: _rank(group, metric, higher_is_better))
    return list(found.values())


def _rank(group: GroupChange, metric: str, higher_is_better: bool) -> tuple[bool, bool, float]:
    """Order: groups that can be held against others, small ones, those without a change; each worst first."""
    change = group["metrics"][metric]["change"]["value"] if metric in group["metrics"] else None
    if change is None:
        return (True, True, 0.0)
    return (group["small"], False, change if higher_is_better else -change)


def headline_metrics(document: ChangesDocument) -> list[str]:
    """Return the few metrics that a reader sees first."""
    return headline.metrics(_new_result(document))


def primary(document: ChangesDocument) -> str:
    """Return the metric that orders the groups."""
    return headline.primary(_new_result(document))


def _new_result(document: ChangesDocument) -> Document:
    """Return as much of the new result as the choice of metrics needs, in the form of a report."""
    entries: list[dict[str, Any]] = [
        {"metrics": {name: change["new"] for name, change in entry["metrics"].items()}}
        for entry in (document["overall"], *document["groups"])
    ]
    report = {key: document[key] for key in ("headline", "definitions")}
    return cast(Document, {**report, "overall": entries[0], "groups": entries[1:]})
