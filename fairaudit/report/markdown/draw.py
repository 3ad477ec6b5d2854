"""The report as Markdown, for a pull request or a job summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fairaudit import words as wording
from fairaudit.document import Disparity, Document, Example, GroupResult, headline
from fairaudit.document import reading as view
from fairaudit.document.units import Unit, unit_of
from fairaudit.report.first import Tile, first
from fairaudit.report.markdown.presets import preset_blocks
from fairaudit.report.markdown.text import bullets, name, table, text, verbatim
from fairaudit.report.markdown.verdicts import verdict_blocks

MOST_BYTES = 60_000
"""A comment on GitHub holds 64 KB."""
_MOST_LEVELS = 10
"""Attributes and intersections in the first table."""


def render(document: Document, most_bytes: int = MOST_BYTES) -> str:
    """Return the report in GitHub's Markdown, cut to what a comment can hold."""
    return within(list(_blocks(document)), most_bytes)


def within(blocks: Sequence[str], most_bytes: int = MOST_BYTES) -> str:
    """Return the parts of a page as far as they fit, and say how many do not."""
    kept: list[str] = []
    size = 0
    for block in blocks:
        size += len(block.encode("utf-8")) + 2
        if size > most_bytes:
            kept.append(f"*{len(blocks) - len(kept)} more parts do not fit here: see the JSON, CSV or HTML report.*")
            break
        kept.append(block)
    return "\n\n".join(kept) + "\n"


def _blocks(document: Document) -> Iterator[str]:
    yield from verdict_blocks(document)
    yield f"## fairaudit: {text(wording.source_names(document))}"
    yield from _first(document)
    yield from (_paragraph(lead, rest) for lead, rest in wording.led(document))
    yield from (f"⚠ Warning: {text(warning['message'])}" for warning in document["warnings"])
    yield from _overall(document)
    for level in view.levels(document):
        yield from _level(document, level)
    yield from preset_blocks(document)
    yield from _sensitivity(document)
    yield from (_example(example) for example in document.get("examples", []))
    yield from _about(document)
    yield f"{wording.bounds_note(document)} {wording.POINTS} {wording.ALL_METRICS}"
    yield f"fairaudit {text(document['fairaudit_version'])}, {text(document['created'])}"


def _first(document: Document) -> Iterator[str]:
    """Yield the headline figures and who is served worse, as the first screen of the HTML page does."""
    seen = first(document)
    yield f"{text(wording.counted_briefly(document))}." + "".join(_headline(tile) for tile in seen.tiles[:1])
    yield from (f"{fact}: {text(words)}." for fact, words in seen.facts if fact in ("Columns", "Threshold"))
    if seen.served:
        headings = [
            "by",
            f"{seen.worst_word}, by {wording.words(seen.metric)}",
            "value, interval",
            seen.best_word,
            "gap",
        ]
        rows = [
            [
                name(row.by),
                f"{name(row.group)} {row.evidence}" if row.value else text(row.group) or "–",
                f"{row.value} ({row.interval})" if row.interval else row.value,
                name(row.best),
                row.gap,
                text(row.how_sure),
            ]
            for row in seen.served[:_MOST_LEVELS]
        ]
        yield table([*headings, "how sure"], [False, False, True, False, True, False], rows)


def _headline(tile: Tile) -> str:
    return f" {text(wording.words(tile.metric))} **{tile.value}**{f' ({tile.interval})' if tile.interval else ''}."


def _paragraph(lead: str, rest: str) -> str:
    return f"**{lead}**{text(rest)}" if lead else text(rest)


def _folded(summary: str, blocks: Iterable[str]) -> Iterator[str]:
    """Yield the blocks as one that is folded; nothing without blocks."""
    kept = list(blocks)
    if kept:
        yield "\n\n".join([f"<details><summary>{summary}</summary>", *kept, "</details>"])


def _about(document: Document) -> Iterator[str]:
    """Yield what was read and assumed, how the figures were made, and what they cannot tell."""
    assumed = [("Assumed", words) for words in document["assumptions"]]
    facts = [f"{fact}: {text(words)}" for fact, words in [*wording.facts(document), *assumed]]
    yield from _folded("What was audited, and how", [bullets([*facts, *map(text, wording.method(document))])])
    yield from _folded("What these figures cannot tell you", [bullets(map(text, wording.cannot_tell(document)))])


def _overall(document: Document) -> Iterator[str]:
    estimates = document["overall"]["metrics"]
    metrics = [metric for metric in headline.metrics(document) if metric in estimates]
    if not metrics:
        return
    notes = view.Notes()
    units = {metric: unit_of(document, metric) for metric in metrics}
    rows = [[name(metric), *_cells(estimates, {metric: unit}, notes)] for metric, unit in units.items()]
    yield "### All rows together"
    yield table(["metric", "value, interval"], [False, True], rows)
    yield from _footnotes(notes)


def _level(document: Document, level: view.Level) -> Iterator[str]:
    notes = view.Notes()
    groups = level.groups[: view.MOST_GROUPS]
    metrics = {metric: unit_of(document, metric) for metric in headline.metrics(document)}
    clusters = [wording.cluster_words(document)[1]] if level.has_clusters else []
    headings = [text(wording.level_name(level.by)), "rows", *clusters, *map(name, metrics)]
    rows = [_group_row(group, metrics, level.has_clusters, notes) for group in groups]
    yield f"### By {text(wording.level_name(level.by))}"
    if rows:
        yield table(headings, [False] + [True] * (len(headings) - 1), rows)
    if len(level.groups) > len(groups):
        yield wording.more_groups(len(level.groups) - len(groups))
    worse = wording.apart_sentence(document, level, headline.primary(document))
    if worse:
        yield f"**{text(worse)}**"
    yield from _footnotes(notes)
    compared = view.headline_disparities(document, level)
    yield from _folded(f"Comparisons by {text(wording.level_name(level.by))}", _disparities(compared))


def _group_row(group: GroupResult, metrics: Mapping[str, Unit], has_clusters: bool, notes: view.Notes) -> list[str]:
    reason = wording.small_because(group)
    mark = f" {'' if group['suppressed'] else 'small '}{notes.mark(reason)}" if reason else ""
    clusters = [wording.count(group["clusters"])] if has_clusters else []
    return [
        name(wording.label(group["group"])),
        wording.rows_of(group) + mark,
        *clusters,
        *_cells(group["metrics"], metrics, notes),
    ]


def _cells(estimates: view.Estimates, metrics: Mapping[str, Unit], notes: view.Notes) -> list[str]:
    cells = []
    for metric, unit in metrics.items():
        estimate = estimates.get(metric)
        mark = notes.mark(wording.undefined_because(estimate)) if estimate else ""
        value = wording.with_interval(estimate, unit) if estimate else ""
        cells.append(f"{value or (wording.UNDEFINED if estimate else '')} {mark}".strip())
    return cells


def _disparities(disparities: Sequence[Disparity]) -> Iterator[str]:
    notes = view.Notes()
    headings = ["comparison", "value", "at least", "at most", "by chance", "highest", "lowest"]
    numbers = [False, True, True, True, True, False, False]
    rows = [_disparity_row(each, notes) for each in disparities if each["value"] is not None]
    if rows:
        yield table(headings, numbers, rows)
    yield from _footnotes(notes)
    if remarks := wording.remarks(disparities):
        yield bullets(map(text, remarks))


def _disparity_row(disparity: Disparity, notes: view.Notes) -> list[str]:
    shown = wording.disparity_figure(disparity)
    mark = notes.mark(wording.undefined_because(disparity))
    return [
        name(disparity["name"]),
        f"{shown.value} {mark}".strip(),
        shown.low,
        shown.high,
        wording.chance(disparity),
        *map(name, wording.ends(disparity)),
    ]


def _footnotes(notes: view.Notes) -> Iterator[str]:
    if notes.texts:
        yield bullets(f"[{index}] {text(words)}" for index, words in enumerate(notes.texts, 1))


def _sensitivity(document: Document) -> Iterator[str]:
    entries = document.get("sensitivity", [])
    if entries:
        yield "### Under other normalisers"
        yield bullets(text(wording.sensitivity_sentence(entry)) for entry in entries)


def _example(example: Example) -> str:
    lines = [verbatim(line) for line in example["alignment"].split("\n")]
    return "\n".join([f"{text(wording.example_heading(example))}:", "", "<pre>", *lines, "</pre>"])
