"""The summary of a batch in the terminal: a row per result."""

from __future__ import annotations

from collections.abc import Sequence

from fairaudit.document.batch import BatchDocument, BatchResult
from fairaudit.errors import show
from fairaudit.report.glyphs import Glyphs
from fairaudit.report.paper import Paper
from fairaudit.report.terminal_tables import Column, table, total
from fairaudit.report.wording import batches, count

_LEAST_TEXT = 10
"""No column of names gets narrower than this: the line wraps instead."""


def render(document: BatchDocument, *, width: int = 120, color: bool = False, ascii_only: bool = False) -> str:
    """Return a table per headline metric, the results that could not be audited, and what was found across all."""
    page = Paper(width, color, Glyphs(ascii_only))
    for metric in batches.metrics_of(document):
        rows = [row for row in document["results"] if row["metric"] == metric]
        columns = _columns(rows, metric, page.glyphs, with_intervals=True)
        if total([column.natural for column in columns]) > page.width:
            columns = _columns(rows, metric, page.glyphs, with_intervals=False)
        page.show(table(columns, _widths(columns, page.width), page.glyphs))
        page.line("")
    for row in document["results"]:
        if row["error"] is not None:
            page.line(f"{show(row['name'])}: not audited. {show(row['error'])}", "yellow")
    for line in batches.summary_lines(document):
        page.line(line)
    return page.text()


def _columns(rows: Sequence[BatchResult], metric: str, glyphs: Glyphs, with_intervals: bool) -> list[Column]:
    """Return the columns that hold anything; the gaps always carry their bounds, the values where there is room."""
    value = batches.value if with_intervals else batches.bare_value
    columns = [
        Column("result", [show(row["name"]) for row in rows]),
        Column("rows", [count(row["n"]) for row in rows], is_number=True),
        Column(metric, [value(row) + batches.mark(row) for row in rows], is_number=True),
        Column("worst group", [batches.worst(row["worst"], metric) for row in rows]),
        Column("largest gap", [batches.gap(row["gap"], metric) for row in rows], is_number=True),
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
