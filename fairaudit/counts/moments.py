"""Counts of numbers that were predicted: how far off they are, as sums of powers."""

from __future__ import annotations

from fairaudit.counts.counts import Counts, FloatArray


class MomentCounts(Counts):
    """Rows, and the sums of the first four powers of how far each prediction lies from its label.

    The mean needs the first. The others say how widely, how lopsidedly and with how heavy tails single errors scatter,
    which is what an interval of the mean needs, so that it needs no row again.
    """

    fields: tuple[str, ...] = ("rows", "absolute_errors", "squared_errors", "cubed_errors", "fourth_powers_of_errors")
    row_fields = ("rows",)
    measured_fields: tuple[str, ...] = fields[1:]
    truths = (row_fields,)


def powers(errors: FloatArray) -> list[FloatArray | None]:
    """Return what rows with these absolute errors add to each field of `MomentCounts`; None stands for 1."""
    return [None, errors, errors**2, errors**3, errors**4]
