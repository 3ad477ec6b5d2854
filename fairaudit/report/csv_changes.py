"""Every figure of a comparison as a flat table, for a spreadsheet or a data frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairaudit import words as wording
from fairaudit.document import Estimate
from fairaudit.document.changes import Change, ChangesDocument, DisparityChange
from fairaudit.report.csv_report import about, as_csv

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
    of_all: dict[str, Any] = {"rows_old": overall["n_old"], "rows_new": overall["n_new"]}
    for metric, change in overall["metrics"].items():
        yield {"row": "overall", **of_all, "name": metric, "metric": metric, **_change(change)}
    for group in document["groups"]:
        sizes: dict[str, Any] = {"rows_old": group["n_old"], "rows_new": group["n_new"]}
        line = {
            **about("group", group["by"], group["group"]),
            **sizes,
            "status": group["status"],
            "small": group["small"],
        }
        if not group["metrics"]:
            yield line
        for metric, change in group["metrics"].items():
            yield {**line, "name": metric, "metric": metric, **_change(change)}
    for each in document["disparities"]:
        yield {**about("disparity", each["by"]), "name": each["name"], "metric": each["metric"], **_change(each)}
    for spread in document["spreads"]:
        ends = {side: wording.label(spread[side]) for side in ("largest", "smallest")}
        named = {"name": spread["metric"], "metric": spread["metric"]}
        yield {**about("spread", spread["by"]), **named, **_estimate(spread), **ends}
    for rule in document["verdicts"]:
        judged = {key: rule[key] for key in ("verdict", "operator", "limit", "why")}
        named = {"name": rule["id"], "metric": rule["metric"]}
        yield {**about("rule", rule["by"], rule["group"]), **named, **_estimate(rule["estimate"]), **judged}


def _change(change: Change | DisparityChange) -> dict[str, Any]:
    sides: dict[str, float | None] = {}
    for side, estimate in (("old", change["old"]), ("new", change["new"])):
        sides |= {side: estimate["value"], f"{side}_low": estimate["low"], f"{side}_high": estimate["high"]}
    return {**sides, **_estimate(change["change"]), "verdict": change["verdict"]}


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {"change": estimate["value"], **{name: found for name, found in estimate.items() if name in _FIGURES}}
