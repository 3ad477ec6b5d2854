"""From the report of one result to its row in the summary, and from rows to the summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from fairaudit import __version__
from fairaudit.batches.across import CONFIDENCE, place_among_others
from fairaudit.clock import now
from fairaudit.document import Disparity, Document, Estimate, GroupResult, headline
from fairaudit.document import reading as view
from fairaudit.document.about import About, with_about
from fairaudit.document.batch import (
    BATCH_SCHEMA_VERSION,
    BatchDocument,
    BatchResult,
    Bounds,
    GroupOfResult,
    LargestGap,
    MetricOfResult,
    WorstGroup,
)
from fairaudit.document.told import told_apart
from fairaudit.document.units import unit_of
from fairaudit.source.faults import printable

_MOST_GROUPS = 40
"""Groups of one attribute that a summary keeps of each result."""


def summary_of(rows: list[BatchResult], folder: str, command: str | None, about: About) -> BatchDocument:
    """Return the summary of a batch, each result placed among the others.

    `folder` is where the results came from, `about` what was said of all of them.
    """
    place_among_others(rows)
    found: BatchDocument = {
        "schema_version": BATCH_SCHEMA_VERSION,
        "fairaudit_version": __version__,
        "created": now().isoformat().replace("+00:00", "Z"),
        "command": None if command is None else printable(command),
        "folder": printable(folder),
        "judged": any(row["has_rules"] for row in rows),
        "confidence_across": CONFIDENCE,
        "results": rows,
    }
    return cast(BatchDocument, with_about(found, about))


def exit_code(rows: Sequence[BatchResult]) -> int:
    """Return what the batch as a gate comes to.

    1 if a result failed its rules; 2 if nothing was audited, or if in a batch with rules a result was not: what was not
    judged has not passed; 3 if a result is undecided; else 0.
    """
    codes = [row["exit_code"] for row in rows if row["error"] is None]
    if 1 in codes:
        return 1
    if not codes or (len(codes) < len(rows) and any(row["has_rules"] for row in rows)):
        return 2
    return 3 if any(code not in (0, None) for code in codes) else 0


def row_of(name: str, report: str, document: Document) -> BatchResult:
    """Return the row of a result that was audited; `report` is where its report lies."""
    metric = headline.primary(document)
    gate = document.get("gate")
    found: BatchResult = {
        "name": name,
        "error": None,
        "report": report,
        "task": document["task"],
        "n": document["overall"]["n"],
        "clusters": document["overall"]["clusters"],
        "metric": metric,
        "better": headline.better(document, metric),
        "headline": document["overall"]["metrics"].get(metric),
        "confidence": document["confidence"],
        "worst": _worst(document, metric),
        "served_worse": _worst(document, metric, only_told=True),
        "gap": _largest_gap(document, metric),
        "groups": [each for level in view.levels(document) for each in _groups(document, level, metric)],
        "metrics": _metrics(document),
        "across": None,
        "has_rules": gate is not None,
        "gate": None if gate is None else gate["verdict"],
        "exit_code": None if gate is None else gate["exit_code"],
        "verdicts": [
            {
                "id": each["id"],
                "rule": each["rule"],
                "verdict": each["verdict"],
                "counts_as": each["counts_as"],
                "severity": each["severity"],
                "why": each["why"],
            }
            for each in document["verdicts"]
        ],
        "warnings": len(document["warnings"]),
    }
    if "about" in document:
        found["about"] = document["about"]
    return found


def row_of_error(name: str, message: str, *, has_rules: bool) -> BatchResult:
    """Return the row of a result that could not be audited; `has_rules` if it should have been judged."""
    return {
        "name": name,
        "error": message,
        "report": None,
        "task": None,
        "n": None,
        "clusters": None,
        "metric": None,
        "better": None,
        "headline": None,
        "confidence": None,
        "worst": None,
        "served_worse": None,
        "gap": None,
        "groups": [],
        "metrics": [],
        "across": None,
        "has_rules": has_rules,
        "gate": None,
        "exit_code": None,
        "verdicts": [],
        "warnings": 0,
    }


def _worst(document: Document, metric: str, *, only_told: bool = False) -> WorstGroup | None:
    """Return the worst-served group, among single attributes and intersections alike; small groups do not count."""
    sign = -1.0 if headline.better(document, metric) != "higher" else 1.0
    groups = told_apart(document["groups"], metric)[0] if only_told else document["groups"]
    usable = [each for each in groups if not each["small"] and _value(each, metric) is not None]
    if not usable or headline.better(document, metric) is None:
        return None
    worst = min(usable, key=lambda each: (sign * (_value(each, metric) or 0.0), len(each["by"])))
    told = bool(told_apart([worst], metric)[0])
    return {"by": worst["by"], "group": worst["group"], "told": told, "estimate": worst["metrics"][metric]}


def _groups(document: Document, level: view.Level, metric: str) -> list[GroupOfResult]:
    """Return the largest groups of a single attribute, in the order of their names or bins; none of an intersection."""
    if len(level.by) != 1:
        return []
    gap = level.disparity(metric, "difference")
    left_out = [each["group"] for each in gap["left_out"]] if gap else []
    is_compared = gap is not None and gap["low"] is not None
    largest = sorted(level.groups, key=lambda each: -(each["n"] or 0))[:_MOST_GROUPS]
    return [
        {
            "by": level.by,
            "group": each["group"],
            "n": each["n"],
            "small": each["small"],
            "compared": is_compared and each["group"] not in left_out,
            "differs": each.get("differs", {}).get(metric),
            "estimate": _bounds(each["metrics"].get(metric)),
        }
        for each in document["groups"]
        if each in largest
    ]


def _value(group: GroupResult, metric: str) -> float | None:
    estimate = group["metrics"].get(metric)
    return None if estimate is None else estimate["value"]


def _largest_gap(document: Document, metric: str) -> LargestGap | None:
    largest = _largest(document, metric)
    if largest is None:
        return None
    return {
        "by": largest["by"],
        "highest": largest["highest"],
        "lowest": largest["lowest"],
        "estimate": {
            "value": largest["value"],
            "low": largest["low"],
            "high": largest["high"],
            "n": largest["n"],
            "method": largest["method"],
            "undefined": largest["undefined"],
            "interval_undefined": largest["interval_undefined"],
        },
    }


def _largest(document: Document, metric: str) -> Disparity | None:
    gaps = [
        each
        for each in document["disparities"]
        if (each["metric"], each["comparison"]) == (metric, "difference") and each["value"] is not None
    ]
    return max(gaps, key=_size, default=None)


def _metrics(document: Document) -> list[MetricOfResult]:
    """Return the headline metrics, then the comparisons that combine several metrics, each with its largest gap."""
    units: dict[str, str] = {name: unit_of(document, name) for name in headline.metrics(document)}
    for level in view.levels(document):
        units |= {each["metric"]: each["unit"] for each in view.headline_disparities(document, level)}
    return [
        {
            "metric": name,
            "unit": unit,
            "overall": _bounds(document["overall"]["metrics"].get(name)),
            "gap": _bounds(_largest(document, name)),
        }
        for name, unit in units.items()
    ]


def _bounds(found: Estimate | Disparity | None) -> Bounds | None:
    if found is None or found["value"] is None:
        return None
    return {"value": found["value"], "low": found["low"], "high": found["high"]}


def _size(gap: Disparity) -> tuple[float, int]:
    return abs(gap["value"] or 0.0), -len(gap["by"])
