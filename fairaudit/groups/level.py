"""One level of groups, measured: their counts, their values, and why some are too small to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from fairaudit import document
from fairaudit.config import Config
from fairaudit.counts import Counts, FloatArray, evidence
from fairaudit.cube import Cube, Sample
from fairaudit.document.reasons import numbered
from fairaudit.errors import DataError, UsageError, show
from fairaudit.inference import Comparison, Measurement, measure
from fairaudit.labels import MISSING, named_label
from fairaudit.metrics import Metric
from fairaudit.spoken import spoken

MIN_EFFECTIVE_CLUSTERS = 3.0
"""With fewer effective clusters one speaker dominates the group, however many there are."""
MOST_GROUPS = 100_000
"""Groups of all levels together: with more, a report takes minutes to make and hundreds of megabytes to hold."""
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Terms:
    """How groups are measured, and when they are too small to compare.

    `against` names reference groups: attribute and label. `cluster_words` is what one cluster and several are called.
    """

    confidence: float = 0.95
    min_group_size: int = 30
    min_clusters: int = 5
    suppress_below: int = 0
    against: tuple[tuple[str, str], ...] = ()
    cluster_words: tuple[str, str] = ("cluster", "clusters")

    @classmethod
    def of(cls, config: Config, cluster_words: tuple[str, str]) -> Terms:
        """Return the terms that settings set."""
        return cls(
            config.confidence,
            config.min_group_size,
            config.min_clusters,
            config.suppress_below,
            config.against,
            cluster_words,
        )


@dataclass(frozen=True)
class Level:
    """The groups of one level: their counts, measurements, and why some are too small to compare.

    `others` are samples of other counts that metrics were measured on. `between` are metrics that only pairs of groups
    have, each with the sample that tells it.
    """

    by: tuple[str, ...]
    groups: tuple[document.Group, ...]
    sample: Sample[Any]
    totals: Counts
    others: tuple[Sample[Any], ...]
    measurements: dict[str, Measurement]
    small_because: tuple[str | None, ...]
    suppressed: BoolArray
    terms: Terms
    largest_rows: FloatArray | None = None
    """Errors, what they are divided by, and weight of the row with the most errors of every group, where kept."""
    cells: Cube[Any] | None = None
    """Which rows groups have in common, where they can have some and small groups are to be hidden."""
    between: Mapping[str, tuple[Metric, Sample[Any]]] = field(default_factory=dict)

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """Rows per group."""
        return self.totals.rows[:, 0].astype(np.int64)

    @property
    def confidence(self) -> float:
        """The confidence of intervals."""
        return self.terms.confidence

    @property
    def cluster_words(self) -> tuple[str, str]:
        """What one cluster and several are called."""
        return self.terms.cluster_words

    def is_compared(self, group: int) -> bool:
        """Tell whether a group (its index) is large enough to be compared, and not hidden."""
        return self.small_because[group] is None and not self.suppressed[group]

    @property
    def hidden_because(self) -> str:
        """Why the suppressed groups are not shown."""
        return f"hidden, so that no group of fewer than {self.terms.suppress_below} rows can be told"


def check_size(cube: Cube[Any], levels: Sequence[Sequence[str]]) -> None:
    """Check that the groups of all levels together are not too many to be measured.

    Raises:
        DataError: they are.
    """
    sizes = {tuple(by): cube.most_groups(by) for by in levels}
    if sum(sizes.values()) > MOST_GROUPS:  # the combinations that occur can be far fewer than those that could
        sizes = {by: cube.count_groups(by) for by in sizes}
    if sum(sizes.values()) > MOST_GROUPS:
        largest = max(sizes, key=lambda by: sizes[by])
        together = f"the {len(sizes)} levels have {sum(sizes.values()):,} groups together, " if len(sizes) > 1 else ""
        raise DataError(
            f"There are too many groups: {together}`{show(':'.join(largest))}` has {sizes[largest]:,}, and at most "
            f"{MOST_GROUPS:,} are measured. Cross fewer attributes, or group numbers with {spoken('bins')}."
        )


def measure_level(cube: Cube[Any], by: Sequence[str], chosen: Sequence[Metric], terms: Terms) -> Level:
    """Measure every chosen metric for every group of one level; `by` is empty for all rows together."""
    sample = cube.sample(by)
    if not sample.size:
        names = " and ".join(f"`{show(name)}`" for name in sample.overlapping)
        said = spoken("identities")
        raise DataError(f"No row has a label in {names} ({said}), so there is no group. Name another column.")
    totals = sample.totals
    groups = tuple(cube.values(by, codes) for codes in sample.groups)
    samples = _samples([metric.reads for metric in chosen], cube, sample)
    of_groups = [metric for metric in chosen if metric.between is None]
    measurements = {metric.name: measure(metric, samples[metric.reads], terms.confidence) for metric in of_groups}
    between = {metric.name: (metric, samples[metric.reads]) for metric in chosen if metric.between is not None}
    small, hidden = _small_because(sample, totals, terms), np.zeros(len(groups), dtype=bool)
    largest = cube.largest_rows(by, sample.groups)
    cells = cube.only(by) if terms.suppress_below and sample.overlapping else None
    others = tuple({id(each): each for each in samples.values() if each is not sample}.values())
    return Level(tuple(by), groups, sample, totals, others, measurements, small, hidden, terms, largest, cells, between)


def sample_for(kinds: tuple[type[Counts], ...], cube: Cube[Any], sample: Sample[Any]) -> Sample[Any]:
    """Return the sample of the counts of one of these kinds, of the groups of `sample`."""
    return _samples([kinds], cube, sample)[kinds]


def _samples(
    several: Sequence[tuple[type[Counts], ...]], cube: Cube[Any], sample: Sample[Any]
) -> dict[tuple[type[Counts], ...], Sample[Any]]:
    """Return what `sample_for` does for several choices of kinds; those of one cube share a sample."""
    for kinds in several:
        if not any(isinstance(each.counts, kinds) for each in (cube, *cube.others)):
            listed = " or ".join(kind.__name__ for kind in kinds)
            raise UsageError(f"A metric reads {listed}, and of these data there are {type(cube.counts).__name__}.")
    cubes = {kinds: cube.of(kinds) for kinds in several}
    made = {id(cube): sample}
    for found in cubes.values():
        if id(found) not in made:
            made[id(found)] = found.sample(sample.by).among(sample.groups)
    return {kinds: made[id(found)] for kinds, found in cubes.items()}


def _small_because(sample: Sample[Any], totals: Counts, terms: Terms) -> tuple[str | None, ...]:
    rows, evident = totals.rows[:, 0], evidence(totals.rows)
    clusters, effective = sample.clusters, effective_clusters(sample)
    weighing = np.bincount(sample.group, evidence(sample.counts.rows) > 0, minlength=sample.size)
    many = terms.cluster_words[1]
    reasons: list[str | None] = []
    for group in range(sample.size):
        why = _fewer(terms.min_group_size, "rows", rows[group], evident[group])
        if why is None and clusters is not None:
            why = _fewer(terms.min_clusters, many, clusters[group], weighing[group])
        if why is None and effective[group] < MIN_EFFECTIVE_CLUSTERS:
            why = _dominated(terms.cluster_words, float(effective[group]))
        reasons.append(why)
    return tuple(reasons)


def _fewer(least: int, what: str, there: float, evident: float) -> str | None:
    """Say that a group has too few rows or clusters, if so; those of weight 0 are there, but are no evidence."""
    if there < least:
        return numbered(f"fewer than {least} {what}", there)
    return numbered(f"fewer than {least} {what} with a weight above 0", evident) if evident < least else None


def effective_clusters(sample: Sample[Any]) -> FloatArray:
    """Return the number of equal clusters that would weigh as much as each group's rows (words, for speech)."""
    if sample.cluster is None:
        return np.full(sample.size, np.inf)
    size = _cluster_sizes(sample)
    total, squares = (np.bincount(sample.group, weights=size**power, minlength=sample.size) for power in (1, 2))
    return np.where(squares > 0, total**2 / np.where(squares > 0, squares, 1.0), 0.0)


def cluster_spread(sample: Sample[Any]) -> FloatArray:
    """Return the standard deviation of cluster sizes over their mean, for each group; 0 without two clusters.

    Few clusters seldom hold the largest of a long tail, so that the square is corrected by the jackknife: Quenouille
    (1956), Notes on bias in estimation, Biometrika 43(3/4).
    """
    size = _cluster_sizes(sample)
    count, total, squares = (
        np.bincount(sample.group, weights=part, minlength=sample.size) for part in (size > 0, size, size**2)
    )
    others = np.maximum((total[sample.group] - size) ** 2, 1e-300)
    without = (count[sample.group] - 1) * (squares[sample.group] - size**2) / others - 1
    mean = np.bincount(sample.group, weights=np.where(size > 0, without, 0.0), minlength=sample.size)
    many = np.maximum(count, 1.0)
    square = many * (count * squares / np.maximum(total**2, 1e-300) - 1) - (count - 1) * mean / many
    return np.sqrt(np.where(count > 1, np.maximum(square, 0.0), 0.0))


def _cluster_sizes(sample: Sample[Any]) -> FloatArray:
    """Return the rows (words, for speech) of each cluster, weighted if they have weights."""
    return np.asarray(sample.counts.size[:, 1 if sample.counts.weighted else 0], dtype=np.float64)


def _dominated(cluster_words: tuple[str, str], effective: float) -> str:
    one, many = cluster_words
    return f"one {one} dominates (effectively {effective:.1f} {many})"


def why_left_out(level: Level, name: str) -> list[str | None]:
    """Return for every group why it cannot be compared by this metric, or None if it can."""
    if name in level.between:
        return _left_out_of_pairs(level, *level.between[name])
    measurement = level.measurements[name]
    at_least, effective = level.terms.min_group_size, measurement.effective_clusters
    reasons: list[str | None] = []
    for index, small in enumerate(level.small_because):
        if level.suppressed[index]:
            reasons.append(level.hidden_because)
        elif small is not None:
            reasons.append(small)
        elif not measurement.defined[index]:
            reasons.append(f"undefined: {measurement.why_undefined(index)}")
        elif measurement.denominators[index] < at_least:
            there = int(measurement.denominators[index])
            reasons.append(numbered(f"fewer than {at_least} in the denominator of {name}", there))
        elif effective[index] < MIN_EFFECTIVE_CLUSTERS:
            reasons.append(_dominated(level.cluster_words, float(effective[index])))
        else:
            reasons.append(None)
    return reasons


def _left_out_of_pairs(level: Level, metric: Metric, sample: Sample[Any]) -> list[str | None]:
    there = np.ones(sample.size, dtype=bool) if metric.tells is None else metric.tells(sample.totals)
    return [
        level.hidden_because
        if level.suppressed[index]
        else small or (None if there[index] else "undefined: the group does not have what is compared")
        for index, small in enumerate(level.small_because)
    ]


def distance(level: Level, name: str, usable: BoolArray, reference: int | None) -> Comparison:
    """Return how far the usable groups lie apart by a metric that only pairs of groups have."""
    metric, sample = level.between[name]
    if metric.between is None:
        raise TypeError(f"{name} has a value for each group")
    found: Comparison = metric.between(sample, usable, level.confidence, reference)
    return found


def reference_group(level: Level) -> int | None:
    """Return the group that `--against` names on this level, or None if it does not name one completely.

    Raises:
        UsageError: the named group does not occur.
    """
    wanted = dict(level.terms.against)
    if not level.by or not all(name in wanted for name in level.by):
        return None
    target = {name: named_label(wanted[name]) for name in level.by}
    for index, group in enumerate(level.groups):
        if group == target:
            return index
    if len(level.by) > 1:
        return None
    name = level.by[0]
    labels = [MISSING if group[name] is None else show(group[name]) for group in level.groups[:10]]
    known, said = ", ".join(labels), spoken("against")
    raise UsageError(f"No row has {show(name)}={show(wanted[name])} ({said}). Values of `{show(name)}`: {known}.")
