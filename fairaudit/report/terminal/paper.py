"""What a report for a terminal is written on: lines that are never cut, and tables, in characters the terminal has."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fairaudit.report.terminal.glyphs import Glyphs

LEAST_WIDTH = 40


@dataclass
class Paper:
    """A report while it is written, part by part; no line is longer than `width`."""

    width: int
    color: bool
    glyphs: Glyphs

    def __post_init__(self) -> None:
        self.width = max(self.width, LEAST_WIDTH)
        self.console = Console(
            file=io.StringIO(),
            width=self.width,
            color_system="standard" if self.color else None,
            force_terminal=self.color,
            no_color=not self.color,
            force_jupyter=False,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
            _environ={},
        )

    def text(self) -> str:
        """Return what was written so far, without the spaces at the ends of lines."""
        written: str = self.console.file.getvalue()  # type: ignore[attr-defined]
        return "\n".join(line.rstrip() for line in written.splitlines()) + "\n"

    def line(self, text: str, style: str = "", indent: int = 0) -> None:
        """Write a paragraph, wrapped; a word that is too long for a line is folded, never cut."""
        paragraph = Text(self.glyphs.text(text), style=style, overflow="fold")
        self.show(Padding(paragraph, (0, 0, 0, indent)) if indent else paragraph)

    def show(self, what: RenderableType) -> None:
        """Write anything that rich can draw."""
        self.console.print(what)

    def pairs(self, rows: Iterable[tuple[str, str]], gap: int = 2) -> None:
        """Write names and texts in two columns."""
        rows = list(rows)
        grid = Table.grid(padding=(0, gap, 0, 0), pad_edge=False)
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for name, text in rows:
            grid.add_row(Text(self.glyphs.text(name)), Text(self.glyphs.text(text), overflow="fold"))
        if rows:
            self.show(grid)
