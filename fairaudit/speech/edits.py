"""Utterances → rows of edit counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from fairaudit.counts import EditCounts, FloatArray
from fairaudit.speech import basic
from fairaudit.speech.normalizer import Normalizer
from fairaudit.speech.splits import IntArray, WordEdits, minimum_edits, split_edits

# Small enough for the joined texts of a chunk to stay in the processor's cache.
_CHUNK = 8192


@dataclass(frozen=True, eq=False)
class _Pairs:
    references: Sequence[str]
    hypotheses: Sequence[str]

    def basic(self) -> _Pairs:
        return _Pairs(basic.normalize_many(self.references), basic.normalize_many(self.hypotheses))


def count_edits(references: Sequence[str], hypotheses: Sequence[str], normalizer: Normalizer, split: str) -> FloatArray:
    """Return the edit counts of each utterance, shape ``(utterances, len(EditCounts.fields))``.

    `word_errors` is the minimum number of edits under every split; `split_differs` is 1 where the split's own total is
    another. Characters are those of the normalised text without white space at its ends; the blanks inside count.

    Raises UsageError for an unknown split, ValueError for texts that do not pair up.
    """
    if len(references) != len(hypotheses):
        raise ValueError(f"{len(references)} references do not pair up with {len(hypotheses)} hypotheses")
    counts = np.empty((len(references), len(EditCounts.fields)))
    for start in range(0, len(references), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        columns = _columns(_Pairs(references[chunk], hypotheses[chunk]), normalizer, split)
        for position, field in enumerate(EditCounts.fields):
            counts[chunk, position] = columns[field]
    return counts


def _columns(raw: _Pairs, normalizer: Normalizer, split: str) -> dict[str, npt.ArrayLike]:
    plain = raw.basic()
    pairs, mapped_words = _normalized(raw, plain, normalizer)
    words = split_edits(pairs.references, pairs.hypotheses, split)
    minimum = _minimum(pairs, words, split)
    none_words, none_errors = _minimum_like(raw, pairs, minimum)
    basic_words, basic_errors = _minimum_like(plain, pairs, minimum)
    return {
        "utterances": 1,
        "reference_words": words.reference_words,
        "hypothesis_words": words.hypothesis_words,
        "word_errors": minimum[1],
        "hits": words.hits,
        "substitutions": words.substitutions,
        "deletions": words.deletions,
        "insertions": words.insertions,
        **_character_columns(pairs),
        "utterances_with_errors": minimum[1] > 0,
        "empty_outputs": words.hypothesis_words == 0,
        "split_differs": words.errors != minimum[1],
        "mapped_words": mapped_words,
        "none_reference_words": none_words,
        "none_word_errors": none_errors,
        "basic_reference_words": basic_words,
        "basic_word_errors": basic_errors,
    }


def _normalized(raw: _Pairs, plain: _Pairs, normalizer: Normalizer) -> tuple[_Pairs, IntArray | int]:
    if normalizer.equivalents is None:
        return (raw if normalizer.name == "none" else plain), 0
    references, spoken = normalizer.equivalents.apply_many(plain.references)
    hypotheses, heard = normalizer.equivalents.apply_many(plain.hypotheses)
    return _Pairs(references, hypotheses), spoken + heard


def _minimum(pairs: _Pairs, words: WordEdits, split: str) -> tuple[IntArray, IntArray]:
    if split == "sclite":
        return minimum_edits(pairs.references, pairs.hypotheses)
    return words.reference_words, words.errors


def _minimum_like(pairs: _Pairs, known: _Pairs, minimum: tuple[IntArray, IntArray]) -> tuple[IntArray, IntArray]:
    """Return reference words and minimum edits of `pairs`, taking over those that read the same in `known`."""
    if pairs is known:
        return minimum
    both = zip(pairs.references, known.references, pairs.hypotheses, known.hypotheses, strict=True)
    other = [row for row, (mine, theirs, my, their) in enumerate(both) if mine != theirs or my != their]
    words, errors = minimum[0].copy(), minimum[1].copy()
    words[other], errors[other] = minimum_edits(
        [pairs.references[row] for row in other], [pairs.hypotheses[row] for row in other]
    )
    return words, errors


def _character_columns(pairs: _Pairs) -> dict[str, npt.ArrayLike]:
    references = [text.strip() for text in pairs.references]
    hypotheses = [text.strip() for text in pairs.hypotheses]
    errors = cpdist(references, hypotheses, scorer=Levenshtein.distance, dtype=np.int64)
    return {"reference_characters": [len(text) for text in references], "character_errors": errors}
