"""The area under the ROC curve of each class against the rest, and their mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray
from fairaudit.inference.measured import Limits, Measured
from fairaudit.inference.ranks import area_under_roc
from fairaudit.metrics.scores import RanksOfClasses


@dataclass(frozen=True, eq=False)
class MeanOfLimits:
    """Limits of the plain mean of values that rest on the same rows: the means of their limits.

    These are the limits of values that err together. The mean of values that do not errs less, so that it is safe to
    know nothing of how they go together. `values` has shape ``(terms, groups)``, NaN where a group has no such value.
    """

    values: FloatArray
    terms: Sequence[Limits]
    exact = "mean of DeLong and Newcombe"
    tie = None

    @cached_property
    def there(self) -> BoolArray:
        """Which values a group has."""
        return ~np.isnan(self.values)

    @property
    def value(self) -> FloatArray:
        """The mean of each group, NaN without any value."""
        return self._mean(self.values, self.there)

    @property
    def known(self) -> BoolArray:
        """Whether every value that a group has comes with limits."""
        known = np.array([term.known for term in self.terms]) | ~self.there
        return np.asarray(known.all(axis=0) & self.there.any(axis=0))

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """The fewest of the values'."""
        freedom = np.array([term.degrees_of_freedom for term in self.terms])
        return np.asarray(np.where(self.there, freedom, np.inf).min(axis=0))

    @property
    def variance(self) -> FloatArray:
        """That of the mean, if the values err together."""
        errors = np.sqrt(np.array([np.maximum(term.variance, 0.0) for term in self.terms]))
        return self._mean(errors, self.there) ** 2

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        found = np.array([term.lower(level, groups, degrees_of_freedom) for term in self.terms])
        return self._mean(found, self.there[:, groups])

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return upper limits at the one-sided error level `level`."""
        found = np.array([term.upper(level, groups, degrees_of_freedom) for term in self.terms])
        return self._mean(found, self.there[:, groups])

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(self.values.shape[1])
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common value would show; standard normal `noise` is (draws, groups)."""
        common = float(np.average(self.value[groups], weights=mass))
        return np.clip(common + np.sqrt(self.variance[groups]) * noise, 0.0, 1.0)

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        first = next(term for term, there in zip(self.terms, self.there[:, group], strict=True) if there)
        return f"mean of the classes' limits, as if they erred together: {first.method(group)}"

    def _mean(self, found: FloatArray, there: BoolArray) -> FloatArray:
        many = there.sum(axis=0)
        total = np.where(there, found, 0.0).sum(axis=0)
        return np.asarray(np.where(many > 0, total / np.maximum(many, 1), np.nan))


def mean_area(total: RanksOfClasses, each: RanksOfClasses, clusters: Clusters | None) -> Measured:
    """Measure the mean over classes of the areas under their ROC curves; a class that a group lacks is left out."""
    found = [area_under_roc(one, other, clusters) for one, other in zip(total.classes, each.classes, strict=True)]
    limits = MeanOfLimits(np.array([one.values for one in found]), [one.limits for one in found if one.limits])
    binning = [one.binning for one in found if one.binning is not None]
    first = found[0]
    return first._replace(
        values=limits.value,
        denominators=first.n,
        limits=limits,
        spread=None,
        unknown={place: why for one in found for place, why in one.unknown.items()},
        binning=np.mean(binning, axis=0) if binning else None,
    )
