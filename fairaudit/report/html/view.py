"""What the sections of the HTML page show, as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.audit import disparities
from fairaudit.report.html.bars import bars
from fairaudit.report.html.forest import MOST_LISTED, forest
from fairaudit.report.html.heat import heat, matrix
from fairaudit.report.page import (
    MOST_GROUPS,
    Block,
    Cell,
    Drawing,
    Folded,
    Lines,
    Notes,
    Page,
    Row,
    Table,
    columns,
    filled,
    numbers,
    part,
)


def anchors(document: Document) -> dict[str, str]:
    """Return where the glossary explains each metric: an anchor that holds nothing from the data."""
    return {name: f"m{index}" for index, name in enumerate(document["definitions"])}


def overall(document: Document) -> Table:
    """Return every metric over all rows together."""
    estimates, places = document["overall"]["metrics"], anchors(document)
    rows: list[Row] = []
    for name, estimate in estimates.items():
        shown = wording.figure(estimate, unit_of(document, name))
        worked = wording.worked_out(document, name, document["overall"], estimate)
        value, note = shown.value or wording.UNDEFINED, wording.undefined_because(estimate)
        linked = Cell(name, link=f"#{places[name]}" if name in places else "")
        rows.append([linked, value, shown.interval, wording.count(estimate["n"]), worked, note])
    heads = [*numbers("value", "interval", "n"), ("worked out", "worked"), ("note", "note")]
    found = filled(columns([("metric", "metric"), *heads], rows))
    return Table(found, caption=("Every metric over all rows together",), key="all")


def section(document: Document, level: view.Level, anchor: str) -> Page:
    """Return one attribute or intersection; the metric that orders the groups is open, the others are folded."""
    return [
        *_groups(document, level, anchor),
        *_comparisons(document, level, anchor),
        *_other_metrics(document, level, anchor),
        *_every_metric(document, level, anchor),
    ]


def _groups(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield who is served worse, and every group by the metric that orders them."""
    primary = headline.primary(document)
    if worse := wording.apart_sentence(document, level, primary):
        yield Lines([worse], "strong")
    if any(primary in group["metrics"] for group in level.groups):
        table = _keyed(document, forest(document, level, primary), primary, anchor)
        yield _first(table)
        yield from _folded(table, "more group")
    if len(level.groups) > MOST_LISTED:
        yield Lines([wording.more_groups(len(level.groups) - MOST_LISTED)], "note")
    if crossed := matrix(document, level, primary):
        yield crossed


def _keyed(document: Document, table: Table, metric: str, anchor: str) -> Table:
    place = anchors(document)[metric]
    return replace(table, key=f"{anchor}{place}", link=f"#{place}")


def _first(table: Table) -> Table:
    return part(table, 0, MOST_GROUPS, table.caption)


def _folded(table: Table, what: str) -> Iterator[Block]:
    """Yield the rows beyond the first, behind their number."""
    rest = len(table.names.cells) - MOST_GROUPS
    if rest > 0:
        caption = (*table.caption[:4], ", the other groups", *table.caption[5:])
        yield Folded(wording.plural(rest, what), [part(table, MOST_GROUPS, None, caption)])


def _comparisons(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    shown = view.headline_disparities(document, level)
    table = disparities([each for each in shown if each["value"] is not None], "Comparisons by ", _name(level))
    yield replace(table, key=f"{anchor}compared")
    yield Lines(wording.remarks(shown), "notes")


def _name(level: view.Level) -> str:
    return wording.level_name(level.by)


def _other_metrics(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield the kinds of errors or decisions, and what is folded: the other headline metrics and comparisons."""
    primary, shown = headline.primary(document), view.headline_disparities(document, level)
    if drawn := bars(document, level, anchor):
        yield Drawing("bars.html", drawn)
    for metric in headline.metrics(document):
        if metric != primary and any(metric in group["metrics"] for group in level.groups):
            table = _keyed(document, forest(document, level, metric), metric, anchor)
            yield Folded(f"{metric}, drawn", [_first(table)])
    title = "Comparisons of the other metrics"
    table = disparities([each for each in level.disparities if each not in shown], f"{title} by ", _name(level))
    yield Folded(title, [replace(table, key=f"{anchor}others")])


def _every_metric(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield the heat table, what its colours mean, and the counts that the figures come from."""
    notes = Notes()
    table = replace(heat(document, level, notes), key=f"{anchor}heat")
    if table.names.cells:
        yield _first(table)
        yield Drawing("key.html", wording.coloured(document))
        yield from _folded(table, "more group with every metric")
    yield Lines(notes.lines(), "notes")
    counted = _counts(document, level.groups[:MOST_LISTED], _name(level), f"{anchor}counts")
    if len(counted.columns) > 1:
        yield Folded(f"{counted.title} that these figures come from", [counted])


def _counts(document: Document, groups: Sequence[GroupResult], by: str, key: str) -> Table:
    """Return the counts of every group, from which its figures can be recomputed."""
    is_weighted = any("weighted_counts" in group for group in groups)
    counts = [(group.get("weighted_counts") if is_weighted else group["counts"]) or {} for group in groups]
    known = dict.fromkeys(name for each in counts for name in each)
    names = [name for name in known if name not in document["side_counts"]]
    rows = [
        [wording.label(group["group"]), *(wording.count(each.get(name)) for name in names)]
        for group, each in zip(groups, counts, strict=True)
    ]
    title = f"The {'sums of weights' if is_weighted else 'counts'}"
    found = columns([(by, "name"), *numbers(*names)], rows)
    return Table(found, title, (f"{title} by ", by), kind="counts", key=key)
