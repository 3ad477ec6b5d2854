"""Speech recognition, as a task."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fairaudit.metrics import Metric
from fairaudit.tasks.speech import metrics
from fairaudit.tasks.speech.counts import SIDE_COUNTS, EditCounts
from fairaudit.tasks.speech.roles import ROLES
from fairaudit.tasks.speech.warnings import WARNINGS
from fairaudit.tasks.task import Bars, Example, Proposed, ProposedRule, Tally, Task, Words

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.cube import Cube
    from fairaudit.document import Message
    from fairaudit.groups.level import Level
    from fairaudit.source import Source
    from fairaudit.tally import Roles, Seen, Tallied
    from fairaudit.tally.kept import KeptRows


def _fits(roles: Collection[str], are_said: bool, config: Config) -> bool:  # noqa: ARG001
    return "hypothesis" in roles or (are_said and "reference" in roles)


def _start(roles: Roles, config: Config, source: Source, kept: KeptRows | None = None) -> Tally:
    from fairaudit.tasks.speech.tally import SpeechTally

    return SpeechTally(roles, config, source, kept)


def _usual(task: Task, roles: Roles, config: Config) -> Sequence[Metric]:  # noqa: ARG001
    if "cluster" in roles.columns:
        return task.metrics
    return [metric for metric in task.metrics if metric is not metrics.mean_speaker_word_error_rate]


def _data_notices(roles: Roles, config: Config, cube: Cube[Any], seen: Seen) -> Iterator[Message]:  # noqa: ARG001
    from fairaudit.tasks.speech.notices import speech_notices

    return speech_notices(cube, seen)


def _level_notices(level: Level) -> Iterator[Message]:
    from fairaudit.tasks.speech.notices import carried_notices

    return carried_notices(level)


def _group_details(level: Level) -> Sequence[Mapping[str, Any]]:
    from fairaudit.tasks.speech.largest import largest_parts

    return [{} if largest is None else {"largest": largest} for largest in largest_parts(level)]


def _details(tallied: Tallied, cube: Cube[Any], levels: Sequence[Level], config: Config) -> dict[str, Any]:
    from fairaudit.tasks.speech.sensitivity import sensitivity
    from fairaudit.tasks.speech.tally import NORMALIZER, examples
    from fairaudit.tasks.speech.text import normalizer

    found: dict[str, Any] = {"normalizer": tallied.how[NORMALIZER], "edit_split": config.edit_split}
    if levels:
        found["sensitivity"] = sensitivity(cube, levels)
    if config.examples:
        found["examples"] = list(examples(tallied.examples, normalizer(config.normalize)))
    return found


_TWO_SPEAKERS = (
    {
        "utterances": 2,
        "reference_words": 10,
        "hypothesis_words": 9,
        "word_errors": 2,
        "capped_word_errors": 2,
        "hits": 8,
        "substitutions": 1,
        "deletions": 1,
        "reference_characters": 50,
        "character_errors": 6,
        "utterances_with_errors": 2,
    },
    {
        "utterances": 3,
        "reference_words": 30,
        "hypothesis_words": 30,
        "word_errors": 3,
        "capped_word_errors": 2,
        "hits": 28,
        "substitutions": 1,
        "deletions": 1,
        "insertions": 1,
        "reference_characters": 150,
        "character_errors": 9,
        "utterances_with_errors": 2,
        "empty_outputs": 1,
    },
)
_SPEAKER_MEAN = "mean over speakers of (the speaker's word edits / the speaker's reference words)"
_EXAMPLE = Example(
    EditCounts(np.array([[[float(entry.get(name, 0))] for name in EditCounts.fields] for entry in _TWO_SPEAKERS])),
    put={_SPEAKER_MEAN: "(2 / 10 + 3 / 30) / 2"},
    says={
        _SPEAKER_MEAN: "one speaker with 2 word edits in 10 reference words, another with 3 in 30",
        "capped word edits": "5 word edits, of which an utterance of 1 word has 2 (4 capped)",
    },
)

TASK = Task(
    name="speech",
    says="speech recognition",
    asks="{reference} and {hypothesis} for speech recognition",
    roles=ROLES,
    settings=("examples", "edit_split"),
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
        "Kinds of word errors",
        (
            ("substitution_rate", "substitutions"),
            ("deletion_rate", "deletions"),
            ("insertion_rate", "insertions"),
        ),
        per="reference word",
    ),
    words=Words(
        cluster=("speaker", "speakers"),
        errors=("word errors", "reference words"),
        kinds=(
            ("substitutions", "the recogniser takes words for others"),
            ("deletions", "the recogniser skips words"),
            ("insertions", "the recogniser makes words up"),
        ),
        truth="reference",
        cannot_tell=("Whether the references are right. A transcriber's mistake counts as the recogniser's.",),
    ),
    warnings=WARNINGS,
    proposed=Proposed(
        ("reference", "hypothesis"),
        (
            ProposedRule("word-errors", "word_error_rate overall <= 0.2", "At most one word in five is wrong."),
            ProposedRule(
                "word-errors-by-{name}",
                "word_error_rate.difference by {attribute} <= 0.05",
                "No group has five words in a hundred more wrong than another.",
            ),
        ),
        "word_error_rate.change by ATTRIBUTE <= 0.01",
        ('# normalize = "basic"   # the default: case and punctuation do not count; or "none", or a CSV file',),
    ),
    example=_EXAMPLE,
    fits=_fits,
    start=_start,
    side_counts=SIDE_COUNTS,
    usual=_usual,
    data_notices=_data_notices,
    level_notices=_level_notices,
    group_details=_group_details,
    details=_details,
)
