"""Bars of the HTML page: metrics of every group that are parts of a whole, or the one within the other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from fairaudit import words as wording
from fairaudit.document import Document
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.page import MOST_GROUPS, Row, Table, columns, numbers


@dataclass(frozen=True)
class Bars:
    """A table with a bar per group; the pieces of a bar are (start, width) in percent of the whole width.

    They stand in a row if `is_stacked`, else below one another.
    """

    table: Table
    per: str
    is_stacked: bool
    pieces: list[list[tuple[str, str]]]


def bars(document: Document, level: view.Level, anchor: str) -> Bars | None:
    """Return the bars that the document names; None where there is nothing to draw."""
    drawn = document["bars"]
    metrics = [each["metric"] for each in drawn["metrics"]] if drawn else []
    groups = [group for group in level.groups if group["metrics"]][:MOST_GROUPS]
    if not drawn or not groups or not all(metric in group["metrics"] for metric in metrics for group in groups):
        return None
    estimates = [[group["metrics"][metric] for metric in metrics] for group in groups]
    if not any(each["value"] is not None for row in estimates for each in row):
        return None
    units = [unit_of(document, metric) for metric in metrics]
    rows: list[Row] = []
    for group, row in zip(groups, estimates, strict=True):
        shown = [wording.figure(*each).value or wording.UNDEFINED for each in zip(row, units, strict=True)]
        rows.append([wording.label(group["group"]), wording.rows_of(group), *shown])
    heads = numbers("rows", *(wording.show(each["says"]) for each in drawn["metrics"]))
    table = Table(
        columns([(wording.level_name(level.by), "name"), *heads], rows),
        drawn["title"],
        small=[group["small"] for group in groups],
        key=f"{anchor}bars",
    )
    is_stacked, values = drawn["kind"] == "stacked", [[each["value"] or 0.0 for each in row] for row in estimates]
    return Bars(table, wording.show(drawn["per"]), is_stacked, _pieces(values, is_stacked))


def _pieces(values: list[list[float]], is_stacked: bool) -> list[list[tuple[str, str]]]:
    """Return the pieces of every bar; those in a row fill the width where they are most."""
    if not is_stacked:
        return [[("0", _percent(each)) for each in row[:2]] for row in values]
    most = max(map(sum, values)) or 1.0
    starts = [accumulate(row, initial=0.0) for row in values]
    return [
        [(_percent(start / most), _percent(width / most)) for start, width in zip(begins, row, strict=False)]
        for begins, row in zip(starts, values, strict=True)
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
