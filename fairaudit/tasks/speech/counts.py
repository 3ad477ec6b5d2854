"""Counts of the edits that turn what was said into what was recognised."""

from __future__ import annotations

from fairaudit.counts.counts import Counts, FloatArray

SIDE_COUNTS = ("none_reference_words", "none_word_errors", "basic_reference_words", "basic_word_errors")
"""Those that only the line about other normalisers rests on."""


class EditCounts(Counts):
    """Edits between reference and hypothesis, summed over utterances.

    `word_errors` is the minimum number of word edits, `capped_word_errors` the same with no utterance counted for more
    than its reference has words; characters likewise. `substitutions`, `deletions`, `insertions` and `hits` come from
    the alignment that the edit split chose; their total can exceed `word_errors` for NIST's alignment. The `none_` and
    `basic_` fields hold the minimum edits and reference words under these two normalisers, for the sensitivity line.
    """

    fields = (
        "utterances",
        "reference_words",
        "hypothesis_words",
        "word_errors",
        "capped_word_errors",
        "hits",
        "substitutions",
        "deletions",
        "insertions",
        "reference_characters",
        "character_errors",
        "capped_character_errors",
        "utterances_with_errors",
        "empty_outputs",
        "split_differs",
        "mapped_words",
        *SIDE_COUNTS,
    )
    row_fields = ("utterances",)
    size_words = "words"
    truths = (("utterances",), ("reference_words",), ("reference_characters",))

    @property
    def size(self) -> FloatArray:
        """Return the words that were said."""
        return self.field("reference_words")
