"""Every figure of the report as a flat table, for a spreadsheet or a data frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fairaudit import words as wording
from fairaudit.document import (
    Disparity,
    Document,
    Estimate,
    Group,
    GroupResult,
    LeftOut,
    PresetResult,
    PresetTable,
    Verdict,
)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BEFORE = ("row", "by", "group")
_AFTER = [
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
]
_JUDGED = ("verdict", "operator", "limit", "severity", "why")
"""Only where there is a policy."""

_PRESET_FIGURES = ("impact_ratio", "fisher_exact", "standard_deviations", "shortfall", "selections_needed")


def render(document: Document) -> str:
    """Return one line per metric of all rows, of every group, per comparison, per rule, and per number of a preset.

    Numbers are not rounded. `row` says which of them it is. Every attribute has a column of its own (`group.accent`),
    empty where the line is not about it. Text that a spreadsheet would take for a formula starts with an apostrophe.
    """
    judged = _JUDGED if document["verdicts"] else ()
    columns = [*_BEFORE, *(f"group.{attribute}" for attribute in document["attributes"]), *_AFTER, *judged]
    return as_csv(columns, _lines(document))


def as_csv(columns: Sequence[str], lines: Iterable[Mapping[str, Any]]) -> str:
    """Return lines under a head; what a line does not say is empty, and no text is taken for a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([_safe(column) for column in columns])
    for line in lines:
        writer.writerow([_safe(line.get(column)) for column in columns])
    return written.getvalue()


def _safe(cell: Any) -> Any:
    """Return a number as it is, and text so that it is shown and not computed."""
    if cell is None or isinstance(cell, int | float):
        return str(cell).lower() if isinstance(cell, bool) else cell
    text = wording.show(cell)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def _lines(document: Document) -> Iterator[dict[str, Any]]:
    overall = document["overall"]
    sizes = {"rows": overall["n"], "clusters": overall["clusters"], "weight": overall["weight"]}
    for metric, estimate in overall["metrics"].items():
        yield {"row": "overall", **sizes, **_estimate(metric, estimate)}
    for group in document["groups"]:
        yield from _group_lines(group)
    for disparity in document["disparities"]:
        yield _disparity_line(disparity)
    for verdict in document["verdicts"]:
        yield _verdict_line(verdict)
    for preset in document.get("presets", []):
        for table in preset["tables"]:
            yield from _preset_lines(preset, table)


def about(row: str, by: Sequence[str], group: Group | None = None) -> dict[str, Any]:
    """Return what kind of line this is, and which group it is about; every attribute has a column of its own."""
    labels = {f"group.{attribute}": wording.value_label(value) for attribute, value in (group or {}).items()}
    return {"row": row, "by": ":".join(by), "group": wording.label(group), **labels}


def _group_lines(group: GroupResult) -> Iterator[dict[str, Any]]:
    facts = {key: group[key] for key in ("clusters", "weight", "small", "suppressed")}
    line = {**about("group", group["by"], group["group"]), "rows": group["n"], **facts}
    if not group["metrics"]:
        yield line
    for metric, estimate in group["metrics"].items():
        yield {**line, **_estimate(metric, estimate)}


def _disparity_line(disparity: Disparity) -> dict[str, Any]:
    chance = disparity["chance"]
    return {
        **about("disparity", disparity["by"]),
        **_estimate(disparity["metric"], disparity),
        "name": disparity["name"],
        "highest": wording.label(disparity["highest"]),
        "lowest": wording.label(disparity["lowest"]),
        "chance_median": chance["median"] if chance else None,
        "chance_p95": chance["p95"] if chance else None,
        "left_out": _left_out(disparity["left_out"]),
    }


def _verdict_line(verdict: Verdict) -> dict[str, Any]:
    return {
        **about("rule", verdict["by"], verdict["group"]),
        **_estimate(verdict["metric"], verdict["estimate"]),
        **{key: value for key, value in verdict.items() if key in ("comparison", *_JUDGED)},
        "name": verdict["id"],
        "highest": wording.label(verdict["highest"]),
        "lowest": wording.label(verdict["lowest"]),
        "left_out": _left_out(verdict["left_out"]),
    }


def _preset_lines(preset: PresetResult, table: PresetTable) -> Iterator[dict[str, Any]]:
    """Yield a line per number and group; a group that is hidden has one line without a number."""
    for row in table["rows"]:
        line = {
            **about("preset", table["by"], row["group"]),
            "name": preset["id"],
            "rows": row["n"],
            "suppressed": row["n"] is None,
            "highest": wording.label(table["against"]),
            "left_out": row["left_out"],
        }
        figures = {table["rate"]: row["rate"], **{name: row.get(name) for name in _PRESET_FIGURES}}
        known = {name: value for name, value in figures.items() if value is not None}
        yield from ({**line, "metric": name, "value": value} for name, value in known.items())
        if not known:
            yield line


def _left_out(entries: Iterable[LeftOut]) -> str:
    return "; ".join(f"{wording.label(entry['group'])}: {entry['why']}" for entry in entries)


def _estimate(metric: str, estimate: Estimate) -> dict[str, Any]:
    return {"metric": metric, "name": metric, **{key: value for key, value in estimate.items() if key in _AFTER}}
