"""Whether groups have one common value: Cochran's Q of all together, and I², how much of their spread is no chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import chndtr
from scipy.stats import chi2, f

from fairaudit.counts import FloatArray
from fairaudit.inference.disparity import shows_gap
from fairaudit.inference.effective_size import IntArray
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measurement import Measurement
from fairaudit.inference.proportion import BinomialLimits

TOO_FEW = "fewer than two sites have enough data"
NO_SPREAD = "all rows of all sites agree"
UNKNOWN = "the variance of a site is not known"
SHARED = "sites share clusters, so that their values are not independent"
_FEWEST_EXPECTED = 5.0
"""Cochran (1954), Some methods for strengthening the common χ² tests, Biometrics 10(4): fewer expected rows are few."""
_DRAWS = 9_999
_SEED = 1954


class Heterogeneity(NamedTuple):
    """Cochran's Q, its degrees of freedom and p; or `undefined`, because … `differs` is what may be said in words."""

    q: float | None
    freedom: int | None
    p: float | None
    i_squared: Estimate
    differs: bool
    method: str
    undefined: str | None = None


def heterogeneity(measured: Measurement, groups: IntArray, error: float) -> Heterogeneity:
    """Test whether some groups of a measurement have one common value.

    Q = Σ wᵢ (xᵢ − x̄)², with x̄ = Σ wᵢ xᵢ / Σ wᵢ: Cochran (1937), Problems arising in the analysis of a series of
    similar experiments, Supplement to the Journal of the Royal Statistical Society 4(1). With wᵢ = 1/vᵢ of the groups'
    own variances (DerSimonian & Laird 1986, Meta-analysis in clinical trials, Controlled Clinical Trials 7(3)) Q is far
    too large where groups are small or shares extreme. So shares of rows have the variance p̄(1 − p̄)/nᵢ of the common
    share, which makes Q Pearson's χ²; where fewer than 5 rows are expected its p comes from draws with the same
    margins (Freeman & Halton 1951, Biometrika 38(1/2)). Other values have their own variances, and shares of clusters
    or weighted rows those of the common share at their effective sizes; both with Welch's correction for variances
    that are estimated (1951, On the comparison of several mean values, Biometrika 38(3/4)).

    Args:
        measured: what the groups were measured by.
        groups: those that are compared (indices), shape ``(k,)``.
        error: how often `differs` may be wrong, in (0, 1); of values that are no shares it asks for a certain gap, too.
    """
    if len(groups) < 2:
        return _undefined(TOO_FEW)
    limits = measured.limits
    if limits is None or not measured.known[groups].all():
        return _undefined(UNKNOWN)
    if _share_clusters(measured, groups):
        return _undefined(SHARED)._replace(differs=shows_gap(measured, groups, None, error))
    if isinstance(limits, BinomialLimits):
        return _of_shares(limits, measured, groups, error)
    variance = limits.variance[groups]
    if not (variance > 0).all():
        return _undefined(UNKNOWN if (variance > 0).any() else NO_SPREAD)
    found = welch(measured.values[groups], variance, limits.degrees_of_freedom[groups], measured.confidence)
    differs = found.p is not None and found.p <= error and shows_gap(measured, groups, None, error)
    return found._replace(differs=differs)


def _of_shares(limits: BinomialLimits, measured: Measurement, groups: IntArray, error: float) -> Heterogeneity:
    share, size = limits.share[groups], limits.size[groups]
    common = float(np.average(share, weights=size))
    if common <= 0 or common >= 1:
        return _undefined(NO_SPREAD)
    if limits.because:
        usual = limits.degrees_of_freedom[groups]
        clusters = measured.effective_clusters[groups] - 1
        freedom = np.where(np.isinf(usual) & ~np.isnan(clusters), clusters, usual)
        found = welch(share, common * (1 - common) / size, freedom, measured.confidence)
    else:
        found = _pearson(np.rint(share * size), size, measured.confidence)
    return found._replace(differs=found.p is not None and found.p <= error)


def _pearson(hits: FloatArray, size: FloatArray, confidence: float) -> Heterogeneity:
    """Return Q of independent rows that are hits or not."""
    q, k = float(_q_of_hits(hits, size)), len(size)
    rare = min(hits.sum(), (size - hits).sum()) / size.sum()
    p, method = float(chi2.sf(q, k - 1)), "Pearson's χ²"
    if rare * size.min() < _FEWEST_EXPECTED:
        p = _drawn(hits, size, q)
        method += f", p by {_DRAWS:,} draws with the same margins"
    return Heterogeneity(q, k - 1, p, i_squared(q, k - 1, confidence), False, method)


def _q_of_hits(hits: FloatArray, size: FloatArray) -> FloatArray:
    """Return Q for hits of shape ``(..., k)``."""
    common = hits.sum(axis=-1, keepdims=True) / size.sum()
    squares = ((hits - size * common) ** 2 / size).sum(axis=-1)
    return np.asarray(squares / (common * (1 - common))[..., 0])


def _drawn(hits: FloatArray, size: FloatArray, q: float) -> float:
    """Return how often rows that are dealt out by chance show as large a Q; the same for the same counts."""
    random = np.random.default_rng([_SEED, *map(int, size), *map(int, hits)])
    sizes = size.astype(np.int64)
    dealt = random.multivariate_hypergeometric(sizes, int(hits.sum()), _DRAWS, method="marginals").astype(np.float64)
    as_large = np.count_nonzero(_q_of_hits(dealt, size) >= q * (1 - 1e-9))
    return float((as_large + 1) / (_DRAWS + 1))


def welch(value: FloatArray, variance: FloatArray, freedom: FloatArray, confidence: float) -> Heterogeneity:
    """Test whether independent values with estimated variances are one: Q over k − 1 is Welch's F.

    Q is Σ wᵢ (xᵢ − x̄)² divided by 1 + 2(k − 2)/(k² − 1) · Λ, with Λ = Σ (1 − wᵢ/W)²/νᵢ, and F has k − 1 and
    (k² − 1)/(3Λ) degrees of freedom: Welch (1951), Biometrika 38(3/4).

    Args:
        value: shape ``(k,)``, as are the other arrays.
        variance: of the values, all above 0.
        freedom: the degrees of freedom of each variance; infinite for variances that are known.
        confidence: that of the interval of I².
    """
    k, weight = len(value), 1 / variance
    part = weight / weight.sum()
    raw = float((weight * (value - (part * value).sum()) ** 2).sum())
    lack = float(((1 - part) ** 2 / np.maximum(freedom, 1.0)).sum())
    q = raw / (1 + 2 * (k - 2) / (k * k - 1) * lack)
    second = (k * k - 1) / (3 * lack) if lack > 0 else np.inf
    p = float(f.sf(q / (k - 1), k - 1, second)) if np.isfinite(second) else float(chi2.sf(q, k - 1))
    method = f"Welch's F on {k - 1} and {second:.1f} degrees of freedom" if np.isfinite(second) else "χ²"
    return Heterogeneity(q, k - 1, p, i_squared(q, k - 1, confidence), False, method)


def i_squared(q: float, freedom: int, confidence: float) -> Estimate:
    """Return I² = max(0, (Q − df)/Q), the share of the spread that is more than chance, with its interval.

    Higgins & Thompson (2002), Quantifying heterogeneity in a meta-analysis, Statistics in Medicine 21(11). If groups
    truly differ, Q is a non-central χ², and I² estimates λ/(λ + df) of its non-centrality λ. The limits are those of λ
    under which so large, and so small, a Q has the probability (1 − confidence)/2: Steiger & Fouladi (1997),
    Noncentrality interval estimation and the evaluation of statistical models, in: What if there were no significance
    tests? The test-based interval of Higgins & Thompson covers .88 to .99 in simulation.
    """
    value = max(0.0, (q - freedom) / q) if q > 0 else 0.0
    ends = (_noncentrality(q, freedom, level) for level in ((1 + confidence) / 2, (1 - confidence) / 2))
    low, high = (end / (end + freedom) for end in ends)
    return Estimate(value, min(low, value), max(high, value), freedom + 1, "non-central χ²")


def _noncentrality(q: float, freedom: int, level: float) -> float:
    """Return the non-centrality with which Q lies below `q` with this probability; 0 where none is so small."""
    if chndtr(q, freedom, 0.0) <= level:
        return 0.0
    most = 2 * q + 100 * np.sqrt(q + 1)
    return float(brentq(lambda centre: chndtr(q, freedom, centre) - level, 0.0, most))


def _share_clusters(measured: Measurement, groups: IntArray) -> bool:
    """Tell whether a cluster is in several of the groups."""
    clusters = measured.clusters
    if clusters is None or clusters.code is None:
        return False
    inside = np.isin(clusters.group, groups)
    pairs = np.unique(np.stack([clusters.code[inside], clusters.group[inside]]), axis=1)
    return bool(len(np.unique(pairs[0])) < pairs.shape[1])


def _undefined(why: str) -> Heterogeneity:
    return Heterogeneity(None, None, None, Estimate(None, None, None, 0, "", why), False, "", why)
