"""Blocks in GitHub's Markdown, for a pull request or a job summary; nothing that comes from the data is obeyed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from fairaudit.errors import show
from fairaudit.report.page import Cell, Column, Facts, Folded, Heading, Lines, Page, Role, Table, Text, holds, plain
from fairaudit.words.phrases import plural

MOST_BYTES = 60_000
"""A comment on GitHub holds 64 KB."""
_SYMBOLS = {
    "pass": "✅ ",
    "fail": "❌ ",
    "inconclusive": "❔ ",
    "not_measurable": "❔ ",
    "waived": "⏸️ ",
    "warning": "⚠️ ",
}
"""Each stands before its word."""
_ENTITIES = str.maketrans(
    {character: f"&#{ord(character)};" for character in "&<>|`\\*[]~$"}
    | {character: f"<code>&#{ord(character)};</code>" for character in "@#"}
)
_LOOSE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LINK = re.compile(r"(?<=[A-Za-z])://|(?<=www)\.", re.IGNORECASE)

_MARK = re.compile(r"(?<!!)&#91;(\d+)&#93;(?!\(|:|&#91;)")
"""The mark of a footnote, which is no link unless something follows."""


def render(page: Page, most_bytes: int = MOST_BYTES) -> str:
    """Return the page, cut to what a comment can hold."""
    parts = list(_parts(page, most_bytes // 2))
    kept = _fitting(parts, most_bytes, 2)
    if len(kept) < len(parts):
        kept.append(f"*{len(parts) - len(kept)} more parts do not fit here: see the JSON, CSV or HTML report.*")
    return "\n\n".join(kept) + "\n"


def _fitting(pieces: list[str], room: int, between: int) -> list[str]:
    """Return the first pieces that take no more than `room` bytes, each with what follows it."""
    sizes = itertools.accumulate(len(piece.encode("utf-8")) + between for piece in pieces)
    return [piece for piece, size in zip(pieces, sizes, strict=True) if size <= room]


def text(words: Text) -> str:
    """Return the words so that Markdown shows them as they are: no markup, no mention, no link."""
    if isinstance(words, tuple):
        return "".join(f"**{text(each)}**" if place % 2 and each else text(each) for place, each in enumerate(words))
    escaped = _LOOSE_UNDERSCORE.sub("&#95;", show(words).translate(_ENTITIES))
    return _MARK.sub(r"[\1]", _LINK.sub(lambda found: "".join(f"&#{ord(each)};" for each in found[0]), escaped))


def name(words: str) -> str:
    """Return a name from the data as code, where nothing is linked or mentioned."""
    return f"<code>{_verbatim(words)}</code>" if words else ""


def _verbatim(words: str) -> str:
    return text(words).replace("<code>", "").replace("</code>", "")


def _bullets(items: Iterable[Text]) -> str:
    return "\n".join(f"- {text(item)}" for item in items)


def _parts(page: Page, room: int) -> Iterator[str]:
    """Yield what stands between empty lines; no table takes more than `room`."""
    for block in holds(page):
        match block:
            case Heading():
                symbol = _SYMBOLS.get(block.state, "")
                yield f"{'#' * (block.level + 1)} {symbol}{text(block.text)}"
            case Lines():
                yield from _lines(block)
            case Facts():
                yield "\n".join(f"- {fact}: {text(words)}" for fact, words in block.pairs)
            case Table():
                yield from _table(block, room)
            case Folded():
                summary = f"<details><summary>{text(block.summary)}</summary>"
                yield "\n\n".join([summary, *_parts(block.blocks, room // 2), "</details>"])


def _lines(block: Lines) -> Iterator[str]:
    if block.style in ("list", "notes", "under"):
        yield _bullets(block.texts)
    elif block.style == "verbatim":
        yield "\n".join(["<pre>", *(_verbatim(line) for line in map(str, block.texts)), "</pre>"])
    elif block.style == "comment":
        yield from (f"<!-- fairaudit: {each} -->" for each in block.texts)
    elif block.style == "closing":
        yield from map(plain, block.texts)
    else:
        yield from (f"**{text(each)}**" if block.style == "strong" else text(each) for each in block.texts)


def _table(block: Table, room: int) -> Iterator[str]:
    if block.title:
        yield f"#### {text(block.title)}"
    columns = [each for each in block.columns if isinstance(each, Column)]
    cells = zip(*([_cell(cell, each.role) for cell in each.cells] for each in columns), strict=True)
    rule = ["---:" if each.role == "number" else "---" for each in columns]
    lines = [f"| {' | '.join(row)} |" for row in [[text(each.heading) for each in columns], rule, *cells]]
    kept = _fitting(lines, room, 1)
    yield "\n".join(kept)
    if len(kept) < len(lines):
        yield f"*{plural(len(lines) - len(kept), 'more row')} do not fit here: see the JSON or HTML report.*"
    if block.notes:
        yield _bullets(block.notes)


def _cell(cell: Cell, role: Role) -> str:
    shown = name(cell.text) if role in ("name", "rule", "metric") else text(cell.text)
    if role == "rule":
        shown = f"**{shown}**"
    second = f"({text(cell.interval)})" if cell.interval and shown else text(cell.interval or cell.mark)
    parts = [f"{_SYMBOLS.get(cell.state, '')}{shown}", second, *map(text, cell.more)]
    return " ".join(part for part in parts if part)
