"""Catalogue names as people say them."""

from __future__ import annotations

from fairaudit.errors import show

_BEST_KNOWN_AS = {
    "area_under_roc": "area under the ROC curve",
    "brier_score": "Brier score",
    "cohen_kappa": "Cohen's kappa",
    "f1_score": "F1 score",
    "macro_f1": "macro F1",
    "matthews_correlation": "Matthews correlation",
    "pearson_correlation": "Pearson correlation",
    "r_squared": "R²",
    "weighted_f1": "weighted F1",
    "mean_speaker_word_error_rate": "mean word error rate of speakers",
}


def words(name: str) -> str:
    """Return a catalogue name for use within a sentence; an argument in brackets stays as it is."""
    family, bracket, argument = name.partition("[")
    plain = show(family).replace("_", " ").replace("share above:", "share above the quantile ")
    return f"{_BEST_KNOWN_AS.get(family, plain)}{bracket}{show(argument)}"
