"""Metrics that say the same: a reader who has seen the one learns nothing from the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from fairaudit.document import Disparity, Document, Estimate, Group, headline
from fairaudit.document.changes import Change, ChangesDocument, DisparityChange
from fairaudit.document.changes_reading import headline_metrics
from fairaudit.document.judged import JudgedDocument
from fairaudit.document.told import is_told, told
from fairaudit.document.units import unit_of

NEAR = 0.001
"""Shares that are no further apart say the same: a tenth of a percentage point, the last digit that is printed."""
_NEAR_ENOUGH = 0.1
"""Limits may also be apart by so much of their interval's width."""


class _Said(NamedTuple):
    """What a metric says of one group, or of one comparison: its estimates, what is told of them, and of whom."""

    estimates: Sequence[Estimate]
    told: str
    ends: Sequence[Group | None] = ()


_Sayings = dict[object, _Said]
"""What is said by one metric, by whom or what it is said of."""


def alike(document: Document) -> dict[str, str]:
    """Return metrics that say the same as another that is seen first, each with that one.

    They are nowhere apart by more than `NEAR`, in all rows, in groups that are compared and in comparisons, and tell
    nothing that the other does not tell. Metrics that were asked for by name are never among them.
    """
    return _alike(document, headline.metrics(document), lambda metric: dict(_of_report(document, metric)))


def alike_changes(document: ChangesDocument) -> dict[str, str]:
    """Return the same of a comparison of two results."""
    return _alike(document, headline_metrics(document), lambda metric: dict(_of_changes(document, metric)))


def _alike(document: JudgedDocument, metrics: Sequence[str], sayings: Callable[[str], _Sayings]) -> dict[str, str]:
    shares = [metric for metric in metrics if unit_of(document, metric) == "share"]
    if document["config"].get("metrics"):
        return {}
    found: dict[str, str] = {}
    said = {metric: sayings(metric) for metric in shares}
    better = {metric: document["definitions"][metric]["better"] for metric in shares}
    for place, metric in enumerate(shares):
        for first in (each for each in shares[:place] if each not in found and better[each] == better[metric]):
            if _says_nothing_new(said[metric], said[first]):
                found[metric] = first
                break
    return found


def _says_nothing_new(second: _Sayings, first: _Sayings) -> bool:
    """Tell whether the second says the same of everything, and says anything at all."""
    if not any(estimate["value"] is not None for said in second.values() for estimate in said.estimates):
        return False
    return second.keys() == first.keys() and all(_is_same(said, first[whom]) for whom, said in second.items())


def _is_same(second: _Said, first: _Said) -> bool:
    is_new = second.told not in ("", first.told) or second.ends != first.ends
    return not is_new and all(map(_are_near, second.estimates, first.estimates))


def _are_near(second: Estimate, first: Estimate) -> bool:
    """Tell whether two estimates are printed as good as alike, or are both missing."""
    low, high = first["low"], first["high"]
    width = 0.0 if low is None or high is None else high - low
    ends = max(NEAR, _NEAR_ENOUGH * width)
    pairs = ((second["value"], first["value"], NEAR), (second["low"], low, ends), (second["high"], high, ends))
    return all(one == other if one is None or other is None else abs(one - other) <= most for one, other, most in pairs)


def _of_report(document: Document, metric: str) -> Iterator[tuple[object, _Said]]:
    if (overall := document["overall"]["metrics"].get(metric)) is not None:
        yield "", _Said([overall], "")
    for group in document["groups"]:
        if not group["small"] and metric in group["metrics"]:
            yield tuple(group["group"].items()), _Said([group["metrics"][metric]], told(group, metric))
    for gap in document["disparities"]:
        if gap["metric"] == metric:
            yield _about(gap), _gap(gap)


def _about(gap: Disparity | DisparityChange) -> object:
    return (*gap["by"], gap["comparison"])


def _gap(gap: Disparity) -> _Said:
    return _Said([gap], "told" if is_told(gap) else "", (gap["highest"], gap["lowest"]))


def _of_changes(document: ChangesDocument, metric: str) -> Iterator[tuple[object, _Said]]:
    if (overall := document["overall"]["metrics"].get(metric)) is not None:
        yield "", _changed(overall)
    for group in document["groups"]:
        if not group["small"] and metric in group["metrics"]:
            yield tuple(group["group"].items()), _changed(group["metrics"][metric])
    for gap in document["disparities"]:
        if gap["metric"] == metric:
            yield _about(gap), _changed(gap)
    for spread in document["spreads"]:
        if spread["metric"] == metric:
            told_apart, ends = "told" if spread["beyond_chance"] else "", (spread["largest"], spread["smallest"])
            yield ("spread", *spread["by"]), _Said([spread], told_apart, ends)


def _changed(change: Change | DisparityChange) -> _Said:
    word = change["verdict"]
    return _Said([change["old"], change["new"], change["change"]], "" if word == "unclear" else word)
