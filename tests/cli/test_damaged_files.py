"""Files whose parts contradict each other: nothing is audited, and the message says which file."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from command_line import Command
from pyarrow import parquet

ROWS = 300
VALUES = [row % 2 for row in range(ROWS)]


def stored(name: str, columns: dict[str, list[object]], **options: object) -> bytearray:
    table = pa.table({"y_true": VALUES, "y_pred": VALUES} | columns)
    parquet.write_table(table, name, compression="none", **options)
    return bytearray(Path(name).read_bytes())


def audited(fairaudit: Command, stored_bytes: bytes) -> str:
    Path("damaged.parquet").write_bytes(stored_bytes)
    return fairaudit("report", "damaged.parquet", "-g", "h", "-q").message


def test_an_index_past_the_end_of_a_parquet_dictionary(fairaudit):
    """Of runs of 50 x, 50 y, 100 z, 50 x, 50 y the third is of a fourth value now, and there are three."""
    whole = stored("a.parquet", {"h": ["x"] * 50 + ["y"] * 50 + ["z"] * 100 + ["x"] * 50 + ["y"] * 50})
    runs = bytes([2, 50 << 1, 0, 50 << 1, 1, 100 << 1 & 0x7F | 0x80, 100 << 1 >> 7, 2])
    place = bytes(whole).index(runs) + len(runs) - 1
    assert fairaudit("report", "a.parquet", "-g", "h", "-q").code == 0
    whole[place] = 3
    assert "`damaged.parquet` is not a complete Parquet file: it is damaged" in audited(fairaudit, whole)


def test_a_damaged_byte_that_could_be_a_value_is_noticed_where_pages_have_checksums(fairaudit):
    whole = stored("a.parquet", {"h": ["first"] * 150 + ["other"] * 150}, write_page_checksum=True)
    assert fairaudit("report", "a.parquet", "-g", "h", "-q").code == 0
    whole[bytes(whole).index(b"other")] = ord("a")
    assert "is damaged" in audited(fairaudit, whole)


def small(number: int) -> bytes:
    """A number of 8 to 13 bits as Thrift's compact protocol has it: zigzag, then seven bits a byte."""
    return bytes([number << 1 & 0x7F | 0x80, number << 1 >> 7])


def rows_of(name: str) -> tuple[int, ...]:
    """What the footer, the row group and each of its columns say."""
    metadata = parquet.ParquetFile(name).metadata
    group = metadata.row_group(0)
    columns = (group.column(place).num_values for place in range(group.num_columns))
    return metadata.num_rows, group.num_rows, *columns


def test_counts_of_rows_that_disagree(fairaudit):
    """One of the five counts in the footer says 250 or 301, where all others say 300."""
    whole = stored("a.parquet", {"h": ["x", "y", "z"] * 100}, store_schema=False)
    start = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    assert rows_of("a.parquet") == (ROWS,) * 5
    for rows in (250, 301):
        expected = {tuple(rows if place == other else ROWS for other in range(5)) for place in range(5)}
        for place in range(start, len(whole) - 8):
            if whole[place : place + 2] != small(ROWS):
                continue
            changed = bytes(whole[:place] + small(rows) + whole[place + 2 :])
            Path("changed.parquet").write_bytes(changed)
            if (said := rows_of("changed.parquet")) in expected:
                expected.remove(said)
                assert "`damaged.parquet` is damaged: its parts disagree about how many rows" in audited(
                    fairaudit, changed
                )
        assert expected == set()
