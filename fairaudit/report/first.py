"""What a reader sees first: what was audited, how well it works, who is served worse and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Disparity, Document, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of

_MOST_TILES = 4
_LEFT_OUT = ("Rows", "Groups", "Edit split")
"""Facts that the page says elsewhere, or in other words."""


@dataclass(frozen=True)
class Tile:
    """One metric of all rows together."""

    metric: str
    value: str
    interval: str


@dataclass(frozen=True)
class Served:
    """One attribute or intersection: the worst of the groups that are truly served worse, the gap, and how sure it is.

    `best` is the best of those that are truly served better; both are empty where no group can be told apart.
    """

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

    @property
    def names_worst(self) -> bool:
        """Whether any group can be told apart on the worse (higher) side."""
        return any(each.value for each in self.served)

    @property
    def names_best(self) -> bool:
        """Whether any group can be told apart on the better (lower) side."""
        return any(each.best for each in self.served)


def first(document: Document) -> First:
    """Return the first screen of a document."""
    metric = headline.primary(document)
    has_direction = headline.better(document, metric) is not None
    return First(
        facts=_facts(document),
        tiles=_tiles(document),
        metric=metric,
        worst_word="served worse" if has_direction else "higher",
        best_word="served better" if has_direction else "lower",
        served=[_served(document, level, f"by{index}") for index, level in enumerate(view.levels(document), 1)],
    )


def _facts(document: Document) -> list[tuple[str, str]]:
    kept = [(name, text) for name, text in wording.facts(document) if name not in _LEFT_OUT]
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
    shown = [(name, wording.figure(estimates[name], unit_of(document, name))) for name in names if name in estimates]
    return [Tile(name, figure.value or wording.UNDEFINED, figure.interval) for name, figure in shown[:_MOST_TILES]]


def _served(document: Document, level: view.Level, anchor: str) -> Served:
    metric = headline.primary(document)
    gap = level.disparity(metric, "difference")
    worst, best = wording.served_apart(document, level)
    shown = wording.figure(worst["metrics"][metric], unit_of(document, metric)) if worst else None
    return Served(
        by=wording.level_name(level.by),
        anchor=anchor,
        group=wording.label(worst["group"]) if worst else _nobody(gap),
        value=shown.value if shown else "",
        interval=shown.interval if shown else "",
        evidence=wording.evidence(worst["n"], worst["clusters"], document) if worst else "",
        gap=wording.disparity_figure(gap).value if gap else "",
        best=wording.label(best["group"]) if best else "",
        how_sure=wording.how_sure_of(document, level),
    )


def _nobody(gap: Disparity | None) -> str:
    """Return what stands for a group that is served worst, where none can be named."""
    if gap is None or gap["value"] is None:
        return ""
    return wording.ALL_ALIKE if gap["value"] == 0 else wording.NOBODY
