"""How a number came about, in the group's own counts: the formulas filled in by hand, and worked out again."""

from __future__ import annotations

import math
from typing import Any

import documents
import pandas as pd
import pytest
from builders import definitions, disparity, document, estimate

import fairaudit
from fairaudit import words as wording
from fairaudit.catalogue import CATALOGUE, TASKS
from fairaudit.document import Document
from fairaudit.document import reading as view
from fairaudit.metrics import Metric

DECISIONS = {"true_positives": 6.0, "false_positives": 3.0, "false_negatives": 2.0, "true_negatives": 1209.0}
WORDS = {
    "utterances": 40.0,
    "reference_words": 1000.0,
    "hypothesis_words": 990.0,
    "word_errors": 61.0,
    "capped_word_errors": 58.0,
    "hits": 950.0,
    "substitutions": 30.0,
    "deletions": 20.0,
    "insertions": 11.0,
    "reference_characters": 5000.0,
    "character_errors": 123.0,
    "utterances_with_errors": 17.0,
    "empty_outputs": 4.0,
}
BY_HAND = {
    "accuracy": "(6 + 1,209) / (6 + 3 + 2 + 1,209)",
    "balanced_accuracy": "(6 / (6 + 2) + 1,209 / (1,209 + 3)) / 2",
    "true_positive_rate": "6 / (6 + 2)",
    "f1_score": "2 × 6 / (2 × 6 + 3 + 2)",
    "matthews_correlation": "(6 × 1,209 − 3 × 2) / √((6 + 3) × (6 + 2) × (1,209 + 3) × (1,209 + 2))",
    "word_error_rate": "61 / 1,000",
    "capped_word_error_rate": "58 / 1,000",
    "character_error_rate": "123 / 5,000",
    "sentence_error_rate": "17 / 40",
    "empty_output_rate": "4 / 40",
    "word_information_lost": "1 − (950 / 1,000) × (950 / 990)",
    "mean_speaker_word_error_rate": "mean over 12 speakers",
}


EXAMPLES = {
    name: float(counts.field(name)[:, 0].sum())
    for task in TASKS.values()
    for counts in (task.example.counts, *task.example.beside)
    for name in counts.fields
}
"""The counts of every task: those of the rows that `explain` shows."""


NO_FORMULA = {
    "abroca",
    "area_under_roc",
    "average_precision",
    "brier_score",
    "calibration_slope",
    "cohen_kappa",
    "cross_area_under_roc",
    "expected_calibration_error",
    "log_loss",
    "macro_f1",
    "macro_precision",
    "median_absolute_error",
    "median_value",
    "pearson_correlation",
    "prediction_ks_distance",
    "prediction_parity",
    "prediction_wasserstein_distance",
    "quantile_value",
    "r_squared",
    "score_ks_distance",
    "score_wasserstein_distance",
    "share_above_median",
    "share_above_quantile",
    "top_k_accuracy",
    "weighted_f1",
}
"""Metrics that are no formula of the sums of a group: they need every row, all classes, or another group."""


def result(**changes: Any) -> Any:
    """Return a group with the counts of all tasks."""
    return {**documents.binary()["groups"][0], "counts": {**EXAMPLES, **DECISIONS, **WORDS}, **changes}


def report_of(metric: Metric) -> Document:
    """Return a report that holds one metric."""
    task = next(name for name, task in TASKS.items() if metric in task.metrics)
    return document(task, [result()], [], definitions=definitions((metric,)))


def worked(name: str, **changes: Any) -> str:
    """Return how the metric of this name was worked out for the group."""
    return wording.worked_out(report_of(CATALOGUE[name]), name, result(**changes), estimate(0.5, 12))


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_a_formula_with_the_groups_own_counts(name: str) -> None:
    assert worked(name) == BY_HAND[name]


@pytest.mark.parametrize("name", sorted({*CATALOGUE} - NO_FORMULA))
def test_every_metric_of_the_catalogue_says_how_it_was_worked_out(name: str) -> None:
    assert worked(name)


def audited() -> Any:
    """Return the report of 12 weighted decisions: two groups, and no weight the same."""
    frame = pd.DataFrame(
        {
            "label": [1, 1, 1, 1, 0, 0] * 2,
            "prediction": [1, 0, 1, 1, 0, 1] * 2,
            "sex": ["f"] * 6 + ["m"] * 6,
            "w": [0.5, 1.25, 2, 0.25, 3, 1, 4, 2.5, 1, 1.5, 0.75, 2],
        }
    )
    return fairaudit.audit(frame, groups=["sex"], weight="w").to_dict()


def test_with_weights_the_counts_are_sums_of_weights() -> None:
    """f: true positives 0.5 + 2 + 0.25, false negatives 1.25; m: 4 + 1 + 1.5 and 2.5."""
    document = audited()
    metric = "true_positive_rate"
    found = {
        group["group"]["sex"]: wording.worked_out(document, metric, group, group["metrics"][metric])
        for group in document["groups"]
    }
    assert found == {"f": "2.75 / (2.75 + 1.25)", "m": "6.50 / (6.50 + 2.50)"}
    values = {group["group"]["sex"]: group["metrics"]["true_positive_rate"]["value"] for group in document["groups"]}
    assert values == {"f": pytest.approx(2.75 / 4), "m": pytest.approx(6.5 / 9)}


def test_what_is_worked_out_is_the_value() -> None:
    """The line is arithmetic: read by Python, it comes to the reported value, for every metric of a weighted audit."""
    document = audited()
    for group in [document["overall"], *document["groups"]]:
        for name, found in group["metrics"].items():
            line = wording.worked_out(document, name, group, found)
            arithmetic = line.replace(",", "").replace("×", "*").replace("−", "-").replace("√(", "sqrt(")
            assert eval(arithmetic, {"sqrt": math.sqrt}) == pytest.approx(found["value"]), name  # noqa: S307 our own line


def test_what_is_not_known_is_not_worked_out() -> None:
    assert worked("accuracy", counts=None) == ""
    assert worked("accuracy", counts={"true_positives": 6.0}) == ""
    assert wording.worked_out(documents.binary(), "not in the report", result(), estimate(0.5, 12)) == ""


def test_an_explanation_names_the_interval() -> None:
    found = estimate(0.75, 8)
    assert wording.explanation("6 / (6 + 2)", found, "share") == "6 / (6 + 2) = 75.0%; interval: wilson"
    nothing = estimate(None, 0, undefined="there are no positives")
    assert wording.explanation("0 / (0 + 0)", nothing, "share") == "0 / (0 + 0) = undefined"


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((0.021, 0.1, 0.15), "a gap of at least 2.1 percentage points, with 95% confidence"),
        ((0.0, 0.1, 0.15), "the gap may be chance: it may be none, or up to 15.0 percentage points"),
        (None, "no comparison: fewer than two groups can be compared"),
    ],
)
def test_how_sure_a_gap_is(numbers: tuple[float, float, float] | None, says: str) -> None:
    found = disparity("accuracy", "difference", ["sex"], numbers)
    assert wording.how_sure(found, documents.binary()) == says


def test_the_first_screen_says_which_other_gaps_are_certain() -> None:
    """In the built report the false positive rate alone has a gap that is told."""
    document = documents.binary()
    (race, *_) = view.levels(document)
    assert wording.how_sure_of(document, race).endswith("; but certain in false positive rate")
    for each in document["disparities"]:
        each["beyond_chance"] = each["name"] == "accuracy.difference"
    assert "but certain" not in wording.how_sure_of(document, race)


def test_a_gap_without_bounds_and_none_at_all() -> None:
    found = disparity("accuracy", "difference", ["sex"], (0.0, 0.1, 0.2), low=None, high=None)
    assert wording.how_sure(found, documents.binary()) == "how sure this is cannot be said"
    assert wording.how_sure(None, documents.binary()) == "not compared"


@pytest.mark.parametrize(
    ("created", "says"),
    [
        ("2026-11-05T12:00:00Z", "5 November 2026, 12:00 UTC"),
        ("2026-11-05T23:30:00-05:00", "6 November 2026, 04:30 UTC"),
        ("yesterday\x1b", "yesterday\\u{1b}"),
    ],
)
def test_when_a_report_was_made(created: str, says: str) -> None:
    assert wording.moment(created) == says


def test_what_the_page_cannot_tell_depends_on_what_was_audited() -> None:
    alone, crossed = (list(wording.cannot_tell(each)) for each in (documents.one_group(), documents.binary()))
    assert len(alone) == len(crossed) + 1
    assert any("No intersection was audited" in text for text in alone)
    assert any("references" in text for text in wording.cannot_tell(documents.speech()))


def test_the_page_names_figures_that_rest_on_few_unequal_speakers() -> None:
    document = documents.speech()
    document["groups"][1].update(effective_clusters=9.5, cluster_spread=1.1)
    assert any("fewer than 10 speakers of unequal size" in text for text in wording.cannot_tell(document))
    document["groups"][1].update(cluster_spread=0.2)
    assert not any("unequal size" in text for text in wording.cannot_tell(document))
