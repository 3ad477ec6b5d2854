"""Sites as tables: each one's value and skew, and the gap between two groups at each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fairaudit import words as wording
from fairaudit.document import Document, Estimate, SiteDifference, SiteGap, Sites
from fairaudit.document.units import Unit, known_unit
from fairaudit.report.page import MOST_GROUPS, Block, Cell, Lines, Notes, Row, Table, columns, numbers, part


def blocks(document: Document) -> list[Block]:
    """Return what is known of sites: sentences, every site, and each gap site by site; nothing without sites."""
    sites = document.get("sites")
    if sites is None:
        return []
    found: list[Block] = [Lines(wording.site_sentences(document)), *_cut(_every(document, sites))]
    for place, gap in enumerate(sites["gaps"]):
        found += _cut(replace(_gap(sites, gap), key=f"sites{place}"))
        found.append(Lines(wording.sites_left_out(gap), "notes"))
    return [*found, Lines([wording.sites_note(document)], "notes")]


def _cut(table: Table) -> Iterator[Block]:
    more = len(table.names.cells) - MOST_GROUPS
    yield part(table, 0, MOST_GROUPS, table.caption)
    if more > 0:
        yield Lines([wording.more_groups(more)], "note")


def _every(document: Document, sites: Sites) -> Table:
    """Return every site: its size, its value, and how its labels and groups are spread."""
    unit, notes = known_unit(sites["gap"].get("unit", "number")), Notes()
    has_clusters = any(each["clusters"] is not None for each in sites["sites"])
    has_labels = any("label_skew" in each for each in sites["sites"])
    attributes = dict.fromkeys(name for each in sites["sites"] for name in each["group_skew"])
    rows: list[Row] = [
        [
            wording.site_label(each),
            Cell(wording.count(each["n"]), mark="small" if each["small_because"] else ""),
            *([wording.count(each["clusters"])] if has_clusters else []),
            *_value(each["estimate"], unit, notes),
            *([wording.skew(each.get("label_skew"))] if has_labels else []),
            *(wording.skew(each["group_skew"].get(name)) for name in attributes),
        ]
        for each in sites["sites"]
    ]
    clusters = [wording.cluster_words(document)[1]] if has_clusters else []
    skews = [*(["skew of labels"] if has_labels else []), *(f"skew by {wording.show(name)}" for name in attributes)]
    heads = numbers("rows", *clusters, wording.show(sites["metric"]), "interval", *skews)
    small = [each["small_because"] is not None for each in sites["sites"]]
    name = wording.show(sites["column"])
    found = columns([(name, "name"), *heads], rows)
    return Table(found, "Sites", ("Every site: ", name), notes=notes.lines(), small=small, key="sites")


def _value(estimate: Estimate, unit: Unit, notes: Notes) -> list[Cell]:
    shown = wording.figure(estimate, unit)
    mark = notes.mark(wording.undefined_because(estimate))
    return [Cell(f"{shown.value or wording.UNDEFINED}{mark}", told=estimate["method"]), Cell(shown.interval)]


def _gap(sites: Sites, gap: SiteGap) -> Table:
    """Return the difference of two groups at each site, and over all sites without it."""
    unit, notes = known_unit(sites["gap"].get("unit", "number")), Notes()
    without = {each["site"]: each["difference"] for each in gap["leave_one_out"]}
    rows = [_at(each, without, unit, notes) for each in gap["sites"]]
    heads = numbers("difference", "limits", *(["without this site", "limits"] if without else []))
    by, who, metric = wording.level_name(gap["by"]), wording.gap_of_sites(gap), wording.words(sites["metric"])
    caption = (f"Gap in {metric} by ", by, ", site by site: ", who)
    cells = columns([(wording.show(sites["column"]), "name"), *heads], rows)
    return Table(cells, "".join(caption), caption, notes.lines())


def _at(found: SiteDifference, without: dict[str | None, Estimate], unit: Unit, notes: Notes) -> Row:
    site, rest = found["site"], without.get(found["site"])
    more = [] if rest is None else _difference(rest, unit, notes)
    return [wording.value_label(site), *_difference(found["difference"], unit, notes), *more]


def _difference(estimate: Estimate, unit: Unit, notes: Notes) -> list[Cell]:
    value, limits = wording.site_difference(estimate, unit)
    return [Cell(f"{value}{notes.mark(wording.undefined_because(estimate))}", told=estimate["method"]), Cell(limits)]
