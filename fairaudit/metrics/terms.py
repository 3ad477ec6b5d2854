"""What formulas call the counts that they are made of, and formulas with numbers in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_OTHER_NAMES = {
    "true_positives": "TP",
    "false_positives": "FP",
    "false_negatives": "FN",
    "true_negatives": "TN",
    "word_errors": "minimum word edits",
    "capped_word_errors": "capped word edits",
    "character_errors": "minimum character edits",
    "utterances_with_errors": "utterances with at least one word edit",
    "empty_outputs": "utterances with an empty hypothesis",
}
_REMARK = re.compile(r" \([a-z ]+\)$")
_SIDE_BY_SIDE = re.compile(r"(?<=[\d)]) (?=[\d(])")


def term_of(count: str) -> str:
    """Return what formulas call a count: its own name with spaces, where it has no other."""
    return _OTHER_NAMES.get(count, count.replace("_", " "))


def terms_in(formula: str, terms: Iterable[str]) -> list[str]:
    """Return those of the terms that a formula holds, each once, in its order."""
    return list(dict.fromkeys(_any_of(tuple(terms)).findall(formula)))


def filled(formula: str, numbers: Mapping[str, str]) -> str:
    """Return a formula with numbers (term → number) in it: ``6 / (6 + 2)``; without the remark at its end."""
    found = _any_of(tuple(numbers)).sub(lambda term: numbers[term[0]], _REMARK.sub("", formula))
    return _SIDE_BY_SIDE.sub(" × ", found)


@lru_cache(maxsize=16)
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(term)}(?!\w)" for term in longest_first))
