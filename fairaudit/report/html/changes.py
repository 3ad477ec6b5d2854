"""A comparison of two results as one HTML page: no request, no script, safe whatever the data are called."""

from __future__ import annotations

from fairaudit import words as wording
from fairaudit.document.changes import ChangesDocument
from fairaudit.document.changes_reading import Level, headline_metrics, levels
from fairaudit.report import changes, rules
from fairaudit.report.html import draw as html
from fairaudit.report.page import Folded, Lines, Page
from fairaudit.words import changes as words
from fairaudit.words import phrases


def render(document: ChangesDocument) -> str:
    """Return the page."""
    metrics = headline_metrics(document)
    everything = [*metrics, *(name for name in document["definitions"] if name not in metrics)]
    sections = [
        (f"by{place}", wording.level_name(level.by), _section(level, metrics, everything[len(metrics) :]))
        for place, level in enumerate(levels(document))
    ]
    return html.draw(
        "compare.html",
        "report.css",
        document=document,
        gate=wording.gate_line(document),
        rules=[*rules.tables(document), Lines([*rules.bounds(document), *rules.by_chance(document)], "note")],
        sections=sections,
        overall=[changes.overall(document, everything, "Every metric over all rows together")],
        wording=wording,
        words=words,
    )


def _section(level: Level, metrics: list[str], others: list[str]) -> Page:
    """Return one level; the table of the first metric is open, the others are folded."""
    gaps = [each for each in level.disparities if each["metric"] not in others]
    name = wording.level_name(level.by)
    unequal, held = (
        f"How differently the groups changed by {name}",
        f"Comparisons of the groups by {name}, then and now",
    )
    first, *rest = (changes.groups(level, metric, None, is_drawn=True) for metric in (*metrics, *others))
    return [
        first,
        changes.spreads(changes.of_metrics(level.spreads, metrics), *unequal),
        changes.disparities(gaps, *held),
        Lines(phrases.left_out(level.left_out([*metrics, *others])), "notes"),
        Folded(
            "The same of the other metrics",
            [
                changes.spreads(changes.of_metrics(level.spreads, others), *unequal, ": other metrics"),
                changes.disparities(changes.of_metrics(level.disparities, others), *held, ": other metrics"),
            ],
        ),
        *(Folded(table.title, [table]) for table in rest),
    ]
