"""Drawings of scores as a figure of its own, for papers and slides: an SVG file that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from fairaudit.document import Document
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.report import scores
from fairaudit.report.html import draw as html
from fairaudit.report.html.curves import Plot, reliability, roc, spread, threshold
from fairaudit.report.html.figure import MOST_CHARACTERS, SMALL_CHARACTER, cut, origin
from fairaudit.report.html.score_sections import MOST_BINS
from fairaudit.report.scores import Scored
from fairaudit.words import scores as words

_PER_ROW = 4
_MOST_TITLE = 22
"""Characters of a group's name above its own drawing."""


class _Kind(NamedTuple):
    """A figure: its title, its drawings, and how wide and high each of them is in pixels."""

    title: str
    plots: Callable[[Scored], Sequence[Plot]]
    width: int
    height: int
    says: Callable[[Document], list[str]] | None = None


KINDS = {
    "roc": _Kind("ROC curves", lambda scored: [roc(scored)], 400, 400),
    "reliability": _Kind(
        "Reliability of scores", lambda scored: [reliability(scored, place) for place in scored.drawn], 190, 190
    ),
    "spread": _Kind("Scores by label", spread, 210, 140),
    "threshold": _Kind("What a threshold does", threshold, 220, 150, words.gap),
}
"""What can be drawn of scores; the name is what `--figure` takes."""


def render(document: Document, kind: str, by: str | None = None) -> str:
    """Return one kind of figure, by an attribute or by the first.

    Raises:
        UsageError: the report has no scores beside labels, or not by this attribute, or they are no probabilities.
    """
    chosen, scored = KINDS[kind], _scored(document, by)
    if kind == "reliability" and not scored.scores["probabilities"]:
        raise UsageError("The scores are no probabilities: what should come true of them, and how often, nobody said.")
    if kind == "reliability" and (bins := len(scored.scores["calibration_edges"]) - 1) > MOST_BINS:
        raise UsageError(words.too_many_bins(bins))
    plots = chosen.plots(scored)
    keys = [(curve.name, curve.series) for curve in plots[0].curves]
    said = chosen.says(document) if chosen.says else []
    if plots[0].marks or plots[0].points_at:
        said = [*said, words.operating_points(scored.points)]
    below = [*said, *scores.remarks(scored), origin(document)]
    across = min(len(plots), _PER_ROW)
    width = max(chosen.width * across + 80 * across + 20, 640)
    return (
        html.environment()
        .get_template("curves.svg")
        .render(
            title=f"{chosen.title} by {scored.by}",
            plots=[(each, cut(each.title, _MOST_TITLE if each.more else MOST_CHARACTERS)) for each in plots],
            keys=[(cut(name), key) for name, key in keys],
            below=[cut(line, int(width / SMALL_CHARACTER)) for line in below],
            across=across,
            size=(chosen.width, chosen.height),
            width=width,
        )
    )


def _scored(document: Document, by: str | None) -> Scored:
    found = {each.by: each for each in scores.by_attribute(document)}
    if not found:
        raise UsageError("The report tells of no scores beside labels, so there is no such figure.")
    if by is None:
        return next(iter(found.values()))
    if show(by) not in found:
        known = ", ".join(found)
        raise UsageError(f"The report tells of no scores by `{show(by)}`.{did_you_mean(by, found)} It has {known}.")
    return found[show(by)]
