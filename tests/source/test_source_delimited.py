"""CSV and TSV: values come as written, whatever the quotes, delimiters, line ends and encodings."""

from __future__ import annotations

import codecs
import gzip
import hashlib

import pyarrow as pa
import pytest
import zstandard
from readings import COMPRESSIONS, columns_of, complaint_about, read, write

from fairaudit.source import open_source, stored, text
from fairaudit.source.quotes import StrayQuoteError, end_of_records, quotes_in, record_starts

PLAIN = "accent,score\nScots,0.5\n,\nNA,1\n"


@pytest.mark.parametrize("suffix", COMPRESSIONS)
@pytest.mark.parametrize("case", [str, str.upper])
def test_every_compression_reads_the_same_and_hashes_the_stored_bytes(suffix, case):
    content = COMPRESSIONS[suffix](PLAIN.encode())
    source = open_source([write(case("data.csv" + suffix), content)])
    assert columns_of(source, numeric=["score"]) == {"accent": ["Scots", None, "NA"], "score": [0.5, None, 1.0]}
    (file,) = source.files()
    assert (file.rows, file.sha256) == (3, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_a_compression_is_recognised_without_its_suffix(suffix):
    assert read("data", COMPRESSIONS[suffix](PLAIN.encode()))["accent"] == ["Scots", None, "NA"]


PADDED = {
    "padding after gzip": gzip.compress(PLAIN.encode()) + bytes(700),
    "two members of gzip": gzip.compress(PLAIN[:20].encode()) + gzip.compress(PLAIN[20:].encode()),
    "padding between members": gzip.compress(PLAIN[:20].encode()) + bytes(9) + gzip.compress(PLAIN[20:].encode()),
    "a frame that zstd skips": b"\x50\x2a\x4d\x18\x05\0\0\0hello" + zstandard.compress(PLAIN.encode()),
    "another such frame": b"\x5f\x2a\x4d\x18\0\0\0\0" + zstandard.compress(PLAIN.encode()),
    "such a frame at the end": zstandard.compress(PLAIN.encode()) + b"\x5a\x2a\x4d\x18\x01\0\0\0x",
}


@pytest.mark.parametrize("case", PADDED)
@pytest.mark.parametrize("chunk", [1 << 20, 1, 7])
def test_what_compression_programs_add_is_passed_over(monkeypatch, case, chunk):
    monkeypatch.setattr(stored, "_CHUNK", chunk)
    source = open_source([write("data.csv" + (".zst" if "zstd" in case or "frame" in case else ".gz"), PADDED[case])])
    assert columns_of(source)["accent"] == ["Scots", None, "NA"]
    assert source.files()[0].sha256 == hashlib.sha256(PADDED[case]).hexdigest()


@pytest.mark.parametrize("size", [1, 3, 1 << 20])
def test_gzip_that_yields_much_more_than_it_holds(size):
    content = b"x" * 300_000 + b"\n"
    write("a.gz", gzip.compress(content) + gzip.compress(b"end") + bytes(3))
    found = b"".join(stored.decompressed(stored.StoredFile("a.gz", lambda: pa.OSFile("a.gz")), size, hashlib.sha256()))
    assert found == content + b"end"


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-1], lambda whole: whole + b"\0junk", lambda whole: whole[:30]]
)
def test_gzip_that_does_not_end_as_it_should(damage):
    assert "is damaged or incomplete" in complaint_about("a.csv.gz", damage(gzip.compress(PLAIN.encode() * 9)))


def test_labels_stay_as_written():
    values = ["01", "1", "1.0", "NA", "none", "null", "nan", "true", "2020-01-01", " x ", "-", "é", "१", "0x1F"]
    assert read("a.csv", "n,g\n" + "".join(f"1,{value}\n" for value in values))["g"] == values


def test_empty_fields_are_missing_quoted_or_not_unless_they_are_kept():
    content = 'g,h\n,a\n"",b\nx,\n'
    assert read("a.csv", content) == {"g": [None, None, "x"], "h": ["a", "b", None]}
    assert read("a.csv", content, keep_empty=["g"]) == {"g": ["", "", "x"], "h": ["a", "b", None]}


def test_numbers_are_parsed_only_where_they_are_asked_for():
    content = 'n,m\n1,01\n 2.5 ,1\n1e-3,\n"4",x\n,\n'
    assert read("a.csv", content, ["m", "n"], numeric=["n"]) == {
        "m": ["01", "1", None, "x", None],
        "n": [1.0, 2.5, 0.001, 4.0, None],
    }


def test_repeating_text_comes_as_a_dictionary_and_transcripts_as_text():
    rows = "".join(f"{row % 3},a transcript of its own {row}\n" for row in range(3000))
    batch = next(open_source([write("a.csv", "g,t\n" + rows)]).batches(["g", "t"]))
    assert [pa.types.is_dictionary(kind) for kind in batch.schema.types] == [True, False]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(delimiter):
    content = delimiter.join(["g", '"a,b;c|d"', "n"]) + "\n" + delimiter.join(["x", "y", "1"]) + "\n"
    assert read("a.csv", content) == {"g": ["x"], "a,b;c|d": ["y"], "n": ["1"]}


def test_the_suffix_tsv_means_tabs_and_an_option_means_what_it_says():
    assert read("a.tsv", "g,h\tn\nx,y\t1\n") == {"g,h": ["x,y"], "n": ["1"]}
    assert open_source([write("b.tsv", "g,h\tn\n1,2\n")], delimiter=",").columns == ("g", "h\tn")
    assert open_source([write("c.txt", "g,h\tn\n1,2\n")], delimiter="tab").columns == ("g,h", "n")
    assert open_source([write("d.txt", "g h\nx 1\n")], delimiter=" ").columns == ("g", "h")


def test_line_ends_blank_lines_and_a_missing_last_line_end():
    expected = {"g": ["x", "y"], "h": ["1", "2"]}
    for content in ("g,h\r\nx,1\r\ny,2\r\n", "g,h\rx,1\ry,2\r", "\n\ng,h\n\nx,1\n\n\ny,2\n\n", "g,h\nx,1\ny,2"):
        assert read("a.csv", content) == expected


def test_a_single_column():
    assert read("a.csv", "g\nx\n\ny\n") == {"g": ["x", "y"]}


def test_quoted_values_hold_delimiters_quotes_and_line_ends():
    assert read("a.csv", 'g,h\n"a,b","line\nbreak"\n"say ""hi""",5" pipe\n"""",""\n') == {
        "g": ["a,b", 'say "hi"', '"'],
        "h": ["line\nbreak", '5" pipe', None],
    }


def test_a_column_without_a_name_is_passed_over():
    assert read("a.csv", ",g,\n0,x,\n1,y,\n") == {"g": ["x", "y"]}


def test_the_header_may_be_followed_by_no_line_end_in_another_part():
    write("part-1.csv", "g\nx\n")
    write("part-2.csv", "g")
    source = open_source(["part-1.csv", "part-2.csv"])
    assert columns_of(source) == {"g": ["x"]}
    assert [file.rows for file in source.files()] == [1, 0]


@pytest.mark.parametrize(
    ("encoding", "stored"),
    [
        (None, codecs.BOM_UTF8 + "g,é\nñ,1\n".encode()),
        ("utf-8", "g,é\nñ,1\n".encode()),
        ("utf-8-sig", codecs.BOM_UTF8 + "g,é\nñ,1\n".encode()),
        ("latin-1", "g,é\nñ,1\n".encode("latin-1")),
        ("windows-1252", "g,é\nñ,1\n".encode("cp1252")),
        ("utf-16", "g,é\nñ,1\n".encode("utf-16")),
        ("utf-16-be", "\ufeffg,é\nñ,1\n".encode("utf-16-be")),
    ],
)
def test_encodings(encoding, stored):
    source = open_source([write("a.csv", stored)], encoding=encoding)
    assert columns_of(source) == {"g": ["ñ"], "é": ["1"]}
    assert source.files()[0].sha256 == hashlib.sha256(stored).hexdigest()


@pytest.mark.parametrize("block", [16, 64, 1 << 20])
def test_values_are_the_same_whatever_the_size_of_a_block(monkeypatch, block):
    monkeypatch.setattr(text.Text.chunks, "__defaults__", (None, block))
    rows = [(f"g{row % 3}", f'{row} said ""no,\nno""' * (row % 4)) for row in range(200)]
    content = "g,t\n" + "".join(f'{group},"{said}"\n' for group, said in rows)
    found = read("a.csv", content, keep_empty=["t"])
    assert found == {"g": [group for group, _ in rows], "t": [said.replace('""', '"') for _, said in rows]}


def test_large_values_and_many_columns():
    long = "word " * 100_000
    assert read("a.csv", f'g,t\nx,"{long}"\ny,{long}\n')["t"] == [long, long]
    names = [f"c{place}" for place in range(2000)]
    assert read("b.csv", ",".join(names) + "\n" + ",".join(names) + "\n", ["c1999", "c0"]) == {
        "c1999": ["c1999"],
        "c0": ["c0"],
    }


def test_reading_twice_gives_the_same():
    source = open_source([write("a.csv", PLAIN)])
    assert columns_of(source) == columns_of(source)
    assert len(source.files()) == 1


def test_the_end_of_the_records_is_not_inside_a_quoted_value():
    assert end_of_records(b'a,b\nc,"d\ne', b",") == 4
    assert end_of_records(b'"a\n', b",") == 0
    assert end_of_records(b'a,"b"\nc,"d', b",") == 6
    assert end_of_records(b'a,""\n""', b",") == 5
    assert end_of_records(b'5",6"\n7', b",") == 6
    assert end_of_records(b'"a""\n""",1\nx', b",") == 11
    assert record_starts(b'"a\nb",1\n\nx,2\n\r\ny,3', b",").tolist() == [0, 9, 15]


def test_a_quote_is_one_only_at_the_start_of_a_value():
    assert quotes_in(b'a"b,"c"\n', b",").tolist() == [4, 6]
    assert quotes_in(b"ab,c\n", b",").tolist() == []
    with pytest.raises(StrayQuoteError) as caught:
        quotes_in(b'"a"b,c\n', b",")
    assert caught.value.position == 2
