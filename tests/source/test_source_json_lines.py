"""JSON lines: types as found, missing keys as nulls, faults with their line."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pytest
from readings import COMPRESSIONS, columns_of, complaint_about, read, write

from fairaudit.source import open_source


@pytest.mark.parametrize("suffix", COMPRESSIONS)
@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json", "a", "a.txt"])
def test_every_name_and_compression(name, suffix):
    stored = COMPRESSIONS[suffix](b'{"g": "01", "n": 1}\n{"g": "NA", "n": 0}\n')
    source = open_source([write(name + suffix, stored)])
    assert columns_of(source) == {"g": ["01", "NA"], "n": [1, 0]}
    assert source.files()[0].sha256 == hashlib.sha256(stored).hexdigest()


def test_types_are_those_found():
    source = open_source([write("a.jsonl", '{"t": "x", "i": 1, "f": 0.5, "b": true, "n": null, "l": [1]}\n')])
    assert source.types == {
        "t": pa.string(),
        "i": pa.int64(),
        "f": pa.float64(),
        "b": pa.bool_(),
        "n": pa.string(),
        "l": pa.list_(pa.string()),
    }
    batch = next(source.batches(["t", "i", "f", "b", "n"]))
    assert batch.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.string()]


def test_text_that_looks_like_something_else_stays_text():
    values = ["2020-01-01", "2020-01-01T00:00:00Z", "1", "true", "null", "nan"]
    assert read("a.jsonl", "".join(f'{{"g": "{value}"}}\n' for value in values)) == {"g": values}


def test_a_missing_key_is_a_null_and_an_empty_text_too_unless_kept():
    content = '{"g": "", "h": ""}\n{"h": "x"}\n{"g": null, "h": null}\n'
    assert read("a.jsonl", content, keep_empty=["h"]) == {"g": [None, None, None], "h": ["", "x", None]}
    assert read("a.jsonl", content) == {"g": [None, None, None], "h": [None, "x", None]}


def test_mixed_values_become_text_in_their_shortest_form():
    assert read("a.jsonl", '{"g": 1}\n{"g": "x"}\n{"g": 1.0}\n{"g": 2.5}\n{"g": false}\n{"g": null}\n') == {
        "g": ["1", "x", "1", "2.5", "false", None]
    }
    assert read("b.jsonl", '{"g": 1}\n{"g": 2.5}\n') == {"g": [1.0, 2.5]}
    assert read("c.jsonl", f'{{"g": 1}}\n{{"g": {10**30}}}\n') == {"g": ["1", str(10**30)]}


def test_values_of_another_type_beyond_the_first_lines():
    content = '{"g": 1, "n": null}\n' * 2000 + '{"g": "x", "n": 5}\n'
    found = read("a.jsonl", content)
    assert found["g"][-1] == "x"
    assert str(found["n"][-1]) == "5"
    assert len(found["g"]) == 2001


def test_blank_lines_line_ends_and_two_objects_on_a_line():
    assert read("a.jsonl", '\n{"g": 1}\r\n\r\n{"g": 2}') == {"g": [1, 2]}
    assert "line 1" in complaint_about("b.jsonl", '{"g": 1}{"g": 2}\n')
    assert "line 1001" in complaint_about("c.jsonl", '{"g": 1}\n' * 1000 + '{"g": 1}{"g": 2}\n\n')


def test_numbers_are_parsed_from_text_where_they_are_asked_for():
    content = '{"n": "0.5"}\n{"n": 1}\n{"n": " 2 "}\n{"n": ""}\n{"n": null}\n{"n": NaN}\n'
    found = read("a.jsonl", content, numeric=["n"])["n"]
    assert found == [0.5, 1.0, 2.0, None, None, None]  # NaN is missing, also beside text
    assert read("b.jsonl", '{"n": 1}\n{"n": 2}\n', numeric=["n"]) == {"n": [1.0, 2.0]}


def test_nested_values_matter_only_where_they_are_asked_for():
    content = '{"g": "x", "l": [1, {"a": 2}], "s": {"a": 1}}\n'
    assert read("a.jsonl", content, ["g"]) == {"g": ["x"]}
    assert "`l`" in complaint_about("a.jsonl", content, "g", "l")
    assert "line 1501, key `g`" in complaint_about("b.jsonl", '{"g": "x"}\n' * 1500 + content.replace('"x"', "[]"), "g")


@pytest.mark.parametrize("before", [0, 1500])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"g": 1', ["not JSON", "one whole object a line"]),
        ("{'g': 1}", ["not JSON"]),
        ("{", ["not JSON"]),
        ("[1]", ["not an object"]),
        ("3", ["not an object"]),
        ('{"g": 1, "g": 2}', ["`g`", "twice"]),
        ('{"g": "\\ud800"}', ["`g`", "surrogate"]),
        (b'{"g": "caf\xe9"}', ["UTF-8", "0xe9", "--encoding"]),
        ('{"g": ' + "[" * 100_000 + "]" * 100_000 + "}", ["nested"]),
    ],
)
def test_broken_lines(line, words, before):
    line = line.encode() if isinstance(line, str) else line
    message = complaint_about("a.jsonl", b'{"g": 1}\n' * before + b"\n" + line + b'\n{"g": 1}\n')
    assert f"line {before + 2}" in message or "column `g`" in message
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("value", ['"x"', "true", '"1,5"'])
def test_a_value_that_is_not_a_number(value):
    message = complaint_about("a.jsonl", f'{{"n": 1}}\n\n{{"n": {value}}}\n', numeric=["n"])
    assert "line 3, column `n`" in message
    assert value.strip('"') in message


def test_an_array_or_nothing_at_all():
    assert "no array around" in complaint_about("a.json", '[\n{"g": 1}\n]\n')
    assert "empty" in complaint_about("a.jsonl", "")
    assert "empty" in complaint_about("a.jsonl", "\n\n")


def test_a_named_encoding():
    source = open_source([write("a.jsonl", '{"g": "é"}\n'.encode("utf-16"))], encoding="utf-16")
    assert columns_of(source) == {"g": ["é"]}


def test_keys_of_all_files_are_columns():
    paths = [write("a.jsonl", '{"g": "x"}\n'), write("b.jsonl", '{"h": 1}\n')]
    assert columns_of(open_source(paths)) == {"g": ["x", None], "h": [None, 1]}
