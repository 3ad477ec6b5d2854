"""The other fields of the counts: characters, empty outputs, the sensitivity to the normaliser, and odd texts."""

from __future__ import annotations

import random
import subprocess
import sys

import jiwer
import pytest

from fairaudit.tasks.speech.text import SPLITS, alignment_text, count_edits, normalizer

WRITTEN = ["Hello, world.", "Don’t stop", "fine as it is"]
HEARD = ["hello world", "don't stop now", "fine as it is"]


def test_sensitivity_is_counted_under_every_normalizer(counted):
    for normalize in ("none", "basic"):
        counts = counted(WRITTEN, HEARD, normalize=normalize)
        assert counts["none_word_errors"] == [2, 2, 0]
        assert counts["none_reference_words"] == [2, 2, 4]
        assert counts["basic_word_errors"] == [0, 1, 0]
        assert counts["basic_reference_words"] == [2, 2, 4]
        assert counts["word_errors"] == counts[f"{normalize}_word_errors"]
        assert counts["reference_words"] == counts[f"{normalize}_reference_words"]


def test_sensitivity_of_a_dash_that_stands_alone(counted):
    counts = counted(["well - yes"], ["well yes"])
    assert (counts["none_reference_words"], counts["basic_reference_words"]) == ([3], [2])
    assert (counts["none_word_errors"], counts["basic_word_errors"]) == ([1], [0])


def test_utterances_and_empty_outputs(counted):
    counts = counted(["yes", "yes", "yes", ""], ["yes", "", " ... ", ""])
    assert counts["utterances"] == [1, 1, 1, 1]
    assert counts["utterances_with_errors"] == [0, 1, 1, 0]
    assert counts["empty_outputs"] == [0, 1, 1, 1]
    assert counted(["yes"], [" ... "], normalize="none")["empty_outputs"] == [0]


@pytest.mark.parametrize("split", SPLITS)
def test_an_utterance_is_capped_at_its_own_words(counted, split):
    references, hypotheses = ["one two", "one two", "one", "", "a b"], ["one", "x y z a b c", "two", "made up", "a b"]
    counts = counted(references, hypotheses, split=split)
    assert counts["word_errors"] == [1, 6, 1, 2, 0]
    assert counts["capped_word_errors"] == [1, 2, 1, 0, 0]


def test_character_errors_count_blanks(counted):
    counts = counted(["a b"], ["ab"])
    assert (counts["reference_characters"], counts["character_errors"]) == ([3], [1])


@pytest.mark.parametrize("normalize", ["none", "basic"])
def test_characters_are_those_of_jiwer(counted, normalize):
    source = random.Random(11)
    references = ["x" + "".join(source.choices("abc  é,'\t", k=source.randrange(90))) + " " for _ in range(500)]
    hypotheses = ["".join(source.choices("abc  é,'\t", k=source.randrange(90))) for _ in references]
    counts = counted(references, hypotheses, normalize=normalize)
    normalized = normalizer(normalize).many
    for row, pair in enumerate(zip(normalized(references), normalized(hypotheses), strict=True)):
        theirs = jiwer.process_characters(*pair)
        assert counts["reference_characters"][row] == theirs.hits + theirs.substitutions + theirs.deletions
        assert counts["character_errors"][row] == theirs.substitutions + theirs.deletions + theirs.insertions


def test_every_white_space_parts_words_where_jiwer_knows_the_blank_alone(counted):
    white_space = [character for character in map(chr, range(sys.maxunicode + 1)) if character.isspace()]
    texts = [f"a{character}b" for character in white_space]
    for normalize in ("none", "basic"):
        counts = counted(texts, ["a b"] * len(texts), normalize=normalize)
        assert counts["reference_words"] == [2] * len(texts)
        assert sum(counts["word_errors"]) == 0
    assert jiwer.process_words("a\tb", "a b").substitutions == 1


def test_scripts_without_blanks_have_one_word_and_many_characters(counted):
    counts = counted(["今天天气很好"], ["今天天氣很好"])
    assert (counts["reference_words"], counts["word_errors"]) == ([1], [1])
    assert (counts["reference_characters"], counts["character_errors"]) == ([6], [1])


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("normalize", ["none", "basic"])
@pytest.mark.parametrize(
    "odd",
    [
        "\ud800",
        "a\udfffb",
        "a\x00b",
        "\x00",
        "word" * 50_000,
        "👩\u200d💻 ❤\ufe0f",
        "\n",
        "\u200d",
        "\ufeffyes",
        "İ",
        "\U0010ffff",
    ],
)
def test_odd_texts_equal_themselves_and_nothing_else(counted, odd, normalize, split):
    counts = counted([odd, odd, "other", odd], [odd, "other", odd, ""], split, normalize)
    words = len(normalizer(normalize)(odd).split())
    assert counts["word_errors"] == [0, max(words, 1), max(words, 1), words]
    assert counts["character_errors"][0] == 0
    assert counts["reference_words"] == [words, words, 1, words]


def test_no_utterances():
    assert count_edits([], [], normalizer("basic"), "minimum").shape == (0, 20)


def test_an_utterance_of_more_different_words_than_code_points_is_refused(monkeypatch):
    from fairaudit.errors import DataError
    from fairaudit.tasks.speech.text import words

    monkeypatch.setattr(words.sys, "maxunicode", 13)
    assert words.code_words(["a b", "b"]) == ["\x0b\x0c", "\x0c"]
    with pytest.raises(DataError, match="Cut the recording into utterances"):
        words.code_words(["a b c"])


def test_alignment_of_one_pair():
    basic = normalizer("basic")
    assert alignment_text("The cat sat.", "the cat sat down", basic) == (
        "REF: the cat sat ****\nHYP: the cat sat down\n                    I"
    )
    assert alignment_text("yes", "", basic) == "REF: yes\nHYP: ***\n       D"
    assert alignment_text("a\tb", "a b", normalizer("none")) == "REF: a b\nHYP: a b"
    assert alignment_text("", "", basic) == "REF:\nHYP:"


def test_heavy_peers_are_imported_late():
    code = "import sys, fairaudit; assert not {'jiwer', 'rapidfuzz'} & set(sys.modules); "
    code += "import fairaudit.tasks.speech.text; assert 'jiwer' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
