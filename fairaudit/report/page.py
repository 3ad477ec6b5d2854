"""A page before any format draws it: blocks of text and numbers that are ready to show, without anybody's escapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, cast

from fairaudit.report.drawing import Axis, Limits

MOST_GROUPS = 25
"""Longer tables are cut, and say where the rest is."""

Text = str | tuple[str, ...]
"""A paragraph; of a tuple, every second piece is strong."""
Role = Literal["name", "rule", "metric", "text", "verdict", "number", "worked", "note", "why"]
"""What a column holds: names from the data, rules, names of the catalogue, words, a verdict, numbers, or remarks."""
Style = Literal["plain", "strong", "note", "closing", "list", "notes", "under", "warning", "verbatim", "comment"]
"""`note` is smaller, `notes` are several, `closing` is in our own words and stands apart, `under` follows a heading."""


class Cell(NamedTuple):
    """One cell: a text, its interval, the mark of a footnote, and what is said below it.

    `state` is a word for what it comes to; `told` says where it comes from, and `link` where it leads.
    """

    text: str = ""
    interval: str = ""
    mark: str = ""
    state: str = ""
    told: str = ""
    more: Sequence[str] = ()
    link: str = ""


@dataclass(frozen=True)
class Column:
    """A column of cells. Where the width is short, columns that can be spared go, the higher number first."""

    heading: str
    cells: Sequence[Cell]
    role: Role = "number"
    spare: int = 0


@dataclass(frozen=True)
class Plot:
    """A column in which the interval of every row is drawn on one axis, beside a reference and the row's bound."""

    heading: str
    ends: tuple[str, str]
    axis: Axis
    limits: Sequence[Limits | None]
    reference: float | None = None
    bounds: Sequence[float | None] = ()
    role: Literal["plot"] = "plot"


@dataclass(frozen=True)
class Table:
    """Columns of equal length. `folders` say where each row belongs.

    `caption` is for formats whose tables have one; every second piece of it is a name from the data.

    `small` says which rows are of small groups. Pages need `kind`, how it looks, `key`, what it is sorted with, and
    `link`, where the first words of the caption lead.
    """

    columns: Sequence[Column | Plot]
    title: str = ""
    caption: tuple[str, ...] = ()
    notes: Sequence[str] = ()
    small: Sequence[bool] = ()
    folders: Sequence[str] = ()
    kind: str = ""
    key: str = ""
    link: str = ""

    @property
    def names(self) -> Column:
        """The first column, which says what each row is about."""
        return cast(Column, self.columns[0])


@dataclass(frozen=True)
class Heading:
    """The title of the page (1), of a part (2), or of a part of that (3)."""

    text: str
    level: int = 2
    state: str = ""


@dataclass(frozen=True)
class Lines:
    """Paragraphs of one style; `states` say what the strong pieces of each come to."""

    texts: Sequence[Text]
    style: Style = "plain"
    states: Sequence[str] = ()


@dataclass(frozen=True)
class Facts:
    """Names, each with what is to be said of it."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Drawing:
    """A figure that only a page shows: the template that draws it, and what it draws."""

    template: str
    what: object


@dataclass(frozen=True)
class Folded:
    """Blocks behind a summary, where the format can fold; on paper they are there if they are open, or the rest."""

    summary: str
    blocks: Sequence[Block]
    is_open: bool = False
    is_rest: bool = False


Block = Heading | Lines | Facts | Table | Drawing | Folded
Page = Sequence[Block]


def holds(page: Page) -> list[Block]:
    """Return the blocks that hold anything; the others are not drawn."""
    return [block for block in page if _holds(block)]


def _holds(block: Block) -> bool:
    match block:
        case Table():
            return bool(block.names.cells)
        case Lines(texts=held) | Facts(pairs=held):
            return bool(held)
        case Folded():
            return any(map(_holds, block.blocks))
    return True


Head = tuple[str, Role]
Row = Sequence[str | Cell]


def columns(heads: Iterable[Head], rows: Iterable[Row]) -> list[Column]:
    """Return columns from rows of texts and cells."""
    heads, rows = list(heads), list(rows)
    cells = zip(*rows, strict=True) if rows else [()] * len(heads)
    return [
        Column(heading, [each if isinstance(each, Cell) else Cell(each) for each in found], role)
        for (heading, role), found in zip(heads, cells, strict=True)
    ]


def part(table: Table, start: int, stop: int | None, caption: tuple[str, ...]) -> Table:
    """Return some of the rows, under a caption of their own."""
    rows = slice(start, stop)
    cut = [
        replace(each, cells=each.cells[rows])
        if isinstance(each, Column)
        else replace(each, limits=each.limits[rows], bounds=each.bounds[rows])
        for each in table.columns
    ]
    return replace(table, columns=cut, caption=caption, small=table.small[rows])


def filled(found: Iterable[Column]) -> list[Column]:
    """Return the columns that hold anything."""
    return [each for each in found if any(cell.text or cell.mark or cell.more for cell in each.cells)]


def numbers(*headings: str) -> list[Head]:
    """Return the heads of columns of numbers."""
    return [(heading, "number") for heading in headings]


def plain(text: Text) -> str:
    """Return a paragraph without its emphasis."""
    return text if isinstance(text, str) else "".join(text)


@dataclass
class Notes:
    """Footnotes: each distinct text gets a number once."""

    texts: list[str] = field(default_factory=list)

    def mark(self, text: str) -> str:
        """Return the mark that stands for this text, or nothing for no text."""
        if not text:
            return ""
        if text not in self.texts:
            self.texts.append(text)
        return f"[{self.texts.index(text) + 1}]"

    def lines(self) -> list[str]:
        """Return the footnotes, each with its mark."""
        return [f"[{index}] {text}" for index, text in enumerate(self.texts, 1)]
