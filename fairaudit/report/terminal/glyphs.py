"""The characters of the terminal report: line drawing where the terminal has it, plain ASCII where it has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.box import Box

from fairaudit.document import Document
from fairaudit.errors import show
from fairaudit.report.drawing import Axis

_HEAD_RULE = "    \n    \n {0}{0} \n    \n    \n    \n    \n    \n"
_TYPOGRAPHY = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "…": "...",
        "×": "x",
        "→": "->",
        "≤": "<=",
        "≥": ">=",
        "▾": "v",
        "▴": "^",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
    }
)
_LONGEST = 100
"""A label of more characters is cut in the middle; the JSON and CSV reports keep it whole."""
_HEAD, _TAIL = 56, 23


@dataclass(frozen=True)
class Glyphs:
    """One set of characters; `ascii_only` for a locale without others.

    `brief` gives what stands for each label that is too long to be read.
    """

    ascii_only: bool
    brief: Mapping[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """Return the text safe to show, in characters that the terminal has: without others, é is ``\\xe9``."""
        text = show(text)
        for label, short in self.brief.items():
            text = text.replace(label, short)
        if not self.ascii_only:
            return text
        return text.translate(_TYPOGRAPHY).encode("ascii", "backslashreplace").decode("ascii")

    @property
    def box(self) -> Box:
        """A rule under the head of a table and no other line."""
        return Box(_HEAD_RULE.format("-" if self.ascii_only else "─"), ascii=self.ascii_only)

    def bar(self, axis: Axis, limits: tuple[float, float, float], reference: float | None, width: int) -> str:
        """Draw (low, value, high) as a line with a mark at the value; an arrow where the interval leaves the axis."""
        line, mark, other = ("-", "o", ":") if self.ascii_only else ("─", "●", "┊")
        low, value, high = (axis.column(number, width) for number in limits)
        cells = [line if low <= column <= high else " " for column in range(width)]
        if reference is not None and cells[axis.column(reference, width)] == " ":
            cells[axis.column(reference, width)] = other
        cells[value] = mark
        cells[0] = "<" if limits[0] < axis.low else cells[0]
        cells[-1] = ">" if limits[2] > axis.high else cells[-1]
        return "".join(cells)


def cut_labels(document: Document) -> dict[str, str]:
    """Return what stands for every very long label, the longest first; different labels stay different."""
    values = {value for group in document["groups"] for value in group["group"].values() if value is not None}
    labels = {show(value) for value in values if len(value) > _LONGEST / len("\\u{10ffff}")}
    short: dict[str, str] = {}
    for label in sorted((label for label in labels if len(label) > _LONGEST), key=lambda label: (-len(label), label)):
        ends = f"{label[:_HEAD]}…{label[-_TAIL:]}"
        taken = sum(each.startswith(ends) for each in short.values())
        short[label] = f"{ends} ({taken + 1})" if taken else ends
    return short
