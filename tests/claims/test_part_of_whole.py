"""A group that is like all rows together is not told apart from them, wherever its speakers are."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "inference"))

from simulated import speech_sample

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import measure
from fairaudit.inference.part_of_whole import apart

SPEAKERS, WORDS, SAMPLES = 40, 360, 200


def test_speakers_in_every_group_do_not_make_the_mean_over_speakers_certain() -> None:
    # Rates .05, .10 and .15 for the same speakers: the middle condition truly is the mean of all three.
    metric, wrong = CATALOGUE["mean_speaker_word_error_rate"], 0
    condition, speaker = np.repeat([0, 1, 2], SPEAKERS), np.tile(np.arange(SPEAKERS), 3)
    rng = np.random.default_rng(83)
    for _ in range(SAMPLES):
        own = rng.lognormal(-(0.45**2) / 2, 0.45, SPEAKERS)[speaker]
        errors = rng.poisson(WORDS * np.array([0.05, 0.10, 0.15])[condition] * own)
        parts = measure(metric, speech_sample(condition, speaker, np.full(len(errors), WORDS), errors), 0.95)
        added = errors.reshape(3, -1).sum(axis=0)
        nobody = np.zeros(SPEAKERS, dtype=int)
        wholes = measure(metric, speech_sample(nobody, np.arange(SPEAKERS), nobody + 3 * WORDS, added), 0.95)
        found = apart(parts, np.array([1]), wholes, np.array([0]), 0.025)
        wrong += bool(found.above[0] or found.below[0])
    assert wrong / SAMPLES <= 0.05
