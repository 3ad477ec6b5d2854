"""Functions of confusion matrices of any size: their gradients, and whether their intervals hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import FloatArray
from fairaudit.counts.classes import ClassCounts
from fairaudit.cube import Sample
from fairaudit.inference import measure
from fairaudit.metrics import SmoothFunction

NAMES = ("balanced_accuracy", "macro_f1", "macro_precision", "weighted_f1", "cohen_kappa", "matthews_correlation")


def counts_of(cells: FloatArray) -> ClassCounts:
    """Return counts of matrices, shape ``(..., classes, classes)``."""
    size = cells.shape[-1]
    return ClassCounts(cells.reshape(*cells.shape[:-2], size * size, 1), [f"class {each}" for each in range(size)])


def sample_of(cells: FloatArray) -> Sample[ClassCounts]:
    """Return a sample of a group for each matrix."""
    group = np.arange(len(cells))
    return Sample(("group",), group[:, None], group, None, False, counts_of(cells))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [2, 3, 7])
def test_gradients_are_those_of_small_steps(name: str, size: int) -> None:
    rng = np.random.default_rng(size)
    cells = rng.integers(1, 40, (5, size, size)).astype(float)
    cells[0, 0, :] = 0.0  # a class that is no label
    cells[1, :, 1] = 0.0  # one that is never predicted
    cells[2, 0, :] = cells[2, :, 0] = 0.0  # one that nobody speaks of
    smooth = CATALOGUE[name](counts_of(cells))
    assert isinstance(smooth, SmoothFunction)
    totals = cells.reshape(5, -1)
    values, gradient = smooth.function(totals), smooth.gradient(totals)
    for cell in range(size * size):
        step = np.zeros_like(totals)
        step[:, cell] = 1e-5
        up, down = smooth.function(totals + step), smooth.function(totals - step)
        moves_smoothly = ~np.isnan(values) & (totals[:, cell] > 0)
        slope = ((up - down) / 2e-5)[moves_smoothly]
        np.testing.assert_allclose(gradient[moves_smoothly, cell], slope, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", ["accuracy", *NAMES])
def test_all_counts_times_a_number_have_the_same_value(name: str) -> None:
    cells = np.random.default_rng(1).integers(0, 9, (20, 4, 4)).astype(float)
    one, many = (measure(CATALOGUE[name], sample_of(times * cells), 0.95).values for times in (1.0, 1e6))
    np.testing.assert_allclose(one, many, rtol=1e-9)


@pytest.mark.parametrize("name", ["accuracy", *NAMES])
def test_the_order_and_the_names_of_classes_do_not_matter(name: str) -> None:
    rng = np.random.default_rng(2)
    cells = rng.integers(0, 9, (20, 5, 5)).astype(float)
    order = rng.permutation(5)
    one, other = (measure(CATALOGUE[name], sample_of(each), 0.95) for each in (cells, cells[:, order][:, :, order]))
    np.testing.assert_allclose(one.values, other.values, rtol=1e-12)
    for mine, theirs in zip(one.estimates(), other.estimates(), strict=True):
        assert mine.low == pytest.approx(theirs.low)


@pytest.mark.parametrize("name", ["accuracy", *NAMES])
def test_values_lie_in_their_intervals_and_these_in_the_range(name: str) -> None:
    cells = np.random.default_rng(3).poisson(0.7, (400, 4, 4)).astype(float)
    metric = CATALOGUE[name]
    for estimate in measure(metric, sample_of(cells), 0.95).estimates():
        if estimate.value is not None and estimate.low is not None and estimate.high is not None:
            assert (metric.low or 0.0) <= estimate.low <= estimate.value <= estimate.high <= 1


def skewed(size: int, skew: float, accuracy: float) -> FloatArray:
    """Return shares by label and prediction: each class has `skew` as many rows as the one before."""
    rows = skew ** np.arange(size)
    rows /= rows.sum()
    others = np.tile(rows, (size, 1)) * (1 - np.eye(size))
    cells = rows[:, None] * (1 - accuracy) * others / others.sum(axis=1, keepdims=True)
    return np.asarray(cells + np.diag(rows * accuracy))


@pytest.mark.parametrize("name", ["balanced_accuracy", "macro_f1", "macro_precision", "weighted_f1"])
@pytest.mark.parametrize(("size", "skew", "accuracy"), [(3, 1.0, 0.6), (3, 0.6, 0.85), (10, 1.0, 0.85), (10, 0.8, 0.6)])
def test_intervals_hold_the_truth(name: str, size: int, skew: float, accuracy: float) -> None:
    shares = skewed(size, skew, accuracy)
    cells = np.random.default_rng(4).multinomial(300, shares.ravel(), size=1500).reshape(-1, size, size).astype(float)
    there = (cells.sum(axis=2) > 0).all(axis=1)
    truth = measure(CATALOGUE[name], sample_of(1e6 * shares[None]), 0.95).values[0]
    measured = measure(CATALOGUE[name], sample_of(cells[there]), 0.95)
    covered = [each.low <= truth <= each.high for each in measured.estimates() if each.low is not None and each.high]
    assert np.mean(covered) > 0.925
    groups = np.arange(len(measured.values))
    assert np.mean(measured.lower(0.05, groups) > truth) < 0.075
    assert np.mean(measured.upper(0.05, groups) < truth) < 0.075
