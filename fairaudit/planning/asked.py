"""What a plan is asked for, and the plans for groups whose sizes are only numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from fairaudit.config import Config
from fairaudit.config.about import about_of
from fairaudit.document import About, Document
from fairaudit.errors import UsageError
from fairaudit.planning.assumptions import GAP, POWER, Assumptions
from fairaudit.planning.plan import Plan, make_plan
from fairaudit.planning.sizes import planned_groups, plans_of_report
from fairaudit.spoken import said_by, spoken

MOST_DIGITS = 15
"""No data set has more rows than so many digits can say."""
_OF_CLUSTERS = ("rows_per_cluster", "correlation", "cluster_spread")


@dataclass(frozen=True)
class Asked:
    """What one wants to know of group sizes; None is not said.

    `rate` is the value to expect in every group, `gap` the difference to settle: the metric's own, if none is said. In
    clusters of `rows_per_cluster` rows, `correlation` says how alike
    rows of one cluster are, `cluster_spread` how unequal clusters are: the standard deviation of their rows over the
    mean.

    Raises:
        UsageError: a number is out of its range.
    """

    rate: float | None = None
    gap: float | None = None
    power: float = POWER
    rows_per_cluster: int | None = None
    correlation: float | None = None
    cluster_spread: float | None = None

    def __post_init__(self) -> None:
        Assumptions(0.5, power=self.power, gap=GAP if self.gap is None else self.gap, family="mean")
        for name, most in {"rows_per_cluster": 10**MOST_DIGITS, "correlation": 1, "cluster_spread": 10}.items():
            value, least = getattr(self, name), int(name == "rows_per_cluster")
            if value is not None and not least <= value <= most:
                raise UsageError(f"{spoken(name)} lies between {least} and {most:,}; {value} does not.")


def plans_for_sizes(sizes: Mapping[str, int], asked: Asked, config: Config) -> list[Plan]:
    """Return the plan for groups of so many rows, before there are data.

    Raises:
        UsageError: no rate is said, a number is out of its range, or means nothing without another.
    """
    for name in _OF_CLUSTERS:
        if getattr(asked, name) is not None and asked.rows_per_cluster is None:
            raise UsageError(f"{spoken(name)} needs {spoken('rows_per_cluster')}.")
    if asked.rate is None:
        said = spoken("rate", 0.1)
        raise UsageError(f"Say which value you expect in every group: {said}. What sizes can show depends on it.")
    rows = asked.rows_per_cluster or 1
    clustered = rows > 1
    assumed = Assumptions(
        asked.rate,
        config.confidence,
        asked.power,
        GAP if asked.gap is None else asked.gap,
        clustered=clustered,
        min_group_size=config.min_group_size,
        min_clusters=config.min_clusters if clustered else 1,
    )
    groups = planned_groups(
        sizes,
        assumed,
        rows_per_cluster=rows,
        correlation=0.1 if asked.correlation is None else asked.correlation,
        spread=(asked.cluster_spread or 0.0) if clustered else 0.0,
    )
    unit = ("cluster", "clusters") if clustered else ("row", "rows")
    plan = make_plan(groups, assumed, metric=None, by=["group"], unit=unit)
    return [replace(plan, about=about_of(config))]


def plans_for_report(document: Document, asked: Asked, config: Config) -> list[Plan]:
    """Return the plans for the groups of a report: a report knows its clusters.

    Raises:
        UsageError: clusters are described, a number is out of its range, or nothing can be planned for a metric.
    """
    check_for_data(asked)
    assumed = Assumptions(0.5, config.confidence, asked.power)
    plans = plans_of_report(document, assumed, names=config.metrics, rate=asked.rate, gap=asked.gap)
    about = cast(About, {**document.get("about", {}), **about_of(config)})
    return [replace(plan, about=about) for plan in plans]


def check_for_data(asked: Asked) -> None:
    """Raise a UsageError if clusters are described that data would show."""
    if any(getattr(asked, name) is not None for name in _OF_CLUSTERS):
        shown, sizes = ", ".join(map(spoken, _OF_CLUSTERS)), said_by("--sizes", "sizes")
        raise UsageError(
            f"{shown} are for {sizes}; with {said_by('DATA', 'data')}, name the {spoken('cluster')} column."
        )
