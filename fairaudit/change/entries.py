"""From compared tables to the entries of the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fairaudit import document
from fairaudit.change.table import Table
from fairaudit.change.told import ToldChanges
from fairaudit.document.changes import AllRows, Change, DisparityChange, GroupChange, Result, Spread
from fairaudit.groups.entries import direction
from fairaudit.inference import Estimate, compare
from fairaudit.inference.gap_change import change_of_bounds

DisparityKey = tuple[str, frozenset[str]]
"""The name of a comparison, and its attributes in any order."""


def result_entry(
    data: document.Data,
    columns: dict[str, str],
    where: Iterable[Sequence[str]],
    threshold: float | list[float] | None,
    about: document.About | None = None,
) -> Result:
    """Return what one of the two results is."""
    found: Result = {"data": data, "columns": columns, "where": [list(pair) for pair in where]}
    if threshold is not None:
        found["threshold"] = threshold
    if about:
        found["about"] = about
    return found


def overall_entry(table: Table, told: ToldChanges) -> AllRows:
    """Return the entry for all rows together."""
    return {
        "n_old": table.rows[0][0] or 0,
        "n_new": table.rows[0][1] or 0,
        "clusters_old": table.clusters[0][0],
        "clusters_new": table.clusters[0][1],
        "metrics": _changes(table, 0, told),
    }


def group_entries(table: Table, told: ToldChanges) -> Iterable[GroupChange]:
    """Yield the entries of the groups of one level."""
    for index, group in enumerate(table.groups):
        hidden = table.suppressed[index]
        rows, clusters = ((None, None), (None, None)) if hidden else (table.rows[index], table.clusters[index])
        yield {
            "by": list(table.by),
            "group": group,
            "status": table.status(index),
            "n_old": rows[0],
            "n_new": rows[1],
            "clusters_old": clusters[0],
            "clusters_new": clusters[1],
            "small": table.small_because[index] is not None,
            "small_because": table.small_because[index],
            "suppressed": hidden,
            "metrics": {} if hidden else _changes(table, index, told),
        }


def _changes(table: Table, index: int, told: ToldChanges) -> dict[str, Change]:
    found: dict[str, Change] = {}
    for name in table.changes:
        change = table.change(name, index)
        is_told = bool(told.values[frozenset(table.by), name][index])
        found[name] = {
            "old": table.old[name][index].to_dict(),
            "new": table.new[name][index].to_dict(),
            "change": change.to_dict(),
            "verdict": _verdict(change, table.changes[name].metric.better, is_told),
        }
    return found


def _verdict(change: Estimate, better: str | None, is_told: bool) -> str:
    """Return better or worse (higher or lower), or unclear where the change is not told or its interval includes 0."""
    if not is_told or change.low is None or change.high is None or change.low <= 0 <= change.high:
        return "unclear"
    return direction(change.low > 0, better)


def disparity_changes(
    old: Sequence[document.Disparity],
    new: Sequence[document.Disparity],
    sharper: Mapping[DisparityKey, Estimate],
    told: ToldChanges,
    better: Mapping[str, str | None],
) -> Iterable[DisparityChange]:
    """Yield the change of every comparison that both results have; `sharper` holds those of which more is known.

    `better` says which direction of a metric is better.
    """
    before = {(each["name"], frozenset(each["by"])): each for each in old}
    for after in new:
        key = after["name"], frozenset(after["by"])
        found = before.get(key)
        if found is None:
            continue
        change = sharper.get(key) or change_of_bounds(_estimate(found), _estimate(after))
        yield {
            "name": after["name"],
            "metric": after["metric"],
            "unit": after["unit"],
            "comparison": after["comparison"],
            "by": after["by"],
            "old": _estimate(found).to_dict(),
            "new": _estimate(after).to_dict(),
            "change": change.to_dict(),
            "verdict": _verdict(change, _better(after, better), _can_have_changed(after, told)),
            "left_out": _left_out(found, after),
        }


def _can_have_changed(disparity: document.Disparity, told: ToldChanges) -> bool:
    """Tell whether what a comparison rests on truly changed: a gap only if groups changed by different amounts."""
    names = disparity.get("combines", [disparity["metric"]])
    if disparity["comparison"] == "difference":
        return any((frozenset(disparity["by"]), name) in told.spreads for name in names)
    return any(told.any_value(disparity["by"], name) for name in names)


def _better(disparity: document.Disparity, better: Mapping[str, str | None]) -> str | None:
    """Return which way a comparison is better: groups closer together, or the worst-served group served better."""
    if disparity["comparison"] == "worst":
        return better[disparity["metric"]]
    return "higher" if disparity["comparison"] == "ratio" else "lower"


def _left_out(old: document.Disparity, new: document.Disparity) -> list[document.LeftOut]:
    """Return the groups that one of two comparisons leaves out, each once."""
    found: dict[tuple[str | None, ...], document.LeftOut] = {}
    for entry in (*new["left_out"], *old["left_out"]):
        found.setdefault(tuple(entry["group"].values()), entry)
    return list(found.values())


def _estimate(found: document.Disparity) -> Estimate:
    return Estimate(
        found["value"],
        found["low"],
        found["high"],
        found["n"],
        found["method"],
        found["undefined"],
        found["interval_undefined"],
    )


def spread_entries(table: Table, told: ToldChanges) -> Iterable[Spread]:
    """Yield, for every metric, how unequally the groups of one level changed."""
    for name, changes in table.changes.items():
        result = compare(changes, "difference", table.usable(name))
        chance = result.chance
        yield {
            **result.estimate.to_dict(),
            "metric": name,
            "unit": changes.metric.unit,
            "by": list(table.by),
            "beyond_chance": (frozenset(table.by), name) in told.spreads,
            "chance": None if chance is None else {"median": chance[0], "p95": chance[1]},
            "largest": None if result.highest is None else table.groups[result.highest],
            "smallest": None if result.lowest is None else table.groups[result.lowest],
            "left_out": [
                {"group": group, "why": why}
                for group, why in zip(table.groups, table.left_out[name], strict=True)
                if why is not None
            ],
        }
