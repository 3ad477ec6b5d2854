"""How many more rows or clusters would decide, under two scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fairaudit.inference.disparity import Comparison
from fairaudit.inference.estimate import same
from fairaudit.inference.limits import normal_quantile
from fairaudit.inference.measurement import Measurement

_POWER = 0.8
"""The chance to decide that the numbers aim at."""


@dataclass(frozen=True, slots=True)
class Required:
    """Factors by which every group's evidence would have to grow so that a rule is decided with a chance of 0.8.

    `if_equal` holds if the groups are truly equal (and lets the rule pass), `if_as_observed` if the truth is as seen
    or more extreme (and is "at least" so much, because the observed gap is inflated by chance). None: not to be had
    that way, or unknown. A factor below 1 says that less would have done. `unit` says what grows: rows of the same
    clusters settle nothing.
    """

    if_equal: float | None
    if_as_observed: float | None
    unit: Literal["rows", "clusters"]


def required_factor(measurement: Measurement, comparison: Comparison, limit: float) -> Required:
    """Return what would decide whether a difference is at most, or a ratio at least, `limit`.

    Equal groups: ((c80 + h)/δ)², with the 80 % point c80 of the gap of equal groups and the distance h from the gap of
    the pair with the largest upper bound to that bound. As observed: ((w + h z80/z)/(value − c/4 − δ))², with the
    distance w on the near side and the mean c of the gap of equal groups. Ratios: all on the logarithmic scale. These
    follow from widths that shrink with the root of the evidence; see docs/statistics.md for how well they hold.
    """
    unit = _unit(measurement)
    margin, value, gaps = _as_gap(comparison, limit), _as_gap(comparison, comparison.estimate.value), comparison.equal
    far, near = comparison.far_width, comparison.near_width
    if gaps is None or far is None or near is None or not 0 < margin < np.inf:
        return Required(None, None, unit)
    if comparison.kind == "ratio":
        gaps = -np.log(np.maximum(gaps, np.finfo(float).tiny))
    equal = float(((np.quantile(gaps, _POWER) + far) / margin) ** 2)
    spare = value - float(gaps.mean()) / 4 - margin
    share = normal_quantile(1 - _POWER) / normal_quantile(1 - measurement.confidence)
    observed = ((near + share * far) / spare) ** 2 if spare > 0 else np.inf
    return Required(_finite(equal), _finite(observed), unit)


def required_factor_of_value(measurement: Measurement, group: int, limit: float) -> Required:
    """Return what would decide on which side of `limit` one group's value lies, if the truth is as observed.

    ((1 + z80/z) h/|value − limit|)², with the one-sided half-width h on the side of the limit.
    """
    unit, value, level = _unit(measurement), float(measurement.values[group]), 1 - measurement.confidence
    here = np.array([group])
    end = measurement.upper(level, here) if limit > value else measurement.lower(level, here)
    if np.isnan(value) or np.isnan(end[0]) or same(value, limit):
        return Required(None, None, unit)
    share = normal_quantile(1 - _POWER) / normal_quantile(level)
    return Required(None, _finite(((1 + share) * abs(end[0] - value) / abs(value - limit)) ** 2), unit)


def _as_gap(comparison: Comparison, value: float | None) -> float:
    """Return a difference or a ratio on the scale of gaps."""
    if value is None or (comparison.kind == "ratio" and value < 0):
        return np.nan
    if comparison.kind == "difference":
        return value
    return float(-np.log(value)) if value > 0 else np.inf


def _finite(factor: float) -> float | None:
    return float(factor) if np.isfinite(factor) else None


def _unit(measurement: Measurement) -> Literal["rows", "clusters"]:
    return "clusters" if measurement.clusters is not None and measurement.clusters.named else "rows"
