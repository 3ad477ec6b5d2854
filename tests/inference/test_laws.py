"""What must hold whatever the numbers are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated import confusion_sample, speech_sample, weighted_rows

from fairaudit.catalogue import CATALOGUE, TASKS
from fairaudit.counts import ConfusionCounts
from fairaudit.inference import Estimate, compare, measure

BINARY = [metric for metric in TASKS["binary"].metrics if ConfusionCounts in metric.reads]
SPEECH = TASKS["speech"].metrics
cells = st.lists(st.tuples(*[st.integers(0, 30)] * 4), min_size=1, max_size=6)
spoken = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 60), st.integers(0, 80)), min_size=1, max_size=14
)


def speech_of(rows, rows_are_clusters=False, weights=None):
    """One entry per group and cluster; groups without a row are left out by renumbering."""
    unique = {(g, c): (words, errors) for g, c, words, errors in rows}
    group = np.unique([g for g, _ in unique], return_inverse=True)[1]
    words, errors = zip(*unique.values(), strict=True)
    weights = None if weights is None else [1.0 + c for _, c in unique]
    clusters = [c for _, c in unique]
    return speech_sample(group, clusters, words, errors, weight=weights, rows_are_clusters=rows_are_clusters)


def check_order(estimate, metric):
    if estimate.value is None:
        assert estimate.undefined
        assert estimate.low is None
        return
    assert estimate.undefined is None
    assert (estimate.low is None) == (estimate.interval_undefined is not None)
    if estimate.low is not None:
        assert estimate.low <= estimate.value <= estimate.high
        assert estimate.method
        assert metric is None or metric.low <= estimate.low
        assert metric is None or metric.high is None or estimate.high <= metric.high


def check_comparisons(measured):
    for kind in ("difference", "ratio", "worst"):
        if kind == "worst" and measured.metric.better is None:
            continue
        estimate = compare(measured, kind, np.ones(len(measured.values), bool)).estimate
        check_order(estimate, None)
        if kind == "difference" and estimate.low is not None:
            assert estimate.low >= 0
        if kind == "ratio" and estimate.low is not None:
            assert estimate.low >= 0
            assert estimate.high <= 1


@pytest.mark.parametrize("metric", BINARY, ids=lambda metric: metric.name)
@settings(max_examples=25)
@given(cells, st.booleans(), st.booleans())
def test_binary_values_lie_in_their_intervals(metric, counts, weighted, clustered):
    counts = np.array(counts, float)
    sums = counts[:, :, None] * 2.0 ** np.arange(9 if weighted and not clustered else 3 if weighted else 1)
    if clustered:
        sample = confusion_sample(sums, np.arange(len(counts)) // 3, np.arange(len(counts)) % 3)
    else:
        sample = confusion_sample(sums)
    measured = measure(metric, sample, 0.95)
    for estimate in measured.estimates():
        check_order(estimate, metric)
    check_comparisons(measured)


@pytest.mark.parametrize("metric", SPEECH, ids=lambda metric: metric.name)
@settings(max_examples=25)
@given(spoken, st.booleans(), st.booleans())
def test_speech_values_lie_in_their_intervals(metric, rows, rows_are_clusters, weighted):
    measured = measure(metric, speech_of(rows, rows_are_clusters, weighted or None), 0.95)
    for estimate in measured.estimates():
        check_order(estimate, metric if metric.name != "substitution_rate" else None)
    if not (measured.values > 1).any():
        check_comparisons(measured)


@pytest.mark.parametrize("metric", BINARY, ids=lambda metric: metric.name)
@given(cells, st.integers(2, 5))
def test_repeating_every_row_never_widens_an_interval(metric, counts, times):
    once = measure(metric, confusion_sample(counts), 0.95)
    again = measure(metric, confusion_sample(np.array(counts) * times), 0.95)
    for level in (0.05, 0.001):
        known = once.known
        assert (again.lower(level)[known] >= once.lower(level)[known] - 1e-9).all()
        assert (again.upper(level)[known] <= once.upper(level)[known] + 1e-9).all()
    for one, more in zip(once.estimates(), again.estimates(), strict=True):
        if one.low is not None:
            assert more.low >= one.low - 1e-9
            assert more.high <= one.high + 1e-9


@given(st.lists(st.integers(0, 3), min_size=2, max_size=40), st.integers(2, 4))
def test_repeating_weighted_rows_never_widens_an_interval(row_cells, times):
    weights = [1.0 + (3 * i) % 7 for i in range(len(row_cells))]
    intervals = []
    for repeat in (1, times):
        sample = weighted_rows([0] * len(row_cells) * repeat, row_cells * repeat, weights * repeat)
        measured = measure(CATALOGUE["accuracy"], sample, 0.95)
        intervals.append((measured.lower(0.05)[0], measured.upper(0.05)[0]))
    (low, high), (more_low, more_high) = intervals
    assert more_low >= low - 1e-6
    assert more_high <= high + 1e-6


@pytest.mark.parametrize("metric", [*BINARY, *SPEECH], ids=lambda metric: metric.name)
@settings(max_examples=15)
@given(cells, spoken)
def test_more_confidence_contains_less(metric, counts, rows):
    sample = confusion_sample(counts) if metric in BINARY else speech_of(rows)
    for less, more in zip(
        measure(metric, sample, 0.8).estimates(), measure(metric, sample, 0.99).estimates(), strict=True
    ):
        if less.low is not None:
            assert more.low <= less.low <= less.high <= more.high


@pytest.mark.parametrize("kind", ["difference", "ratio", "worst"])
@given(st.permutations(range(6)), st.booleans())
def test_the_order_of_groups_does_not_matter(kind, order, clustered):
    rng = np.random.default_rng(7)
    order = np.array(order)
    counts = rng.integers(1, 40, (6, 3, 4)) * np.array([1, 2, 3, 1, 2, 5])[:, None, None]
    samples = []
    for groups in (np.arange(6), order):
        arranged = counts[groups]
        if clustered:
            cluster = (3 * groups[:, None] + np.arange(3)).ravel()
            samples.append(confusion_sample(arranged.reshape(18, 4), np.repeat(np.arange(6), 3), cluster))
        else:
            samples.append(confusion_sample(arranged.sum(axis=1)))
    metric = CATALOGUE["accuracy"]
    plain, moved = (compare(measure(metric, sample, 0.95), kind, np.ones(6, bool)) for sample in samples)
    for side in ("low", "value", "high"):
        assert getattr(moved.estimate, side) == pytest.approx(getattr(plain.estimate, side))
    assert (order[moved.highest], order[moved.lowest]) == (plain.highest, plain.lowest)
    assert moved.chance == pytest.approx(plain.chance)


def test_an_estimate_is_written_as_the_report_has_it():
    estimate = Estimate(0.5, 0.25, 0.75, 4, "Wilson")
    assert estimate.to_dict() == {
        "value": 0.5,
        "low": 0.25,
        "high": 0.75,
        "n": 4,
        "method": "Wilson",
        "undefined": None,
        "interval_undefined": None,
    }
