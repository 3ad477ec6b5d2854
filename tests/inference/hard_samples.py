"""Simulated samples in which few rows or clusters carry the errors, where intervals are hardest to keep.

Every function takes the true rates of the groups without what is made up; `made_up_rate` is what that adds.
"""

from functools import cache

import numpy as np
from simulated import confusion_sample, shares, speech_sample

WORDS = 12
SPEAKER, DISPERSION = 0.45, 0.5
"""Speakers' standard deviation on the logarithmic scale, and the over-dispersion of their utterances."""


def made_up_rate(chance, words):
    """Return what made-up text adds to a word error rate."""
    return chance * words / WORDS


def made_up(rng, rates, speakers, utterances, chance, words):
    """Simulate utterances of which a few carry `words` more errors; without `speakers` each is a cluster of its own."""
    shape = (len(rates), speakers or 1, utterances)
    effect = rng.lognormal(-(SPEAKER**2) / 2, SPEAKER, shape[:2])[:, :, None] if speakers else 1.0
    effect = effect * rng.gamma(1 / DISPERSION, DISPERSION, shape)
    errors = rng.poisson(WORDS * np.asarray(rates)[:, None, None] * effect) + words * (rng.random(shape) < chance)
    capped, said = np.minimum(errors, WORDS), np.full(shape, WORDS)
    if speakers:
        errors, capped, said = (values.sum(axis=2) for values in (errors, capped, said))
    group = np.repeat(np.arange(len(rates)), errors[0].size)
    code = np.arange(len(group))
    return speech_sample(
        group, code, said.ravel(), errors.ravel(), rows_are_clusters=not speakers, capped=capped.ravel()
    )


def speakers_of_tied_size(rng, rates, speakers, slope, spread=1.0, mean=20):
    """Simulate speakers of log-normal size whose rates rise by `slope` a standard deviation of its logarithm."""
    size = rng.standard_normal((len(rates), speakers))
    said = _utterances(size, spread, mean)
    effect = np.exp(slope * size) / _lift(slope, spread, mean) * rng.lognormal(-(SPEAKER**2) / 2, SPEAKER, size.shape)
    return _speech(rng, rates, said, effect)


def speakers_of_tied_weight(rng, rates, speakers, slope, spread, utterances=20):
    """Simulate speakers of equal size with log-normal weights, to which their rates are tied."""
    weight = rng.standard_normal((len(rates), speakers))
    effect = np.exp(slope * weight - slope * spread - slope**2 / 2)
    effect = effect * rng.lognormal(-(SPEAKER**2) / 2, SPEAKER, weight.shape)
    return _speech(rng, rates, np.full(weight.shape, utterances), effect, np.exp(spread * weight).ravel())


def shares_of_tied_size(rng, rates, clusters, slope, spread=1.0, mean=20):
    """Simulate clusters of log-normal size whose rates of false alarms rise by `slope` on the logit scale."""
    size = rng.standard_normal((len(rates), clusters))
    said = _utterances(size, spread, mean).astype(int)
    hits = rng.binomial(said, _own_rates(rng, rates, size, slope, "size", spread))
    return shares(hits.ravel(), said.ravel(), np.repeat(np.arange(len(rates)), clusters), np.arange(hits.size))


def shares_of_tied_weight(rng, rates, clusters, rows, slope, spread):
    """Simulate clusters of equal size with log-normal weights, to which their rates are tied."""
    weight = rng.standard_normal((len(rates), clusters))
    hits = rng.binomial(rows, _own_rates(rng, rates, weight, slope, "weight", spread)).ravel()
    nothing, powers = np.zeros(hits.size), np.exp(spread * weight.ravel())[:, None] ** np.arange(3)
    cells = np.stack([nothing, hits, nothing, rows - hits], axis=1)[:, :, None]
    sums = cells * np.column_stack([powers, np.ones(hits.size)])[:, None, :]
    return confusion_sample(sums, np.repeat(np.arange(len(rates)), clusters), np.arange(hits.size))


def _speech(rng, rates, said, effect, weight=None):
    errors = rng.poisson(WORDS * np.asarray(rates)[:, None] * effect * rng.gamma(said / DISPERSION, DISPERSION))
    group = np.repeat(np.arange(len(rates)), said.shape[1])
    code, errors = np.arange(said.size), errors.ravel()
    return speech_sample(group, code, WORDS * said.ravel(), errors, weight=weight, capped=errors)


def _utterances(size, spread, mean):
    return np.maximum(1, np.round(mean * np.exp(spread * size - spread**2 / 2)))


def _own_rates(rng, rates, tied, slope, kind, spread, between=0.5):
    start = np.array([_intercept(rate, slope, kind, spread, between) for rate in rates])[:, None]
    return 1 / (1 + np.exp(-(start + slope * tied + between * rng.standard_normal(tied.shape))))


@cache
def _many(draws):
    return np.random.default_rng(0).standard_normal((2, draws))


@cache
def _lift(slope, spread, mean):
    """Return by how much the tie lifts the pooled rate."""
    size = _many(400_000)[0]
    return np.average(np.exp(slope * size), weights=_utterances(size, spread, mean))


@cache
def _intercept(rate, slope, kind, spread, between):
    """Return the intercept at which the pooled rate is `rate`, by bisection."""
    tied, other = _many(40_000)
    weight = _utterances(tied, spread, 20) if kind == "size" else np.exp(spread * tied)
    low, high = -15.0, 15.0
    for _ in range(50):
        middle = (low + high) / 2
        mean = np.average(1 / (1 + np.exp(-(middle + slope * tied + between * other))), weights=weight)
        low, high = (middle, high) if mean < rate else (low, middle)
    return low
