"""A comparison of two results as one HTML page: no request, no script, safe whatever the data are called."""

from __future__ import annotations

from fairaudit import words as wording
from fairaudit.document.changes import ChangesDocument, DisparityChange, Spread
from fairaudit.document.changes_reading import Level, headline_metrics, levels
from fairaudit.report import changes, rules
from fairaudit.report.html import draw as html
from fairaudit.report.html import moves
from fairaudit.report.html.places import apart
from fairaudit.report.page import Folded, Lines, Page
from fairaudit.words import changes as words
from fairaudit.words import moved, phrases


def render(document: ChangesDocument) -> str:
    """Return the page."""
    document = apart(document)
    metrics = headline_metrics(document)
    everything = [*metrics, *(name for name in document["definitions"] if name not in metrics)]
    sections = [
        (f"by{place}", wording.level_name(level.by), _section(level, metrics, everything[len(metrics) :]))
        for place, level in enumerate(levels(document))
    ]
    own = wording.title_of(document.get("about"))
    picture = moves.moves(document)
    names = [words.file_names(document[side]) for side in ("old", "new")]
    return html.draw(
        "compare.html",
        "report.css",
        document=document,
        heading=own or "What changed",
        title=own or f"What changed: {names[0]} → {names[1]}",
        lead=moved.lead(document),
        tiles=moves.tiles(document),
        picture=[] if picture is None else [picture],
        named=rules.named(document),
        facts=changes.facts(document),
        gate=wording.gate_line(document),
        rules=[
            *rules.tables(document),
            Lines([*wording.bounds_of_rules(document), *wording.chance_line(document)], "note"),
        ],
        sections=sections,
        overall=[changes.overall(document, everything, "Every metric over all rows together")],
        wording=wording,
        words=words,
    )


def _section(level: Level, metrics: list[str], others: list[str]) -> Page:
    """Return one level; the table of the first metric is open, the others are folded."""
    first, *rest = (changes.groups(level, metric, None, is_drawn=True) for metric in (*metrics, *others))
    gaps = [each for each in level.disparities if each["metric"] not in others]
    other_gaps = changes.of_metrics(level.disparities, others)
    return [
        first,
        *_compared(level, changes.of_metrics(level.spreads, metrics), gaps),
        Lines(phrases.left_out(level.left_out([*metrics, *others])), "notes"),
        Folded(
            "The same of the other metrics",
            _compared(level, changes.of_metrics(level.spreads, others), other_gaps, ": other metrics"),
        ),
        *(Folded(table.title, [table]) for table in rest),
    ]


def _compared(level: Level, apart: list[Spread], gaps: list[DisparityChange], of: str = "") -> Page:
    """Return how unequally the groups changed, and how the comparisons between them did."""
    name = wording.level_name(level.by)
    return [
        changes.spreads(apart, "How differently the groups changed by ", name, of),
        changes.disparities(gaps, "Comparisons of the groups by ", name, f", then and now{of}"),
    ]
