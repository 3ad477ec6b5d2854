"""What the HTML page says about published rules, as plain records of finished text."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Document, PresetResult, PresetTable


@dataclass(frozen=True)
class Cell:
    """One cell of a table."""

    text: str
    is_number: bool


@dataclass(frozen=True)
class Table:
    """One level: a heading, the columns' headings, the rows, and what must be said beside them."""

    heading: str
    columns: list[Cell]
    rows: list[list[Cell]]
    remarks: list[str]


@dataclass(frozen=True)
class Part:
    """One preset."""

    heading: str
    facts: list[tuple[str, str]]
    tables: list[Table]
    states: list[str]
    notes: list[str]
    sources: list[str]
    not_verified: list[str]


def parts(document: Document) -> list[Part]:
    """Return a part for every preset of the report."""
    return [_part(result) for result in wording.preset_results(document)]


def _part(result: PresetResult) -> Part:
    return Part(
        wording.preset_heading(result),
        wording.preset_facts(result),
        [_table(table) for table in result["tables"]],
        [wording.stated_line(stated) for stated in result["states"]],
        result["notes"],
        result["sources"],
        result["not_verified"],
    )


def _table(table: PresetTable) -> Table:
    columns = wording.preset_columns(table)
    cells = [[Cell(text, column.is_number) for text in column.cells] for column in columns]
    return Table(
        wording.preset_table_heading(table),
        [Cell(column.heading, column.is_number) for column in columns],
        [list(row) for row in zip(*cells, strict=True)],
        wording.preset_remarks(table),
    )
