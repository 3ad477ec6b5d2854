"""Heat tables of the HTML page: every metric of every group, and two crossed attributes as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairaudit.document import Document, GroupResult, headline
from fairaudit.report import view, wording
from fairaudit.report.html_forest import MOST_LISTED

_STEPS = 4
_LEAST_SPREAD = 0.05
"""Groups nearer to each other than this do not get the strongest colours."""
_MOST_COLUMNS = 12
_MOST_ROWS = 40


@dataclass(frozen=True)
class Cell:
    """One value with its interval; `style` holds the classes of its colour and state, `worked` how it came about."""

    value: str
    interval: str = ""
    style: str = ""
    mark: str = ""
    worked: str = ""
    rows: str = ""


@dataclass(frozen=True)
class HeatRow:
    """One group, or one value of the first of two crossed attributes."""

    name: str
    rows: str
    is_small: bool
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """One metric of two crossed attributes: the values of one down the side, those of the other across."""

    metric: str
    down: str
    across: str
    columns: list[str]
    rows: list[HeatRow]


@dataclass(frozen=True)
class Colours:
    """How far a value is from that of all rows, as one of nine classes: h0 (worse) … h8 (better)."""

    overall: float | None
    spread: float
    better: str | None

    def style(self, group: GroupResult, metric: str) -> str:
        """Return the classes; pale where the interval includes the value of all rows together."""
        limits = view.limits(group["metrics"].get(metric))
        if limits is None or self.overall is None or group["small"]:
            return ""
        sign = -1 if self.better == "lower" else 1
        step = round(sign * _STEPS * (limits[1] - self.overall) / self.spread)
        most = 1 if limits[0] <= self.overall <= limits[2] else _STEPS
        return f"h{_STEPS + min(max(step, -most), most)}{'' if self.better else ' u'}"


def colours(document: Document, groups: Sequence[GroupResult], metric: str) -> Colours:
    """Return the scale of one metric: its strongest colour is that of the group furthest from all rows."""
    everyone = document["overall"]["metrics"].get(metric)
    overall = everyone["value"] if everyone else None
    found = [view.limits(group["metrics"].get(metric)) for group in groups if not group["small"]]
    distances = [abs(limits[1] - (overall or 0.0)) for limits in found if limits]
    return Colours(overall, max([_LEAST_SPREAD, *distances]), headline.better(document, metric))


def heat(document: Document, level: view.Level, metrics: Sequence[str], notes: view.Notes) -> list[HeatRow]:
    """Return the groups of a level, worst first, as far as a page lists them."""
    scales = {metric: colours(document, level.groups, metric) for metric in metrics}
    rows = []
    for index, group in enumerate(level.groups[:MOST_LISTED]):
        is_explained = index < view.MOST_GROUPS
        cells = [_cell(document, group, metric, scales[metric], notes, is_explained) for metric in metrics]
        rows.append(HeatRow(wording.label(group["group"]), wording.rows_of(group), group["small"], cells))
    return rows


def _cell(
    document: Document, group: GroupResult, metric: str, scale: Colours, notes: view.Notes, is_explained: bool
) -> Cell:
    estimate = group["metrics"].get(metric)
    if estimate is None:
        return Cell("")
    shown = wording.figure(estimate, metric)
    return Cell(
        value=shown.value or wording.UNDEFINED,
        interval=shown.interval,
        style=scale.style(group, metric) if shown.value else "undefined",
        mark=notes.mark(wording.undefined_because(estimate)),
        worked=_explanation(document, group, metric) if is_explained else "",
    )


def _explanation(document: Document, group: GroupResult, metric: str) -> str:
    estimate = group["metrics"][metric]
    worked = wording.worked_out(document["definitions"].get(metric), group, estimate)
    return wording.explanation(worked, estimate, metric)


def matrix(document: Document, level: view.Level, metric: str) -> Matrix | None:
    """Return two crossed attributes as a matrix; None for another number of attributes, or too many values."""
    if len(level.by) != 2 or not level.groups:
        return None
    values = [_values(document, attribute, level) for attribute in level.by]
    down, across = (0, 1) if len(values[0]) >= len(values[1]) else (1, 0)
    if len(values[across]) > _MOST_COLUMNS or len(values[down]) > _MOST_ROWS:
        return None
    found = {(group["group"][level.by[down]], group["group"][level.by[across]]): group for group in level.groups}
    scale = colours(document, level.groups, metric)
    return Matrix(
        metric=metric,
        down=wording.level_name([level.by[down]]),
        across=wording.level_name([level.by[across]]),
        columns=[wording.value_label(value) for value in values[across]],
        rows=[
            HeatRow(
                name=wording.value_label(value),
                rows="",
                is_small=False,
                cells=[_crossing(document, found.get((value, other)), metric, scale) for other in values[across]],
            )
            for value in values[down]
        ],
    )


def _values(document: Document, attribute: str, level: view.Level) -> list[str | None]:
    """Return the values of one attribute: worst first where it was audited alone, else in the order of the report."""
    alone = [each for each in view.levels(document) if each.by == [attribute]]
    groups = [*(alone[0].groups if alone else []), *level.groups]
    crossed = {group["group"][attribute] for group in level.groups}
    return [value for value in dict.fromkeys(group["group"][attribute] for group in groups) if value in crossed]


def _crossing(document: Document, group: GroupResult | None, metric: str, scale: Colours) -> Cell:
    """Return one cell of a matrix; what is not there, hidden, undefined or small looks different from a good value."""
    if group is None:
        return Cell("no rows", style="none")
    estimate = group["metrics"].get(metric)
    if group["suppressed"] or estimate is None:
        return Cell(wording.rows_of(group) if group["suppressed"] else "", style="none")
    shown = wording.figure(estimate, metric)
    style = "few" if group["small"] else scale.style(group, metric)
    return Cell(
        value=shown.value or wording.UNDEFINED,
        interval=shown.interval,
        style=style if shown.value else "undefined",
        worked=_explanation(document, group, metric),
        rows=f"{wording.rows_of(group)}{', small' if group['small'] else ''}",
    )
