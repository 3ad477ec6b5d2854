"""Proportions: one effective size for each group, then the binomial interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference import effective_size
from fairaudit.inference.effective_size import BoolArray, Clusters, IntArray, Spread
from fairaudit.inference.limits import clopper_pearson_lower, clopper_pearson_upper, size_for_student, wilson
from fairaudit.inference.size_tie import SKEWED, Side, SizeTie, size_tie
from fairaudit.metrics import Proportion

ValueMap = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class BinomialLimits:
    """Limits of shares in [0, 1] of `size` effective rows, carried to the metric's scale by `scale`.

    Arrays have shape ``(groups,)``; sizes are NaN where there is no interval. Infinite degrees of freedom stand for
    the normal distribution. `because` says what made the size an effective one; `borrowed` marks the groups without
    any spread, whose size rests on what `lender` says.
    """

    share: FloatArray
    size: FloatArray
    degrees_of_freedom: FloatArray
    scale: ValueMap | None = None
    because: str = ""
    borrowed: BoolArray | None = None
    lender: str = ""
    tie: SizeTie | None = None
    exact = "Clopper–Pearson"

    @property
    def known(self) -> BoolArray:
        """Whether a group has an interval."""
        return ~np.isnan(self.size)

    @property
    def variance(self) -> FloatArray:
        """Variance of the value, by the slope of `scale`; zero where all rows agree."""
        before, after = np.maximum(self.share - 1e-6, 0.0), np.minimum(self.share + 1e-6, 1.0)
        slope = (self._scaled(after) - self._scaled(before)) / (after - before)
        return np.asarray(slope**2 * self.share * (1 - self.share) / self.size)

    def lower(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return exact lower limits at the one-sided error level `level`."""
        size = self._size("lower", level, groups, degrees_of_freedom)
        return self._scaled(clopper_pearson_lower(self.share[groups], size, level))

    def upper(self, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None = None) -> FloatArray:
        """Return exact upper limits at the one-sided error level `level`."""
        size = self._size("upper", level, groups, degrees_of_freedom)
        return self._scaled(clopper_pearson_upper(self.share[groups], size, level))

    def shown(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the limits to show beside the values, each at the one-sided error level `level`."""
        everyone = np.arange(len(self.share))
        low, high = wilson(self.share, self._size("lower", level, everyone, None), level)
        if self.tie is not None:
            high = wilson(self.share, self._size("upper", level, everyone, None), level)[1]
        return self._scaled(low), self._scaled(high)

    def by_chance(self, mass: FloatArray, groups: IntArray, noise: FloatArray) -> FloatArray:
        """Return values that groups with one common share would show; standard normal `noise` is (draws, groups)."""
        common = float(np.average(self.share[groups], weights=mass))
        size = np.maximum(self.size[groups], 1e-9)
        return self._scaled(np.clip(common + np.sqrt(common * (1 - common) / size) * noise, 0.0, 1.0))

    def method(self, group: int) -> str:
        """Name the interval that is shown for a group."""
        words = "Wilson"
        if self.because:
            words += f" at effective size {self.size[group]:.1f} ({self.because})"
        if np.isfinite(self.degrees_of_freedom[group]):
            words += f", t on {max(self.degrees_of_freedom[group], 1.0):.1f} degrees of freedom"
        if self.tie is not None and self.tie.where[group]:
            words += f", {SKEWED}"
        if self.borrowed is not None and self.borrowed[group]:
            words += f", {self.lender}"
        return words

    def _size(self, side: Side, level: float, groups: IntArray, degrees_of_freedom: FloatArray | None) -> FloatArray:
        own = self.degrees_of_freedom[groups]
        used = own if degrees_of_freedom is None else np.where(np.isinf(own), own, degrees_of_freedom)
        skewness = 0.0 if self.tie is None else self.tie.towards(side)[groups]
        return size_for_student(self.size[groups], level, used, skewness)

    def _scaled(self, shares: FloatArray) -> FloatArray:
        return shares if self.scale is None else self.scale(shares)


def independent(total: Proportion) -> BinomialLimits:
    """Return limits for independent rows that all weigh the same."""
    whole = total.whole[:, 0]
    share = _divide(total.part[:, 0], whole)
    return BinomialLimits(share, np.where(whole > 0, whole, np.nan), np.full(len(whole), np.inf), total.scale)


def weighted(total: Proportion, each: Proportion | None = None, clusters: Clusters | None = None) -> BinomialLimits:
    """Return limits for independent rows with weights: each row is a cluster of one.

    v = (1 − Σh²) · Σ [h (y − p)/(1 − h)]² over rows; the effective size is the smaller of p(1 − p)/v and Kish's 1/Σh²,
    with Student's t on 1/Σh² − 1 degrees of freedom. The sums come from power sums of the weights, or, if the rows are
    kept apart, from the entries `each`.
    """
    mass = total.whole[:, 1]
    share = _divide(total.part[:, 1], mass)
    if each is None or clusters is None:
        hits = effective_size.left_out_squares(total.part, mass)
        misses = effective_size.left_out_squares(total.whole - total.part, mass)
    else:
        hits = effective_size.left_out_squares_of_entries(clusters, each.part, mass)
        misses = effective_size.left_out_squares_of_entries(clusters, each.whole - each.part, mass)
    kish = np.where(mass > 0, effective_size.rows_worth(total.whole), np.nan)
    variance = effective_size.left_out_factor(kish) * (hits * (1 - share) ** 2 + misses * share**2)
    size = np.minimum(kish, _size_of_variance(share, variance, kish))
    return BinomialLimits(share, size, kish - 1, total.scale, "weights")


def clustered(total: Proportion, each: Proportion, clusters: Clusters) -> tuple[BinomialLimits, Spread]:
    """Return limits for rows that come in clusters, and how much the clusters differ.

    The design effect is the largest of 1, the group's own, and 1 + (m − 1)ρ with the correlation pooled over all
    groups, so that a group whose few clusters agree by luck is not taken at its word; Student's t on K_eff − 1
    degrees of freedom. Where all rows agree (share 0 or 1) the pooled correlation alone gives the size, and without
    any correlation to borrow each effective cluster counts as one row. With weights the rows are scaled to their
    Kish size. See Korn & Graubard (1998), Survey Methodology 24(2).
    """
    moment = 1 if total.whole.shape[-1] > 1 else 0
    mass = total.whole[:, moment]
    share = _divide(total.part[:, moment], mass)
    wholes = each.whole[:, moment]
    per_group = np.where(mass > 0, mass, 1.0)[clusters.group]
    seen_part, due = each.part[:, moment] / per_group, np.nan_to_num(share)[clusters.group] * wholes / per_group
    between = effective_size.spread(clusters, np.where(wholes > 0, seen_part - due, 0.0), seen_part + due, wholes)
    worth = effective_size.rows_worth(total.whole)
    seen, flat = worth / between.effective, share * (1 - share)
    used = between.known & (mass > 0)
    rho = effective_size.correlation_within(
        worth[used], seen[used], (between.variance * worth**2)[used], (worth * flat)[used]
    )
    agree = (total.part[:, moment] <= 0) | (total.part[:, moment] >= mass)
    floor = np.maximum(1.0, 1 + (seen - 1) * (1.0 if rho is None else rho))
    own = between.variance * worth / np.where(agree | np.isnan(flat), 1.0, flat)
    size = np.where(used, worth / np.where(agree, floor, np.maximum(floor, own)), np.nan)
    tie = size_tie(share, between, wholes)
    usual = between.effective - 1
    freedom = np.where(agree, np.inf, usual if tie is None else tie.freedom(usual))
    because = "clusters and weights" if moment else "clusters"
    lender = "one row for each effective cluster" if rho is None else "correlation borrowed from all groups"
    return BinomialLimits(share, size, freedom, total.scale, because, agree, lender, tie), between


def _size_of_variance(share: FloatArray, variance: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Return the number of independent rows with this variance, or `otherwise` where there is none."""
    usable = (variance > 0) & (share > 0) & (share < 1)
    return np.where(usable, share * (1 - share) / np.where(usable, variance, 1.0), otherwise)


def _divide(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
