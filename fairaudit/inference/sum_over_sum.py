"""Ratios of the sums of two columns: limits as for means of numbers, whatever the units of both."""

from __future__ import annotations

from functools import partial
from math import comb
from typing import Any

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.cube import Sample
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import Clusters, Spread
from fairaudit.inference.means import limits_of, of_spread, spread_of
from fairaudit.inference.measured import Measured
from fairaudit.inference.number_limits import Residuals
from fairaudit.inference.overlap import spread_of_kinds
from fairaudit.inference.size_tie import size_tie
from fairaudit.metrics.columns import SumOverSum

SAME = "all of the group's rows or clusters have the same ratio, which does not show how much ratios vary"
_NO_SPREAD, _NO_SHAPE = 1e-12, 1e-8
"""Squared relative spreads under which sums of powers hold nothing but rounding: of the spread, and of its shape."""


def sum_over_sum(total: SumOverSum, each: SumOverSum, clusters: Clusters | None) -> Measured:
    """Measure a ratio of sums; every row, or every cluster, is independent evidence.

    Without a row or cluster of the part x and the whole y the ratio R of the sums moves by (x − Ry)/(Y − y): Cochran
    (1977), Sampling Techniques, section 6.3, with leave-one-out residuals. The limits are those of means of numbers.
    """
    part, whole = total.part[:, 0], total.whole[:, 0]
    value = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
    spread = None if clusters is None else spread_of(value, total, each, clusters)
    left_out = _of_rows(value, total) if spread is None else of_spread(value, spread)
    tie = None if spread is None else size_tie(value, spread, each.whole[:, 0])
    limits = limits_of(value, left_out, "clusters" if clusters is not None and clusters.named else "rows", tie)
    same = np.flatnonzero(left_out.several & ~limits.known & ~np.isnan(value))
    rows = total.rows[:, 0]
    return Measured(
        value,
        rows,
        total.wholes[:, 0],
        whole,
        np.zeros(len(value), dtype=bool),
        limits,
        spread,
        dict.fromkeys(same.tolist(), SAME),
        partial(_shared, value, total, each),
    )


def _of_rows(value: FloatArray, total: SumOverSum) -> Residuals:
    """Return the residuals of rows that are not kept apart, from sums of products.

    With h a row's share of the whole and u its part over that of the group, a residual of the logarithm of the ratio is
    r = (u − h)/(1 − h). Σr² is the series Σ k Σ(u − h)² h^(k−1), whose rest has an upper bound; see
    `effective_size.left_out_squares`.
    """
    parts, wholes = np.where(value > 0, total.part[:, 0], 1.0), np.where(total.whole[:, 0] > 0, total.whole[:, 0], 1.0)
    shares = {(p, w): sums[:, 0] / parts**p / wholes**w for (p, w), sums in total.products.items()}

    def apart(power: int, times: int = 0) -> FloatArray:
        """Return Σ(u − h)^power h^times."""
        terms = [(-1) ** w * comb(power, w) * shares[power - w, w + times] for w in range(power + 1)]
        return np.asarray(np.sum(terms, axis=0))

    effective = 1 / np.where(shares[0, 2] > 0, shares[0, 2], 1.0)
    largest = np.minimum(np.maximum(shares[0, 4], 0.0) ** 0.25, effective_size.NEARLY_ONE)
    rest = largest / (1 - largest) ** 2 + 3 * largest / (1 - largest)
    squares = apart(2) + 2 * apart(2, 1) + 3 * apart(2, 2) + np.maximum(apart(2, 2), 0.0) * rest
    cubes, fourths = apart(3) + 3 * apart(3, 1), apart(4)
    squares = np.where(squares * effective > _NO_SPREAD, squares, 0.0)
    shaped = squares * effective > _NO_SHAPE
    cubes, fourths = np.where(shaped, cubes, 0.0), np.where(shaped, fourths, squares**2 / effective)
    variance = effective_size.left_out_factor(effective) * squares
    return Residuals(variance, squares, cubes, fourths, effective, effective > 1 + 1e-9)


def _shared(value: FloatArray, total: SumOverSum, each: SumOverSum, sample: Sample[Any]) -> Spread | None:
    """Return what rows add to the error of groups that share some, of rows of which a cell holds sums of products.

    The sums of x², xy and y² are those of two rows, (a, b) and (0, c); so are the covariances of all groups' errors.
    """
    if sample.cell is None:
        return None
    squares, both, wholes = (each.products[powers][:, 0] for powers in ((2, 0), (1, 1), (0, 2)))
    a = np.sqrt(squares)
    b = np.where(a > 0, both / np.where(a > 0, a, 1.0), 0.0)
    c = np.sqrt(np.maximum(wholes - b**2, 0.0))
    group, unit = sample.group, np.where(total.whole[:, 0] > 0, total.whole[:, 0], 1.0)
    ratio = np.nan_to_num(value)[group]
    own = np.concatenate([a - ratio * b, -ratio * c]) / np.tile(unit[group], 2)
    code = np.concatenate([2 * sample.cell, 2 * sample.cell + 1])
    return spread_of_kinds(Clusters(np.tile(group, 2), sample.size, np.ones(len(own)), code, named=False), own)
