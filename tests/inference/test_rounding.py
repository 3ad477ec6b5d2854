"""What is left of a difference by rounding is not taken for a difference."""

import numpy as np
import pytest
from simulated import clustered_cells, confusion_sample, speech_sample
from test_effective_size import limits

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import compare, measure
from fairaudit.inference.search import Pairs

SMOOTH = ["balanced_accuracy", "matthews_correlation"]
SHARES = ["accuracy", "selection_rate", "f1_score"]
UNITS = [1.0, 0.001, 1 / 3, 7e5]


def alike(cells, groups=1, clusters=10, unit=1.0):
    """Make groups of clusters that all have these counts, with weights of `unit` if it is not 1."""
    group, cluster = np.repeat(np.arange(groups), clusters), np.tile(np.arange(clusters), groups)
    sums = np.tile(np.asarray(cells, float), (len(group), 1))
    return confusion_sample(sums if unit == 1 else sums[:, :, None] * unit ** np.arange(3), group, cluster)


def bond(measured):
    return Pairs(measured, np.arange(2), "difference").companions.of_pairs(np.array([0]), np.array([1]))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("cells", [(4, 1, 1, 3), (1, 1, 1, 4), (5, 2, 3, 7), (13, 11, 3, 1), (1, 0, 3, 5)])
@pytest.mark.parametrize("name", SMOOTH)
def test_clusters_that_are_all_alike_have_no_spread_whatever_the_unit_of_weights(name, cells, unit):
    measured = measure(CATALOGUE[name], alike(cells, unit=unit), 0.95)
    assert measured.spread.variance[0] == 0
    assert (measured.spread.influence == 0).all()
    assert measured.limits.size[0] == pytest.approx(10)  # ten clusters of the same size
    assert limits(measured, 0) == pytest.approx(limits(measure(CATALOGUE[name], alike(cells), 0.95), 0))


@pytest.mark.parametrize("name", SMOOTH + SHARES)
def test_a_group_whose_clusters_are_all_alike_is_correlated_with_nobody(name):
    rng = np.random.default_rng(4)
    own = rng.integers(1, 20, (10, 4)).astype(float)
    measured = measure(
        CATALOGUE[name],
        confusion_sample([*np.tile([4, 1, 1, 3], (10, 1)), *own], [0] * 10 + [1] * 10, [*range(10)] * 2),
        0.95,
    )
    _, correlation, shared = bond(measured)
    assert (correlation[0, 0], shared[0, 0]) == (0, False)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", SMOOTH)
def test_a_perfect_group_shares_nothing_with_one_of_the_same_clusters(name, unit):
    rng = np.random.default_rng(6)
    right = rng.integers(1, 30, (8, 2))
    perfect = np.stack([right[:, 0], 0 * right[:, 0], 0 * right[:, 0], right[:, 1]], axis=1)
    sums = np.concatenate([perfect, rng.integers(1, 30, (8, 4))])[:, :, None] * unit ** np.arange(3)
    shared, apart = (
        measure(CATALOGUE[name], confusion_sample(sums, [0] * 8 + [1] * 8, clusters), 0.95)
        for clusters in ([*range(8)] * 2, range(16))
    )
    assert limits(shared, 0)[1] == 1
    for kind in ("difference", "worst"):
        one, other = (compare(measured, kind, measured.known).estimate for measured in (shared, apart))
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-12)


def test_speakers_of_one_rate_have_no_spread_but_poissons():
    words = np.array([30, 60, 90, 210])
    sample = speech_sample([0] * 4 + [1] * 4, [*range(4)] * 2, [*words, *words], [*(words // 10), 4, 9, 2, 30])
    measured = measure(CATALOGUE["word_error_rate"], sample, 0.95)
    assert measured.spread.variance[0] == 0
    assert bond(measured).correlation[0, 0] == 0


def test_clusters_can_be_in_both_groups_without_a_correlation():
    # The influences of the four clusters are -, +, -, + in one group and -, -, +, + in the other.
    hits = [(2, 6, 2, 6), (2, 2, 6, 6)]
    cells = [(x, 0, 8 - x, 0) for group in hits for x in group]
    measured = measure(CATALOGUE["accuracy"], confusion_sample(cells, [0] * 4 + [1] * 4, [*range(4)] * 2), 0.95)
    freedom, correlation, shared = bond(measured)
    assert correlation[0, 0] == pytest.approx(0, abs=1e-15)
    assert shared[0, 0]
    assert freedom[0, 0] == pytest.approx(3)  # four clusters of the same size, not Welch's six


@pytest.mark.parametrize("name", SMOOTH)
def test_real_spread_is_seen_however_large_the_group(name):
    rng = np.random.default_rng(7)
    sample = clustered_cells(rng, (0.5, 0.95, 0.05), 2000, 1, rows=50_000, spread=0.001)
    measured = measure(CATALOGUE[name], sample, 0.95)
    assert measured.spread.variance[0] > 0
    assert np.isfinite(measured.limits.degrees_of_freedom[0])
