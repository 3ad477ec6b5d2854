"""One metric of one attribute as a figure of its own, for papers and slides: an SVG file that needs nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from fairaudit import words as wording
from fairaudit.catalogue import find_metric
from fairaudit.document import Document, headline
from fairaudit.document import reading as view
from fairaudit.errors import UsageError, did_you_mean, show
from fairaudit.report.html import draw as html
from fairaudit.report.html.forest import forest, line_words
from fairaudit.report.page import MOST_GROUPS, part

MOST_CHARACTERS = 44
_CHARACTER, SMALL_CHARACTER = 7.4, 6.2
"""Pixels that a character of 13 or of 11 pixels is wide on average, on the safe side; East Asian ones take two."""
_LEAST_NAMES = 70
_BESIDE_NAMES = 594
"""Pixels that all the other columns take together; figure.svg places them."""


def render(document: Document, metric: str | None = None, by: str | None = None) -> str:
    """Return the figure of a metric by an attribute; without them of the metric and the attribute seen first.

    `by` is an attribute, or several as in `accent:gender`.

    Raises:
        UsageError: the report has no such metric or attribute.
    """
    level = _level(document, by)
    metric = _metric(document, metric)
    whole, by_name = forest(document, level, metric), wording.level_name(level.by)
    drawn = part(whole, 0, MOST_GROUPS, whole.caption)
    names = [cut(cell.text) for cell in drawn.names.cells]
    left = 16 + max(_LEAST_NAMES, *(_pixels(name) for name in (cut(by_name), *names)))
    width = left + _BESIDE_NAMES
    below = [cut(line, int(width / SMALL_CHARACTER)) for line in _below(document, level, metric)]
    if hidden := len(level.groups) - len(names):
        below.insert(0, wording.more_groups(hidden))
    figure = html.environment().get_template("figure.svg")
    return figure.render(
        title=f"{wording.words(metric)} by {by_name}",
        description=wording.apart_sentence(document, level, metric),
        table=drawn,
        names=names,
        clusters=wording.cluster_words(document)[1] if level.has_clusters else "",
        below=below,
        left=left,
        width=width,
    )


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


def _below(document: Document, level: view.Level, metric: str) -> Iterator[str]:
    """Yield what the lines mean, what the metric is, and where the figure comes from."""
    if lines := line_words(document, level, metric):
        yield "; ".join(lines)
    if definition := document["definitions"].get(metric):
        yield definition["summary"]
    yield origin(document)


def origin(document: Document) -> str:
    """Return where a figure comes from, in a line."""
    return (
        f"{wording.counted_briefly(document)}; intervals of {wording.percent(document['confidence'])} confidence; "
        f"{wording.source_names(document, 1)}; fairaudit {show(document['fairaudit_version'])}"
    )


def cut(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return a text that is no longer than a figure has room for."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _pixels(text: str) -> int:
    return round(_CHARACTER * sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text))
