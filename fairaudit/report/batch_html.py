"""The index page of a batch: every result in one table, and drawings in which a drift or an odd result shows."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from fairaudit.document.batch import BatchDocument, BatchResult
from fairaudit.report import html
from fairaudit.report.batch_charts import Chart, charts, number_of
from fairaudit.report.wording import batches, count

_TEMPLATES = Path(__file__).parent / "templates"
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
    """All results with the same headline metric."""

    metric: str
    lines: list[Line]
    charts: list[Chart]


def render(document: BatchDocument) -> str:
    """Return the page."""
    style, script = (
        Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704  our own files
        for name in ("batch.css", "batch.js")
    )
    return (
        html.environment()
        .get_template("batch.html")
        .render(
            document=document,
            families=[_family(document, metric) for metric in batches.metrics_of(document)],
            failed=[row for row in document["results"] if row["error"] is not None],
            lines=batches.summary_lines(document),
            explanation=batches.explanation(document),
            style=style,
            style_hash=_digest(style),
            script=script,
            script_hash=_digest(script),
        )
    )


def _digest(content: Markup) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _family(document: BatchDocument, metric: str) -> Family:
    rows = [row for row in document["results"] if row["metric"] == metric]
    return Family(metric, [_line(row, metric) for row in rows], charts(rows, metric, document["confidence_across"]))


def _line(row: BatchResult, metric: str) -> Line:
    gap = row["gap"]
    status = row["gate"] or ""
    return Line(
        name=row["name"],
        link="" if row["report"] is None else quote(row["report"].removesuffix(".json") + ".html"),
        rows=count(row["n"]),
        value=batches.value(row) + batches.mark(row),
        worst=batches.worst(row["worst"], metric),
        gap=batches.gap(gap, metric),
        gap_between="" if gap is None else batches.gap_between(gap),
        state=batches.state(row),
        shape=_SHAPES.get(status, ""),
        status=status,
        sort_rows=row["n"] or 0,
        sort_value=number_of(row["headline"]),
        sort_gap=number_of(None if gap is None else gap["estimate"]),
    )
