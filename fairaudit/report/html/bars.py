"""Bars of the HTML page: which word errors each group suffers, or how decisions select from each group."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult
from fairaudit.document import reading as view

_EDITS = ("substitution_rate", "deletion_rate", "insertion_rate")
_FUNNEL = ("base_rate", "selection_rate", "true_positive_rate", "false_positive_rate")
_IN_WORDS = {
    "substitution_rate": "substitutions",
    "deletion_rate": "deletions",
    "insertion_rate": "insertions",
    "base_rate": "positive label",
    "selection_rate": "selected",
    "true_positive_rate": "selected, of positive label",
    "false_positive_rate": "selected, of negative label",
}


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
    """A table with a bar per group; `kind` is edits (pieces in a row) or funnel (pieces below one another)."""

    kind: str
    headings: list[str]
    rows: list[BarRow]


def bars(document: Document, level: view.Level) -> Bars | None:
    """Return the bars of the task: edits for speech, the funnel for decisions; None where there is none."""
    metrics = {"speech": _EDITS, "binary": _FUNNEL}.get(document["task"], ())
    groups = [group for group in level.groups if group["metrics"]][: view.MOST_GROUPS]
    if not metrics or not groups or not all(metric in group["metrics"] for metric in metrics for group in groups):
        return None
    if not any(group["metrics"][metric]["value"] is not None for metric in metrics for group in groups):
        return None
    kind = "edits" if metrics == _EDITS else "funnel"
    total = max((sum(_values(group, metrics)) for group in groups), default=0.0) if kind == "edits" else 1.0
    rows = [_row(group, metrics, kind, total or 1.0) for group in groups]
    return Bars(kind, [_IN_WORDS[metric] for metric in metrics], rows)


def _row(group: GroupResult, metrics: tuple[str, ...], kind: str, total: float) -> BarRow:
    shown = [wording.figure(group["metrics"][metric], metric).value or wording.UNDEFINED for metric in metrics]
    values = _values(group, metrics)
    pieces = _in_a_row(values, total) if kind == "edits" else [Piece("0", _percent(each)) for each in values[:2]]
    return BarRow(wording.label(group["group"]), wording.rows_of(group), group["small"], shown, pieces)


def _values(group: GroupResult, metrics: tuple[str, ...]) -> list[float]:
    return [group["metrics"][metric]["value"] or 0.0 for metric in metrics]


def _in_a_row(values: list[float], total: float) -> list[Piece]:
    starts = [sum(values[:index]) / total for index in range(len(values))]
    return [Piece(_percent(start), _percent(value / total)) for start, value in zip(starts, values, strict=True)]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
