"""The columns of regression."""

from fairaudit.tasks.role import Role

ROLES = (
    Role("label", "what was true", ("y_true", "label", "target", "truth", "actual"), "number"),
    Role(
        "prediction",
        "what the model decided",
        ("y_pred", "prediction", "pred", "predicted"),
        "number",
        of_model=True,
    ),
    Role("lower", "where the prediction's interval begins", ("lower",), "number", needed=False, assumed=False),
    Role("upper", "where the prediction's interval ends", ("upper",), "number", needed=False, assumed=False),
)
