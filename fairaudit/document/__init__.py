"""The JSON report as types: what every other output is a rendering of. Published as docs/report.schema.json."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict, final

from fairaudit.document.about import About
from fairaudit.document.data import Data, Rejection, SourceFile
from fairaudit.document.estimates import (
    Chance,
    Contrast,
    Disparity,
    Estimate,
    Group,
    GroupResult,
    Largest,
    LargestPart,
    LeftOut,
    Needed,
    Overall,
)
from fairaudit.document.examples import Example
from fairaudit.document.patterns import Concentration, Hidden, LookedAt, Patterns, Reversal
from fairaudit.document.presets import PresetParameter, PresetResult, PresetRow, PresetTable, Stated
from fairaudit.document.scores import Histogram, OperatingPoint, Reliability, Roc, ScoredGroup, Scores, ScoresLeftOut
from fairaudit.document.sites import Heterogeneity, Site, SiteDifference, SiteGap, Sites, Skew
from fairaudit.document.used import NotUsed, Used
from fairaudit.document.verdicts import Gate, Location, Verdict, WaiverResult

__all__ = [
    "SCHEMA_VERSION",
    "About",
    "BarMetric",
    "Bars",
    "Chance",
    "Concentration",
    "Contrast",
    "Data",
    "Definition",
    "Disparity",
    "Document",
    "Estimate",
    "Example",
    "Gate",
    "Group",
    "GroupResult",
    "Heterogeneity",
    "Hidden",
    "Histogram",
    "Largest",
    "LargestPart",
    "LeftOut",
    "Location",
    "LookedAt",
    "Message",
    "Needed",
    "NotUsed",
    "OperatingPoint",
    "Overall",
    "Patterns",
    "PresetParameter",
    "PresetResult",
    "PresetRow",
    "PresetTable",
    "Rejection",
    "Reliability",
    "Reversal",
    "Roc",
    "ScoredGroup",
    "Scores",
    "ScoresLeftOut",
    "Sensitivity",
    "Site",
    "SiteDifference",
    "SiteGap",
    "Sites",
    "Skew",
    "SourceFile",
    "Stated",
    "TaskWords",
    "Used",
    "Verdict",
    "WaiverResult",
]

SCHEMA_VERSION = 1
"""1: the first version."""


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
    unit: NotRequired[str]
    """How values are printed: share (in percent) or number."""
    averages_clusters: NotRequired[bool]
    """Whether it is the plain mean of each cluster's own value, and so no formula of the counts."""
    family: NotRequired[str]
    """The metric that this one is at an argument; only if it is such a one."""
    argument: NotRequired[str]
    """The class that the metric is about, against all others; only with a family."""
    margin: NotRequired[float | None]
    """The gap between groups for which the report says what more data would settle; null where none is natural."""
    own: NotRequired[bool]
    """Whether it is no metric of fairaudit's, but of the user's own."""


class TaskWords(TypedDict):
    """What the sentences of the report call things."""

    cluster: str
    """Whom rows come from."""
    clusters: str
    """Several of them."""
    errors: str
    """What is counted as an error, in the plural."""
    errors_of: str
    """What errors are a share of, in the plural."""
    kinds: dict[str, str]
    """Counts that are kinds of errors, each with what it means if most errors are of this kind; empty without kinds."""
    truth: str
    """What a prediction is held against."""
    columns: list[str]
    """The roles of the task's own columns."""
    of_model: list[str]
    """Those of them that a model gives."""
    cannot_tell: list[str]
    """What no reader should conclude from a report of this task, a sentence each."""


class BarMetric(TypedDict):
    """A metric that is drawn as a bar."""

    metric: str
    """Its name."""
    says: str
    """What the drawing calls it."""


class Bars(TypedDict):
    """The metrics that are drawn as bars for every group."""

    kind: str
    """stacked (parts of a whole, one after another) or nested (the first within the second; others as text)."""
    title: str
    """The title of the drawing."""
    metrics: list[BarMetric]
    """The metrics, in the order in which they are drawn."""
    per: str
    """In what they are counted; empty where that is rows."""


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


@final
class Document(TypedDict):
    """The whole report."""

    schema_version: int
    """The version of this form."""
    fairaudit_version: str
    """The program that wrote the report."""
    created: str
    """When, in ISO 8601."""
    about: NotRequired[About]
    """What was said of the report; only if anything was."""
    data: Data
    """What was read."""
    task: str
    """What kind of predictions: binary, speech, …"""
    words: NotRequired[TaskWords]
    """What the task calls things."""
    headline: NotRequired[list[str]]
    """The metrics of the task that a reader sees first; the first with a better direction orders the groups."""
    side_counts: NotRequired[list[str]]
    """Counts that only details of the report rest on; pages do not list them."""
    bars: NotRequired[Bars | None]
    """What a page draws as bars; null if nothing."""
    command: str | None
    """The command line; null where the report was made from Python."""
    config: dict[str, Any]
    """Every option and its value, but for those in `about`."""
    columns: dict[str, str]
    """Role → column."""
    used: NotRequired[list[Used]]
    """Every column with its role and every value that decides, with whether it was given or assumed."""
    not_used: NotRequired[list[NotUsed]]
    """Columns that look as if they had a role, and that no figure rests on."""
    attributes: list[str]
    """The columns with group labels."""
    operating_points: NotRequired[list[OperatingPoint]]
    """Where scores become decisions; the first decides wherever no point is named (binary)."""
    overlapping: NotRequired[list[str]]
    """Those by which a row can be in several groups: shares do not add up to 1; only if there are any."""
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
    classes: NotRequired[list[str]]
    """The classes, in the order of the confusion matrices (multiclass)."""
    sensitivity: NotRequired[list[Sensitivity]]
    """The disparity of the word error rate under other normalisers (speech)."""
    scores: NotRequired[Scores]
    """What scores beside labels look like, by group (binary); only where there are any."""
    sites: NotRequired[Sites]
    """How far sites differ, and the gaps of each; only where a column of sites was named."""
    definitions: dict[str, Definition]
    """Metric name → what it is, for every metric of the report, in the order of the report."""
    distances: NotRequired[dict[str, Definition]]
    """The same for metrics that only pairs of groups have: they stand among the disparities alone."""
    overall: Overall
    """All rows together."""
    groups: list[GroupResult]
    """Every group of every level, attributes first, then intersections."""
    contrasts: NotRequired[list[Contrast]]
    """Every group beside the reference group, or beside all others (of single attributes), metric by metric."""
    disparities: list[Disparity]
    """Every comparison of every metric and level."""
    reasons: NotRequired[dict[str, str]]
    """Why groups are left out → the same without a group's own number; for those reasons that have one."""
    verdicts: list[Verdict]
    """What the rules of a policy said; empty in a plain report."""
    gate: NotRequired[Gate]
    """What the verdicts together mean; only if there is a policy."""
    presets: NotRequired[list[PresetResult]]
    """Published rules that were asked for, with their numbers; empty without any."""
    looked_at: NotRequired[LookedAt]
    """How many gaps and groups the words of the report hold over."""
    patterns: NotRequired[Patterns]
    """What stands out once groups are seen together."""
    advice: list[str]
    """The closing words: what was found, what cannot be told, what to do next."""
    advice_about: NotRequired[list[str]]
    """What each paragraph of `advice` is about: warning, level, levels, cannot_be_told, errors, pattern or next."""
    warnings: list[Message]
    """What is odd about the data or the model."""
    assumptions: list[str]
    """What was assumed because no option said otherwise."""
    examples: NotRequired[list[Example]]
    """Badly recognised utterances, only where they were asked for."""
