"""Where the sizes of groups come from: numbers that one plans with, or a report of data that are there."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from fairaudit.catalogue import TASKS, find_metric
from fairaudit.counts.columns import ColumnCounts
from fairaudit.document import Document, Estimate, GroupResult, headline
from fairaudit.errors import UsageError, show
from fairaudit.inference.limits import normal_quantile, student_quantile
from fairaudit.metrics import Metric, PartOfWhole, Proportion, Ratio
from fairaudit.planning.assumptions import Assumptions, Family, PlannedGroup
from fairaudit.planning.clusters import effective_clusters, worth_of_cluster
from fairaudit.planning.plan import Plan, in_unit_of, make_plan
from fairaudit.spoken import spoken


def planned_groups(
    sizes: Mapping[str, int],
    assumed: Assumptions,
    *,
    rows_per_cluster: int = 1,
    correlation: float = 0.0,
    spread: float = 0.0,
) -> list[PlannedGroup]:
    """Return groups of so many rows; in clusters, rows count less, and the less the more unequal the clusters are.

    `spread` is the standard deviation of the clusters' rows over their mean; `correlation` that of rows of one cluster.
    """
    cluster_worth = worth_of_cluster(rows_per_cluster, correlation, spread)
    groups = []
    for name, rows in sizes.items():
        units = rows / rows_per_cluster
        small = None
        if rows < assumed.min_group_size:
            small = f"fewer than {assumed.min_group_size} rows ({rows})"
        elif assumed.clustered and units < assumed.min_clusters:
            small = f"fewer than {assumed.min_clusters} clusters ({units:.4g})"
        worth = cluster_worth * effective_clusters(units, spread) / units if units > 0 else cluster_worth
        groups.append(PlannedGroup({"group": name}, units, worth, rows_per_cluster, small, cluster_worth, spread))
    return groups


def plans_of_report(
    document: Document,
    assumed: Assumptions | None = None,
    *,
    names: Sequence[str] = (),
    rate: float | None = None,
    gap: float | None = None,
) -> list[Plan]:
    """Return a plan for each level and metric of a report, with the evidence that its intervals show.

    `names` are metrics, by default the one that orders the groups. The expected rate is that of all rows unless
    `rate` says otherwise, the gap that of `assumed`, which also gives the power, unless `gap` does.

    Raises:
        UsageError: a metric is not in the report, or nothing can be planned for it.
    """
    template = assumed or Assumptions(0.5, document["confidence"])
    chosen = [find_metric(name) for name in names or [headline.primary(document)]]
    levels = list(dict.fromkeys(tuple(entry["by"]) for entry in document["groups"]))
    return [_plan(document, template, metric, level, rate, gap) for level in levels for metric in chosen]


def _plan(
    document: Document,
    template: Assumptions,
    metric: Metric,
    by: tuple[str, ...],
    rate: float | None,
    gap: float | None,
) -> Plan:
    if _family(metric) == "mean":
        return _plan_of_mean(document, template, metric, by, rate, gap)
    assumed, groups = seen_groups(document, template if gap is None else replace(template, gap=gap), metric, by, rate)
    return make_plan(groups, assumed, metric=metric, by=by, unit=_unit(document))


def _plan_of_mean(
    document: Document,
    template: Assumptions,
    metric: Metric,
    by: tuple[str, ...],
    rate: float | None,
    gap: float | None,
) -> Plan:
    """Plan in units of the expected value, so that nothing depends on the unit of the numbers.

    Raises:
        UsageError: no gap is said.
    """
    value = _rate(document, metric) if rate is None else rate
    if gap is None:
        raise UsageError(
            f"Which difference in {metric.name} is to be settled? Say it in the unit of the data: {spoken('gap', 5)}."
        )
    in_units = replace(template, family="mean", gap=gap / value)
    assumed, groups = seen_groups(document, in_units, metric, by, 1.0, value)
    return in_unit_of(make_plan(groups, assumed, metric=metric, by=by, unit=_unit(document)), value)


def _unit(document: Document) -> tuple[str, str]:
    """Return what evidence is counted in: one, and many."""
    words = document["words"]
    return ("row", "rows") if document["overall"]["clusters"] is None else (words["cluster"], words["clusters"])


def seen_groups(
    document: Document,
    template: Assumptions,
    metric: Metric,
    by: Sequence[str],
    rate: float | None = None,
    unit: float = 1.0,
) -> tuple[Assumptions, list[PlannedGroup]]:
    """Return what a report lets one assume of a metric, and the evidence of the groups of a level.

    Values are divided by `unit` first.

    Raises:
        UsageError: nothing can be planned for the metric.
    """
    family = _family(metric)
    entries = [entry for entry in document["groups"] if entry["by"] == list(by)]
    clustered = document["overall"]["clusters"] is not None
    assumed = replace(
        template,
        rate=_rate(document, metric) if rate is None else rate,
        family=family,
        clustered=clustered,
        confidence=document["confidence"],
        min_group_size=document["min_group_size"],
        min_clusters=document["min_clusters"] if clustered else 1,
    )
    size = partial(
        effective_size,
        family=family,
        confidence=document["confidence"],
        unit=unit,
        by_width=family == "proportion" and not _is_share_of_rows(metric),
    )
    return assumed, [_group(entry, metric.name, size, document["confidence"]) for entry in entries]


def _family(metric: Metric) -> Family:
    """Return how a metric's values vary.

    Raises:
        UsageError: neither like a share of rows, nor like a rate of words, nor like a mean of numbers.
    """
    if metric.reads == (ColumnCounts,):
        return "mean"
    quantity = _example(metric)
    if isinstance(quantity, Proportion) and quantity.scale is None:
        return "proportion"
    if isinstance(quantity, Ratio):
        return "ratio"
    if metric.measure is not None and isinstance(quantity, PartOfWhole):
        return "mean"
    if metric.between is None and metric.low == 0 and not metric.averages_clusters:
        return "mean" if metric.high is None else "proportion"
    raise UsageError(
        "A plan needs a share of rows, such as accuracy, a rate of words, such as word_error_rate, or a mean of numbers"
        f" of 0 or more, such as mean_absolute_error; `{metric.name}` is none of these."
    )


def _example(metric: Metric) -> object:
    """Return the metric of the rows that explain it, or the family's."""
    metric = metric.family or metric
    examples = (each for task in TASKS.values() for each in (task.example.counts, *task.example.beside))
    return metric(next(counts for counts in examples if isinstance(counts, metric.reads)))


def _is_share_of_rows(metric: Metric) -> bool:
    """Tell whether a metric is a share of rows; others from 0 to 1 only vary like one."""
    quantity = _example(metric)
    return isinstance(quantity, Proportion) and quantity.scale is None


def _rate(document: Document, metric: Metric) -> float:
    estimate = document["overall"]["metrics"].get(metric.name)
    if estimate is None:
        raise UsageError(f"The report does not hold `{show(metric.name)}`.")
    value = estimate["value"]
    if value is None or value <= 0 or (value >= 1 and metric.high == 1):
        shown = "undefined" if value is None else f"{value:g}"
        raise UsageError(
            f"The {metric.name} of all rows is {shown}; say what to expect instead: {spoken('rate', 0.1)}."
        )
    return value


def _group(
    entry: GroupResult, name: str, size_of: Callable[[Estimate], float | None], confidence: float
) -> PlannedGroup:
    """Return a group of a report; what cannot be seen of it counts as nothing."""
    rows, units = entry["n"], entry["clusters"] if entry["clusters"] is not None else entry["n"]
    small = entry["small_because"]
    if not rows or not units:
        return PlannedGroup(entry["group"], 0.0, 0.0, 1.0, small or "no rows")
    size, clusters = size_of(entry["metrics"][name]), entry.get("effective_clusters")
    reason = entry["metrics"][name]["undefined"] or entry["metrics"][name]["interval_undefined"]
    small = small or (None if size is not None else reason)
    if size is None or clusters is None or clusters <= 1:
        return PlannedGroup(entry["group"], float(units), (size or 0.0) / units, rows / units, small)
    size *= _students_share(confidence, clusters - 1)
    worth, spread = size / clusters, entry.get("cluster_spread", 0.0)
    return PlannedGroup(
        entry["group"], float(units), size / units, rows / units, small, worth, spread, freedom=clusters - 1
    )


def _students_share(confidence: float, freedom: float) -> float:
    """Return what the size of an interval of Student's t is to be multiplied with to be that of its variance."""
    level = (1 - confidence) / 2
    return (float(student_quantile(level, np.array([freedom]))[0]) / normal_quantile(level)) ** 2


def effective_size(
    estimate: Estimate, family: Family, confidence: float, unit: float = 1.0, *, by_width: bool = False
) -> float | None:
    """Return the number of independent rows (or words) whose interval is the one that an estimate shows.

    Values are divided by `unit` first. What is from 0 to 1 and no share of rows, such as the area under a ROC curve,
    counts as a share p of so many rows as make its interval as wide: p ± z√(p(1 − p)/n) (`by_width`).

    Wilson's limits l and u of a share p are the roots of (p − x)² = z²x(1 − x)/n, whose product is p²/(1 + z²/n).
    Logarithmic limits are p·exp(±z/√(pn)); those of no errors at all, −ln(level)/n.
    """
    if estimate["value"] is None or estimate["low"] is None or estimate["high"] is None:
        return None
    value, low, high = (float(each) / unit for each in (estimate["value"], estimate["low"], estimate["high"]))
    level = (1 - confidence) / 2
    square = normal_quantile(level) ** 2
    if family == "proportion" and by_width:
        return square * value * (1 - value) * 4 / (high - low) ** 2 if high > low and 0 < value < 1 else None
    if family == "proportion":
        product, share = (low * high, value) if value >= 0.5 else ((1 - low) * (1 - high), 1 - value)
        return square / (share**2 / product - 1) if product > 0 and share**2 > product else None
    if value == 0:
        return -math.log(level) / high if high > 0 else None
    return square / (value * math.log(high / value) ** 2) if high > value else None
