"""The part of the report that holds distributions of scores: what curves are drawn and recomputed from."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fairaudit.document.estimates import Group


class Roc(TypedDict):
    """A ROC curve as a polyline from (0, 0) to all negatives and all positives; empty if a label does not occur."""

    false_positives: list[float]
    """Negatives that are selected, at each point; sums of weights with weights."""
    true_positives: list[float]
    """Positives that are selected, at each point; sums of weights with weights."""
    corners: int
    """Corners of the whole curve; with more than these points, some are left out and none is moved."""
    off: float
    """How far at most, in either rate, the polyline lies from the whole curve: 0 where nothing is left out."""


class Histogram(TypedDict):
    """Rows of each label between two edges; the last bin holds its upper edge. Sums of weights with weights."""

    positives: list[float]
    """Rows with a positive label, bin by bin."""
    negatives: list[float]
    """Rows with a negative label, bin by bin."""


class Reliability(TypedDict):
    """What came true of rows that score alike, bin by bin of `calibration_edges`; null where a bin holds no row."""

    n: list[int]
    """Rows."""
    positives: list[int]
    """Rows with a positive label."""
    mean_score: list[float | None]
    """The mean score, weighted with weights."""
    share_positive: list[float | None]
    """The share of positives, weighted with weights."""
    low: list[float | None]
    """The lower limit of that share; null where there is no interval."""
    high: list[float | None]
    """The upper limit of that share; null where there is no interval."""


class ScoredGroup(TypedDict):
    """The scores of one group, or of all rows together. Groups that are hidden are not there."""

    by: list[str]
    """The attribute; empty for all rows together."""
    group: Group
    """Attribute → value; empty for all rows together."""
    small: bool
    """Too small to be compared with other groups."""
    positives: list[int]
    """Rows with a positive label whose score is at or above each of `thresholds`."""
    negatives: list[int]
    """Rows with a negative label whose score is at or above each of `thresholds`."""
    weighted_positives: NotRequired[list[float]]
    """The positives as sums of weights; only with weights."""
    weighted_negatives: NotRequired[list[float]]
    """The negatives as sums of weights; only with weights."""
    histogram: Histogram
    """How the scores are spread, by label."""
    roc: Roc
    """How many of each label are selected as the threshold falls."""
    reliability: Reliability | None
    """What came true of rows that score alike; null where scores are no probabilities."""


class ScoresLeftOut(TypedDict):
    """Groups of an attribute whose scores are not told."""

    by: list[str]
    """The attribute."""
    groups: int
    """How many."""
    why: str
    """Why."""


class Scores(TypedDict):
    """What scores beside labels look like: all rows together, then the groups of single attributes."""

    probabilities: bool
    """Whether all scores lie in [0, 1]."""
    weighted: bool
    """Whether rows have weights: shares, and sums other than rows, go by these."""
    binned: bool
    """Whether so many scores are distinct that some were counted together: corners of ROC curves can be missing."""
    thresholds: list[float]
    """Ascending: hundredths for probabilities, else all scores that occur or a hundred quantiles. The first selects
    every row."""
    edges: list[float]
    """Edges of the bins of histograms, ascending."""
    calibration_edges: list[float]
    """Edges of the bins of reliability, ascending; empty where scores are no probabilities."""
    interval: str
    """How the limits of shares of positives were made; empty where there are none."""
    groups: list[ScoredGroup]
    """All rows together, then groups, attribute by attribute."""
    left_out: list[ScoresLeftOut]
    """Groups whose scores are not told: too many, or hidden."""


class OperatingPoint(TypedDict):
    """A score from which on rows are selected."""

    name: str
    """The threshold, or how many of the highest scores it stands for: top 10%."""
    score: float
    """The lowest score that is selected."""
