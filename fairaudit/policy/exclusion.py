"""Which groups a published rule does not compare: those of unknown people, and those that are too small a share."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from fairaudit.groups.level import BoolArray, Level, why_left_out

UNKNOWN = "the group is unknown"


def excluded(level: Level, below_share: float) -> list[str | None]:
    """Return for every group of a level why published rules leave it out, or None.

    People whose group is unknown are no group. Groups under `below_share` of the rows whose group is known are too
    small a part of them; exactly that share is enough. The reason holds no number of rows: it may stand beside groups
    that are hidden.
    """
    unknown = is_unknown(level)
    least = Fraction(repr(below_share)) * int(level.rows[~unknown].sum())
    too_few = f"under {100 * below_share:g}% of the rows whose group is known"
    return [
        UNKNOWN if nobody else too_few if rows < least else None
        for nobody, rows in zip(unknown, level.rows.tolist(), strict=True)
    ]


def why_not_compared(level: Level, metric: str, below_share: float) -> list[str | None]:
    """Return for every group why a published rule about this metric does not compare it: tables and verdicts agree."""
    reasons = zip(level.suppressed, excluded(level, below_share), why_left_out(level, metric), strict=True)
    return [level.hidden_because if hidden else published or general for hidden, published, general in reasons]


def is_unknown(level: Level) -> BoolArray:
    """Return which groups are of people whose group is unknown, in at least one attribute."""
    return np.array([None in group.values() for group in level.groups], dtype=bool)
