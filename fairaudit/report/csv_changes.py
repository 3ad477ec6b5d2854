"""Every figure of a comparison as a flat table, for a spreadsheet or a data frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairaudit import words as wording
from fairaudit.document import Estimate, Group
from fairaudit.document.changes import Change, ChangesDocument, DisparityChange
from fairaudit.report.csv_report import as_csv

_ABOUT = ("row", "by", "group")
_FIGURES = [
    "status",
    "rows_old",
    "rows_new",
    "small",
    "name",
    "metric",
    "old",
    "old_low",
    "old_high",
    "new",
    "new_low",
    "new_high",
    "change",
    "low",
    "high",
    "n",
    "method",
    "verdict",
    "undefined",
    "interval_undefined",
    "largest",
    "smallest",
    "operator",
    "limit",
    "why",
]


def render(document: ChangesDocument) -> str:
    """Return one line per metric of all rows and of every group, per comparison, spread and rule; nothing rounded."""
    columns = [*_ABOUT, *(f"group.{attribute}" for attribute in document["attributes"]), *_FIGURES]
    return as_csv(columns, _lines(document))


def _lines(document: ChangesDocument) -> Iterator[dict[str, Any]]:
    overall = document["overall"]
    sizes = {"rows_old": overall["n_old"], "rows_new": overall["n_new"]}
    for metric, change in overall["metrics"].items():
        yield {"row": "overall", **sizes, "name": metric, "metric": metric, **_change(change)}
    for group in document["groups"]:
        about = {
            **_about("group", group["by"], group["group"]),
            "status": group["status"],
            "rows_old": group["n_old"],
            "rows_new": group["n_new"],
            "small": group["small"],
        }
        if not group["metrics"]:
            yield about
        for metric, change in group["metrics"].items():
            yield {**about, "name": metric, "metric": metric, **_change(change)}
    for each in document["disparities"]:
        yield {**_about("disparity", each["by"]), "name": each["name"], "metric": each["metric"], **_change(each)}
    yield from _spreads(document)
    yield from _rules(document)


def _spreads(document: ChangesDocument) -> Iterator[dict[str, Any]]:
    for each in document["spreads"]:
        yield {
            **_about("spread", each["by"]),
            "name": each["metric"],
            "metric": each["metric"],
            **_estimate(each),
            "largest": wording.label(each["largest"]),
            "smallest": wording.label(each["smallest"]),
        }


def _rules(document: ChangesDocument) -> Iterator[dict[str, Any]]:
    for each in document["verdicts"]:
        yield {
            **_about("rule", each["by"], each["group"]),
            "name": each["id"],
            "metric": each["metric"],
            **_estimate(each["estimate"]),
            **{key: each[key] for key in ("verdict", "operator", "limit", "why")},
        }


def _about(row: str, by: list[str], group: Group | None = None) -> dict[str, Any]:
    labels = {f"group.{attribute}": wording.value_label(value) for attribute, value in (group or {}).items()}
    return {"row": row, "by": ":".join(by), "group": wording.label(group), **labels}


def _change(change: Change | DisparityChange) -> dict[str, Any]:
    sides: dict[str, float | None] = {}
    for side, estimate in (("old", change["old"]), ("new", change["new"])):
        sides |= {side: estimate["value"], f"{side}_low": estimate["low"], f"{side}_high": estimate["high"]}
    return {**sides, **_estimate(change["change"]), "verdict": change["verdict"]}


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {"change": estimate["value"], **{name: found for name, found in estimate.items() if name in _FIGURES}}
