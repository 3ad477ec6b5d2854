"""The columns of binary decisions."""

from fairaudit.tasks.role import Role

ROLES = (
    Role(
        "label",
        "what was true",
        ("y_true", "label", "label_value", "target", "truth", "actual"),
        "label",
        needless_with="prediction",
    ),
    Role(
        "prediction",
        "what the model decided",
        ("y_pred", "prediction", "pred", "predicted"),
        "label",
        needed=False,
        of_model=True,
    ),
    Role("score", "the model's score", ("score", "probability", "proba", "y_score"), "number", needed=False),
)
