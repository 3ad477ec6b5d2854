"""The rows of a comparison's tables as text: each rendering draws them in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from fairaudit import words as wording
from fairaudit.document import changes_reading as changes_view
from fairaudit.document import reading as view
from fairaudit.document.changes import Change, ChangesDocument, DisparityChange, GroupChange, Spread
from fairaudit.document.units import Unit, known_unit, unit_of
from fairaudit.words import changes as words

MOST_GROUPS = view.MOST_GROUPS

Entry = TypeVar("Entry", DisparityChange, Spread)


@dataclass(frozen=True)
class Table:
    """A table before it is drawn; names are safe to show.

    `numbers` says which columns hold numbers, `of_metrics` that the first column holds names of the catalogue, and
    `ends_in_verdict` that the last one holds verdicts.
    """

    title: str
    headings: list[str]
    numbers: list[bool]
    rows: list[list[str]]
    footnotes: list[str] = field(default_factory=list)
    of_metrics: bool = True
    ends_in_verdict: bool = False


def overall(document: ChangesDocument, metrics: Sequence[str]) -> Table:
    """Return what became of all rows together, metric by metric."""
    notes = view.Notes()
    changes = document["overall"]["metrics"]
    rows = [[wording.show(metric), *_cells(changes[metric], unit_of(document, metric), notes)] for metric in metrics]
    return Table(
        "All rows together", ["metric", *_HEADINGS], [False, *_NUMBERS], rows, notes.lines(), ends_in_verdict=True
    )


_HEADINGS = ["old", "new", "change", "interval", "verdict"]
_NUMBERS = [True, True, True, True, False]


def _cells(change: Change, unit: Unit, notes: view.Notes) -> list[str]:
    old, new = (words.value_of(change[side], unit) for side in ("old", "new"))
    mark = notes.mark(words.why_missing(change))
    if change["change"]["value"] is None:
        return [old, new, f"{wording.UNDEFINED}{mark}", "", ""]
    shown = words.change_figure(change["change"], unit)
    return [old, new, shown.value, words.interval(shown) or mark, words.verdict_word(change["verdict"])]


def groups(level: changes_view.Level, metric: str, most: int | None = MOST_GROUPS) -> Table:
    """Return the groups of a level by one metric; `most` cuts long tables."""
    notes = view.Notes()
    shown = level.groups[:most]
    same = all(group["n_old"] == group["n_new"] for group in shown)
    headings = ["rows"] if same else ["rows old", "rows new"]
    unit = level.units[metric]
    rows = [[_name(group, notes), *_sizes(group, same), *_of_group(group, metric, unit, notes)] for group in shown]
    name = wording.level_name(level.by)
    numbers = [False, *[True] * len(headings), *_NUMBERS]
    columns = [name, *headings, *_HEADINGS]
    return Table(wording.show(metric), columns, numbers, rows, notes.lines(), of_metrics=False, ends_in_verdict=True)


def others(level: changes_view.Level, metrics: Sequence[str], most: int | None = MOST_GROUPS) -> Table:
    """Return the changes of several metrics in one table: each with its verdict, without intervals."""
    notes = view.Notes()
    rows = [
        [_name(group, notes), *(_change_and_verdict(group, metric, level.units[metric]) for metric in metrics)]
        for group in level.groups[:most]
    ]
    headings = [wording.level_name(level.by), *map(wording.show, metrics)]
    title = "Changes of other metrics"
    return Table(title, headings, [False, *[True] * len(metrics)], rows, notes.lines(), of_metrics=False)


def _change_and_verdict(group: GroupChange, metric: str, unit: Unit) -> str:
    change = group["metrics"].get(metric)
    if change is None or change["change"]["value"] is None:
        return "" if change is None or group["status"] != "both" else wording.UNDEFINED
    value = words.change_figure(change["change"], unit).value
    return f"{value} {words.verdict_word(change['verdict'])}"


def _name(group: GroupChange, notes: view.Notes) -> str:
    mark = notes.mark(words.mark_of(group))
    return f"{wording.label(group['group'])} {mark}".rstrip()


def _sizes(group: GroupChange, same: bool) -> list[str]:
    hidden = "hidden" if group["suppressed"] else "0"
    sizes = [wording.count(group["n_old"]) or hidden, wording.count(group["n_new"]) or hidden]
    return sizes[:1] if same else sizes


def _of_group(group: GroupChange, metric: str, unit: Unit, notes: view.Notes) -> list[str]:
    change = group["metrics"].get(metric)
    if change is None:
        return [""] * len(_HEADINGS)
    if group["status"] == "both":
        return _cells(change, unit, notes)
    old, new = (words.value_of(change[side], unit) for side in ("old", "new"))
    return [old if group["status"] == "left" else "", new if group["status"] == "appeared" else "", "", "", ""]


def disparities(found: Iterable[DisparityChange]) -> Table:
    """Return the change of comparisons that have a value."""
    rows = []
    for each in found:
        if each["change"]["value"] is None:
            continue
        unit, comparison = known_unit(each["unit"]), each["comparison"]
        compared = None if comparison == "worst" else comparison
        old, new = (words.value_of(each[side], unit, compared) for side in ("old", "new"))
        shown = words.change_figure(each["change"], unit, comparison)
        name = wording.show(each["name"])
        rows.append([name, old, new, shown.value, words.interval(shown), words.verdict_word(each["verdict"])])
    return Table("Comparisons", ["comparison", *_HEADINGS], [False, *_NUMBERS], rows, ends_in_verdict=True)


def spreads(found: Iterable[Spread]) -> Table:
    """Return how unequally the groups changed, metric by metric."""
    rows = []
    for each in found:
        if each["value"] is None:
            continue
        unit = known_unit(each["unit"])
        shown = wording.figure(each, unit, "difference")
        chance = "" if each["chance"] is None else wording.number(each["chance"]["p95"], unit, "difference")
        ends = words.ends(each)
        rows.append([wording.show(each["metric"]), shown.value, shown.low, shown.high, chance, *ends])
    headings = ["change of", "apart", "at least", "at most", "by chance", "rose most", "rose least"]
    title = "How differently the groups changed"
    return Table(title, headings, [False, True, True, True, True, False, False], rows)


def rules(document: ChangesDocument) -> Table:
    """Return what every rule came to, what matters most first."""
    rows = []
    for each in wording.worst_first(document["verdicts"]):
        shown = words.judged_figure(each)
        rows.append(
            [
                wording.verdict_word(each),
                wording.show(each["id"]),
                shown.value or wording.UNDEFINED,
                words.interval(shown),
                words.limit_of(each),
            ]
        )
    return Table(
        "Rules", ["verdict", "rule", "change", "interval", "limit"], [False, False, True, True, True], rows, []
    )


def of_metrics(entries: Iterable[Entry], metrics: Sequence[str]) -> list[Entry]:
    """Return the entries of these metrics, in their order."""
    found = [each for each in entries if each["metric"] in metrics]
    return sorted(found, key=lambda each: metrics.index(each["metric"]))
