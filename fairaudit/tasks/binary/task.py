"""Binary decisions, as a task."""

from __future__ import annotations

from fairaudit.metrics import confusion
from fairaudit.tasks.task import Bars, Proposed, ProposedRule, Role, Task, Words

TASK = Task(
    name="binary",
    says="decisions",
    roles=(
        Role("label", "what was true", ("y_true", "label", "label_value", "target", "truth", "actual"), "label"),
        Role("prediction", "what the model decided", ("y_pred", "prediction", "pred", "predicted"), "label"),
        Role("score", "the model's score", ("score", "probability", "proba", "y_score"), "number", needed=False),
    ),
    settings=frozenset({"positive", "threshold"}),
    metrics=(
        confusion.accuracy,
        confusion.balanced_accuracy,
        confusion.selection_rate,
        confusion.base_rate,
        confusion.true_positive_rate,
        confusion.false_positive_rate,
        confusion.true_negative_rate,
        confusion.false_negative_rate,
        confusion.positive_predictive_value,
        confusion.negative_predictive_value,
        confusion.false_discovery_rate,
        confusion.false_omission_rate,
        confusion.f1_score,
        confusion.matthews_correlation,
    ),
    headline=("accuracy", "selection_rate", "true_positive_rate", "false_positive_rate"),
    bars=Bars(
        "nested",
        (
            ("base_rate", "positive label"),
            ("selection_rate", "selected"),
            ("true_positive_rate", "selected, of positive label"),
            ("false_positive_rate", "selected, of negative label"),
        ),
    ),
    words=Words(
        cannot_tell=("Whether the labels are right. A label that is itself skewed makes a skewed model look accurate.",)
    ),
    proposed=Proposed(
        (
            ProposedRule(
                "better-than-chance",
                "balanced_accuracy overall >= 0.6",
                "The model tells positives from negatives.",
            ),
            ProposedRule(
                "found-by-{name}",
                "true_positive_rate.difference by {attribute} <= 0.1",
                "Of those who are positive, no group is recognised ten in a hundred less often than another.",
            ),
            ProposedRule(
                "selected-by-{name}",
                "selection_rate.ratio by {attribute} >= 0.8",
                "The group that is selected least often is selected at least four fifths as often as the one most "
                "often.",
            ),
        ),
        "accuracy.change by ATTRIBUTE >= -0.01",
    ),
)
