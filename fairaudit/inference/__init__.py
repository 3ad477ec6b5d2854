"""From undivided quantities to estimates: the only place that divides, and the only one that knows intervals."""

from fairaudit.inference.disparity import Comparison, compare
from fairaudit.inference.estimate import Estimate
from fairaudit.inference.measurement import Measurement, measure
from fairaudit.inference.odds import average_odds_difference, equalized_odds
from fairaudit.inference.required import Required, required_factor, required_factor_of_value

__all__ = [
    "Comparison",
    "Estimate",
    "Measurement",
    "Required",
    "average_odds_difference",
    "compare",
    "equalized_odds",
    "measure",
    "required_factor",
    "required_factor_of_value",
]
