"""Texts and readings of counts that the speech tests share."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from fairaudit.tasks.speech.counts import EditCounts
from fairaudit.tasks.speech.text import count_edits, normalizer

Counted = Callable[..., dict[str, list[int]]]


@pytest.fixture
def counted() -> Counted:
    """Counts of utterances by field: ``counted(references, hypotheses, split=…, normalize=…)``."""

    def count(
        references: Sequence[str], hypotheses: Sequence[str], split: str = "minimum", normalize: str = "basic"
    ) -> dict[str, list[int]]:
        counts = count_edits(references, hypotheses, normalizer(normalize), split)
        assert counts.shape == (len(references), len(EditCounts.fields))
        return {field: counts[:, position].tolist() for position, field in enumerate(EditCounts.fields)}

    return count


@pytest.fixture(scope="session")
def word_sequences() -> tuple[list[str], list[str]]:
    """Random pairs over few words, so that many alignments tie; some pairs are empty, one-sided or unrelated."""
    source = random.Random(7)

    def text(longest: int) -> str:
        return " ".join(source.choices("abcdef", k=source.randrange(longest + 1)))

    references = [text(source.choice((1, 3, 12, 30))) for _ in range(1500)]
    hypotheses = [
        " ".join(word for word in reference.split() for word in source.choice(([word], [word], [word, "b"], ["c"], [])))
        for reference in references[:1000]
    ]
    return references, hypotheses + [text(12) for _ in references[1000:]]
