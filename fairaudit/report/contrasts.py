"""Every group beside the reference group, or beside all others, as a table."""

from __future__ import annotations

from fairaudit import words as wording
from fairaudit.document import Contrast, Document, Estimate
from fairaudit.document import reading as view
from fairaudit.document.units import known_unit
from fairaudit.report.page import MOST_GROUPS, Cell, Notes, Row, Table, columns, numbers

_TWO = 2


def table(document: Document, level: view.Level, metric: str) -> Table:
    """Return the contrasts of one metric, worst group first; no rows where the comparisons say the same."""
    found = view.contrasts(document, level, metric)
    if len(found) <= _TWO and all(each["against"] is None for each in found):
        return Table(columns([(wording.level_name(level.by), "name")], []))
    first, notes = found[0], Notes()
    others = [] if first["against"] is not None else [wording.beside(first)]
    heads = numbers(
        wording.show(metric), *others, "difference", "limits", *(["ratio", "limits"] if "ratio" in first else [])
    )
    rows, small = [_row(each, notes) for each in found[:MOST_GROUPS]], view.small(level)
    title, beside = "Each group against ", wording.beside(first)
    cells = columns([(wording.level_name(level.by), "name"), *heads], rows)
    are_small = [tuple(each["group"].items()) in small for each in found[:MOST_GROUPS]]
    more = [wording.more_groups(len(found) - MOST_GROUPS)] if len(found) > MOST_GROUPS else []
    told = [*more, *notes.lines()]
    return Table(cells, title=f"{title}{beside}", caption=(title, beside), notes=told, small=are_small)


def _row(contrast: Contrast, notes: Notes) -> Row:
    unit = known_unit(contrast["unit"])
    values = (contrast["value"], *([contrast["against_value"]] if contrast["against"] is None else []))
    compared = [*_cells(contrast, contrast["difference"], "difference", notes)]
    if "ratio" in contrast:
        compared += _cells(contrast, contrast["ratio"], "ratio", notes)
    return [
        wording.label(contrast["group"]),
        *("" if value is None else wording.number(value, unit) for value in values),
        *compared,
    ]


def _cells(contrast: Contrast, estimate: Estimate, comparison: str, notes: Notes) -> list[Cell]:
    value, limits = wording.contrast_figure(contrast, estimate, comparison)
    return [Cell(f"{value}{notes.mark(wording.undefined_because(estimate))}", told=estimate["method"]), Cell(limits)]
