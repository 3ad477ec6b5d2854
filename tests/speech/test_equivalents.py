"""Equivalents from a CSV file: what they do to texts, and every way in which a file can be wrong."""

from __future__ import annotations

import pytest

from fairaudit.errors import DataError, UsageError
from fairaudit.tasks.speech.text import normalizer


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "words.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def test_both_sides_are_mapped_and_the_touched_words_counted(counted, file):
    path = file("from,to\ngonna,going to\ncolour,color\nuh,\n")
    counts = counted(
        ["I'm gonna go.", "The colour", "uh yes", "plain"], ["I'm going to go", "the color", "yes uh uh", "plain"],
        normalize=path,
    )  # fmt: skip
    assert counts["word_errors"] == [0, 0, 0, 0]
    assert counts["reference_words"] == [4, 2, 1, 1]
    assert counts["mapped_words"] == [1, 1, 3, 0]
    assert counts["basic_word_errors"] == [2, 1, 2, 0]
    assert counts["none_word_errors"] == [3, 2, 2, 0]
    assert counts["none_reference_words"] == [3, 2, 2, 1]


def test_name_is_that_of_the_file_and_version_that_of_its_meaning(file):
    first = normalizer(file("from,to\na,b\n"))
    assert first.name == "basic + words.csv"
    assert first.version.startswith("1+")
    assert normalizer(file("A, B \n")) == first
    assert normalizer(file("from,to\na,c\n")).version != first.version


@pytest.mark.parametrize(
    ("content", "text", "expected"),
    [
        ("a,x\n", "a ab ba a", "x ab ba x"),
        ("a,x\na b,y\n", "a b a", "y x"),
        ("a b c,y\na,x\n", "a b a b c", "x b y"),
        ("a,b\nb,c\n", "a b", "b c"),
        ("b a,x\na b,y\n", "a b a", "y a"),
        ("new york,new york\nnew,old\n", "new york new", "new york old"),
        ("to,from\ncolor,Colour!\n", "colour", "color"),
        ("\ufefffrom,to\na,x\n", "a", "x"),
        ("a,x\n\n,\n", "a", "x"),
        ('"a,b",x\n', "a b", "x"),
        ("a,x\r\nA,X\r\n", "a", "x"),
        ("’tis,it is\n", "‘Tis so", "it is so"),
    ],
)
def test_examples(file, content, text, expected):
    assert normalizer(file(content))(text) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("from,to\na,b\na,b,c\n", r"words.csv, line 3: 3 columns where 2 are needed"),
        ("gonna\n", "line 1: 1 columns where 2 are needed"),
        ("a,b\n...,c\n", "line 2: there is no word to replace"),
        ("a,b\n,c\n", "line 2: there is no word to replace"),
        ("a,b\nc,d\nA!,c\n", "line 3: `a` already becomes `b` in line 1"),
        ("", "holds no equivalents"),
        ("from,to\n", "holds no equivalents"),
        (b"a,\xff\n", "not UTF-8"),
        ('a,"b\n', "line 1: unexpected end of data"),
    ],
)
def test_wrong_files_are_refused(file, content, message):
    with pytest.raises(DataError, match=message):
        normalizer(file(content))


def test_missing_file(tmp_path):
    with pytest.raises(UsageError, match=r"no file `.*nothing.csv`"):
        normalizer(str(tmp_path / "nothing.csv"))
    with pytest.raises(UsageError, match="no file"):
        normalizer(str(tmp_path))
