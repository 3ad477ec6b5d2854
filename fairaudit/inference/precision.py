"""Average precision: the mean over positives of the share of positives among all that score as high or higher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import means
from fairaudit.inference.apart import Part, positive, several, spread_of_means, spread_of_part
from fairaudit.inference.effective_size import Clusters, IntArray, Spread
from fairaudit.inference.limits import clopper_pearson_lower, wilson
from fairaudit.inference.measured import Measured, measured_by_rows, weighted
from fairaudit.inference.proportion import BinomialLimits
from fairaudit.inference.steps import Steps
from fairaudit.metrics.scores import Ranks

ONE_POSITIVE = "all of the group's positives come from one {}"
_AT_THE_END = 1e-14
_ROUNDING = 1e-9
"""Nobody but the row itself stands where what is left over is less than this share."""


@dataclass(frozen=True, eq=False)
class PrecisionLimits(BinomialLimits):
    """Limits of a proportion of as many rows as have the variance of the average precision.

    The lower ones start from `without_itself`: every positive is among those that score as high as itself, which makes
    the average precision of few positives too high.
    """

    without_itself: FloatArray | None = None

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return lower limits at the one-sided error level `level`."""
        return clopper_pearson_lower(self._start[groups], self._size("lower", level, groups, degrees_of_freedom), level)

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        size = self._size("lower", level, np.arange(len(self.share)), None)
        return wilson(self._start, size, level)[0], wilson(self.share, size, level)[1]

    @property
    def _start(self) -> FloatArray:
        return self.share if self.without_itself is None else self.without_itself


class _Precision(NamedTuple):
    """Per group the average precision, and the same without each positive itself; per entry what a row adds to it.

    `binning` is how far at most it lies from that of scores which are not binned; None if none are.
    """

    value: FloatArray
    without_itself: FloatArray
    influence: FloatArray
    binning: FloatArray | None


def average_precision(total: Ranks, each: Ranks, clusters: Clusters | None) -> Measured:
    """Measure the average precision, by steps as scikit-learn does: rows that are tied are taken together.

    A row's influence is the derivative of the value by its weight, so that the share of positives may vary, too. The
    limits are those of a proportion of as many rows as have this variance, with Student's t; see `means.mean` for its
    degrees of freedom, which are at most one fewer than there are positives (or clusters of positives).
    """
    if clusters is None or each.place is None:
        raise TypeError("average precision needs rows that are kept apart")
    found = _precision(total, each, clusters, Steps.from_entries(clusters.group, each.place))
    rows = Part(clusters, each.positives + each.negatives, total.positives + total.negatives)
    numbers = found.influence * weighted(rows.total)[clusters.group]
    limits, spread = _limits(found, Part(clusters, each.positives, total.positives), rows, numbers)
    unknown = np.flatnonzero(~np.isnan(found.value) & ~limits.known)
    why = ONE_POSITIVE.format("cluster" if clusters.named else "row")
    unknown_because = dict.fromkeys(unknown.tolist(), why)
    measured = measured_by_rows(found.value, limits, spread, rows.total, total.positives, unknown=unknown_because)
    return measured._replace(binning=found.binning)


def _precision(total: Ranks, each: Ranks, clusters: Clusters, steps: Steps) -> _Precision:
    """Return values and influences; T positives and F negatives score as high as a step or higher."""
    positives, negatives = steps.add(weighted(each.positives)), steps.add(weighted(each.negatives))
    all_positives, all_negatives = weighted(total.positives), weighted(total.negatives)
    hits, misses = _as_high(positives, all_positives, steps), _as_high(negatives, all_negatives, steps)
    selected, share = positive(hits + misses), positives / positive(all_positives)[steps.group]
    precision = hits / selected
    value = np.bincount(steps.group, share * precision, clusters.groups)
    value = np.where(all_positives > 0, np.where(value > 1 - _AT_THE_END, 1.0, value), np.nan)
    per_step = share / selected**2
    of_negatives = -steps.up_to(per_step * hits)
    own = (precision - np.nan_to_num(value)[steps.group]) / positive(all_positives)[steps.group]
    of_positives = own + steps.up_to(per_step * misses)
    itself = _weight_of_itself(each, steps)
    has_others = selected - itself > _ROUNDING * selected
    others = np.where(has_others, selected - itself, 1.0)
    excess = np.where(has_others, misses * itself / (selected * others), 0.0)
    without = np.asarray(np.maximum(value - np.bincount(steps.group, share * excess, clusters.groups), 0.0))
    influence = np.where(each.positives[:, 0] > 0, of_positives[steps.of], of_negatives[steps.of])
    binning = None
    if each.axis is not None and not each.axis.exact:
        last = (hits - positives) / positive(hits - positives + misses)
        first = hits / positive(hits + misses - negatives)
        off = np.maximum(first - precision, precision - last) * (each.axis.highs > each.axis.lows)[steps.place]
        binning = np.bincount(steps.group, share * off, clusters.groups).astype(np.float64)
    return _Precision(np.asarray(value), without, influence, binning)


def _as_high(own: FloatArray, total: FloatArray, steps: Steps) -> FloatArray:
    """Return the sums of steps from each one on; what is left of a group's total by rounding alone is nothing."""
    of_group = total[steps.group]
    above = of_group - steps.up_to(own)
    return np.where(above > _ROUNDING * of_group, above + own, own)


def _weight_of_itself(each: Ranks, steps: Steps) -> FloatArray:
    """Return what a positive of each step weighs, the mean by weight."""
    if each.positives.shape[-1] == 1:
        return np.ones(len(steps.group))
    return np.asarray(steps.add(each.positives[:, 2]) / positive(steps.add(each.positives[:, 1])))


def _limits(found: _Precision, positives: Part, rows: Part, numbers: FloatArray) -> tuple[PrecisionLimits, Spread]:
    spread, _ = spread_of_means(rows, numbers)
    left_out = means.of_spread(np.ones_like(found.value), spread)
    variance, carried = left_out.variance, positives.worth
    if rows.clusters.named:
        variance = np.maximum(variance, spread_of_part(rows, numbers).variance)
        carried = spread_of_means(positives, np.ones(len(numbers)))[0].effective
    known = several(carried, spread.effective) & ~np.isnan(found.value)
    flat = found.value * (1 - found.value)
    seen = known & (variance > 0) & (flat > 0)
    size = np.where(seen, np.minimum(flat / np.where(seen, variance, 1.0), rows.worth), carried)
    freedom = np.where(seen, np.minimum(carried - 1, left_out.degrees_of_freedom), np.inf)
    because = "clusters" if rows.clusters.named else "rows"
    because = f"influence of {because}" + (" and weights" if rows.sums.shape[-1] > 1 else "")
    size = np.where(known, size, np.nan)
    return PrecisionLimits(found.value, size, freedom, None, because, without_itself=found.without_itself), spread
