"""Parquet and tables in memory: types are kept, text comes as dictionaries, faults are explained."""

from __future__ import annotations

import datetime
import decimal
import hashlib
import os
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from readings import columns_of, complaint, complaint_about, write

from fairaudit.errors import DataError
from fairaudit.source import open_source, table_source
from fairaudit.source.parquet import ParquetFile
from fairaudit.source.source import Source
from fairaudit.source.stored import StoredFile, hashed_meanwhile

DAY = datetime.date(2020, 2, 29)
TABLE = pa.table(
    {
        "text": ["a", "", None],
        "large": pa.array(["a", "", None], pa.large_string()),
        "view": pa.array(["a", "", None], pa.string_view()),
        "bytes": pa.array([b"a", b"", None]),
        "category": pa.array(["a", "", "a"]).dictionary_encode(),
        "int8": pa.array([1, 2, None], pa.int8()),
        "uint64": pa.array([1, 2**64 - 1, None], pa.uint64()),
        "bool": [True, False, None],
        "float": [0.5, None, 1.0],
        "decimal": [decimal.Decimal("1.5"), None, decimal.Decimal("2.0")],
        "date": [DAY, None, DAY],
        "nothing": pa.nulls(3),
        "a.b": [1, 2, 3],
        "a": [4, 5, 6],
        "list": [[1], [2], None],
    }
)
FLAT = [name for name in TABLE.column_names if name != "list"]
TEXTS = ["text", "large", "view", "bytes", "category"]


def stored(table: pa.Table, name: str = "a.parquet", **options: object) -> str:
    parquet.write_table(table, name, **options)
    return name


@pytest.fixture(params=["parquet", "table"])
def source(request: pytest.FixtureRequest) -> Source:
    return open_source([stored(TABLE)]) if request.param == "parquet" else table_source(TABLE)


def test_values_come_in_their_own_types_and_empty_texts_are_missing(source):
    expected = TABLE.select(FLAT).to_pydict()
    assert columns_of(source, FLAT) == expected | {name: ["a", None, None] for name in TEXTS} | {
        "category": ["a", None, "a"]
    }


def test_empty_texts_are_kept_where_that_is_asked_for(source):
    found = columns_of(source, TEXTS, keep_empty=TEXTS)
    assert found == {name: ["a", "", None] for name in TEXTS} | {"category": ["a", "", "a"]}


def test_columns_with_dots_and_columns_asked_for_in_another_order(source):
    assert columns_of(source, ["a", "a.b"]) == {"a": [4, 5, 6], "a.b": [1, 2, 3]}
    assert columns_of(source, ["a.b"]) == {"a.b": [1, 2, 3]}


def test_nested_columns_matter_only_where_they_are_asked_for(source):
    assert columns_of(source, ["a"]) == {"a": [4, 5, 6]}
    with pytest.raises(DataError, match="column `list`: the values are lists or structures"):
        columns_of(source, ["a", "list"])


def test_numbers_stored_as_text_are_parsed(source):
    table = pa.table({"n": ["1", " 0.5", "", None], "d": pa.array(["1", "2", "1", ""]).dictionary_encode()})
    for again in (open_source([stored(table, "n.parquet")]), table_source(table)):
        assert columns_of(again, numeric=["n", "d"]) == {"n": [1.0, 0.5, None, None], "d": [1.0, 2.0, 1.0, None]}
    assert columns_of(source, ["int8", "nothing"], numeric=["int8", "nothing"]) == {
        "int8": [1, 2, None],
        "nothing": [None, None, None],
    }


@pytest.mark.parametrize("kind", [pa.string(), pa.dictionary(pa.int32(), pa.string()), pa.large_string()])
def test_a_text_that_is_no_number_is_quoted_with_its_row(kind):
    values = ["1"] * 200_000 + ["x\x1b", "2"]
    table = pa.table({"n": pa.array(values).cast(kind)})
    message = complaint(stored(table), numeric=["n"])
    assert "row 200001, column `n`: `x\\u{1b}` is not a number" in message
    with pytest.raises(DataError, match="row 200001"):
        columns_of(table_source(table), numeric=["n"])


def test_true_and_false_are_no_numbers():
    table = pa.table({"n": [None, True]})
    assert "row 2, column `n`: `true`" in complaint(stored(table), numeric=["n"])
    assert columns_of(table_source(table.slice(0, 1)), numeric=["n"]) == {"n": [None]}


def test_bytes_that_are_not_text():
    assert "UTF-8" in complaint(stored(pa.table({"g": [b"\xff"]})))


def test_text_comes_as_dictionaries_but_not_long_text():
    rows = 150_000
    table = pa.table(
        {"g": ["x", "y", None] * (rows // 3), "t": [f"what speaker {row} said on that day" for row in range(rows)]}
    )
    batches = list(open_source([stored(table, row_group_size=40_000)]).batches(["g", "t"]))
    kinds = {tuple(pa.types.is_dictionary(kind) for kind in batch.schema.types) for batch in batches}
    assert kinds == {(True, False)}
    assert [value for batch in batches for value in batch.column(0).to_pylist()] == table["g"].to_pylist()
    assert [value for batch in batches for value in batch.column(1).to_pylist()] == table["t"].to_pylist()


def test_the_hash_is_that_of_the_file():
    source = open_source([stored(TABLE)])
    columns_of(source, ["a"])
    (file,) = source.files()
    assert (file.path, file.rows) == ("a.parquet", 3)
    assert file.sha256 == hashlib.sha256(Path("a.parquet").read_bytes()).hexdigest()


def test_the_hash_of_a_table_is_that_of_its_values():
    def digest(table: pa.Table) -> str:
        source = table_source(table, "scores")
        columns_of(source, ["n"])
        (file,) = source.files()
        assert (file.path, file.rows) == ("scores", 3)
        return file.sha256

    table = pa.table({"n": [1, 2, 3]})
    assert digest(table) == digest(pa.table({"n": [1, 2, 3]})) != digest(pa.table({"n": [1, 2, 4]}))
    assert len(digest(table)) == 64


def test_a_file_without_a_suffix_is_recognised():
    assert columns_of(open_source([stored(TABLE, "data")]), ["a"]) == {"a": [4, 5, 6]}
    assert columns_of(open_source([stored(TABLE, "data.PARQUET")]), ["a"]) == {"a": [4, 5, 6]}


def test_no_rows():
    assert "no rows" in complaint(stored(TABLE.slice(0, 0)), ["a"])
    with pytest.raises(DataError, match="no rows"):
        columns_of(table_source(TABLE.slice(0, 0)), ["a"])


def test_columns_named_twice():
    twice = pa.table([[1], [2]], names=["n", "n"])
    assert "more than one column named `n`" in complaint(stored(twice))
    with pytest.raises(DataError, match="more than one column named `n`"):
        table_source(twice)


@pytest.mark.parametrize("keep", [4, 8, 50, 300, -4, -20, -200])
def test_truncated_files(keep):
    whole = Path(stored(TABLE)).read_bytes()
    assert "not a complete Parquet file" in complaint_about("b.parquet", whole[:keep], "a")


def test_damaged_pages():
    table = pa.table({"g": [f"value {row % 1000}" for row in range(50_000)], "n": list(range(50_000))})
    whole = bytearray(Path(stored(table, write_page_checksum=True)).read_bytes())
    whole[5000:5040] = b"\xff" * 40
    assert "damaged" in complaint_about("b.parquet", bytes(whole), "g", "n")


def large(groups: int) -> pa.Table:
    """A table of row groups large enough to be decoded side by side, each with texts that the others have not."""
    size = 1 << 16
    return pa.table(
        {
            "g": [f"group {row // size} {row % 3}" if row % 5 else None for row in range(groups * size)],
            "n": pa.array(range(groups * size)),
        }
    )


def test_row_groups_decoded_side_by_side_come_in_order():
    table = large(7)
    source = open_source([stored(table, row_group_size=1 << 16)])
    assert columns_of(source, ["n", "g"]) == {"n": table["n"].to_pylist(), "g": table["g"].to_pylist()}
    assert source.files()[0].sha256 == hashlib.sha256(Path("a.parquet").read_bytes()).hexdigest()


def test_damage_in_a_later_row_group():
    whole = bytearray(Path(stored(large(3), row_group_size=1 << 16, write_page_checksum=True)).read_bytes())
    start = parquet.ParquetFile("a.parquet").metadata.row_group(2).column(1).data_page_offset
    whole[start + 5000 : start + 5040] = b"\xff" * 40
    assert "damaged" in complaint_about("b.parquet", bytes(whole), "g", "n")


def test_other_formats_with_the_suffix():
    assert "not a Parquet file" in complaint_about("b.parquet", "g,h\nx,1\n")
    assert "empty" in complaint_about("b.parquet", "")


def test_a_compressed_parquet_file():
    import gzip

    whole = Path(stored(TABLE)).read_bytes()
    assert "inside another compression" in complaint_about("b.parquet.gz", gzip.compress(whole))


def test_parts_may_differ_in_width_but_not_in_kind():
    stored(pa.table({"n": pa.array([1], pa.int32()), "g": ["x"]}), "a.parquet")
    stored(pa.table({"g": pa.nulls(1), "n": pa.array([2.5])}), "b.parquet")
    assert columns_of(open_source(["a.parquet", "b.parquet"])) == {"n": [1, 2.5], "g": ["x", None]}
    stored(pa.table({"n": ["1"], "g": ["y"]}), "c.parquet")
    assert columns_of(open_source(["a.parquet", "c.parquet"]), ["g"]) == {"g": ["x", "y"]}
    assert "`c.parquet`, column `n`: it holds text, in the first file numbers" in complaint(["a.parquet", "c.parquet"])


def test_files_of_different_formats_with_the_same_columns():
    stored(pa.table({"n": [1], "g": ["x"]}), "a.parquet")
    write("b.csv", "g,n\ny,2\n")
    write("c.jsonl", '{"g": "z"}\n')
    found = columns_of(open_source(["a.parquet", "b.csv", "c.jsonl"]), numeric=["n"])
    assert found == {"n": [1, 2.0, None], "g": ["x", "y", "z"]}


def test_a_file_that_cannot_be_hashed_has_no_hash():
    def refuse() -> None:
        raise OSError(5, "the disk is broken")

    with hashed_meanwhile(StoredFile("a.parquet", refuse)) as sha256, pytest.raises(OSError, match="broken"):
        sha256()


def test_a_file_that_disappears(monkeypatch):
    source = open_source([stored(TABLE)])
    whole = ParquetFile._opened
    monkeypatch.setattr(ParquetFile, "_opened", lambda self, names: [os.remove("a.parquet"), whole(self, names)][1])
    with pytest.raises(DataError, match="cannot be found"):
        columns_of(source, ["a"])
    assert source.files() == []
