"""A comparison of two results as Markdown, for a pull request or a job summary."""

from __future__ import annotations

from collections.abc import Iterator

from fairaudit import words as wording
from fairaudit.document import changes_reading as changes_view
from fairaudit.document.changes import ChangesDocument
from fairaudit.report import changes_tables
from fairaudit.report.markdown.draw import MOST_BYTES, within
from fairaudit.report.markdown.text import bullets, name, table, text
from fairaudit.words import changes as words


def render(document: ChangesDocument, most_bytes: int = MOST_BYTES) -> str:
    """Return the comparison in GitHub's Markdown, cut to what a comment can hold."""
    return within(list(_blocks(document)), most_bytes)


def _blocks(document: ChangesDocument) -> Iterator[str]:
    metrics = changes_view.headline_metrics(document)
    yield "## fairaudit: what changed"
    if document["gate"] is not None:
        yield f"**{text(wording.gate_line(document))}**"
        yield from _table(changes_tables.rules(document))
        yield from filter(None, [words.bounds(document)])
        yield bullets(text(" ".join(words.texts(each))) for each in wording.worst_first(document["verdicts"]))
    yield from (text(paragraph) for paragraph in document["advice"])
    yield from (f"⚠ Warning: {text(warning['message'])}" for warning in document["warnings"])
    assumed = [("Assumed", each) for each in document["assumptions"]]
    yield bullets(f"{fact}: {text(said)}" for fact, said in [*words.facts(document), *assumed])
    yield from _table(changes_tables.overall(document, metrics))
    for level in changes_view.levels(document):
        yield f"### By {text(wording.level_name(level.by))}"
        for metric in metrics:
            yield from _table(changes_tables.groups(level, metric))
        yield from _table(changes_tables.disparities(changes_tables.of_metrics(level.disparities, metrics)))
        yield from _table(changes_tables.spreads(changes_tables.of_metrics(level.spreads, metrics)))
        yield from filter(None, [bullets(map(text, words.left_out(level.left_out(metrics))))])
    yield f"{words.NOTE} {wording.ALL_METRICS}"
    yield f"fairaudit {text(document['fairaudit_version'])}, {text(document['created'])}"


def _table(found: changes_tables.Table) -> Iterator[str]:
    if not found.rows:
        return
    yield f"#### {text(found.title)}"
    rows = [[name(row[0]), *map(text, row[1:])] for row in found.rows]
    yield table([text(heading) for heading in found.headings], found.numbers, rows)
    if found.footnotes:
        yield bullets(map(text, found.footnotes))
