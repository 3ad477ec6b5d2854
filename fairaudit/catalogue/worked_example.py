"""One example per metric, with the numbers put into its formula as one would by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fairaudit.counts import ConfusionCounts, Counts
from fairaudit.cube import Axis, Cube, Sample
from fairaudit.inference import measure
from fairaudit.metrics import Metric
from fairaudit.metrics.terms import filled, term_of, terms_in
from fairaudit.tasks.speech.counts import EditCounts


@dataclass(frozen=True)
class _Rows:
    """Rows to compute examples from.

    `put` are parts of formulas that are no counts, with what stands for them; `says` puts a term into other words than
    its number and its name.
    """

    counts: Counts
    put: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)

    def numbers(self) -> dict[str, str]:
        """Return the terms of formulas as numbers: the counts of all rows."""
        sums = {name: self.counts.field(name)[:, 0].sum() for name in self.counts.fields}
        return {term_of(name): f"{number:g}" for name, number in sums.items()} | self.put

    def sample(self) -> Sample[Counts]:
        """Return the counts as inference takes them: each entry is a cluster if there are several."""
        entries = len(self.counts.sums)
        if entries == 1:
            return Cube((), None, np.zeros((1, 0), dtype=np.int64), self.counts).sample(())
        speakers = Axis("speaker", tuple(str(number) for number in range(entries)))
        return Cube((), speakers, np.arange(entries, dtype=np.int64)[:, None], self.counts).sample(())


def _counts(kind: type[Counts], *entries: dict[str, int]) -> Counts:
    sums = [[[float(entry.get(name, 0))] for name in kind.fields] for entry in entries]
    return kind(np.array(sums))


_DECISIONS = _Rows(
    _counts(ConfusionCounts, {"true_positives": 6, "false_positives": 1, "false_negatives": 2, "true_negatives": 11}),
    says={
        "TP": "6 true positives (TP)",
        "FP": "1 false positive (FP)",
        "FN": "2 false negatives (FN)",
        "TN": "11 true negatives (TN)",
    },
)
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
_SPEECH = _Rows(
    _counts(EditCounts, *_TWO_SPEAKERS),
    {_SPEAKER_MEAN: "(2 / 10 + 3 / 30) / 2"},
    {
        _SPEAKER_MEAN: "one speaker with 2 word edits in 10 reference words, another with 3 in 30",
        "capped word edits": "5 word edits, of which an utterance of 1 word has 2 (4 capped)",
    },
)
_EXAMPLES: dict[type[Counts], _Rows] = {ConfusionCounts: _DECISIONS, EditCounts: _SPEECH}


def worked_example(metric: Metric) -> str:
    """Return the metric computed from a few rows: what they are, the numbers in the formula, and the value."""
    rows = _EXAMPLES[metric.reads]
    numbers = rows.numbers()
    said = ", ".join(rows.says.get(term, f"{numbers[term]} {term}") for term in terms_in(metric.formula, numbers))
    value = measure(metric, rows.sample(), 0.95).values[0]
    return f"{said}: {filled(metric.formula, numbers)} = {value:.4g}"
