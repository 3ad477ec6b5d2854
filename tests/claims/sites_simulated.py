"""Simulated sites: all alike, or such that the gap over all sites is nothing and that within sites is not.

The tests run a few samples of each; benchmarks/sites.py runs many, for the tables of docs/statistics.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "inference"))

from simulated import clustered_shares, shares, speakers, weighted_rows

import fairaudit
from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import FloatArray
from fairaudit.cube import Sample
from fairaudit.inference import measure
from fairaudit.inference.heterogeneity import Heterogeneity, heterogeneity
from fairaudit.inference.stratified import Strata, stratified

Draw = Callable[[np.random.Generator, FloatArray], Sample]
"""Draws groups with these values."""
SIZES = {"30": (30,), "100": (100,), "1000": (1000,), "30, 100, 1000": (30, 100, 1000)}


def plain(sizes: tuple[int, ...]) -> Draw:
    """Return independent rows, so many of each group in turn."""

    def draw(rng: np.random.Generator, rates: FloatArray) -> Sample:
        rows = np.resize(sizes, len(rates))
        return shares(rng.binomial(rows, rates), rows)

    return draw


def clustered(clusters: int, unequal: bool = False) -> Draw:
    """Return so many clusters of each group, of 20 rows on average, with a correlation of .1."""
    return lambda rng, rates: clustered_shares(rng, rates, clusters, 0.1, unequal)


def weighted(rows: int) -> Draw:
    """Return so many rows of each group, with log-normal weights (sd .7)."""

    def draw(rng: np.random.Generator, rates: FloatArray) -> Sample:
        group = np.repeat(np.arange(len(rates)), rows)
        cell = np.where(rng.random(len(group)) < rates[group], 1, 3)
        return weighted_rows(group, cell, rng.lognormal(0, 0.7, len(group)))

    return draw


def spoken(count: int, unequal: bool = False) -> Draw:
    """Return so many speakers of each group, whose word errors are counted."""
    return lambda rng, rates: speakers(rng, rates, count, unequal)


def one_value(
    metric: str, draw: Draw, sites: int, rate: float, seed: list[int], samples: int
) -> Iterator[Heterogeneity]:
    """Yield what is found of sites that all have one value."""
    rng = np.random.default_rng(seed)
    for _ in range(samples):
        found = measure(CATALOGUE[metric], draw(rng, np.full(sites, rate)), 0.95)
        yield heterogeneity(found, np.arange(sites), 0.05)


def own_variances(metric: str, draw: Draw, sites: int, rate: float, seed: list[int], samples: int) -> int:
    """Return how often Q with the variances of the sites' own values, and χ², would call the same sites different."""
    from scipy.stats import chi2

    rng, told = np.random.default_rng(seed), 0
    for _ in range(samples):
        found = measure(CATALOGUE[metric], draw(rng, np.full(sites, rate)), 0.95)
        assert found.limits is not None
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = 1 / found.limits.variance
            centre = (weight * found.values).sum() / weight.sum()
            q = (weight * (found.values - centre) ** 2).sum()
        told += not chi2.sf(q, sites - 1) > 0.05
    return told


def missed(metric: str, draw: Draw, sites: int, rate: float, seed: list[int], samples: int) -> tuple[int, int]:
    """Return how often the interval within sites lies above, and below, a difference of 0.

    Sites differ (log-normal, sd .3); the two groups of each do not.
    """
    rng, above, below = np.random.default_rng(seed), 0, 0
    for _ in range(samples):
        rates = np.clip(rate * np.exp(rng.normal(0, 0.3, sites)), 0, 0.95)
        found = measure(CATALOGUE[metric], draw(rng, np.repeat(rates, 2)), 0.95)
        interval = stratified(Strata(found, np.arange(0, 2 * sites, 2), np.arange(1, 2 * sites, 2)), 0.05)
        above, below = above + ((interval.low or 0) > 0), below + ((interval.high or 0) < 0)
    return above, below


def reports(cells: list[tuple[str, str, int, float]], seed: list[int], samples: int) -> Iterator[dict]:
    """Yield what reports say of sites whose cells (site, group, rows, rate) are drawn."""
    rng = np.random.default_rng(seed)
    site, group, rows, rate = (np.array(each) for each in zip(*cells, strict=True))
    for _ in range(samples):
        hits = rng.binomial(rows.astype(int), rate)
        parts = [
            pd.DataFrame({"site": site, "g": group, "n": n, "prediction": each, "label": 1})
            for n, each in ((hits, 1), (rows - hits, 0))
        ]
        table = pd.concat(parts)
        audit = fairaudit.audit(table[table["n"] > 0], groups="g", site="site", count="n", metrics="selection_rate")
        yield audit.to_dict()


def alike(sites: int, groups: int, rows: int) -> list[tuple[str, str, int, float]]:
    """Return cells that all have the rate .3, of one to four times as many rows: sites have other mixes of groups."""
    return [
        (f"s{site}", f"g{group}", rows * (1 + (2 * site + 3 * group) % 4), 0.3)
        for site in range(sites)
        for group in range(groups)
    ]


def balanced_out(rows: int) -> list[tuple[str, str, int, float]]:
    """Return two groups that are equal over both sites, while one of them lies .2 higher at each.

    One has the rates .3 and .6, the other .1 and .4: ¾ · .3 + ¼ · .6 = .375 = 1/12 · .1 + 11/12 · .4.
    """
    return [
        ("s0", "x", 9 * rows, 0.3),
        ("s1", "x", 3 * rows, 0.6),
        ("s0", "y", rows, 0.1),
        ("s1", "y", 11 * rows, 0.4),
    ]
