"""The scores of the groups that are compared: distributions, ROC curves, and how many rows they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from fairaudit.counts import Counts, FloatArray
from fairaudit.counts.places import PlaceArray, Places
from fairaudit.cube import Sample
from fairaudit.inference.apart import Part, positive, spread_of_means, spread_of_part
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, clusters_of
from fairaudit.inference.measured import weighted
from fairaudit.inference.paths import Between, Path
from fairaudit.inference.steps import Steps

Distance = Literal["abroca", "score_ks_distance", "score_wasserstein_distance", "cross_area_under_roc"]


class Sizes(NamedTuple):
    """How many independent rows show as much about the groups' scores, of both labels together and of each."""

    rows: FloatArray
    positives: FloatArray
    negatives: FloatArray
    degrees_of_freedom: FloatArray


@dataclass(frozen=True, eq=False)
class Compared:
    """What distances need to know of some `groups`: at which place each group has how much of each label.

    The places of a group ascend, and `slices` says which are whose. `n` is the number of their rows.
    """

    groups: IntArray
    slices: list[slice]
    axis: Places
    place: PlaceArray
    positives: FloatArray
    negatives: FloatArray
    sizes: Sizes
    n: int
    clustered: bool

    @cached_property
    def mass(self) -> FloatArray:
        """The weight of both labels."""
        return self.positives + self.negatives

    @cached_property
    def occurring(self) -> PlaceArray:
        """The places at which any of the groups has rows."""
        return np.flatnonzero(np.bincount(self.place, minlength=len(self.axis.lows)))

    @cached_property
    def between_distributions(self) -> dict[tuple[int, int], Between]:
        """What is known to lie between the distributions of pairs, for several distances ask for it."""
        return {}

    @cached_property
    def numbers(self) -> FloatArray:
        """The scores."""
        return self.axis.values[self.place]

    @cached_property
    def distributions(self) -> list[Path]:
        """The distribution functions of scores."""
        return [Path.of_distribution(self.numbers[own], self.mass[own]) for own in self.slices]

    @cached_property
    def curves(self) -> list[Path]:
        """The ROC curves."""
        return [Path.of_roc(self.positives[own], self.negatives[own]) for own in self.slices]


_KEPT: WeakKeyDictionary[Counts, dict[tuple[bytes, bool], Compared]] = WeakKeyDictionary()
"""What was made of counts that are still there: each of several distances asks for it."""


def compared(sample: Sample[Any], eligible: BoolArray, *, needs_both: bool) -> Compared:
    """Return what is known of the eligible groups of a sample of `ScoreCounts` that have rows (of both labels)."""
    kept, asked = _KEPT.setdefault(sample.counts, {}), (eligible.tobytes(), needs_both)
    if asked not in kept:
        kept[asked] = _compared(sample, eligible, needs_both=needs_both)
    return kept[asked]


def _compared(sample: Sample[Any], eligible: BoolArray, *, needs_both: bool) -> Compared:
    counts, total, clusters = sample.counts, sample.totals, clusters_of(sample)
    if clusters is None or counts.place is None:
        raise TypeError("distances of scores need rows that are kept apart")
    whole = weighted(total.positives), weighted(total.negatives)
    there = (whole[0] > 0) & (whole[1] > 0) if needs_both else (whole[0] + whole[1]) > 0
    groups = np.flatnonzero(eligible & there)
    steps = Steps.from_entries(clusters.group, counts.place)
    own = np.flatnonzero(np.isin(steps.group, groups))
    ends = np.searchsorted(steps.group[own], groups, side="right")
    slices = [slice(start, end) for start, end in zip(np.append(0, ends)[:-1], ends, strict=True)]
    positives, negatives = (steps.add(weighted(each))[own] for each in (counts.positives, counts.negatives))
    sizes = Sizes(*(each[groups] for each in _sizes(counts, total, clusters)))
    n = round(float(total.rows[groups, -1].sum()))
    return Compared(groups, slices, counts.axis, steps.place[own], positives, negatives, sizes, n, clusters.named)


def _sizes(counts: Any, total: Any, clusters: Clusters) -> list[FloatArray]:
    """Return effective sizes: Kish's, by how much clusters make the mean rank among all rows vary more."""
    sizes, freedom = [], np.full(clusters.groups, np.inf)
    mass = np.bincount(counts.place, weighted(counts.rows))
    rank = ((np.cumsum(mass) - mass / 2) / max(mass.sum(), 1e-300))[counts.place]
    for name in ("rows", "positives", "negatives"):
        part, effect = Part(clusters, getattr(counts, name), getattr(total, name)), np.ones(clusters.groups)
        if clusters.named:
            spread, alone = spread_of_means(part, rank)[0], spread_of_part(part, rank).variance
            effect = np.where(alone > 0, np.maximum(spread.variance / positive(alone), 1.0), 1.0)
            freedom = np.maximum(spread.effective - 1, 1.0) if name == "rows" else freedom
        sizes.append(part.worth / effect)
    return [*sizes, freedom]


def off_by_at_most(kind: Distance, scores: Compared) -> float | None:
    """Return how far the largest distance may lie from that of single numbers; None if every place holds one.

    Within a bin a distribution function rises by what is in it, an ROC curve stays in the rectangle of the bin, a
    number moves by half the bin's width, and of two rows in one bin it is open which is higher.
    """
    if scores.axis.exact:
        return None
    wide = scores.axis.highs[scores.place] > scores.axis.lows[scores.place]
    groups = np.repeat(np.arange(len(scores.slices)), [each.stop - each.start for each in scores.slices])
    mass, positives, negatives = (
        np.where(wide, each, 0.0) / np.maximum(np.bincount(groups, each), 1e-300)[groups]
        for each in (scores.mass, scores.positives, scores.negatives)
    )
    if kind == "score_ks_distance":
        return float(mass.max(initial=0.0))
    if kind == "cross_area_under_roc":
        most = np.zeros((2, len(scores.axis.lows)))
        for row, each in zip(most, (positives, negatives), strict=True):
            np.maximum.at(row, scores.place, each)
        return float((most[0] * most[1]).sum())
    width = scores.axis.highs[scores.place] - scores.axis.lows[scores.place]
    own = mass * width / 2 if kind == "score_wasserstein_distance" else positives * negatives / 2
    return float(np.sort(np.bincount(groups, own))[-2:].sum())
