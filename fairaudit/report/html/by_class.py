"""What a page shows of each class or operating point: metrics by group, and which classes are taken for which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.groups import cell
from fairaudit.report.html.heat import coloured, colours
from fairaudit.report.page import Block, Cell, Folded, Heading, Lines, Notes, Row, Table, columns, numbers
from fairaudit.words import arguments

_MOST_GROUPS = 8
"""Groups that stand side by side."""
_MOST_CLASSES = 10
"""Classes of a matrix that is shown whole."""
_MOST_MIXED_UP = 20


def overall(document: Document) -> Iterator[Block]:
    """Yield the metrics of each class or point over all rows together, a row for each."""
    families, notes = view.families(document), Notes()
    rows: list[Row] = [
        [
            arguments.label(document, argument),
            *(_estimate(document, members.get(argument, ""), notes) for members in families.values()),
        ]
        for argument in _arguments(families)
    ]
    each = arguments.each(document)
    found = columns([(each.one, "name"), *numbers(*families)], rows)
    title = f"Metrics {each.full}, over all rows together"
    yield Folded(title, [Table(found, caption=(title,), key="classes"), Lines(notes.lines(), "notes")])


def _estimate(document: Document, metric: str, notes: Notes) -> Cell:
    return cell(document["overall"]["metrics"].get(metric), unit_of(document, metric), notes)


def section(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield the metrics of each class or point by the groups of a level, then which classes are taken for which.

    At operating points, metrics that a reader sees first are open.
    """
    families = view.families(document)
    open_ = set(families) & set(headline.metrics(document)) if "operating_points" in document else set()
    folded: list[Block] = []
    if open_:
        yield Heading("At operating points", 3)
    for place, (family, members) in enumerate(families.items(), 1):
        blocks = _family(document, level, family, members, f"{anchor}class{place}")
        if family in open_:
            yield from blocks
        elif blocks:
            folded.append(Folded(f"{family} {arguments.each(document).short}", blocks))
    yield from folded
    if mixed_up := list(_confusion(document, level, anchor)):
        yield Folded(f"Which class is taken for which, by {wording.level_name(level.by)}", mixed_up)


def _family(document: Document, level: view.Level, family: str, members: dict[str, str], key: str) -> list[Block]:
    groups, notes, name = level.groups[:_MOST_GROUPS], Notes(), wording.level_name(level.by)
    there = {argument: metric for argument, metric in members.items() if any(metric in g["metrics"] for g in groups)}
    if not there:
        return []
    rows = [_of_class(document, level, argument, metric, notes) for argument, metric in there.items()]
    heads = numbers("all rows", *(wording.label(group["group"]) for group in groups), "gap", "at least", "at most")
    each = arguments.each(document)
    caption = (f"{family} {each.full}, by ", name)
    table = Table(columns([(each.one, "name"), *heads], rows), caption=caption, key=key, kind="heat")
    return [table, *_cut(level), Lines(notes.lines(), "notes")]


def _of_class(document: Document, level: view.Level, argument: str, metric: str, notes: Notes) -> Row:
    scale, gap = colours(document, level, metric), level.disparity(metric, "difference")
    found = wording.disparity_figure(gap) if gap is not None and gap["value"] is not None else None
    return [
        arguments.label(document, argument),
        _estimate(document, metric, notes),
        *(coloured(document, group, scale, notes) for group in level.groups[:_MOST_GROUPS]),
        *((found.value, found.low, found.high) if found else ("–", "", "")),
    ]


def _cut(level: view.Level) -> list[Block]:
    more = len(level.groups) - _MOST_GROUPS
    return [Lines([wording.more_groups(more)], "note")] if more > 0 else []


def _confusion(document: Document, level: view.Level, anchor: str) -> Iterator[Block]:
    """Yield a matrix per group where classes are few, else the classes that are taken for each other most often."""
    classes = document.get("classes", [])
    groups = [group for group in level.groups[:_MOST_GROUPS] if "confusion" in group]
    if not classes or not groups:
        return
    if len(classes) <= _MOST_CLASSES:
        for place, group in enumerate(groups, 1):
            yield _matrix(classes, group, f"{anchor}confusion{place}")
        yield Lines(["Of the rows of each label, the share that was given each prediction, and how many rows."], "note")
    else:
        yield from _mixed_up(document, level, classes, groups, anchor)
    yield from _cut(level)


def _matrix(classes: Sequence[str], group: GroupResult, key: str) -> Table:
    rows: list[Row] = []
    for name, line in zip(classes, group.get("confusion", []), strict=True):
        total = sum(line)
        rows.append([wording.value_label(name), *(_cell(count, total) for count in line), wording.count(total)])
    heads = [("label ↓ prediction →", "name"), *numbers(*map(wording.value_label, classes), "rows")]
    caption = ("Label and prediction, ", wording.label(group["group"]))
    return Table(columns(heads, rows), caption=caption, key=key, kind="heat")


def _cell(count: int, total: int) -> Cell:
    return Cell(wording.number(count / total, "share") if total else "–", wording.count(count))


def _mixed_up(
    document: Document, level: view.Level, classes: Sequence[str], groups: Sequence[GroupResult], anchor: str
) -> Iterator[Block]:
    everyone = np.array(document["overall"].get("confusion", []))
    wrong = everyone * (1 - np.eye(len(classes), dtype=np.int64))
    order = np.argsort(-wrong, axis=None, kind="stable")[:_MOST_MIXED_UP]
    pairs = [divmod(int(place), len(classes)) for place in order if wrong.flat[place] > 0]
    rows: list[Row] = [
        [
            wording.value_label(classes[label]),
            wording.value_label(classes[taken]),
            *(
                _cell(int(matrix[label, taken]), int(matrix[label].sum()))
                for matrix in (everyone, *map(_array, groups))
            ),
        ]
        for label, taken in pairs
    ]
    heads = numbers("all rows", *(wording.label(group["group"]) for group in groups))
    caption = ("The classes that are taken for others most often, by ", wording.level_name(level.by))
    yield Table(
        columns([("label", "name"), ("taken for", "text"), *heads], rows),
        caption=caption,
        key=f"{anchor}mixed",
        kind="heat",
    )
    text = (
        f"The {len(pairs)} most frequent of {int((wrong > 0).sum()):,} ways in which one of {len(classes)} classes is "
    )
    yield Lines([f"{text}taken for another, with the share of the label's rows; `-o report.json` holds all."], "note")


def _array(group: GroupResult) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array(group.get("confusion", []), dtype=np.int64)


def _arguments(families: dict[str, dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(argument for members in families.values() for argument in members))
