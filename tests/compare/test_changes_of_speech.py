"""Changes of word error rates: sums by hand, and Student's paired interval of speakers' differences from scipy."""

from __future__ import annotations

from typing import Any

import numpy as np
import paired_samples
import pytest
import rows
from scipy import stats

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference.changes import Places, paired_change, separate_change

WER = CATALOGUE["word_error_rate"]


def test_word_errors_that_came_and_went_are_counted_by_utterance(compared: Any, write: Any) -> None:
    texts = [
        ("s1", "a b c d", "a b c d", "a x c d"),  # 0 → 1
        ("s1", "a b", "x y", "a b"),  # 2 → 0
        ("s2", "a b c d", "a b c", "a"),  # 1 → 3
        ("s3", "a b c d e f", "a b c d e f", "a b c d e f"),
    ]
    old = [
        {"i": i, "speaker": s, "accent": "A", "reference": r, "hypothesis": h} for i, (s, r, h, _) in enumerate(texts)
    ]
    new = [{**row, "hypothesis": h} for row, (_, _, _, h) in zip(old, texts, strict=True)]
    paths = write("old.csv", old), write("new.csv", new)
    found = compared(*paths, "-g", "accent", "--id", "i", "-m", "wer")["overall"]["metrics"]["word_error_rate"]
    assert (found["old"]["value"], found["new"]["value"]) == pytest.approx((3 / 16, 4 / 16))
    assert found["change"]["value"] == pytest.approx(3 / 16 - 2 / 16)  # three words came, two went
    assert found["change"]["n"] == 16
    assert "gained and lost" in found["change"]["method"]


@pytest.mark.parametrize("speakers", [10, 40])
def test_the_interval_is_like_that_of_speakers_differences(speakers: int) -> None:
    sample = paired_samples.simulated_words(np.random.default_rng(5), 200, speakers, 0.2, 0.25)
    both, old, new = paired_samples.in_versions(sample)
    rates = [
        sample.counts.part(part).field("word_errors")[:, 0].reshape(200, speakers) / 200 for part in ("old", "new")
    ]
    differences = rates[1] - rates[0]
    student = 2 * stats.t.isf(0.025, speakers - 1) * differences.std(axis=1, ddof=1) / np.sqrt(speakers)
    by_row, by_speaker = paired_change(WER, sample, 0.95), separate_change(WER, both, Places(old, new), 0.95)
    for change in (by_row, by_speaker):
        assert change is not None
        assert change.values == pytest.approx(differences.mean(axis=1))
        width = change.upper(0.025) - change.lower(0.025)
        assert 0.95 < np.median(width / student) < 1.25


def test_shared_speakers_narrow_the_interval(compared: Any, write: Any) -> None:
    old, new = rows.utterances({"A": (2, 3), "B": (1, 2)})
    paths = write("old.csv", old), write("new.csv", new)
    found = compared(*paths, "-g", "accent", "-m", "wer")
    assert found["pairing"]["how"] == "clusters"
    assert found["pairing"]["shared_clusters"] == 16
    others = write("other.csv", [{**row, "speaker": f"{row['speaker']} again"} for row in new])
    apart = compared(paths[0], others, "-g", "accent", "-m", "wer")
    assert apart["pairing"]["how"] == "independent"
    assert any(each["code"] == "not_paired" for each in apart["warnings"])


def test_recognitions_that_never_differ_leave_what_could_not_be_seen(compared: Any, write: Any) -> None:
    old, _ = rows.utterances({"A": (2, 2)})
    path = write("old.csv", old)
    args = (path, path, "-g", "accent", "--id", "speaker", "--id", "sentence", "-m", "wer")
    change = compared(*args)["overall"]["metrics"]["word_error_rate"]["change"]
    assert change["value"] == 0
    # nothing gained in 8 equal speakers: each limit is 1 - .025^(1/8), combined without a correlation
    assert change["high"] == pytest.approx(1 - 0.025 ** (1 / 8))
    assert change["low"] == pytest.approx(-(1 - 0.025 ** (1 / 8)))


def test_one_file_holds_two_results_by_a_condition(compared: Any, write: Any) -> None:
    old, new = rows.utterances({"A": (1, 4), "B": (1, 2)})
    both = [{**row, "condition": "clean"} for row in old] + [{**row, "condition": "noise"} for row in new]
    path = write("speech.csv", both)
    where = ("--where-old", "condition=clean", "--where-new", "condition=noise", "-g", "accent", "-m", "wer")
    ids = ("--id", "speaker", "--id", "sentence")
    together = compared(path, *where, *ids)
    apart = compared(write("old.csv", old), write("new.csv", new), "-g", "accent", "-m", "wer", *ids)
    assert together["groups"] == apart["groups"]
    assert together["spreads"] == apart["spreads"]
    spread = together["spreads"][0]
    assert (spread["largest"], spread["smallest"]) == ({"accent": "A"}, {"accent": "B"})
    assert spread["low"] > 0
    assert "did not change alike" in " ".join(together["advice"])


def test_two_hypotheses_in_one_file_are_two_results(compared: Any, write: Any) -> None:
    old, new = rows.utterances({"A": (1, 4), "B": (1, 2)})
    rows_of_both = [{**one, "second": other["hypothesis"]} for one, other in zip(old, new, strict=True)]
    found = compared(
        write("speech.csv", rows_of_both), "-g", "accent", "--hypothesis", "hypothesis", "--hypothesis", "second"
    )
    expected = compared(
        write("old.csv", old), write("new.csv", new), "-g", "accent", "--id", "speaker", "--id", "sentence"
    )
    assert found["pairing"]["id"] == []
    assert found["groups"] == expected["groups"]
    assert found["disparities"] == expected["disparities"]
