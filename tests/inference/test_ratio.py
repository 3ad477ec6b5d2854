"""Word error rates worked out speaker by speaker in plain Python."""

import math

import numpy as np
import pytest
from scipy import stats
from simulated import speech_sample

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import measure

WER = CATALOGUE["word_error_rate"]
SPEAKERS = {0: [(3, 40), (10, 60), (2, 100)], 1: [(8, 50), (9, 50), (30, 120), (1, 30)]}


def sample_of(speakers, **more):
    group = [g for g, members in speakers.items() for _ in members]
    errors, words = zip(*[cell for members in speakers.values() for cell in members], strict=True)
    return speech_sample(group, range(len(group)), words, errors, **more)


def facts(members):
    n, k = sum(m for _, m in members), len(members)
    p = sum(x for x, _ in members) / n
    v = (k - 1) / k * sum(((x - p * m) / (n * (1 - m / n))) ** 2 for x, m in members)
    effective = 1 / sum((m / n) ** 2 for _, m in members)
    return n, p, v, effective


def test_logarithmic_limits_with_leave_one_out_residuals():
    measured = measure(WER, sample_of(SPEAKERS), 0.95)
    for g, members in SPEAKERS.items():
        n, p, v, effective = facts(members)
        width = stats.t.isf(0.05, max(effective - 1, 1)) * math.sqrt(max(v, p / n)) / p
        assert measured.lower(0.05)[g] == pytest.approx(p * math.exp(-width))
        assert measured.upper(0.05)[g] == pytest.approx(p * math.exp(width))
        shown = measured.estimates()[g]
        width = stats.t.isf(0.025, max(effective - 1, 1)) * math.sqrt(max(v, p / n)) / p
        assert (shown.low, shown.high) == pytest.approx((p * math.exp(-width), p * math.exp(width)))
        assert shown.n == n


def test_speakers_that_agree_are_not_narrower_than_poisson():
    measured = measure(WER, sample_of({0: [(5, 50)] * 4}), 0.95)
    width = stats.t.isf(0.05, 3) * math.sqrt(1 / 20)
    assert measured.lower(0.05)[0] == pytest.approx(0.1 * math.exp(-width))


def test_a_group_without_errors_uses_the_dispersion_of_the_others():
    speakers = {**SPEAKERS, 2: [(0, 40), (0, 80)]}
    measured = measure(WER, sample_of(speakers), 0.95)
    known = {g: facts(members) for g, members in speakers.items()}
    dispersion = sum(v * n * n for n, _, v, _ in known.values()) / sum(n * p for n, p, *_ in known.values())
    mean = sum(n * n / e for n, _, _, e in known.values()) / sum(n for n, *_ in known.values())
    n, _, _, effective = known[2]
    phi = max(1, 1 + (dispersion - 1) * (n / effective) / mean)
    assert measured.lower(0.05)[2] == 0
    assert measured.upper(0.05)[2] == pytest.approx(-math.log(0.05) * phi / n)


def test_without_any_error_the_limit_is_that_of_the_effective_speakers():
    measured = measure(WER, sample_of({0: [(0, 40), (0, 40), (0, 40)]}), 0.95)
    assert measured.upper(0.05)[0] == pytest.approx(1 - 0.05 ** (1 / 3))


def test_a_rate_that_cannot_exceed_one_has_limits_that_do_not():
    sample = sample_of({0: [(30, 40), (10, 40)]})
    assert measure(WER, sample, 0.95).upper(0.05)[0] > 1
    assert measure(CATALOGUE["substitution_rate"], sample, 0.95).upper(0.05)[0] == 1


def test_one_speaker_has_no_interval_and_the_reason():
    estimate = measure(WER, sample_of({0: [(3, 40)]}), 0.95).estimates()[0]
    assert (estimate.low, estimate.high) == (None, None)
    assert "one cluster" in estimate.interval_undefined


def test_insertions_into_an_empty_reference_count_as_a_speaker():
    measured = measure(WER, sample_of({0: [(3, 40), (2, 60), (4, 0)]}), 0.95)
    p, n = 9 / 100, 100
    u = [3 - p * 40, 2 - p * 60, 4]
    v = 2 / 3 * sum((x / (n * (1 - m / n))) ** 2 for x, m in zip(u, [40, 60, 0], strict=True))
    width = stats.t.isf(0.05, 1) * math.sqrt(max(v, p / n)) / p
    assert measured.lower(0.05)[0] == pytest.approx(p * math.exp(-width))


def test_no_words_is_undefined():
    estimate = measure(WER, sample_of({0: [(2, 0), (0, 0)]}), 0.95).estimates()[0]
    assert (estimate.value, estimate.undefined) == (None, "the references hold no words")


def test_without_speakers_each_utterance_is_a_cluster_however_entries_are_grouped():
    apart = speech_sample([0] * 5, None, [10, 10, 10, 12, 12], [1, 1, 1, 4, 0], rows_are_clusters=True)
    alike = speech_sample([0] * 3, None, [30, 12, 12], [3, 4, 0], [3, 1, 1], rows_are_clusters=True)
    one, other = measure(WER, apart, 0.95), measure(WER, alike, 0.95)
    members = [(1, 10)] * 3 + [(4, 12), (0, 12)]
    n, p, v, effective = facts(members)
    width = stats.t.isf(0.05, effective - 1) * math.sqrt(max(v, p / n)) / p
    assert one.lower(0.05)[0] == pytest.approx(p * math.exp(-width))
    assert other.lower(0.05)[0] == pytest.approx(p * math.exp(-width))
    assert np.isnan(one.effective_clusters[0])


def test_utterances_without_speakers_are_independent_for_a_share_of_utterances():
    sample = speech_sample([0] * 3, None, [30, 12, 12], [3, 4, 0], [3, 1, 1], rows_are_clusters=True)
    estimate = measure(CATALOGUE["sentence_error_rate"], sample, 0.95).estimates()[0]
    assert (estimate.value, estimate.n, estimate.method) == (4 / 5, 5, "Wilson")


def test_weighted_words_are_scaled_to_their_kish_size():
    weights = [1.0, 2.0, 3.0]
    measured = measure(WER, sample_of({0: SPEAKERS[0]}, weight=weights), 0.95)
    cells = [(w * x, w * m) for w, (x, m) in zip(weights, SPEAKERS[0], strict=True)]
    n, p, v, effective = facts(cells)
    worth = n**2 / sum(w * w * m for w, (_, m) in zip(weights, SPEAKERS[0], strict=True))
    width = stats.t.isf(0.05, max(effective - 1, 1)) * math.sqrt(max(v, p / worth)) / p
    assert measured.values[0] == pytest.approx(p)
    assert measured.upper(0.05)[0] == pytest.approx(p * math.exp(width))


def test_mean_of_speakers():
    metric = CATALOGUE["mean_speaker_word_error_rate"]
    estimate = measure(metric, sample_of({0: [*SPEAKERS[0], (0, 0)]}), 0.95).estimates()[0]
    rates = [x / m for x, m in SPEAKERS[0]]
    mean = sum(rates) / 3
    variance = max(np.var(rates, ddof=1) / 3, sum(r / m for r, (_, m) in zip(rates, SPEAKERS[0], strict=True)) / 9)
    width = stats.t.isf(0.025, 2) * math.sqrt(variance) / mean
    assert (estimate.value, estimate.n) == (pytest.approx(mean), 3)
    assert (estimate.low, estimate.high) == pytest.approx((mean * math.exp(-width), mean * math.exp(width)))


def test_mean_of_speakers_without_speakers_says_what_is_missing():
    sample = speech_sample([0, 0], None, [10, 10], [1, 0], rows_are_clusters=True)
    estimate = measure(CATALOGUE["mean_speaker_word_error_rate"], sample, 0.95).estimates()[0]
    assert (estimate.value, estimate.undefined) == (None, "no cluster column was named (--cluster)")
