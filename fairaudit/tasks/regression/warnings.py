"""The codes of warnings about predicted numbers, and what each means in general."""

WARNINGS: dict[str, str] = {
    "zero_labels": "Some labels are 0, and nothing is a part of them: errors in per cent leave such rows out.",
    "one_label": "Every label is the same, so that nothing is told of how predictions follow labels.",
    "one_prediction": "Every prediction is the same: the model does not tell rows apart.",
}
