"""A value with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit import document

_ROUNDING = 1e-14
"""More than some divisions and differences of shares lose in binary; less than one row more or less changes them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its interval, what it was computed from and how.

    Without a value, `undefined` says why; with a value but without an interval, `interval_undefined` says why.
    `n` is the unweighted denominator, without rows of weight 0.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str
    undefined: str | None = None
    interval_undefined: str | None = None

    def to_dict(self) -> document.Estimate:
        """Return the estimate as the JSON report has it."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "method": self.method,
            "undefined": self.undefined,
            "interval_undefined": self.interval_undefined,
        }


def same(value: float, limit: float) -> bool:
    """Tell whether a value is a limit but for binary rounding: 200/300 is four fifths of 250/300."""
    return abs(value - limit) <= _ROUNDING * max(1.0, abs(limit))
