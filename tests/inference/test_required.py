import math

import numpy as np
import pytest
from scipy import stats
from simulated import shares, speech_sample

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import compare, measure, required_factor, required_factor_of_value

SELECTION = CATALOGUE["selection_rate"]
HALF = stats.norm.isf(0.2) / stats.norm.isf(0.05)


def compared(hits, sizes, kind="difference"):
    measured = measure(SELECTION, shares(hits, sizes), 0.95)
    return measured, compare(measured, kind, measured.known)


def test_equal_groups_of_many_rows_need_what_the_normal_formula_says():
    # Two groups of n: high - d = z.95 s and the 80 % point of |difference| is z.90 s, with s² = 2 p q / n.
    measured, comparison = compared([2000, 2000], [10_000, 10_000])
    s = math.sqrt(2 * 0.2 * 0.8 / 10_000)
    expected = ((stats.norm.isf(0.1) + stats.norm.isf(0.05)) * s / 0.02) ** 2
    required = required_factor(measured, comparison, 0.02)
    assert required.if_equal == pytest.approx(expected, rel=0.05)
    assert required.if_as_observed is None
    assert required.unit == "rows"


def test_a_gap_beyond_the_limit_needs_enough_to_be_shown():
    measured, comparison = compared([2000, 2600], [10_000, 10_000])
    s = math.sqrt((0.2 * 0.8 + 0.26 * 0.74) / 10_000)
    chance = math.sqrt(2 / math.pi) * math.sqrt(2 * 0.23 * 0.77 / 10_000)
    expected = ((stats.norm.isf(0.05) * s + HALF * stats.norm.isf(0.05) * s) / (0.06 - chance / 4 - 0.05)) ** 2
    assert required_factor(measured, comparison, 0.05).if_as_observed == pytest.approx(expected, rel=0.05)


def test_ratios_are_worked_out_on_the_logarithmic_scale():
    measured, comparison = compared([4000, 4000], [10_000, 10_000], "ratio")
    s = math.sqrt(2 * 0.6 / 0.4 / 10_000)
    expected = ((stats.norm.isf(0.1) + stats.norm.isf(0.05)) * s / -math.log(0.8)) ** 2
    assert required_factor(measured, comparison, 0.8).if_equal == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(("kind", "limit"), [("difference", 0.0), ("ratio", 1.0), ("ratio", 0.0), ("ratio", -0.1)])
def test_limits_that_no_amount_of_data_decides(kind, limit):
    measured, comparison = compared([20, 30], [100, 100], kind)
    assert required_factor(measured, comparison, limit).if_equal is None


def test_one_value_against_a_limit():
    measured = measure(SELECTION, shares([300], [1000]), 0.95)
    half = float(measured.upper(0.05)[0]) - 0.3
    assert required_factor_of_value(measured, 0, 0.4).if_as_observed == pytest.approx(((1 + HALF) * half / 0.1) ** 2)
    half = 0.3 - float(measured.lower(0.05)[0])
    assert required_factor_of_value(measured, 0, 0.2).if_as_observed == pytest.approx(((1 + HALF) * half / 0.1) ** 2)
    assert required_factor_of_value(measured, 0, 0.3).if_as_observed is None


def test_more_rows_of_the_same_clusters_settle_nothing():
    measured = measure(
        CATALOGUE["word_error_rate"], speech_sample([0, 0, 1, 1], range(4), [90] * 4, [9, 12, 3, 6]), 0.95
    )
    comparison = compare(measured, "difference", np.ones(2, bool))
    assert required_factor(measured, comparison, 0.02).unit == "clusters"
    metric = CATALOGUE["word_error_rate"]
    lonely = measure(metric, speech_sample([0, 1], range(2), [90] * 2, [9, 12]), 0.95)
    comparison = compare(lonely, "difference", np.ones(2, bool))
    assert required_factor(lonely, comparison, 0.02).if_equal is None
    assert required_factor_of_value(lonely, 0, 0.2).if_as_observed is None
