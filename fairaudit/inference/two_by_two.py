"""Tests of two shares that published rules name: Fisher's exact test and the difference in standard deviations."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from fairaudit.counts import FloatArray

_TIE = 1e-7
"""Tables whose probabilities differ by less, relatively, are equally likely: they come from rounded logarithms."""


def fisher_exact(selected: int, size: int, other_selected: int, other_size: int) -> float:
    """Return the two-sided p value: the probability of all tables that are at most as likely as the observed one.

    Fisher (1935), The logic of inductive inference, Journal of the Royal Statistical Society 98(1). Given both sizes
    and the number of selections, the first group's selections are hypergeometric if both groups have the same chance.
    """
    total, everyone = selected + other_selected, size + other_size
    least, most = max(0, total - other_size), min(total, size)
    tables = _that_matter(selected, size * total / everyone, everyone, least, most)
    logs = _log_binomial(size, tables) + _log_binomial(other_size, total - tables)
    here = logs[np.searchsorted(tables, selected)]
    shares = np.exp(logs - logs.max())
    return float(min(1.0, shares[logs <= here + _TIE].sum() / shares.sum()))


def _that_matter(selected: int, mean: float, everyone: int, least: int, most: int) -> FloatArray:
    """Return the possible selections, without those so far out that they add nothing: no array as long as the data."""
    reach = 2 * abs(selected - mean) + 40 * np.sqrt(everyone) + 50
    return np.arange(max(least, int(mean - reach)), min(most, int(mean + reach)) + 1, dtype=np.float64)


def _log_binomial(size: int, chosen: FloatArray) -> FloatArray:
    return np.asarray(gammaln(size + 1) - gammaln(chosen + 1) - gammaln(size - chosen + 1))


def standard_deviations(selected: int, size: int, other_selected: int, other_size: int) -> float | None:
    """Return the difference of two shares in standard deviations, (p₁ − p₂)/√(p̄(1 − p̄)(1/n₁ + 1/n₂)).

    p̄ is the share of both groups together. Castaneda v. Partida, 430 U.S. 482 (1977), note 17, calls more than two or
    three suspect. None if nobody or everybody was selected: there is no deviation then.
    """
    pooled = (selected + other_selected) / (size + other_size)
    variance = pooled * (1 - pooled) * (1 / size + 1 / other_size)
    return float((selected / size - other_selected / other_size) / variance**0.5) if variance > 0 else None
