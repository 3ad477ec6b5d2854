"""Plans for clusters: what they take of sizes and of data, and whether they keep what they promise.

benchmarks/planning.py simulates the same at full size, for the table of docs/plan.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fairaudit.catalogue import CATALOGUE
from fairaudit.config import Config
from fairaudit.groups.level import cluster_spread, effective_clusters
from fairaudit.inference import compare, measure
from fairaudit.pipeline import Request, run
from fairaudit.planning import (
    Assumptions,
    Clustering,
    Plan,
    PlannedGroup,
    make_plan,
    planned_groups,
)
from fairaudit.planning.clusters import effective_clusters as expected_clusters
from fairaudit.planning.clusters import worth_of_cluster
from fairaudit.planning.reckoning import Clusters, reckon
from fairaudit.planning.sizes import seen_groups

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "inference"))

from results import report_of
from simulated import clustered_shares, shares, speakers

SELECTION, WER = CATALOGUE["selection_rate"], CATALOGUE["word_error_rate"]
LOG_NORMAL = float(np.sqrt(np.e - 1))
"""The standard deviation over the mean of log-normal sizes whose logarithms have a standard deviation of 1."""
SPEECH = Path(__file__).parents[2] / "sample_data" / "speech.csv"


def plan(clusters: int, groups: int, spread: float, rate: float = 0.2, gap: float = 0.05) -> Plan:
    """Plan for groups of so many clusters of 20 rows with a correlation of 0.1."""
    assumed = Assumptions(rate, gap=gap, clustered=True)
    rows = {str(place): 20 * clusters for place in range(groups)}
    planned = planned_groups(rows, assumed, rows_per_cluster=20, correlation=0.1, spread=spread)
    return make_plan(planned, assumed, metric=None, by=["group"], unit=("cluster", "clusters"))


def upper(rng: np.random.Generator, clusters: int, groups: int, unequal: bool, rate: float = 0.2) -> float:
    """Return the upper bound of the gap of equal groups of beta-binomial clusters, as the gate has it."""
    measured = measure(SELECTION, clustered_shares(rng, [rate] * groups, clusters, 0.1, unequal), 0.95)
    high = compare(measured, "difference", measured.known).estimate.high
    assert high is not None
    return high


def test_what_a_cluster_is_worth() -> None:
    """Kish: m/(1 + (m − 1)ρ) for clusters of m rows; unequal ones are seen from a row as m(1 + c²)."""
    assert worth_of_cluster(20, 0.05, 0.0) == pytest.approx(20 / 1.95)
    assert worth_of_cluster(20, 0.05, 1.0) == pytest.approx(40 / 2.95)
    assert worth_of_cluster(20, 0.0, 0.0) == 20


def test_unequal_clusters_count_as_fewer_equal_ones() -> None:
    """Against sizes drawn apart from the plan; at last 1/(1 + c²) of them."""
    assert expected_clusters(30, 0.0) == 30
    sizes = np.random.default_rng(0).lognormal(0, 1, (20_000, 30))
    drawn = (sizes.sum(axis=1) ** 2 / (sizes**2).sum(axis=1)).mean()
    assert expected_clusters(30, LOG_NORMAL) == pytest.approx(drawn, rel=0.03)
    assert expected_clusters(100_000, 0.5) == pytest.approx(100_000 / 1.25, rel=0.02)


def test_how_unequal_the_clusters_of_data_are() -> None:
    """Rows 1 and 3: 16/10 effective; c² = 2·10/16 − 1 = 1/4, without either 0, so 2·1/4 − 1·0 = 1/2. Alike: 0."""
    sample = shares([0] * 5, [1, 3, 5, 5, 5], [0, 0, 1, 1, 1], list(range(5)))
    assert effective_clusters(sample) == pytest.approx([1.6, 3.0])
    assert cluster_spread(sample) == pytest.approx([0.5**0.5, 0.0])


def test_a_long_tail_shows_in_few_clusters() -> None:
    """Ten log-normal sizes have a c² of .92 on average, all have 1.72: the jackknife takes back half of that."""
    rng = np.random.default_rng(1)
    sizes = np.maximum(1, np.round(rng.lognormal(np.log(200) - 0.5, 1.0, (2000, 10))))
    sample = shares(np.zeros(20_000), sizes.ravel(), np.repeat(np.arange(2000), 10), np.arange(20_000))
    plain = (10 / effective_clusters(sample) - 1).mean()
    corrected = (cluster_spread(sample) ** 2).mean()
    assert plain < 1.0
    assert 1.15 < corrected < 1.4


def test_a_report_says_how_unequal_clusters_are() -> None:
    config = Config(groups=("condition",), columns={"cluster": "speaker"})
    (first, *_) = run([str(SPEECH)], Request(config))["groups"]
    assert 1 < first["effective_clusters"] <= first["clusters"]
    assert first["cluster_spread"] >= 0
    without = run([str(SPEECH.with_name("credit.parquet"))], Request(Config(groups=("sex",))))["groups"]
    assert all("effective_clusters" not in each for each in without)


@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.parametrize(("clusters", "groups"), [(10, 2), (30, 5)])
def test_equal_groups_pass_with_the_certified_difference(clusters: int, groups: int, unequal: bool) -> None:
    """Before clusters were simulated: .57 to .84 for equal sizes, .06 to .47 for unequal ones."""
    limit = plan(clusters, groups, LOG_NORMAL if unequal else 0.0).certifies.difference
    assert limit is not None
    rng = np.random.default_rng(2)
    passed = np.mean([upper(rng, clusters, groups, unequal) <= limit for _ in range(300)])
    assert 0.72 < passed < 0.88


@pytest.mark.parametrize("unequal", [False, True])
def test_equal_groups_pass_with_the_clusters_that_the_plan_asks_for(unequal: bool) -> None:
    needs = plan(10, 2, LOG_NORMAL if unequal else 0.0, gap=0.08).groups[0].needs
    assert needs is not None
    rng = np.random.default_rng(3)
    assert 0.72 < np.mean([upper(rng, needs, 2, unequal) <= 0.08 for _ in range(300)]) < 0.88


@pytest.mark.parametrize("unequal", [False, True])
def test_a_gap_between_groups_of_clusters_that_is_proven(unequal: bool) -> None:
    gap = plan(30, 2, LOG_NORMAL if unequal else 0.0).groups[0].proves
    assert gap is not None
    rng, proven = np.random.default_rng(4), 0
    for _ in range(300):
        measured = measure(SELECTION, clustered_shares(rng, [0.2, 0.2 + gap], 30, 0.1, unequal), 0.95)
        low = compare(measured, "difference", measured.known).estimate.low
        proven += low is not None and low > 0
    assert 0.70 < proven / 300 < 0.90


def test_the_curve_is_the_chance_of_the_plan() -> None:
    found = plan(10, 2, 1.0)
    needs = found.groups[0].needs
    (there,) = [each for each in found.power_curve if each.units == needs]
    assert there.certifies is not None
    assert 0.79 < there.certifies < 0.85


def test_what_few_speakers_showed_is_known_badly() -> None:
    """The same rate and the same worth, stated, seen in a thousand speakers, and seen in ten."""
    assumed = Assumptions(0.2, family="ratio", clustered=True)
    stated, many, few = (
        Clusters(assumed, Clustering(40, 20.0, 0.0, seen), 2).needs([PlannedGroup({}, 1.0)] * 2)
        for seen in (None, (1000.0, 1000.0), (10.0, 10.0))
    )
    assert stated is not None
    assert many is not None
    assert few is not None
    assert many[0] == pytest.approx(stated[0], rel=0.05)
    assert few[0] > 1.1 * stated[0]


def test_plans_from_the_results_of_few_speakers() -> None:
    """Two groups of ten speakers, a word error rate of .2: a plan each, and new speakers as it asks for."""
    rng, passed, template = np.random.default_rng(5), [], Assumptions(0.5, gap=0.05)
    for _ in range(80):
        report: Any = report_of(WER, speakers(rng, [0.2, 0.2], 10, False), "speech")
        assumed, seen = seen_groups(report, template, WER, ["group"])
        needs = reckon(seen, assumed).needs(seen)
        assert needs is not None
        measured = measure(WER, speakers(rng, [0.2, 0.2], round(needs[0]), False), 0.95)
        high = compare(measured, "difference", measured.known).estimate.high
        passed.append(high is not None and high <= 0.05)
    assert 0.68 < np.mean(passed) < 0.92
