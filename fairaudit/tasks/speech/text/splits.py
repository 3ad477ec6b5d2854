"""Word edits of pairs of texts, and their split into substitutions, deletions and insertions.

The minimum number of edits is unique, its split is not. One weighted Levenshtein distance finds the wanted split
without tracing an alignment: with the primary cost of every edit multiplied by a scale K and the secondary cost
added, the smallest sum is smallest in the primary cost first, and division by K takes the two apart again, exactly,
as long as the secondary cost stays below K. Deletions minus insertions is the difference of the lengths (Wagner &
Fischer 1974, The string-to-string correction problem), which settles the other two counts.

Texts arrive as `words.code_words` leaves them: a character for each word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from fairaudit.errors import UsageError, did_you_mean
from fairaudit.tasks.speech.text import nist
from fairaudit.tasks.speech.text.long_texts import check_words

IntArray = npt.NDArray[np.int64]

SPLITS = ("minimum", "sclite", "jiwer")


@dataclass(frozen=True, eq=False)
class WordEdits:
    """Words and edits of each pair of texts; every array has shape ``(pairs,)``."""

    reference_words: IntArray
    hypothesis_words: IntArray
    errors: IntArray
    substitutions: IntArray

    @property
    def deletions(self) -> IntArray:
        """Reference words without a counterpart."""
        return (self.errors - self.substitutions + self.reference_words - self.hypothesis_words) // 2

    @property
    def insertions(self) -> IntArray:
        """Hypothesis words without a counterpart."""
        return self.deletions - self.reference_words + self.hypothesis_words

    @property
    def hits(self) -> IntArray:
        """Words recognised as they were said."""
        return self.reference_words - self.substitutions - self.deletions


def split_edits(references: Sequence[str], hypotheses: Sequence[str], split: str) -> WordEdits:
    """Return the edits of each pair of coded texts, split as `split` says.

    `minimum`: fewest edits, then fewest substitutions. `sclite`: least 4 S + 3 D + 3 I, as NIST's SCTK weighs them,
    and of several such alignments the one that sclite reports. `jiwer`: the shortest edit script that rapidfuzz happens
    to find, which is what jiwer counts. The edits of `minimum` and `jiwer` are as few as can be, those of `sclite` need
    not be.

    Raises UsageError for another split, TooLongError for texts of too many words.
    """
    if split not in SPLITS:
        known = ", ".join(SPLITS)
        raise UsageError(f"There is no edit split `{split}`.{did_you_mean(split, SPLITS)} Choose one of: {known}.")
    spoken, heard = lengths(references), lengths(hypotheses)
    check_words(spoken, heard)
    # No pair has more edits than words, so that the scale exceeds every secondary cost. The weighted sums stay below
    # (4 * words)**2: far inside 64 bits for any text that can be aligned.
    scale = 1 + int((spoken + heard).max(initial=0))
    if split == "sclite":
        weights, errors = _nist_edits(references, hypotheses, scale)
        substitutions = weights - nist.GAP * errors
    elif split == "jiwer":
        errors = edit_costs(references, hypotheses)
        substitutions = spoken + heard - 2 * _script_hits(references, hypotheses) - errors
    else:
        costs = edit_costs(references, hypotheses, (scale, scale, scale + 1))
        errors, substitutions = np.divmod(costs, scale)
    return WordEdits(spoken, heard, errors, substitutions)


def edit_costs(
    references: Sequence[str], hypotheses: Sequence[str], weights: tuple[int, int, int] = (1, 1, 1)
) -> IntArray:
    """Return the least cost of turning each reference into its hypothesis, shape ``(pairs,)``.

    `weights` are those of an insertion, a deletion and a substitution.
    """
    costs: IntArray = cpdist(
        references, hypotheses, scorer=Levenshtein.distance, scorer_kwargs={"weights": weights}, dtype=np.int64
    )
    return costs


def lengths(texts: Sequence[str]) -> IntArray:
    """Return the number of characters of each text, shape ``(texts,)``."""
    return np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))


def _nist_edits(references: Sequence[str], hypotheses: Sequence[str], scale: int) -> tuple[IntArray, IntArray]:
    """Return least weights and edits; these follow from the weight, but for the rare pairs with several answers."""
    gap, substitution = nist.GAP * scale, nist.SUBSTITUTION * scale
    weights, fewest = np.divmod(edit_costs(references, hypotheses, (gap + 1, gap + 1, substitution + 1)), scale)
    most = weights * scale - edit_costs(references, hypotheses, (gap - 1, gap - 1, substitution - 1))
    for index in np.flatnonzero(fewest < most).tolist():
        fewest[index] = nist.reported_errors(references[index], hypotheses[index])
    return weights, fewest


def _script_hits(references: Sequence[str], hypotheses: Sequence[str]) -> IntArray:
    hits = lengths(references)
    for index, (reference, hypothesis) in enumerate(zip(references, hypotheses, strict=True)):
        if reference != hypothesis:
            blocks = Levenshtein.editops(reference, hypothesis).as_matching_blocks()
            hits[index] = sum([block.size for block in blocks])
    return hits
