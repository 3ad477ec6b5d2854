"""The JSON report as types: what every other output is a rendering of. Published as docs/report.schema.json."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

SCHEMA_VERSION = 1
"""1: the first version."""

Group = dict[str, str | None]
"""Attribute → value; None is a missing label."""


class Estimate(TypedDict):
    """A value with its evidence. `undefined` says why there is no value, `interval_undefined` why no interval."""

    value: float | None
    """The metric or comparison; null where it is undefined."""
    low: float | None
    """The lower limit; null where there is no interval."""
    high: float | None
    """The upper limit; null where there is no interval."""
    n: int
    """The denominator: how many rows, words or the like the value rests on, unweighted."""
    method: str
    """How the interval was made."""
    undefined: str | None
    """Why there is no value."""
    interval_undefined: str | None
    """Why there is a value and no interval."""


class LeftOut(TypedDict):
    """A group that a comparison does not use."""

    group: Group
    """The group."""
    why: str
    """Why it is left out."""


class Chance(TypedDict):
    """What groups that are truly equal would show by chance."""

    median: float
    """Half of the draws show more than this."""
    p95: float
    """One draw in twenty is more extreme than this."""


class Needed(TypedDict):
    """What would settle, with a chance of 80 %, whether a gap is at most `margin`.

    Each figure is the factor by which every group's rows (or clusters) would have to grow, below 1 if fewer would do:
    if the groups are truly equal, and if the gap truly is as observed (then at least so much). None: not to be had
    that way.
    """

    margin: float
    """The gap in question."""
    unit: str
    """What has to grow: rows, or clusters (more rows of the same speakers settle nothing)."""
    if_equal: float | None
    """The factor that would show the gap to be at most the margin, if the groups are truly equal."""
    if_as_observed: float | None
    """The factor that would show the gap to be larger, if it truly is as observed."""


class Disparity(Estimate):
    """One metric compared across the groups of one level."""

    name: str
    """The fairness metric's own name where it has one, else METRIC.COMPARISON."""
    metric: str
    """The metric that is compared."""
    comparison: str
    """How the groups' values become one: difference, ratio, worst."""
    by: list[str]
    """The attributes; several are an intersection."""
    chance: Chance | None
    """What equal groups of these sizes would show; null where it was not computed."""
    highest: Group | None
    """The group with the highest value; null where the comparison is undefined."""
    lowest: Group | None
    """The group with the lowest value; null where the comparison is undefined."""
    left_out: list[LeftOut]
    """Groups that the comparison does not use, each with the reason."""
    needed: NotRequired[Needed]
    """What more data would settle; for differences."""
    against: NotRequired[Group]
    """The reference group, where one was named."""


class Overall(TypedDict):
    """All rows together."""

    n: int
    """Rows."""
    clusters: int | None
    """Speakers or other clusters; null without a cluster column."""
    weight: float | None
    """The sum of the weights; null without weights."""
    counts: dict[str, float]
    """The counts that every metric is computed from."""
    metrics: dict[str, Estimate]
    """Metric name → estimate."""


class GroupResult(TypedDict):
    """One group. A suppressed group has no numbers at all: n, share, counts are None and metrics is empty."""

    by: list[str]
    """The attributes; several are an intersection."""
    group: Group
    """Attribute → value; null is a missing label."""
    n: int | None
    """Rows of the group; null where suppressed."""
    share: float | None
    """Rows of the group per counted row."""
    clusters: int | None
    """Speakers or other clusters of the group; null without a cluster column."""
    weight: float | None
    """The sum of the weights; null without weights."""
    small: bool
    """Too small to be compared with other groups."""
    small_because: str | None
    """Why it counts as small."""
    suppressed: bool
    """Hidden, because it is smaller than the data's owner allows to show."""
    counts: dict[str, float] | None
    """The group's own counts, so that every figure can be recomputed."""
    metrics: dict[str, Estimate]
    """Metric name → estimate."""


class SourceFile(TypedDict):
    """One file that was read."""

    path: str
    """The path as it was given."""
    rows: int
    """Rows read from it."""
    sha256: str
    """The hash of its bytes."""


class Rejection(TypedDict):
    """Rows that were read and not counted."""

    reason: str
    """Why the rows were not counted."""
    rows: int
    """How many they are."""


class Data(TypedDict):
    """What was read: rows_read = rows_counted + rows_rejected."""

    sources: list[SourceFile]
    """The files, in the order in which they were read."""
    rows_read: int
    """Rows read."""
    rows_counted: int
    """Rows that the figures rest on."""
    rows_rejected: int
    """Rows read and not counted."""
    rejections: list[Rejection]
    """The reasons; their rows add up to rows_rejected."""


class Message(TypedDict):
    """A warning: its code, and the sentence to show."""

    code: str
    """A short name, for programs."""
    message: str
    """A sentence, for people."""


class Definition(TypedDict):
    """The facts of a metric in this report."""

    summary: str
    """One sentence."""
    formula: str
    """The formula in the counts' names."""
    better: str | None
    """higher, lower, or null where neither is better in itself."""
    low: float | None
    """The least possible value; null if unbounded."""
    high: float | None
    """The greatest possible value; null if unbounded."""
    undefined_when: str
    """Finishes the sentence: undefined, because …"""
    source: str
    """Where the definition was published."""


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


class Sensitivity(TypedDict):
    """One disparity of the word error rate under another normaliser."""

    normalizer: str
    """The name of the normaliser."""
    by: list[str]
    """The attributes."""
    overall: float | None
    """The word error rate of all rows."""
    difference: float | None
    """Highest minus lowest word error rate."""
    ratio: float | None
    """Lowest divided by highest word error rate."""
    highest: Group | None
    """The group with the highest rate."""
    lowest: Group | None
    """The group with the lowest rate."""


class Document(TypedDict):
    """The whole report."""

    schema_version: int
    """The version of this form."""
    fairaudit_version: str
    """The program that wrote the report."""
    created: str
    """When, in ISO 8601."""
    data: Data
    """What was read."""
    task: str
    """What kind of predictions: binary, speech, …"""
    command: str | None
    """The command line; null where the report was made from Python."""
    config: dict[str, Any]
    """Every option and its value."""
    columns: dict[str, str]
    """Role → column."""
    attributes: list[str]
    """The columns with group labels."""
    confidence: float
    """The confidence of every interval."""
    min_group_size: int
    """Groups with fewer rows are small."""
    min_clusters: int
    """Groups with fewer clusters are small."""
    normalizer: NotRequired[str]
    """How texts were normalised before they were compared (speech)."""
    edit_split: NotRequired[str]
    """How the minimum of edits was split into kinds (speech)."""
    sensitivity: NotRequired[list[Sensitivity]]
    """The disparity of the word error rate under other normalisers (speech)."""
    definitions: dict[str, Definition]
    """Metric name → what it is, for every metric of the report, in the order of the report."""
    overall: Overall
    """All rows together."""
    groups: list[GroupResult]
    """Every group of every level, attributes first, then intersections."""
    disparities: list[Disparity]
    """Every comparison of every metric and level."""
    verdicts: list[dict[str, Any]]
    """What the rules of a policy said; empty in a plain report."""
    advice: list[str]
    """The closing words: what was found, what cannot be told, what to do next."""
    warnings: list[Message]
    """What is odd about the data or the model."""
    assumptions: list[str]
    """What was assumed because no option said otherwise."""
    examples: NotRequired[list[Example]]
    """Badly recognised utterances, only where they were asked for."""
