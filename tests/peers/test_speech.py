"""The speech sample through fairaudit and through jiwer and NIST's sclite: the same counts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import jiwer
import numpy as np
import pandas as pd
import pytest

import fairaudit

SAMPLE = Path(__file__).parents[1] / "source" / "samples" / "sclite"
SPEECH = Path(__file__).parents[2] / "sample_data" / "speech.csv"
SCLITE = ["sclite"] if shutil.which("sclite") else ["sctk", "sclite"] if shutil.which("sctk") else None


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return pd.read_csv(SPEECH, keep_default_na=False)


def basic(text: str) -> str:
    """Return English text as the normaliser `basic` is documented to return it."""
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower().replace("’", "'")).split())


@pytest.mark.parametrize(
    ("normalize", "split", "clean"),
    [("basic", "minimum", basic), ("none", "jiwer", lambda text: " ".join(text.split()))],
)
def test_pooled_error_rates_of_every_group_equal_jiwer(frame, normalize, split, clean):
    report = fairaudit.audit(SPEECH, groups=["voice_locale", "condition"], normalize=normalize, edit_split=split)
    for entry in report.to_dict()["groups"]:
        (attribute,) = entry["by"]
        rows = frame[frame[attribute] == entry["group"][attribute]]
        references, hypotheses = ([clean(text) for text in rows[role]] for role in ("reference", "hypothesis"))
        words, characters = (
            jiwer.process_words(references, hypotheses),
            jiwer.process_characters(references, hypotheses),
        )
        metrics, counts = entry["metrics"], entry["counts"]
        assert counts["utterances"] == len(rows)
        assert counts["reference_words"] == words.hits + words.substitutions + words.deletions
        assert counts["word_errors"] == words.substitutions + words.deletions + words.insertions
        assert metrics["word_error_rate"]["value"] == pytest.approx(words.wer, abs=1e-9)
        assert metrics["character_error_rate"]["value"] == pytest.approx(characters.cer, abs=1e-9)
        if split == "jiwer":
            assert metrics["word_information_lost"]["value"] == pytest.approx(words.wil, abs=1e-9)
            assert counts["substitutions"] == words.substitutions
            assert counts["deletions"] == words.deletions
            assert counts["insertions"] == words.insertions


def test_the_capped_rate_counts_no_utterance_of_jiwer_for_more_than_its_words(frame):
    report = fairaudit.audit(SPEECH, groups=["voice_locale", "condition"]).to_dict()
    beyond = 0
    for entry in report["groups"]:
        (attribute,) = entry["by"]
        rows = frame[frame[attribute] == entry["group"][attribute]]
        pairs = [(basic(said), basic(heard)) for said, heard in zip(rows.reference, rows.hypothesis, strict=True)]
        words = [len(said.split()) for said, _ in pairs]
        errors = [round(jiwer.wer(said, heard) * n) for (said, heard), n in zip(pairs, words, strict=True)]
        capped = [min(each, n) for each, n in zip(errors, words, strict=True)]
        beyond += sum(errors) - sum(capped)
        assert entry["counts"]["capped_word_errors"] == sum(capped)
        assert entry["metrics"]["capped_word_error_rate"]["value"] == pytest.approx(sum(capped) / sum(words))
    assert beyond > 0  # else the cap would not be tested


def test_the_mean_of_speakers_is_the_plain_mean_of_their_own_rates(frame):
    report = fairaudit.audit(SPEECH, groups=["voice_locale"]).to_dict()
    for entry in report["groups"]:
        rows = frame[frame.voice_locale == entry["group"]["voice_locale"]]
        rates = [
            jiwer.wer([basic(text) for text in own.reference], [basic(text) for text in own.hypothesis])
            for _, own in rows.groupby("speaker")
        ]
        assert entry["clusters"] == len(rates)
        assert entry["metrics"]["mean_speaker_word_error_rate"]["value"] == pytest.approx(sum(rates) / len(rates))


@pytest.mark.skipif(SCLITE is None, reason="sclite is not installed (Debian package sctk)")
def test_substitutions_deletions_and_insertions_of_every_group_equal_sclite(frame, tmp_path):
    for name in ("reference", "hypothesis"):
        lines = [f"{basic(text)} (utterance-{number})\n" for number, text in enumerate(frame[name])]
        (tmp_path / name).write_text("".join(lines))
    command = [*SCLITE, "-r", "reference", "trn", "-h", "hypothesis", "trn", "-i", "rm", "-o", "pra", "stdout"]
    output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    pattern = r"id: \(utterance-(\d+)\)\nScores: \(#C #S #D #I\) (\d+) (\d+) (\d+) (\d+)"
    found = np.array([[int(part) for part in match] for match in re.findall(pattern, output)])
    assert len(found) == len(frame)
    scores = pd.DataFrame(found[:, 1:], index=found[:, 0], columns=["hits", "substitutions", "deletions", "insertions"])
    report = fairaudit.audit(SPEECH, groups=["voice_locale", "condition"], edit_split="sclite").to_dict()
    for entry in report["groups"]:
        (attribute,) = entry["by"]
        theirs = scores[frame[attribute] == entry["group"][attribute]].sum()
        assert {field: entry["counts"][field] for field in scores} == theirs.to_dict()


@pytest.mark.skipif(SCLITE is None, reason="sclite is not installed (Debian package sctk)")
def test_the_sample_of_its_files_is_what_sclite_counts():
    """The tests of the reader take sclite's counts from `sclite.rsum`."""
    command = [*SCLITE, "-r", "ref.trn", "trn", "-h", "hyp.trn", "trn", "-i", "spu_id", "-o", "rsum", "stdout"]
    output = subprocess.run(command, cwd=SAMPLE, capture_output=True, text=True, check=True).stdout
    assert output == (SAMPLE / "sclite.rsum").read_text()
