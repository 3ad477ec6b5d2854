"""What a reader sees first: what was audited, how well it works, who is served worse and how sure that is."""

from __future__ import annotations

from fairaudit import words as wording
from fairaudit.document import Disparity, Document, headline
from fairaudit.document import reading as view
from fairaudit.document.told import told
from fairaudit.document.units import unit_of
from fairaudit.report.page import Cell, Head, Row, Table, columns, filled, numbers

_MOST_TILES = 4
_LEFT_OUT = ("Rows", "Groups", "Edit split")
"""Facts that the page says elsewhere, or in other words."""


def served(document: Document, *, crossed_only: bool = False, most: int | None = None) -> Table:
    """Return for each attribute and intersection who is truly served worst, the gap, and how sure it is.

    `crossed_only` leaves out the attributes that do not meet others. Of more than `most`, those are kept whose certain
    gaps are largest.
    """
    metric = headline.primary(document)
    has_direction = headline.better(document, metric) is not None
    worst, best = ("served worse", "served better") if has_direction else ("higher", "lower")
    heads: list[Head] = [("by", "name"), (worst, "name"), *numbers("value", "interval"), (best, "name")]
    levels = [(level, f"by{index}") for index, level in enumerate(view.levels(document), 1)]
    kept = [level.by for level in wording.by_evidence(document)[:most]]
    seen = [each for each in levels if len(each[0].by) > crossed_only and each[0].by in kept]
    rows = [_served(document, level, anchor) for level, anchor in seen]
    by, named, value, interval, others, *ends = columns([*heads, *numbers("gap"), ("how sure", "text")], rows)
    return Table(
        [by, named, *filled([value, interval, others]), *ends],
        f"Who is {worst}{' where attributes meet' if crossed_only else ''}, by {wording.words(metric)}",
        kind="served",
    )


def about(document: Document) -> list[tuple[str, str]]:
    """Return what was said of the report, but for its title and what its positive value means, which has a place."""
    return [(name, text) for name, text in wording.about_facts(document.get("about")) if name != "Positive"]


def facts(document: Document) -> list[tuple[str, str]]:
    """Return what was said of the report, and what was audited; the files, where a title stands in their place."""
    is_titled = bool(wording.title_of(document.get("about")))
    kept = [(name, text) for name, text in wording.facts(document) if name not in _LEFT_OUT]
    return [
        *about(document),
        *([("Data", wording.source_names(document))] if is_titled else []),
        ("Rows", wording.counted_briefly(document)),
        *kept,
        ("Made", wording.moment(document["created"])),
        ("SHA-256", wording.fingerprint(document)),
    ]


def tiles(document: Document) -> list[tuple[str, str, str]]:
    """Return the headline metrics of all rows together, each with its value and its interval."""
    estimates = document["overall"]["metrics"]
    primary = headline.primary(document)
    names = [primary, *(name for name in headline.metrics(document) if name != primary)]
    shown = [(name, wording.figure(estimates[name], unit_of(document, name))) for name in names if name in estimates]
    return [(name, figure.value or wording.UNDEFINED, figure.interval) for name, figure in shown[:_MOST_TILES]]


def _served(document: Document, level: view.Level, anchor: str) -> Row:
    metric = headline.primary(document)
    gap = level.disparity(metric, "difference")
    worst, best = wording.served_apart(document, level)
    named, value, interval = Cell(mark=_nobody(gap)), "", ""
    if worst:
        shown = wording.figure(worst["metrics"][metric], unit_of(document, metric))
        evidence = wording.evidence(worst["n"], worst["clusters"], document)
        named = Cell(wording.label(worst["group"]), state=told(worst, metric), more=[evidence])
        value, interval = shown.value, shown.interval
    return [
        Cell(wording.level_name(level.by), link=f"#{anchor}"),
        named,
        value,
        interval,
        Cell(wording.label(best["group"]), state=told(best, metric)) if best else "",
        wording.disparity_figure(gap).value if gap else "",
        wording.how_sure_of(document, level),
    ]


def _nobody(gap: Disparity | None) -> str:
    """Return what stands for a group that is served worst, where none can be named."""
    if gap is None or gap["value"] is None:
        return "–"
    return wording.ALL_ALIKE if gap["value"] == 0 else wording.NOBODY
