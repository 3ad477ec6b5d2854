"""The parts about published rules as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit import words as wording
from fairaudit.document import Document, PresetTable
from fairaudit.document import reading as view
from fairaudit.report.markdown.text import bullets, name, table, text


def preset_blocks(document: Document) -> Iterator[str]:
    """Yield the part of every preset; nothing without any."""
    for result in wording.preset_results(document):
        yield f"### {text(wording.preset_heading(result))}"
        yield bullets(f"{fact}: {text(words)}" for fact, words in wording.preset_facts(result))
        for level in result["tables"]:
            yield f"#### {text(wording.preset_table_heading(level))}"
            yield _table(level)
            yield bullets(map(text, wording.preset_remarks(level, view.MOST_GROUPS)))
        yield f"#### {wording.STATES}"
        yield bullets(text(wording.stated_line(stated)) for stated in result["states"])
        yield from (text(note) for note in result["notes"])


def _table(level: PresetTable) -> str:
    columns = wording.preset_columns(level, view.MOST_GROUPS)
    cells = [[cell if column.is_number else name(cell) for cell in column.cells] for column in columns]
    headings = [text(column.heading) for column in columns]
    return table(headings, [column.is_number for column in columns], zip(*cells, strict=True))
