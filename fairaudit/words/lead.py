"""The two sentences that a page begins with: who is served worse, and where else gaps are certain; without figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fairaudit.document import Document, headline
from fairaudit.document import reading as view
from fairaudit.document.told import is_told, told_apart
from fairaudit.words import gaps, phrases

_MOST_LEVELS = 3
_MOST_METRICS = 3


def by_evidence(document: Document) -> list[view.Level]:
    """Return the attributes and intersections, first that whose largest certain gap is largest."""
    return sorted(view.levels(document), key=lambda level: -gaps.certain_gap(document, level))


def lead(document: Document) -> list[str]:
    """Return what was found in at most two sentences; the tables have the figures."""
    levels, metric = by_evidence(document), headline.primary(document)
    sentences = [_main(document, levels, metric), _others(document, levels, metric) or _left_out(document)]
    return [sentence for sentence in sentences if sentence]


def _main(document: Document, levels: Sequence[view.Level], metric: str) -> str:
    """Return whose value by the metric that orders the groups is truly worse than that of all rows."""
    name, better = phrases.words(metric), headline.better(document, metric)
    apart = [(level, told_apart(level.groups, metric)[0]) for level in levels]
    told = [(level, groups) for level, groups in apart if groups]
    if told:
        whom = [
            f"{phrases.listed([phrases.label(group['group']) for group in groups])} ({phrases.level_name(level.by)})"
            for level, groups in told
        ]
        than = "higher" if better is None else "worse"
        more = " (and in more places)" if len(whom) > _MOST_LEVELS else ""
        return f"{_upper(name)} is {than} than over all rows for {', and for '.join(whom[:_MOST_LEVELS])}{more}."
    found = [(level, gap) for level in levels if (gap := level.disparity(metric, "difference")) is not None]
    certain = [phrases.level_name(level.by) for level, gap in found if is_told(gap)]
    if certain:
        return f"Groups truly differ in {name} by {_cut(certain)}, but no single group stands out from all rows."
    if any(gap["value"] is not None for _, gap in found):
        return f"No group stands out in {name}: what its groups differ by may be chance."
    return f"No groups could be compared by {name}." if found else ""


def _others(document: Document, levels: Sequence[view.Level], main: str) -> str:
    """Return by which other metrics that are seen first gaps are certain, and where."""
    where: dict[str, list[str]] = {}
    for level in levels:
        for gap in gaps.of_single_metrics(document, level):
            if gap["metric"] != main and is_told(gap):
                where.setdefault(gap["metric"], []).append(phrases.level_name(level.by))
    said = [f"{phrases.words(metric)} (by {_cut(names)})" for metric, names in where.items()]
    return f"Gaps are certain in {_cut(said, 'other metric', _MOST_METRICS)}." if said else ""


def _left_out(document: Document) -> str:
    """Return that groups were not compared, where the tables could make a reader believe they were."""
    is_small = any(group["small"] and not group["suppressed"] for group in document["groups"])
    return "Some groups are too small to compare, and nothing is said of them." if is_small else ""


def _cut(names: Iterable[str], what: str = "other", most: int = _MOST_LEVELS) -> str:
    """Return names as a list, cut with the words for the rest and no number: a number would be one more figure."""
    found = list(names)
    return phrases.listed(found) if len(found) <= most else f"{', '.join(found[:most])} and {what}s"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
