"""What a column is to an audit: facts that `--help` can say before a task is loaded."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Role(NamedTuple):
    """What a column is to an audit.

    `name` is the option, the setting and the key of the report's columns. `says` finishes "the column that says …".
    `known` are column names that are recognised unsaid, in lower case. `holds` is how the source reads the column: an
    empty text stays a text. `needed` roles must have a column. Columns for roles that are not `assumed` are only named
    as possible: nobody takes weights for granted. A role `of_model` is what a model gives: several models can have a
    column each in the same data. A role `needless_with` another one needs no column where that one was said.
    """

    name: str
    says: str
    known: tuple[str, ...]
    holds: Literal["label", "number", "text"]
    needed: bool = True
    assumed: bool = True
    of_model: bool = False
    needless_with: str = ""
