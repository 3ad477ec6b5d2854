"""From the cube to what the report says about groups: estimates for each, and disparities between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast, get_args

import numpy as np

from fairaudit import document, metrics
from fairaudit.counts import Counts, FloatArray
from fairaudit.document.reasons import shared_part
from fairaudit.groups.claims import Told
from fairaudit.groups.level import (
    Level,
    cluster_spread,
    distance,
    effective_clusters,
    reference_group,
    why_left_out,
)
from fairaudit.inference import (
    Comparison,
    Measurement,
    average_odds_difference,
    compare,
    equalized_odds,
    required_factor,
)

_EXACT = 2.0**53
"""Whole numbers below this are exact; JSON readers need not take longer ones."""


def overall_result(level: Level, details: Mapping[str, Any]) -> document.Overall:
    """Return the report's entry for all rows together; `details` are keys that the task adds."""
    result: document.Overall = {
        "n": int(level.rows[0]),
        "clusters": _clusters(level)[0],
        "weight": _weights(level)[0],
        "counts": _counts(level, 0),
        "metrics": {name: _estimates(m)[0] for name, m in level.measurements.items()},
    }
    return cast(document.Overall, {**result, **_more_counts(level, 0), **details})


def group_results(
    level: Level, rows_counted: int, told: Told, details: Sequence[Mapping[str, Any]]
) -> list[document.GroupResult]:
    """Return the report's entries for the groups of one level.

    `told` is what holds of all groups together. `details` are keys that the task adds to each group's entry.
    """
    estimates = {name: _estimates(measurement) for name, measurement in level.measurements.items()}
    rows, clusters, weights = level.rows.tolist(), _clusters(level), _weights(level)
    inequality = _inequality(level)
    results: list[document.GroupResult] = []
    for index, group in enumerate(level.groups):
        if level.suppressed[index]:
            results.append(_hidden(level, group))
            continue
        result: document.GroupResult = {
            "by": list(level.by),
            "group": group,
            "n": rows[index],
            "share": rows[index] / rows_counted,
            "clusters": clusters[index],
            "weight": weights[index],
            "small": level.small_because[index] is not None,
            "small_because": level.small_because[index],
            "suppressed": False,
            "counts": _counts(level, index),
            "metrics": {name: values[index] for name, values in estimates.items()},
            "differs": _differs(level, index, told),
        }
        small = level.small_because[index]
        if small is not None and shared_part(small) != small:
            result["small_reason"] = shared_part(small)
        if inequality is not None:
            result["effective_clusters"], result["cluster_spread"] = (float(each[index]) for each in inequality)
        results.append(cast(document.GroupResult, {**result, **_more_counts(level, index), **details[index]}))
    return results


def _estimates(measurement: Measurement) -> list[document.Estimate]:
    """Return the estimates of all groups, with how far bins of numbers may have moved each."""
    found = [each.to_dict() for each in measurement.estimates()]
    if measurement.binning is not None:
        for each, off in zip(found, measurement.binning.tolist(), strict=True):
            if each["value"] is not None and off > 0:
                each["off_by_at_most"] = off
    return found


def _hidden(level: Level, group: document.Group) -> document.GroupResult:
    """Return the entry of a group that is smaller than the data's owner allows to show."""
    return {
        "by": list(level.by),
        "group": group,
        "n": None,
        "share": None,
        "clusters": None,
        "weight": None,
        "small": True,
        "small_because": level.hidden_because,
        "suppressed": True,
        "counts": None,
        "metrics": {},
        "differs": {},
    }


def _differs(level: Level, index: int, told: Told) -> dict[str, str]:
    """Return the metrics by which a group truly differs from all rows together, and how."""
    sides = {name: told.sides[level.by, name][index] for name in level.measurements if (level.by, name) in told.sides}
    return {name: direction(side > 0, level.measurements[name].metric.better) for name, side in sides.items() if side}


def direction(rises: bool, better: str | None) -> str:
    """Return what a higher (or lower) value is: better or worse, or higher or lower where neither is better."""
    if better is None:
        return "higher" if rises else "lower"
    return "better" if rises == (better == "higher") else "worse"


def _inequality(level: Level) -> tuple[FloatArray, FloatArray] | None:
    """Return effective clusters and the spread of their sizes per group; None without a cluster column."""
    if level.sample.cluster is None:
        return None
    return effective_clusters(level.sample), cluster_spread(level.sample)


def _clusters(level: Level) -> list[int] | list[None]:
    clusters = level.sample.clusters
    return [None] * len(level.groups) if clusters is None else clusters.tolist()


def _weights(level: Level) -> list[float] | list[None]:
    return level.totals.rows[:, 1].tolist() if level.totals.weighted else [None] * len(level.groups)


def _counts(level: Level, index: int) -> dict[str, float]:
    return {name: as_count(number) for name, number in _sums(level.totals, index, 0)}


def _more_counts(level: Level, index: int) -> dict[str, dict[str, float]]:
    """Return counts of other kinds that metrics rest on, and sums of weights, where there are some."""
    listed = [sample.totals for sample in level.others if sample.counts.listed]
    others = {name: as_count(number) for counts in listed for name, number in _sums(counts, index, 0)}
    found = {"other_counts": others}
    if level.totals.weighted:
        found["weighted_counts"] = dict(_sums(level.totals, index, 1))
        found["other_weighted_counts"] = {name: number for counts in listed for name, number in _sums(counts, index, 1)}
    return {name: counts for name, counts in found.items() if counts}


def _sums(counts: Counts, index: int, moment: int) -> Iterator[tuple[str, float]]:
    """Yield what a report lists of the counts of one group."""
    names, sums = counts[index : index + 1].reported()
    return zip(names, map(float, sums[0, :, moment]), strict=True)


def as_count(number: float) -> float:
    """Return a sum as a whole number if it is one: rows and errors are counted, other sums measured."""
    return int(number) if abs(number) < _EXACT and number == int(number) else float(number)


def disparities(level: Level, told: Told | None = None) -> list[document.Disparity]:
    """Compare the groups of one level by every metric, in every way that has a meaning.

    With `told`, gaps say whether they hold over everything that was looked at.
    """
    reference = reference_group(level)
    eligible = {name: why_left_out(level, name) for name in level.measurements}
    found = []
    for name, measurement in level.measurements.items():
        usable = np.array([why is None for why in eligible[name]], dtype=bool)
        for comparison in get_args(metrics.Comparison):
            if comparison == "worst" and measurement.metric.better is None:
                continue
            against = None if comparison == "worst" else reference
            result = compare(measurement, comparison, usable, against)
            title = metrics.disparity_name(name, comparison)
            entry = _disparity(level, title, name, comparison, result, eligible[name], against)
            if comparison == "difference":
                margin = measurement.metric.margin
                if margin is not None:
                    entry["needed"] = _needed(measurement, result, margin)
                if told is not None:
                    entry["beyond_chance"] = (level.by, name) in told.gaps
            found.append(entry)
    return found + _odds(level, eligible, reference) + _distances(level, reference)


def _needed(measurement: Measurement, comparison: Comparison, margin: float) -> document.Needed:
    """Return by how much the evidence would have to grow to settle whether the gap is at most the margin."""
    required = required_factor(measurement, comparison, margin)
    return {
        "margin": margin,
        "unit": required.unit,
        "if_equal": required.if_equal,
        "if_as_observed": required.if_as_observed,
    }


def _odds(level: Level, eligible: dict[str, list[str | None]], reference: int | None) -> list[document.Disparity]:
    """Compare the true and the false positive rates together."""
    pair = ("true_positive_rate", "false_positive_rate")
    if not all(name in level.measurements for name in pair):
        return []
    first, second = (level.measurements[name] for name in pair)
    usable = [np.array([why is None for why in eligible[name]], dtype=bool) for name in pair]
    why = [a or b for a, b in zip(eligible[pair[0]], eligible[pair[1]], strict=True)]
    found = [
        _disparity(
            level,
            f"equalized_odds_{comparison}",
            "equalized_odds",
            comparison,
            equalized_odds(first, second, comparison, usable[0], usable[1], reference),
            why,
            reference,
            pair,
        )
        for comparison in ("difference", "ratio")
    ]
    if reference is not None:
        result = average_odds_difference(first, second, usable[0] & usable[1], reference)
        name = "average_odds_difference"
        found.append(_disparity(level, name, "average_odds", "difference", result, why, reference, pair))
    return found


def _distances(level: Level, reference: int | None) -> list[document.Disparity]:
    """Compare the groups by what only pairs of them have."""
    found: list[document.Disparity] = []
    for name, (metric, _) in level.between.items():
        why = why_left_out(level, name)
        result = distance(level, name, np.array([each is None for each in why]), reference)
        entry = _disparity(level, name, name, "difference", result, why, reference, unit=metric.unit)
        found.append({**entry, "of_pairs": True})
    return found


def _disparity(
    level: Level,
    name: str,
    metric: str,
    comparison: str,
    result: Comparison,
    why: Sequence[str | None],
    reference: int | None,
    combines: Sequence[str] = (),
    unit: str = "",
) -> document.Disparity:
    chance = result.chance
    entry: dict[str, Any] = {
        "name": name,
        "metric": metric,
        "unit": unit or level.measurements[(*combines, metric)[0]].metric.unit,
        "comparison": comparison,
        "by": list(level.by),
        **result.estimate.to_dict(),
        "chance": None if chance is None else {"median": chance[0], "p95": chance[1]},
        "highest": None if result.highest is None else level.groups[result.highest],
        "lowest": None if result.lowest is None else level.groups[result.lowest],
        "left_out": [{"group": level.groups[index], "why": each} for index, each in enumerate(why) if each is not None],
    }
    if result.off_by_at_most is not None:
        entry["off_by_at_most"] = result.off_by_at_most
    if combines:
        entry["combines"] = list(combines)
    if reference is not None:
        entry["against"] = level.groups[reference]
    return cast(document.Disparity, entry)
