"""The part of the report that says what published rules ask for: their numbers, and what the report must state."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fairaudit.document.estimates import Group


class PresetParameter(TypedDict):
    """A number of a preset's rules that the published text leaves to its user."""

    name: str
    """The name by which it is set."""
    value: float
    """The number in use."""
    says: str
    """What it is."""


class Stated(TypedDict):
    """One thing that the published rule wants to be stated."""

    says: str
    """What must be stated."""
    here: str | None
    """What this report states about it; null where only people can say it."""
    yours: str | None
    """What remains to be stated by whoever publishes the report; null if nothing, or if all of it."""


class PresetRow(TypedDict):
    """One group, in rows and not in weights. A suppressed group has no numbers at all.

    The figures from `fisher_exact` on compare the group with `against` of its table, and are only there where the
    preset asks for them; for that group itself they are null.
    """

    group: Group
    """Attribute → value; null is a missing label."""
    n: int | None
    """Rows of the group; null where suppressed."""
    share: float | None
    """Its share of the rows whose group is known; null where that would give a suppressed group away."""
    selected: int | None
    """Rows that were selected, or that score above the median."""
    rate: float | None
    """selected / n."""
    impact_ratio: float | None
    """The rate divided by that of `against`; null for a group that is not compared."""
    left_out: str | None
    """Why the group is not compared."""
    reason: NotRequired[str]
    """The same without the group's own number; only where `left_out` has one."""
    fisher_exact: NotRequired[float | None]
    """Two-sided p value of Fisher's exact test, not corrected for several groups."""
    standard_deviations: NotRequired[float | None]
    """The difference of the two rates in standard deviations; negative if this group was selected less often."""
    shortfall: NotRequired[float | None]
    """Selections that are missing compared with equal rates of both groups; below 0 if there are more."""
    selections_needed: NotRequired[int | None]
    """Further selections with which the rate would be four fifths of that of `against`."""
    one_selection_reverses: NotRequired[bool | None]
    """Whether moving one selection from `against` to this group would put this group ahead."""


class PresetTable(TypedDict):
    """The numbers of one attribute, or of several crossed."""

    by: list[str]
    """The attributes; several are an intersection."""
    rate: str
    """What the rates are: selection_rate, or scoring_rate (the share above the median of all scores)."""
    against: Group | None
    """The group with the highest rate, which the ratios are taken against; null if nobody can be compared."""
    unknown: int | None
    """Rows whose group is unknown, in at least one of the attributes; null where suppressed."""
    below_by_chance: float | None
    """How often equal groups of these sizes would have a ratio under four fifths; null where that is not asked for."""
    rows: list[PresetRow]
    """Every group, those that are not compared included."""


class PresetResult(TypedDict):
    """A published rule, how old the knowledge of it is, and its numbers for these data. No legal advice."""

    id: str
    """The preset's name."""
    title: str
    """What it is."""
    jurisdiction: str
    """Where the rule holds."""
    as_of: str
    """The date of what is said about it, in ISO 8601."""
    status: str
    """Whether it is in force, or under revision."""
    sources: list[str]
    """Where it was published."""
    not_verified: list[str]
    """What could not be checked against the published text."""
    reference_rule: str
    """Whom each group is compared with."""
    limits: str
    """The numbers that the published text sets, or that it sets none."""
    exclusions: str | None
    """Which groups stay out of ratios; null if none do."""
    parameters: list[PresetParameter]
    """Numbers that are the user's choice."""
    median: float | None
    """The median of all scores, where rates are scoring rates; else null."""
    tables: list[PresetTable]
    """The numbers of every level; empty for a preset that asks for none of its own."""
    states: list[Stated]
    """What the published rule wants to be stated."""
    notes: list[str]
    """How the numbers are to be read."""
    disclaimer: str
    """What the preset is not."""
