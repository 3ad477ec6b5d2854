"""Models that are as good as always giving the most frequent label are called worse at most one time in twenty.

A few samples of each; benchmarks/constant_guess.py has many. A promise of .05 is broken beyond Monte Carlo error where
more samples are called worse than a binomial of .05 shows one time in a thousand.
"""

from __future__ import annotations

import pytest
from constant_simulated import EQUAL, Design, guesses, trading
from scipy.stats import binom

SAMPLES = 200


@pytest.mark.parametrize("design", [Design(60), Design(500), Design(500, "weights"), Design(500, "clusters")], ids=str)
@pytest.mark.parametrize("name", EQUAL)
def test_a_model_as_good_as_the_constant_answer_is_rarely_called_worse(name: str, design: Design) -> None:
    assert EQUAL[name].shortfall == pytest.approx(0)
    worse = sum(each.beats for each in guesses(EQUAL[name], design, [71, len(name), design.rows], SAMPLES))
    assert worse <= binom.isf(0.001, SAMPLES, 0.05)


def test_the_interval_alone_would_call_models_of_many_labels_worse() -> None:
    """Ten labels that are alike: the one that looks most frequent looks more frequent than it is."""
    found = list(guesses(EQUAL["10 labels of equal shares, at random"], Design(500), [72], SAMPLES))
    assert sum((each.difference.high or 0) < 0 for each in found) > binom.isf(0.001, SAMPLES, 0.05)


@pytest.mark.parametrize("kind", ["rows", "weights", "clusters"])
def test_a_model_that_is_truly_worse_is_called_so(kind: str) -> None:
    """Of 2,000 rows .1 are won and .2 lost: an error of √.3/√2000 = .012, .018 with weights, for a shortfall of .1."""
    model = trading([0.7, 0.3], 0.1, 0.2)
    assert model.shortfall == pytest.approx(0.1)
    assert sum(each.beats for each in guesses(model, Design(2000, kind), [73], 20)) >= 19
