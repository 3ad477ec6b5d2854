"""The codes of warnings about decisions, and what each means in general."""

from fairaudit.tasks.warnings import ABOUT_ANSWERS

WARNINGS: dict[str, str] = {
    "prediction_unused": "A column of predictions is not used, because a threshold on the score decides.",
    "ties_at_the_top": "More rows have the lowest of the highest scores than were asked for, and no tie is split.",
    "score_unused": "A score was named and no metric uses it, because another column holds the decisions.",
    "missing_score": "Some scores beside the predictions are missing or not finite.",
    "score_out_of_range": "Some scores lie outside 0 to 1, so they are not probabilities.",
    "constant_score": "Every row has the same score: the model does not tell rows apart.",
    "one_class": "All labels are the same, so error rates of the other class are undefined.",
    "everyone_selected": "The model selects every row: its gaps are zero because it decides nothing.",
    "nobody_selected": "The model selects no row: its gaps are zero because it decides nothing.",
    **ABOUT_ANSWERS,
    "label_in_few_clusters": "Few of a group's clusters hold a label, and metrics of both labels count all of them.",
}
