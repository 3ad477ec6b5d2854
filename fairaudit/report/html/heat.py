"""Heat tables of the HTML page: every metric of every group, and two crossed attributes as a matrix."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Definition, Document, GroupResult
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.html.forest import MOST_LISTED
from fairaudit.report.page import MOST_GROUPS, Cell, Notes, Row, Table, columns, numbers

_EDGES = (0.05, 0.1)
"""Distances from all rows at which a shade grows darker; in units of the data, as shares of the value of all rows."""
_SIDES = {"worse": "w", "lower": "w u", "better": "b", "higher": "b u"}
"""How a group differs, and the classes that say so; the number of the shade follows the first letter."""
_MOST_COLUMNS = 12
_MOST_ROWS = 40


@dataclass(frozen=True)
class Colours:
    """What the colours of one metric at one level mean; the legend says the same in words.

    `w1` to `w3` are worse than all rows together and `b1` to `b3` better, both beyond what chance explains in the whole
    report; the number says how far the values lie apart. `u` marks a metric without a better direction: lower, higher.
    `few` is not compared. No class: the difference may be chance. `left_out` are the groups that are not compared.
    """

    metric: str
    overall: float | None
    point: float
    is_compared: bool
    left_out: frozenset[tuple[str | None, ...]]

    def style(self, group: GroupResult) -> str:
        """Return the classes of a cell that has a value."""
        if "differs" not in group:
            return ""
        if not self.is_compared or tuple(group["group"].values()) in self.left_out:
            return "few"
        value = group["metrics"][self.metric]["value"]
        return shade(group["differs"].get(self.metric), value, self.overall, self.point)


def shade(differs: str | None, value: float | None, overall: float | None, point: float) -> str:
    """Return the classes of a value that differs from all rows together; the distances are in units of `point`."""
    side = _SIDES.get(differs or "", "")
    if not side or value is None or overall is None:
        return ""
    distance = round(abs(value - overall), 12)  # 0.43 − 0.38 is a little below 0.05
    step = 1 + sum(distance >= edge * point for edge in _EDGES)
    return f"{side[0]}{step}{side[1:]}"


def colours(document: Document, level: view.Level, metric: str) -> Colours:
    """Return what colours one metric at one level: the value of all rows, and who is compared."""
    everyone, definition = document["overall"]["metrics"].get(metric), document["definitions"][metric]
    overall, gap = everyone["value"] if everyone else None, level.disparity(metric, "difference")
    return Colours(
        metric=metric,
        overall=overall,
        point=abs(overall or 1.0) if is_in_units_of_the_data(definition) else 1.0,
        is_compared=gap is not None and gap["low"] is not None,
        left_out=frozenset(tuple(each["group"].values()) for each in gap["left_out"]) if gap else frozenset(),
    )


def is_in_units_of_the_data(definition: Definition) -> bool:
    """Tell whether a metric is no share and has no highest value: a hundredth of it has no meaning by itself."""
    return definition["unit"] != "share" and definition["high"] is None


def heat(document: Document, level: view.Level, notes: Notes) -> Table:
    """Return every metric of the groups of a level, worst first, as far as a page lists them."""
    metrics = [name for name in view.listed(document) if any(name in group["metrics"] for group in level.groups)]
    scales = [colours(document, level, metric) for metric in metrics]
    shown = level.groups[:MOST_LISTED]
    rows: list[Row] = []
    for place, group in enumerate(shown):
        cells = [coloured(document, group, scale, notes, is_explained=place < MOST_GROUPS) for scale in scales]
        rows.append([wording.label(group["group"]), wording.rows_of(group), *cells])
    name = wording.level_name(level.by)
    return Table(
        columns([(name, "name"), *numbers("rows", *metrics)], rows),
        caption=("Every metric by ", name),
        small=[group["small"] for group in shown],
        kind="heat",
    )


def coloured(
    document: Document, group: GroupResult, scale: Colours, notes: Notes | None = None, *, is_explained: bool = True
) -> Cell:
    """Return the value of a group, in the colours of its metric."""
    estimate, unit = group["metrics"].get(scale.metric), unit_of(document, scale.metric)
    if estimate is None:
        return Cell()
    shown = wording.figure(estimate, unit)
    mark = notes.mark(wording.undefined_because(estimate)) if notes else ""
    worked = wording.worked_out(document, scale.metric, group, estimate)
    return Cell(
        f"{shown.value or wording.UNDEFINED}{mark}",
        shown.interval,
        state=scale.style(group) if shown.value else "undefined",
        told=wording.explanation(worked, estimate, unit) if is_explained else "",
    )


def matrix(document: Document, level: view.Level, metric: str) -> Table | None:
    """Return two crossed attributes as a matrix; None for another number of attributes, or too many values."""
    if len(level.by) != 2 or not level.groups:
        return None
    values = [_values(document, attribute, level) for attribute in level.by]
    down, across = (0, 1) if len(values[0]) >= len(values[1]) else (1, 0)
    if len(values[across]) > _MOST_COLUMNS or len(values[down]) > _MOST_ROWS:
        return None
    found = {(group["group"][level.by[down]], group["group"][level.by[across]]): group for group in level.groups}
    scale = colours(document, level, metric)
    rows: list[Row] = []
    for value in values[down]:
        cells = [_crossing(document, found.get((value, other)), scale) for other in values[across]]
        rows.append([wording.value_label(value), *cells])
    corner = f"{wording.level_name([level.by[down]])} ↓ {wording.level_name([level.by[across]])} →"
    return Table(
        columns([(corner, "name"), *numbers(*map(wording.value_label, values[across]))], rows),
        caption=(
            f"{metric} where ",
            wording.level_name(level.by),
            " meet; coloured as the table of every metric below",
        ),
        kind="heat matrix",
    )


def _values(document: Document, attribute: str, level: view.Level) -> list[str | None]:
    """Return the values of one attribute: worst first where it was audited alone, else in the order of the report."""
    alone = [each for each in view.levels(document) if each.by == [attribute]]
    groups = [*(alone[0].groups if alone else []), *level.groups]
    crossed = {group["group"][attribute] for group in level.groups}
    return [value for value in dict.fromkeys(group["group"][attribute] for group in groups) if value in crossed]


def _crossing(document: Document, group: GroupResult | None, scale: Colours) -> Cell:
    """Return one cell of a matrix; what is not there, hidden, undefined or small looks different from a good value."""
    if group is None:
        return Cell("no rows", state="none")
    rows = wording.rows_of(group)
    if group["suppressed"] or scale.metric not in group["metrics"]:
        return Cell(rows if group["suppressed"] else "", state="none")
    return coloured(document, group, scale)._replace(more=[f"n {rows}{', small' if group['small'] else ''}"])
