"""What a page shows of scores, a section each: ranking, what came true, how they are spread, what thresholds do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from fairaudit import words as wording
from fairaudit.document import Document, GroupResult, Overall
from fairaudit.document.units import unit_of
from fairaudit.inference import selected
from fairaudit.report import scores
from fairaudit.report.html.curves import reliability, roc, series, spread, threshold
from fairaudit.report.page import Block, Drawing, Folded, Heading, Lines
from fairaudit.report.scores import Scored
from fairaudit.words import scores as words

MOST_BINS = 50
"""More bins of reliability than this are not drawn."""
_AREA = "area_under_roc"


class Section(NamedTuple):
    """A section of the page: its anchor, its heading, and its blocks."""

    anchor: str
    heading: str
    blocks: list[Block]


def sections(document: Document) -> list[Section]:
    """Return what the page shows of scores; nothing where there are none."""
    found = scores.by_attribute(document)
    if not found:
        return []
    told = found[0].scores
    bins = len(told["calibration_edges"]) - 1
    made = [
        Section(
            "ranking",
            "How well scores rank",
            _section(found, [words.RANKED, words.AS_IT_IS, *words.counted(told)], _ranking),
        ),
        Section("reliability", "What came true of scores", _bins(document, found, bins)),
        Section("spread", "How scores are spread", _section(found, [words.SPREAD], _spread)),
        Section(
            "thresholds",
            "What a threshold does",
            _section(found, [*words.threshold(document), *words.counted(told)], _thresholds),
        ),
    ]
    return [each for each in made if each.blocks]


def _bins(document: Document, found: Sequence[Scored], bins: int) -> list[Block]:
    if bins > MOST_BINS:
        return [Lines([words.too_many_bins(bins)], "note")]
    return _section(found, [words.reliability(document, found[0].scores)], _reliability) if bins > 0 else []


def _section(
    found: Sequence[Scored], said: Sequence[str], draw: Callable[[Scored, str], Iterator[Block]]
) -> list[Block]:
    blocks: list[Block] = [Lines(said, "note")]
    for place, scored in enumerate(found, 1):
        if scored.groups[0]["by"]:
            blocks.append(Heading(f"By {scored.by}", 3))
        blocks += draw(scored, f"{place}")
        blocks.append(Lines(scores.remarks(scored), "notes"))
    return blocks


def _ranking(scored: Scored, key: str) -> Iterator[Block]:
    yield Drawing("roc.html", {"plot": roc(scored), "rows": _of_roc(scored), "by": scored.by, "key": f"roc{key}"})
    yield Lines(list(words.thinned(scored.groups)), "notes")


def _of_roc(scored: Scored) -> list[tuple[str, str, bool, list[str]]]:
    """Return the groups with their series, their area if the report has it, and their positives and negatives."""
    found = []
    for place, (entry, result) in enumerate(zip(scored.groups, scored.results, strict=True)):
        sizes = [wording.count(entry["positives"][0]), wording.count(entry["negatives"][0])]
        found.append((scored.names[place], series(scored, place), entry["small"], [*_area(scored, result), *sizes]))
    return found


def _area(scored: Scored, result: GroupResult | Overall) -> list[str]:
    if _AREA not in result["metrics"]:
        return []
    shown = wording.figure(result["metrics"][_AREA], unit_of(scored.document, _AREA))
    return [shown.value or wording.UNDEFINED, shown.interval]


def _reliability(scored: Scored, key: str) -> Iterator[Block]:
    plots = [reliability(scored, place) for place in scored.drawn]
    yield Drawing("panels.html", {"plots": plots, "kind": "square"})
    table = replace(scores.bins(scored), key=f"bins{key}")
    yield Folded(f"Rows that score alike, as numbers, by {scored.by}", [table])


def _spread(scored: Scored, key: str) -> Iterator[Block]:  # noqa: ARG001
    yield Drawing("panels.html", {"plots": spread(scored), "kind": "flat"})


def _thresholds(scored: Scored, key: str) -> Iterator[Block]:
    legend = words.operating_points(scored.points)
    drawn = {"plots": threshold(scored), "slider": slider(scored, key), "by": scored.by, "legend": legend}
    yield Drawing("threshold.html", drawn)
    tables: list[Block] = [
        replace(table, key=f"threshold{key}{place}") for place, table in enumerate(scores.thresholds(scored))
    ]
    count = len(scores.listed(scored))
    yield Folded(f"{wording.plural(count, 'threshold')} as tables, by {scored.by}", tables)


class Row(NamedTuple):
    """A group in the table below the slider: its counts at every threshold, and its figures at the first one shown."""

    name: str
    series: str
    small: bool
    positives: str
    negatives: str
    rows: tuple[str, str] | None
    figures: list[str]


class Slider(NamedTuple):
    """The thresholds to choose from, the one to begin with, and the table of it."""

    key: str
    labels: str
    start: int
    now: str
    least: int
    rows: list[Row]
    gaps: list[str]


def slider(scored: Scored, key: str) -> Slider:
    """Return what a slider over the thresholds of an attribute needs."""
    at, least = scored.start, scored.document["min_group_size"]
    rows = []
    for place, entry in enumerate(scored.groups):
        found = selected.rates(entry)
        positives = entry.get("weighted_positives", entry["positives"])
        negatives = entry.get("weighted_negatives", entry["negatives"])
        plain = (_listed(entry["positives"]), _listed(entry["negatives"])) if scored.scores["weighted"] else None
        figures = [
            wording.count(positives[at] + negatives[at]),
            *(words.rate(found[rate][at]) for rate in selected.RATES),
        ]
        name, own = scored.names[place], series(scored, place)
        rows.append(Row(name, own, entry["small"], _listed(positives), _listed(negatives), plain, figures))
    apart = selected.gaps(scored.groups, least)
    gaps = [words.apart(apart[rate][at]) for rate in selected.RATES]
    return Slider(key, " ".join(scored.thresholds), at, scored.thresholds[at], least, rows, gaps)


def _listed(counts: Sequence[float]) -> str:
    return " ".join(f"{each:.15g}" for each in counts)
