"""Simulated models beside always giving the most frequent label: as good as it, or worse by so much.

The tests run a few samples of each; benchmarks/constant_guess.py runs many, for the tables of docs/statistics.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fairaudit.counts.classes import ClassCounts
from fairaudit.cube import Sample
from fairaudit.inference.constant_guess import ConstantGuess, constant_guess

MOMENTS = 9
"""Powers of the weights that are summed, as an audit does, from 0 on."""


@dataclass(frozen=True)
class Model:
    """Shares of rows by label and prediction: the first label is among the most frequent ones."""

    chances: np.ndarray

    @property
    def shortfall(self) -> float:
        """By how much it is right less often than always giving the most frequent label."""
        return float(self.chances.sum(axis=1).max() - np.trace(self.chances))


def guessing(labels: Sequence[float], predictions: Sequence[float]) -> Model:
    """Return a model that gives labels at random."""
    return Model(np.outer(labels, predictions))


def trading(labels: Sequence[float], won: float, lost: float) -> Model:
    """Return a model that always gives the first label, but for a share of rows won and a share lost by others."""
    shares = np.array(labels)
    chances = np.diag(shares / shares[1:].sum() * won)
    chances[0] = [shares[0] - lost, lost, *[0.0] * (len(shares) - 2)]
    chances[1:, 0] = shares[1:] - chances.diagonal()[1:]
    return Model(chances)


@dataclass(frozen=True)
class Design:
    """So many rows; with weights (log-normal, sd .7), or in clusters of ten that have labels and skill in common."""

    rows: int
    kind: str = "rows"


def guesses(model: Model, design: Design, seed: Sequence[int], count: int) -> Iterator[ConstantGuess]:
    """Yield what is said of so many samples, at a confidence of .95."""
    rng = np.random.default_rng(seed)
    size = len(model.chances)
    for _ in range(count):
        sums = DRAWS[design.kind](rng, model.chances.ravel(), design.rows)
        counts, entries = ClassCounts(sums, [str(place) for place in range(size)]), len(sums)
        cluster = np.arange(entries) if design.kind == "clusters" else None
        everyone = np.zeros(entries, dtype=np.int64)
        sample = Sample((), np.zeros((1, 0), dtype=np.int64), everyone, cluster, False, counts)
        yield constant_guess(sample, counts.margins.right, counts.margins.labels, 0.95)


def _rows(rng: np.random.Generator, chances: np.ndarray, rows: int) -> np.ndarray:
    return rng.multinomial(rows, chances)[None, :, None].astype(float)


def _weights(rng: np.random.Generator, chances: np.ndarray, rows: int) -> np.ndarray:
    cell, weight = rng.choice(len(chances), rows, p=chances), rng.lognormal(0.0, 0.7, rows)
    sums = np.zeros((1, len(chances), MOMENTS + 1))
    np.add.at(sums[0], cell, np.column_stack([weight[:, None] ** np.arange(MOMENTS), np.ones(rows)]))
    return sums


def _clusters(rng: np.random.Generator, chances: np.ndarray, rows: int) -> np.ndarray:
    """Draw clusters of ten rows, whose shares of the cells vary as if one row in ten were the last one's like."""
    each = rng.dirichlet(np.maximum(chances, 1e-12) * 9, rows // 10)
    return rng.multinomial(10, each / each.sum(axis=1, keepdims=True))[:, :, None].astype(float)


DRAWS = {"rows": _rows, "weights": _weights, "clusters": _clusters}
EQUAL = {
    "2 labels, .5 each, at random": guessing([0.5, 0.5], [0.5, 0.5]),
    "2 labels, .5 each, nearly always one": guessing([0.5, 0.5], [0.9, 0.1]),
    "2 labels, .6": trading([0.6, 0.4], 0.1, 0.1),
    "2 labels, .8": trading([0.8, 0.2], 0.1, 0.1),
    "2 labels, .95": trading([0.95, 0.05], 0.02, 0.02),
    "3 labels of equal shares, at random": guessing([1 / 3] * 3, [1 / 3] * 3),
    "5 labels, .3, .3, .2, .1, .1": trading([0.3, 0.3, 0.2, 0.1, 0.1], 0.1, 0.1),
    "10 labels of equal shares, at random": guessing([0.1] * 10, [0.1] * 10),
}
"""Models that are right exactly as often as always giving the most frequent label."""
