"""One metric of one attribute as a figure of its own, for papers and slides: an SVG file that needs nothing else."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.catalogue import find_metric
from fairaudit.document import Document, headline
from fairaudit.document import reading as view
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.report.html import draw as html
from fairaudit.report.html.forest import forest, line_words
from fairaudit.report.page import MOST_GROUPS, Table, part

_MOST_CHARACTERS = 44
_CHARACTER = 7.4
"""Pixels that a character of 13 pixels is wide on average, on the safe side; East Asian ones take two."""
_WORD = 70
_SMALL_CHARACTER = 6.2
"""The same for the characters of 11 pixels below the figure."""


@dataclass(frozen=True)
class Place:
    """Where the columns of the figure begin and how high it is, in pixels."""

    value: int
    interval: int
    plot: int
    plot_width: int
    evidence: int
    width: int
    height: int


@dataclass(frozen=True)
class Figure:
    """What the figure shows, as finished text."""

    title: str
    description: str
    forest: Table
    names: list[str]
    place: Place
    evidence: str
    has_clusters: bool
    more: str
    footer: list[str]


def render(document: Document, metric: str | None = None, by: str | None = None) -> str:
    """Return the figure of a metric by an attribute; without them of the metric and the attribute seen first.

    `by` is an attribute, or several as in `accent:gender`.

    Raises:
        UsageError: the report has no such metric or attribute.
    """
    level = _level(document, by)
    figure = _figure(document, level, _metric(document, metric))
    return html.environment().get_template("figure.svg").render(figure=figure, wording=wording)


def _metric(document: Document, asked: str | None) -> str:
    if asked is None:
        return headline.primary(document)
    name = asked if asked in document["definitions"] else find_metric(asked).name
    if name not in document["definitions"]:
        known = ", ".join(map(show, document["definitions"]))
        raise UsageError(f"The report does not hold the metric `{show(name)}`. It holds {known}.")
    return name


def _level(document: Document, asked: str | None) -> view.Level:
    levels = {":".join(level.by): level for level in view.levels(document)}
    if not levels:
        raise UsageError("The report has no groups, so there is nothing to draw.")
    if asked is None:
        return next(iter(levels.values()))
    if asked not in levels:
        known = ", ".join(map(show, levels))
        raise UsageError(f"The report has no groups by `{show(asked)}`.{did_you_mean(asked, levels)} It has {known}.")
    return levels[asked]


def _figure(document: Document, level: view.Level, metric: str) -> Figure:
    whole = forest(document, level, metric)
    drawn = part(whole, 0, MOST_GROUPS, whole.caption)
    names = [_cut(cell.text) for cell in drawn.names.cells]
    place = _place([*names, _cut(wording.level_name(level.by))], len(names))
    clusters = wording.cluster_words(document)[1]
    hidden = len(level.groups) - len(names)
    return Figure(
        title=f"{wording.words(metric)} by {wording.level_name(level.by)}",
        description=wording.apart_sentence(document, level, metric),
        forest=drawn,
        names=names,
        place=place,
        evidence=f"rows, {clusters}" if level.has_clusters else "rows",
        has_clusters=level.has_clusters,
        more=wording.more_groups(hidden) if hidden else "",
        footer=[_cut(line, int(place.width / _SMALL_CHARACTER)) for line in _footer(document, level, metric)],
    )


def _footer(document: Document, level: view.Level, metric: str) -> list[str]:
    definition = document["definitions"].get(metric)
    return [
        "; ".join(line_words(document, level, metric)),
        definition["summary"] if definition else "",
        f"{wording.counted_briefly(document)}; intervals of {wording.percent(document['confidence'])} confidence; "
        f"{wording.source_names(document, 1)}; fairaudit {show(document['fairaudit_version'])}",
    ]


def _cut(text: str, most: int = _MOST_CHARACTERS) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _place(names: list[str], rows: int) -> Place:
    widest = max(sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in name) for name in names)
    value = 16 + max(round(widest * _CHARACTER), _WORD) + 56
    interval = value + 92
    plot, plot_width = interval + 14, 320
    evidence = plot + plot_width + 96
    return Place(value, interval, plot, plot_width, evidence, evidence + 16, 150 + 26 * rows)
