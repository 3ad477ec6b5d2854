"""Values that rest on few rows, however many there are: rare labels, and models that are nearly always right.

benchmarks/rare.py simulates the same at full size, for the tables of docs/statistics.md.
"""

import numpy as np
import pytest
from simulated import clustered_cells, confusion_sample, weighted_rows
from statsmodels.stats.proportion import proportion_confint

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import compare, measure
from fairaudit.inference.changes import Places, separate_change

MATTHEWS, BALANCED = CATALOGUE["matthews_correlation"], CATALOGUE["balanced_accuracy"]
NEARLY_PERFECT = [(0.05, 0.99, 0.001), (0.04, 0.95, 0.0005), (0.04, 0.97, 0.002)]  # prevalence, TPR, FPR


def chances(prevalence, hit, alarm):
    """Return the chances of true positives, false positives, false negatives and true negatives."""
    return np.array(
        [prevalence * hit, (1 - prevalence) * alarm, prevalence * (1 - hit), (1 - prevalence) * (1 - alarm)]
    )


def correlation(cells):
    tp, fp, fn, tn = np.asarray(cells, float)
    return (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))


def holds(measured, truth):
    found = [each for each in measured.estimates() if each.low is not None]
    return np.mean([each.low - 1e-12 <= truth <= each.high + 1e-12 for each in found])


@pytest.mark.parametrize(("positives", "rows"), [(50, 1000), (30, 10_000), (500, 1000), (700, 1000)])
def test_a_perfect_correlation_rests_on_the_rarer_label(positives, rows):
    """One error takes n/(2m(n − m)) from a correlation of 1, so half of that from its place between −1 and 1.

    With size N = 4m(n − m)/n, Wilson's lower limit of N hits among N is N/(N + z²).
    """
    (found,) = measure(MATTHEWS, confusion_sample([[positives, 0, 0, rows - positives]]), 0.95).estimates()
    size = 4 * positives * (rows - positives) / rows
    assert found.value == pytest.approx(1)
    assert found.low == pytest.approx(2 * size / (size + 1.959963985**2) - 1, rel=1e-9)


def test_a_perfect_correlation_of_weighted_rows_rests_on_what_the_rarer_rows_weigh():
    """Every row weighs 2, so that nothing but Student's t differs; then the 950 others weigh 3: a row may weigh 3."""
    group, cell = np.zeros(1000, int), np.where(np.arange(1000) < 50, 0, 3)
    alike = measure(MATTHEWS, weighted_rows(group, cell, np.full(1000, 2.0)), 0.95)
    assert alike.limits.size[0] == pytest.approx(4 * 50 * 950 / 1000)
    heavier = measure(MATTHEWS, weighted_rows(group, cell, np.where(cell == 3, 3.0, 2.0)), 0.95)
    positives, negatives = 50 * 2, 950 * 3
    assert heavier.limits.size[0] == pytest.approx(4 * positives * negatives / (positives + negatives) / 3)


@pytest.mark.parametrize("cells", [(400, 100, 100, 400), (42, 24, 18, 216), (60, 45, 40, 855), (38, 4, 62, 896)])
def test_ordinary_designs_have_the_interval_of_the_influence_variance(cells):
    """Slopes by finite differences, leave-one-out for rows that weigh the same, Wilson's limits of statsmodels."""
    rows, value = sum(cells), correlation(cells)
    slopes = [
        (correlation(np.add(cells, step)) - correlation(np.subtract(cells, step))) / 2e-4 for step in 1e-4 * np.eye(4)
    ]
    variance = np.dot(np.square(slopes), cells) * rows / (rows - 1)
    size = min((1 - value**2) / variance, rows)
    low, high = proportion_confint((1 + value) / 2 * size, size, method="wilson")
    (found,) = measure(MATTHEWS, confusion_sample([cells]), 0.95).estimates()
    assert (found.low, found.high) == pytest.approx((2 * low - 1, 2 * high - 1), abs=1e-7)


@pytest.mark.parametrize("design", NEARLY_PERFECT)
def test_rows_with_rare_labels(design):
    """Without the size of the rarer label: .72, .88 and .92 of these."""
    rng, odds = np.random.default_rng(0), chances(*design)
    measured = measure(MATTHEWS, confusion_sample(rng.multinomial(1000, odds, 3000)), 0.95)
    assert holds(measured, correlation(odds)) > 0.94


@pytest.mark.parametrize("related", [1.0, 4.0])
def test_weighted_rows_with_rare_labels(related):
    """Weights are log-normal, and rows with a negative label weigh `related` times as much; without: .64 to .83."""
    rng, odds, groups = np.random.default_rng(1), chances(0.04, 0.95, 0.0005), 400
    factor = np.array([1.0, related, 1.0, related])
    cell = rng.choice(4, size=groups * 1000, p=odds)
    weight = factor[cell] * rng.lognormal(0, 0.7, groups * 1000)
    measured = measure(MATTHEWS, weighted_rows(np.repeat(np.arange(groups), 1000), cell, weight), 0.95)
    assert holds(measured, correlation(odds * factor)) > 0.93


@pytest.mark.parametrize("metric", [MATTHEWS, BALANCED])
def test_clusters_with_rare_labels(metric):
    """The balanced accuracy covered .69: a group without a wrong positive took its few wrong negatives for all."""
    rng, setting = np.random.default_rng(2), (0.05, 0.99, 0.001)
    truth = measure(metric, clustered_cells(rng, setting, 200_000, 1), 0.95).values[0]
    measured = measure(metric, clustered_cells(rng, setting, 30, 300, rows=33), 0.95)
    assert holds(measured, truth) > 0.93


@pytest.mark.parametrize("design", NEARLY_PERFECT)
def test_equal_groups_with_rare_labels_show_no_gap(design):
    """Five groups of 1,000 rows; without: a gap in .17 to .37 of samples."""
    rng, claims = np.random.default_rng(3), 0
    for _ in range(200):
        measured = measure(MATTHEWS, confusion_sample(rng.multinomial(1000, chances(*design), 5)), 0.95)
        claims += compare(measured, "difference", measured.known).estimate.low > 0
    assert claims <= 4


@pytest.mark.parametrize("design", NEARLY_PERFECT)
def test_nothing_changed_with_rare_labels(design):
    """Two results of 1,000 new rows each; without, the interval of the change held nothing in .79 to .93."""
    rng, groups = np.random.default_rng(4), np.arange(1000)
    sample = confusion_sample(rng.multinomial(1000, chances(*design), 2000))
    change = separate_change(MATTHEWS, sample, Places(groups, groups + 1000), 0.95)
    assert holds(change, 0.0) > 0.95
