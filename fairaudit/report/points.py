"""How far groups are apart at each of several operating points, in a table for every format but the page."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit import words as wording
from fairaudit.document import Document, headline
from fairaudit.document import reading as view
from fairaudit.report.page import Block, Cell, Row, Table, columns, numbers
from fairaudit.words import arguments


def gaps(document: Document, level: view.Level) -> Iterator[Block]:
    """Yield the gap of each metric that a reader sees first, at each operating point."""
    families = view.families(document)
    shown = [name for name in headline.metrics(document) if name in families and level.disparity(name, "difference")]
    points = [point["name"] for point in document.get("operating_points", [])]
    rows: list[Row] = [
        [arguments.label(document, point), *(_gap(level, families[name].get(point, "")) for name in shown)]
        for point in points
    ]
    if shown and len(points) > 1:
        heads = numbers(*(f"{wording.show(name)} gap" for name in shown))
        yield Table(
            columns([("operating point", "name"), *heads], rows), "Gaps at operating points, each with at least–at most"
        )


def _gap(level: view.Level, metric: str) -> Cell:
    found = level.disparity(metric, "difference")
    if found is None or found["value"] is None:
        return Cell("–")
    shown = wording.disparity_figure(found)
    return Cell(shown.value, shown.interval)
