"""What is assumed about results that are not there yet, and the limits that they would have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.document import Group
from fairaudit.errors import UsageError
from fairaudit.inference.limits import normal_quantile
from fairaudit.inference.proportion import BinomialLimits
from fairaudit.inference.ratio import LogLimits
from fairaudit.spoken import spoken

Family = Literal["proportion", "ratio", "mean"]
PlannedLimits = BinomialLimits | LogLimits
GAP = 0.05
POWER = 0.8


@dataclass(frozen=True)
class Assumptions:
    """The value that all groups are assumed to have, and how sure one wants to be.

    `family` is `proportion` for shares of rows, and `ratio` for errors over words, which vary like (over-dispersed)
    Poisson counts; so do means of numbers (`mean`), counted in units of their expected value. `confidence` is that of
    each bound, `power` the chance with which a plan should succeed, `gap` the difference that it should settle. If
    `clustered`, limits use Student's t on the number of clusters minus one.

    Smaller groups than `min_group_size` rows or `min_clusters` clusters are not compared, so that no plan is for less.

    Raises:
        UsageError: a number is out of its range.
    """

    rate: float
    confidence: float = 0.95
    power: float = POWER
    gap: float = GAP
    family: Family = "proportion"
    clustered: bool = False
    min_group_size: int = 30
    min_clusters: int = 5

    def __post_init__(self) -> None:
        if self.family == "proportion" and not 0 < self.rate < 1:
            said = spoken("rate", 0.1)
            raise UsageError(f"The expected rate lies between 0 and 1, such as {said}; {self.rate:g} does not.")
        if not 0 < self.rate < np.inf:
            raise UsageError(f"The expected rate is above 0, such as {spoken('rate', 0.1)}; {self.rate:g} is not.")
        if not 0.5 <= self.power < 1:
            raise UsageError(f"The power lies between 0.5 and 1, such as 0.8; {self.power:g} does not.")
        if not 0 < self.gap < (np.inf if self.family == "mean" else 1):
            raise UsageError(f"The gap lies between 0 and 1, such as 0.05 for five points; {self.gap:g} does not.")

    @property
    def level(self) -> float:
        """The one-sided error level of each bound."""
        return 1 - self.confidence

    @property
    def reserve(self) -> float:
        """How many standard errors bad luck may take at this power."""
        return normal_quantile(1 - self.power)

    def fewest(self, rows_per_unit: float) -> int:
        """Return the smallest number of units that a group must have to be compared."""
        rows = math.ceil(self.min_group_size / rows_per_unit)
        return max(rows, self.min_clusters) if self.clustered or rows_per_unit > 1 else rows


@dataclass(frozen=True)
class PlannedGroup:
    """A group and its evidence: `units` (rows, or clusters) that count as `worth` independent rows each.

    `rows_per_unit` is 1 unless units are clusters. `small_because` says why the group would not be compared. Of
    clusters, `cluster_worth` is what an effective one is worth (as many equal clusters as would hold the same evidence
    are fewer), `spread` the standard deviation of their rows over the mean, and `freedom` the degrees of freedom of the
    variance that the worth came from, None if it is assumed.
    """

    group: Group
    units: float
    worth: float = 1.0
    rows_per_unit: float = 1.0
    small_because: str | None = None
    cluster_worth: float = 1.0
    spread: float = 0.0
    freedom: float | None = None

    @property
    def size(self) -> float:
        """Independent rows that the group's evidence is worth."""
        return self.units * self.worth


def sizes_of(groups: Sequence[PlannedGroup]) -> FloatArray:
    """Return the effective sizes of groups."""
    return np.array([each.size for each in groups], dtype=np.float64)


def limits_at(
    assumed: Assumptions, sizes: FloatArray, units: FloatArray, rates: FloatArray | None = None
) -> PlannedLimits:
    """Return the limits of groups of these effective sizes that all show the assumed rate, or `rates`."""
    values = np.full(len(sizes), assumed.rate) if rates is None else rates
    freedom = np.maximum(units - 1, 1.0) if assumed.clustered else np.full(len(sizes), np.inf)
    if assumed.family == "proportion":
        return BinomialLimits(values, sizes, freedom)
    nothing = np.full(len(sizes), np.nan)
    return LogLimits(values, 1 / np.sqrt(values * sizes), freedom, nothing, units, None, "")


def standard_errors(assumed: Assumptions, sizes: FloatArray, rates: FloatArray | float) -> FloatArray:
    """Return the standard errors of values of groups with these effective sizes."""
    variance = rates * (1 - rates) if assumed.family == "proportion" else np.asarray(rates)
    return np.asarray(np.sqrt(variance / sizes))
