"""Simulated groups whose true gap is exactly a rule's limit, and what the gate says about them.

The tests run a few samples of each; benchmarks/gate.py runs many, for the tables of docs/statistics.md. Groups are
ordered from the largest to the smallest. How much evidence each has is fixed, and enough that none is left out.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from scipy.special import ndtri

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "inference"))

from simulated import related_weights, shares, speech_sample, weighted_rows

from fairaudit.catalogue import CATALOGUE
from fairaudit.config import Config
from fairaudit.groups.level import MIN_EFFECTIVE_CLUSTERS
from fairaudit.inference import compare, measure
from fairaudit.metrics import Metric
from fairaudit.policy.verdict import decide

KINDS = ("difference", "ratio", "worst")
OPERATOR = {"difference": "<=", "ratio": ">=", "worst": "<="}  # the metrics here are better when lower
LEVEL = 0.05
A_HAIR = 1e-9


def shapes(k: int) -> tuple[str, ...]:
    """Return the shapes in which the bounds of this many groups come nearest to their level."""
    if k == 2:
        return "equal", "smallest apart", "largest apart"
    return "equal", "half and half", "smallest apart", "two ends"


def rates_of(shape: str, base: float, gap: float, k: int) -> np.ndarray:
    """Return the groups' true rates; all but `equal` have this gap."""
    rates = np.full(k, base)
    match shape:
        case "half and half":
            rates[k // 2 :] += gap
        case "smallest apart":
            rates[-1] += gap
        case "largest apart":
            rates[0] += gap
        case "two ends":
            rates[1:-1] += gap / 2
            rates[-1] += gap
    return rates


def spread_out(largest: int, smallest: int, k: int) -> np.ndarray:
    """Return sizes of groups from the largest to the smallest, each the same factor below the last."""
    return np.geomspace(largest, smallest, k).round().astype(int)


def clusters(counts: np.ndarray, unequal: bool) -> list[np.ndarray]:
    """Return the rows of each cluster of each group: 20, or as log-normal (sd 1) quantiles lie."""
    return [_quantiles(n, lambda p: 20 * np.exp(ndtri(p) - 0.5)) if unequal else np.full(n, 20) for n in counts]


def speakers(counts: np.ndarray, unequal: bool) -> list[np.ndarray]:
    """Return the utterances of each speaker of each group: 40, or 1 to 200 as log-uniform quantiles lie."""
    return [_quantiles(n, lambda p: 200**p) if unequal else np.full(n, 40) for n in counts]


def _quantiles(n: int, quantile: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return np.maximum(1, quantile((np.arange(n) + 0.5) / n).round()).astype(int)


def independent(rng, rates, sizes, count) -> Iterator:
    """Simulate independent rows; the metric of all but speech is the false positive rate."""
    for hits in rng.binomial(sizes, rates, (count, len(rates))):
        yield shares(hits, sizes)


def weighted(rng, rates, sizes, count, at_once=100) -> Iterator:
    """Simulate log-normal weights (sd 1), of rows that are heavier if they have the outcome."""
    group = np.repeat(np.arange(len(rates)), sizes)
    for start in range(0, count, at_once):
        part = min(at_once, count - start)
        drawn = [related_weights(rng, n * part, rate, 1.0, True) for n, rate in zip(sizes, rates, strict=True)]
        outcome, weight = (np.concatenate([each[i].reshape(part, -1) for each in drawn], axis=1) for i in (0, 1))
        for row in range(part):
            yield weighted_rows(group, np.where(outcome[row], 1, 3), weight[row])


def clustered(rng, rates, sizes, count) -> Iterator:
    """Simulate beta-binomial clusters with a correlation of .1 (rates are of rows in expectation)."""
    group, size = _entries(sizes)
    for _ in range(count):
        own = rng.beta(9 * rates[group], 9 * (1 - rates[group]))
        yield shares(rng.binomial(size, own), size, group, np.arange(len(group)))


def speech(rng, rates, sizes, count) -> Iterator:
    """Simulate speakers who differ (sd of the logarithm .45), and utterances of 12 words (over-dispersion .5)."""
    group, said = _entries(sizes)
    for _ in range(count):
        effect = rng.lognormal(-(0.45**2) / 2, 0.45, len(group)) * rng.gamma(said / 0.5, 0.5)
        errors = rng.poisson(12 * rates[group] * effect)
        yield speech_sample(group, np.arange(len(group)), 12 * said, errors, said)


def _entries(sizes: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat(np.arange(len(sizes)), [len(each) for each in sizes]), np.concatenate(sizes)


@dataclass(frozen=True)
class Design:
    """How one kind of data is simulated: group sizes by name (of k), and base rates with their gap."""

    metric: Metric
    draw: Callable
    sizes: dict[str, Callable]
    rates: tuple[tuple[float, float], ...] = ((0.1, 0.1),)


def _clustered_sizes(make: Callable, what: str) -> dict[str, Callable]:
    return {
        f"10 {what} each": lambda k: make(np.full(k, 10), False),
        f"30 {what} each": lambda k: make(np.full(k, 30), False),
        f"60 to 10 unequal {what}": lambda k: make(spread_out(60, 10, k), True),
    }


SHARE, WER = CATALOGUE["false_positive_rate"], CATALOGUE["word_error_rate"]
DESIGNS = {
    "proportions": Design(
        SHARE,
        independent,
        {"1000 rows each": lambda k: np.full(k, 1000), "20 000 to 50 rows": partial(spread_out, 20_000, 50)},
        ((0.02, 0.04), (0.1, 0.1)),
    ),
    "weighted": Design(
        SHARE,
        weighted,
        {"400 rows each": lambda k: np.full(k, 400), "3000 to 50 rows": partial(spread_out, 3000, 50)},
    ),
    "clustered": Design(SHARE, clustered, _clustered_sizes(clusters, "clusters")),
    "word errors": Design(WER, speech, _clustered_sizes(speakers, "speakers")),
}


def _estimates(design: Design, samples: Iterator, kinds: tuple[str, ...]) -> Iterator:
    for sample in samples:
        measured = measure(design.metric, sample, 1 - LEVEL)
        assert measured.known.all()
        assert measured.denominators.min() >= Config.min_group_size
        assert not (measured.effective_clusters < MIN_EFFECTIVE_CLUSTERS).any()
        for kind in kinds:
            yield kind, compare(measured, kind, measured.known).estimate


def at_the_boundary(design: Design, sizes, rates: np.ndarray, seed, count: int) -> dict[tuple[str, str], float]:
    """Return how often rules err whose limit is the truth: {(kind, "pass" or "fail"): share of samples}.

    A rule with the true value as its limit is kept, so "fail" is wrong. With a limit a hair stricter it is broken, so
    "pass" is wrong.
    """
    truth = {"difference": np.ptp(rates), "ratio": rates.min() / rates.max(), "worst": rates.max()}
    wrong = dict.fromkeys([(kind, verdict) for kind in KINDS for verdict in ("pass", "fail")], 0)
    samples = design.draw(np.random.default_rng(seed), rates, sizes, count)
    for kind, estimate in _estimates(design, samples, KINDS):
        kept, stricter = float(truth[kind]), A_HAIR if kind == "ratio" else -A_HAIR
        wrong[kind, "fail"] += decide(estimate, OPERATOR[kind], kept) == "fail"
        wrong[kind, "pass"] += decide(estimate, OPERATOR[kind], kept + stricter) == "pass"
    return {key: hits / count for key, hits in wrong.items()}


def of_equal_groups(
    design: Design, sizes, rate: float, kind: str, limit: float, seed, count: int
) -> tuple[dict[str, float], float]:
    """Return each verdict's share of samples if all groups are equal, and how often the value alone would fail."""
    samples = design.draw(np.random.default_rng(seed), np.full(len(sizes), rate), sizes, count)
    verdicts, by_value = dict.fromkeys(("pass", "fail", "inconclusive", "not_measurable"), 0), 0
    for _, estimate in _estimates(design, samples, (kind,)):
        verdicts[decide(estimate, OPERATOR[kind], limit)] += 1
        by_value += decide(estimate, OPERATOR[kind], limit, "point") == "fail"
    return {verdict: hits / count for verdict, hits in verdicts.items()}, by_value / count
