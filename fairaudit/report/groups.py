"""The groups of one attribute or intersection, as blocks: their values, and the one that orders them drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fairaudit import words as wording
from fairaudit.document import Document, Estimate, Group, GroupResult, Verdict, headline
from fairaudit.document import reading as view
from fairaudit.document.told import told
from fairaudit.document.units import Unit, unit_of
from fairaudit.report.drawing import axis_over, limits
from fairaudit.report.page import MOST_GROUPS, Block, Cell, Column, Lines, Notes, Plot, Row, Table, columns, numbers


def blocks(document: Document, level: view.Level, metrics: Sequence[str], notes: Notes) -> Iterator[Block]:
    """Yield the groups of a level by some metrics, and who is served worse."""
    yield Table(_table(document, level, metrics, notes))
    if len(level.groups) > MOST_GROUPS:
        yield Lines([wording.more_groups(len(level.groups) - MOST_GROUPS)], "note")
    if worse := wording.apart_sentence(document, level, headline.primary(document)):
        yield Lines([worse], "strong")
    yield Lines(notes.lines(), "notes")


def _table(document: Document, level: view.Level, metrics: Sequence[str], notes: Notes) -> list[Column | Plot]:
    """Return the groups × the metrics, with the one that orders the groups drawn."""
    shown = level.groups[:MOST_GROUPS]
    units = {metric: unit_of(document, metric) for metric in metrics}
    clusters = [wording.cluster_words(document)[1]] if level.has_clusters else []
    rows: list[Row] = [
        [
            Cell(wording.label(group["group"]), state=told(group, headline.primary(document))),
            *_evidence(group, level.has_clusters, notes),
            *(_of_group(group, metric, unit, notes) for metric, unit in units.items()),
        ]
        for group in shown
    ]
    heads = [(wording.level_name(level.by), "name"), *numbers("rows", *clusters, *map(wording.show, metrics))]
    return [*columns(heads, rows), plot(document, headline.primary(document), shown, shown)]


def _of_group(group: GroupResult, metric: str, unit: Unit, notes: Notes) -> Cell:
    """Return a group's value, and what is certain of it beside that of all rows together."""
    return cell(group["metrics"].get(metric), unit, notes)._replace(state=told(group, metric))


def _evidence(group: GroupResult, has_clusters: bool, notes: Notes) -> list[Cell]:
    """Return how many rows and clusters a group has, marked if they are few."""
    sizes = [wording.rows_of(group), *([wording.count(group["clusters"])] if has_clusters else [])]
    reason = wording.small_because(group)
    mark = f"{'' if group['suppressed'] else 'small'}{notes.mark(reason)}" if reason else ""
    return [*map(Cell, sizes[:-1]), Cell(sizes[-1], mark=mark)]


def plot(
    document: Document,
    metric: str,
    groups: Sequence[GroupResult],
    among: Sequence[GroupResult],
    rules: Sequence[Verdict] = (),
) -> Plot:
    """Return the intervals of groups beside the value of all rows together and the limits of rules.

    The axis is that of the groups `among` which these are, without small ones.
    """
    overall, large = document["overall"]["metrics"].get(metric), [each for each in among if not each["small"]] or among
    seen = [limits(overall), *(limits(group["metrics"].get(metric)) for group in large)]
    across = axis_over(seen, [rule["limit"] for rule in rules])
    low, high = (wording.number(end, unit_of(document, metric)) for end in (across.low, across.high))
    found = [limits(group["metrics"].get(metric)) for group in groups]
    bounds = [_bound(rules, group["group"]) for group in groups]
    return Plot(metric, (low, high), across, found, overall["value"] if overall else None, bounds)


def _bound(rules: Sequence[Verdict], group: Group) -> float | None:
    """Return the limit of the first rule that this group is held to."""
    return next((rule["limit"] for rule in rules if rule["group"] in (None, group)), None)


def cell(estimate: Estimate | None, unit: Unit, notes: Notes) -> Cell:
    """Return a value and its interval; a footnote where one of them is missing."""
    if estimate is None:
        return Cell()
    mark = notes.mark(wording.undefined_because(estimate))
    if estimate["value"] is None:
        return Cell(f"{wording.UNDEFINED}{mark}")
    shown = wording.figure(estimate, unit)
    return Cell(shown.value, shown.interval, mark)
