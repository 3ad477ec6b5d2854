"""Word edits against hand-worked cases, a textbook dynamic programme, and jiwer and sclite as they run."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from functools import reduce

import jiwer
import pytest

from fairaudit.errors import UsageError
from fairaudit.tasks.speech.text import SPLITS, count_edits, nist, normalizer
from fairaudit.tasks.speech.text.words import code_words

CAT = ("the cat sat on the mat", "the cat sit on mat today")
SPLIT_FIELDS = ("word_errors", "hits", "substitutions", "deletions", "insertions")


def split_of(counts, row=0):
    return tuple(counts[field][row] for field in SPLIT_FIELDS)


@pytest.mark.parametrize(
    ("reference", "hypothesis", "split", "expected"),
    [
        (*CAT, "minimum", (3, 4, 1, 1, 1)),
        (*CAT, "sclite", (3, 4, 1, 1, 1)),
        (*CAT, "jiwer", (3, 3, 3, 0, 0)),
        ("", "", "minimum", (0, 0, 0, 0, 0)),
        ("", "so it was", "minimum", (3, 0, 0, 0, 3)),
        ("so it was", "", "minimum", (3, 0, 0, 3, 0)),
        ("yes", "yes", "minimum", (0, 1, 0, 0, 0)),
        ("yes", "no", "minimum", (1, 0, 1, 0, 0)),
        ("a b", "b a", "minimum", (2, 1, 0, 1, 1)),
        # Two substitutions cost 8, a deletion and an insertion with a hit between cost 6.
        ("a b", "b a", "sclite", (2, 1, 0, 1, 1)),
        # Four substitutions cost 16, three deletions and three insertions 18: substitutions stay.
        ("a b c d", "w x y z", "sclite", (4, 0, 4, 0, 0)),
        # Five substitutions and two deletions weigh 26, as do 2, 4 and 2 around two hits, which sclite reports.
        ("b f e e d a d f", "d a a c b a", "minimum", (7, 1, 5, 2, 0)),
        ("b f e e d a d f", "d a a c b a", "sclite", (7, 2, 2, 4, 2)),
    ],
)
def test_worked_by_hand(counted, reference, hypothesis, split, expected):
    assert split_of(counted([reference], [hypothesis], split)) == expected


def test_sclite_may_use_more_edits_than_necessary(counted):
    # Five substitutions weigh 20; three deletions, two hits and three insertions weigh 18.
    counts = counted(["p q r a b"], ["a b s t u"], "sclite")
    assert split_of(counts) == (5, 2, 0, 3, 3)
    assert counts["split_differs"] == [1]
    assert counted(["p q r a b"], ["a b s t u"], "minimum")["split_differs"] == [0]


@pytest.mark.parametrize("split", SPLITS)
def test_counts_add_up(counted, word_sequences, split):
    counts = counted(*word_sequences, split)
    rows = zip(*(counts[field] for field in ("reference_words", "hypothesis_words", *SPLIT_FIELDS)), strict=True)
    for spoken, heard, errors, hits, substitutions, deletions, insertions in rows:
        assert hits + substitutions + deletions == spoken
        assert hits + substitutions + insertions == heard
        assert substitutions + deletions + insertions >= errors
        assert min(hits, substitutions, deletions, insertions) >= 0
    assert counts["reference_words"] == [len(text.split()) for text in word_sequences[0]]
    assert counts["hypothesis_words"] == [len(text.split()) for text in word_sequences[1]]


def cheapest(spoken, heard, substitution, gap):
    """Return the least sum of costs (tuples, compared in order) by Wagner & Fischer's table."""

    def plus(*costs):
        return tuple(map(sum, zip(*costs, strict=True)))

    row = [tuple(part * column for part in gap) for column in range(len(heard) + 1)]
    for word in spoken:
        above, row = row, [plus(row[0], gap)]
        for column, other in enumerate(heard):
            diagonal = above[column] if word == other else plus(above[column], substitution)
            row.append(min(diagonal, plus(above[column + 1], gap), plus(row[-1], gap)))
    return row[-1]


def test_minimum_split_has_fewest_edits_then_fewest_substitutions(counted, word_sequences):
    counts = counted(*word_sequences)
    best = [cheapest(r.split(), h.split(), (1, 1), (1, 0)) for r, h in zip(*word_sequences, strict=True)]
    assert list(zip(counts["word_errors"], counts["substitutions"], strict=True)) == best


def test_sclite_split_has_least_weight(counted, word_sequences):
    counts = counted(*word_sequences, "sclite")
    best = [cheapest(r.split(), h.split(), (4,), (3,)) for r, h in zip(*word_sequences, strict=True)]
    gaps = [a + b for a, b in zip(counts["deletions"], counts["insertions"], strict=True)]
    assert [(4 * s + 3 * g,) for s, g in zip(counts["substitutions"], gaps, strict=True)] == best


def test_sclite_reports_one_of_the_alignments_of_least_weight(counted, word_sequences):
    """Every pair is aligned cell by cell here, the unambiguous ones too, and agrees with the weighted distance."""
    counts = counted(*word_sequences, "sclite")
    parts = zip(counts["substitutions"], counts["deletions"], counts["insertions"], strict=True)
    together = code_words([*word_sequences[0], *word_sequences[1]])
    half = len(together) // 2
    reported = [nist.reported_errors(r, h) for r, h in zip(together[:half], together[half:], strict=True)]
    assert [sum(part) for part in parts] == reported


@pytest.mark.parametrize("split", SPLITS)
def test_errors_are_those_of_jiwer_under_every_split(counted, word_sequences, split):
    counts = counted(*word_sequences, split)
    for row, (reference, hypothesis) in enumerate(zip(*word_sequences, strict=True)):
        theirs = jiwer.process_words(reference, hypothesis)
        total = theirs.substitutions + theirs.deletions + theirs.insertions
        assert counts["word_errors"][row] == total
        if split == "jiwer":
            expected = (total, theirs.hits, theirs.substitutions, theirs.deletions, theirs.insertions)
            assert split_of(counts, row) == expected


def sclite_command():
    if shutil.which("sclite"):
        return ["sclite"]
    return ["sctk", "sclite"] if shutil.which("sctk") else None


@pytest.mark.skipif(sclite_command() is None, reason="sclite is not installed (Debian package sctk)")
def test_sclite_split_is_that_of_sclite(counted, word_sequences, tmp_path):
    for name, texts in zip(("ref", "hyp"), word_sequences, strict=True):
        lines = [f"{text} (speaker-{number})\n" for number, text in enumerate(texts)]
        (tmp_path / name).write_text("".join(lines))
    command = [*sclite_command(), "-r", "ref", "trn", "-h", "hyp", "trn", "-i", "rm", "-o", "pra", "stdout"]
    output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    pattern = r"id: \(speaker-(\d+)\)\nScores: \(#C #S #D #I\) (\d+) (\d+) (\d+) (\d+)"
    theirs = {int(number): tuple(map(int, scores)) for number, *scores in re.findall(pattern, output)}
    counts = counted(*word_sequences, "sclite")
    assert len(theirs) == len(word_sequences[0])
    assert {row: split_of(counts, row)[1:] for row in theirs} == theirs


def test_unknown_split_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError, match="Did you mean `sclite`"):
        count_edits(["a"], ["b"], normalizer("basic"), "sclit")


def test_texts_that_do_not_pair_up_are_refused():
    with pytest.raises(ValueError, match="2 references do not pair up with 1 hypotheses"):
        count_edits(["a", "b"], ["a"], normalizer("basic"), "minimum")


@pytest.mark.parametrize("split", SPLITS)
def test_texts_of_ten_thousand_words(counted, split):
    source = random.Random(3)
    words = [f"w{source.randrange(2000)}" for _ in range(10_000)]
    # Far apart and known to the oracle below: 40 words gone, 40 made up, 40 replaced by words heard nowhere else.
    places = sorted(source.sample(range(0, 10_000, 10), 120))
    changes = {place: ([], None, ["new"])[number % 3] for number, place in enumerate(places)}
    heard = [
        new
        for place, word in enumerate(words)
        for new in ([word] if place not in changes else [word, "more"] if changes[place] is None else changes[place])
    ]
    counts = counted([" ".join(words), "one"], [" ".join(heard), "one"], split)
    assert split_of(counts) == (120, 9920, 40, 40, 40)
    assert split_of(counts, 1) == (0, 1, 0, 0, 0)


@pytest.mark.parametrize("split", SPLITS)
def test_ten_thousand_words_all_wrong(counted, split):
    reference, hypothesis = (" ".join(f"{name}{number}" for number in range(10_000)) for name in "xy")
    assert split_of(counted([reference], [hypothesis], split)) == (10_000, 0, 10_000, 0, 0)
    assert split_of(counted([reference], [""], split)) == (10_000, 0, 0, 10_000, 0)
    assert split_of(counted([""], [hypothesis], split)) == (10_000, 0, 0, 0, 10_000)


def test_any_chunking_counts_the_same(word_sequences, monkeypatch):
    references, hypotheses = (texts[900:1100] for texts in word_sequences)
    basic = normalizer("basic")
    whole = count_edits(references, hypotheses, basic, "minimum")
    for characters in (1, 50, 5000):
        monkeypatch.setattr("fairaudit.tasks.speech.text.edits._CHUNK_CHARACTERS", characters)
        assert (count_edits(references, hypotheses, basic, "minimum") == whole).all()
    rows = [count_edits([r], [h], basic, "minimum")[0] for r, h in zip(references, hypotheses, strict=True)]
    assert (reduce(lambda total, row: total + row, rows) == whole.sum(axis=0)).all()
