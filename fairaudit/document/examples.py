"""The part of the report that shows rows, where that was asked for."""

from __future__ import annotations

from typing import TypedDict

from fairaudit.document.estimates import Group


class Example(TypedDict):
    """A badly recognised utterance; only in a report that was asked for examples."""

    by: list[str]
    """The attributes that the example was picked for."""
    group: Group
    """The group that the utterance belongs to."""
    word_errors: int
    """Word errors in it."""
    reference_words: int
    """Words of its reference."""
    reference: str
    """What was said, as it was compared."""
    hypothesis: str
    """What was recognised, as it was compared."""
    alignment: str
    """The two texts aligned word by word, in lines."""
