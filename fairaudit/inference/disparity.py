"""How the groups' values of one metric become one number with bounds that hold for many groups at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import chance
from fairaudit.inference.effective_size import BoolArray, IntArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.pairs import Extreme, Scale
from fairaudit.inference.search import Pairs
from fairaudit.metrics import Better

Kind = Literal["difference", "ratio", "worst"]

TOO_FEW = "fewer than two groups have enough data"
NONE_LEFT = "no group has enough data"
ZERO = "the highest value is 0"
NEGATIVE = "a value is negative, and a ratio of such values means nothing"
MAYBE_NEGATIVE = "the limits of a group reach below 0, where a ratio means nothing"
NO_REFERENCE = "the reference group is left out"


@dataclass(frozen=True, eq=False)
class Comparison:
    """A comparison of groups: the estimate, and the groups (indices) with the highest and the lowest value.

    `equal` holds values of the comparison in draws in which all groups are equal; `worse` says in which direction they
    look worse. `off_by_at_most` says how far bins may have moved the value, where only pairs of groups have one.
    `far_width` and `near_width` say how far the two bounds of the gap lie beyond the gap of their own pair
    (on the logarithmic scale for ratios), which is what more data would shrink.
    """

    estimate: Estimate
    kind: Kind
    worse: Better = "higher"
    highest: int | None = None
    lowest: int | None = None
    equal: FloatArray | None = None
    far_width: float | None = None
    near_width: float | None = None
    off_by_at_most: float | None = None

    @property
    def chance(self) -> tuple[float, float] | None:
        """Median, and the value that only 5 of 100 draws are worse than, if all groups are equal."""
        if self.equal is None:
            return None
        median, extreme = np.quantile(self.equal, [0.5, 0.95 if self.worse == "higher" else 0.05], method="nearest")
        return float(median), float(extreme)

    def chance_beyond(self, limit: float) -> float | None:
        """Return how often equal groups would show a value that is worse than `limit`."""
        if self.equal is None:
            return None
        return float(np.mean(self.equal > limit if self.worse == "higher" else self.equal < limit))


def compare(
    measurement: Measurement, comparison: Kind, eligible: BoolArray, reference: int | None = None
) -> Comparison:
    """Compare the groups for which `eligible` is True; groups without a value never enter.

    `difference` is highest minus lowest, `ratio` lowest divided by highest, `worst` the value of the worst group. With
    `reference`, the index of a group, only pairs with that group count. Each bound of the interval holds on its own
    with the measurement's confidence.

    Raises:
        ValueError: `worst` of a metric for which neither direction is better.
    """
    groups = np.flatnonzero(eligible & measurement.defined)
    if comparison == "worst":
        return _worst(measurement, groups)
    return compare_pairs(measurement, comparison, groups, reference, 1 - measurement.confidence)


def compare_pairs(
    measurement: Measurement,
    scale: Scale,
    groups: IntArray,
    reference: int | None,
    near_level: float,
    part: int = 0,
) -> Comparison:
    """Return the difference or the ratio over `groups`.

    The far bound (`high` of a difference) is the largest upper limit over all ordered pairs, without a correction:
    an intersection-union test (Berger 1982, Technometrics 24(4)). The near bound shares `near_level` among the
    pairs that can have the largest gap at the same time: a group cannot be both highest and lowest, so they are
    ⌊k²/4⌋ and not k(k − 1), once the bound is clear of zero (half of its own distance to the value). `part` picks the
    draws of the chance level.
    """
    n = round(float(measurement.n[groups].sum()))
    worse: Better = "higher" if scale == "difference" else "lower"
    if reason := _why_undefined(measurement, scale, groups, reference):
        return Comparison(Estimate(None, None, None, n, "", reason), scale, worse)
    work = Pairs(measurement, groups, scale, reference)
    gap, top, bottom = work.widest()
    value = from_gap(scale, gap)
    if reason := _why_no_interval(measurement, scale, groups):
        return Comparison(Estimate(value, None, None, n, "", None, reason), scale, worse, top, bottom)
    far = work.extreme("far", _alpha(measurement))
    near, near_width = _near(work, near_level)
    low, high = sorted((from_gap(scale, max(near, 0.0)), from_gap(scale, far.bound)))
    if scale == "difference" and measurement.metric.span is not None:
        high = min(high, measurement.metric.span)
    estimate = Estimate(value, min(low, value), max(high, value), n, _method(work))
    equal = _equal_gaps(measurement, scale, groups, reference, part)
    far_width = far.bound - work.gap_of(far)
    return Comparison(estimate, scale, worse, top, bottom, equal, far_width, near_width)


def shows_gap(measurement: Measurement, groups: IntArray, reference: int | None, level: float) -> bool:
    """Tell whether the groups differ, wrong with at most `level`: the near bound of their gap lies above 0."""
    if _why_undefined(measurement, "difference", groups, reference) or not measurement.known[groups].all():
        return False
    work = Pairs(measurement, groups, "difference", reference)
    sharp, width = _sharp(work, level)
    if sharp.bound <= 0:  # the safe bound lies no higher
        return False
    return sharp.bound >= width / 2 or _safe(work, level).bound > 0


def from_gap(scale: Scale, gap: float) -> float:
    """Return a gap as readers see it: itself, or the ratio whose negative logarithm it is."""
    return gap if scale == "difference" else float(np.exp(-gap))


def _equal_gaps(
    measurement: Measurement, scale: Scale, groups: IntArray, reference: int | None, part: int
) -> FloatArray:
    """Return the comparison of these groups in each of the draws in which they are equal."""
    gaps = chance.gaps(scale, chance.equal_groups(measurement, groups, reference, part))
    return gaps if scale == "difference" else np.exp(-gaps)


def _near(work: Pairs, level: float) -> tuple[float, float]:
    """Return the near bound of the largest gap, and how far the best pair's bound lies from the pair's own gap."""
    sharp, width = _sharp(work, level)
    if sharp.bound >= width / 2:  # the safe bound lies no higher
        return sharp.bound, width
    return _safe(work, level).bound, width


def _sharp(work: Pairs, level: float) -> tuple[Extreme, float]:
    """Return the best of the pairs that share the level only where they can hold at once, and its bound's distance."""
    found = work.extreme("near", level / work.at_full_level)
    return found, work.gap_of(found) - found.bound


def _safe(work: Pairs, level: float) -> Extreme:
    """Return the best of all ordered pairs, which share the level."""
    return work.extreme("near", level / work.count)


def _worst(measurement: Measurement, groups: IntArray) -> Comparison:
    """Return the worst group's value; its near bound needs no correction, its far bound that of all groups.

    One group alone is the worst one too.

    With higher is better, the truly worst group's value is at least the smallest lower limit, and at most the smallest
    upper limit if each of these holds with the level shared among the groups (Bonferroni).
    """
    better = measurement.metric.better
    if better is None:
        raise ValueError(f"{measurement.metric.name} has no worst: neither direction is better")
    worse: Better = "lower" if better == "higher" else "higher"
    n = round(float(measurement.n[groups].sum()))
    if len(groups) == 0:
        return Comparison(Estimate(None, None, None, n, "", NONE_LEFT), "worst", worse)
    values = measurement.values[groups]
    highest, lowest = int(groups[np.argmax(values)]), int(groups[np.argmin(values)])
    value = float(values.min() if better == "higher" else values.max())
    if not measurement.known[groups].all():
        why = measurement.why_no_interval(_first_unknown(measurement, groups))
        return Comparison(Estimate(value, None, None, n, "", None, why), "worst", worse, highest, lowest)
    level = 1 - measurement.confidence
    if better == "higher":
        low = measurement.lower(level, groups).min()
        high = measurement.upper(level / len(groups), groups).min()
    else:
        low = measurement.lower(level / len(groups), groups).max()
        high = measurement.upper(level, groups).max()
    drawn = chance.equal_groups(measurement, groups)
    equal = drawn.low if better == "higher" else drawn.high
    method = f"{measurement.limits_name} limits of every group{one_sided(measurement)}"
    estimate = Estimate(value, float(low), float(high), n, method)
    return Comparison(estimate, "worst", worse, highest, lowest, equal)


def _why_undefined(measurement: Measurement, scale: Scale, groups: IntArray, reference: int | None) -> str | None:
    if reference is not None and reference not in groups:
        return NO_REFERENCE
    if len(groups) < 2:
        return TOO_FEW
    if scale == "ratio" and (measurement.values[groups] < 0).any():
        return NEGATIVE
    return ZERO if scale == "ratio" and not (measurement.values[groups] > 0).any() else None


def _why_no_interval(measurement: Measurement, scale: Scale, groups: IntArray) -> str | None:
    if not measurement.known[groups].all():
        return f"a group has no interval: {measurement.why_no_interval(_first_unknown(measurement, groups))}"
    low = measurement.metric.low
    may_be_negative = scale == "ratio" and (low is None or low < 0)
    if may_be_negative and (measurement.lower(_alpha(measurement), groups) < 0).any():
        return MAYBE_NEGATIVE
    return None


def _first_unknown(measurement: Measurement, groups: IntArray) -> int:
    return int(groups[np.argmin(measurement.known[groups])])


def _method(work: Pairs) -> str:
    measurement = work.measurement
    words = f"MOVER of {measurement.limits_name} limits over {work.count // 2} pairs"
    if work.companions is not None:
        named = measurement.clusters is not None and measurement.clusters.named
        words += ", Welch degrees of freedom" if named else ""
        words += f", correlation of shared {'clusters' if named else 'rows'}" if work.companions.share_clusters else ""
    return words + one_sided(measurement)


def one_sided(measurement: Measurement) -> str:
    """Return the part of a method that says what the confidence of a comparison refers to."""
    return f"; each bound one-sided at {100 * measurement.confidence:g} %"


def _alpha(measurement: Measurement) -> float:
    return 1 - measurement.confidence
