"""Where the keys of a TOML text stand. tomllib keeps no positions; this scanner reads a text that tomllib accepted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

Path = tuple[str | int, ...]


class Position(NamedTuple):
    """Line and column, counted from 1."""

    line: int
    column: int


_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<string>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<bare>[^\s\#"'=.,\[\]{}]+)
    | (?P<newline>\n)
    | (?P<mark>\S)
    """,
    re.VERBOSE | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


def key_positions(text: str) -> dict[Path, Position]:
    """Return the position of every table and key; keys inside inline tables are left to the key that holds them."""
    positions: dict[Path, Position] = {}
    table: Path = ()
    sizes: dict[Path, int] = {}
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    for statement in _statements(text):
        keys, is_header = _key(statement)
        if is_header:
            table = _table(keys, sizes, doubled=statement[1].text == "[")
        path = table if is_header else (*table, *keys)
        for length in range(1, len(path) + 1):
            positions.setdefault(path[:length], _position(lines, statement[0].start))
    return positions


def nearest_position(positions: Mapping[Path, Position], path: Path) -> Position | None:
    """Return the position of a path, or of the nearest part around it that has one."""
    candidates = (positions.get(path[:length]) for length in range(len(path), 0, -1))
    return next((position for position in candidates if position is not None), None)


def _statements(text: str) -> Iterator[list[_Token]]:
    """Cut the text into key-value pairs and table headers: a line each, unless brackets or strings go on."""
    statement: list[_Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        token = _Token(str(match.lastgroup), match[0], match.start())
        if token.kind == "newline" and depth == 0:
            if statement:
                yield statement
            statement = []
        elif token.kind not in {"comment", "newline"}:
            statement.append(token)
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.text, 0)
    if statement:
        yield statement


def _key(statement: list[_Token]) -> tuple[Path, bool]:
    """Return the dotted key that a statement begins with, and whether it is a table header."""
    is_header = statement[0].text == "["
    ends = {"]"} if is_header else {"="}
    keys: list[str] = []
    for token in statement:
        if token.text in ends:
            break
        if token.kind == "string":
            keys.append(token.text[1:-1])
        elif token.kind == "bare":
            keys.append(token.text)
    return tuple(keys), is_header


def _table(keys: Path, sizes: dict[Path, int], doubled: bool) -> Path:
    """Return the path of a table header: names, with the place in the list after each list of tables."""
    path: Path = ()
    for depth, key in enumerate(keys, start=1):
        path = (*path, key)
        if doubled and depth == len(keys):
            sizes[path] = sizes.get(path, 0) + 1
        if path in sizes:
            path = (*path, sizes[path] - 1)
    return path


def _position(lines: Sequence[int], start: int) -> Position:
    """Return line and column of a character; `lines` are the places where lines begin."""
    line = bisect_right(lines, start)
    return Position(line, start - lines[line - 1] + 1)
