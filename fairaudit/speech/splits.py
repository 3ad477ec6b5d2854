"""Word edits of a pair of texts, and their split into substitutions, deletions and insertions.

The minimum number of edits is unique, its split is not. One weighted Levenshtein distance finds the wanted split
without tracing an alignment: with the primary cost of every edit multiplied by a scale K and the secondary cost
added, the smallest sum is smallest in the primary cost first, and division by K takes the two apart again, exactly,
as long as the secondary cost stays below K. Deletions minus insertions is the difference of the lengths (Levenshtein
1966; Wagner & Fischer 1974), which settles the other two counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from fairaudit.errors import UsageError, did_you_mean

IntArray = npt.NDArray[np.int64]
PairCost = Callable[[list[str], list[str]], int]

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
    """Return each pair's edits, split as `split` says.

    `minimum`: fewest edits, then fewest substitutions. `sclite`: least 4 S + 3 D + 3 I, then fewest edits, as NIST's
    SCTK weighs them. `jiwer`: the first of the shortest edit scripts that rapidfuzz finds, which is what jiwer counts.

    Raises UsageError for another split.
    """
    scale = 1 + max(map(len, references), default=0) + max(map(len, hypotheses), default=0)
    reference_words, hypothesis_words, costs = _pair_costs(references, hypotheses, _pair_cost(split, scale))
    primary, secondary = np.divmod(costs, scale)
    if split == "sclite":
        return WordEdits(reference_words, hypothesis_words, errors=secondary, substitutions=primary - 3 * secondary)
    return WordEdits(reference_words, hypothesis_words, errors=primary, substitutions=secondary)


def minimum_edits(references: Sequence[str], hypotheses: Sequence[str]) -> tuple[IntArray, IntArray]:
    """Return the number of reference words and the minimum number of word edits of each pair, shapes ``(pairs,)``."""
    reference_words, _, errors = _pair_costs(references, hypotheses, Levenshtein.distance)
    return reference_words, errors


def _pair_cost(split: str, scale: int) -> PairCost:
    # Weights are those of insertion, deletion and substitution. No pair has as many edits as its texts have characters
    # together, so `scale` exceeds every secondary cost; the sums stay below (4 * characters)**2, far inside 64 bits.
    if split == "minimum":
        return partial(Levenshtein.distance, weights=(scale, scale, scale + 1))
    if split == "sclite":
        return partial(Levenshtein.distance, weights=(3 * scale + 1, 3 * scale + 1, 4 * scale + 1))
    if split == "jiwer":
        return partial(_script_cost, scale=scale)
    raise UsageError(
        f"There is no edit split `{split}`.{did_you_mean(split, SPLITS)} Choose one of: {', '.join(SPLITS)}."
    )


def _script_cost(spoken: list[str], heard: list[str], scale: int) -> int:
    script = Levenshtein.editops(spoken, heard).as_list()
    return len(script) * scale + [tag for tag, _, _ in script].count("replace")


def _pair_costs(
    references: Sequence[str], hypotheses: Sequence[str], cost: PairCost
) -> tuple[IntArray, IntArray, IntArray]:
    # The words of a pair are dropped before those of the next are split off: lists that stay alive make the garbage
    # collector the most expensive part of the audit.
    reference_words, hypothesis_words, costs = [], [], []
    for reference, hypothesis in zip(references, hypotheses, strict=True):
        spoken = reference.split()
        heard = hypothesis.split()
        reference_words.append(len(spoken))
        hypothesis_words.append(len(heard))
        costs.append(0 if spoken == heard else cost(spoken, heard))
    return _integers(reference_words), _integers(hypothesis_words), _integers(costs)


def _integers(values: list[int]) -> IntArray:
    return np.array(values, dtype=np.int64)
