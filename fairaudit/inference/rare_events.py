"""Errors that come as few and large events, such as text that a recogniser made up: limits of their rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from fairaudit.counts import FloatArray
from fairaudit.inference.effective_size import ENOUGH_CLUSTERS, BoolArray, Clusters, IntArray
from fairaudit.metrics import Ratio

LARGE_PART, NOT_FEW_ERRORS = 0.1, 10
"""Errors beyond the rows' own wholes matter from this share of all errors, and from this number of them."""


@dataclass(frozen=True, eq=False)
class RareEvents:
    """The rate of what clusters add to a group in few and large pieces; arrays of shape ``(groups,)``.

    `variance` is that of the rate, the sum of the squared pieces, and `largest` the largest piece that a cluster can be
    expected to add, all per unit of the group's whole. `heavy` marks the groups whose errors such pieces carry. `piece`
    is what each of the sample's clusters adds, of shape ``(entries,)``.
    """

    rate: FloatArray
    variance: FloatArray
    largest: FloatArray
    heavy: BoolArray
    piece: FloatArray

    def lower(self, level: float, groups: IntArray) -> FloatArray:
        """Return lower limits at the one-sided error level `level`; see `upper`."""
        rate, variance = self.rate[groups], self.variance[groups]
        return np.minimum(_gamma_quantile(rate, variance, level), rate)

    def upper(self, level: float, groups: IntArray) -> FloatArray:
        """Return upper limits at the one-sided error level `level`: those of a weighted sum of Poisson counts.

        Fay & Feuer (1997), Confidence intervals for directly standardized rates: a method based on the gamma
        distribution, Statistics in Medicine 16(7): as if one more piece, the largest, had been seen.
        """
        rate, largest = self.rate[groups] + self.largest[groups], self.largest[groups]
        return _gamma_quantile(rate, self.variance[groups] + largest**2, 1 - level)


def rare_events(total: Ratio, each: Ratio, clusters: Clusters) -> RareEvents | None:
    """Return the rate of errors beyond the rows' own wholes, or None if they do not carry any group's errors.

    They do where they are a tenth of the errors or more, of the group or of all groups together, vary more than all
    errors would if each came alone, and come from effectively fewer than 30 clusters (or rows, without clusters): the
    interval of a sum needs more of them. A group that has seen none can still meet what the others have met.
    """
    if total.capped is None or each.capped is None:
        return None
    heavy, together = _heavy(total.part[:, 0], each.part[:, 0] - each.capped[:, 0], clusters)
    if not heavy.any():
        return None
    moment = 1 if total.whole.shape[-1] > 1 else 0
    whole = np.where(total.whole[:, moment] > 0, total.whole[:, moment], 1.0)
    piece = np.maximum(each.part[:, moment] - each.capped[:, moment], 0.0) / clusters.copies
    largest = np.zeros(clusters.groups)
    np.maximum.at(largest, clusters.group, piece)
    if together:
        largest = np.full(clusters.groups, largest.max())
    rate, squares = (clusters.add(clusters.copies * piece**power) for power in (1, 2))
    return RareEvents(rate / whole, squares / whole**2, largest / whole, heavy, piece)


def _heavy(errors: FloatArray, beyond: FloatArray, clusters: Clusters) -> tuple[BoolArray, bool]:
    """Return the groups whose errors few events carry, and whether that is so of all groups together."""
    sums, squares = clusters.add(beyond), clusters.add(beyond**2 / clusters.copies)
    own = _matters(errors, sums, squares)
    together = bool(_matters(errors.sum(), sums.sum(), squares.sum()))
    comes_from_few = (squares == 0) | (sums**2 < ENOUGH_CLUSTERS * squares)
    return (own | together) & comes_from_few, together


def _matters(errors: FloatArray, beyond: FloatArray, squares: FloatArray) -> BoolArray:
    return np.asarray((beyond >= NOT_FEW_ERRORS) & (beyond >= LARGE_PART * errors) & (squares > errors))


def _gamma_quantile(mean: FloatArray, variance: FloatArray, probability: float) -> FloatArray:
    """Return quantiles of gamma variables with these means and variances; 0 where there is nothing."""
    there = (mean > 0) & (variance > 0)
    mean, variance = np.where(there, mean, 1.0), np.where(there, variance, 1.0)
    return np.where(there, variance / mean * gammaincinv(mean**2 / variance, probability), 0.0)
