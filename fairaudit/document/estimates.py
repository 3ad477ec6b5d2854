"""The parts of the report that hold numbers: estimates of groups, and disparities between them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

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
    off_by_at_most: NotRequired[float]
    """How far the value may lie from that of every single number, where numbers were counted in bins."""
    undefined: str | None
    """Why there is no value."""
    interval_undefined: str | None
    """Why there is a value and no interval."""


class Contrast(TypedDict):
    """A group beside the reference group, or beside all others."""

    by: list[str]
    """The attributes."""
    metric: str
    """The metric that is compared."""
    unit: str
    """How values of the metric are printed: share (in percent) or number."""
    group: Group
    """The group."""
    against: Group | None
    """The reference group; null where it is all rows that are not in the group."""
    value: float | None
    """The group's value."""
    against_value: float | None
    """The value of what it is compared with."""
    difference: Estimate
    """The group's value minus the other one; the limits of all groups of a level and metric hold together."""
    ratio: NotRequired[Estimate]
    """The group's value divided by the other one, with such limits; only of values that cannot be negative."""


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
    unit: NotRequired[str]
    """How values of the metric are printed: share (in percent) or number."""
    combines: NotRequired[list[str]]
    """The metrics that are compared together; only where they are several."""
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
    beyond_chance: NotRequired[bool]
    """Whether the groups truly differ, with the confidence of all gaps that the report looks at; for differences."""
    of_pairs: NotRequired[bool]
    """Whether the metric is of two groups and has no value for one: `highest` and `lowest` are the pair."""
    against: NotRequired[Group]
    """The reference group, where one was named."""


class LargestPart(TypedDict):
    """What one utterance, or one cluster, does to the word error rate of its group; weighted as the rate is."""

    share_of_errors: float
    """Its word errors per word error of the group."""
    share_of_words: float | None
    """Its reference words per reference word of the group; null where there are none."""
    rate_without: float | None
    """The group's word error rate without it; null where no words are left."""


class Largest(TypedDict):
    """How much of a group's word errors a few utterances carry (speech)."""

    utterance: LargestPart
    """The utterance with the most word errors."""
    cluster: LargestPart | None
    """The cluster (speaker) with the most word errors; null without a cluster column."""
    beyond_words: float
    """Word errors beyond the words of their own utterances, such as text made up, per word error of the group."""


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
    other_counts: NotRequired[dict[str, float]]
    """Counts of the same rows in other ways, which some metrics are computed from: of scores, at operating points."""
    other_weighted_counts: NotRequired[dict[str, float]]
    """The same as sums of the weights; only with weights."""
    weighted_counts: NotRequired[dict[str, float]]
    """The same as sums of the weights, which weighted metrics are computed from; only with weights."""
    largest: NotRequired[Largest]
    """How much of the word errors a few utterances carry; only for speech with errors, and not where suppressed."""
    confusion: NotRequired[list[list[int]]]
    """Rows by label and, within it, by prediction, both in the order of the report's `classes` (multiclass)."""
    calibrated_error: NotRequired[float]
    """The expected calibration error that a perfectly calibrated score would show on average; only beside it."""
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
    effective_clusters: NotRequired[float]
    """Equal clusters that would weigh as much: fewer, the more unequal they are; only with a cluster column."""
    cluster_spread: NotRequired[float]
    """The standard deviation of the clusters' sizes over their mean; only with a cluster column."""
    weight: float | None
    """The sum of the weights; null without weights."""
    small: bool
    """Too small to be compared with other groups."""
    small_because: str | None
    """Why it counts as small."""
    small_reason: NotRequired[str]
    """The same without the group's own number; only where `small_because` has one."""
    suppressed: bool
    """Hidden, because it is smaller than the data's owner allows to show."""
    differs: NotRequired[dict[str, str]]
    """Metric name → better, worse, higher or lower than all rows together, with the confidence of all groups that the
    report looks at; other metrics cannot be told."""
    counts: dict[str, float] | None
    """The group's own counts, so that every figure can be recomputed."""
    other_counts: NotRequired[dict[str, float]]
    """Counts of the same rows in other ways, which some metrics are computed from: of scores, at operating points."""
    other_weighted_counts: NotRequired[dict[str, float]]
    """The same as sums of the weights; only with weights."""
    weighted_counts: NotRequired[dict[str, float]]
    """The same as sums of the weights; only with weights, and not where suppressed."""
    largest: NotRequired[Largest]
    """How much of the word errors a few utterances carry; only for speech with errors, and not where suppressed."""
    confusion: NotRequired[list[list[int]]]
    """Rows by label and, within it, by prediction, both in the order of the report's `classes` (multiclass)."""
    calibrated_error: NotRequired[float]
    """The expected calibration error that a perfectly calibrated score would show on average; only beside it."""
    metrics: dict[str, Estimate]
    """Metric name → estimate."""
