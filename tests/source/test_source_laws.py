"""Whatever text a table holds, every format gives it back, in blocks of any size."""

from __future__ import annotations

import csv
import io
import json

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from readings import columns_of, write

from fairaudit.source import open_source, table_source
from fairaudit.source.quotes import end_of_records, record_starts

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6) | st.sampled_from(
    ['"', '""', "a\nb", ",", "\r\n", "NA", "01", " ", "'", "\ufeff", "1e5", "\t", "\\", '","']
)
NAMES = ["g", "h h", "t,t"]
TABLES = st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=30)
FILES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def as_csv(rows, quoting=csv.QUOTE_MINIMAL, delimiter=","):
    written = io.StringIO(newline="")
    if any("\r" in text for row in rows for text in row):
        quoting = csv.QUOTE_ALL  # the writer forgets that a carriage return ends a line
    writer = csv.writer(written, quoting=quoting, delimiter=delimiter, lineterminator="\n")
    writer.writerow(NAMES)
    writer.writerows(rows)
    return written.getvalue()


def as_columns(rows):
    return dict(zip(NAMES, map(list, zip(*rows, strict=True)), strict=True))


def with_nulls(columns):
    return {name: [value or None for value in values] for name, values in columns.items()}


@FILES
@given(TABLES, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(",;|\t"))
def test_csv_gives_every_text_back(rows, quoting, delimiter):
    source = open_source([write("a.csv", as_csv(rows, quoting, delimiter))], delimiter=delimiter)
    assert columns_of(source) == with_nulls(as_columns(rows))
    assert columns_of(source, keep_empty=NAMES) == as_columns(rows)


@FILES
@given(TABLES)
def test_parquet_json_lines_and_tables_give_every_text_back(rows):
    columns = as_columns(rows)
    parquet.write_table(pa.table(columns), "a.parquet")
    write("a.jsonl", "".join(json.dumps(dict(zip(NAMES, row, strict=True)), ensure_ascii=False) + "\n" for row in rows))
    for source in (open_source(["a.parquet"]), open_source(["a.jsonl"]), table_source(pa.table(columns))):
        assert columns_of(source) == with_nulls(columns)
        assert columns_of(source, keep_empty=NAMES) == columns


@given(TABLES, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.integers(1, 200))
def test_records_cut_anywhere_are_the_same_records(rows, quoting, size):
    data = as_csv(rows, quoting).encode()
    starts, pending, position = [], b"", 0
    for begin in range(0, len(data), size):
        pending += data[begin : begin + size]
        end = end_of_records(pending, b",")
        starts += [position + start for start in record_starts(pending[:end], b",").tolist()] if end else []
        pending, position = pending[end:], position + end
    assert pending == b""
    assert starts == record_starts(data, b",").tolist()
    assert len(starts) == len(rows) + 1
