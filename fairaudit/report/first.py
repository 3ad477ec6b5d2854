"""What a reader sees first: what was audited, how well it works, who is served worst and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit.document import Document, headline
from fairaudit.report import view, wording

_MOST_TILES = 4
_MOST_FACTS = ("Task", "Speakers", "Clusters", "Weights", "Counts", "Normaliser", "Intervals")


@dataclass(frozen=True)
class Tile:
    """One metric of all rows together."""

    metric: str
    value: str
    interval: str


@dataclass(frozen=True)
class Served:
    """One attribute or intersection: its worst-served group, the gap to the best, and how sure that is."""

    by: str
    anchor: str
    group: str
    value: str
    interval: str
    evidence: str
    gap: str
    best: str
    how_sure: str


@dataclass(frozen=True)
class First:
    """The first screen."""

    facts: list[tuple[str, str]]
    tiles: list[Tile]
    metric: str
    worst_word: str
    best_word: str
    served: list[Served]


def first(document: Document) -> First:
    """Return the first screen of a document."""
    metric = headline.primary(document)
    has_direction = headline.better(document, metric) is not None
    return First(
        facts=_facts(document),
        tiles=_tiles(document),
        metric=metric,
        worst_word="served worst" if has_direction else "highest",
        best_word="served best" if has_direction else "lowest",
        served=[_served(document, level, f"by{index}") for index, level in enumerate(view.levels(document), 1)],
    )


def _facts(document: Document) -> list[tuple[str, str]]:
    kept = [(name, text) for name, text in wording.facts(document) if name in _MOST_FACTS]
    return [
        ("Rows", wording.counted_briefly(document)),
        *kept,
        ("Made", wording.moment(document["created"])),
        ("SHA-256", wording.fingerprint(document)),
    ]


def _tiles(document: Document) -> list[Tile]:
    estimates = document["overall"]["metrics"]
    primary = headline.primary(document)
    names = [primary, *(name for name in headline.metrics(document) if name != primary)]
    shown = [(name, wording.figure(estimates[name], name)) for name in names if name in estimates]
    return [Tile(name, figure.value or wording.UNDEFINED, figure.interval) for name, figure in shown[:_MOST_TILES]]


def _served(document: Document, level: view.Level, anchor: str) -> Served:
    metric = headline.primary(document)
    gap = level.disparity(metric, "difference")
    ends = [gap["highest"], gap["lowest"]] if gap else [None, None]
    worst, best = reversed(ends) if headline.better(document, metric) == "higher" else ends
    is_alike = gap is not None and gap["value"] == 0
    worst, best = (None, None) if is_alike else (worst, best)
    found = next((each for each in level.groups if worst is not None and each["group"] == worst), None)
    shown = wording.figure(found["metrics"][metric], metric) if found and metric in found["metrics"] else None
    return Served(
        by=wording.level_name(level.by),
        anchor=anchor,
        group=wording.ALL_ALIKE if is_alike else wording.label(worst),
        value=shown.value if shown else "",
        interval=shown.interval if shown else "",
        evidence=wording.evidence(found["n"], found["clusters"], document) if found else "",
        gap=wording.disparity_figure(gap).value if gap else "",
        best=wording.label(best),
        how_sure=wording.how_sure(gap, document),
    )
