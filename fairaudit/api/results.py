"""What an audit found, as small objects: groups, gaps between them, verdicts and warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairaudit import document
from fairaudit.inference import Estimate


@dataclass(frozen=True)
class Group:
    """The rows with some labels, or all rows (no labels), and every metric of them.

    `rows` and `share` (of all rows) are None for a group that is hidden. `small` groups are not compared.
    ``group["accuracy"]`` is the estimate of a metric.
    """

    labels: Mapping[str, str | None]
    rows: int | None
    share: float | None
    clusters: int | None
    small: bool
    suppressed: bool
    metrics: Mapping[str, Estimate]

    @property
    def by(self) -> tuple[str, ...]:
        """The attributes; several for an intersection, none for all rows."""
        return tuple(self.labels)

    def __getitem__(self, metric: str) -> Estimate:
        """Return the estimate of a metric.

        Raises:
            KeyError: the audit has no such metric, or the group is hidden.
        """
        return self.metrics[metric]


@dataclass(frozen=True)
class Disparity:
    """One metric compared across the groups of an attribute: its value, and bounds that hold each on its own.

    `by_chance` is what equal groups would show one time in twenty. `beyond_chance` says of a difference whether it
    holds over everything that the audit looks at; None for other comparisons.
    """

    name: str
    metric: str
    comparison: str
    by: tuple[str, ...]
    estimate: Estimate
    highest: Mapping[str, str | None] | None
    lowest: Mapping[str, str | None] | None
    by_chance: float | None
    beyond_chance: bool | None


@dataclass(frozen=True)
class Verdict:
    """What a rule came to: pass, fail, inconclusive, not_measurable or waived, and why."""

    id: str
    rule: str
    verdict: str
    estimate: Estimate
    operator: str
    limit: float
    why: str
    group: Mapping[str, str | None] | None


@dataclass(frozen=True)
class Warned:
    """What is odd about the data, the model or the rules: a code for programs, a sentence for people."""

    code: str
    message: str


def all_rows(found: document.Document) -> Group:
    """Return all rows together."""
    overall = found["overall"]
    metrics = {name: estimate_of(each) for name, each in overall["metrics"].items()}
    return Group({}, overall["n"], 1.0, overall["clusters"], small=False, suppressed=False, metrics=metrics)


def group_of(entry: document.GroupResult) -> Group:
    """Return one group."""
    metrics = {name: estimate_of(each) for name, each in entry["metrics"].items()}
    facts = (entry["n"], entry["share"], entry["clusters"], entry["small"], entry["suppressed"])
    return Group(dict(entry["group"]), *facts, metrics)


def disparity_of(entry: document.Disparity) -> Disparity:
    """Return one comparison."""
    chance = entry["chance"]
    return Disparity(
        entry["name"],
        entry["metric"],
        entry["comparison"],
        tuple(entry["by"]),
        estimate_of(entry),
        entry["highest"],
        entry["lowest"],
        None if chance is None else chance["p95"],
        entry.get("beyond_chance"),
    )


def verdict_of(entry: document.Verdict) -> Verdict:
    """Return what one rule came to."""
    estimate = estimate_of(entry["estimate"])
    judged = (entry["operator"], entry["limit"], entry["why"], entry["group"])
    return Verdict(entry["id"], entry["rule"], entry["verdict"], estimate, *judged)


def estimate_of(entry: Mapping[str, Any] | document.Estimate) -> Estimate:
    """Return a value with its evidence."""
    return Estimate(
        entry["value"],
        entry["low"],
        entry["high"],
        entry["n"],
        entry["method"],
        entry["undefined"],
        entry["interval_undefined"],
    )
