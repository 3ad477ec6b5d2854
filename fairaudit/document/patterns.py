"""The part of the report that says what stands out once groups are seen together."""

from __future__ import annotations

from typing import TypedDict

from fairaudit.document.estimates import Group


class Concentration(TypedDict):
    """A group that is clearly served worse, with its share of all errors."""

    by: list[str]
    """The attribute."""
    group: Group
    """The group."""
    errors: float
    """Its errors: wrong decisions, or word errors."""
    share_of_errors: float
    """Its errors per error of all rows."""
    share: float
    """Its rows (for speech: reference words) per row (reference word) of all rows."""


class Hidden(TypedDict):
    """An intersection that is clearly served worse, while none of its attributes' groups is."""

    metric: str
    """The metric."""
    by: list[str]
    """The attributes that meet."""
    group: Group
    """The intersection."""
    of: int
    """How many intersections of these attributes were looked at."""


class Reversal(TypedDict):
    """Two groups whose order reverses within every value of another attribute (Simpson's paradox)."""

    metric: str
    """The metric."""
    by: list[str]
    """The attribute whose groups are compared."""
    higher: Group
    """The group with the higher value over all rows; within every value of `within` it has the lower one."""
    lower: Group
    """The group with the lower value over all rows."""
    within: str
    """The other attribute."""
    values: int
    """How many of its values could be compared: all of those in which neither group is small or undefined."""


class Patterns(TypedDict):
    """What stands out once groups are seen together; each list is empty where nothing does."""

    concentrations: list[Concentration]
    """Where errors concentrate: at most one group of each attribute."""
    hidden: list[Hidden]
    """Which intersections hide behind good averages."""
    reversals: list[Reversal]
    """Which orders of two groups reverse within every value of another attribute."""


class LookedAt(TypedDict):
    """Over how much `beyond_chance` and `differs` hold together."""

    gaps: int
    """Differences between groups: metrics × levels."""
    groups: int
    """Values of groups, held against all rows together."""
