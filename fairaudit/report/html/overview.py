"""The picture that a page begins with: every attribute's groups by the metric that orders them, on one axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.groups import plot
from fairaudit.report.html.draw import SHAPES
from fairaudit.report.html.forest import line_words, rules_of
from fairaudit.report.page import Drawing, Plot

Group = TypeVar("Group", bound=Mapping[str, object])
_MOST_GROUPS = 12
_WORST, _BEST = 6, 4
"""Of an attribute with more groups, so many at either end of those that are compared."""


@dataclass(frozen=True)
class Seen:
    """One group: its name, its value and interval, how it differs from all rows, how many rows it has."""

    name: str
    value: str
    interval: str
    differs: str
    rows: str
    is_small: bool


@dataclass(frozen=True)
class Part:
    """One attribute: where its tables are, its gap and how sure that is, its groups and where they are drawn."""

    anchor: str
    name: str
    gap: str
    sure: str
    groups: Sequence[Seen]
    drawn: Plot
    more: str


@dataclass(frozen=True)
class Overview:
    """The parts of the picture, what it shows, and what its lines mean."""

    metric: str
    parts: Sequence[Part]
    axis: tuple[str, str]
    lines: str


def overview(document: Document) -> Drawing | None:
    """Return the picture, the attribute with the strongest evidence first; None where nothing can be drawn."""
    metric = headline.primary(document)
    anchors = {tuple(level.by): f"by{index}" for index, level in enumerate(view.levels(document), 1)}
    levels = [level for level in wording.by_evidence(document) if len(level.by) == 1 and _shown(level, metric)]
    if not levels:
        return None
    everyone = [group for level in levels for group in _shown(level, metric)]
    verdicts = [rule for level in levels for rule in rules_of(document, level, metric)]
    axis = plot(document, metric, [], everyone, verdicts)
    lines = dict.fromkeys(line for level in levels for line in line_words(document, level, metric))
    parts = [_part(document, level, anchors[tuple(level.by)], axis) for level in levels]
    said = "".join(f"; {line}" for line in [*lines, *_marks(parts)])
    return Drawing("overview.html", Overview(metric, parts, axis.ends, said))


def _marks(parts: Sequence[Part]) -> Iterator[str]:
    """Yield what the marks beside names mean."""
    found = dict.fromkeys(seen.differs for part in parts for seen in part.groups if seen.differs)
    if found:
        marks = " or ".join(f"{SHAPES[each]} {each}" for each in sorted(found, reverse=True))
        yield f"{marks} than all rows together, beyond what chance explains"


def _shown(level: view.Level, metric: str) -> list[GroupResult]:
    """Return the groups of a level that the picture shows, the worst first: of many, those at either end."""
    found = [group for group in level.groups if metric in group["metrics"]]
    return at_either_end(found)


def at_either_end(found: Sequence[Group]) -> list[Group]:
    """Return the groups of a level that a picture shows, in their order: of many, those at either end.

    Small ones go first.
    """
    if len(found) <= _MOST_GROUPS:
        return list(found)
    large = [group for group in found if not group["small"]]
    return large if len(large) <= _MOST_GROUPS else [*large[:_WORST], *large[-_BEST:]]


def _part(document: Document, level: view.Level, anchor: str, axis: Plot) -> Part:
    metric = axis.heading
    shown, gap = _shown(level, metric), level.disparity(metric, "difference")
    drawn = plot(document, metric, shown, shown, rules_of(document, level, metric))
    return Part(
        anchor,
        wording.level_name(level.by),
        wording.disparity_figure(gap).value if gap else "",
        wording.how_sure_of(document, level),
        [_seen(document, group, metric) for group in shown],
        replace(drawn, axis=axis.axis),
        wording.plural(more, "more group") if (more := len(level.groups) - len(shown)) else "",
    )


def _seen(document: Document, group: GroupResult, metric: str) -> Seen:
    estimate = group["metrics"][metric]
    shown = wording.figure(estimate, unit_of(document, metric))
    return Seen(
        wording.label(group["group"]),
        shown.value or wording.UNDEFINED,
        shown.interval,
        group.get("differs", {}).get(metric, ""),
        wording.rows_of(group),
        group["small"],
    )
