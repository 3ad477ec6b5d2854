"""The report as one HTML page that needs nothing else: no request, and whole without script."""

from __future__ import annotations

import json

from fairaudit import words as wording
from fairaudit.document import Document, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report import first, presets, rules
from fairaudit.report.html.data import packed
from fairaudit.report.html.draw import draw
from fairaudit.report.html.view import anchors, overall, section
from fairaudit.report.page import Column

_MOST_NAMED = 6
"""Rules that did not pass and are named on the first screen."""


def render(document: Document) -> str:
    """Return the page; it is whole without its script, which sorts, copies and downloads."""
    levels = [(f"by{index}", level) for index, level in enumerate(view.levels(document), 1)]
    open_rules = [each for each in wording.worst_first(document["verdicts"]) if each["verdict"] != "pass"]
    found = rules.table(document, open_rules[:_MOST_NAMED])
    return draw(
        "report.html",
        "report.css",
        "report.js",
        document=document,
        title=title(document),
        first=first,
        rules=rules,
        named=list(zip(*(each.cells for each in found.columns[:2] if isinstance(each, Column)), strict=True)),
        sections=[(anchor, wording.level_name(each.by), section(document, each, anchor)) for anchor, each in levels],
        presets=[[*presets.blocks(result), presets.sources(result)] for result in document.get("presets", [])],
        overall=[overall(document)],
        numbers=anchors(document),
        config=json.dumps(document["config"], indent=2, ensure_ascii=False, default=str).split("\n"),
        data=packed(document),
        wording=wording,
    )


def title(document: Document) -> str:
    """Return the title of the page: the verdict if there is one, else the figure that matters most."""
    files = wording.source_names(document, 1)
    metric = headline.primary(document)
    estimate = document["overall"]["metrics"].get(metric)
    if "gate" in document:
        return f"{wording.gate_line(document)} · {files}"
    if estimate is None or estimate["value"] is None:
        return f"{files} · fairaudit"
    return f"{wording.words(metric)} {wording.with_interval(estimate, unit_of(document, metric))} · {files}"
