"""The speakers of ``speech.csv``: which synthetic voices there are, and which sentences each of them reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SENTENCES_FILE = Path(__file__).resolve().parent / "sentences.txt"
SENTENCES_PER_SPEAKER = 10
BLOCKS = 5  # the fifty sentences are read in five blocks of ten

# Voice locale, and espeak-ng's name of the voice. They differ once: to "en-gb+f1" espeak-ng 1.51 answers with the same
# sound for every variant, to "en+f1" (its file for the locale en-gb) with that variant.
ESPEAK_LOCALES = {
    "en-us": "en-us",
    "en-us-nyc": "en-us-nyc",
    "en-gb": "en",
    "en-gb-x-rp": "en-gb-x-rp",
    "en-gb-scotland": "en-gb-scotland",
    "en-gb-x-gbclan": "en-gb-x-gbclan",
    "en-gb-x-gbcwmd": "en-gb-x-gbcwmd",
    "en-029": "en-029",
}
ESPEAK_VARIANTS = ("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5")

# (synthesiser, its name for the voice, voice locale, gender). These groups have one to three voices on purpose:
# they show what an audit says about groups that are too small.
OTHER_VOICES = (
    ("flite", "kal16", "en-us-flite", "male"),
    ("flite", "rms", "en-us-flite", "male"),
    ("flite", "slt", "en-us-flite", "female"),
    ("flite", "awb", "en-gb-scotland-flite", "male"),
    ("festival", "kal_diphone", "en-us-festival", "male"),
    ("festival", "ked_diphone", "en-us-festival", "male"),
    ("festival", "cmu_us_slt_arctic_hts", "en-us-festival", "female"),
)


@dataclass(frozen=True)
class Voice:
    """One speaker: a synthesiser, its name for the voice, and which block of ten sentences it reads."""

    synthesiser: str
    name: str
    speaker: str
    voice_locale: str
    gender: str
    block: int


def all_voices() -> list[Voice]:
    """List every speaker in file order.

    In each espeak-ng locale the five female variants read the five blocks of sentences, and so do the five male
    ones: every sentence is read once by either gender in every locale, so the text cannot explain a gap.
    """
    voices = []
    for locale, espeak_name in ESPEAK_LOCALES.items():
        for index, variant in enumerate(ESPEAK_VARIANTS):
            name, speaker = f"{espeak_name}+{variant}", f"{locale}+{variant}"
            gender = "female" if variant.startswith("f") else "male"
            voices.append(Voice("espeak-ng", name, speaker, locale, gender, index % BLOCKS))
    for index, (synthesiser, name, locale, gender) in enumerate(OTHER_VOICES):
        voices.append(Voice(synthesiser, name, f"{locale}+{name}", locale, gender, index % BLOCKS))
    return voices


def read_sentences() -> list[str]:
    """Read the reference sentences, one per line."""
    return SENTENCES_FILE.read_text(encoding="utf-8").splitlines()


def sentences_of(voice: Voice, sentences: Sequence[str]) -> Sequence[str]:
    """Return the ten sentences that this speaker reads."""
    start = voice.block * SENTENCES_PER_SPEAKER
    return sentences[start : start + SENTENCES_PER_SPEAKER]
