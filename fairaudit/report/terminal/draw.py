"""Blocks for a terminal, a pipe or a log."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from fairaudit.report.page import Block, Cell, Drawing, Facts, Folded, Heading, Lines, Page, Table, holds, plain
from fairaudit.report.page import Text as Paragraph
from fairaudit.report.terminal.fit import Part, broken, fitted, in_lines
from fairaudit.report.terminal.glyphs import Glyphs
from fairaudit.report.terminal.styles import EMPHASIS, OF_STATES

LEAST_WIDTH = 40


@dataclass
class Paper:
    """A page while it is written, part by part; no line is longer than `width`, and none is cut."""

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

    def line(self, text: Paragraph, style: str = "", indent: int = 0, strong: str = "bold") -> None:
        """Write a paragraph, wrapped; a word that is too long for a line is folded, never cut."""
        pieces = (text,) if isinstance(text, str) else text
        styled = ((self.glyphs.text(piece), strong if place % 2 else "") for place, piece in enumerate(pieces))
        paragraph = Text.assemble(*styled, style=style, overflow="fold")
        self.console.print(Padding(paragraph, (0, 0, 0, indent)) if indent else paragraph)

    def pairs(self, rows: Iterable[tuple[str, str]], gap: int = 2) -> None:
        """Write names and texts in two columns."""
        rows = list(rows)
        grid = Grid.grid(padding=(0, gap, 0, 0), pad_edge=False)
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for name, text in rows:
            grid.add_row(Text(self.glyphs.text(name)), Text(self.glyphs.text(text), overflow="fold"))
        if rows:
            self.console.print(grid)


def render(
    page: Page,
    *,
    width: int = 120,
    color: bool = False,
    ascii_only: bool = False,
    brief: Mapping[str, str] | None = None,
) -> str:
    """Return the page, no line longer than `width`; `color` adds styles, `ascii_only` needs no other characters.

    `brief` gives what stands for labels that are too long to be read.
    """
    paper = Paper(width, color, Glyphs(ascii_only, brief or {}))
    _draw(paper, page, None)
    return paper.text()


def _draw(paper: Paper, blocks: Page, before: Block | None) -> Block | None:
    """Write blocks, with an empty line before what begins something; `before` is the block above."""
    for block in holds(blocks):
        if isinstance(block, Drawing) or (isinstance(block, Lines) and block.style == "comment"):
            continue
        if isinstance(block, Folded):
            before = _draw(paper, block.blocks, before)
            continue
        if _is_apart(block, before):
            paper.line("")
        match block:
            case Heading():
                paper.line(block.text, OF_STATES.get(block.state, "bold"))
            case Lines():
                _lines(paper, block)
            case Facts():
                paper.pairs(block.pairs)
            case Table():
                _table(paper, block)
        before = block
    return before


def _is_apart(block: Block, before: Block | None) -> bool:
    """Tell whether an empty line stands before a block: not below a heading, and not before what belongs to a table."""
    if before is None or isinstance(block, Heading):
        return before is not None
    if isinstance(before, Heading):
        return isinstance(block, Table) and bool(block.title) and before.level < 2
    return not isinstance(block, Lines) or block.style in ("plain", "closing")


def _lines(paper: Paper, block: Lines) -> None:
    if block.style == "list":
        paper.pairs((("-", plain(text)) for text in block.texts), gap=1)
        return
    for place, text in enumerate(block.texts):
        strong = OF_STATES.get(block.states[place], "bold") if block.states else "bold"
        paper.line(text, EMPHASIS.get(block.style, ""), indent=2 if block.style == "under" else 0, strong=strong)


def _table(paper: Paper, table: Table) -> None:
    if table.title:
        paper.line(table.title, "bold")
    parts = fitted(table.columns, paper.width, paper.glyphs, whole=any(table.folders))
    if not parts:
        _in_folders(paper, table)
    for place, part in enumerate(parts):
        if place:
            paper.line("")
        paper.console.print(_grid(part, paper.glyphs))
    for text in table.notes:
        paper.line(text, "dim")


def _in_folders(paper: Paper, table: Table) -> None:
    """Write the rows below the names of their folders, each with the rest of its name."""
    pairs = zip(table.names.cells, table.folders, strict=True)
    rest = [Cell(f"  {cell.text.removeprefix(f'{folder}/')}" if folder else cell.text) for cell, folder in pairs]
    for part in fitted([replace(table.names, cells=rest), *table.columns[1:]], paper.width, paper.glyphs):
        paper.console.print(_grid([(strip.rows(0, 0), width) for strip, width in part], paper.glyphs))
        for folder, places in groupby(range(len(rest)), key=table.folders.__getitem__):
            rows = list(places)
            if folder:
                paper.line(f"{folder}/", "dim")
            cut = [(strip.rows(rows[0], rows[-1] + 1), width) for strip, width in part]
            paper.console.print(_grid(cut, paper.glyphs, with_head=False))


def _grid(part: Part, glyphs: Glyphs, *, with_head: bool = True) -> Grid:
    """Return the table; the widths are final."""
    drawn = Grid(
        box=glyphs.box,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        show_header=with_head,
    )
    cells = []
    for place, (strip, width) in enumerate(part):
        drawn.add_column(
            Text(broken(strip.heading, width), overflow="fold"),
            width=width,
            justify="right" if strip.role == "number" else "left",
            vertical="top",
            overflow="fold",
        )
        if strip.plot:
            plot = strip.plot
            cells.append([glyphs.bar(plot.axis, each, plot.reference, width) if each else "" for each in plot.limits])
        elif strip.role == "name":
            ellipsis = glyphs.text("…") if place else None
            cells.append([in_lines(cell, width, ellipsis) for cell in strip.cells])
        else:
            cells.append([broken(cell, width) if strip.role in ("metric", "rule") else cell for cell in strip.cells])
    styles = [[OF_STATES.get(state, "") for state in strip.states] for strip, _ in part]
    for row, styled in zip(zip(*cells, strict=True), zip(*styles, strict=True), strict=True):
        drawn.add_row(*(Text(cell, style, overflow="fold") for cell, style in zip(row, styled, strict=True)))
    return drawn
