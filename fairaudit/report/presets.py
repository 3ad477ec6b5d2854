"""The parts of a report about published rules, as blocks: their numbers, and what they want to be stated."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit import words as wording
from fairaudit.document import PresetResult
from fairaudit.report.page import Block, Cell, Column, Facts, Folded, Heading, Lines, Table


def blocks(result: PresetResult, most: int | None = None) -> Iterator[Block]:
    """Yield one preset; `most` cuts long tables."""
    yield Heading(wording.preset_heading(result))
    yield Facts(wording.preset_facts(result))
    for table in result["tables"]:
        title = wording.preset_table_heading(table)
        found = [
            Column(each.heading, list(map(Cell, each.cells)), "number" if each.is_number else "name")
            for each in wording.preset_columns(table, most)
        ]
        yield Table(found, title, ("", f"{title}, {result['id']}"))
        yield Lines(wording.preset_remarks(table, most), "notes")
    yield Heading(wording.STATES, 3)
    yield Lines(list(map(wording.stated_line, result["states"])), "list")
    yield Lines(result["notes"], "note")


def sources(result: PresetResult) -> Folded:
    """Return where a rule was published, and what could not be verified."""
    unknown = [f"Not verified: {text}" for text in result["not_verified"]]
    return Folded("Sources, and what could not be verified", [Lines([*result["sources"], *unknown], "list")])
