"""The codes of warnings about classes, and what each means in general."""

from fairaudit.tasks.warnings import ABOUT_ANSWERS

WARNINGS: dict[str, str] = {
    "classes_look_alike": "Some classes differ only in case or white space, and are counted as different classes.",
    "class_never_predicted": "Some classes are labels, but no row is predicted to be of them.",
    "class_never_label": "Some classes are predicted, but are the label of no row.",
    "class_missing_in_group": "Some groups have no row of a class, so means over classes leave it out there.",
    "probabilities_do_not_sum": "The probabilities of the classes do not add up to 1 in some rows.",
    "missing_probability": "Some rows lack the probability of a class; no metric of probabilities counts them.",
    "one_class_predicted": "The model predicts the same class for every row: its gaps are zero because it decides "
    "nothing.",
    **ABOUT_ANSWERS,
}
