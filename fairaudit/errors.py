"""Every error that a user can cause.

::

    FairauditError
    ├── UsageError       options that contradict each other, or name what does not exist
    ├── ConfigError      a configuration file that cannot be understood
    ├── DataError        data that cannot be read, or that mean something else than they were said to
    │   └── NothingCountedError   rows of which none can be counted; other parts of the data may have some
    └── OutputError      a report that cannot be written

A message has three parts: what is wrong, where, and what to do about it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class FairauditError(Exception):
    """An audit that was not done; the message says why and what to do."""


class UsageError(FairauditError):
    """Options contradict each other, or name something that does not exist."""


class ConfigError(FairauditError):
    """A configuration file cannot be understood."""


class DataError(FairauditError):
    """Data cannot be read, or cannot mean what the options say."""


class NothingCountedError(DataError):
    """None of the rows can be counted; of a part of the data that need not be the end."""


class OutputError(FairauditError):
    """A report cannot be written."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `` Did you mean `x`?`` for the known name nearest to `name`, or an empty string."""
    found = nearest(name, known)
    return f" Did you mean `{found}`?" if found is not None else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name nearest to `name`, if one is near."""
    folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


_JOINERS = "\u200c\u200d"
"""Needed to spell Persian, Indic scripts and emoji; they move nothing and hide nothing."""


def show(text: object) -> str:
    """Return text that is safe to print wherever it came from: control, format and odd space characters as ``\\u{1b}``.

    A group name or a path is hostile input: it can hold terminal escapes, line breaks or a right-to-left override.
    """
    raw = str(text)
    if raw.isprintable():
        return raw
    return "".join(
        character if character.isprintable() or character in _JOINERS else f"\\u{{{ord(character):x}}}"
        for character in raw
    )


def pointing_at(text: str, place: tuple[int, int]) -> str:
    """Return two lines: the text, safe to print, and carets below a part of it."""
    start, end = place
    caret = " " * len(show(text[:start])) + "^" * max(len(show(text[start:end])), 1)
    return f"  {show(text)}\n  {caret}"
