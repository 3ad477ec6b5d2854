"""Values at the edges of their types: each is its own label, or the data are refused with a message."""

from __future__ import annotations

import datetime
import decimal
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import fairaudit
from fairaudit.cli.run import run
from fairaudit.errors import DataError

ROWS = 60


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def table(**columns: Any) -> pa.Table:
    return pa.table({"y_true": [0, 1] * 30, "y_pred": [0, 1] * 30} | columns)


def counted(data: Any, name: str = "g", **settings: Any) -> dict[str | None, int]:
    """Rows by label, as the command line reads a file and as Python reads a table: both say the same."""
    if isinstance(data, pa.Table):
        parquet.write_table(data, "a.parquet")
        in_memory = counted_in(data, name, **settings)
        assert counted_in("a.parquet", name, **settings) == in_memory
        return in_memory
    return counted_in(data, name, **settings)


def counted_in(data: Any, name: str, **settings: Any) -> dict[str | None, int]:
    report = fairaudit.audit(data, groups=name, **settings).to_dict()
    return {entry["group"][name]: entry["n"] for entry in report["groups"]}


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["report", *arguments, "-q"]) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("kind", [pa.int8(), pa.int16(), pa.int32(), pa.int64()])
def test_whole_numbers_from_one_end_of_their_type_to_the_other(kind):
    bits = kind.bit_width - 1
    low, high = -(2**bits), 2**bits - 1
    assert counted(table(g=pa.array([low, -1, high] * 20, kind))) == {str(low): 20, "-1": 20, str(high): 20}


def test_files_with_whole_numbers_of_different_widths():
    """Each number from 0 to 179 once, then bytes: without a sign, -100 would be 156."""
    columns = {name: [row % 2 for row in range(180)] for name in ("y_true", "y_pred")}
    parquet.write_table(pa.table(columns | {"g": pa.array(range(180), pa.int32())}), "a.parquet")
    parquet.write_table(table(g=pa.array([-100, 0, 7] * 20, pa.int8())), "b.parquet")
    found = counted(["a.parquet", "b.parquet"])
    assert (found["-100"], found["0"], found["7"], found["156"]) == (20, 21, 21, 1)


def test_dates_beyond_those_of_python():
    days = pa.array([2932897, 0, -719163] * 20, pa.int32()).cast(pa.date32())
    assert counted(table(g=days)) == {"0000-12-31": 20, "10000-01-01": 20, "1970-01-01": 20}


def test_times_that_no_calendar_has(capsys):
    times = pa.array([2**62, 0] * 30, pa.int64()).cast(pa.timestamp("ms"))
    with pytest.raises(DataError, match=r"Column `g` holds a date that no calendar has \(4611686018427387904\)"):
        counted_in(table(g=times), "g")
    parquet.write_table(table(g=times), "a.parquet")
    assert "no calendar" in refused(capsys, "a.parquet", "-g", "g")


def test_a_time_zone_that_is_not_installed(capsys):
    parquet.write_table(table(g=pa.array([1, 2] * 30, pa.timestamp("us", tz="Mars/Olympus"))), "a.parquet")
    message = refused(capsys, "a.parquet", "-g", "g")
    assert "Column `g` holds times in the zone `Mars/Olympus`, which this machine does not know." in message
    assert "1970" in "".join(map(str, counted(table(g=pa.array([1, 2] * 30, pa.timestamp("us", tz="UTC"))))))


def test_times_to_the_nanosecond():
    times = pa.array([1, 0, 1_000, 1_001, 1_000_000_000] * 12, pa.int64()).cast(pa.time64("ns"))
    assert counted(table(g=times)) == dict.fromkeys(
        ["00:00:00.000000001", "00:00:00", "00:00:00.000001", "00:00:00.000001001", "00:00:01"], 12
    )


@pytest.mark.parametrize("kind", [pa.decimal32(6, 2), pa.decimal64(6, 2), pa.decimal128(6, 2), pa.decimal256(6, 2)])
def test_decimals_of_every_width(kind):
    values = [decimal.Decimal("1.10"), decimal.Decimal("2.00"), None]
    data = table(g=pa.array(values * 20, kind), w=pa.array([decimal.Decimal("1.5")] * ROWS, kind))
    assert counted_in(data, "g") == {"1.1": 20, "2": 20, None: 20}
    assert fairaudit.audit(data, groups="g", weight="w").to_dict()["overall"]["weight"] == 90


def test_an_empty_text_is_missing_however_bytes_are_stored():
    """In binary columns, and in dictionaries of binary."""
    plain = pa.array([b"", b"x", None] * 20)
    for values in (plain, plain.dictionary_encode(), plain.cast(pa.large_binary()).dictionary_encode()):
        assert counted_in(table(g=values), "g") == {"x": 20, None: 40}


def test_a_column_whose_name_is_no_text(capsys):
    parquet.write_table(table(group=["a", "b"] * 30), "a.parquet", store_schema=False)
    whole = Path("a.parquet").read_bytes()
    Path("b.parquet").write_bytes(whole.replace(b"group", b"gro\xe5\xff"))
    assert "`b.parquet` has a column whose name is not text in UTF-8" in refused(capsys, "b.parquet", "-g", "group")


@pytest.mark.parametrize("role", ["reference", "hypothesis"])
def test_bytes_that_are_no_words(capsys, role):
    columns = {"reference": ["a b"] * 2, "hypothesis": ["a b"] * 2, "g": ["x", "y"]}
    ids = pa.array([b"\xff" * 16, b"\xfe" * 16], pa.binary(16))
    for values in (ids, pa.ExtensionArray.from_storage(pa.uuid(), ids)):
        parquet.write_table(pa.table(columns | {role: values}), "a.parquet")
        assert f"Column `{role}` is to be the {role}" in refused(capsys, "a.parquet", "-g", "g")


def test_a_weight_of_more_digits_than_a_fraction_has_is_rounded_as_in_text():
    weights = [2**53 + 1, 3] * 30
    in_table = fairaudit.audit(table(g=["a", "b"] * 30, w=weights), groups="g", weight="w").to_dict()
    rows = "".join(f"{row % 2},{row % 2},{'ab'[row % 2]},{weights[row]}\n" for row in range(ROWS))
    Path("a.csv").write_text(f"y_true,y_pred,g,w\n{rows}")
    in_text = fairaudit.audit("a.csv", groups="g", weight="w").to_dict()
    assert in_table["overall"] == in_text["overall"]


def lines(*values: str) -> str:
    """JSON lines in which each of the values is the group of 30 rows."""
    rows = [(value, row % 2) for row in range(30) for value in values]
    Path("a.jsonl").write_text("".join(f'{{"y_true": {y}, "y_pred": {y}, "g": {value}}}\n' for value, y in rows))
    return "a.jsonl"


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (["9007199254740992", "9007199254740993", "0.5"], ["9007199254740992", "9007199254740993", "0.5"]),
        (["9223372036854775808", "0.5"], ["9223372036854775808", "0.5"]),
        (["1.0", "2", "0.5"], ["1", "2", "0.5"]),
        (["-0.0", "1e400", "1e15", '"1"'], ["0", "inf", "1000000000000000", "1"]),
        (["1" * 5000, "2"], ["1" * 5000, "2"]),
    ],
)
def test_whole_numbers_in_json_keep_their_digits(values, labels):
    assert counted(lines(*values)) == dict.fromkeys(labels, 30)


def test_large_whole_numbers_after_the_lines_that_show_the_type():
    """The first lines say that the column holds fractions; two numbers later on differ in the last of 16 digits."""
    rows = ["0.5"] * 40_000 + ["9007199254740992", "9007199254740993"] * 20
    Path("a.jsonl").write_text("".join(f'{{"y_true": 1, "y_pred": 1, "g": {value}}}\n' for value in rows))
    assert counted("a.jsonl", positive="1") == {"0.5": 40_000, "9007199254740992": 20, "9007199254740993": 20}


def test_a_whole_number_of_thousands_of_digits_in_a_column_that_is_not_used():
    Path("a.jsonl").write_text(f'{{"y_true": 1, "y_pred": 0, "g": "a", "x": {"1" * 5000}}}\n' * ROWS)
    assert counted("a.jsonl") == {"a": ROWS}


def test_what_is_wrong_with_json_is_said_once(capsys):
    Path("a.jsonl").write_text('{"y_true": 1, "y_pred": 0, "g": "a}\n')
    assert "(unterminated string starting at character 33)" in refused(capsys, "a.jsonl", "-g", "g")


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([2**70, 1] * 30, dtype=object),
        np.zeros(ROWS, np.longdouble),
        np.zeros(ROWS, complex),
        pd.Series([decimal.Decimal("1e50"), 1] * 30, dtype=object),
        pd.Series([datetime.timedelta(1), 2**65] * 30, dtype=object),
    ],
    ids=["integers over 64 bits", "long doubles", "complex numbers", "decimals", "a mixture"],
)
def test_columns_of_a_frame_that_arrow_cannot_hold(values):
    frame = pd.DataFrame({"y_true": [0, 1] * 30, "y_pred": [0, 1] * 30, "g": ["x", "y"] * 30, "other": values})
    assert counted(frame) == {"x": 30, "y": 30}
    assert sum(counted(frame, "other").values()) == ROWS


def test_long_doubles_and_large_integers_can_be_used():
    frame = pd.DataFrame({"y_true": [0, 1] * 30, "y_pred": [0, 1] * 30, "g": ["x", "y"] * 30})
    frame["score"] = np.array([0.25, 0.75] * 30, np.longdouble)
    frame["large"] = pd.Series([2**70, 1] * 30, dtype=object)
    assert counted(frame[["y_true", "g", "score"]], threshold=0.5) == {"x": 30, "y": 30}
    assert counted(frame, "large") == {str(2**70): 30, "1": 30}


def test_a_text_that_is_too_long_to_be_a_label(capsys):
    rows = "".join(f"{row % 2},{row % 2},{'x' * 10_001}\n" for row in range(ROWS))
    Path("a.csv").write_text("y_true,y_pred,g\n" + rows)
    message = refused(capsys, "a.csv", "-g", "g")
    assert "Column `g` holds a text of 10,001 characters, so it is hardly a column of groups" in message
    assert len(message) < 400
    Path("a.csv").write_text("y_true,y_pred,g\n" + rows.replace("x" * 10_001, "x" * 10_000))
    assert counted("a.csv") == {"x" * 10_000: ROWS}
    assert json.dumps(counted("a.csv"))
