"""Catalogue names as people say them."""

from __future__ import annotations

import re

from fairaudit.errors import show

_BEST_KNOWN_AS = {
    "abroca": "area between ROC curves",
    "area_under_roc": "area under the ROC curve",
    "brier_score": "Brier score",
    "cohen_kappa": "Cohen's kappa",
    "cross_area_under_roc": "area under the ROC curve across groups",
    "f1_score": "F1 score",
    "macro_f1": "macro F1",
    "matthews_correlation": "Matthews correlation",
    "pearson_correlation": "Pearson correlation",
    "r_squared": "R²",
    "score_ks_distance": "Kolmogorov–Smirnov distance of scores",
    "score_wasserstein_distance": "Wasserstein distance of scores",
    "weighted_f1": "weighted F1",
    "mean_speaker_word_error_rate": "mean word error rate of speakers",
}

_COMPARED = re.compile(r"\.([a-z_]+)$")
"""How groups are compared, behind the metric that is; a class in brackets can hold full stops, too."""


def words(name: str) -> str:
    """Return a catalogue name for use within a sentence; an argument in brackets stays as it is."""
    compared = _COMPARED.search(name)
    family, bracket, argument = _COMPARED.sub("", name).partition("[")
    plain = show(family).replace("_", " ").replace("share above:", "share above the quantile ")
    comparison = f", {compared[1].replace('_', ' ')}" if compared else ""
    return f"{_BEST_KNOWN_AS.get(family, plain)}{bracket}{show(argument)}{comparison}"
