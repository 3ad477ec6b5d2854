"""The catalogue: one line per metric, in the order of reports; and the fairness metrics that are made from them."""

from __future__ import annotations

from typing import Literal

from fairaudit.errors import UsageError, did_you_mean
from fairaudit.metrics import binary, speech
from fairaudit.metrics.metric import Better, Metric
from fairaudit.metrics.undivided import (
    ClusterMean,
    MeanOfProportions,
    Proportion,
    Ratio,
    SmoothFunction,
    Undivided,
)

__all__ = [
    "CATALOGUE",
    "COMPARISONS",
    "FAIRNESS_NAMES",
    "TASKS",
    "Better",
    "ClusterMean",
    "MeanOfProportions",
    "Metric",
    "Proportion",
    "Ratio",
    "SmoothFunction",
    "Undivided",
    "disparity_name",
    "find_metric",
]

TASKS: dict[str, tuple[Metric, ...]] = {
    "binary": (
        binary.accuracy,
        binary.balanced_accuracy,
        binary.selection_rate,
        binary.base_rate,
        binary.true_positive_rate,
        binary.false_positive_rate,
        binary.true_negative_rate,
        binary.false_negative_rate,
        binary.positive_predictive_value,
        binary.negative_predictive_value,
        binary.false_discovery_rate,
        binary.false_omission_rate,
        binary.f1_score,
        binary.matthews_correlation,
    ),
    "speech": (
        speech.word_error_rate,
        speech.character_error_rate,
        speech.substitution_rate,
        speech.deletion_rate,
        speech.insertion_rate,
        speech.sentence_error_rate,
        speech.word_information_lost,
        speech.mean_speaker_word_error_rate,
        speech.empty_output_rate,
        speech.capped_word_error_rate,
    ),
}

CATALOGUE: dict[str, Metric] = {metric.name: metric for metrics in TASKS.values() for metric in metrics}

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


def find_metric(name: str) -> Metric:
    """Return the metric of this name or short name.

    Raises:
        UsageError: no metric has that name; the message names the nearest.
    """
    key = name.strip().lower().replace("-", "_")
    if key in CATALOGUE:
        return CATALOGUE[key]
    for metric in CATALOGUE.values():
        if key in metric.also_called:
            return metric
    raise UsageError(f"There is no metric `{name}`.{did_you_mean(key, CATALOGUE)} `fairaudit metrics` lists them all.")


def disparity_name(metric: str, comparison: str) -> str:
    """Return the fairness metric's own name if the literature gave it one, else ``METRIC.COMPARISON``."""
    for prefix, measured in FAIRNESS_NAMES.items():
        if measured == metric and comparison in {"difference", "ratio"}:
            return f"{prefix}_{comparison}"
    return f"{metric}.{comparison}"
