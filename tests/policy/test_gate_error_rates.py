"""The gate errs as seldom as it promises: small simulations with fixed seeds.

benchmarks/gate.py runs the same with many samples, for the tables of docs/statistics.md. A test allows what so few
samples can be off by chance (one time in a thousand), and for speech the shortfall that docs/statistics.md admits.
"""

from itertools import product

import numpy as np
import pytest
from boundary import DESIGNS, KINDS, LEVEL, at_the_boundary, of_equal_groups, rates_of, shapes
from scipy.stats import binom

SAMPLES = 40
ADMITTED = {("word errors", "pass"): 0.09, ("word errors", "fail"): 0.075}


def by_chance(share, samples):
    """Return what a share can be in so many samples, but for one time in a thousand."""
    return binom.ppf(0.999, samples, share) / samples


@pytest.mark.parametrize("k", [2, 5, 10])
@pytest.mark.parametrize("what", DESIGNS)
def test_at_the_boundary_of_a_rule_passes_and_fails_are_seldom_wrong(what, k):
    design, found = DESIGNS[what], []
    for make, shape in product(design.sizes.values(), shapes(k)[1:]):  # equal groups are below
        rates = rates_of(shape, *design.rates[-1], k)
        found.append(at_the_boundary(design, make(k), rates, [k, len(found)], SAMPLES))
    for kind, verdict in product(KINDS, ("pass", "fail")):
        promised = ADMITTED.get((what, verdict), LEVEL)
        wrong = [each[kind, verdict] for each in found]
        assert max(wrong) <= by_chance(promised, SAMPLES), (kind, verdict)
        assert np.mean(wrong) <= by_chance(promised, SAMPLES * len(wrong)), (kind, verdict)


@pytest.mark.parametrize("what", DESIGNS)
def test_a_rule_that_asks_for_equality_seldom_fails_equal_groups(what):
    design = DESIGNS[what]
    for seed, (size, make) in enumerate(design.sizes.items()):
        for kind, limit in (("difference", 0.0), ("ratio", 1.0)):
            verdicts, by_value = of_equal_groups(design, make(5), 0.1, kind, limit, [5, seed], 60)
            assert verdicts["fail"] <= by_chance(LEVEL, 60), (size, kind)
            assert by_value > 0.99


@pytest.mark.parametrize(
    ("k", "rows", "kind", "limit", "by_value"), [(7, 500, "ratio", 0.8, 0.90), (10, 200, "difference", 0.05, 0.77)]
)
def test_equal_groups_fail_on_the_observed_value_and_not_in_the_gate(k, rows, kind, limit, by_value):
    sizes = np.full(k, rows)
    verdicts, alone = of_equal_groups(DESIGNS["proportions"], sizes, 0.1, kind, limit, [k], 400)
    assert verdicts["fail"] <= by_chance(0.01, 400)
    assert alone == pytest.approx(by_value, abs=3 * np.sqrt(by_value * (1 - by_value) / 400))


def test_the_gate_decides_where_the_data_can_tell():
    design, sizes = DESIGNS["proportions"], np.full(5, 5000)
    verdicts, _ = of_equal_groups(design, sizes, 0.2, "difference", 0.05, [1], 60)
    assert verdicts["pass"] > 0.9
    verdicts, _ = of_equal_groups(design, sizes, 0.2, "worst", 0.15, [2], 60)
    assert verdicts["fail"] > 0.9
