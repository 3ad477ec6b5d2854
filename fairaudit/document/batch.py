"""The summary of a batch as types: one row per result. Published as docs/batch.schema.json."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fairaudit.document.about import About
from fairaudit.document.estimates import Estimate, Group

BATCH_SCHEMA_VERSION = 1
"""1: the first version."""


class WorstGroup(TypedDict):
    """The group of a result that is served worst by the headline metric, among those large enough to compare."""

    by: list[str]
    """The attributes; several are an intersection."""
    group: Group
    """Attribute → value; null is a missing label."""
    told: bool
    """Whether it is truly served worse than all rows of the result, over everything that its report looks at."""
    estimate: Estimate
    """The group's value of the headline metric."""


class LargestGap(TypedDict):
    """The largest difference of the headline metric between two groups of one level."""

    by: list[str]
    """The attributes; several are an intersection."""
    highest: Group | None
    """The group with the highest value."""
    lowest: Group | None
    """The group with the lowest value."""
    estimate: Estimate
    """The difference."""


class Bounds(TypedDict):
    """A number with its interval, in short; the report has its method and evidence."""

    value: float
    """The value."""
    low: float | None
    """The lower bound; null where there is none."""
    high: float | None
    """The upper bound; null where there is none."""


class MetricOfResult(TypedDict):
    """One of the metrics that a reader of the report sees first."""

    metric: str
    """Its name."""
    unit: NotRequired[str]
    """How its values are printed: share (in percent) or number."""
    overall: Bounds | None
    """The value of all rows; null where it is undefined, or where a metric is about groups only."""
    gap: Bounds | None
    """The largest difference between two groups of one level."""


class AcrossResults(TypedDict):
    """A result's headline value beside that of all results with the same headline metric."""

    pooled: float
    """The value of all results together, each weighted by the evidence behind it."""
    low: float
    """The lower control limit for a result of this size."""
    high: float
    """The upper control limit for a result of this size."""
    outside: bool
    """Whether the value lies outside the limits."""
    size: float
    """The size of the sample that would have this interval: what the limits are made for."""


class BatchVerdict(TypedDict):
    """One rule's verdict in one result."""

    id: str
    """The rule's name."""
    rule: NotRequired[str]
    """The rule as a sentence; its name if it has no other."""
    verdict: str
    """pass, fail, inconclusive, not_measurable or waived."""
    counts_as: str
    """What the verdict does to the gate: pass, fail or inconclusive."""
    severity: str
    """fail, or warn: a warning never changes the exit code."""
    why: str
    """The verdict in one sentence."""


class GroupOfResult(TypedDict):
    """One group of one attribute, by the headline metric of its result."""

    by: list[str]
    """The attribute."""
    group: Group
    """Attribute → value; null is a missing label."""
    n: int | None
    """Rows of the group; null where hidden."""
    small: bool
    """Whether it is too small to be compared with others."""
    compared: bool
    """Whether it was held against all rows of its result."""
    differs: str | None
    """worse, better, higher or lower than all rows beyond what chance explains in its whole report; null if not."""
    estimate: Bounds | None
    """Its value; null where it is hidden or undefined."""


class BatchResult(TypedDict):
    """One result: what its report says in short, or why there is none."""

    name: str
    """The path below the folder, or what the manifest says."""
    error: str | None
    """Why it could not be audited; null if it was."""
    report: str | None
    """The JSON report, relative to the output folder; the HTML page lies beside it."""
    task: str | None
    """What the model does: binary or speech."""
    n: int | None
    """Rows counted."""
    clusters: int | None
    """Speakers or other clusters; null without a cluster column."""
    metric: str | None
    """The headline metric: the first of the task that has a better direction."""
    better: str | None
    """higher or lower."""
    headline: Estimate | None
    """The headline metric of all rows."""
    confidence: float | None
    """The confidence of the result's intervals."""
    worst: WorstGroup | None
    """The group that is served worst by its value; small groups of many do so by chance."""
    served_worse: NotRequired[WorstGroup | None]
    """The worst of the groups that are truly served worse, as `told` says; null if nobody is."""
    gap: LargestGap | None
    """The largest gap of the headline metric."""
    groups: NotRequired[list[GroupOfResult]]
    """The groups of every single attribute, of each attribute at most the 40 that have most rows."""
    metrics: list[MetricOfResult]
    """All metrics that a reader of the report sees first."""
    across: AcrossResults | None
    """Where the result stands among the others."""
    has_rules: bool
    """Whether rules apply to it; also where its settings cannot be read, for then nobody knows that none do."""
    gate: str | None
    """pass, fail or inconclusive; null without rules or with an error."""
    exit_code: int | None
    """What `fairaudit check` would return; null without rules or with an error."""
    verdicts: list[BatchVerdict]
    """The rules' verdicts."""
    warnings: int
    """How many warnings the report has."""
    about: NotRequired[About]
    """What was said of the report; only if anything was."""


class BatchDocument(TypedDict):
    """The summary of a batch."""

    schema_version: int
    """Counts up when a key changes its meaning."""
    fairaudit_version: str
    """The version that wrote the summary."""
    created: str
    """When, in UTC."""
    about: NotRequired[About]
    """What was said of the whole batch: by options, or by the settings file of the folder; only if anything was."""
    command: str | None
    """The command line, without --jobs."""
    folder: str
    """What was searched for results."""
    judged: bool
    """Whether rules apply to any result."""
    confidence_across: float
    """The confidence with which no result lies outside its control limits if all are truly alike."""
    results: list[BatchResult]
    """A row per result, in the order of their names."""
