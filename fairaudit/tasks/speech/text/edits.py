"""Utterances → rows of edit counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from fairaudit.counts import FloatArray
from fairaudit.tasks.speech.counts import EditCounts
from fairaudit.tasks.speech.text import basic
from fairaudit.tasks.speech.text.long_texts import LONG, TooLongError, check_characters, interruptibly
from fairaudit.tasks.speech.text.normalizer import Normalizer
from fairaudit.tasks.speech.text.splits import IntArray, edit_costs, lengths, split_edits
from fairaudit.tasks.speech.text.words import code_words

# Few enough characters for a chunk to stay in the processor's cache.
_CHUNK_CHARACTERS = 500_000


@dataclass(frozen=True, eq=False)
class _Pairs:
    references: Sequence[str]
    hypotheses: Sequence[str]

    def basic(self) -> _Pairs:
        return _Pairs(basic.normalize_many(self.references), basic.normalize_many(self.hypotheses))

    def coded(self) -> _Pairs:
        words = code_words([*self.references, *self.hypotheses])
        return _Pairs(words[: len(self.references)], words[len(self.references) :])

    def stripped(self) -> _Pairs:
        return _Pairs([text.strip() for text in self.references], [text.strip() for text in self.hypotheses])


def count_edits(references: Sequence[str], hypotheses: Sequence[str], normalizer: Normalizer, split: str) -> FloatArray:
    """Return the edit counts of each utterance, shape ``(utterances, len(EditCounts.fields))``.

    `word_errors` is the minimum number of edits under every split; `split_differs` is 1 where the split's own total is
    another. Characters are those of the normalised text without white space at its ends; the blanks inside count.

    Raises UsageError for an unknown split, TooLongError for texts that cannot be aligned, ValueError for texts that do
    not pair up.
    """
    if len(references) != len(hypotheses):
        raise ValueError(f"{len(references)} references do not pair up with {len(hypotheses)} hypotheses")
    counts = np.empty((len(references), len(EditCounts.fields)))
    characters = lengths(references) + lengths(hypotheses)
    for chunk in _chunks(characters):
        work = partial(_columns, _Pairs(references[chunk], hypotheses[chunk]), normalizer, split)
        columns = _done(work, chunk.start, characters[chunk].max() > LONG)
        for position, field in enumerate(EditCounts.fields):
            counts[chunk, position] = columns[field]
    return counts


def _chunks(characters: IntArray) -> list[slice]:
    borders = np.flatnonzero(np.diff(np.cumsum(characters) // _CHUNK_CHARACTERS)) + 1
    stops = [*borders.tolist(), len(characters)]
    return [slice(start, stop) for start, stop in zip([0, *stops], stops, strict=False) if start < stop]


def _done(work: Callable[[], dict[str, npt.ArrayLike]], first: int, is_long: bool) -> dict[str, npt.ArrayLike]:
    """Return what the work on the pairs from `first` on returns; where a text is long, Ctrl-C ends the wait for it."""
    try:
        return interruptibly(work) if is_long else work()
    except TooLongError as error:
        error.pair += first
        raise


def _columns(raw: _Pairs, normalizer: Normalizer, split: str) -> dict[str, npt.ArrayLike]:
    plain = raw.basic()
    pairs, mapped_words = _normalized(raw, plain, normalizer)
    coded, stripped = pairs.coded(), pairs.stripped()
    characters = lengths(stripped.references), lengths(stripped.hypotheses)
    check_characters(*characters)
    character_errors = edit_costs(stripped.references, stripped.hypotheses)
    words = split_edits(coded.references, coded.hypotheses, split)
    errors = edit_costs(coded.references, coded.hypotheses) if split == "sclite" else words.errors
    none_words, none_errors = _minimum_like(raw, pairs, words.reference_words, errors)
    basic_words, basic_errors = _minimum_like(plain, pairs, words.reference_words, errors)
    return {
        "utterances": 1,
        "reference_words": words.reference_words,
        "hypothesis_words": words.hypothesis_words,
        "word_errors": errors,
        "capped_word_errors": np.minimum(errors, words.reference_words),
        "hits": words.hits,
        "substitutions": words.substitutions,
        "deletions": words.deletions,
        "insertions": words.insertions,
        "reference_characters": characters[0],
        "character_errors": character_errors,
        "capped_character_errors": np.minimum(character_errors, characters[0]),
        "utterances_with_errors": errors > 0,
        "empty_outputs": words.hypothesis_words == 0,
        "split_differs": words.errors != errors,
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


def _minimum_like(pairs: _Pairs, known: _Pairs, words: IntArray, errors: IntArray) -> tuple[IntArray, IntArray]:
    """Return reference words and minimum edits of `pairs`, given those of `known`, which hold for texts that agree."""
    if pairs is known:
        return words, errors
    both = zip(pairs.references, known.references, pairs.hypotheses, known.hypotheses, strict=True)
    rows = [row for row, (mine, theirs, my, their) in enumerate(both) if mine != theirs or my != their]
    coded = _Pairs([pairs.references[row] for row in rows], [pairs.hypotheses[row] for row in rows]).coded()
    words, errors = words.copy(), errors.copy()
    words[rows] = lengths(coded.references)
    errors[rows] = edit_costs(coded.references, coded.hypotheses)
    return words, errors
