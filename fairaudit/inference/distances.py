"""How far apart the scores of groups lie, whole distributions or ROC curves at once: the largest distance of a pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.special import kolmogi

from fairaudit.counts import FloatArray
from fairaudit.cube import Sample
from fairaudit.inference import luck
from fairaudit.inference.compared import Compared, Distance, compared, off_by_at_most
from fairaudit.inference.disparity import NO_REFERENCE, TOO_FEW, Comparison
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.limits import normal_quantile, student_quantile
from fairaudit.inference.losses import too_large
from fairaudit.inference.paths import Between, Outlines, Path, between

TOO_MANY = "more than 1,000 groups are not compared pair by pair"
NO_INTERVAL = "none is known to hold for the area between two ROC curves"
_MOST_GROUPS = 1_000
_CELLS = 20_000_000
"""So many pairs times cells are outlined at most."""


class Found(NamedTuple):
    """The largest of the pairs' values, and the pair (places among the compared groups)."""

    value: float
    one: int
    other: int


def largest_distance(
    kind: Distance,
    sample: Sample[Any],
    eligible: BoolArray,
    confidence: float,
    reference: int | None = None,
    part: int = 0,
) -> Comparison:
    """Return the largest distance of two groups among those for which `eligible` is True.

    `sample` holds `ScoreCounts`. `abroca` is the area between two ROC curves, `score_ks_distance` the largest
    difference between two distribution functions of scores, `score_wasserstein_distance` the area between these. With
    `reference`, the index of a group, only pairs with that group count. `part` picks the draws of the chance level.
    """
    scores = compared(sample, eligible, needs_both=kind == "abroca")
    reason = why_undefined(scores.groups, reference)
    if reason is None and kind == "score_wasserstein_distance":
        reason = too_large(scores.axis)
    if reason:
        return Comparison(Estimate(None, None, None, scores.n, "", reason), "difference")
    work = Search.of(kind, scores, None if reference is None else int(np.flatnonzero(scores.groups == reference)[0]))
    found = work.largest()
    equal = luck.of_equal_groups(kind, scores, work.reference, part)
    pair = int(scores.groups[found.one]), int(scores.groups[found.other])
    if kind == "abroca":
        estimate = Estimate(found.value, None, None, scores.n, "", None, NO_INTERVAL)
        return Comparison(estimate, "difference", "higher", *pair, equal, off_by_at_most=off_by_at_most(kind, scores))
    low, high = (_SHIFTS[kind](scores, work, 1 - confidence, side) for side in ("low", "high"))
    least, most = work.largest(low).value, work.largest(high).value
    estimate = Estimate(
        found.value, min(max(least, 0.0), found.value), max(most, found.value), scores.n, _method(kind, confidence)
    )
    return Comparison(estimate, "difference", "higher", *pair, equal, off_by_at_most=off_by_at_most(kind, scores))


def why_undefined(groups: IntArray, reference: int | None) -> str | None:
    """Say why groups have no distance."""
    if reference is not None and reference not in groups:
        return NO_REFERENCE
    if len(groups) < 2:
        return TOO_FEW
    return TOO_MANY if len(groups) > _MOST_GROUPS else None


def _method(kind: Distance, confidence: float) -> str:
    words = {
        "score_ks_distance": "Smirnov's limit below and a binomial one above",
        "score_wasserstein_distance": "concentration of the area of chance below, variance of scores above",
    }
    return f"{words[kind]}, over all pairs; each bound one-sided at {100 * confidence:g} %"


@dataclass(frozen=True, eq=False)
class Search:
    """The pairs of the compared groups; those of a distance that cannot be the largest are not looked at in full."""

    paths: list[Path]
    outlines: Outlines
    by_height: bool
    reference: int | None
    seen: dict[tuple[int, int], Between]

    @classmethod
    def of(cls, kind: Distance, scores: Compared, reference: int | None) -> Search:
        """Prepare the search."""
        count = len(scores.groups)
        cells = int(np.clip(_CELLS // count**2, 64, 1024))
        if kind == "abroca":
            return cls(scores.curves, Outlines.of(scores.curves, np.linspace(0, 1, cells + 1)), False, reference, {})
        numbers = scores.axis.values[scores.occurring]
        edges = np.unique(numbers[np.linspace(0, len(numbers) - 1, cells + 1).astype(np.int64)])
        by_height = kind == "score_ks_distance"
        outlines = Outlines.of(scores.distributions, edges if len(edges) > 1 else np.repeat(edges, 2))
        return cls(scores.distributions, outlines, by_height, reference, scores.between_distributions)

    def largest(self, shift: Callable[[int], FloatArray] | None = None) -> Found:
        """Return the largest distance, each moved by what `shift` returns for one group and all others."""
        one, other = self.pairs
        least, most = np.zeros(len(one)), np.zeros(len(one))
        moved = np.zeros(len(one))
        for each in np.unique(one):
            own = one == each
            bounds = self.outlines.heights(each) if self.by_height else self.outlines.areas(each)
            moved[own] = 0.0 if shift is None else shift(each)[other[own]]
            least[own], most[own] = (bound[other[own]] + moved[own] for bound in bounds)
        best, found = least.max() - 1e-9, Found(-np.inf, 0, 0)
        for pair in np.argsort(-most, kind="stable"):
            if most[pair] < max(best, found.value) - 1e-9:
                break
            value = self.distance(int(one[pair]), int(other[pair])) + moved[pair]
            if value > found.value:
                found = Found(float(value), int(one[pair]), int(other[pair]))
        return found

    @property
    def pairs(self) -> tuple[IntArray, IntArray]:
        """The pairs, each once."""
        if self.reference is None:
            return np.triu_indices(len(self.paths), 1)
        others = np.delete(np.arange(len(self.paths)), self.reference)
        return np.full(len(others), self.reference), others

    def distance(self, one: int, other: int) -> float:
        """Return the distance of a pair."""
        if (one, other) not in self.seen:
            self.seen[one, other] = between(self.paths[one], self.paths[other])
        return self.seen[one, other].height if self.by_height else self.seen[one, other].area


def _shift_of_height(scores: Compared, work: Search, level: float, side: str) -> Callable[[int], FloatArray]:
    """Return how far limits of the largest difference between distribution functions lie from it.

    Where the true functions differ most, the seen ones differ by a binomial error: at most √(1/m + 1/n)/2. Nowhere do
    they differ more than the true ones by more than the largest difference between samples of one distribution:
    Smirnov (1939), whose limit the pairs share (Bonferroni).
    """
    size, freedom = scores.sizes.rows, scores.sizes.degrees_of_freedom
    pairs = len(work.pairs[0])

    def shift(one: int) -> FloatArray:
        error, free = np.sqrt(1 / size[one] + 1 / size), np.minimum(freedom[one], freedom)
        if side == "high":
            return np.asarray(student_quantile(level, free) * error / 2)
        stretch = student_quantile(level / pairs, free) / normal_quantile(level / pairs)
        return np.asarray(-kolmogi(level / pairs) * stretch * error)

    return shift


def _shift_of_area(scores: Compared, work: Search, level: float, side: str) -> Callable[[int], FloatArray]:
    """Return how far limits of the area between distribution functions lie from it.

    The area is a difference of means of some function of scores that rises no faster than scores do, so that it varies
    no more than the difference of mean scores, with standard error s. What chance adds is at most the area between
    samples of one distribution: on average √(2/π) times the integral of the standard error, and beyond that with no
    more than s times a normal variable (concentration of Gaussian measures: Borell 1975); the pairs share that level.
    """
    size, freedom, pairs = scores.sizes.rows, scores.sizes.degrees_of_freedom, len(work.pairs[0])
    outlines = work.outlines
    middle = np.where(
        outlines.width > 0, outlines.area / np.where(outlines.width > 0, outlines.width, 1.0), outlines.low
    )
    per_row = np.maximum(middle * (1 - middle), 0.0) / size[:, None]
    mass, numbers = scores.mass, scores.numbers
    variance = np.array([_variance(numbers[own], mass[own]) for own in scores.slices]) / np.maximum(size - 1, 1.0)

    def shift(one: int) -> FloatArray:
        error, free = np.sqrt(variance[one] + variance), np.minimum(freedom[one], freedom)
        if side == "high":
            return np.asarray(student_quantile(level, free) * error)
        noise = (2 / np.pi) ** 0.5 * np.sqrt(per_row[one] + per_row) @ outlines.width
        quantile = student_quantile(level / pairs, free)
        return np.asarray(-(noise * quantile / normal_quantile(level / pairs) + quantile * error))

    return shift


def _variance(numbers: FloatArray, mass: FloatArray) -> float:
    mean = np.average(numbers, weights=mass)
    return float(np.average((numbers - mean) ** 2, weights=mass))


_SHIFTS = {"score_ks_distance": _shift_of_height, "score_wasserstein_distance": _shift_of_area}
