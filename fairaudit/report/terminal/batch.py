"""The summary of a batch in the terminal: a row per result, or where they are many, those to look at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from fairaudit.document.batch import BatchDocument, BatchResult
from fairaudit.errors import show
from fairaudit.report.terminal.glyphs import Glyphs
from fairaudit.report.terminal.paper import Paper
from fairaudit.report.terminal.tables import Column, table, total
from fairaudit.words import batches, count

_MOST_LISTED = 60
"""With more results than this only some are listed, those to look at first: nobody reads 10,000 lines."""
_FIRST_LISTED = 40
_LEAST_TEXT = 10
"""No column of names gets narrower than this: the line wraps instead."""

_DISPENSABLE = ("rows", "served worse")
"""Columns that go first where the terminal is narrow."""


def render(document: BatchDocument, *, width: int = 120, color: bool = False, ascii_only: bool = False) -> str:
    """Return a table per headline metric, the results that could not be audited, and what was found across all."""
    page = Paper(width, color, Glyphs(ascii_only))
    for metric in batches.metrics_of(document):
        every = [row for row in document["results"] if row["metric"] == metric]
        rows = every if len(every) <= _MOST_LISTED else batches.most_urgent(every)[:_FIRST_LISTED]
        _show_results(page, rows, metric)
        if len(rows) < len(every):
            page.line(batches.not_listed(len(every) - len(rows)))
        page.line("")
    for line in batches.errors(document["results"]):
        page.line(line, "yellow")
    for line in batches.summary_lines(document):
        page.line(line)
    return page.text()


def _show_results(page: Paper, rows: Sequence[BatchResult], metric: str) -> None:
    """Write a line per result: whole where there is room, else without the values' intervals, else under its folder."""
    names = [show(row["name"]) for row in rows]
    for with_intervals in (True, False):
        columns = _columns(rows, names, metric, page.glyphs, with_intervals)
        if total([column.natural for column in columns]) <= page.width:
            page.show(table(columns, _widths(columns, page.width), page.glyphs))
            return
    folders = [folder for folder, _, _ in (name.rpartition("/") for name in names)]
    short = [f"  {name.rpartition('/')[2]}" if folder else name for name, folder in zip(names, folders, strict=True)]
    columns = _narrow(_columns(rows, short, metric, page.glyphs, with_intervals=False), page.width)
    widths = _widths(columns, page.width)
    page.show(table([replace(column, cells=[]) for column in columns], widths, page.glyphs))
    for folder, places in groupby(range(len(rows)), key=folders.__getitem__):
        if folder:
            page.line(f"{folder}/", "dim")
        part = list(places)
        cells = [replace(column, cells=column.cells[part[0] : part[-1] + 1]) for column in columns]
        page.show(table(cells, widths, page.glyphs, with_head=False))


def _narrow(columns: list[Column], width: int) -> list[Column]:
    """Leave out what the page shows as well, until the rest fits or only the essence is left."""
    for heading in _DISPENSABLE:
        if total([column.natural for column in columns]) > width:
            columns = [column for column in columns if column.heading != heading]
    return columns


def _columns(
    rows: Sequence[BatchResult], names: list[str], metric: str, glyphs: Glyphs, with_intervals: bool
) -> list[Column]:
    """Return the columns that hold anything; the gaps always carry their bounds, the values where there is room."""
    value = batches.value if with_intervals else batches.bare_value
    columns = [
        Column("result", names),
        Column("rows", [count(row["n"]) for row in rows], is_number=True),
        Column(metric, [value(row) + batches.mark(row) for row in rows], is_number=True),
        Column("served worse", [batches.served_worse(row, batches.unit(row)) for row in rows]),
        Column("largest gap", [batches.gap(row["gap"], batches.unit(row)) for row in rows], is_number=True),
        Column("verdict", [batches.state(row) for row in rows], style="bold"),
    ]
    return [
        Column(each.heading, [glyphs.text(cell) for cell in each.cells], each.is_number, each.style)
        for each in columns
        if any(each.cells)
    ]


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    """Return the natural widths; where they do not fit, the widest columns of text give way first."""
    widths = [column.natural for column in columns]
    while total(widths) > width:
        place = max(range(len(widths)), key=lambda index: (not columns[index].is_number, widths[index]))
        if widths[place] <= _LEAST_TEXT:
            place = max(range(len(widths)), key=lambda index: widths[index])
        if widths[place] <= 1:
            break
        widths[place] -= 1
    return widths
