"""Whether sites have one common value, against independent libraries; and a gap within sites, by hand."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from scipy.stats import binom, chi2, chi2_contingency, fisher_exact, ncx2
from simulated import clustered_shares, shares
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.oneway import anova_oneway

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import Measurement, measure
from fairaudit.inference.heterogeneity import NO_SPREAD, SHARED, TOO_FEW, heterogeneity, i_squared, welch
from fairaudit.inference.stratified import Strata, stratified

RATE = CATALOGUE["selection_rate"]
Z = 1.959963984540054
ADMITTED = {"men": (512, 353, 120, 138, 53, 22), "women": (89, 17, 202, 131, 94, 24)}
APPLIED = {"men": (825, 560, 325, 417, 191, 373), "women": (108, 25, 593, 375, 393, 341)}
"""Berkeley, autumn 1973, the six largest departments: Bickel, Hammel & O'Connell (1975), Science 187(4175)."""


def measured(hits: list[int], sizes: list[int]) -> Measurement:
    return measure(RATE, shares(hits, sizes), 0.95)


def every(found: Measurement) -> np.ndarray:
    return np.arange(len(found.values))


@pytest.mark.parametrize(("hits", "sizes"), [([40, 55, 71], [100, 150, 120]), ([200, 230], [400, 410])])
def test_q_of_shares_is_the_chi_square_of_their_table(hits: list[int], sizes: list[int]) -> None:
    both = measured(hits, sizes)
    found = heterogeneity(both, every(both), 0.05)
    table = [hits, [size - hit for hit, size in zip(hits, sizes, strict=True)]]
    peer = chi2_contingency(table, correction=False)
    assert (found.q, found.p, found.freedom) == pytest.approx((peer.statistic, peer.pvalue, len(hits) - 1))
    assert found.differs == (peer.pvalue <= 0.05)


@pytest.mark.parametrize("hits", [[1, 6], [0, 4], [2, 3], [0, 7]])
def test_p_of_few_hits_is_that_of_fishers_exact_test(hits: list[int]) -> None:
    """With two sites of one size, tables are as far from even by χ² as by their probability."""
    both = measured(hits, [20, 20])
    found = heterogeneity(both, every(both), 0.05)
    peer = fisher_exact([hits, [20 - each for each in hits]]).pvalue
    assert found.p == pytest.approx(peer, abs=4 * sqrt(peer * (1 - peer) / 9_999) + 1e-4)
    assert heterogeneity(both, every(both), 0.05) == found  # the draws are fixed


def test_welch_is_welchs_anova() -> None:
    random = np.random.default_rng(17)
    rows = [random.normal(centre, spread, n) for centre, spread, n in ((5, 1, 12), (5.5, 3, 9), (7, 2, 30), (4, 4, 7))]
    means = np.array([each.mean() for each in rows])
    variances = np.array([each.var(ddof=1) / len(each) for each in rows])
    found = welch(means, variances, np.array([len(each) - 1.0 for each in rows]), 0.95)
    peer = anova_oneway(rows, use_var="unequal", welch_correction=True)
    assert found.q is not None
    assert (found.q / 3, found.p) == pytest.approx((peer.statistic, peer.pvalue))


def test_q_of_known_variances_and_i_squared_are_those_of_a_meta_analysis() -> None:
    value, variance = np.array([0.1, 0.35, 0.22, 0.6]), np.array([0.01, 0.02, 0.004, 0.03])
    found = welch(value, variance, np.full(4, np.inf), 0.95)
    peer = combine_effects(value, variance, method_re="dl")
    assert (found.q, found.i_squared.value) == pytest.approx((peer.q, peer.i2))


@pytest.mark.parametrize(("q", "freedom"), [(8.0, 2), (2.0, 4), (1.5, 1), (60.0, 9), (40_000.0, 3)])
def test_the_limits_of_i_squared_are_where_q_has_a_small_probability(q: float, freedom: int) -> None:
    found = i_squared(q, freedom, 0.95)
    assert found.value == max(0, (q - freedom) / q)
    assert found.low is not None
    assert found.high is not None
    for limit, probability in ((found.low, 0.975), (found.high, 0.025)):
        if limit > 0:
            assert ncx2.cdf(q, freedom, freedom * limit / (1 - limit)) == pytest.approx(probability, abs=1e-6)
    assert (found.low > 0) == (chi2.sf(q, freedom) < 0.025)


def test_the_interval_of_i_squared_covers_what_it_estimates() -> None:
    """Three sites whose Q has the non-centrality 3, so that I² estimates 3/(3 + 2)."""
    drawn = np.random.default_rng(19).noncentral_chisquare(2, 3, 400)
    found = [i_squared(float(q), 2, 0.95) for q in drawn]
    missed = sum(not (each.low or 0) <= 0.6 <= (each.high or 0) for each in found)
    assert missed <= binom.isf(0.001, 400, 0.05)


def test_why_there_is_no_q() -> None:
    both = measured([0, 0], [50, 60])
    assert heterogeneity(both, every(both), 0.05).undefined == NO_SPREAD
    assert heterogeneity(both, np.array([1]), 0.05).undefined == TOO_FEW
    hits, sizes, speakers = [3, 4, 8, 9] * 2, [10] * 8, [0, 1, 2, 3] * 2
    same = measure(RATE, shares(hits, sizes, [0] * 4 + [1] * 4, speakers), 0.95)
    assert heterogeneity(same, every(same), 0.05).undefined == SHARED


def strata() -> Strata:
    """Departments in which men are the first half of the groups, women the second."""
    found = measured([*ADMITTED["men"], *ADMITTED["women"]], [*APPLIED["men"], *APPLIED["women"]])
    return Strata(found, np.arange(6), np.arange(6, 12))


def by_hand() -> tuple[Fraction, float]:
    """Greenland and Robins' risk difference and the root of its variance, in fractions."""
    cells = list(zip(ADMITTED["men"], APPLIED["men"], ADMITTED["women"], APPLIED["women"], strict=True))
    whole = sum(Fraction(n * m, n + m) for _, n, _, m in cells)
    difference = sum(Fraction(a * m - b * n, n + m) for a, n, b, m in cells) / whole
    squares = sum(Fraction(a * (n - a) * m**3 + b * (m - b) * n**3, n * m * (n + m) ** 2) for a, n, b, m in cells)
    return difference, sqrt(squares / whole**2)


def test_the_gap_within_departments_is_the_risk_difference_of_greenland_and_robins() -> None:
    found, (difference, error) = stratified(strata(), 0.05), by_hand()
    assert found.value == pytest.approx(float(difference))
    assert found.value < 0 < sum(ADMITTED["men"]) / sum(APPLIED["men"]) - sum(ADMITTED["women"]) / sum(APPLIED["women"])
    assert found.low is not None
    assert found.high is not None
    for limit, wald in ((found.low, float(difference) - Z * error), (found.high, float(difference) + Z * error)):
        assert abs(limit - wald) < 0.2 * Z * error  # exact limits are a little wider
    assert found.high - found.low > 2 * Z * error
    cells = zip(ADMITTED["men"], APPLIED["men"], ADMITTED["women"], APPLIED["women"], strict=True)
    peer = StratifiedTable([np.array([[a, n - a], [b, m - b]]) for a, n, b, m in cells])
    assert (peer.oddsratio_pooled < 1) == (found.value < 0)


def test_a_gap_within_one_site_is_the_gap_there() -> None:
    whole = strata()
    for place in range(6):
        one = Strata(whole.measured, whole.first[[place]], whole.second[[place]])
        value, low, high = (each[place] for each in whole.differences(0.05))
        found = stratified(one, 0.05)
        assert found.value == pytest.approx(value)
        half = (high - low) / 2
        assert (found.low, found.high) == pytest.approx(
            (value - max(value - low, half), value + max(high - value, half))
        )


def test_distances_of_sites_that_share_clusters_are_added_up() -> None:
    sample = clustered_shares(np.random.default_rng(3), [0.4, 0.5, 0.3, 0.6], 12, 0.05, unequal=False)
    apart = measure(RATE, sample, 0.95)
    shared = measure(
        RATE, shares(sample.counts.sums[:, 1, 0], sample.counts.rows[:, 0], sample.group, sample.cluster % 24), 0.95
    )
    ends = np.array([0, 2]), np.array([1, 3])
    one, other = Strata(apart, *ends), Strata(shared, *ends)
    assert not one.share_clusters
    assert other.share_clusters
    narrow, wide = stratified(one, 0.05), stratified(other, 0.05)
    assert narrow.value == pytest.approx(wide.value)
    assert wide.low is not None
    assert narrow.low is not None
    assert wide.low < narrow.low
