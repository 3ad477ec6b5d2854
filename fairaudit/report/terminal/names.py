"""Names of groups in a terminal: broken where words end, and never longer than anybody would read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size

from fairaudit.document import Document
from fairaudit.errors import show

_LONGEST = 100
"""A label of more characters is cut in the middle; the JSON and CSV reports keep it whole."""
_HEAD, _TAIL = 56, 23
_LEAST_CUT = 10
"""In a narrower column the ends of a name would tell too little: there it is folded."""
_PIECE = re.compile(r"\s*(?:[^\s/_–-]*[/_–-]+|[^\s/_–-]+)")


def cut_labels(document: Document) -> dict[str, str]:
    """Return what stands for every very long label, the longest first; different labels stay different."""
    long = dict.fromkeys(label for label in _labels(document) if len(label) > _LONGEST)
    short: dict[str, str] = {}
    for label in long:
        ends = f"{label[:_HEAD]}…{label[-_TAIL:]}"
        taken = sum(each.startswith(ends) for each in short.values())
        short[label] = f"{ends} ({taken + 1})" if taken else ends
    return dict(sorted(short.items(), key=lambda pair: -len(pair[0])))


def _labels(document: Document) -> Iterator[str]:
    for group in document["groups"]:
        for value in group["group"].values():
            if value is not None and len(value) > _LONGEST / len("\\u{10ffff}"):
                yield show(value)


def in_lines(name: str, width: int, ellipsis: str | None = None) -> str:
    """Return a name in lines of at most `width`, broken at spaces and behind hyphens.

    A piece that is longer is cut if there is an `ellipsis` to say so; else it stays whole.
    """
    lines = [""]
    for piece in _PIECE.findall(name):
        if lines[-1] and cell_len(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
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
