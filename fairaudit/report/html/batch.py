"""The index page of a batch: every result in one table, and drawings in which a drift or an odd result shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fairaudit.document.batch import BatchDocument
from fairaudit.report import batch as batches
from fairaudit.report.html import draw as html
from fairaudit.report.html.batch_charts import charts
from fairaudit.report.html.batch_multiples import panels
from fairaudit.words import plural

_LONG = 60
"""A table of more results scrolls by itself."""


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


def _family(document: BatchDocument, metric: str) -> dict[str, Any]:
    """Return all results with the same headline metric, in drawings and as a table."""
    rows = [row for row in document["results"] if row["metric"] == metric]
    said = "a name leads to its report, and * differs from the others by more than chance explains"
    return {
        "metric": metric,
        "charts": charts(rows, metric, document["confidence_across"]),
        "table": replace(
            batches.results(rows, metric, is_linked=True),
            caption=(f"Every result by {metric}; {said}",),
            kind="sortable long" if len(rows) > _LONG else "sortable",
        ),
        "panels": panels(rows),
    }
