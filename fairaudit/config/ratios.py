"""A metric of a user's own, as a sentence: `NAME = sum(COLUMN) / sum(COLUMN)`, or `… / rows`. Nothing is executed.

A column whose name holds spaces or signs stands in double quotes or backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, NoReturn

from fairaudit.errors import UsageError, pointing_at

EXAMPLE = "rework = sum(rework_minutes) / sum(minutes)"
_TOKEN = re.compile(r'"(?P<double>[^"]*)"|`(?P<tick>[^`]*)`|(?P<mark>[=/()])|(?P<word>[^\s=/()"`]+)|(?P<bad>\S)')
_PLAIN = re.compile(r'[^\s=/()"`]+')


class ColumnRatio(NamedTuple):
    """A sum of one column over that of another; over the number of rows where `whole` is None."""

    name: str
    part: str
    whole: str | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are added up."""
        return (self.part,) if self.whole is None else (self.part, self.whole)

    @property
    def formula(self) -> str:
        """What is computed, as it can be written."""
        return f"sum({quoted(self.part)}) / {'rows' if self.whole is None else f'sum({quoted(self.whole)})'}"


class _Token(NamedTuple):
    text: str
    start: int
    end: int
    quoted: bool


def quoted(column: str) -> str:
    """Return the name of a column as a sentence holds it."""
    if _PLAIN.fullmatch(column):
        return column
    return f'"{column}"' if "`" in column else f"`{column}`"


def is_definition(text: str) -> bool:
    """Tell whether a text says what a metric is, and is not just its name; brackets of a name may hold anything."""
    return "=" in text.partition("[")[0]


def name_of(text: str) -> str | None:
    """Return the name that a metric of one's own can have, in the form in which names are compared; None if none."""
    name = text.strip().lower().replace("-", "_")
    return name if name.isidentifier() else None


@lru_cache(maxsize=64)
def ratio(text: str) -> ColumnRatio:
    """Take the sentence of a metric apart.

    Raises:
        UsageError: the text is none; the message shows the place and what was expected there.
    """
    return _Reader(text.strip()).ratio()


def ratios_of(metrics: Iterable[str]) -> tuple[ColumnRatio, ...]:
    """Return the ratios of columns that are defined among metrics."""
    return tuple(ratio(text) for text in dict.fromkeys(metrics) if is_definition(text))


class _Reader:
    """Reads one sentence from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._place, self._tokens = text, 0, list[_Token]()
        for match in _TOKEN.finditer(text):
            found = next((each for each in (match["double"], match["tick"]) if each is not None), None)
            token = _Token(match[0] if found is None else found, match.start(), match.end(), found is not None)
            if match["bad"]:
                self._fail(token, "a closing quote")
            self._tokens.append(token)

    def ratio(self) -> ColumnRatio:
        token = self._next("a name, such as `rework`")
        name = None if token.quoted else name_of(token.text)
        if name is None:
            self._fail(token, "a name of letters, digits and _ that does not begin with a digit")
        self._expect("=")
        part = self._sum("`sum(COLUMN)`")
        self._expect("/")
        is_rows = self._here is not None and not self._here.quoted and self._here.text == "rows"
        whole = self._next("`rows`").text if is_rows else self._sum("`sum(COLUMN)` or `rows`")
        if self._here is not None:
            self._fail(self._here, "the end")
        return ColumnRatio(name, part, None if is_rows else whole)

    def _sum(self, expected: str) -> str:
        token = self._next(expected)
        if token.quoted or token.text.lower() != "sum":
            self._fail(token, expected)
        self._expect("(")
        column = self._next("the name of a column; one that holds spaces or signs stands in double quotes or backticks")
        if not column.text or (not column.quoted and column.text in "=/()"):
            self._fail(column, "the name of a column")
        self._expect(")")
        return column.text

    @property
    def _here(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self, expected: str) -> _Token:
        token = self._here
        if token is None:
            self._fail(None, expected)
        self._place += 1
        return token

    def _expect(self, mark: str) -> None:
        token = self._next(f"`{mark}`")
        if token.quoted or token.text != mark:
            self._fail(token, f"`{mark}`")

    def _fail(self, token: _Token | None, expected: str) -> NoReturn:
        place = (len(self._text), len(self._text) + 1) if token is None else (token.start, token.end)
        pointed = pointing_at(self._text, place)
        raise UsageError(f"This metric cannot be understood:\n{pointed} expected {expected}, as in `{EXAMPLE}`.")
