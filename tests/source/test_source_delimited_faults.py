"""Broken CSV: the message says what, on which line, and what to do."""

from __future__ import annotations

import codecs
import os

import pytest
from readings import COMPRESSIONS, complaint, complaint_about, read, write

from fairaudit.errors import UsageError
from fairaudit.source import delimited_faults, open_source, text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["a.csv", "empty"]),
        ("\n\n", ["a.csv", "empty", "names of the columns"]),
        ("g,h\n", ["no rows", "a.csv"]),
        ("g,h", ["no rows", "a.csv"]),
        ("g,h\n\n\n", ["no rows", "a.csv"]),
        ("g,h,g\n1,2,3\n", ["more than one column named `g`"]),
        ("1,0.5,2020-01-01\n1,2,3\n", ["no header", "`0.5`"]),
        (",,\n1,2,3\n", ["no header"]),
        ("g,h\nx,1\nx\n", ["line 3", "1 field,", "header 2", "`,`"]),
        ("g,h\nx,1\n\nx,1,\n", ["line 4", "3 fields", "header 2"]),
        ('g,h\n"x\ny",1\nz,1,2\n', ["line 4", "3 fields"]),
        ("g,h\nx,a carriage\rreturn\n", ["line 2", "1 field,"]),
        ("g\th\nx\ty\tz\n", ["line 2", "tabulator"]),
        ('g,h\nx,1\ny,"2\nz,3\n', ["line 3", "quote opens", "never closed"]),
        ('g,h\nx,1\n"y" and,2\n', ["line 3", "follows the quote", "twice"]),
        ('g,"h\nx,1\n', ["first line", "never closed"]),
        ('g,"h"x\nx,1\n', ["first line", "stray quote"]),
        ("g,h\nx,1\ny,\0\n", ["line 3", "NUL", "--encoding"]),
        ("g,\0h\nx,1\n", ["first line", "NUL", "--encoding"]),
        (b"g,h\nx,1\ny,caf\xe9\n", ["line 3", "UTF-8", "0xe9", "--encoding"]),
        (b"g,caf\xe9\nx,1\n", ["first line", "UTF-8", "0xe9", "--encoding"]),
        (codecs.BOM_UTF16_LE + "g,h\nx,1\n".encode("utf-16-le"), ["UTF-16", "--encoding utf-16"]),
        ("g,h\nx,1\n".encode("utf-16-le"), ["NUL", "--encoding utf-16"]),
    ],
)
def test_each_fault_is_named_with_its_line(content, words):
    message = complaint_about("a.csv", content)
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("text", ["abc", "1_0", "0,5,", "1 2", "--1", "true", "NA"])
def test_a_text_among_numbers_is_quoted_with_line_and_column(text):
    message = complaint_about("a.csv", f'g;n\nx;1\n\n"y\ny";2\nz;{text}\n', "g", "n", numeric=["n"])
    assert all(part in message for part in ("line 6", "column `n`", f"`{text}`", "not a number"))


def test_lines_are_right_beyond_the_first_block():
    rows = "".join(f'{row},"a\nb"\n' for row in range(400_000))
    message = complaint_about("a.csv", "g,t\n" + rows + "x,1,2\n")
    assert "line 800002" in message


@pytest.fixture
def _short_records(monkeypatch):
    for module in (text, delimited_faults):
        monkeypatch.setattr(module, "LONGEST_RECORD", 1 << 20)


@pytest.mark.usefixtures("_short_records")
def test_a_quote_that_is_never_closed_is_found_without_reading_everything():
    message = complaint_about("a.csv", 'g,t\nx,"1\n' + "y,2\n" * 5_000_000)
    assert "line 2" in message
    assert "never closed" in message


@pytest.mark.usefixtures("_short_records")
def test_a_line_without_end():
    assert "line 3: this line is longer than 1 MB" in complaint_about("a.csv", "g,t\nx,1\n" + "y" * 9_000_000)


def test_cell_values_in_messages_are_harmless_and_short():
    message = complaint_about("a.csv", "n\n" + "\x1b[31m\u202e" + "9" * 500 + "\n", numeric=["n"])
    assert "\\u{1b}[31m\\u{202e}999" in message
    assert len(message) < 300


@pytest.mark.parametrize("suffix", [suffix for suffix in COMPRESSIONS if suffix])
def test_damaged_compression(suffix):
    rows = "".join(f"{row},{row * 7919 % 104729}\n" for row in range(50_000))
    stored = COMPRESSIONS[suffix](f"g,h\n{rows}".encode())
    for damaged in (stored[:-4], stored[: len(stored) // 2], stored[:-20] + b"damaged" + stored[-13:]):
        message = complaint_about("a.csv" + suffix, damaged)
        assert "damaged" in message
    assert "not compressed" in complaint_about("b.csv" + suffix, "g,h\nx,1\n")


def test_a_named_encoding_that_is_wrong():
    message = complaint_about("a.csv", "g\né\n", encoding="ascii")
    assert "`ascii`" in message
    assert "--encoding" in message


def test_options_that_make_no_sense():
    write("a.csv", "g,h\nx,1\n")
    with pytest.raises(UsageError, match="no text encoding `klingon`"):
        open_source(["a.csv"], encoding="klingon")
    with pytest.raises(UsageError, match="encoding"):
        open_source(["a.csv"], encoding="base64")
    for delimiter in ("", "::", "é", '"', "\n"):
        with pytest.raises(UsageError, match="delimit"):
            open_source(["a.csv"], delimiter=delimiter)


@pytest.mark.parametrize(
    ("magic", "word"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"\xfd7zXZ\x00rest", "xz"),
        (b"ARROW1\0\0", "Arrow (Feather)"),
        (b"ORC rest", "ORC"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"),
        (b"<!DOCTYPE html>\n<html>", "HTML"),
    ],
)
def test_files_of_other_kinds_are_named(magic, word):
    write("a.csv", magic)
    with pytest.raises(Exception, match=r"a\.csv") as caught:
        open_source(["a.csv"])
    assert word in str(caught.value)


def test_a_file_that_disappears():
    source = open_source([write("a.csv", "g\nx\n")])
    os.remove("a.csv")
    with pytest.raises(Exception, match="cannot be found"):
        list(source.batches(["g"]))


def test_the_message_about_a_hostile_file_name_is_harmless():
    assert "\\u{1b}[31m" in complaint(write("\x1b[31m.csv", "g,h\nx\n"))


def test_a_header_that_is_long_and_full_of_spaces():
    """What a pattern could divide in many ways took steps as the square of its length: a minute, here."""
    spaces = " " * 131_000
    assert open_source([write("a.csv", f"1{spaces}x,g\n1,2\n")]).columns == (f"1{spaces}x", "g")
    assert "no header" in complaint_about("b.csv", f" 1{spaces},{spaces}2.5e-3 \n1,2\n")


def test_a_name_that_is_longer_than_the_parser_reads():
    message = complaint_about("a.csv", "g," + "n" * 131_073 + "\nx,1\n")
    assert "The first line of `a.csv` has a name of more than 131,072 characters." in message
    assert read("b.csv", "g," + "n" * 131_072 + "\nx,1\n", ["g"]) == {"g": ["x"]}
