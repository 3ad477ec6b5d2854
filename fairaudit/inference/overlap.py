"""Groups that have rows in common: how what they share moves their values together."""

from __future__ import annotations

from typing import Any

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.cube import Sample
from fairaudit.inference.effective_size import Clusters, IntArray, Spread
from fairaudit.inference.smooth import as_smooth
from fairaudit.metrics import MeanOfProportions, Metric, Proportion, SmoothFunction


def spread_of_rows(metric: Metric, sample: Sample[Any]) -> Spread | None:
    """Return what rows add to the error of their groups' values, an entry for each kind; None if cells do not tell.

    An entry stands for as many clusters as it has rows, and its influence is that of one row: the derivative of the
    value by the row's count, times its weight (the root of the mean square of all).
    """
    if sample.cell is None:
        return None
    return _spread_of_fields(metric, sample, sample.cell) if sample.counts.rows_are_alike else None


def _spread_of_fields(metric: Metric, sample: Sample[Any], cell: IntArray) -> Spread | None:
    """Return the spread of rows of which those of one cell and one field are alike."""
    counts = sample.counts
    moment = 1 if counts.weighted else 0
    influence = _influence_of_a_row(metric, sample, moment)
    if influence is None:
        return None
    count, squares = counts.sums[..., 0], counts.sums[..., 2 * moment]
    entry, field = np.nonzero(squares > 0)
    group, code = sample.group[entry], cell[entry] * len(counts.fields) + field
    clusters = Clusters(group, sample.size, count[entry, field], code, named=False)
    return spread_of_kinds(clusters, influence[group, field] * np.sqrt(squares[entry, field] / clusters.copies))


def spread_of_kinds(clusters: Clusters, own: FloatArray) -> Spread:
    """Return the spread of kinds of rows, each a cluster of its own as often as it has copies; `own` is one row's."""
    rows, variance = clusters.add(clusters.copies), clusters.add(clusters.copies * own**2)
    return Spread(clusters, rows, rows, variance, np.ones(len(own), dtype=bool), own, own)


def _influence_of_a_row(metric: Metric, sample: Sample[Any], moment: int) -> FloatArray | None:
    """Return how far one more row of each field moves each group's value, shape ``(groups, fields)``; 0 if undefined.

    But for the slope of a value that is a function of one share: it is the same for all rows of a group.
    """
    counts, fields = sample.counts, len(sample.counts.fields)
    rows = np.repeat(np.eye(fields)[:, :, None], counts.sums.shape[-1], axis=2)
    total, row = metric(sample.totals), metric(counts.like(rows))
    match total, row:
        case Proportion(), Proportion():
            return _of_share(total, row, moment)
        case MeanOfProportions(), MeanOfProportions():
            return _of_function(as_smooth(total), as_smooth(row), moment)
        case SmoothFunction(), SmoothFunction():
            return _of_function(total, row, moment)
        case _:
            return None


def _of_share(total: Proportion, row: Proportion, moment: int) -> FloatArray:
    mass = total.whole[:, moment]
    per_group = np.where(mass > 0, mass, 1.0)[:, None]
    share = total.part[:, moment, None] / per_group
    return np.where(mass[:, None] > 0, (row.part[:, moment] - share * row.whole[:, moment]) / per_group, 0.0)


def _of_function(total: SmoothFunction, row: SmoothFunction, moment: int) -> FloatArray:
    sums = total.sums[..., moment]
    defined = ~np.isnan(total.function(sums))
    gradient = np.zeros_like(sums)
    gradient[defined] = total.gradient(sums[defined])
    return np.asarray(gradient @ row.sums[..., moment].T)
