"""A comparison of two results for a terminal, a pipe or a log."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.document import changes_reading as changes_view
from fairaudit.document.changes import ChangesDocument
from fairaudit.report import changes_tables
from fairaudit.report.terminal import tables as terminal_tables
from fairaudit.report.terminal.glyphs import Glyphs
from fairaudit.report.terminal.names import cut_labels, in_lines
from fairaudit.report.terminal.paper import Paper
from fairaudit.report.terminal.tables import Column
from fairaudit.words import changes as words

_USUAL_NAME, _LEAST_NAME = 12, 6


def render(document: ChangesDocument, *, width: int = 120, color: bool = False, ascii_only: bool = False) -> str:
    """Return the comparison, no line longer than `width`; see `fairaudit.report.terminal.render`."""
    paper = Paper(width, color, Glyphs(ascii_only, cut_labels(cast(Document, document))))
    metrics = changes_view.headline_metrics(document)
    _head(paper, document)
    _rules(paper, document)
    _table(paper, changes_tables.overall(document, metrics))
    for level in changes_view.levels(document):
        _level(paper, level, metrics)
    paper.line("")
    paper.line(f"{words.NOTE} {wording.ALL_METRICS}", "dim")
    if document["advice"]:
        paper.heading("In words")
    for text in document["advice"]:
        paper.line(wording.show(text))
    if line := wording.gate_line(document):
        paper.heading(line)
    return paper.text()


def _head(paper: Paper, document: ChangesDocument) -> None:
    paper.line(f"fairaudit {wording.show(document['fairaudit_version'])}: what changed", "bold")
    warnings = [warning["message"] for warning in document["warnings"]]
    assumed = wording.numbered("Assumed", document["assumptions"])
    paper.pairs([*words.facts(document), *assumed, *wording.numbered("Warning", warnings)])


def _rules(paper: Paper, document: ChangesDocument) -> None:
    if not document["verdicts"]:
        return
    _table(paper, changes_tables.rules(document), names=1)
    for verdict in wording.worst_first(document["verdicts"]):
        for text in words.texts(verdict):
            paper.line(text, indent=2)
    for text in words.left_out(entry for each in document["verdicts"] for entry in each["left_out"]):
        paper.line(text, "dim", indent=2)
    if bounds := words.bounds(document):
        paper.line(bounds, "dim", indent=2)


def _level(paper: Paper, level: changes_view.Level, metrics: list[str]) -> None:
    paper.heading(f"By {wording.level_name(level.by)}")
    for metric in metrics[:1]:
        _table(paper, changes_tables.groups(level, metric), is_first=True)
    if len(metrics) > 1:
        _table(paper, changes_tables.others(level, metrics[1:]))
    if len(level.groups) > changes_tables.MOST_GROUPS:
        more = len(level.groups) - changes_tables.MOST_GROUPS
        paper.line(f"… and {wording.plural(more, 'more group')}: all of them are in the JSON and CSV files.", "dim")
    _table(paper, changes_tables.disparities(changes_tables.of_metrics(level.disparities, metrics)))
    _table(paper, changes_tables.spreads(changes_tables.of_metrics(level.spreads, metrics)))
    for text in words.left_out(level.left_out(metrics)):
        paper.line(text, "dim")


def _table(paper: Paper, table: changes_tables.Table, names: int = 0, is_first: bool = False) -> None:
    """Write a table and its footnotes; `names` is the column that gives way where the width is short."""
    if not table.rows:
        return
    if not is_first:
        paper.line("")
    paper.line(table.title, "bold" if not is_first else "")
    cells = zip(*table.rows, strict=True)
    columns = [
        Column(paper.glyphs.text(heading), [paper.glyphs.text(cell) for cell in each], is_number)
        for heading, each, is_number in zip(table.headings, cells, table.numbers, strict=True)
    ]
    fold = terminal_tables.broken if table.of_metrics else in_lines
    for part in _parts(columns, paper.width, names):
        widths = _widths(part, paper.width, names)
        part[names] = replace(part[names], cells=[fold(cell, widths[names]) for cell in part[names].cells])
        paper.show(terminal_tables.table(part, widths, paper.glyphs))
    for text in table.footnotes:
        paper.line(text, "dim")


def _parts(columns: list[Column], width: int, names: int) -> list[list[Column]]:
    """Return the columns in as many parts as the width asks for, each with the names in front: no number is cut."""
    fixed, parts = columns[: names + 1], [columns[: names + 1]]
    for column in columns[names + 1 :]:
        if len(parts[-1]) > len(fixed) and not _fits([*parts[-1], column], width, names):
            parts.append(fixed)
        parts[-1] = [*parts[-1], column]
    return parts


def _fits(columns: list[Column], width: int, names: int) -> bool:
    """Tell whether columns have room beside each other, with names in their usual width."""
    widths = _widths(columns, width, names)
    return terminal_tables.total(widths) <= width and widths[names] >= min(columns[names].natural, _USUAL_NAME)


def _widths(columns: list[Column], width: int, names: int) -> list[int]:
    """Return the widths of the columns: the natural ones, but that names give way, then texts, then names again."""
    widths = [column.natural for column in columns]
    texts = [place for place, column in enumerate(columns) if not column.is_number and place > names]
    for place, least in ((names, _USUAL_NAME), *((place, _USUAL_NAME) for place in texts), (names, _LEAST_NAME)):
        over = terminal_tables.total(widths) - width
        if over > 0:
            widths[place] = max(widths[place] - over, min(widths[place], least))
    return widths
