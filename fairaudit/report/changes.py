"""A comparison of two results as a page: what became of all rows, of every group, and of the gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from fairaudit import words as wording
from fairaudit.document.alike import alike_changes
from fairaudit.document.changes import Change, ChangesDocument, DisparityChange, GroupChange, Spread
from fairaudit.document.changes_reading import Level, headline_metrics, levels
from fairaudit.document.units import Unit, known_unit, unit_of
from fairaudit.report import rules
from fairaudit.report.drawing import Limits, axis_over, limits
from fairaudit.report.page import (
    MOST_GROUPS,
    Block,
    Cell,
    Facts,
    Head,
    Heading,
    Lines,
    Notes,
    Page,
    Plot,
    Row,
    Table,
    columns,
    numbers,
)
from fairaudit.words import changes as words

Entry = TypeVar("Entry", DisparityChange, Spread)
_HEADS = [*numbers("old", "new", "change", "interval"), ("verdict", "verdict")]


def terminal(document: ChangesDocument) -> Page:
    """Return the comparison with what matters most at its end, where a reader's eye is."""
    title = wording.title_of(document.get("about")) or "what changed"
    return [
        Heading(f"fairaudit {wording.show(document['fairaudit_version'])}: {title}", 1),
        Facts([*facts(document), *wording.noted(document)]),
        *rules.terminal(document),
        *_measured(document, is_brief=True),
        Lines([f"{words.NOTE} {wording.ALL_METRICS}"], "closing"),
        *rules.in_words(document),
    ]


def facts(document: ChangesDocument) -> list[tuple[str, str]]:
    """Return what was said of the comparison, but for its title, and what the head of every rendering says."""
    return [*wording.about_facts(document.get("about"), document["config"].get("positive")), *words.facts(document)]


def markdown(document: ChangesDocument) -> Page:
    """Return the comparison with the outcome first."""
    assumed = [("Assumed", each) for each in document["assumptions"]]
    return [
        *rules.markdown(document),
        Heading(wording.title_of(document.get("about")) or "fairaudit: what changed", 1),
        Lines(document["advice"]),
        Lines([f"⚠ Warning: {warning['message']}" for warning in document["warnings"]]),
        Facts([*facts(document), *assumed]),
        *_measured(document),
        Lines([f"{words.NOTE} {wording.ALL_METRICS}"], "closing"),
        Lines([f"fairaudit {document['fairaudit_version']}, {document['created']}"]),
    ]


def _measured(document: ChangesDocument, *, is_brief: bool = False) -> Iterator[Block]:
    """Yield the tables; brief ones have intervals of the first metric alone, and leave out what says the same."""
    same = alike_changes(document) if is_brief else {}
    every = headline_metrics(document)
    metrics = [metric for metric in every if metric not in same]
    yield Heading("All rows together")
    yield overall(document, metrics)
    yield Lines(wording.alike_note(same), "note")
    for level in levels(document):
        yield Heading(f"By {wording.level_name(level.by)}")
        shown = metrics[:1] if is_brief else metrics
        yield from (groups(level, metric, is_drawn=is_brief) for metric in shown)
        if is_brief and len(metrics) > 1:
            yield _others(level, metrics[1:])
        yield disparities(of_metrics(level.disparities, metrics))
        yield spreads(of_metrics(level.spreads, metrics))
        yield Lines(wording.left_out(level.left_out(every)), "notes")


def overall(document: ChangesDocument, metrics: Sequence[str], *caption: str) -> Table:
    """Return what became of all rows together, metric by metric."""
    notes = Notes()
    changes = document["overall"]["metrics"]
    rows = [[wording.show(metric), *_cells(changes[metric], unit_of(document, metric), notes)] for metric in metrics]
    return Table(columns([("metric", "metric"), *_HEADS], rows), caption=caption, notes=notes.lines())


def _cells(
    change: Change | DisparityChange, unit: Unit, notes: Notes, comparison: str | None = None
) -> list[str | Cell]:
    compared = None if comparison == "worst" else comparison
    old, new = (words.value_of(change[side], unit, compared) for side in ("old", "new"))
    mark = notes.mark(wording.undefined_because(change["change"]))
    if change["change"]["value"] is None:
        return [old, new, f"{wording.UNDEFINED}{mark}", "", ""]
    shown = words.change_figure(change["change"], unit, comparison)
    verdict = Cell(words.verdict_word(change["verdict"]), state=change["verdict"])
    return [old, new, shown.value, words.interval(shown) or mark, verdict]


def groups(level: Level, metric: str, most: int | None = MOST_GROUPS, *, is_drawn: bool = False) -> Table:
    """Return the groups of a level by one metric; `most` cuts long tables, and a drawn one has its intervals drawn."""
    notes, shown = Notes(), level.groups[:most]
    unit = level.units[metric]
    same = all(group["n_old"] == group["n_new"] for group in shown)
    rows = [[_name(group, notes), *_sizes(group, same), *_of_group(group, metric, unit, notes)] for group in shown]
    name = wording.level_name(level.by)
    sizes = numbers("rows") if same else numbers("rows old", "rows new")
    heads: list[Head] = [(name, "name"), *sizes, *_HEADS]
    return Table(
        [*columns(heads, rows), *([_plot(shown, metric, unit)] if is_drawn else [])],
        title=wording.show(metric),
        caption=(f"Change of {metric} by ", name, "; the dashed line is no change"),
        notes=[*_more(level, most), *notes.lines()],
        small=[group["small"] for group in shown],
        kind="forest",
    )


def _plot(shown: Sequence[GroupChange], metric: str, unit: Unit) -> Plot:
    """Return the changes around no change at all; the axis is that of groups that are not small."""
    found = [limits(group["metrics"][metric]["change"]) if metric in group["metrics"] else None for group in shown]
    large: list[Limits | None] = [each for each, group in zip(found, shown, strict=True) if not group["small"]] or found
    axis = axis_over(large, [0.0])
    low, high = (wording.number(end, unit, "difference") for end in (axis.low, axis.high))
    return Plot("change", (low, high), axis, found, 0.0)


def _others(level: Level, metrics: Sequence[str]) -> Table:
    """Return the changes of several metrics in one table: each with its verdict, without intervals."""
    notes = Notes()
    rows: list[Row] = [
        [_name(group, notes), *(_change_and_verdict(group, metric, level.units[metric]) for metric in metrics)]
        for group in level.groups[:MOST_GROUPS]
    ]
    heads = [(wording.level_name(level.by), "name"), *numbers(*map(wording.show, metrics))]
    told = [*_more(level, MOST_GROUPS), *notes.lines()]
    return Table(columns(heads, rows), "Changes of other metrics", notes=told)


def _more(level: Level, most: int | None) -> list[str]:
    """Return how many groups a table leaves out, and where they are."""
    more = 0 if most is None else len(level.groups) - most
    return [f"… and {wording.plural(more, 'more group')}: all of them are in the JSON and CSV files."] * (more > 0)


def _change_and_verdict(group: GroupChange, metric: str, unit: Unit) -> Cell:
    change = group["metrics"].get(metric)
    if change is None or change["change"]["value"] is None:
        return Cell("" if change is None or group["status"] != "both" else wording.UNDEFINED)
    value = words.change_figure(change["change"], unit).value
    return Cell(f"{value} {words.verdict_word(change['verdict'])}", state=change["verdict"])


def _name(group: GroupChange, notes: Notes) -> Cell:
    return Cell(wording.label(group["group"]), mark=notes.mark(words.mark_of(group)))


def _sizes(group: GroupChange, same: bool) -> list[str]:
    hidden = "hidden" if group["suppressed"] else "0"
    sizes = [wording.count(group["n_old"]) or hidden, wording.count(group["n_new"]) or hidden]
    return sizes[:1] if same else sizes


def _of_group(group: GroupChange, metric: str, unit: Unit, notes: Notes) -> Sequence[str | Cell]:
    change = group["metrics"].get(metric)
    if change is None:
        return [""] * len(_HEADS)
    if group["status"] == "both":
        return _cells(change, unit, notes)
    old, new = (words.value_of(change[side], unit) for side in ("old", "new"))
    return [old if group["status"] == "left" else "", new if group["status"] == "appeared" else "", "", "", ""]


def disparities(found: Iterable[DisparityChange], *caption: str) -> Table:
    """Return the change of comparisons that have a value."""
    notes = Notes()
    rows = [
        [wording.show(each["name"]), *_cells(each, known_unit(each["unit"]), notes, each["comparison"])]
        for each in found
        if each["change"]["value"] is not None
    ]
    return Table(columns([("comparison", "metric"), *_HEADS], rows), "Comparisons", caption, notes.lines())


def spreads(found: Iterable[Spread], *caption: str) -> Table:
    """Return how unequally the groups changed, metric by metric."""
    rows: list[Row] = []
    for each in (spread for spread in found if spread["value"] is not None):
        unit = known_unit(each["unit"])
        shown = wording.figure(each, unit, "difference")
        chance = "" if each["chance"] is None else wording.number(each["chance"]["p95"], unit, "difference")
        rows.append([wording.show(each["metric"]), shown.value, shown.low, shown.high, chance, *words.ends(each)])
    heads = [*numbers("apart", "at least", "at most", "by chance"), ("rose most", "name"), ("rose least", "name")]
    return Table(columns([("change of", "metric"), *heads], rows), "How differently the groups changed", caption)


def of_metrics(entries: Iterable[Entry], metrics: Sequence[str]) -> list[Entry]:
    """Return the entries of these metrics, in their order."""
    found = [each for each in entries if each["metric"] in metrics]
    return sorted(found, key=lambda each: metrics.index(each["metric"]))
