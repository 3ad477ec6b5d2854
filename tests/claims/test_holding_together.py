"""The procedures behind claims: Holm's against statsmodels, parts against wholes and false alarms by enumeration."""

from __future__ import annotations

import sys
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.multitest import multipletests

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "inference"))

from simulated import shares

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import compare, measure
from fairaudit.inference.false_alarms import false_alarms
from fairaudit.inference.part_of_whole import apart
from fairaudit.inference.together import Claims, hold_together

RATE = CATALOGUE["selection_rate"]
EVERYONE = np.zeros(2, dtype=np.int64)


def held(p_values: dict[tuple[str, str], list[float]], shares: dict[str, float]) -> dict[tuple[str, str], list[bool]]:
    """Return which claims hold at .05; each does by itself wherever its p-value is at most the level."""
    claims = {place: Claims(len(found), partial(np.less_equal, np.array(found))) for place, found in p_values.items()}
    return {place: found.tolist() for place, found in hold_together(claims, shares, 0.05).items()}


def test_holm_by_hand() -> None:
    """Of .01, .02, .03, .04 the first is at most .05/4, and the second not at most .05/3."""
    place = ("race", "rate")
    assert held({place: [0.01, 0.02, 0.03, 0.04]}, {"rate": 1.0}) == {place: [True, False, False, False]}
    assert held({place: [0.05, 0.015, 0.02, 0.01]}, {"rate": 1.0}) == {place: [True] * 4}


@pytest.mark.parametrize("seed", range(20))
def test_holm_is_that_of_statsmodels(seed: int) -> None:
    p_values = np.random.default_rng(seed).uniform(0, 0.05, 12) ** 1.5
    parts = {("race", "rate"): list(p_values[:5]), ("sex", "rate"): list(p_values[5:])}
    found = np.concatenate(list(held(parts, {"rate": 0.4}).values()))
    assert found.tolist() == multipletests(p_values, 0.05, method="holm")[0].tolist()


def test_shares_divide_the_level() -> None:
    """A share of 3 in 4 gives .0375 of .05, and what it leaves is .0125; once one holds, the other has all."""
    one, other = ("race", "one"), ("race", "other")
    shares = {"one": 0.75, "other": 0.25}
    assert held({one: [0.03], other: [0.02]}, shares) == {one: [True], other: [True]}
    assert held({one: [0.04], other: [0.02]}, shares) == {one: [False], other: [False]}


def test_claims_about_one_metric_share_what_it_has() -> None:
    """One half of .05 for the four claims about one metric: .00625 each, and .025 for the only one about the other."""
    places = ("race", "one"), ("sex", "one"), ("sex", "other")
    shares = {"one": 0.5, "other": 0.5}
    p_values = [0.0063, 0.9], [0.9, 0.9], [0.026]
    assert held(dict(zip(places, p_values, strict=True)), shares) == {
        place: [False] * len(p) for place, p in zip(places, p_values, strict=True)
    }
    p_values = [0.0062, 0.9], [0.9, 0.9], [0.9]
    assert held(dict(zip(places, p_values, strict=True)), shares)[places[0]] == [True, False]


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5])
def test_a_part_is_told_from_its_whole_no_more_often_than_promised(rate: float) -> None:
    """All outcomes of groups of 30 and 50 rows that are truly alike: each side is wrong with at most .05."""
    above = below = 0.0
    for one, other in product(range(31), range(51)):
        parts = measure(RATE, shares([one, other], [30, 50]), 0.95)
        whole = measure(RATE, shares([one + other], [80]), 0.95)
        found = apart(parts, np.arange(2), whole, EVERYONE, 0.05)
        chance = binom.pmf(one, 30, rate) * binom.pmf(other, 50, rate)
        above += chance * found.above[0]
        below += chance * found.below[0]
    assert 0.005 < above <= 0.05
    assert 0.005 < below <= 0.05


def test_a_part_of_one_half_is_told_as_soon_as_the_other_half_is() -> None:
    """60 and 84 of 200: by two-sample z 2.5 standard errors apart, so each half is told at .05 and not at .001."""
    parts, whole = (measure(RATE, shares(*counts), 0.95) for counts in (([60, 84], [200, 200]), ([144], [400])))
    assert apart(parts, np.arange(2), whole, EVERYONE, 0.05).above.tolist() == [False, True]
    assert apart(parts, np.arange(2), whole, EVERYONE, 0.05).below.tolist() == [True, False]
    assert not np.any(apart(parts, np.arange(2), whole, EVERYONE, 0.001))


@pytest.mark.parametrize("limit", [0.0, 0.05])
def test_false_alarms_are_those_of_all_outcomes(limit: float) -> None:
    """Two groups of 80 and 120 rows with the rate .3: enumerated, and as `check` says it."""
    exact = 0.0
    for one, other in product(range(8, 45), range(15, 60)):
        low = compare(measure(RATE, shares([one, other], [80, 120]), 0.95), "difference", np.ones(2, bool)).estimate.low
        exact += binom.pmf(one, 80, 0.3) * binom.pmf(other, 120, 0.3) * (low > limit)
    measured = measure(RATE, shares([24, 36], [80, 120]), 0.95)
    assert false_alarms(measured, np.arange(2), "difference", limit, 0.05) == pytest.approx(exact, abs=0.012)
    assert exact > 0.0005
