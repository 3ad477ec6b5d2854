"""The summary of a batch as a flat table, for a spreadsheet or a data frame."""

from __future__ import annotations

from typing import Any

from fairaudit.document import Estimate
from fairaudit.document.batch import BatchDocument, BatchResult, Bounds
from fairaudit.report.csv_report import as_csv
from fairaudit.words import label

_COLUMNS = [
    "name",
    "error",
    "report",
    "task",
    "n",
    "metric",
    "value",
    "low",
    "high",
    "outside",
    "pooled",
    "worst_by",
    "worst_group",
    "worst_value",
    "worst_low",
    "worst_high",
    "gap_by",
    "gap_highest",
    "gap_lowest",
    "gap_value",
    "gap_low",
    "gap_high",
    "gate",
    "exit_code",
    "warnings",
]


def render(document: BatchDocument) -> str:
    """Return one line per result; numbers are not rounded, and text is shown, never computed."""
    return as_csv(columns(document), map(cells, document["results"]))


def columns(document: BatchDocument) -> list[str]:
    """Return the columns of the table: what is known of every result, then the metrics of all tasks."""
    metrics = dict.fromkeys(each["metric"] for row in document["results"] for each in row["metrics"])
    named = [
        f"{metric}{end}" for metric in metrics for part in ("", "_gap") for end in (part, f"{part}_low", f"{part}_high")
    ]
    return [*_COLUMNS, *named]


def cells(row: BatchResult) -> dict[str, Any]:
    """Return the line of a result; what it lacks is left out."""
    found: dict[str, Any] = {column: row[column] for column in _COLUMNS if column in row}  # type: ignore[literal-required]
    found |= _numbers(row["headline"], "value", "")
    if row["across"] is not None:
        found |= {"outside": row["across"]["outside"], "pooled": row["across"]["pooled"]}
    if row["worst"] is not None:
        found |= _numbers(row["worst"]["estimate"], "worst_value", "worst_")
        found |= {"worst_by": ":".join(row["worst"]["by"]), "worst_group": label(row["worst"]["group"])}
    if row["gap"] is not None:
        found |= _numbers(row["gap"]["estimate"], "gap_value", "gap_")
        found |= {
            "gap_by": ":".join(row["gap"]["by"]),
            "gap_highest": label(row["gap"]["highest"]),
            "gap_lowest": label(row["gap"]["lowest"]),
        }
    for each in row["metrics"]:
        name, gap = each["metric"], f"{each['metric']}_gap"
        found |= _numbers(each["overall"], name, f"{name}_") | _numbers(each["gap"], gap, f"{gap}_")
    return found


def _numbers(found: Estimate | Bounds | None, value: str, before: str) -> dict[str, float | None]:
    """Return a number under the name `value`, and its bounds under `low` and `high` with `before` in front."""
    return (
        {} if found is None else {value: found["value"], f"{before}low": found["low"], f"{before}high": found["high"]}
    )
