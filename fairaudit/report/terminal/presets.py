"""The parts of the terminal report about published rules: their numbers, and what they want to be stated."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from fairaudit import words as wording
from fairaudit.document import PresetTable
from fairaudit.document import reading as view
from fairaudit.report.terminal import tables as terminal_tables
from fairaudit.report.terminal.glyphs import Glyphs
from fairaudit.report.terminal.tables import Column

_MOST_NAME = 24
_LEAST_NAME = 10


def preset_tables(table: PresetTable, width: int, glyphs: Glyphs) -> Iterator[Table]:
    """Yield the table of one level, in several parts where the width asks for it."""
    shown = [
        Column(glyphs.text(each.heading), [glyphs.text(cell) for cell in each.cells], each.is_number)
        for each in wording.preset_columns(table, view.MOST_GROUPS)
    ]
    names, numbers = shown[0], shown[1:]
    spare = width - terminal_tables.total([0, *(column.natural for column in numbers)])
    if spare >= min(names.natural, _LEAST_NAME):
        widths = [min(names.natural, spare), *(column.natural for column in numbers)]
        yield terminal_tables.table(shown, widths, glyphs)
        return
    name_width = min(names.natural, _MOST_NAME, max(width // 3, _LEAST_NAME))
    yield from terminal_tables.in_parts([names], [name_width], numbers, width, glyphs)
