"""Simulated audits of groups that are all equal, or of which some truly are served worse, and what is said of them.

The tests run a few samples of each; benchmarks/words.py runs many, for the tables of docs/statistics.md. Predictions
are right for 80 of 100 rows, and have nothing to do with the groups but for the effects that are asked for.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fairaudit.catalogue import TASKS
from fairaudit.counts import ConfusionCounts
from fairaudit.cube import Axis, Cube, merge_cells
from fairaudit.groups.level import Level, Terms, measure_level
from fairaudit.tasks.speech.counts import EditCounts
from fairaudit.tasks.task import Task

RIGHT, BASE_RATE = 0.8, 0.4
Groups = np.ndarray
"""Codes of the groups, shape (rows, attributes)."""


@dataclass(frozen=True)
class Effect:
    """Rows of these groups (attribute → value) are wrong so much more often."""

    where: dict[int, int]
    worse: float

    def of(self, groups: Groups) -> np.ndarray:
        """Return how much more often each row is wrong."""
        inside = np.logical_and.reduce([groups[:, place] == value for place, value in self.where.items()])
        return np.where(inside, self.worse, 0.0)


@dataclass(frozen=True)
class Design:
    """Attributes with so many values of equal (or unequal, halving) shares, rows, levels, and the kind of data."""

    values: tuple[int, ...]
    rows: int
    kind: str = "rows"
    pairs: bool = False
    unequal: bool = False
    clusters: int = 0
    effects: tuple[Effect, ...] = ()

    def levels(self) -> Iterator[tuple[str, ...]]:
        """Yield the attributes of each level."""
        names = [f"a{place}" for place in range(len(self.values))]
        yield from ((name,) for name in names)
        yield from itertools.combinations(names, 2) if self.pairs else ()

    @property
    def task(self) -> Task:
        """The kind of data as a task."""
        return TASKS["speech" if self.kind.startswith("words") else "binary"]

    @property
    def terms(self) -> Terms:
        """The terms of the audit: the defaults."""
        return Terms()


def audits(design: Design, seed: Sequence[int] | int, count: int) -> Iterator[tuple[Level, list[Level]]]:
    """Yield samples, measured: all rows together, and the levels."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        cube = DRAWS[design.kind](rng, design)
        metrics = [metric for metric in design.task.metrics if isinstance(cube.counts, metric.reads)]
        levels = [measure_level(cube, by, metrics, design.terms) for by in design.levels()]
        yield measure_level(cube, (), metrics, design.terms), levels


def groups_of(rng: np.random.Generator, design: Design, size: int) -> Groups:
    """Draw the groups of so many rows (or clusters): independent attributes."""
    columns = []
    for values in design.values:
        shares = 0.9 ** np.arange(values) if design.unequal else np.ones(values)
        columns.append(rng.choice(values, size, p=shares / shares.sum()))
    return np.stack(columns, axis=1)


def decisions(rng: np.random.Generator, design: Design) -> Cube:
    """Draw independent rows."""
    groups = groups_of(rng, design, design.rows)
    return _cube(design, groups, _cells(rng, groups, design, np.full(design.rows, RIGHT)), None, None)


def weighted(rng: np.random.Generator, design: Design) -> Cube:
    """Draw rows with log-normal weights (sd 0.7)."""
    groups = groups_of(rng, design, design.rows)
    weight = rng.lognormal(0, 0.7, design.rows)
    return _cube(design, groups, _cells(rng, groups, design, np.full(design.rows, RIGHT)), weight, None)


def clustered(rng: np.random.Generator, design: Design) -> Cube:
    """Draw clusters of equal sizes that each belong to one group of an attribute (correlation .1 of being right)."""
    groups = np.repeat(groups_of(rng, design, design.clusters), design.rows // design.clusters, axis=0)
    own = rng.beta(9 * RIGHT, 9 * (1 - RIGHT), design.clusters)
    cluster = np.repeat(np.arange(design.clusters), design.rows // design.clusters)
    return _cube(design, groups, _cells(rng, groups, design, own[cluster]), None, cluster)


def _cells(rng: np.random.Generator, groups: Groups, design: Design, right: np.ndarray) -> np.ndarray:
    """Return which cell of the confusion matrix each row is in."""
    wrong = 1 - right + sum(effect.of(groups) for effect in design.effects)
    positive, is_right = rng.random(len(groups)) < BASE_RATE, rng.random(len(groups)) >= wrong
    return np.where(positive, np.where(is_right, 0, 2), np.where(is_right, 3, 1))


def words(rng: np.random.Generator, design: Design) -> Cube:
    """Draw speakers (sd of the logarithm .45) who each belong to one group of an attribute: 12 words an utterance."""
    groups = groups_of(rng, design, design.clusters)
    utterances = np.full(design.clusters, design.rows // design.clusters, dtype=float)
    rate = 1 - RIGHT + sum(effect.of(groups) for effect in design.effects)
    effect = rng.lognormal(-(0.45**2) / 2, 0.45, design.clusters) * rng.gamma(utterances / 0.5, 0.5)
    errors = rng.poisson(12 * rate * effect).astype(float)
    sums = np.zeros((design.clusters, len(EditCounts.fields), 1))
    columns = {
        "utterances": utterances,
        "utterances_with_errors": np.minimum(errors, utterances),
        "empty_outputs": rng.binomial(utterances.astype(int), 0.01).astype(float),
        "reference_words": 12 * utterances,
        "hypothesis_words": 12 * utterances,
        "word_errors": errors,
        "capped_word_errors": np.minimum(errors, 12 * utterances),
        "substitutions": errors,
        "hits": np.maximum(12 * utterances - errors, 0),
        "reference_characters": 60 * utterances,
        "character_errors": 2 * errors,
        "capped_character_errors": np.minimum(2 * errors, 60 * utterances),
    }
    for name, values in columns.items():
        sums[:, EditCounts.fields.index(name), 0] = values
    codes = np.column_stack([groups, np.arange(design.clusters)])
    return Cube(_axes(design), _cluster_axis(design.clusters), codes, EditCounts(sums))


def _cube(
    design: Design, groups: Groups, cell: np.ndarray, weight: np.ndarray | None, cluster: np.ndarray | None
) -> Cube:
    powers = (
        np.ones((len(cell), 1)) if weight is None else np.column_stack([*(weight**p for p in range(9)), weight > 0])
    )
    sums = np.zeros((len(cell), 4, powers.shape[1]))
    sums[np.arange(len(cell)), cell] = powers
    codes, sums = merge_cells(groups if cluster is None else np.column_stack([groups, cluster]), sums)
    return Cube(
        _axes(design), None if cluster is None else _cluster_axis(design.clusters), codes, ConfusionCounts(sums)
    )


def _axes(design: Design) -> tuple[Axis, ...]:
    return tuple(Axis(f"a{place}", tuple(map(str, range(values)))) for place, values in enumerate(design.values))


def _cluster_axis(clusters: int) -> Axis:
    return Axis("cluster", tuple(map(str, range(clusters))))


DRAWS: dict[str, Callable[[np.random.Generator, Design], Cube]] = {
    "rows": decisions,
    "weights": weighted,
    "clusters": clustered,
    "words": words,
}
