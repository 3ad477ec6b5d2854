"""The report as one HTML page that needs nothing else: no request, and whole without script."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fairaudit import words as wording
from fairaudit.document import Definition, Document, GroupResult, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report import contrasts, first, page, presets, rules, sites
from fairaudit.report.audit import disparities
from fairaudit.report.html import by_class, score_sections
from fairaudit.report.html.bars import bars
from fairaudit.report.html.draw import draw
from fairaudit.report.html.forest import MOST_LISTED, forest
from fairaudit.report.html.heat import heat, is_in_units_of_the_data, matrix
from fairaudit.report.html.index import by_name
from fairaudit.report.html.overview import overview
from fairaudit.report.html.places import without_folders
from fairaudit.report.page import MOST_GROUPS, Block, Cell, Drawing, Folded, Lines, Notes, Table, numbers

_MOST_IN_FULL = 3
"""With more attributes and intersections, only the drawing of each is open."""
_MORE = "more group"
"""Behind the number of these are groups that the page names nowhere else."""
_MOST_FIGURES = 20_000
"""Estimates of groups that are packed at most; packing more would take longer than drawing the page."""
_MOST_CHARACTERS = 300_000


def render(document: Document, up: str = "") -> str:
    """Return the page; it is whole without its script, which sorts, finds, copies and downloads.

    `up` is the address of the page that lists this one, relative to it.
    """
    data, document = packed(document), without_folders(document)
    sections = [
        (f"by{index}", wording.level_name(level.by), list(section(document, level, f"by{index}")))
        for index, level in enumerate(view.levels(document), 1)
    ]
    curves = score_sections.sections(document)
    misleading, warnings = wording.warnings_apart(document)
    return draw(
        "report.html",
        ("report.css", "curves.css") if curves else "report.css",
        "report.js",
        up=up,
        document=document,
        title=title(document),
        heading=wording.title_of(document.get("about")) or wording.source_names(document),
        first=first,
        rules=rules,
        named=rules.named(document),
        picture=_picture(document),
        misleading=misleading,
        warnings=warnings,
        sections=sections,
        sites=sites.blocks(document),
        curves=curves,
        is_long=_is_long(document),
        presets=[[*presets.blocks(result), presets.sources(result)] for result in document.get("presets", [])],
        overall=[overall(document), *by_class.overall(document)],
        glossary=glossary(document),
        numbers=anchors(document),
        config=json.dumps(document["config"], indent=2, ensure_ascii=False, default=str).split("\n"),
        data=data,
        wording=wording,
    )


def _picture(document: Document) -> list[Block]:
    """Return the drawing of every attribute's groups, and where attributes meet, who is served worse."""
    drawn = overview(document)
    if drawn is None:
        return [first.served(document)]
    return [drawn, first.served(document, crossed_only=True)]


def title(document: Document) -> str:
    """Return the title of the page: its own, or the files; and the verdict, or the figure that matters most."""
    own, files = wording.title_of(document.get("about")), wording.source_names(document, 1)
    outcome = _outcome(document)
    if own or not outcome:
        return f"{own or files} · {outcome or 'fairaudit'}"
    return f"{outcome} · {files}"


def _outcome(document: Document) -> str:
    """Return the verdict if there is one, else the figure that matters most; empty if it is undefined."""
    metric = headline.primary(document)
    estimate = document["overall"]["metrics"].get(metric)
    if "gate" in document:
        return wording.gate_line(document)
    if estimate is None or estimate["value"] is None:
        return ""
    return f"{wording.words(metric)} {wording.with_interval(estimate, unit_of(document, metric))}"


def anchors(document: Document) -> dict[str, str]:
    """Return where the glossary explains each metric: an anchor that holds nothing from the data."""
    return {name: f"m{index}" for index, name in enumerate([*document["definitions"], *document.get("distances", {})])}


def glossary(document: Document) -> dict[str, Definition]:
    """Return what every metric is; of those that are of one class each, the first of each family."""
    first = [next(iter(members.values())) for members in view.families(document).values()]
    found = {name: facts for name, facts in document["definitions"].items() if name in {*view.listed(document), *first}}
    return {**found, **document.get("distances", {})}


def overall(document: Document) -> Table:
    """Return every metric over all rows together."""
    places = anchors(document)
    rows: list[page.Row] = []
    there = document["overall"]["metrics"]
    for name in (each for each in view.listed(document) if each in there):
        estimate = there[name]
        shown = wording.figure(estimate, unit_of(document, name))
        worked = wording.worked_out(document, name, document["overall"], estimate)
        value, note = shown.value or wording.UNDEFINED, wording.undefined_because(estimate)
        linked = Cell(name, link=f"#{places[name]}" if name in places else "")
        rows.append([linked, value, shown.interval, wording.count(estimate["n"]), worked, note])
    heads = [*numbers("value", "interval", "n"), ("worked out", "worked"), ("note", "note")]
    found = page.filled(page.columns([("metric", "metric"), *heads], rows))
    return Table(found, caption=("Every metric over all rows together",), key="all")


def section(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield one attribute or intersection; the metric that orders the groups is open, the others are folded.

    Of many levels only the drawing is open.
    """
    fold = _folded if _is_long(document) else _open
    beside = list(_beside(document, level, anchor))
    if is_against := view.has_reference(document, level):
        yield from beside
    yield from _groups(document, level, anchor)
    if not is_against:
        yield from fold("Each group against all others", beside)
    yield from fold("Comparisons", _comparisons(document, level, anchor))
    if drawn := bars(document, level, anchor):
        yield from fold("Counts, drawn", [Drawing("bars.html", drawn)])
    for metric in headline.metrics(document):
        if metric != headline.primary(document) and any(metric in group["metrics"] for group in level.groups):
            yield Folded(f"{wording.words(metric)}, drawn", _cut(_forest(document, level, metric, anchor))[:1])
    others = [each for each in level.disparities if each["metric"] in view.listed(document)]
    headlines = view.headline_disparities(document, level)
    title, name = "Comparisons of the other metrics", wording.level_name(level.by)
    table = disparities([each for each in others if each not in headlines], f"{title} by ", name)
    yield Folded(title, [replace(table, key=f"{anchor}others")])
    yield from fold("Every metric", list(_every_metric(document, level, anchor)))
    yield from by_class.section(document, level, anchor)


def _is_long(document: Document) -> bool:
    return len(view.levels(document)) > _MOST_IN_FULL


def _open(_: str, blocks: list[Block]) -> list[Block]:
    return blocks


def _folded(summary: str, blocks: list[Block]) -> list[Block]:
    return [Folded(summary, blocks)] if blocks else []


def _comparisons(document: Document, level: view.Level, anchor: str) -> list[Block]:
    """Return how far the groups are apart by the metrics that a reader sees first."""
    compared, name = view.headline_disparities(document, level), wording.level_name(level.by)
    table = disparities([each for each in compared if each["value"] is not None], "Comparisons by ", name)
    return [replace(table, key=f"{anchor}compared"), Lines(wording.remarks(compared), "notes")]


def _beside(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield every group beside the reference group or all others; other metrics than the first are folded."""
    found = (contrasts.table(document, level, metric) for metric in headline.metrics(document))
    tables = [replace(each, key=f"{anchor}beside{place}") for place, each in enumerate(found) if each.names.cells]
    if tables:
        yield tables[0]
        yield Lines([wording.contrasts_note(document)], "notes")
        yield Folded("The same by other metrics", tables[1:])


def _groups(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield who is served worse, and every group by the metric that orders them."""
    primary = headline.primary(document)
    if worse := wording.apart_sentence(document, level, primary):
        yield Lines([worse], "strong")
    if any(primary in group["metrics"] for group in level.groups):
        yield from _cut(_forest(document, level, primary, anchor), _MORE)
    yield from by_name(document, level, primary, anchor)
    if crossed := matrix(document, level, primary):
        yield crossed


def _forest(document: Document, level: view.Level, metric: str, anchor: str) -> Table:
    place = anchors(document)[metric]
    return replace(forest(document, level, metric), key=f"{anchor}{place}", link=f"#{place}")


def _cut(table: Table, what: str = "") -> list[Block]:
    """Return the first rows, and the others behind their number."""
    found: list[Block] = [page.part(table, 0, MOST_GROUPS, table.caption)]
    rest = len(table.names.cells) - MOST_GROUPS
    if rest > 0:
        caption = (*table.caption[:4], ", the other groups", *table.caption[5:])
        cut = page.part(table, MOST_GROUPS, None, caption)
        found.append(Folded(wording.plural(rest, what), [cut], is_rest=what == _MORE))
    return found


def _every_metric(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield the heat table, what its colours mean, and the counts that the figures come from."""
    notes = Notes()
    table = replace(heat(document, level, notes), key=f"{anchor}heat")
    if table.names.cells:
        first, *others = _cut(table, "more group with every metric")
        is_relative = any(map(is_in_units_of_the_data, document["definitions"].values()))
        key = Drawing("key.html", {"said": wording.coloured(document), "is_relative": is_relative})
        yield from (first, key, *others)
    yield Lines(notes.lines(), "notes")
    counted = _counts(document, level.groups[:MOST_LISTED], wording.level_name(level.by), f"{anchor}counts")
    if len(counted.columns) > 1:
        yield Folded(f"{counted.title} that these figures come from", [counted])


def _counts(document: Document, groups: Sequence[GroupResult], by: str, key: str) -> Table:
    """Return the counts of every group, from which its figures can be recomputed."""
    is_weighted = any("weighted_counts" in group for group in groups)
    counts = [view.counts_of(group) for group in groups]
    known = dict.fromkeys(name for each in counts for name in each)
    names = [name for name in known if name not in document["side_counts"]]
    rows = [
        [wording.label(group["group"]), *(wording.count(each.get(name)) for name in names)]
        for group, each in zip(groups, counts, strict=True)
    ]
    title = f"The {'sums of weights' if is_weighted else 'counts'}"
    found = page.columns([(by, "name"), *numbers(*map(wording.words, names))], rows)
    return Table(found, title, (f"{title} by ", by), kind="counts", key=key)


def packed(document: Document) -> str:
    """Return the JSON report, gzip-packed, in base64; empty where that would make the page heavy.

    Base64 needs no escaping: nothing in it can end an attribute or an element, whatever the data are called.
    """
    if sum(len(group["metrics"]) for group in document["groups"]) > _MOST_FIGURES:
        return ""
    written = json.dumps(document, allow_nan=False, separators=(",", ":"))
    content = gzip.compress(written.encode("ascii"), 9, mtime=0)
    text = base64.b64encode(content).decode("ascii")
    return text if len(text) <= _MOST_CHARACTERS else ""
