"""The codes of warnings that several tasks give, and what each means in general."""

ABOUT_ANSWERS: dict[str, str] = {
    "worse_than_constant_guess": "Always giving the most frequent label would be right more often than the model is, "
    "by more than chance explains. A model that finds a rare label can be useful all the same.",
}
