"""What stands out once groups are seen together: concentrated errors, hidden intersections, orders that reverse.

Works on the finished estimates of a report and never on rows. "Clearly worse" means that a group's whole interval lies
on the worse side of the value of all rows together. Small, hidden and undefined groups are never named here.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from fairaudit.document import Definition, Estimate, GroupResult, Overall
from fairaudit.document.patterns import Concentration, Hidden, Patterns, Reversal

MOST = 5
"""Hidden intersections, and reversals, that are listed for one metric of one level."""
_MOST_COMPARED = 40
"""Groups of an attribute, the largest, whose order is compared pair by pair."""
_ERRORS = {
    "word_error_rate": (("word_errors",), ("reference_words",)),
    "accuracy": (
        ("false_positives", "false_negatives"),
        ("true_positives", "false_positives", "false_negatives", "true_negatives"),
    ),
}
"""Metric → the counts that are its errors, and the counts that they are a share of."""

Levels = Mapping[tuple[str, ...], Sequence[GroupResult]]


def find_patterns(overall: Overall, groups: Sequence[GroupResult], definitions: Mapping[str, Definition]) -> Patterns:
    """Return what stands out among the groups of a report."""
    levels: dict[tuple[str, ...], list[GroupResult]] = defaultdict(list)
    for group in groups:
        levels[tuple(group["by"])].append(group)
    return {
        "concentrations": list(_concentrations(overall, levels, definitions)),
        "hidden": [each for name, facts in definitions.items() for each in _hidden(name, facts, overall, levels)],
        "reversals": [each for name in definitions for each in _reversals(name, levels)],
    }


def _concentrations(overall: Overall, levels: Levels, definitions: Mapping[str, Definition]) -> Iterator[Concentration]:
    metric = next((name for name in _ERRORS if name in definitions), None)
    if metric is None:
        return
    errors, whole = (_summed(overall["counts"], names) for names in _ERRORS[metric])
    for by, groups in levels.items():
        worse = [group for group in groups if _is_worse(metric, definitions[metric], group, overall)]
        if len(by) > 1 or not worse or not errors or not whole:
            continue
        found = [_concentration(group, metric, errors, whole) for group in worse]
        yield max(found, key=lambda each: each["share_of_errors"] - each["share"])


def _concentration(group: GroupResult, metric: str, errors: float, whole: float) -> Concentration:
    own, own_whole = (_summed(group["counts"] or {}, names) for names in _ERRORS[metric])
    return {
        "by": group["by"],
        "group": group["group"],
        "errors": own,
        "share_of_errors": own / errors,
        "share": own_whole / whole,
    }


def _summed(counts: Mapping[str, float], names: Sequence[str]) -> float:
    return sum(counts.get(name, 0) for name in names)


def _hidden(metric: str, facts: Definition, overall: Overall, levels: Levels) -> Iterator[Hidden]:
    if facts["better"] is None:
        return
    for by, groups in levels.items():
        singles = {(name, group["group"][name]): group for name in by for group in levels.get((name,), ())}
        if len(by) < 2 or not all((name,) in levels for name in by):
            continue
        known = [group for group in groups if _usable(group, metric)]
        found = [
            group
            for group in known
            if _is_worse(metric, facts, group, overall)
            and not any(_is_worse(metric, facts, singles[name, group["group"][name]], overall) for name in by)
        ]
        for group in found[:MOST]:
            yield {"metric": metric, "by": group["by"], "group": group["group"], "of": len(known)}


def _is_worse(metric: str, facts: Definition, group: GroupResult, overall: Overall) -> bool:
    """Tell whether the group's whole interval lies on the worse side of the value of all rows together."""
    estimate, everyone = _usable(group, metric), overall["metrics"].get(metric)
    if estimate is None or everyone is None or everyone["value"] is None or facts["better"] is None:
        return False
    if facts["better"] == "lower":
        return estimate["low"] is not None and estimate["low"] > everyone["value"]
    return estimate["high"] is not None and estimate["high"] < everyone["value"]


def _usable(group: GroupResult, metric: str) -> Estimate | None:
    """Return the estimate of a group that may be compared and has a value; None of others."""
    estimate = group["metrics"].get(metric)
    return None if estimate is None or group["small"] or estimate["value"] is None else estimate


def _reversals(metric: str, levels: Levels) -> Iterator[Reversal]:
    for by, groups in levels.items():
        for within in by if len(by) == 2 else ():
            name = by[1 - by.index(within)]
            cells = {(each["group"][name], each["group"][within]): _value(each, metric) for each in groups}
            found = _reversed(metric, name, within, levels.get((name,), ()), cells)
            yield from itertools.islice(found, MOST)


def _value(group: GroupResult, metric: str) -> float | None:
    estimate = _usable(group, metric)
    return None if estimate is None else estimate["value"]


def _reversed(
    metric: str,
    name: str,
    within: str,
    alone: Sequence[GroupResult],
    cells: Mapping[tuple[str | None, str | None], float | None],
) -> Iterator[Reversal]:
    """Yield the pairs of groups of the attribute `name` whose order reverses within every value of `within`."""
    largest = sorted((each for each in alone if _usable(each, metric)), key=lambda each: -(each["n"] or 0))
    values = dict.fromkeys(value for _, value in cells)
    for pair in itertools.combinations(largest[:_MOST_COMPARED], 2):
        lower, higher = sorted(pair, key=lambda each: _value(each, metric) or 0.0)
        if _value(lower, metric) == _value(higher, metric):
            continue
        gaps = []
        for value in values:
            low, high = (cells.get((each["group"][name], value)) for each in (lower, higher))
            gaps += [high - low] if low is not None and high is not None else []
        if len(gaps) > 1 and max(gaps) < 0:
            yield {
                "metric": metric,
                "by": [name],
                "higher": higher["group"],
                "lower": lower["group"],
                "within": within,
                "values": len(gaps),
            }
