"""A rule is a sentence: `NAME[.COMPARISON] SCOPE OPERATOR NUMBER`. It is read here, and errors show the place.

::

    NAME     = METRIC | METRIC:NUMBER | METRIC at POINT
    SCOPE    = overall | by A[:B…] | of A=VALUE[:B=VALUE…] [against A=VALUE[:B=VALUE…]]
    OPERATOR = <= | >= | at most | at least | no worse than baseline by

Names and values may stand in double quotes or backticks; `of accent=missing()` is the group without a label. What
stands in the brackets of a name, as the class in `true_positive_rate[New York].difference`, needs quotes only if it
holds a closing bracket or begins with a quote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NoReturn

from fairaudit.errors import UsageError, did_you_mean, pointing_at
from fairaudit.labels import MISSING, text_of

Operator = Literal["<=", ">=", "no worse than baseline by"]
Span = tuple[int, int]
"""Where a part of a sentence begins and ends, in characters."""

_TOKEN = re.compile(
    r'"(?P<double>[^"]*)"|`(?P<tick>[^`]*)`|(?P<mark><=|>=|≤|≥|[=:<>])|(?P<word>[^\s=:<>"`≤≥]+)|(?P<bad>\S)'
)
_WITH_ARGUMENT = re.compile(
    r'(?P<family>[^\s=:<>"`≤≥\[\]]+)\[(?:"(?P<double>[^"]*)"|`(?P<tick>[^`]*)`|(?P<plain>[^\]]*))\](?P<rest>[.\w]*)'
)
_AT_NUMBER = re.compile(r"\w+:(\d|\.\d)[\w.]*")
_BASELINE = ("no", "worse", "than", "baseline", "by")
_WORDS_OF_OPERATORS: dict[tuple[str, ...], Operator] = {
    ("<=",): "<=",
    ("≤",): "<=",
    (">=",): ">=",
    ("≥",): ">=",
    ("at", "most"): "<=",
    ("at", "least"): ">=",
    _BASELINE: "no worse than baseline by",
}
_OPERATORS = "`<=`, `>=`, `at most`, `at least` or `no worse than baseline by`"
_SCOPES = "`overall`, `by ATTRIBUTE` or `of ATTRIBUTE=VALUE`"


@dataclass(frozen=True)
class Scope:
    """Whom a rule is about: everybody, every group of `by`, or one group with these `values`.

    `by` is empty for everybody. `values` are None for every group; a value of None is a missing label. `against` are
    those of the group that it is compared with, if one is named.
    """

    by: tuple[str, ...] = ()
    values: tuple[str | None, ...] | None = None
    against: tuple[str | None, ...] | None = None

    @property
    def word(self) -> str:
        """The word that says it in a rule."""
        if not self.by:
            return "overall"
        return "by" if self.values is None else "of"


@dataclass(frozen=True)
class Sentence:
    """A rule as it was written, taken apart but not yet checked against the catalogue."""

    text: str
    name: str
    scope: Scope
    operator: Operator
    number: float
    name_at: Span = field(default=(0, 0), compare=False)
    number_at: Span = field(default=(0, 0), compare=False)

    def pointing_at(self, place: Span) -> str:
        """Return two lines: the sentence as it was written, and carets below a part of it."""
        return pointing_at(self.text, place)


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    quoted: bool


@lru_cache(maxsize=64)
def parse(text: str) -> Sentence:
    """Take a sentence apart.

    Raises:
        UsageError: the text is not a rule; the message shows the place and what was expected there.
    """
    return _Reader(text).sentence()


class _Reader:
    """Reads one sentence from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text = text.strip()
        self._place = 0
        first = _WITH_ARGUMENT.match(text) or _AT_NUMBER.match(text)
        self._tokens = [] if first is None else [_name(first)]
        self._tokens += [self._token(match) for match in _TOKEN.finditer(text, first.end() if first else 0)]

    def _token(self, match: re.Match[str]) -> _Token:
        quoted = match["double"] if match["double"] is not None else match["tick"]
        if match["bad"]:
            self._fail(_Token(match["bad"], match.start(), match.end(), False), "a closing quote")
        return _Token(match[0] if quoted is None else quoted, match.start(), match.end(), quoted is not None)

    def sentence(self) -> Sentence:
        name = self._at_point(self._next("the name of a metric, such as `accuracy` or `selection_rate.ratio`"))
        scope = self._scope()
        operator = self._operator()
        number = self._number()
        if self._here is not None:
            self._fail(self._here, "the end of the rule")
        places = [(token.start, token.end) for token in (name, self._tokens[self._place - 1])]
        return Sentence(self._text, name.text, scope, operator, number, *places)

    @property
    def _here(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self, expected: str) -> _Token:
        token = self._here
        if token is None or (not token.quoted and token.text in "<>=:≤≥"):
            self._fail(token, expected)
        self._place += 1
        return token

    def _at_point(self, name: _Token) -> _Token:
        """Return the name with the operating point in brackets, if `at` and one follow: a number, or `top 10%`."""
        if self._here is None or self._here.quoted or self._here.text != "at":
            return name
        self._place += 1
        words = [self._next("an operating point, such as `0.5` or `top 10%`")]
        if words[0].text == "top" and not words[0].quoted:
            words.append(self._next("how many are at the top, such as `top 100` or `top 10%`"))
        point = " ".join(word.text for word in words)
        family, dot, comparison = name.text.partition(".")
        shown = str(text_of(float(point))) if _is_number(point) else point
        return _Token(f"{family}[{shown}]{dot}{comparison}", name.start, words[-1].end, True)

    def _scope(self) -> Scope:
        token = self._next(_SCOPES)
        if token.quoted or token.text not in {"overall", "by", "of"}:
            self._fail(token, _SCOPES, did_you_mean(token.text, ("overall", "by", "of")))
        if token.text == "overall":
            return Scope()
        names, values = self._groups(with_values=token.text == "of")
        if token.text != "of":
            return Scope(names)
        if self._here is None or self._here.quoted or self._here.text != "against":
            return Scope(names, values)
        self._place += 1
        begins = self._here
        others, against = self._groups(with_values=True)
        if sorted(others) != sorted(names):
            self._fail(begins, f"a group by {' and '.join(f'`{name}`' for name in names)}")
        reordered = tuple(against[others.index(name)] for name in names)
        if reordered == values:
            self._fail(begins, "another group than the one that is compared with it")
        return Scope(names, values, reordered)

    def _groups(self, *, with_values: bool) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
        """Return attributes that are crossed, and a value of each if they have values."""
        names, values = list[str](), list[str | None]()
        while True:
            names.append(self._next("the name of an attribute").text)
            if with_values:
                self._expect("=", "`=` and a value, as in `of accent=Scottish` or `of accent=Scottish:gender=female`")
                values.append(self._value())
            if not self._skip(":"):
                return tuple(names), tuple(values)

    def _value(self) -> str | None:
        token = self._next("a value (one that holds spaces or signs stands in quotes)")
        return None if token.text == MISSING and not token.quoted else token.text

    def _operator(self) -> Operator:
        for words, operator in _WORDS_OF_OPERATORS.items():
            tokens = self._tokens[self._place : self._place + len(words)]
            if tuple(token.text for token in tokens if not token.quoted) == words:
                self._place += len(words)
                return operator
        self._fail_within_words()
        mend = ""
        if self._here is None or _is_number(self._here.text):
            mend = " In a shell, an unquoted `>=` or `<=` is taken away: put the whole rule in quotes."
        return self._fail(self._here, _OPERATORS, mend)

    def _fail_within_words(self) -> None:
        """Point at the wrong word where the operator of many words has begun."""
        said = [token.text for token in self._tokens[self._place :]]
        alike = next((place for place, word in enumerate(_BASELINE) if said[place : place + 1] != [word]), 0)
        if alike:
            rest = self._tokens[self._place + alike :]
            self._fail(rest[0] if rest else None, f"`{_BASELINE[alike]}`, as in `{' '.join(_BASELINE)} 0.02`")

    def _number(self) -> float:
        token = self._next("a number, such as 0.05")
        if token.text.endswith("%") and _is_number(token.text[:-1]):
            self._fail(token, "a number", f" Write {float(token.text[:-1]) / 100:g}.")
        if token.quoted or not _is_number(token.text):
            self._fail(token, "a number, such as 0.05")
        return float(token.text)

    def _expect(self, mark: str, expected: str) -> None:
        if not self._skip(mark):
            self._fail(self._here, expected)

    def _skip(self, mark: str) -> bool:
        if self._here is None or self._here.quoted or self._here.text != mark:
            return False
        self._place += 1
        return True

    def _fail(self, token: _Token | None, expected: str, mend: str = "") -> NoReturn:
        """Raise the error that points at a token, or behind the end."""
        place = (len(self._text), len(self._text) + 1) if token is None else (token.start, token.end)
        pointed = pointing_at(self._text, place)
        raise UsageError(f"This rule cannot be understood:\n{pointed} expected {expected}.{mend}")


def _name(match: re.Match[str]) -> _Token:
    """Return the name of a metric at a number, or with an argument in brackets, without quotes around the argument."""
    if match.re is _AT_NUMBER:
        return _Token(match[0], match.start(), match.end(), False)
    argument = next(each for each in match.group("double", "tick", "plain") if each is not None)
    return _Token(f"{match['family']}[{argument}]{match['rest']}", match.start(), match.end(), True)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None
