"""The report as Markdown, for a pull request or a job summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from fairaudit.document import Disparity, Document, Example, GroupResult
from fairaudit.report import view, wording

MOST_BYTES = 60_000
"""A comment on GitHub holds 64 KB."""

_ENTITIES = str.maketrans(
    {character: f"&#{ord(character)};" for character in "&<>|`\\*[]~$"}
    | {character: f"<code>&#{ord(character)};</code>" for character in "@#"}
)
_LOOSE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LINK = re.compile(r"(?<=[A-Za-z])://|(?<=www)\.", re.IGNORECASE)


def render(document: Document) -> str:
    """Return the report in GitHub's Markdown, cut to what a comment can hold."""
    kept: list[str] = []
    size = 0
    blocks = list(_blocks(document))
    for block in blocks:
        size += len(block.encode("utf-8")) + 2
        if size > MOST_BYTES:
            kept.append(f"*{len(blocks) - len(kept)} more parts do not fit here: see the JSON, CSV or HTML report.*")
            break
        kept.append(block)
    return "\n\n".join(kept) + "\n"


def text(words: str) -> str:
    """Return the words so that Markdown shows them as they are: no markup, no mention, no link."""
    escaped = wording.show(words).translate(_ENTITIES)
    return _LINK.sub(
        lambda found: "".join(f"&#{ord(each)};" for each in found[0]), _LOOSE_UNDERSCORE.sub("&#95;", escaped)
    )


def _name(words: str) -> str:
    """Return a name from the data as code, where nothing is linked or mentioned."""
    plain = _verbatim(words)
    return f"<code>{plain}</code>" if plain else ""


def _verbatim(words: str) -> str:
    """Return the words for within `code` or `pre`."""
    return text(words).replace("<code>", "").replace("</code>", "")


def _blocks(document: Document) -> Iterator[str]:
    yield f"## fairaudit: {text(wording.source_names(document))}"
    yield from (text(paragraph) for paragraph in document["advice"])
    yield from (f"⚠ Warning: {text(warning['message'])}" for warning in document["warnings"])
    assumed = [("Assumed", words) for words in document["assumptions"]]
    yield _list([f"{name}: {text(words)}" for name, words in [*wording.facts(document), *assumed]])
    yield from _overall(document)
    for level in view.levels(document):
        yield from _level(document, level)
    yield from _sensitivity(document)
    yield from (_example(example) for example in document.get("examples", []))
    yield f"{wording.bounds_note(document)} {wording.POINTS} {wording.ALL_METRICS}"
    yield f"fairaudit {text(document['fairaudit_version'])}, {text(document['created'])}"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(headings: Sequence[str], numbers: Sequence[bool], rows: Iterable[Sequence[str]]) -> str:
    rule = " | ".join("---:" if is_number else "---" for is_number in numbers)
    lines = [" | ".join(headings), rule, *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _overall(document: Document) -> Iterator[str]:
    estimates = document["overall"]["metrics"]
    metrics = [name for name in view.headline(document) if name in estimates]
    if not metrics:
        return
    notes = view.Notes()
    rows = [[_name(name), *_cells(document["overall"]["metrics"], [name], notes)] for name in metrics]
    yield "### All rows together"
    yield _table(["metric", "value, interval"], [False, True], rows)
    yield from _footnotes(notes)


def _level(document: Document, level: view.Level) -> Iterator[str]:
    notes = view.Notes()
    groups = level.groups[: view.MOST_GROUPS]
    metrics = view.headline(document)
    clusters = [wording.cluster_words(document)[1]] if level.has_clusters else []
    headings = [text(wording.level_name(level.by)), "rows", *clusters, *map(_name, metrics)]
    rows = [_group_row(group, metrics, level.has_clusters, notes) for group in groups]
    yield f"### By {text(wording.level_name(level.by))}"
    if rows:
        yield _table(headings, [False] + [True] * (len(headings) - 1), rows)
    if len(level.groups) > len(groups):
        yield wording.more_groups(len(level.groups) - len(groups))
    worst = wording.worst_sentence(document, level.groups, level.disparity(view.primary(document), "worst"))
    if worst:
        yield f"**{text(worst)}**"
    yield from _footnotes(notes)
    yield from _disparities(view.headline_disparities(document, level))


def _group_row(group: GroupResult, metrics: Sequence[str], has_clusters: bool, notes: view.Notes) -> list[str]:
    reason = wording.small_because(group)
    mark = f" {'' if group['suppressed'] else 'small '}{notes.mark(reason)}" if reason else ""
    clusters = [wording.count(group["clusters"])] if has_clusters else []
    return [
        _name(wording.label(group["group"])),
        wording.rows_of(group) + mark,
        *clusters,
        *_cells(group["metrics"], metrics, notes),
    ]


def _cells(estimates: view.Estimates, metrics: Sequence[str], notes: view.Notes) -> list[str]:
    cells = []
    for metric in metrics:
        estimate = estimates.get(metric)
        mark = notes.mark(wording.undefined_because(estimate)) if estimate else ""
        value = wording.with_interval(estimate, metric) if estimate else ""
        cells.append(f"{value or (wording.UNDEFINED if estimate else '')} {mark}".strip())
    return cells


def _disparities(disparities: Sequence[Disparity]) -> Iterator[str]:
    notes = view.Notes()
    headings = ["comparison", "value", "at least", "at most", "by chance", "highest", "lowest"]
    numbers = [False, True, True, True, True, False, False]
    rows = [_disparity_row(each, notes) for each in disparities if each["value"] is not None]
    if rows:
        yield _table(headings, numbers, rows)
    yield from _footnotes(notes)
    if remarks := wording.remarks(disparities):
        yield _list(map(text, remarks))


def _disparity_row(disparity: Disparity, notes: view.Notes) -> list[str]:
    shown = wording.disparity_figure(disparity)
    mark = notes.mark(wording.undefined_because(disparity))
    return [
        _name(disparity["name"]),
        f"{shown.value} {mark}".strip(),
        shown.low,
        shown.high,
        wording.chance(disparity),
        _name(wording.label(disparity["highest"])),
        _name(wording.label(disparity["lowest"])),
    ]


def _footnotes(notes: view.Notes) -> Iterator[str]:
    if notes.texts:
        yield _list(f"[{index}] {text(words)}" for index, words in enumerate(notes.texts, 1))


def _sensitivity(document: Document) -> Iterator[str]:
    entries = document.get("sensitivity", [])
    if entries:
        yield "### Under other normalisers"
        yield _list(text(wording.sensitivity_sentence(entry)) for entry in entries)


def _example(example: Example) -> str:
    lines = [_verbatim(line) for line in example["alignment"].split("\n")]
    return "\n".join([f"{text(wording.example_heading(example))}:", "", "<pre>", *lines, "</pre>"])
