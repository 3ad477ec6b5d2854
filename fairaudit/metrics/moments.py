"""Metrics of numbers that were predicted."""

from __future__ import annotations

from dataclasses import dataclass

from fairaudit.counts import FloatArray
from fairaudit.counts.moments import MomentCounts
from fairaudit.metrics.metric import metric


@dataclass(frozen=True, eq=False)
class Mean:
    """The plain mean over rows of a number of 0 or more, as sums of its powers 0 (the rows) to 4.

    Each has shape ``(..., moments)``. `fairaudit.inference.means` measures it.
    """

    powers: tuple[FloatArray, ...]

    @property
    def part(self) -> FloatArray:
        """The sum of the numbers."""
        return self.powers[1]

    @property
    def whole(self) -> FloatArray:
        """The rows."""
        return self.powers[0]


@metric(
    reads=(MomentCounts,),
    better="lower",
    undefined_when="there are no rows",
    formula="absolute errors / rows",
    source="Willmott & Matsuura (2005), Advantages of the mean absolute error (MAE) over the root mean square error "
    "(RMSE) in assessing average model performance, Climate Research 30(1)",
    high=None,
    also_called=("mae",),
    unit="number",
    margin=None,
)
def mean_absolute_error(counts: MomentCounts) -> Mean:
    """How far predictions lie from the label, on average over rows and in the label's unit."""
    return Mean(tuple(counts.field(name) for name in counts.fields))
