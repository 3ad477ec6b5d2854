"""Every figure of the report as a flat table, for a spreadsheet or a data frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from fairaudit.document import Disparity, Document, Estimate, GroupResult, LeftOut, Verdict
from fairaudit.report import wording

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BEFORE = ("row", "by", "group")
_AFTER = (
    "rows",
    "clusters",
    "weight",
    "small",
    "suppressed",
    "name",
    "metric",
    "comparison",
    "value",
    "low",
    "high",
    "n",
    "method",
    "undefined",
    "interval_undefined",
    "highest",
    "lowest",
    "chance_median",
    "chance_p95",
    "left_out",
)
_JUDGED = ("verdict", "operator", "limit", "severity", "why")
"""Only where there is a policy."""


def render(document: Document) -> str:
    """Return one line per metric of all rows, of every group, per comparison, and per rule; numbers are not rounded.

    `row` says which of them it is. Every attribute has a column of its own (`group.accent`), empty where the line
    is not about it. Text that a spreadsheet would take for a formula starts with an apostrophe.
    """
    judged = _JUDGED if document["verdicts"] else ()
    columns = [*_BEFORE, *(f"group.{attribute}" for attribute in document["attributes"]), *_AFTER, *judged]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([safe_cell(column) for column in columns])
    for line in _lines(document):
        writer.writerow([safe_cell(line.get(column)) for column in columns])
    return written.getvalue()


def safe_cell(cell: Any) -> Any:
    """Return a number as it is, and text so that it is shown and not computed."""
    if cell is None or isinstance(cell, int | float):
        return str(cell).lower() if isinstance(cell, bool) else cell
    text = wording.show(cell)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def _lines(document: Document) -> Iterator[dict[str, Any]]:
    overall = document["overall"]
    about: dict[str, Any] = {"rows": overall["n"], "clusters": overall["clusters"], "weight": overall["weight"]}
    for metric, estimate in overall["metrics"].items():
        yield {"row": "overall", **about, **_estimate(metric, estimate)}
    for group in document["groups"]:
        yield from _group_lines(group)
    for disparity in document["disparities"]:
        yield _disparity_line(disparity)
    for verdict in document["verdicts"]:
        yield _verdict_line(verdict)


def _group_lines(group: GroupResult) -> Iterator[dict[str, Any]]:
    about = {
        "row": "group",
        "by": ":".join(group["by"]),
        "group": wording.label(group["group"]),
        **{f"group.{attribute}": wording.value_label(value) for attribute, value in group["group"].items()},
        "rows": group["n"],
        "clusters": group["clusters"],
        "weight": group["weight"],
        "small": group["small"],
        "suppressed": group["suppressed"],
    }
    if not group["metrics"]:
        yield about
    for metric, estimate in group["metrics"].items():
        yield {**about, **_estimate(metric, estimate)}


def _disparity_line(disparity: Disparity) -> dict[str, Any]:
    chance = disparity["chance"]
    return {
        **_estimate(disparity["metric"], disparity),
        "name": disparity["name"],
        "row": "disparity",
        "by": ":".join(disparity["by"]),
        "highest": wording.label(disparity["highest"]),
        "lowest": wording.label(disparity["lowest"]),
        "chance_median": chance["median"] if chance else None,
        "chance_p95": chance["p95"] if chance else None,
        "left_out": _left_out(disparity["left_out"]),
    }


def _verdict_line(verdict: Verdict) -> dict[str, Any]:
    group = verdict["group"] or {}
    return {
        **_estimate(verdict["metric"], verdict["estimate"]),
        **{key: value for key, value in verdict.items() if key in ("comparison", *_JUDGED)},
        **{f"group.{attribute}": wording.value_label(value) for attribute, value in group.items()},
        "row": "rule",
        "name": verdict["id"],
        "by": ":".join(verdict["by"]),
        "group": wording.label(group),
        "highest": wording.label(verdict["highest"]),
        "lowest": wording.label(verdict["lowest"]),
        "left_out": _left_out(verdict["left_out"]),
    }


def _left_out(entries: Iterable[LeftOut]) -> str:
    return "; ".join(f"{wording.label(entry['group'])}: {entry['why']}" for entry in entries)


def _estimate(metric: str, estimate: Estimate) -> dict[str, Any]:
    return {"metric": metric, "name": metric, **{key: value for key, value in estimate.items() if key in _AFTER}}
