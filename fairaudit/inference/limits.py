"""Limits of one proportion, and the quantiles they stand on; everything works on arrays and on real-valued sizes."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit

from fairaudit.counts import FloatArray

_AS_GOOD_AS_NORMAL = 1e6
"""Degrees of freedom from which Student's t is the normal distribution to nine digits."""


def normal_quantile(level: float) -> float:
    """Return the point that a standard normal variable exceeds with probability `level`."""
    return float(-ndtri(level))


def student_quantile(level: float, degrees_of_freedom: FloatArray) -> FloatArray:
    """Return the point that Student's t exceeds with probability `level`.

    Degrees of freedom may be fractional; fewer than one count as one, and infinity gives the normal quantile.
    """
    if np.all(degrees_of_freedom >= _AS_GOOD_AS_NORMAL):
        return np.full(np.shape(degrees_of_freedom), normal_quantile(level))
    finite = np.clip(degrees_of_freedom, 1.0, _AS_GOOD_AS_NORMAL)
    quantile = -np.asarray(stdtrit(finite, level))
    return np.where(degrees_of_freedom >= _AS_GOOD_AS_NORMAL, normal_quantile(level), quantile)


def skewed_quantile(level: float, degrees_of_freedom: FloatArray, skewness: FloatArray | float) -> FloatArray:
    """Return the quantile of Student's t for a limit on the side to which the values are skewed.

    t + g (1 + 2 t²)/6: Johnson (1978), Modified t tests and confidence intervals for asymmetrical populations, JASA
    73(363). `skewness` g is that of the estimate; below 0 it counts as none.
    """
    quantile = student_quantile(level, degrees_of_freedom)
    return np.asarray(quantile + np.maximum(skewness, 0.0) * (1 + 2 * quantile**2) / 6)


def size_for_student(
    size: FloatArray, level: float, degrees_of_freedom: FloatArray, skewness: FloatArray | float = 0.0
) -> FloatArray:
    """Shrink effective sizes so that a normal interval at the new size is Student's interval at the old one.

    Korn & Graubard (1998), Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data, Survey Methodology 24(2): n* = n (z / t)². See `skewed_quantile` for `skewness`.
    """
    if np.all(degrees_of_freedom >= _AS_GOOD_AS_NORMAL):
        return size
    shrunk: FloatArray = size * (normal_quantile(level) / skewed_quantile(level, degrees_of_freedom, skewness)) ** 2
    return shrunk


def wilson(share: FloatArray, size: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's score limits, each at the one-sided error level `level`.

    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22(158).
    `share` in [0, 1] and `size` > 0 have the same shape.
    """
    square = normal_quantile(level) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (share * size + square / 2) / (size + square)
        half = np.sqrt(square * (share * (1 - share) * size + square / 4)) / (size + square)
    low = np.where(share <= 0, 0.0, np.clip(centre - half, 0.0, share))
    high = np.where(share >= 1, 1.0, np.clip(centre + half, share, 1.0))
    return np.where(np.isnan(centre), np.nan, low), np.where(np.isnan(centre), np.nan, high)


def clopper_pearson_lower(share: FloatArray, size: FloatArray, level: float) -> FloatArray:
    """Return the exact lower limit at the one-sided error level `level`; `size` may be any positive real number.

    Clopper & Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the binomial,
    Biometrika 26(4); real sizes as in Korn & Graubard (1998).
    """
    hits = share * size
    inside = (share > 0) & (size > 0)
    low = betaincinv(np.where(inside, hits, 1.0), np.where(inside, size - hits + 1, 1.0), level)
    return np.where(np.isnan(hits), np.nan, np.where(inside, np.minimum(low, share), 0.0))


def clopper_pearson_upper(share: FloatArray, size: FloatArray, level: float) -> FloatArray:
    """Return the exact upper limit at the one-sided error level `level`; see `clopper_pearson_lower`."""
    hits = share * size
    inside = (share < 1) & (size > 0)
    high = betaincinv(np.where(inside, hits + 1, 1.0), np.where(inside, size - hits, 1.0), 1 - level)
    return np.where(np.isnan(hits), np.nan, np.where(inside, np.maximum(high, share), 1.0))
