"""How much evidence weighted or clustered rows hold: variances with leave-one-out residuals, and effective sizes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from fairaudit.counts import FloatArray
from fairaudit.cube import Sample, add_values, runs

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

NEARLY_ONE = 1 - 1e-9
"""A share of a group above this is taken for this, so that leaving the rest out does not divide by zero."""
ENOUGH_CLUSTERS = 30.0
"""So many clusters (or rows) must carry a group's errors, effectively, for the usual interval of their sum."""
ROUNDING = 1e-20
"""Squares below this share of the squares that were subtracted from each other are rounding, not a difference."""


@dataclass(frozen=True, eq=False)
class Clusters:
    """Where the clusters of a sample are: entry e stands for ``copies[e]`` clusters that are alike, in ``group[e]``.

    `code` is the cluster's code, comparable across groups, or None if every row is a cluster of its own and in one
    group. `named` says whether rows have a cluster column.
    """

    group: IntArray
    groups: int
    copies: FloatArray
    code: IntArray | None
    named: bool

    def only(self, entries: IntArray) -> Clusters:
        """Return the clusters of some entries."""
        code = None if self.code is None else self.code[entries]
        return Clusters(self.group[entries], self.groups, self.copies[entries], code, self.named)

    def add(self, values: FloatArray) -> FloatArray:
        """Add up the values of entries, shape ``(entries,)``, per group."""
        return add_values(values, self.group, self.groups, self._starts)

    @cached_property
    def _starts(self) -> IntArray | None:
        """Where each group begins, if groups ascend."""
        return runs(self.group)


def clusters_of(sample: Sample[Any]) -> Clusters | None:
    """Return the clusters of a sample, or None if its entries hold rows that are independent and not kept apart."""
    named = sample.cluster is not None
    if sample.rows_are_clusters:
        code = sample.cluster if named else sample.cell
        return Clusters(sample.group, sample.size, sample.rows, code, named)
    return Clusters(sample.group, sample.size, np.ones(len(sample.group)), sample.cluster, named) if named else None


@dataclass(frozen=True, eq=False)
class Spread:
    """How much clusters differ within each group, arrays of shape ``(groups,)``.

    `count` is the number of clusters that have something to say, `effective` the number of equal clusters that would
    weigh as much (1/Σh², h the clusters' shares of the group), and `variance` that of the group's value. Of shape
    ``(entries,)`` are `there`, whether the cluster has something to say, `influence`, what it adds to the error of the
    value, and `left_out`, how far the value moves without it. Variance and influences are exactly 0 in a group whose
    clusters all say the same.
    """

    clusters: Clusters
    count: FloatArray
    effective: FloatArray
    variance: FloatArray
    there: BoolArray
    influence: FloatArray
    left_out: FloatArray

    @property
    def known(self) -> BoolArray:
        """Whether the group has more than one effective cluster, so that a spread can be seen."""
        return (self.count > 1) & (self.effective > 1 + 1e-9)


def spread(clusters: Clusters, influence: FloatArray, terms: FloatArray, whole: FloatArray) -> Spread:
    """Measure how much clusters differ: the variance of a sum of influences with leave-one-out residuals.

    v = (K − 1)/K · Σ [ψ / (1 − h)]², where ψ is the cluster's influence and h its share of the group's `whole`. This
    is the jackknife (CR3) variance: Bell & McCaffrey (2002), Bias reduction in standard errors for linear regression
    with multi-stage samples, Survey Methodology 28(2). `influence` and `whole` are sums over the copies of an entry;
    `terms` is the sum of the sizes of what was added and subtracted to get the influence, so that rounding is not taken
    for a difference. A cluster without a whole but with an influence (insertions into an empty reference) counts.
    """
    copies = clusters.copies
    share = np.clip(whole / _positive(clusters.add(whole))[clusters.group] / copies, 0.0, 1.0)
    there = (whole > 0) | (influence != 0)
    count = clusters.add(np.where(there, copies, 0.0))
    differ = clusters.add(influence**2 / copies) > ROUNDING * clusters.add(terms**2 / copies)
    own = np.where(differ[clusters.group], influence / copies, 0.0)
    left_out = own / (1 - np.minimum(share, NEARLY_ONE))
    squares = clusters.add(copies * left_out**2)
    effective = 1 / _positive(clusters.add(copies * share**2))
    return Spread(clusters, count, effective, (count - 1) / _positive(count) * squares, there, own, left_out)


def rows_worth(whole: FloatArray) -> FloatArray:
    """Return the Kish effective size of a denominator ``(..., moments)``: (Σw)²/Σw², the plain sum without weights.

    Kish (1965), Survey Sampling, section 11.7.
    """
    if whole.shape[-1] == 1:
        return whole[..., 0]
    return np.asarray(whole[..., 1] ** 2 / _positive(whole[..., 2]))


def left_out_factor(worth: FloatArray) -> FloatArray:
    """Return what a sum of leave-one-out squares over rows is multiplied with: 1 − Σh², which is (n − 1)/n of n rows.

    `worth` is the Kish effective size 1/Σh², so that rows of weight zero do not count.
    """
    return 1 - 1 / np.maximum(worth, 1.0)


def left_out_squares(sums: FloatArray, total: FloatArray) -> FloatArray:
    """Return Σ h²/(1 − h)² over rows from the power sums of their weights; h is the row's share of `total`.

    `sums` has shape ``(..., moments)`` of weighted counts: moment j is Σ w^j. The series Σ_j (j + 1) Σ h^(j+2) ends at
    the last moment; what it leaves out is replaced by an upper bound, because no share exceeds (Σ h^J)^(1/J).
    """
    moments = sums[..., :-1]  # the last column counts rows of any weight above 0
    last = moments.shape[-1] - 1
    powers = moments / _positive(total)[..., None] ** np.arange(last + 1)
    terms = np.arange(1, last) * powers[..., 2:]
    largest = np.minimum(np.maximum(powers[..., last], 0.0) ** (1 / last), NEARLY_ONE)
    rest = powers[..., last] * (largest / (1 - largest) ** 2 + (last - 1) * largest / (1 - largest))
    return np.asarray(terms.sum(axis=-1) + rest)


def left_out_squares_of_entries(clusters: Clusters, sums: FloatArray, total: FloatArray) -> FloatArray:
    """Return Σ h²/(1 − h)² over rows per group, where each entry holds rows that weigh the same."""
    rows = sums[:, 0]
    share = np.minimum(sums[:, 1] / _positive(rows) / _positive(total)[clusters.group], NEARLY_ONE)
    return clusters.add(rows * (share / (1 - share)) ** 2)


def correlation_within(worth: FloatArray, size: FloatArray, inflated: FloatArray, binomial: FloatArray) -> float | None:
    """Return how alike rows of one cluster are, pooled over groups: in [0, 1], None if nobody made an error.

    `worth` is the number of rows, `size` the mean cluster size a row sees, `inflated` the variance of the rate times
    rows squared, `binomial` the variance that independent rows would have, times rows. From the design effect
    1 + (m − 1)ρ of Kish (1965), section 5.4.
    """
    if not binomial.sum() > 0:
        return None
    excess = inflated.sum() / binomial.sum() - 1
    mean_size = (worth * size).sum() / worth.sum()
    return float(np.clip(excess / (mean_size - 1), 0.0, 1.0)) if mean_size > 1 else 0.0


def _positive(values: FloatArray) -> FloatArray:
    """Return the values with 1 in place of zeros, for divisions whose result is not used there."""
    return np.where(values > 0, values, 1.0)
