"""The summary of a batch as a flat table, for a spreadsheet or a data frame."""

from __future__ import annotations

from typing import Any

from fairaudit.document import Estimate
from fairaudit.document.batch import BatchDocument, BatchResult, Bounds
from fairaudit.report.csv_report import as_csv
from fairaudit.words import label

_COLUMNS = (
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
)


def render(document: BatchDocument) -> str:
    """Return one line per result; numbers are not rounded, and text is shown, never computed."""
    metrics = dict.fromkeys(each["metric"] for row in document["results"] for each in row["metrics"])
    named = [
        f"{metric}{end}" for metric in metrics for part in ("", "_gap") for end in (part, f"{part}_low", f"{part}_high")
    ]
    return as_csv([*_COLUMNS, *named], map(_cells, document["results"]))


def _cells(row: BatchResult) -> dict[str, Any]:
    cells: dict[str, Any] = {column: row[column] for column in _COLUMNS if column in row}  # type: ignore[literal-required]
    cells |= _numbers(row["headline"], "value", "")
    if row["across"] is not None:
        cells |= {"outside": row["across"]["outside"], "pooled": row["across"]["pooled"]}
    if row["worst"] is not None:
        cells |= _numbers(row["worst"]["estimate"], "worst_value", "worst_")
        cells |= {"worst_by": ":".join(row["worst"]["by"]), "worst_group": label(row["worst"]["group"])}
    if row["gap"] is not None:
        cells |= _numbers(row["gap"]["estimate"], "gap_value", "gap_")
        cells |= {
            "gap_by": ":".join(row["gap"]["by"]),
            "gap_highest": label(row["gap"]["highest"]),
            "gap_lowest": label(row["gap"]["lowest"]),
        }
    for each in row["metrics"]:
        name, gap = each["metric"], f"{each['metric']}_gap"
        cells |= _numbers(each["overall"], name, f"{name}_") | _numbers(each["gap"], gap, f"{gap}_")
    return cells


def _numbers(found: Estimate | Bounds | None, value: str, before: str) -> dict[str, float | None]:
    """Return a number under the name `value`, and its bounds under `low` and `high` with `before` in front."""
    return (
        {} if found is None else {value: found["value"], f"{before}low": found["low"], f"{before}high": found["high"]}
    )
