"""Metrics of a number that nobody predicted."""

from __future__ import annotations

from fairaudit.counts.values import ValueCounts
from fairaudit.metrics.metric import metric
from fairaudit.metrics.moments import SignedMean


@metric(
    reads=(ValueCounts,),
    better=None,
    undefined_when="there are no rows",
    formula="values / rows",
    source="the mean of the data itself",
    low=None,
    high=None,
    also_called=("average_value",),
    unit="number",
    margin=None,
)
def mean_value(counts: ValueCounts) -> SignedMean:
    """The mean of the values."""
    return SignedMean(counts.field("values"), counts.powers)
