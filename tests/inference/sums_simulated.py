"""Rows with two numbers, whose sums are divided: made, added up and measured."""

from __future__ import annotations

import numpy as np

from fairaudit.counts.columns import ColumnCounts, terms
from fairaudit.inference.effective_size import Clusters
from fairaudit.inference.measured import Measured
from fairaudit.inference.sum_over_sum import sum_over_sum
from fairaudit.metrics.columns import sum_over_sum as ratio

RATIO = ratio("x")


def counted(part: np.ndarray, whole: np.ndarray, weight: np.ndarray | None = None) -> np.ndarray:
    """Return the sums of rows, shape ``(groups, fields, 1)``; the numbers have the shape ``(groups, rows)``."""
    added = np.stack([each.sum(axis=-1) for each in terms(part, whole, weight)], axis=-1)
    return np.concatenate([np.full((len(added), 1), part.shape[1]), added], axis=1)[:, :, None]


def by_rows(part: np.ndarray, whole: np.ndarray, weight: np.ndarray | None = None) -> Measured:
    """Measure independent rows."""
    counts = RATIO(ColumnCounts(counted(part, whole, weight), ["x"]))
    return sum_over_sum(counts, counts, None)


def by_clusters(part: np.ndarray, whole: np.ndarray, size: int) -> Measured:
    """Measure rows of which each `size` neighbours are a cluster."""
    groups, clusters = len(part), part.shape[1] // size
    pieces = [numbers.reshape(groups * clusters, size) for numbers in (part, whole)]
    each = RATIO(ColumnCounts(counted(*pieces), ["x"]))
    group, code = np.divmod(np.arange(groups * clusters), clusters)
    found = Clusters(group, groups, np.ones(len(group)), code + 10_000 * group, named=True)
    return sum_over_sum(RATIO(ColumnCounts(counted(part, whole), ["x"])), each, found)


def numbers(
    seed: int | np.random.Generator, groups: int, rows: int, spread: float = 0.8
) -> tuple[np.ndarray, np.ndarray]:
    """Return parts that go with their wholes, both skewed; the true ratio is 0.3."""
    random = np.random.default_rng(seed)  # that of a generator is the generator
    whole = random.lognormal(3, spread, (groups, rows))
    return 0.3 * whole * random.lognormal(-(spread**2) / 2, spread, (groups, rows)), whole
