"""Metrics of speech recognition, pooled over a group: sums of edits over sums of words, never means of rates."""

from __future__ import annotations

from functools import partial

import numpy as np

from fairaudit.counts import FloatArray
from fairaudit.metrics.metric import metric
from fairaudit.metrics.undivided import ClusterMean, Proportion, Ratio, SmoothFunction
from fairaudit.tasks.speech.counts import EditCounts

_metric = partial(metric, reads=(EditCounts,))
_NO_WORDS = "the references hold no words"
_NO_UTTERANCES = "there are no utterances"
_MORRIS = "Morris, Maier & Green (2004), From WER and RIL to MER and WIL, Interspeech"
_NIST = "NIST, SCTK sclite: scoring speech recognition"


@_metric(
    better="lower",
    undefined_when=_NO_WORDS,
    formula="minimum word edits / reference words",
    source=_MORRIS,
    high=None,
    also_called=("wer",),
)
def word_error_rate(counts: EditCounts) -> Ratio:
    """Word substitutions, deletions and insertions per reference word; can exceed 1."""
    errors, capped = counts.field("word_errors"), counts.field("capped_word_errors")
    return Ratio(errors, counts.field("reference_words"), capped=capped)


@_metric(
    better="lower",
    undefined_when=_NO_WORDS,
    formula="capped word edits / reference words",
    source="fairaudit: the word error rate of utterances that are at most wholly wrong",
    also_called=("capped_wer",),
)
def capped_word_error_rate(counts: EditCounts) -> Ratio:
    """Word error rate in which an utterance has at most as many edits as words: text made up moves it little."""
    return Ratio(counts.field("capped_word_errors"), counts.field("reference_words"), upper=1.0)


@_metric(
    better="lower",
    undefined_when="the references hold no characters",
    formula="minimum character edits / reference characters (spaces count)",
    source=_MORRIS,
    high=None,
    also_called=("cer",),
)
def character_error_rate(counts: EditCounts) -> Ratio:
    """Character edits per reference character, spaces included; can exceed 1."""
    errors, capped = counts.field("character_errors"), counts.field("capped_character_errors")
    return Ratio(errors, counts.field("reference_characters"), capped=capped)


@_metric(
    better="lower",
    undefined_when=_NO_WORDS,
    formula="substitutions / reference words",
    source=_NIST,
    also_called=("substitutions_rate",),
)
def substitution_rate(counts: EditCounts) -> Ratio:
    """Words recognised as another word, per reference word."""
    return Ratio(counts.field("substitutions"), counts.field("reference_words"), upper=1.0)


@_metric(
    better="lower",
    undefined_when=_NO_WORDS,
    formula="deletions / reference words",
    source=_NIST,
    also_called=("deletions_rate",),
)
def deletion_rate(counts: EditCounts) -> Ratio:
    """Words that the recogniser left out, per reference word."""
    return Ratio(counts.field("deletions"), counts.field("reference_words"), upper=1.0)


@_metric(
    better="lower",
    undefined_when=_NO_WORDS,
    formula="insertions / reference words",
    source=_NIST,
    high=None,
    also_called=("insertions_rate",),
)
def insertion_rate(counts: EditCounts) -> Ratio:
    """Words that the recogniser made up, per reference word; can exceed 1."""
    insertions, beyond = counts.field("insertions"), counts.field("word_errors") - counts.field("capped_word_errors")
    return Ratio(insertions, counts.field("reference_words"), capped=insertions - beyond)


@_metric(
    better="lower",
    undefined_when=_NO_UTTERANCES,
    formula="utterances with at least one word edit / utterances",
    source=_NIST,
    also_called=("ser", "utterance_error_rate"),
)
def sentence_error_rate(counts: EditCounts) -> Proportion:
    """Share of utterances that are not recognised word for word."""
    return Proportion(counts.field("utterances_with_errors"), counts.field("utterances"))


@_metric(
    better="lower",
    undefined_when="the references or the hypotheses hold no words",
    formula="1 - (hits / reference words) (hits / hypothesis words)",
    source=_MORRIS,
    also_called=("wil",),
)
def word_information_lost(counts: EditCounts) -> SmoothFunction:
    """Approximate share of the words' information that does not come through."""
    names = ("hits", "reference_words", "hypothesis_words")
    sums = np.stack([counts.field(name) for name in names], axis=-2)
    wholes = (counts.field("reference_words"), counts.field("hypothesis_words"))
    return SmoothFunction(sums, wholes[0], wholes, _information_lost, _information_lost_gradient, low=0.0, high=1.0)


@_metric(
    better="lower",
    undefined_when="no speaker has reference words, or no speaker column was named",
    formula="mean over speakers of (the speaker's word edits / the speaker's reference words)",
    source="research practice, as in NIST's LUR report: the mean over speakers",
    high=None,
    also_called=("mean_speaker_wer",),
    averages_clusters=True,
)
def mean_speaker_word_error_rate(counts: EditCounts) -> ClusterMean:
    """Plain mean of the speakers' own word error rates: every speaker counts the same, however much they said."""
    return ClusterMean(counts.field("word_errors"), counts.field("reference_words"))


@_metric(
    better="lower",
    undefined_when=_NO_UTTERANCES,
    formula="utterances with an empty hypothesis / utterances",
    source="share of utterances that the recogniser answers with nothing",
)
def empty_output_rate(counts: EditCounts) -> Proportion:
    """Share of utterances for which the recogniser wrote no word at all."""
    return Proportion(counts.field("empty_outputs"), counts.field("utterances"))


def _information_lost(totals: FloatArray) -> FloatArray:
    hits, reference, hypothesis = np.moveaxis(totals, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        both = (reference > 0) & (hypothesis > 0)
        value: FloatArray = np.where(both, 1 - (hits / reference) * (hits / hypothesis), np.nan)
        return value


def _information_lost_gradient(totals: FloatArray) -> FloatArray:
    hits, reference, hypothesis = np.moveaxis(totals, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        preserved = (hits / reference) * (hits / hypothesis)
        return np.stack([-2 * hits / (reference * hypothesis), preserved / reference, preserved / hypothesis], axis=-1)
