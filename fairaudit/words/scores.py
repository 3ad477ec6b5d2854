"""What is said of scores: of curves, of bins, and of what a threshold does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fairaudit.document import Document, GroupResult, OperatingPoint, Overall, Reliability, ScoredGroup, Scores
from fairaudit.document.units import unit_of
from fairaudit.errors import show
from fairaudit.words import figures, phrases

RANKED = (
    "How well the score ranks the rows of each group: going down the scores, the share of positives that are found "
    "(up) against the share of negatives that are taken with them (across). The nearer a curve comes to the upper left "
    "corner, the better the score ranks; on the dotted diagonal it does not."
)
SPREAD = (
    "How the scores of each group are spread, as shares of the group: rows with a positive label upwards, those with a "
    "negative label downwards. All groups have the same scale; bars of small groups that are higher are cut."
)
AS_IT_IS = (
    "The drawings describe these rows and judge nothing: what chance alone explains, the tables by attribute say."
)
ON_THE_PAGE = (
    "ROC curves, reliability, histograms of scores and what other thresholds would do, by group: on the page, "
    "-o report.html."
)
_PICKED = (
    "These are values of these rows, without intervals: a threshold that is picked because its gap is small here tends "
    "to have a larger one on other rows."
)

_WEIGHTED = "Rows count by their weights: shares, and how much is selected, are of sums of weights."
_BINNED = (
    "So many scores are distinct that near ones were counted together: thresholds are exact, and corners of ROC curves "
    "can be missing."
)
SHAPES = "●■▲◆✕"
"""Stand for operating points, in their order."""
_ERROR = "expected_calibration_error"


def reliability(document: Document, scores: Scores) -> str:
    """Return how to read what came true of rows that score alike."""
    bins, sure = len(scores["calibration_edges"]) - 1, figures.percent(document["confidence"])
    return (
        f"Rows that score alike, in {phrases.plural(bins, 'bin')}: the share of positives among them (up, with {sure} "
        f"intervals: {scores['interval']}) against their mean score (across). On the dotted diagonal, of the rows that "
        "score 0.7, seven in ten are positive. Grey: how many rows each bin holds. Bins of few rows lie off the "
        "diagonal by chance, so each calibration error stands beside what a perfectly calibrated score would show."
    )


def counted(scores: Scores) -> list[str]:
    """Return how rows were counted, where that is not one by one."""
    return [*([_WEIGHTED] if scores["weighted"] else []), *([_BINNED] if scores["binned"] else [])]


def too_many_bins(bins: int) -> str:
    """Say that bins of reliability are not drawn."""
    return f"{phrases.plural(bins, 'bin')} are too many to draw: the JSON report has them, under `scores`."


def threshold(document: Document) -> list[str]:
    """Return how to read what a threshold does."""
    same = (
        "What would happen if exactly those were selected who score at or above a threshold, the same for all groups."
    )
    return [" ".join([same, *gap(document)]), _PICKED]


def operating_points(points: Sequence[OperatingPoint]) -> str:
    """Return which mark stands for which operating point."""
    said = ", ".join(f"{shape} {phrases.operating_point(each)}" for shape, each in zip(SHAPES, points, strict=False))
    return f"Operating points: {said}." if said else ""


def gap(document: Document) -> list[str]:
    """Return what the grey area means, and where curves end."""
    least = phrases.plural(document["min_group_size"], "row")
    return [
        "Grey: the gap between the highest and the lowest group, among those that are not small and have at least "
        f"{least} in what the rate divides by.",
        "Where fewer are selected, no positive predictive value is drawn.",
    ]


def thinned(groups: Sequence[ScoredGroup]) -> Iterator[str]:
    """Say how far curves are off of which points are left out."""
    off = max((each["roc"]["off"] for each in groups), default=0.0)
    if off > 0:
        most = figures.at_most(100 * off)
        yield f"Of long curves points are left out; none is moved, and no rate is off by more than {most} points."


def left_out(scores: Scores, by: Sequence[str]) -> Iterator[str]:
    """Say which groups of an attribute are not drawn at all."""
    for each in scores["left_out"]:
        if each["by"] == list(by):
            yield f"{phrases.plural(each['groups'], 'group')} not shown: {show(each['why'])}."


def calibration(document: Document, group: GroupResult | Overall) -> str:
    """Return a group's calibration error beside what a perfectly calibrated score would show; empty without one."""
    found = group["metrics"].get(_ERROR)
    if found is None or found["value"] is None or "calibrated_error" not in group:
        return ""
    unit = unit_of(document, _ERROR)
    shown = figures.figure(found, unit)
    own = f"{shown.value} ({shown.interval})" if shown.interval else shown.value
    perfect = figures.number(group["calibrated_error"], unit)
    return f"Calibration error {own}; a perfectly calibrated score would show {perfect} on average."


def rate(share: float | None) -> str:
    """Return a share in percent with one decimal, which is 0 or 100 only if the share is."""
    if share is None:
        return "–"
    if 0 < share < 0.0005:
        return "<0.1%"
    return ">99.9%" if 0.9995 <= share < 1 else f"{100 * share:.1f}%"


def apart(gap: float | None) -> str:
    """Return how far shares are apart, in points with one decimal."""
    return "–" if gap is None else f"{100 * gap:.1f} pt"


def score(value: float, *, probability: bool) -> str:
    """Return a score, such as a threshold."""
    return f"{value:.2f}" if probability else f"{value:.6g}"


def edge(value: float) -> str:
    """Return the edge of a bin of probabilities."""
    return f"{value:.4g}"


def bin_figures(told: Reliability, place: int) -> tuple[str, str, str]:
    """Return the mean score of a bin, the share of positives and its interval."""
    mean, share, low, high = (told[name][place] for name in ("mean_score", "share_positive", "low", "high"))
    if mean is None or share is None:
        return "–", "–", ""
    interval = f"{rate(low)}–{rate(high)}" if low is not None and high is not None else ""
    return f"{mean:.3f}", rate(share), interval
