"""What several tasks measure: metrics as functions of counts, what they return, and how groups are compared."""

from fairaudit.metrics.comparisons import COMPARISONS, FAIRNESS_NAMES, Comparison, disparity_name
from fairaudit.metrics.metric import Better, Metric
from fairaudit.metrics.undivided import (
    ClusterMean,
    MeanOfProportions,
    OfPairs,
    PartOfWhole,
    Proportion,
    Ratio,
    SmoothFunction,
    Undivided,
)

__all__ = [
    "COMPARISONS",
    "FAIRNESS_NAMES",
    "Better",
    "ClusterMean",
    "Comparison",
    "MeanOfProportions",
    "Metric",
    "OfPairs",
    "PartOfWhole",
    "Proportion",
    "Ratio",
    "SmoothFunction",
    "Undivided",
    "disparity_name",
]
