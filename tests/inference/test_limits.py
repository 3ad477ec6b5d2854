import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from fairaudit.inference.limits import (
    clopper_pearson_lower,
    clopper_pearson_upper,
    size_for_student,
    student_quantile,
    wilson,
)

COUNTS = [(0, 1), (1, 1), (0, 20), (1, 29), (15, 148), (81, 263), (263, 263), (7, 100_000), (99_999, 100_000)]


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
@pytest.mark.parametrize(("hits", "size"), COUNTS)
def test_limits_of_whole_numbers_equal_those_of_statsmodels(hits, size, confidence):
    level, share = (1 - confidence) / 2, np.array([hits / size])
    low, high = wilson(share, np.array([size]), level)
    expected = proportion_confint(hits, size, 1 - confidence, "wilson")
    assert (low[0], high[0]) == pytest.approx(expected, abs=1e-9)
    exact = (clopper_pearson_lower(share, np.array([size]), level)[0], clopper_pearson_upper(share, size, level)[0])
    expected = proportion_confint(hits, size, 1 - confidence, "beta")
    assert exact == pytest.approx(tuple(np.nan_to_num(expected, nan=float(hits == size))), abs=1e-9)


# Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17(8), table I:
# methods 3 (score) and 5 (Clopper-Pearson).
@pytest.mark.parametrize(
    ("hits", "size", "score"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_wilson_equals_newcombes_table(hits, size, score):
    low, high = wilson(np.array([hits / size]), np.array([size]), 0.025)
    assert (low[0], high[0]) == pytest.approx(score, abs=5e-5)


def test_clopper_pearson_equals_newcombes_table():
    share, size = np.array([81 / 263]), np.array([263])
    assert clopper_pearson_lower(share, size, 0.025)[0] == pytest.approx(0.2527, abs=5e-5)
    assert clopper_pearson_upper(share, size, 0.025)[0] == pytest.approx(0.3676, abs=5e-5)


def test_clopper_pearson_of_real_sizes_solves_the_beta_equation():
    share, size = np.array([0.13, 0.0, 1.0]), np.array([17.3, 17.3, 17.3])
    low, high = clopper_pearson_lower(share, size, 0.05), clopper_pearson_upper(share, size, 0.05)
    hits = 0.13 * 17.3
    assert stats.beta.cdf(low[0], hits, 17.3 - hits + 1) == pytest.approx(0.05)
    assert stats.beta.cdf(high[0], hits + 1, 17.3 - hits) == pytest.approx(0.95)
    # No hits: the upper limit solves (1 - p)^n = level; all hits: the lower one solves p^n = level.
    assert (low[1], high[1]) == pytest.approx((0.0, 1 - 0.05 ** (1 / 17.3)))
    assert (low[2], high[2]) == pytest.approx((0.05 ** (1 / 17.3), 1.0))


def test_limits_of_next_to_no_evidence_say_nothing():
    share, size = np.array([0.3]), np.array([1e-9])
    for low, high in [
        wilson(share, size, 0.025),
        (clopper_pearson_lower(share, size, 0.025), clopper_pearson_upper(share, size, 0.025)),
    ]:
        assert low[0] == pytest.approx(0, abs=1e-6)
        assert high[0] == pytest.approx(1, abs=1e-6)


def test_student_quantiles_equal_those_of_scipy():
    freedom = np.array([1.0, 1.7, 4.2, 30.0, 1e5, np.inf])
    assert student_quantile(0.01, freedom) == pytest.approx(stats.t.isf(0.01, freedom), rel=1e-9)
    assert student_quantile(0.01, np.array([0.2])) == pytest.approx(stats.t.isf(0.01, 1.0))


def test_wilson_at_the_students_size_is_wilson_with_students_quantile():
    t, p, n = stats.t.isf(0.025, 6.5), 0.2, 40.0
    centre, half = (p + t**2 / (2 * n)), t * np.sqrt(p * (1 - p) / n + t**2 / (4 * n**2))
    expected = (centre - half) / (1 + t**2 / n), (centre + half) / (1 + t**2 / n)
    size = size_for_student(np.array([n]), 0.025, np.array([6.5]))
    low, high = wilson(np.array([p]), size, 0.025)
    assert (low[0], high[0]) == pytest.approx(expected)
