"""The catalogue: one line per metric, in the order of reports."""

from __future__ import annotations

from fairaudit.errors import UsageError, did_you_mean
from fairaudit.metrics import Metric
from fairaudit.metrics import confusion as binary
from fairaudit.tasks.speech import metrics as speech

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
