"""A report as a page: the tables and sentences that the terminal and Markdown show, each in its order."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from fairaudit import words as wording
from fairaudit.document import Disparity, Document, Message, headline
from fairaudit.document import reading as view
from fairaudit.document.alike import alike
from fairaudit.document.units import unit_of
from fairaudit.report import contrasts, first, groups, points, presets, rules, sites
from fairaudit.report.page import (
    MOST_GROUPS,
    Block,
    Cell,
    Facts,
    Folded,
    Head,
    Heading,
    Lines,
    Notes,
    Page,
    Row,
    Table,
    Text,
    columns,
    numbers,
)
from fairaudit.words import scores

_BESIDE = ("Columns", "Positive", "Threshold", "Not used")
"""Facts that stand beside the headline figures."""
_MOST_LEVELS = 10
"""Attributes and intersections in the first table."""
_MOST_IN_FULL = 3
"""With more attributes and intersections, a terminal shows the groups of attributes and one gap of every level."""
_MOST_ALIKE = 1
"""With more warnings of one code, a terminal shows so many."""


def terminal(document: Document) -> Page:
    """Return the report with what matters most at its end, where a reader's eye is; what is alike is said once."""
    levels, same = view.levels(document), alike(document)
    is_long = len(levels) > _MOST_IN_FULL
    measured = _summarised if is_long else _measured
    has_beside = not is_long or any(view.has_reference(document, level) for level in levels if len(level.by) == 1)
    metrics = [metric for metric in headline.metrics(document) if metric not in same]
    asked_for = _asked_for(document, [Lines(wording.normalisers_line(document))])
    return _in_order(document, _head(document), [*measured(document, metrics, same), *asked_for], has_beside)


def whole(document: Document) -> Page:
    """Return the report in the same order, with every table, metric and warning."""
    measured = _measured(document, headline.metrics(document), {})
    asked_for = _asked_for(document, _normalisers(document))
    return _in_order(document, _head(document, None), [*measured, *asked_for], True)


def _in_order(document: Document, head: Iterable[Block], measured: Iterable[Block], has_beside: bool) -> Page:
    return [
        *head,
        *rules.terminal(document),
        *measured,
        Lines([f"{wording.shapes_note(document)}{_closing(document, has_beside)}"], "closing"),
        *rules.in_words(document),
    ]


def _head(document: Document, most_alike: int | None = _MOST_ALIKE) -> Iterator[Block]:
    """Yield what was audited, what was assumed and what is odd; of many warnings that are alike the first."""
    kept: list[Message] = []
    more: dict[str, int] = {}
    for warning in document["warnings"]:
        if most_alike is None or sum(each["code"] == warning["code"] for each in kept) < most_alike:
            kept.append(warning)
        else:
            more[warning["code"]] = more.get(warning["code"], 0) + 1
    notes = wording.noted({**document, "warnings": kept})
    if more:
        notes.append(("", wording.more_warnings(more)))
    title = wording.title_of(document.get("about"))
    yield Heading(f"fairaudit {wording.show(document['fairaudit_version'])}{': ' if title else ''}{title}", 1)
    yield Facts(
        [
            *first.about(document),
            ("Data", wording.source_names(document)),
            *wording.briefly(wording.facts(document)),
            *notes,
        ]
    )


def brief(document: Document) -> Page:
    """Return who is served worse and the verdicts, which stand last."""
    return [
        *_head(document),
        first.served(document, most=_MOST_LEVELS),
        Lines(wording.more_levels(len(view.levels(document)) - _MOST_LEVELS), "note"),
        *(block for result in document.get("presets", []) for block in presets.blocks(result, MOST_GROUPS)),
        Lines([wording.WHOLE_REPORT], "closing"),
        *rules.by_name(document),
        Lines([*wording.bounds_of_rules(document), *wording.chance_line(document)], "note"),
        *rules.outcome(document),
    ]


def verdicts(document: Document) -> Page:
    """Return what the rules came to, and nothing else."""
    return [*rules.by_name(document), *rules.outcome(document)]


def markdown(document: Document) -> Page:
    """Return the report with what matters most at its beginning."""
    title = wording.title_of(document.get("about"))
    facts = [*wording.facts(document), *(("Assumed", text) for text in wording.assumed(document))]
    return [
        *rules.markdown(document),
        Heading(title or f"fairaudit: {wording.source_names(document)}", 1),
        Facts([*first.about(document), *([("Data", wording.source_names(document))] if title else [])]),
        *_first(document),
        Lines([("", *led) for led in wording.led(document)]),
        Lines([f"⚠ Warning: {warning['message']}" for warning in document["warnings"]]),
        *_measured(document, headline.metrics(document), {}),
        *_asked_for(document, _normalisers(document)),
        Folded("What was audited, and how", [Facts(facts), Lines(wording.method(document), "list")]),
        Folded("What these figures cannot tell you", [Lines(list(wording.cannot_tell(document)), "list")]),
        Lines([_closing(document)], "closing"),
        Lines([f"fairaudit {document['fairaudit_version']}, {document['created']}"]),
    ]


def _closing(document: Document, has_beside: bool = True) -> str:
    """Return how tables are to be read; those of groups beside others only where there are any."""
    points = f"{wording.POINTS} " if any(each["unit"] == "share" for each in document["definitions"].values()) else ""
    beside = f"{wording.contrasts_note(document)} " if document.get("contrasts") and has_beside else ""
    return f"{wording.bounds_note(document)} {beside}{points}{wording.ALL_METRICS}"


def _first(document: Document) -> Iterator[Block]:
    """Yield the headline figures and who is served worse, as the first screen of the HTML page does."""
    said: list[Text] = [f"{wording.counted_briefly(document)}."]
    for metric, value, interval in first.tiles(document)[:1]:
        said[0] = (f"{said[0]} {wording.words(metric)} ", value, f" ({interval})." if interval else ".")
    yield Lines([*said, *(f"{name}: {text}." for name, text in wording.facts(document) if name in _BESIDE)])
    yield first.served(document, most=_MOST_LEVELS)
    more = len(view.levels(document)) - _MOST_LEVELS
    yield Lines(wording.more_levels(more, "each has its part below"), "note")


def _measured(document: Document, metrics: Sequence[str], same: Mapping[str, str]) -> Iterator[Block]:
    """Yield what was measured by some metrics, of all rows and of every level; `same` say the same as one of these."""
    yield from _overall(document, metrics, same)
    for level in view.levels(document):
        yield Heading(f"By {wording.level_name(level.by)}")
        yield from _level(document, level, metrics, same)


def _overall(document: Document, metrics: Sequence[str], same: Mapping[str, str]) -> Iterator[Block]:
    """Yield the metrics of all rows together, and which others say the same."""
    yield Heading("All rows together")
    yield overall(document, metrics)
    yield Lines(wording.alike_note(same), "note")


def _summarised(document: Document, metrics: Sequence[str], same: Mapping[str, str]) -> Iterator[Block]:
    """Yield the groups of attributes, and of every attribute and intersection how far its groups are apart."""
    yield from _overall(document, metrics, same)
    metric, levels = headline.primary(document), view.levels(document)
    for level in (each for each in levels if len(each.by) == 1):
        yield Heading(f"By {wording.level_name(level.by)}")
        if view.has_reference(document, level):
            yield contrasts.table(document, level, metric)
        yield from groups.blocks(document, level, metrics, Notes())
    yield Heading(f"Gaps in {wording.words(metric)}")
    yield _gaps(levels, metric)


def _gaps(levels: Sequence[view.Level], metric: str) -> Table:
    """Return how far the groups of every level are apart by one metric."""
    found = [(level, gap) for level in levels if (gap := level.disparity(metric, "difference")) is not None]
    notes = Notes()
    rows = [[wording.level_name(level.by), *_disparity(gap, notes)[1:]] for level, gap in found]
    heads = numbers("value", "at least", "at most", "by chance")
    ends: list[Head] = [("highest", "name"), ("lowest", "name")]
    return Table(columns([("by", "name"), *heads, *ends], rows), notes=notes.lines())


def _asked_for(document: Document, normalisers: Iterable[Block]) -> Iterator[Block]:
    """Yield what else there is to tell: sites, presets, other normalisers, examples."""
    if found := sites.blocks(document):
        yield Heading("Site by site")
        yield from found
    if "scores" in document:
        yield Lines([scores.ON_THE_PAGE], "note")
    for result in document.get("presets", []):
        yield from presets.blocks(result, MOST_GROUPS)
    yield from normalisers
    for example in document.get("examples", []):
        yield Heading(wording.example_heading(example))
        yield Lines(example["alignment"].split("\n"), "verbatim")


def _normalisers(document: Document) -> Iterator[Block]:
    if entries := document.get("sensitivity", []):
        yield Heading("Under other normalisers")
        yield Lines(list(map(wording.sensitivity_sentence, entries)), "list")


def overall(document: Document, metrics: Sequence[str]) -> Table:
    """Return some metrics of all rows together."""
    estimates, notes = document["overall"]["metrics"], Notes()
    rows: list[Row] = [
        [wording.show(metric), groups.cell(estimates[metric], unit_of(document, metric), notes)]
        for metric in metrics
        if metric in estimates
    ]
    table = columns([("metric", "metric"), ("value, interval", "number")], rows)
    return Table(table, notes=notes.lines())


def _level(document: Document, level: view.Level, metrics: Sequence[str], same: Container[str]) -> Iterator[Block]:
    """Yield one attribute or intersection: its groups, and how far they are apart."""
    notes, beside = Notes(), contrasts.table(document, level, headline.primary(document))
    if is_against := view.has_reference(document, level):
        yield beside
    yield from groups.blocks(document, level, metrics, notes)
    if not is_against:
        yield beside
    compared = view.headline_disparities(document, level)
    table = disparities([each for each in compared if each["value"] is not None and each["metric"] not in same])
    summary = f"Comparisons by {wording.level_name(level.by)}"
    yield Folded(summary, [table, Lines(wording.remarks(compared), "notes")])
    yield from points.gaps(document, level)


def disparities(found: Iterable[Disparity], *caption: str) -> Table:
    """Return comparisons with their bounds, and who has the highest and the lowest value."""
    notes = Notes()
    rows = [_disparity(each, notes) for each in found]
    heads = [*numbers("value", "at least", "at most", "by chance"), ("highest", "name"), ("lowest", "name")]
    return Table(columns([("comparison", "metric"), *heads], rows), caption=caption, notes=notes.lines())


def _disparity(disparity: Disparity, notes: Notes) -> Row:
    shown, mark = wording.disparity_figure(disparity), notes.mark(wording.undefined_because(disparity))
    return [
        wording.show(disparity["name"]),
        Cell(f"{shown.value or wording.UNDEFINED}{mark}", told=disparity["method"]),
        *(shown.low, shown.high, wording.chance(disparity)),
        *wording.ends(disparity),
    ]
