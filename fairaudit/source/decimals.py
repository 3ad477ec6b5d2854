"""How numbers are written in text: with a point or a comma before the fraction, and nothing between thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyarrow.compute as pc

from fairaudit.source.faults import need_numbers, quoted
from fairaudit.spoken import spoken

Signs = dict[str, str | None]
"""For each column of numbers the sign before its fractions; None where all numbers so far are whole."""

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,' \u2019\u00a0\u202f])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d*)?")
_WITH_COMMA = re.compile(r"\s*[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?\s*")
_WITH_POINT = re.compile(r"[+-]?(\d+\.\d*|\.\d+)([eE][+-]?\d+)?")
_THOUSANDS = r"^\s*[+-]?[1-9]\d{0,2}(,\d{3})+\s*$"
_SAID = {".": "point", ",": "comma"}


class AmbiguousError(Exception):
    """A comma could stand between thousands or before fractions, in every number that has one.

    Attributes:
        row: the place of the first in the array.
        text: what stands there.
    """

    def __init__(self, row: int, text: str) -> None:
        super().__init__(row, text)
        self.row = row
        self.text = text

    def __str__(self) -> str:
        """Say what it could be, and what to do."""
        whole, fraction = self.text.replace(",", ""), self.text.strip().replace(",", ".")
        return (
            f"{quoted(self.text)} could be {quoted(whole)} or {quoted(fraction)}, and the numbers around it do not "
            f"tell which. Say {spoken('decimal', ',')} if the comma begins the fraction, or write the numbers without "
            "signs between thousands."
        )


def sign_in(texts: Any) -> str | None:
    """Return the sign before the fractions in an array of text: the first that stands there; None if there is none.

    Raises:
        AmbiguousError: it is a comma, which could as well stand between thousands.
    """
    signed = pc.match_substring_regex(texts, "[.,]")
    fractions = texts.filter(signed)
    if not len(fractions):
        return None
    first: str = fractions[0].as_py()
    if "." in first:
        return "."
    if pc.all(pc.match_substring_regex(fractions.filter(pc.match_substring(fractions, ",")), _THOUSANDS)).as_py():
        raise AmbiguousError(signed.to_pylist().index(True), first)
    return ","


def why_no_number(text: str, sign: str, may_be_told: bool) -> str:
    """Say why a text is no number, and what to do.

    Args:
        text: what stands there.
        sign: what stands before the fractions of the column.
        may_be_told: nobody has said which sign that is, and no number of the column has shown it.
    """
    other = "," if sign == "." else "."
    is_number = (_WITH_COMMA if other == "," else _WITH_POINT).fullmatch(text)
    grouped = _GROUPED.fullmatch(text)
    if grouped and (not is_number or text.count(other) > 1):
        return f"{quoted(text)} has signs between thousands. Write numbers without them, such as 1234.5 or 1234,5."
    if is_number and may_be_told:
        return (
            f"{quoted(text)} is not a number. If a {_SAID[other]} begins the fractions of these data, say "
            f"{spoken('decimal', other)}. {need_numbers()}"
        )
    if is_number:
        return (
            f"{quoted(text)} has a {_SAID[other]} before its fraction, and the column is read with a {_SAID[sign]}. "
            "Write all numbers of a column alike."
        )
    return f"{quoted(text)} is not a number. Correct it, or leave it empty if the value is missing. {need_numbers()}"


def with_points(values: Iterable[str | None]) -> dict[str, str]:
    """Return the numbers among the values of a column that have a decimal comma, and each with a point.

    None has one unless every value with a comma is a number, and no other number has a point.
    """
    texts = [value for value in values if value is not None]
    commas = [text for text in texts if "," in text]
    if not all(map(_WITH_COMMA.fullmatch, commas)) or any(_WITH_POINT.fullmatch(text.strip()) for text in texts):
        return {}
    return {text: text.replace(",", ".") for text in commas}
