"""What `fairaudit compare` writes, as types. Published as docs/compare.schema.json."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from fairaudit.document import (
    About,
    Chance,
    Data,
    Definition,
    Estimate,
    Gate,
    Group,
    LeftOut,
    Message,
    Rejection,
    SourceFile,
    TaskWords,
)
from fairaudit.document.verdicts import Location, RuleResult, WaiverResult

__all__ = [
    "CHANGES_VERSION",
    "AllRows",
    "Change",
    "ChangesDocument",
    "DisparityChange",
    "GroupChange",
    "Location",
    "Pairing",
    "Rejection",
    "Result",
    "RuleResult",
    "SourceFile",
    "Spread",
    "WaiverResult",
]

CHANGES_VERSION = 1
"""1: the first version."""


class Pairing(TypedDict):
    """What the two results have in common, and what the changes therefore rest on."""

    how: str
    """rows (each has its partner in the other result), clusters (speakers are in both), or independent."""
    id: list[str]
    """The columns that name a row in both results; empty where rows are paired by their place in one file."""
    pairs: int | None
    """Rows that are in both results; null where rows are not paired."""
    only_old: int
    """Rows that have no partner in the new result, and are not counted."""
    only_new: int
    """Rows that have no partner in the old result, and are not counted."""
    nearly: int
    """Ids that would be in both results if spaces, capitals and the way numbers are written did not count."""
    repeated: int
    """Rows whose id occurs more than once in a result, and that are not counted."""
    without_id: int
    """Rows without an id, which are not counted."""
    labels_differ: int
    """Pairs whose label (or reference, for speech) differs between the results."""
    groups_differ: int
    """Pairs whose group or cluster differs between the results; those of the new result are used."""
    shared_clusters: int | None
    """Clusters that are in both results; null without a cluster column."""


class Result(TypedDict):
    """One of the two results."""

    data: Data
    """What was read."""
    columns: dict[str, str]
    """Role → column."""
    where: list[list[str]]
    """The conditions that its rows meet: column and value."""
    threshold: NotRequired[float | list[float]]
    """The score from which on a row counts as predicted positive; only where a score decides."""
    about: NotRequired[About]
    """What its report said of itself; only of two reports."""


class Change(TypedDict):
    """One metric of one group in both results."""

    old: Estimate
    """The value in the old result, of the rows that are compared."""
    new: Estimate
    """The value in the new result."""
    change: Estimate
    """New minus old."""
    verdict: str
    """better or worse, or higher or lower where neither is better: with the confidence of all changes together;
    unclear if that cannot be told, or if the group is not held against others."""


class AllRows(TypedDict):
    """All rows together."""

    n_old: int
    """Rows in the old result."""
    n_new: int
    """Rows in the new result."""
    clusters_old: int | None
    """Speakers or other clusters; null without a cluster column."""
    clusters_new: int | None
    """Speakers or other clusters; null without a cluster column."""
    metrics: dict[str, Change]
    """Metric name → change."""


class GroupChange(TypedDict):
    """One group in both results, or in one of them."""

    by: list[str]
    """The attributes; several are an intersection."""
    group: Group
    """Attribute → value; null is a missing label."""
    status: str
    """both, appeared (only in the new result), left (only in the old one) or hidden."""
    n_old: int | None
    """Rows in the old result; null where hidden."""
    n_new: int | None
    """Rows in the new result; null where hidden."""
    clusters_old: int | None
    """Clusters in the old result."""
    clusters_new: int | None
    """Clusters in the new result."""
    small: bool
    """Whether the group is too small in a result to be held against others."""
    small_because: str | None
    """Why it is small or hidden."""
    suppressed: bool
    """Whether its numbers are hidden."""
    metrics: dict[str, Change]
    """Metric name → change; empty where hidden."""


class DisparityChange(TypedDict):
    """One comparison of the groups in both results."""

    name: str
    """The fairness metric's own name where it has one, else METRIC.COMPARISON."""
    metric: str
    """The metric that is compared."""
    unit: NotRequired[str]
    """How values of the metric are printed: share (in percent) or number."""
    comparison: str
    """How the groups' values become one: difference, ratio, worst."""
    by: list[str]
    """The attributes."""
    old: Estimate
    """In the old result; each bound holds on its own."""
    new: Estimate
    """In the new result; each bound holds on its own."""
    change: Estimate
    """New minus old; each bound holds on its own."""
    verdict: str
    """better (the groups are closer together, or the worst is served better), worse, or unclear."""
    left_out: list[LeftOut]
    """Groups that one of the comparisons does not use."""


class Spread(Estimate):
    """How unequally one metric changed: the largest minus the smallest change (a difference in differences)."""

    metric: str
    """The metric."""
    unit: NotRequired[str]
    """How values of the metric are printed: share (in percent) or number."""
    by: list[str]
    """The attributes."""
    chance: Chance | None
    """What groups that all changed alike would show."""
    beyond_chance: bool
    """Whether the groups truly changed by different amounts, with the confidence of all spreads together."""
    largest: Group | None
    """The group whose value rose most (or fell least)."""
    smallest: Group | None
    """The group whose value fell most (or rose least)."""
    left_out: list[LeftOut]
    """Groups that are not held against others."""


class ChangesDocument(TypedDict):
    """A comparison of two results."""

    changes_version: int
    """The version of this form."""
    fairaudit_version: str
    """The program that compared."""
    created: str
    """When, in ISO 8601."""
    about: NotRequired[About]
    """What was said of the comparison; only if anything was."""
    command: str | None
    """The command line; null from Python."""
    config: dict[str, Any]
    """Every option and its value, but for those in `about`."""
    task: str
    """What kind of predictions: binary, speech, …"""
    words: NotRequired[TaskWords]
    """What the task calls things."""
    headline: NotRequired[list[str]]
    """The metrics of the task that a reader sees first; the first with a better direction orders the groups."""
    old: Result
    """The old result."""
    new: Result
    """The new result."""
    pairing: Pairing
    """What the two have in common."""
    attributes: list[str]
    """The columns with group labels."""
    overlapping: NotRequired[list[str]]
    """Those by which a row can be in several groups; only if there are any."""
    confidence: float
    """The confidence of every interval."""
    min_group_size: int
    """Groups with fewer rows are small."""
    min_clusters: int
    """Groups with fewer clusters are small."""
    normalizer: str | None
    """How texts were normalised before they were compared (speech)."""
    edit_split: str | None
    """How the minimum of edits was split into kinds (speech)."""
    definitions: dict[str, Definition]
    """Metric name → what it is, in the order of the report."""
    overall: AllRows
    """All rows together."""
    groups: list[GroupChange]
    """Every group of every level, attributes first, then intersections."""
    disparities: list[DisparityChange]
    """The change of every comparison."""
    spreads: list[Spread]
    """How unequally the groups changed, for every metric and level."""
    reasons: NotRequired[dict[str, str]]
    """Why groups are left out → the same without a group's own number; for those reasons that have one."""
    verdicts: list[RuleResult]
    """What the rules came to; empty without rules."""
    gate: Gate | None
    """What the verdicts together mean; null without rules."""
    advice: list[str]
    """What was found, in words."""
    warnings: list[Message]
    """What is odd about the two results or about how they go together."""
    assumptions: list[str]
    """What was assumed because no option said otherwise."""
