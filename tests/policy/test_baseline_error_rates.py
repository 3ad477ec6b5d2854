"""Rules that hold a report against an earlier one err as seldom as they promise: small simulations with fixed seeds."""

import numpy as np
import pytest
from before_and_after import KINDS, MARGIN, SIZES, verdicts, wrong
from boundary import LEVEL
from scipy.stats import binom

PAIRS = 40


def by_chance(share, pairs):
    """Return what a share can be in so many pairs of reports, but for one time in a thousand."""
    return binom.ppf(0.999, pairs, share) / pairs


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", SIZES)
def test_a_change_of_exactly_the_margin_is_seldom_judged_wrongly(what, kind):
    found = [wrong(what, SIZES[what][0](k), k, MARGIN, kind, [k], PAIRS) for k in (2, 10)]
    assert np.max(found) <= by_chance(LEVEL, PAIRS)
    assert np.mean(found, axis=0).max() <= by_chance(LEVEL, PAIRS * len(found))


def test_ten_groups_that_did_not_change_seldom_fail_a_rule_without_a_margin():
    _, failed = wrong("proportions", np.full(10, 1000), 10, 0.0, "groups", [0], 100)
    assert failed <= by_chance(LEVEL, 100)  # 0.27 without an allowance for ten groups at once


@pytest.mark.parametrize(("change", "verdict"), [(0.2, "fail"), (0.0, "pass")])
def test_a_change_that_the_data_can_tell_is_told(change, verdict):
    assert verdicts("proportions", np.full(5, 20_000), 0.02, change, [3], 10) == [verdict] * 10
