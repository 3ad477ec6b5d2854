"""Which metrics a reader sees first, and which of them orders the groups."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from fairaudit.document import Document

_FEW_METRICS = 6


def metrics(document: Document) -> list[str]:
    """Return the few metrics that a reader sees first: the task's own, or all where few were asked for."""
    shown = usual(document["headline"], list(document["definitions"]))
    return [name for name in shown if _is_known(document, name)] or shown


def usual(headline: Sequence[str], names: list[str]) -> list[str]:
    """Return those of a report's metrics that are seen first, whether or not they have a value.

    `headline` are those of the task.
    """
    found = [name for name in headline if name in names]
    was_picked = len(names) <= _FEW_METRICS or len(found) < len(headline)
    return names if was_picked else found


def shares_of_error(headline: Sequence[str], directions: Mapping[str, str | None]) -> dict[str, float]:
    """Return how the error that a report may make is shared among its metrics, whose better directions are given.

    `headline` are the metrics of the task that are seen first. Half goes to the metric that orders the groups, because
    most of what is said is about it, a quarter to the others that are seen first, and a quarter to the rest.
    """
    seen = usual(headline, list(directions))
    first = next((name for name in seen if directions[name]), seen[0] if seen else "")
    parts = [[first], [name for name in seen if name != first], [name for name in directions if name not in seen]]
    return {name: share / len(part) for part, share in zip(parts, (0.5, 0.25, 0.25), strict=True) for name in part}


def better(document: Document, metric: str) -> str | None:
    """Return which direction of a metric is better, if the report says."""
    definition = document["definitions"].get(metric)
    return definition["better"] if definition else None


def primary(document: Document) -> str:
    """Return the metric that orders the groups: the first headline metric with a better direction."""
    shown = metrics(document)
    return next((name for name in shown if better(document, name)), shown[0] if shown else "")


def _is_known(document: Document, metric: str) -> bool:
    """Whether any group or all rows together have a value: a column of "undefined" tells nothing."""
    results = itertools.chain([document["overall"]], document["groups"])
    estimates = (result["metrics"].get(metric) for result in results)
    return any(estimate is not None and estimate["value"] is not None for estimate in estimates)
