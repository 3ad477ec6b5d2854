"""Effective sizes worked out row by row and cluster by cluster in plain Python, from docs/statistics.md."""

import math

import numpy as np
import pytest
from scipy import stats
from simulated import confusion_sample, shares, weighted_rows

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import ConfusionCounts
from fairaudit.cube import Sample
from fairaudit.inference import measure
from fairaudit.metrics.confusion import matthews_correlation

SELECTION = CATALOGUE["selection_rate"]
TRUE_POSITIVE, FALSE_POSITIVE, FALSE_NEGATIVE, TRUE_NEGATIVE = range(4)


def clopper_pearson(share, size, level):
    hits = share * size
    low = stats.beta.ppf(level, hits, size - hits + 1) if share > 0 else 0.0
    high = stats.beta.ppf(1 - level, hits + 1, size - hits) if share < 1 else 1.0
    return low, high


def limits(measurement, group, level=0.05):
    return tuple(float(side(level)[group]) for side in (measurement.lower, measurement.upper))


def shrunk(size, level, freedom):
    return size * (stats.norm.isf(level) / stats.t.isf(level, max(freedom, 1))) ** 2


def test_independent_rows_have_the_plain_binomial_limits():
    measured = measure(SELECTION, shares([3], [40]), 0.95)
    assert limits(measured, 0) == pytest.approx(clopper_pearson(3 / 40, 40, 0.05))
    assert measured.estimates()[0].method == "Wilson"


def by_rows(outcomes, weights):
    """Return rate and effective size with Student's degrees of freedom, from the rows themselves."""
    total = sum(weights)
    shares_ = [w / total for w in weights]
    rate = sum(h * y for h, y in zip(shares_, outcomes, strict=True))
    kish = 1 / sum(h * h for h in shares_)
    squares = sum((h * (y - rate) / (1 - h)) ** 2 for h, y in zip(shares_, outcomes, strict=True))
    variance = (1 - 1 / kish) * squares
    size = kish if rate in (0, 1) else min(kish, rate * (1 - rate) / variance)
    return rate, size, kish - 1


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_weighted_rows_from_power_sums_equal_the_formula_on_rows(spread):
    rng = np.random.default_rng(3)
    outcomes, weights = rng.integers(0, 2, 200), rng.lognormal(0, spread, 200)
    measured = measure(SELECTION, weighted_rows(np.zeros(200, int), np.where(outcomes, 1, 3), weights), 0.95)
    rate, size, freedom = by_rows(outcomes.tolist(), weights.tolist())
    assert measured.values[0] == pytest.approx(rate)
    expected = clopper_pearson(rate, shrunk(size, 0.05, freedom), 0.05)
    assert limits(measured, 0) == pytest.approx(expected, abs=1e-6)


def test_power_sums_never_promise_more_than_the_rows_even_if_one_row_outweighs_the_rest():
    for heavy in (1.0, 10.0, 1e3, 1e9):
        outcomes, weights = [1] + [0] * 20, [heavy] + [1.0] * 20
        measured = measure(SELECTION, weighted_rows([0] * 21, [1] + [3] * 20, weights), 0.95)
        rate, size, freedom = by_rows(outcomes, weights)
        exact = clopper_pearson(rate, shrunk(size, 0.05, freedom), 0.05)
        low, high = limits(measured, 0)
        assert low <= exact[0] + 1e-12
        assert high >= exact[1] - 1e-12
        assert 0 <= low <= rate <= high <= 1


def test_weighted_rows_that_agree_have_kishs_size():
    weights = [1.0, 2.0, 3.0, 4.0]
    measured = measure(SELECTION, weighted_rows([0] * 4, [1] * 4, weights), 0.95)
    kish = 10**2 / (1 + 4 + 9 + 16)
    assert limits(measured, 0) == pytest.approx(clopper_pearson(1.0, shrunk(kish, 0.05, kish - 1), 0.05))


def kept_apart(cell, weight):
    """Make a sample of one group in which each row is an entry and a cluster of its own."""
    weight = np.asarray(weight)[:, None]
    sums = np.zeros((len(cell), 4, 4))
    sums[np.arange(len(cell)), cell] = np.hstack([weight ** np.arange(3), weight > 0])
    counts = ConfusionCounts(sums)
    return Sample(("group",), np.zeros((1, 1), int), np.zeros(len(cell), int), None, True, counts)


@pytest.mark.parametrize(
    "name", ["selection_rate", "accuracy", "f1_score", "balanced_accuracy", "matthews_correlation"]
)
@pytest.mark.parametrize("make", [lambda c, w: weighted_rows([0] * len(c), c, w), kept_apart])
def test_rows_of_weight_zero_and_the_unit_of_weights_change_no_interval(make, name):
    rng = np.random.default_rng(5)
    cell, weight = rng.integers(0, 4, 12), rng.lognormal(0, 0.7, 12)
    plain, small, more = (
        measure(CATALOGUE[name], make(*rows), 0.95)
        for rows in (
            (cell, weight),
            (cell, 0.001 * weight),
            (np.append(cell, rng.integers(0, 4, 100)), np.append(weight, np.zeros(100))),
        )
    )
    for other in (small, more):
        assert limits(other, 0) == pytest.approx(limits(plain, 0), abs=1e-9)
        shown, expected = other.estimates()[0], plain.estimates()[0]
        assert (shown.value, shown.low, shown.high) == pytest.approx((expected.value, expected.low, expected.high))
    assert more.n[0] == plain.n[0]  # the denominator counts the rows that are evidence


def test_a_group_without_weight_is_undefined():
    measured = measure(SELECTION, weighted_rows([0, 0, 1], [1, 3, 1], [0.0, 0.0, 1.0]), 0.95)
    estimate = measured.estimates()[0]
    assert (estimate.value, estimate.undefined) == (None, "the group has zero total weight")
    assert estimate.n == 0


def test_clusters_worked_out_step_by_step():
    # Two groups; hits and rows of each cluster.
    clusters = {0: [(1, 4), (3, 6), (0, 5)], 1: [(2, 5), (2, 5), (1, 5), (0, 5)]}
    group = [g for g, members in clusters.items() for _ in members]
    hits, rows = zip(*[cell for members in clusters.values() for cell in members], strict=True)
    measured = measure(SELECTION, shares(hits, rows, group, range(7)), 0.95)

    facts = {}
    for g, members in clusters.items():
        n, k = sum(m for _, m in members), len(members)
        p = sum(x for x, _ in members) / n
        v = (k - 1) / k * sum(((x - p * m) / (n * (1 - m / n))) ** 2 for x, m in members)
        seen = sum(m * m for _, m in members) / n
        facts[g] = (n, p, v, seen)
    design = sum(v * n * n for n, p, v, _ in facts.values()) / sum(n * p * (1 - p) for n, p, *_ in facts.values())
    mean_size = sum(n * m for n, *_, m in facts.values()) / sum(n for n, *_ in facts.values())
    rho = min(max((design - 1) / (mean_size - 1), 0), 1)
    for g, (n, p, v, seen) in facts.items():
        deff = max(1, v * n / (p * (1 - p)), 1 + (seen - 1) * rho)
        effective = 1 / sum((m / n) ** 2 for _, m in clusters[g])
        expected = clopper_pearson(p, shrunk(n / deff, 0.05, effective - 1), 0.05)
        assert limits(measured, g) == pytest.approx(expected)
        assert measured.effective_clusters[g] == pytest.approx(effective)


def test_a_group_without_errors_borrows_the_correlation_of_the_others():
    # Group 0: clusters of 10 rows with 0, 5 and 10 hits: p = 1/2, u = -5, 0, 5; all clusters have a third of the rows.
    measured = measure(SELECTION, shares([0, 5, 10, 0, 0], [10] * 5, [0, 0, 0, 1, 1], range(5)), 0.95)
    v = 2 / 3 * (25 + 0 + 25) / (30 * (2 / 3)) ** 2  # = 1/12
    # Group 1 adds no variance, and its 20 rows of clusters of 10 leave the mean cluster size at 10.
    rho = (v * 30**2 / (30 / 4) - 1) / (10 - 1)
    assert rho == pytest.approx(1.0)
    assert limits(measured, 1) == pytest.approx(clopper_pearson(0.0, 20 / (1 + 9 * rho), 0.05))
    assert "borrowed" in measured.estimates()[1].method


def test_without_any_error_each_effective_cluster_counts_as_one_row():
    measured = measure(SELECTION, shares([0, 0, 0], [10, 10, 20], [0, 0, 0], range(3)), 0.95)
    effective = 1 / (0.25**2 + 0.25**2 + 0.5**2)
    assert limits(measured, 0) == pytest.approx((0.0, 1 - 0.05 ** (1 / effective)))


def test_one_cluster_has_a_value_and_no_interval():
    estimate = measure(SELECTION, shares([3], [10], [0], [0]), 0.95).estimates()[0]
    assert (estimate.value, estimate.low, estimate.high) == (0.3, None, None)
    assert "one cluster" in estimate.interval_undefined


def test_weights_and_clusters_together_scale_the_rows_to_their_kish_size():
    rng = np.random.default_rng(8)
    cluster, weight, hit = rng.integers(0, 6, 60), rng.lognormal(size=60), rng.integers(0, 2, 60)
    sample = weighted_rows(np.zeros(60, int), np.where(hit, 1, 3), weight, cluster, moments=2)
    total, squares = weight.sum(), (weight**2).sum()
    n, p = total**2 / squares, (weight * hit).sum() / total
    clusters = [(weight[cluster == c] * (hit[cluster == c] - p), weight[cluster == c].sum()) for c in range(6)]
    v = 5 / 6 * sum((u.sum() / (total * (1 - m / total))) ** 2 for u, m in clusters)
    seen = sum((m * total / squares) ** 2 for _, m in clusters) / n
    rho = min(max((v * n / (p * (1 - p)) - 1) / (seen - 1), 0), 1)
    deff = max(1, v * n / (p * (1 - p)), 1 + (seen - 1) * rho)
    freedom = 1 / sum((m / total) ** 2 for _, m in clusters) - 1
    expected = clopper_pearson(p, shrunk(n / deff, 0.05, freedom), 0.05)
    assert limits(measure(SELECTION, sample, 0.95), 0) == pytest.approx(expected)
    doubled = weighted_rows(np.zeros(60, int), np.where(hit, 1, 3), 1000 * weight, cluster, moments=2)
    assert limits(measure(SELECTION, doubled, 0.95), 0) == pytest.approx(expected)


def test_f1_maps_the_limits_of_its_proportion():
    measured = measure(CATALOGUE["f1_score"], confusion_sample([[30, 5, 15, 50]]), 0.95)
    expected = [2 * j / (1 + j) for j in clopper_pearson(30 / 50, 50, 0.05)]
    assert limits(measured, 0) == pytest.approx(expected)


def test_balanced_accuracy_recovers_its_variance_from_the_limits_of_both_rates():
    measured = measure(CATALOGUE["balanced_accuracy"], confusion_sample([[30, 8, 10, 52]]), 0.95)
    (a, (la, ua)), (b, (lb, ub)) = ((p, clopper_pearson(p, n, 0.05)) for p, n in ((30 / 40, 40), (52 / 60, 60)))
    expected = (a + b) / 2 - math.hypot(a - la, b - lb) / 2, (a + b) / 2 + math.hypot(ua - a, ub - b) / 2
    assert limits(measured, 0) == pytest.approx(expected)
    assert measured.denominators[0] == 40
    assert measured.n[0] == 100


def numerical_gradient(function, point):
    return [(function(point + step) - function(point - step)) / 2e-4 for step in 1e-4 * np.eye(len(point))]


@pytest.mark.parametrize("weighted", [False, True])
def test_matthews_correlation_from_the_influence_of_each_row(weighted):
    rng = np.random.default_rng(4)
    cell = np.repeat([TRUE_POSITIVE, FALSE_POSITIVE, FALSE_NEGATIVE, TRUE_NEGATIVE], [30, 10, 15, 45])
    weight = rng.lognormal(0, 0.5, 100) if weighted else np.ones(100)
    counts = np.array([weight[cell == c].sum() for c in range(4)])

    def function(totals):
        return float(matthews_correlation.compute(confusion_sample([totals]).counts).function(totals))

    value, gradient = function(counts), numerical_gradient(function, counts)
    h = weight / weight.sum()
    influence = np.array([weight[i] * gradient[cell[i]] for i in range(100)])
    v = (1 - sum(h**2)) * sum((influence / (1 - h)) ** 2) / 4  # of (1 + m)/2
    q, kish = (1 + value) / 2, 1 / sum(h**2)
    size = min(q * (1 - q) / v, kish)
    size = shrunk(size, 0.05, kish - 1) if weighted else size
    expected = [2 * limit - 1 for limit in clopper_pearson(q, size, 0.05)]
    sample = weighted_rows(np.zeros(100, int), cell, weight) if weighted else confusion_sample([counts])
    measured = measure(matthews_correlation, sample, 0.95)
    assert measured.values[0] == pytest.approx(value)
    assert limits(measured, 0) == pytest.approx(expected, abs=1e-6)


def test_a_smooth_function_of_clusters_uses_their_influence():
    cells = np.array([[9, 1, 2, 8], [4, 3, 3, 10], [12, 0, 1, 7], [5, 5, 2, 8]], float)
    measured = measure(CATALOGUE["balanced_accuracy"], confusion_sample(cells, [0] * 4, range(4)), 0.95)
    tp, fp, fn, tn = cells.sum(axis=0)
    value = (tp / (tp + fn) + tn / (tn + fp)) / 2
    influence = [
        ((c[0] - tp / (tp + fn) * (c[0] + c[2])) / (tp + fn) + (c[3] - tn / (tn + fp) * (c[1] + c[3])) / (tn + fp)) / 2
        for c in cells
    ]
    h = cells.sum(axis=1) / cells.sum()
    v = 3 / 4 * sum((u / (1 - share)) ** 2 for u, share in zip(influence, h, strict=True))
    size = shrunk(min(value * (1 - value) / v, cells.sum()), 0.05, 1 / sum(h**2) - 1)
    assert limits(measured, 0) == pytest.approx(clopper_pearson(value, size, 0.05))


def test_a_perfect_smooth_value_has_a_lower_limit():
    """The size is that of a share which one error moves as far: 4 · 20 · 30/50."""
    measured = measure(matthews_correlation, confusion_sample([[20, 0, 0, 30]]), 0.95)
    assert limits(measured, 0) == pytest.approx((2 * 0.05 ** (1 / 48) - 1, 1.0))
