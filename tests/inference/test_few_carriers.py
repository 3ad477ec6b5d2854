"""Limits where few utterances or clusters carry the errors: by hand, by other formulas, and by simulation."""

from functools import partial

import hard_samples
import numpy as np
import pytest
from scipy import stats
from simulated import speakers, speech_sample

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import compare, measure
from fairaudit.inference.limits import skewed_quantile
from fairaudit.inference.rare_events import RareEvents

WER, RATE = CATALOGUE["word_error_rate"], CATALOGUE["false_positive_rate"]
EVERY = np.arange(2)


def events(rate, variance, largest):
    return RareEvents(*(np.array([each] * 2) for each in (rate, variance, largest, True, 0.0)))


def test_the_rate_of_equal_events_has_exact_poisson_limits():
    """Three events of .01 each are three counts: Garwood (1936), from the chi-squared distribution."""
    found = events(0.03, 0.0003, 0.01)
    assert found.lower(0.025, EVERY)[0] == pytest.approx(0.01 * stats.chi2.ppf(0.025, 6) / 2)
    assert found.upper(0.025, EVERY)[0] == pytest.approx(0.01 * stats.chi2.ppf(0.975, 8) / 2)


def test_unequal_events_have_the_limits_of_fay_and_feuer():
    """Their formulas (1997, equations 4 and 5) in chi-squared quantiles; the product uses the gamma function."""
    y, v, w = 0.05, 0.0014, 0.03
    found = events(y, v, w)
    assert found.lower(0.05, EVERY)[0] == pytest.approx(v / (2 * y) * stats.chi2.ppf(0.05, 2 * y**2 / v))
    high = (v + w**2) / (2 * (y + w)) * stats.chi2.ppf(0.95, 2 * (y + w) ** 2 / (v + w**2))
    assert found.upper(0.05, EVERY)[0] == pytest.approx(high)


def test_without_any_event_the_limit_is_the_rule_of_three_of_the_largest():
    found = events(0.0, 0.0, 0.01)
    assert found.lower(0.05, EVERY)[0] == 0
    assert found.upper(0.05, EVERY)[0] == pytest.approx(-np.log(0.05) * 0.01)


def utterances(errors, words=10, **more):
    size = len(errors)
    return speech_sample([0] * size, range(size), [words] * size, errors, **more)


def test_made_up_text_is_taken_apart():
    """One of 40 utterances of 10 words carries 60 errors, 50 beyond its words; the others have 1 each."""
    measured = measure(WER, utterances([60] + [1] * 39, rows_are_clusters=True), 0.95)
    within = np.array([10.0] + [1] * 39)
    p, n = within.sum() / 400, 400
    v = max(39 / 40 * sum(((within - 10 * p) / (n * (1 - 1 / 40))) ** 2), p / n)
    a = p * (np.exp(stats.t.isf(0.05, 39) * np.sqrt(v) / p) - 1)
    b = 50 / n * (stats.chi2.ppf(0.95, 4) / 2 - 1)
    r = (within[0] - 10 * p) / np.sqrt(((within - 10 * p) ** 2).sum())  # only the first utterance has an event
    assert measured.upper(0.05)[0] == pytest.approx(99 / 400 + np.sqrt(a**2 + b**2 + 2 * r * a * b))
    assert "rare events" in measured.estimates()[0].method


@pytest.mark.parametrize("name", ["word_error_rate", "character_error_rate", "insertion_rate"])
def test_every_rate_that_can_exceed_one_knows_what_is_beyond(name):
    sample = utterances([60] + [1] * 39, rows_are_clusters=True)
    places = [sample.counts.fields.index(field) for field in ("word_errors", "capped_word_errors", "reference_words")]
    for place, field in zip(
        places, ("character_errors", "capped_character_errors", "reference_characters"), strict=True
    ):
        sample.counts.sums[:, sample.counts.fields.index(field)] = sample.counts.sums[:, place]
    method = measure(CATALOGUE[name], sample, 0.95).estimates()[0].method
    assert "rare events" in method


def test_a_group_that_met_no_made_up_text_can_still_meet_it():
    errors = [60] + [1] * 39 + [1] * 40
    sample = speech_sample(np.repeat([0, 1], 40), None, [10] * 80, errors, rows_are_clusters=True)
    alone = measure(WER, utterances([1] * 40, rows_are_clusters=True), 0.95)
    both = measure(WER, sample, 0.95)
    assert both.lower(0.05)[1] == pytest.approx(alone.lower(0.05)[0])
    within = alone.upper(0.05)[0] - 0.1
    assert both.upper(0.05)[1] == pytest.approx(0.1 + np.hypot(within, -np.log(0.05) * 50 / 400))


@pytest.mark.parametrize("errors", [[14] + [1] * 39, [60] + [30] * 39, [12] * 40])
def test_few_errors_beyond_the_words_change_nothing(errors):
    """Four words, a share of 4 %, and as many pieces as utterances: no few events carry the errors."""
    capped = measure(WER, utterances(errors, rows_are_clusters=True), 0.95).limits
    assert capped.apart is None


def test_skewness_lengthens_one_side():
    """Johnson (1978): t + g (1 + 2 t²)/6, here with t = 2.132 on 4 degrees of freedom and g = .3."""
    t = stats.t.isf(0.05, 4)
    found = skewed_quantile(0.05, np.array([4.0, 4.0]), np.array([0.3, -0.3]))
    assert found == pytest.approx([t + 0.3 * (1 + 2 * t**2) / 6, t])


def test_large_speakers_with_other_rates_decide_alone():
    """Rates of .05, .06, … rise with the size; the limits come from residuals worked out one by one."""
    words = np.array([100, 150, 200, 300, 450, 700, 1000, 1500, 2200, 3300])
    errors = np.array([5, 9, 14, 24, 40, 70, 110, 180, 286, 462])
    measured = measure(WER, speech_sample([0] * 10, range(10), words, errors), 0.95)
    n, p = words.sum(), errors.sum() / words.sum()
    left_out = (errors - p * words) / n / (1 - words / n)
    carriers = (left_out**2).sum() ** 2 / (left_out**4).sum()
    skewness = (left_out**3).sum() / (left_out**2).sum() ** 1.5
    t = stats.t.isf(0.05, min(carriers, 1 / ((words / n) ** 2).sum() - 1))
    error = np.sqrt(max(0.9 * (left_out**2).sum(), p / n)) / p
    assert skewness > 0
    assert measured.upper(0.05)[0] == pytest.approx(p * np.exp(error * (t + skewness * (1 + 2 * t**2) / 6)))
    assert measured.lower(0.05)[0] == pytest.approx(p * np.exp(-error * t))
    assert "rates change with size" in measured.estimates()[0].method


def test_speakers_of_equal_size_cannot_be_tied_to_it():
    sample = speech_sample([0] * 10, range(10), [100] * 10, range(10, 20))
    assert measure(WER, sample, 0.95).limits.tie is None


def test_speakers_who_are_in_two_groups_are_no_second_evidence():
    """The same ten speakers, heard twice alike: what their sizes and rates tell is what they tell in one group."""
    words = [100, 150, 200, 300, 450, 700, 1000, 1500, 2200, 3300]
    errors = [5, 9, 14, 24, 40, 70, 110, 180, 286, 462]
    once = measure(WER, speech_sample([0] * 10, range(10), words, errors), 0.95)
    twice = measure(WER, speech_sample([0] * 10 + [1] * 10, [*range(10)] * 2, words * 2, errors * 2), 0.95)
    assert twice.limits.tie.chance == pytest.approx(once.limits.tie.chance)


def test_speakers_who_are_in_every_group_look_tied_as_seldom_as_others():
    """One sample in a hundred is the promise; rates differ between 12 speakers of unequal size, who are in 8 groups."""
    rng = np.random.default_rng(13)
    found = 0
    for _ in range(200):
        said, rates = rng.lognormal(5, 1, 12), 0.1 * np.exp(rng.normal(0, 0.45, 12))
        words = rng.poisson(np.tile(said, 8)) + 1
        errors = rng.binomial(words, np.tile(rates, 8))
        sample = speech_sample(np.repeat(np.arange(8), 12), np.tile(np.arange(12), 8), words, errors)
        found += measure(WER, sample, 0.95).limits.tie is not None
    assert found <= 7  # 7 or more of 200 at a chance of .01 are rarer than one in 200


def coverage(samples, metric, rates):
    """Return coverage over all groups, and how often the limits of `worst` miss."""
    hits, misses, worst = [], [], max(rates)
    for sample in samples:
        measured = measure(metric, sample, 0.95)
        hits += [e.low <= rate <= e.high for e, rate in zip(measured.estimates(), rates, strict=True)]
        bounds = compare(measured, "worst", measured.known).estimate
        misses.append((bounds.low > worst, bounds.high < worst))
    return np.mean(hits), *np.mean(misses, axis=0)


MADE_UP = hard_samples.made_up_rate(0.003, 200)
DESIGNS = {
    # draw, metric, rates without what is made up, and what that adds
    "made up, 30 speakers, 5 groups": (
        partial(hard_samples.made_up, speakers=30, utterances=20, chance=0.003, words=200), WER, [0.1] * 4 + [0.2],
        MADE_UP,
    ),
    "made up, 300 utterances": (
        partial(hard_samples.made_up, speakers=None, utterances=300, chance=0.01, words=40), WER, [0.1, 0.1],
        hard_samples.made_up_rate(0.01, 40),
    ),
    "size, 30 speakers": (partial(hard_samples.speakers_of_tied_size, speakers=30, slope=0.5), WER, [0.1, 0.2], 0.0),
    "weight, 60 speakers": (
        partial(hard_samples.speakers_of_tied_weight, speakers=60, slope=0.3, spread=1.0), WER, [0.1, 0.2], 0.0,
    ),
    "weight, 30 clusters": (
        partial(hard_samples.shares_of_tied_weight, clusters=30, rows=20, slope=1.0, spread=1.0), RATE, [0.1, 0.2], 0.0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_hold_where_few_carry_the_errors(design):
    draw, metric, rates, more = DESIGNS[design]
    rng = np.random.default_rng(11)
    samples = (draw(rng, rates) for _ in range(250))
    share, low, high = coverage(samples, metric, np.array(rates) + more)
    assert share > 0.9
    assert low < 0.08
    assert high < 0.11


@pytest.mark.parametrize(("unequal", "most"), [(False, 0.0), (True, 0.04)])
def test_ordinary_speakers_keep_their_intervals(unequal, most):
    """What is corrected is rare: one sample in a hundred should look tied by chance, none should look made up."""
    rng = np.random.default_rng(12)
    limits = [measure(WER, speakers(rng, [0.1] * 4, 20, unequal), 0.95).limits for _ in range(300)]
    assert np.mean([each.tie is not None for each in limits]) <= most
    assert all(each.apart is None for each in limits)
