"""How the groups' values of one metric become one number, and the names that the literature gave to some of these."""

from __future__ import annotations

from typing import Literal

Comparison = Literal["difference", "ratio", "worst"]

COMPARISONS: dict[str, str] = {
    "difference": "highest value minus lowest value",
    "ratio": "lowest value divided by highest value",
    "worst": "the value of the worst-served group",
}

FAIRNESS_NAMES: dict[str, str] = {
    "demographic_parity": "selection_rate",
    "equal_opportunity": "true_positive_rate",
    "predictive_equality": "false_positive_rate",
    "predictive_parity": "positive_predictive_value",
}


def disparity_name(metric: str, comparison: str) -> str:
    """Return the fairness metric's own name if the literature gave it one, else ``METRIC.COMPARISON``."""
    for prefix, measured in FAIRNESS_NAMES.items():
        if measured == metric and comparison in {"difference", "ratio"}:
            return f"{prefix}_{comparison}"
    return f"{metric}.{comparison}"
