"""What other toolkits call the same things, and where theirs differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Elsewhere:
    """A name in another toolkit. `means` is our name for it, empty if fairaudit does not compute it."""

    tool: str
    name: str
    means: str
    differs: str = ""


_UNDEFINED = "0 where it is undefined"
_SIGNED = "signed: the unprivileged group's value minus the privileged group's"
_ADVANTAGED = "signed: the advantaged group's value minus the other's"
_DISADVANTAGED = "signed: the disadvantaged group's value minus the other's"
_OVER_REFERENCE = "divided by a reference group's value, so it can exceed 1"


def _rows(tool: str, *rows: tuple[str, ...]) -> tuple[Elsewhere, ...]:
    return tuple(Elsewhere(tool, *row) for row in rows)


ELSEWHERE: tuple[Elsewhere, ...] = (
    *_rows(
        "fairlearn",
        ("selection_rate", "selection_rate"),
        ("true_positive_rate", "true_positive_rate", _UNDEFINED),
        ("false_positive_rate", "false_positive_rate", _UNDEFINED),
        ("true_negative_rate", "true_negative_rate", _UNDEFINED),
        ("false_negative_rate", "false_negative_rate", _UNDEFINED),
        ("accuracy_score_difference", "accuracy.difference"),
        ("accuracy_score_ratio", "accuracy.ratio"),
        ("accuracy_score_group_min", "accuracy.worst"),
        ("balanced_accuracy_score_group_min", "balanced_accuracy.worst"),
        ("precision_score_difference", "positive_predictive_value.difference"),
        ("precision_score_ratio", "positive_predictive_value.ratio"),
        ("precision_score_group_min", "positive_predictive_value.worst"),
        ("recall_score_difference", "true_positive_rate.difference"),
        ("recall_score_ratio", "true_positive_rate.ratio"),
        ("recall_score_group_min", "true_positive_rate.worst"),
        ("f1_score_group_min", "f1_score.worst"),
        ("f1_score_difference", "f1_score.difference"),
        ("f1_score_ratio", "f1_score.ratio"),
        ("demographic_parity_difference", "selection_rate.difference"),
        ("demographic_parity_ratio", "selection_rate.ratio"),
        ("equal_opportunity_difference", "true_positive_rate.difference"),
        ("equal_opportunity_ratio", "true_positive_rate.ratio"),
        ("equalized_odds_difference", "equalized_odds_difference"),
        ("equalized_odds_ratio", "equalized_odds_ratio"),
        ("mean_prediction", "mean_prediction"),
        ("mean_absolute_error_group_max", "mean_absolute_error.worst"),
        ("mean_squared_error_group_max", "mean_squared_error.worst"),
        ("r2_score_group_min", "r_squared.worst"),
    ),
    *_rows(
        "scikit-learn",
        ("r2_score", "r_squared", "0, or 1, where all labels are the same"),
        ("root_mean_squared_error", "root_mean_squared_error"),
        (
            "mean_absolute_percentage_error",
            "mean_absolute_percentage_error",
            "divides by a tiny number where a label is 0, so that one such row decides the value",
        ),
        ("mean_pinball_loss", "pinball_loss"),
    ),
    *_rows(
        "holisticai",
        ("rmse_ratio", "root_mean_squared_error.ratio", _OVER_REFERENCE),
        ("mae_ratio", "mean_absolute_error.ratio", _OVER_REFERENCE),
        ("correlation_diff", "pearson_correlation.difference", "signed: the first group's value minus the other's"),
        ("avg_score_diff", "mean_prediction.difference", "signed: the first group's value minus the other's"),
        ("avg_score_ratio", "mean_prediction.ratio", _OVER_REFERENCE),
        ("zscore_diff", "", "a difference over a spread; see `mean_prediction`"),
    ),
    *_rows(
        "aequitas",
        ("pprev", "selection_rate"),
        ("ppr", "", "a group's share of all the selected depends on how large the group is; see `selection_rate`"),
        ("prev", "base_rate"),
        ("tpr", "true_positive_rate"),
        ("tnr", "true_negative_rate"),
        ("fpr", "false_positive_rate"),
        ("fnr", "false_negative_rate"),
        ("precision", "positive_predictive_value"),
        ("npv", "negative_predictive_value"),
        ("fdr", "false_discovery_rate"),
        ("for", "false_omission_rate"),
        ("pprev_disparity", "selection_rate.ratio", _OVER_REFERENCE),
        ("impact_parity", "selection_rate.ratio", "within 0.8 and 1.25 of a reference group"),
        ("tpr_disparity", "true_positive_rate.ratio", _OVER_REFERENCE),
        ("tnr_disparity", "true_negative_rate.ratio", _OVER_REFERENCE),
        ("fpr_disparity", "false_positive_rate.ratio", _OVER_REFERENCE),
        ("fnr_disparity", "false_negative_rate.ratio", _OVER_REFERENCE),
        ("precision_disparity", "positive_predictive_value.ratio", _OVER_REFERENCE),
        ("npv_disparity", "negative_predictive_value.ratio", _OVER_REFERENCE),
        ("fdr_disparity", "false_discovery_rate.ratio", _OVER_REFERENCE),
        ("for_disparity", "false_omission_rate.ratio", _OVER_REFERENCE),
    ),
    *_rows(
        "AIF360",
        ("statistical_parity_difference", "selection_rate.difference", _SIGNED),
        ("mean_difference", "selection_rate.difference", f"{_SIGNED}; of labels when it is given labels"),
        ("disparate_impact", "selection_rate.ratio", "the unprivileged over the privileged group, so it can exceed 1"),
        ("equal_opportunity_difference", "true_positive_rate.difference", _SIGNED),
        ("true_positive_rate_difference", "true_positive_rate.difference", _SIGNED),
        ("false_positive_rate_difference", "false_positive_rate.difference", _SIGNED),
        ("false_negative_rate_difference", "false_negative_rate.difference", _SIGNED),
        ("false_discovery_rate_difference", "false_discovery_rate.difference", _SIGNED),
        ("false_omission_rate_difference", "false_omission_rate.difference", _SIGNED),
        ("error_rate_difference", "accuracy.difference", f"{_SIGNED}; of 1 - accuracy"),
        ("average_odds_difference", "average_odds_difference", _SIGNED),
        ("average_abs_odds_difference", "", "the mean of two absolute gaps; see `equalized_odds_difference`"),
        ("theil_index", "", "an index over rows, not over groups"),
    ),
    *_rows(
        "Clarify",
        ("DPPL", "selection_rate.difference", _ADVANTAGED),
        ("DI", "selection_rate.ratio", "the disadvantaged over the advantaged group, so it can exceed 1"),
        ("DPL", "base_rate.difference", _ADVANTAGED),
        ("RD", "true_positive_rate.difference", _ADVANTAGED),
        ("SD", "true_negative_rate.difference", _DISADVANTAGED),
        ("AD", "accuracy.difference", _ADVANTAGED),
        ("DAR", "positive_predictive_value.difference", _ADVANTAGED),
        ("DRR", "negative_predictive_value.difference", _DISADVANTAGED),
        ("DCA", "", "it compares labels with decisions; see `positive_predictive_value`"),
        ("DCAcc", "", "it compares labels with decisions; see `positive_predictive_value`"),
        ("DCR", "", "it compares labels with decisions; see `negative_predictive_value`"),
        ("TE", "", "a ratio of errors without bounds; see `equalized_odds_difference`"),
        ("CDDPL", "", "it needs strata; audit each stratum with --where"),
        ("FT", "", "it needs the model's inputs; fairaudit sees predictions alone"),
        ("GE", "", "an index over rows, not over groups"),
    ),
    *_rows(
        "yardstick",
        ("demographic_parity", "selection_rate.difference"),
        ("equal_opportunity", "true_positive_rate.difference"),
        ("equalized_odds", "equalized_odds_difference"),
        ("detection_prevalence", "selection_rate"),
    ),
    *_rows(
        "law and literature",
        ("statistical_parity", "selection_rate.difference", "aequitas means equal shares of all the selected by it"),
        ("impact_ratio", "selection_rate.ratio", "New York's Local Law 144 divides by the highest rate"),
        ("four_fifths", "selection_rate.ratio", "a rule of thumb of 1978: at least 0.8"),
        ("accuracy_parity", "accuracy.difference"),
    ),
)
