"""A quantity of a kind that nobody knows brings its own limits, and is compared like any other."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.stats import norm
from simulated import shares

from fairaudit.counts import ConfusionCounts
from fairaudit.inference import compare, measure, required_factor
from fairaudit.inference.changes import Places, separate_change
from fairaudit.inference.measured import measured_by_rows
from fairaudit.inference.part_of_whole import apart
from fairaudit.metrics.metric import Metric


@dataclass(frozen=True)
class Balance:
    """Rows that are selected less those that are not, over all rows: it may be negative."""

    up: np.ndarray
    rows: np.ndarray


@dataclass(frozen=True)
class NormalLimits:
    value: np.ndarray
    error: np.ndarray
    exact = "normal"
    tie = None

    @property
    def known(self):
        return self.error > 0

    @property
    def variance(self):
        return self.error**2

    @property
    def degrees_of_freedom(self):
        return np.full(len(self.value), np.inf)

    def lower(self, level, groups, degrees_of_freedom=None):  # noqa: ARG002
        return self.value[groups] - norm.isf(level) * self.error[groups]

    def upper(self, level, groups, degrees_of_freedom=None):  # noqa: ARG002
        return self.value[groups] + norm.isf(level) * self.error[groups]

    def shown(self, level):
        everyone = np.arange(len(self.value))
        return self.lower(level, everyone), self.upper(level, everyone)

    def by_chance(self, mass, groups, noise):
        return np.average(self.value[groups], weights=mass) + self.error[groups] * noise

    def method(self, group):  # noqa: ARG002
        return "normal"


def measure_balance(total, each, clusters):  # noqa: ARG001
    share = total.up[:, 0] / total.rows[:, 0]
    limits = NormalLimits(2 * share - 1, 2 * np.sqrt(share * (1 - share) / total.rows[:, 0]))
    unknown = dict.fromkeys(np.flatnonzero(~limits.known), "all rows agree")
    return measured_by_rows(limits.value, limits, None, total.rows, unknown=unknown)


def balance(counts):
    """Rows selected less rows that are not."""
    return Balance(counts.selected, counts.rows)


METRIC = Metric(balance, ConfusionCounts, "higher", "no rows", "", "", low=None, high=None, measure=measure_balance)
SAMPLE = shares([30, 60, 55], [100, 100, 100])


def test_it_has_the_limits_that_it_brings():
    first = measure(METRIC, SAMPLE, 0.95).estimates()[0]
    half = norm.isf(0.025) * 2 * np.sqrt(0.3 * 0.7 / 100)
    assert (first.value, first.low, first.high) == pytest.approx((-0.4, -0.4 - half, -0.4 + half))
    assert (first.n, first.method) == (100, "normal")


def test_groups_are_compared_by_it():
    measured = measure(METRIC, SAMPLE, 0.95)
    everyone = np.ones(3, bool)
    found = compare(measured, "difference", everyone)
    assert found.estimate.value == pytest.approx(0.6)
    widths = [norm.isf(0.05) * 2 * np.sqrt(p * (1 - p) / 100) for p in (0.3, 0.6)]
    assert found.estimate.high == pytest.approx(0.6 + np.hypot(*widths))
    assert compare(measured, "worst", everyone).lowest == 0
    assert compare(measured, "ratio", everyone).estimate.undefined.startswith("a value is negative")
    assert required_factor(measured, found, 0.9).if_equal > 0
    below = apart(measured, np.array([0]), measure(METRIC, shares([145], [300]), 0.95), np.array([0]), 0.05).below
    assert below.all()


def test_values_without_a_bound_have_changes_without_one():
    changed = separate_change(METRIC, SAMPLE, Places(np.array([0]), np.array([1])), 0.95)
    assert changed.estimates()[0].value == pytest.approx(0.6)
    assert (changed.metric.low, changed.metric.high) == (None, None)


def test_a_group_without_an_interval_says_the_reason_that_its_kind_has():
    measured = measure(METRIC, shares([30, 0], [100, 100]), 0.95)
    assert measured.estimates()[1].interval_undefined == "all rows agree"
    found = compare(measured, "difference", np.ones(2, bool)).estimate
    assert found.interval_undefined == "a group has no interval: all rows agree"


def test_a_kind_that_nobody_measures_is_refused_by_name():
    with pytest.raises(TypeError, match="balance returns a Balance"):
        measure(replace(METRIC, measure=None), SAMPLE, 0.95)
