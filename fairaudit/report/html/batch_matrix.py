"""The headline metric of every group in every result of a batch, in the shades of the heat tables of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from fairaudit.catalogue import CATALOGUE
from fairaudit.document.batch import BatchResult, GroupOfResult
from fairaudit.document.units import Unit
from fairaudit.errors import show
from fairaudit.report.batch import page_of, unit
from fairaudit.report.html.heat import shade
from fairaudit.report.page import Block, Cell, Drawing, Lines, Row, Table, columns, numbers
from fairaudit.words import level_name, number, plural, words
from fairaudit.words.phrases import value_label

_MOST_COLUMNS = 12
MOST_ROWS = 300
_KEY = (
    "Coloured: the group differs from all rows of its own result, beyond what chance explains in everything that the "
    "result's own report compares. Among many results some are coloured by chance."
)


def matrix(rows: Sequence[BatchResult], metric: str) -> Iterator[Block]:
    """Yield a table per attribute, what its shades mean, and what is left to the file; nothing without groups."""
    attributes = list(dict.fromkeys(each["by"][0] for row in rows for each in row.get("groups", [])))
    for attribute in attributes:
        yield from _table(rows, attribute, metric)
    if attributes:
        is_relative = any(_point(row, metric) != 1.0 for row in rows)
        yield Drawing("key.html", {"said": _KEY, "is_relative": is_relative})
        yield Lines(["Intervals, rows and what is left out here: matrix.csv beside this page."], "note")


def _table(rows: Sequence[BatchResult], attribute: str, metric: str) -> Iterator[Block]:
    found = [(row, {_value(each): each for each in row.get("groups", []) if each["by"] == [attribute]}) for row in rows]
    having = [(row, groups) for row, groups in found if groups]
    occurs = Counter(value for _, groups in having for value in groups)
    most = {value for value, _ in occurs.most_common(_MOST_COLUMNS)}
    values = [value for value in occurs if value in most]
    lines: list[Row] = [
        [Cell(show(row["name"]), link=page_of(row)), _overall(row), *(_cell(row, groups.get(each)) for each in values)]
        for row, groups in having[:MOST_ROWS]
    ]
    heads = [("result", "name"), *numbers("all rows", *map(value_label, values))]
    name = level_name([attribute])
    yield Table(
        columns(heads, lines), caption=(f"Every group's {words(metric)} in every result, by ", name), kind="heat matrix"
    )
    left = [
        *([plural(len(occurs) - len(values), "more group")] if len(occurs) > len(values) else []),
        *([plural(len(having) - MOST_ROWS, "more result")] if len(having) > MOST_ROWS else []),
    ]
    yield Lines([f"… and {' and '.join(left)}."] if left else [], "note")


def _value(each: GroupOfResult) -> str | None:
    return next(iter(each["group"].values()))


def _overall(row: BatchResult) -> Cell:
    value = row["headline"]["value"] if row["headline"] else None
    return Cell("undefined", state="undefined") if value is None else Cell(number(value, unit(row)))


def _cell(row: BatchResult, found: GroupOfResult | None) -> Cell:
    """Return the value of a group; what is not there, hidden, undefined or small looks different from a good value."""
    if found is None:
        return Cell(state="none")
    if found["n"] is None:
        return Cell("hidden", state="none")
    small = ["small"] if found["small"] else []
    if found["estimate"] is None:
        return Cell("undefined", state="undefined", more=small)
    overall = row["headline"]["value"] if row["headline"] else None
    value, known = found["estimate"]["value"], unit(row)
    state = shade(found["differs"], value, overall, _point(row, row["metric"] or "")) if found["compared"] else "few"
    return Cell(number(value, known), state=state, told=_told(found, known), more=small)


def _told(found: GroupOfResult, known: Unit) -> str:
    rows, bounds = plural(found["n"] or 0, "row"), found["estimate"]
    if bounds is None or bounds["low"] is None or bounds["high"] is None:
        return rows
    return f"{number(bounds['low'], known)} to {number(bounds['high'], known)}; {rows}"


def _point(row: BatchResult, metric: str) -> float:
    """Return what the shades are measured in: points, or the result's own value where a hundredth has no meaning."""
    is_relative = unit(row) != "share" and (metric not in CATALOGUE or CATALOGUE[metric].high is None)
    overall = row["headline"]["value"] if row["headline"] else None
    return abs(overall or 1.0) if is_relative else 1.0
