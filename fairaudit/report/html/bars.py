"""Bars of the HTML page: metrics of every group that are parts of a whole, or the one within the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult
from fairaudit.document import reading as view
from fairaudit.document.units import Unit, unit_of
from fairaudit.report.page import MOST_GROUPS


@dataclass(frozen=True)
class Piece:
    """One piece of a bar, in percent of the width."""

    start: str
    width: str


@dataclass(frozen=True)
class BarRow:
    """One group: its figures as text, and the pieces of its bar."""

    name: str
    rows: str
    is_small: bool
    figures: list[str]
    pieces: list[Piece]


@dataclass(frozen=True)
class Bars:
    """A table with a bar per group; `is_stacked` if its pieces stand in a row, not below one another."""

    title: str
    by: str
    key: str
    per: str
    is_stacked: bool
    headings: list[str]
    rows: list[BarRow]


def bars(document: Document, level: view.Level, anchor: str) -> Bars | None:
    """Return the bars that the document names; None where there is nothing to draw."""
    drawn = document["bars"]
    metrics = [each["metric"] for each in drawn["metrics"]] if drawn else []
    groups = [group for group in level.groups if group["metrics"]][:MOST_GROUPS]
    if not drawn or not groups or not all(metric in group["metrics"] for metric in metrics for group in groups):
        return None
    if not any(group["metrics"][metric]["value"] is not None for metric in metrics for group in groups):
        return None
    is_stacked = drawn["kind"] == "stacked"
    total = max((sum(_values(group, metrics)) for group in groups), default=0.0) if is_stacked else 1.0
    units = {metric: unit_of(document, metric) for metric in metrics}
    rows = [_row(group, units, total or 1.0, is_stacked) for group in groups]
    headings = [wording.show(each["says"]) for each in drawn["metrics"]]
    return Bars(
        drawn["title"],
        wording.level_name(level.by),
        f"{anchor}bars",
        wording.show(drawn["per"]),
        is_stacked,
        headings,
        rows,
    )


def _row(group: GroupResult, units: Mapping[str, Unit], total: float, is_stacked: bool) -> BarRow:
    estimates = group["metrics"]
    shown = [wording.figure(estimates[name], unit).value or wording.UNDEFINED for name, unit in units.items()]
    values = _values(group, units)
    pieces = _in_a_row(values, total) if is_stacked else [Piece("0", _percent(each)) for each in values[:2]]
    return BarRow(wording.label(group["group"]), wording.rows_of(group), group["small"], shown, pieces)


def _values(group: GroupResult, metrics: Iterable[str]) -> list[float]:
    return [group["metrics"][metric]["value"] or 0.0 for metric in metrics]


def _in_a_row(values: list[float], total: float) -> list[Piece]:
    starts = [sum(values[:index]) / total for index in range(len(values))]
    return [Piece(_percent(start), _percent(value / total)) for start, value in zip(starts, values, strict=True)]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
