"""The difference of two groups within strata, put together: Mantel and Haenszel's weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.inference.contrasts import contrasts
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measurement import Measurement


@dataclass(frozen=True, eq=False)
class Strata:
    """Two groups in every stratum: indices of a measurement, shape ``(strata,)``. All of them have intervals."""

    measured: Measurement
    first: IntArray
    second: IntArray

    @property
    def weights(self) -> FloatArray:
        """The weight of every stratum, m₁m₂/(m₁ + m₂) of the groups' sizes m, divided by their sum."""
        first, second = self.measured.mass[self.first], self.measured.mass[self.second]
        plain = first * second / (first + second)
        return np.asarray(plain / plain.sum())

    def differences(self, error: float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the differences with limits that each are wrong at most with `error`, shape ``(strata,)`` each."""
        found = contrasts(self.measured, self.first, self.second, "difference", error * len(self.first))
        return found.value, found.low, found.high

    @property
    def share_clusters(self) -> bool:
        """Whether a cluster is in several strata."""
        clusters = self.measured.clusters
        if clusters is None or clusters.code is None:
            return False
        stratum = np.full(clusters.groups, -1)
        for side in (self.first, self.second):
            stratum[side] = np.arange(len(side))
        of_entry = stratum[clusters.group]
        pairs = np.unique(np.stack([clusters.code[of_entry >= 0], of_entry[of_entry >= 0]]), axis=1)
        return bool(len(np.unique(pairs[0])) < pairs.shape[1])


def stratified(strata: Strata, error: float) -> Estimate:
    """Return the weighted mean over strata of the first group's value minus the second's; wrong at most with `error`.

    The weights are those of Mantel & Haenszel (1959), Statistical aspects of the analysis of data from retrospective
    studies of disease, Journal of the National Cancer Institute 22(4). For shares of rows this is the risk difference
    of Greenland & Robins (1985), Estimation of a common effect parameter from sparse follow-up data, Biometrics 41(1).
    Their variance, Σ w² [p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂], is 0 where no stratum has both outcomes. So the limits are
    MOVER's of the strata's own limits (Zou & Donner 2008, Statistics in Medicine 27(10)): √Σ (w · distance)². The short
    side of skewed limits does not stay short in a sum, so that no distance is below half the width of the limits. Where
    strata share clusters, distances are added up, which holds for any correlation.
    """
    weights, (value, low, high) = strata.weights, strata.differences(error)
    half = (high - low) / 2
    near, far = (weights * np.maximum(each, half) for each in (value - low, high - value))
    mean = float((weights * value).sum())
    if strata.share_clusters:
        ends, how = (mean - near.sum(), mean + far.sum()), "distances of sites that share clusters added up"
    else:
        ends, how = (mean - np.sqrt((near**2).sum()), mean + np.sqrt((far**2).sum())), "MOVER over sites"
    span = strata.measured.metric.span
    most = np.inf if span is None else span
    n = round(float(strata.measured.n[strata.first].sum() + strata.measured.n[strata.second].sum()))
    method = f"Mantel–Haenszel weights, {how}, {strata.measured.limits_name} limits"
    return Estimate(mean, float(max(ends[0], -most)), float(min(ends[1], most)), n, method)
