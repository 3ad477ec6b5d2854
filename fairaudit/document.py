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
    low: float | None
    high: float | None
    n: int
    method: str
    undefined: str | None
    interval_undefined: str | None


class LeftOut(TypedDict):
    """A group that a comparison does not use."""

    group: Group
    why: str


class Chance(TypedDict):
    """What groups that are truly equal would show by chance."""

    median: float
    p95: float


class Disparity(Estimate):
    """One metric compared across the groups of one level."""

    name: str
    metric: str
    comparison: str
    by: list[str]
    chance: Chance | None
    highest: Group | None
    lowest: Group | None
    left_out: list[LeftOut]
    against: NotRequired[Group]


class Overall(TypedDict):
    """All rows together."""

    n: int
    clusters: int | None
    weight: float | None
    counts: dict[str, float]
    metrics: dict[str, Estimate]


class GroupResult(TypedDict):
    """One group. A suppressed group has no numbers at all: n, share, counts are None and metrics is empty."""

    by: list[str]
    group: Group
    n: int | None
    share: float | None
    clusters: int | None
    weight: float | None
    small: bool
    small_because: str | None
    suppressed: bool
    counts: dict[str, float] | None
    metrics: dict[str, Estimate]


class SourceFile(TypedDict):
    """One file that was read."""

    path: str
    rows: int
    sha256: str


class Rejection(TypedDict):
    """Rows that were read and not counted."""

    reason: str
    rows: int


class Data(TypedDict):
    """What was read: rows_read = rows_counted + rows_rejected."""

    sources: list[SourceFile]
    rows_read: int
    rows_counted: int
    rows_rejected: int
    rejections: list[Rejection]


class Message(TypedDict):
    """A warning: its code, and the sentence to show."""

    code: str
    message: str


class Definition(TypedDict):
    """The facts of a metric in this report."""

    summary: str
    formula: str
    better: str | None
    low: float | None
    high: float | None
    undefined_when: str
    source: str


class Example(TypedDict):
    """A badly recognised utterance; only in a report that was asked for examples."""

    by: list[str]
    group: Group
    word_errors: int
    reference_words: int
    reference: str
    hypothesis: str
    alignment: str


class Sensitivity(TypedDict):
    """One disparity of the word error rate under another normaliser."""

    normalizer: str
    by: list[str]
    overall: float | None
    difference: float | None
    ratio: float | None
    highest: Group | None
    lowest: Group | None


class Document(TypedDict):
    """The whole report."""

    schema_version: int
    fairaudit_version: str
    created: str
    data: Data
    task: str
    command: str | None
    config: dict[str, Any]
    columns: dict[str, str]
    attributes: list[str]
    confidence: float
    min_group_size: int
    min_clusters: int
    normalizer: NotRequired[str]
    edit_split: NotRequired[str]
    sensitivity: NotRequired[list[Sensitivity]]
    definitions: dict[str, Definition]
    overall: Overall
    groups: list[GroupResult]
    disparities: list[Disparity]
    verdicts: list[dict[str, Any]]
    advice: list[str]
    warnings: list[Message]
    assumptions: list[str]
    examples: NotRequired[list[Example]]
