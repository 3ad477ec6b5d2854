"""The picture that a page on two results begins with: every group, from its old value to its new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fairaudit import words as wording
from fairaudit.document.changes import Change, ChangesDocument, GroupChange
from fairaudit.document.changes_reading import Level, headline_metrics, levels, primary
from fairaudit.document.units import Unit, known_unit, unit_of
from fairaudit.report.drawing import Axis, Limits, axis_over
from fairaudit.report.html.draw import SHAPES
from fairaudit.report.html.overview import at_either_end
from fairaudit.report.page import Drawing
from fairaudit.words import changes as words
from fairaudit.words import moved


@dataclass(frozen=True)
class Move:
    """One value then and now; `verdict` is empty where the change may be chance."""

    name: str
    old: str
    new: str
    change: str
    interval: str
    verdict: str
    values: tuple[float | None, float | None]
    note: str = ""


@dataclass(frozen=True)
class Part:
    """One attribute: where its tables are, what became of its gap and whether its groups changed alike, its groups."""

    anchor: str
    name: str
    gap: str
    groups: Sequence[Move]
    more: str


@dataclass(frozen=True)
class Moves:
    """The parts of the picture, what it shows, and what its marks mean."""

    metric: str
    parts: Sequence[Part]
    axis: Axis
    ends: tuple[str, str]
    marks: str


def tiles(document: ChangesDocument) -> list[Move]:
    """Return what became of all rows, by the metrics that a reader sees first."""
    changes = document["overall"]["metrics"]
    return [
        _move(wording.words(metric), changes[metric], unit_of(document, metric))
        for metric in headline_metrics(document)
    ]


def moves(document: ChangesDocument) -> Drawing | None:
    """Return the picture, the attribute with the strongest evidence first; None where nothing can be drawn."""
    metric = primary(document)
    if not metric:
        return None
    unit = unit_of(document, metric)
    anchors = {tuple(level.by): f"by{place}" for place, level in enumerate(levels(document))}
    found = [level for level in moved.by_evidence(document) if len(level.by) == 1]
    parts = [_part(level, metric, unit, anchors[tuple(level.by)]) for level in found]
    parts = [part for part in parts if part.groups]
    if not parts:
        return None
    points: list[Limits] = [(value, value, value) for part in parts for value in _values(part.groups)]
    axis = axis_over(points)
    ends = wording.number(axis.low, unit), wording.number(axis.high, unit)
    return Drawing("moves.html", Moves(metric, parts, axis, ends, "".join(_marks(parts))))


def _values(groups: Sequence[Move]) -> Iterator[float]:
    return (value for group in groups for value in group.values if value is not None)


def _marks(parts: Sequence[Part]) -> Iterator[str]:
    """Yield what the words beside names mean, and what it means that there are none."""
    groups = [group for part in parts for group in part.groups]
    if found := dict.fromkeys(group.verdict for group in groups if group.verdict):
        marks = " or ".join(f"{SHAPES[each]} {each}" for each in sorted(found, reverse=True))
        yield f"; {marks} beyond what chance explains in the whole comparison"
    if any(not group.verdict for group in groups):
        yield "; dotted: the change may be chance" if found else "; dotted, as every change may be chance"


def _part(level: Level, metric: str, unit: Unit, anchor: str) -> Part:
    there = [group for group in level.groups if metric in group["metrics"]]
    shown = at_either_end(there)
    return Part(
        anchor,
        wording.level_name(level.by),
        "; ".join(_of_gap(level, metric)),
        [_of_group(group, metric, unit) for group in shown],
        wording.plural(more, "more group") if (more := len(level.groups) - len(shown)) else "",
    )


def _of_gap(level: Level, metric: str) -> Iterator[str]:
    """Yield that the groups changed differently if that is certain, and what became of the gap between them."""
    gap, spread = level.disparity(metric, "difference"), level.spread(metric)
    if spread is not None and spread["beyond_chance"]:
        yield "the groups did not change alike"
    if gap is not None and gap["change"]["value"] is not None:
        unit = known_unit(gap["unit"])
        old, new = (words.value_of(gap[side], unit, "difference") for side in ("old", "new"))
        yield f"gap {old} → {new}: {moved.GAPS.get(gap['verdict'], 'cannot tell')}"


def _of_group(group: GroupChange, metric: str, unit: Unit) -> Move:
    status = "" if group["status"] == "both" else words.STATUS[group["status"]].partition(":")[0]
    found = _move(wording.label(group["group"]), group["metrics"][metric], unit)
    note = status or ("small" if group["small"] else "")
    old, new = "" if group["status"] == "appeared" else found.old, "" if group["status"] == "left" else found.new
    return replace(found, old=old, new=new, note=note)


def _move(name: str, change: Change, unit: Unit) -> Move:
    found, shown = change["change"], words.change_figure(change["change"], unit)
    old, new = (words.value_of(change[side], unit) for side in ("old", "new"))
    return Move(
        name,
        old,
        new,
        "" if found["value"] is None else shown.value,
        words.interval(shown),
        change["verdict"] if change["verdict"] in moved.VERDICTS else "",
        (change["old"]["value"], change["new"]["value"]),
    )
