"""Speech recognition, as a task."""

from __future__ import annotations

from fairaudit.tasks.speech import metrics
from fairaudit.tasks.task import Bars, Proposed, ProposedRule, Role, Task, Words

TASK = Task(
    name="speech",
    says="speech recognition",
    roles=(
        Role("reference", "what was said", ("reference", "ref", "transcript"), "text"),
        Role("hypothesis", "what was recognised", ("hypothesis", "hyp", "pred_text"), "text"),
    ),
    settings=frozenset({"normalize", "edit_split", "examples"}),
    metrics=(
        metrics.word_error_rate,
        metrics.character_error_rate,
        metrics.substitution_rate,
        metrics.deletion_rate,
        metrics.insertion_rate,
        metrics.sentence_error_rate,
        metrics.word_information_lost,
        metrics.mean_speaker_word_error_rate,
        metrics.empty_output_rate,
        metrics.capped_word_error_rate,
    ),
    headline=("word_error_rate", "mean_speaker_word_error_rate", "deletion_rate", "insertion_rate"),
    bars=Bars(
        "stacked",
        (
            ("substitution_rate", "substitutions"),
            ("deletion_rate", "deletions"),
            ("insertion_rate", "insertions"),
        ),
    ),
    words=Words(
        cluster=("speaker", "speakers"),
        errors=("word errors", "reference words"),
        truth="reference",
        cannot_tell=("Whether the references are right. A transcriber's mistake counts as the recogniser's.",),
    ),
    proposed=Proposed(
        (
            ProposedRule("word-errors", "word_error_rate overall <= 0.2", "At most one word in five is wrong."),
            ProposedRule(
                "word-errors-by-{name}",
                "word_error_rate.difference by {attribute} <= 0.05",
                "No group has five words in a hundred more wrong than another.",
            ),
        ),
        "word_error_rate.change by ATTRIBUTE <= 0.01",
    ),
)
