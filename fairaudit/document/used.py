"""What an audit rests on, and who said so."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Used(TypedDict):
    """A column with its role, or a value that decides, and who said so."""

    role: str
    """The role of a column (label, …, group, site, probability); or positive, threshold or top_k, for a value."""
    column: str | None
    """The column; null for a value."""
    value: str | None
    """The value; the class, of a column of probabilities; else null."""
    how: str
    """given (by an option, the settings file, a keyword or a rule) or assumed."""
    why: NotRequired[str | None]
    """By what it was assumed; null where it was given."""
    assumption: NotRequired[str]
    """The sentence of `assumptions` that says the same."""


class NotUsed(TypedDict):
    """A column that looks as if it had a role, and that no figure rests on."""

    column: str
    """The column."""
    why: str
    """Why, or what to say for it to be used."""
    assumption: NotRequired[str]
    """The sentence of `assumptions` that says the same."""
