"""How a table fits a width: no number is ever cut, and a name only where it must be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len, set_cell_size

from fairaudit.report.page import Cell, Column, Plot
from fairaudit.report.terminal.glyphs import Glyphs
from fairaudit.report.terminal.styles import shaped

GAP = 2
_LEAST_PLOT, _MOST_PLOT, _WIDTH_FOR_PLOT = 12, 32, 100
_USUAL_TEXT, _LEAST_TEXT, _BESIDE_PLOT = 12, 10, 16
_PIECES = re.compile(r"(?<=[_.])(?=[a-z])|(?= )")
"""Where a heading may break: after an underscore or a full stop, and before a space."""
_NAME_PIECE = re.compile(r"\s*(?:[^\s/_–-]*[/_–-]+|[^\s/_–-]+)")
"""Where a name may break: at spaces, and behind hyphens and the like."""
_LEAST_CUT = 10
"""In a narrower column the ends of a name would tell too little: there it is folded."""
_FORMS = ("  ", "\n")
"""What stands between a value and its interval: first beside each other, then below one another."""


@dataclass(frozen=True)
class Strip:
    """A column as text, or a drawing; its width is known later."""

    heading: str
    cells: Sequence[str]
    states: Sequence[str]
    role: str
    plot: Plot | None = None

    @property
    def is_text(self) -> bool:
        """Whether it can be narrower than its longest cell."""
        return self.role not in ("number", "verdict", "mark", "plot")

    @property
    def natural(self) -> int:
        """The width at which no cell needs to wrap; headings wrap at their underscores."""
        longest_word = max(cell_len(piece.strip()) for piece in _PIECES.split(self.heading))
        lines = [cell_len(line) for cell in self.cells for line in cell.split("\n")]
        return max(_LEAST_PLOT, longest_word) if self.plot else max([longest_word, *lines, 1])

    def rows(self, start: int, stop: int) -> Strip:
        """Return some of the rows of a column of text."""
        return replace(self, cells=self.cells[start:stop], states=self.states[start:stop])


Part = list[tuple[Strip, int]]
"""What stands side by side: each column with its width."""


def broken(heading: str, width: int) -> str:
    """Return a catalogue name in lines that are at most `width` wide, where its pieces allow it."""
    return "\n".join(_wrapped(_PIECES.split(heading), width))


def in_lines(name: str, width: int, ellipsis: str | None = None) -> str:
    """Return a name in lines of at most `width`, broken at spaces and behind hyphens.

    A piece that is longer is cut if there is an `ellipsis` to say so; else it stays whole.
    """
    lines = _wrapped(_NAME_PIECE.findall(name.lstrip()), width)
    return "\n".join(line if ellipsis is None else _cut(line, width, ellipsis) for line in lines)


def _cut(text: str, width: int, ellipsis: str) -> str:
    """Return the two ends of a text that is too wide, the larger part in front."""
    if cell_len(text) <= width or width < _LEAST_CUT:
        return text
    room = width - cell_len(ellipsis)
    tail = room // 3
    end = text[len(text) - tail :]
    while cell_len(end) > tail:
        end = end[1:]
    return f"{set_cell_size(text, room - tail).rstrip()}{ellipsis}{end}"


def _wrapped(pieces: Iterable[str], width: int) -> list[str]:
    """Return the pieces in lines that are at most `width` wide, as far as no single piece is wider."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and cell_len(lines[-1] + piece) > width:
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return lines


def fitted(columns: Sequence[Column | Plot], width: int, glyphs: Glyphs, *, whole: bool = False) -> list[Part]:
    """Return the columns side by side; where that is not possible, in as many parts as it takes.

    Intervals go below their values first, then what is drawn goes, then columns that can be spared, then texts get
    narrow. With `whole` no text does, and what has no room is not returned.
    """
    strips: list[Strip] = []
    for left in _choices(columns):
        for between in _FORMS:
            strips = _strips(left, between, glyphs)
            if widths := _widths(strips, width, width if whole else _usual(strips, width)):
                return [list(zip(strips, widths, strict=True))]
    return [] if whole else _squeezed(strips, width)


def _choices(columns: Sequence[Column | Plot]) -> Iterator[Sequence[Column | Plot]]:
    """Yield the columns with what is drawn, then without, then without one after another."""
    if any(isinstance(each, Plot) for each in columns):
        yield columns
    texts = [each for each in columns if isinstance(each, Column)]
    yield texts
    for rank in sorted({each.spare for each in texts if each.spare}, reverse=True):
        texts = [each for each in texts if each.spare < rank]
        yield texts


def _strips(columns: Sequence[Column | Plot], between: str, glyphs: Glyphs) -> list[Strip]:
    """Return the columns as text; remarks beside numbers get a column of their own where all stands in one line."""
    found = []
    for each in columns:
        if isinstance(each, Plot):
            heading, none = f"{each.heading} {' to '.join(each.ends)}", [""] * len(each.limits)
            found.append(Strip(glyphs.text(heading), [], none, "plot", each))
            continue
        seconds = [glyphs.text(cell.interval or cell.mark) for cell in each.cells]
        is_apart = each.role == "number" and between != "\n" and not any(cell.interval for cell in each.cells)
        pairs = zip(each.cells, seconds, strict=True)
        beside = between if each.role == "number" else " "
        texts = [_joined(glyphs.text(_shown(cell, each)), "" if is_apart else second, beside) for cell, second in pairs]
        states = [cell.state for cell in each.cells]
        found.append(Strip(glyphs.text(each.heading), texts, states, each.role))
        if is_apart and any(seconds):
            found.append(Strip("", seconds, [""] * len(seconds), "mark"))
    return found


def _shown(cell: Cell, column: Column) -> str:
    return shaped(cell.text, cell.state) if column.role == "number" else cell.text


def _joined(text: str, second: str, between: str) -> str:
    return f"{text}{between}{second}" if text and second else text or second


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _usual(strips: Sequence[Strip], width: int) -> int:
    """Return how wide a text is at least where there is another way: wider where it is the only one."""
    if width < _WIDTH_FOR_PLOT and any(strip.plot for strip in strips):
        return _BESIDE_PLOT
    return max(width // 4, _USUAL_TEXT) if sum(strip.is_text for strip in strips) == 1 else _USUAL_TEXT


def _widths(strips: Sequence[Strip], width: int, least: int) -> list[int] | None:
    """Return the widths: headings whole if all can be, texts narrow from the widest on; None if there is no room."""
    widths = [strip.natural for strip in strips]
    floor = [min(room, least) if strip.is_text else room for strip, room in zip(strips, widths, strict=True)]
    if _total(floor) > width:
        return None
    whole = [max(room, cell_len(strip.heading)) for strip, room in zip(strips, widths, strict=True)]
    for place, strip in enumerate(strips):
        if strip.plot:
            most = max(_MOST_PLOT, floor[place])
            widths[place] = floor[place] = whole[place] = min(floor[place] + width - _total(floor), most)
    if _total(whole) <= width:
        return whole
    while _total(widths) > width:
        widths[max((each for each in range(len(widths)) if widths[each] > floor[each]), key=widths.__getitem__)] -= 1
    return widths


def _squeezed(strips: Sequence[Strip], width: int) -> list[Part]:
    """Return texts as narrow as they can be read, else numbers in as many parts as it takes, names before each."""
    if widths := _widths(strips, width, _LEAST_TEXT):
        return [list(zip(strips, widths, strict=True))]
    names = next((place for place, strip in enumerate(strips) if strip.role == "number"), 1)
    for least in (_usual(strips, width), _LEAST_TEXT, _LEAST_TEXT // 2):
        parts = [list(strips[:names])]
        for strip in strips[names:]:
            if len(parts[-1]) > names and _widths([*parts[-1], strip], width, least) is None:
                parts.append(list(strips[:names]))
            parts[-1].append(strip)
        found = [_widths(part, width, least) for part in parts]
        if all(found):
            break
    return [
        list(zip(part, widths or _narrowed(part, width), strict=True))
        for part, widths in zip(parts, found, strict=True)
    ]


def _narrowed(strips: Sequence[Strip], width: int) -> list[int]:
    """Return widths where even one column of numbers is too wide: the widest is folded."""
    widths = [strip.natural for strip in strips]
    while _total(widths) > width and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    return widths
