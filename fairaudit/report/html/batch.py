"""The index page of a batch: every result in one table, and drawings in which a drift or an odd result shows."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fairaudit.document.batch import BatchDocument, BatchResult
from fairaudit.report.html import page as html
from fairaudit.report.html.batch_charts import Chart, charts, number_of
from fairaudit.report.html.batch_multiples import Panel, panels
from fairaudit.words import batches, count, plural

_SHAPES = {"pass": "●", "fail": "■", "inconclusive": "○"}


@dataclass(frozen=True)
class Line:
    """One result in the table; `sort_…` are unrounded, for the order."""

    name: str
    link: str
    rows: str
    value: str
    worst: str
    gap: str
    gap_between: str
    state: str
    shape: str
    status: str
    sort_rows: float
    sort_value: float
    sort_gap: float


@dataclass(frozen=True)
class Family:
    """All results with the same headline metric.

    `compares` if any result has groups that can be compared, `names` if any tells who is served worse.
    """

    metric: str
    lines: list[Line]
    compares: bool
    names: bool
    charts: list[Chart]
    panels: list[Panel]


def render(document: BatchDocument) -> str:
    """Return the page."""
    failed = [row for row in document["results"] if row["error"] is not None]
    return html.draw(
        "batch.html",
        "batch.css",
        "batch.js",
        document=document,
        title=plural(len(document["results"]), "result"),
        families=[_family(document, metric) for metric in batches.metrics_of(document)],
        failed=failed,
        not_audited=plural(len(failed), "result"),
        lines=batches.summary_lines(document),
        explanation=batches.explanation(document),
    )


def _family(document: BatchDocument, metric: str) -> Family:
    rows = [row for row in document["results"] if row["metric"] == metric]
    drawn = charts(rows, metric, document["confidence_across"])
    compares = any(row["worst"] or row["gap"] for row in rows)
    lines = [_line(row) for row in rows]
    return Family(metric, lines, compares, any(line.worst for line in lines), drawn, panels(rows))


def _line(row: BatchResult) -> Line:
    gap = row["gap"]
    status = row["gate"] or ""
    return Line(
        name=row["name"],
        link="" if row["report"] is None else quote(row["report"].removesuffix(".json") + ".html"),
        rows=count(row["n"]),
        value=batches.value(row) + batches.mark(row),
        worst=batches.served_worse(row, batches.unit(row)),
        gap=batches.gap(gap, batches.unit(row)),
        gap_between="" if gap is None else batches.gap_between(gap),
        state=batches.state(row),
        shape=_SHAPES.get(status, ""),
        status=status,
        sort_rows=row["n"] or 0,
        sort_value=number_of(row["headline"]),
        sort_gap=number_of(None if gap is None else gap["estimate"]),
    )
