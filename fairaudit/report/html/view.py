"""What the HTML page shows, as plain records of finished text: the templates only arrange them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fairaudit import words as wording
from fairaudit.document import Disparity, Document, Estimate, GroupResult, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.first import First, first
from fairaudit.report.html.bars import Bars, bars
from fairaudit.report.html.data import packed
from fairaudit.report.html.forest import MOST_LISTED, Forest, forest
from fairaudit.report.html.heat import HeatRow, Matrix, heat, matrix
from fairaudit.report.html.verdicts import Rules, rules, title


@dataclass(frozen=True)
class Comparison:
    """One line of a table of comparisons."""

    name: str
    value: str
    low: str
    high: str
    chance: str
    highest: str
    lowest: str
    note: str
    method: str


@dataclass(frozen=True)
class OverallRow:
    """One metric of all rows together."""

    metric: str
    value: str
    interval: str
    n: str
    worked: str
    note: str


@dataclass(frozen=True)
class Counts:
    """The counts of every group, from which its figures can be recomputed; `what` says of what they are sums."""

    what: str
    names: list[str]
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Section:
    """One attribute or intersection."""

    name: str
    anchor: str
    has_clusters: bool
    worse: str
    forests: list[Forest]
    matrix: Matrix | None
    bars: Bars | None
    metrics: list[str]
    heat: list[HeatRow]
    heat_folded: list[HeatRow]
    footnotes: list[str]
    comparisons: list[Comparison]
    other_comparisons: list[Comparison]
    remarks: list[str]
    counts: Counts
    not_listed: int


@dataclass(frozen=True)
class Page:
    """The whole page; what needs no preparation is taken from the document itself."""

    document: Document
    title: str
    first: First
    clusters: str
    rules: Rules | None
    overall: list[OverallRow]
    sections: list[Section]
    coloured: str
    config: list[str]
    data: str
    most_named: int = 6
    """Rules that did not pass and are named on the first screen."""

    @property
    def numbers(self) -> dict[str, str]:
        """Metric name → where the glossary explains it: an anchor that holds nothing from the data."""
        return {name: f"m{index}" for index, name in enumerate(self.document["definitions"])}


def page(document: Document) -> Page:
    """Return the page of a document."""
    return Page(
        document=document,
        title=title(document),
        first=first(document),
        clusters=wording.cluster_words(document)[1],
        rules=rules(document),
        overall=[_overall_line(document, name, each) for name, each in document["overall"]["metrics"].items()],
        sections=[_section(document, level, f"by{index}") for index, level in enumerate(view.levels(document), 1)],
        coloured=wording.coloured(document),
        config=json.dumps(document["config"], indent=2, ensure_ascii=False, default=str).split("\n"),
        data=packed(document),
    )


def _overall_line(document: Document, metric: str, estimate: Estimate) -> OverallRow:
    shown = wording.figure(estimate, unit_of(document, metric))
    return OverallRow(
        metric=metric,
        value=shown.value or wording.UNDEFINED,
        interval=shown.interval,
        n=wording.count(estimate["n"]),
        worked=wording.worked_out(document, metric, document["overall"], estimate),
        note=wording.undefined_because(estimate),
    )


def _section(document: Document, level: view.Level, anchor: str) -> Section:
    notes = view.Notes()
    metrics = [name for name in document["definitions"] if any(name in group["metrics"] for group in level.groups)]
    rows = heat(document, level, metrics, notes)
    comparisons = view.headline_disparities(document, level)
    return Section(
        name=wording.level_name(level.by),
        anchor=anchor,
        has_clusters=level.has_clusters,
        worse=wording.apart_sentence(document, level, headline.primary(document)),
        forests=[forest(document, level, name) for name in _first_the_primary(document) if name in metrics],
        matrix=matrix(document, level, headline.primary(document)),
        bars=bars(document, level),
        metrics=metrics,
        heat=rows[: view.MOST_GROUPS],
        heat_folded=rows[view.MOST_GROUPS :],
        footnotes=notes.lines(),
        comparisons=[_comparison(each) for each in comparisons if each["value"] is not None],
        other_comparisons=[_comparison(each) for each in level.disparities if each not in comparisons],
        remarks=wording.remarks(comparisons),
        counts=_counts(document, level.groups[:MOST_LISTED]),
        not_listed=max(len(level.groups) - MOST_LISTED, 0),
    )


def _first_the_primary(document: Document) -> list[str]:
    primary = headline.primary(document)
    return [primary, *(name for name in headline.metrics(document) if name != primary)]


def _comparison(disparity: Disparity) -> Comparison:
    shown, (highest, lowest) = wording.disparity_figure(disparity), wording.ends(disparity)
    return Comparison(
        name=disparity["name"],
        value=shown.value or wording.UNDEFINED,
        low=shown.low,
        high=shown.high,
        chance=wording.chance(disparity),
        highest=highest,
        lowest=lowest,
        note=wording.undefined_because(disparity),
        method=disparity["method"],
    )


def _counts(document: Document, groups: Sequence[GroupResult]) -> Counts:
    is_weighted = any("weighted_counts" in group for group in groups)
    found = [(group, group.get("weighted_counts") if is_weighted else group["counts"]) for group in groups]
    known = dict.fromkeys(name for _, counts in found for name in counts or {})
    names = [name for name in known if name not in document["side_counts"]]
    rows = [
        (wording.label(group["group"]), [wording.count((counts or {}).get(name)) for name in names])
        for group, counts in found
    ]
    return Counts("sums of weights" if is_weighted else "counts", names, rows)
