"""Files, folders, globs, standard input: what is read, in which order, and what is said if nothing is."""

from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path

import pytest
from readings import columns_of, complaint, write

from fairaudit.errors import UsageError
from fairaudit.source import open_source, spool

ROW = "g\nx\n"


def paths_of(*paths: str) -> list[str]:
    source = open_source(paths)
    columns_of(source)
    return [file.path for file in source.files()]


def test_several_files_in_the_order_given():
    for name in ("b.csv", "a.csv"):
        write(name, f"g\n{name}\n")
    assert columns_of(open_source(["b.csv", "a.csv"])) == {"g": ["b.csv", "a.csv"]}
    assert paths_of("b.csv", "./a.csv") == ["b.csv", "./a.csv"]


def test_columns_may_stand_in_another_order():
    assert columns_of(open_source([write("a.csv", "g,h\nx,1\n"), write("b.csv", "h,g\n2,y\n")])) == {
        "g": ["x", "y"],
        "h": ["1", "2"],
    }


def test_a_folder_is_read_with_the_folders_in_it_and_without_what_is_not_data():
    for name in (
        "d/b.csv",
        "d/a.CSV",
        "d/sub/c.csv.gz"[:-3],
        "d/.hidden.csv",
        "d/_SUCCESS",
        "d/_tmp/x.csv",
        "d/.git/y.csv",
    ):
        write(name, ROW)
    write("d/README.md", "# not data")
    write("d/report.json", "{}")
    assert paths_of("d") == ["d/a.CSV", "d/b.csv", "d/sub/c.csv"]
    assert paths_of("d/") == ["d/a.CSV", "d/b.csv", "d/sub/c.csv"]


def test_a_folder_of_json_only():
    write("d/a.json", '{"g": 1}\n{"g": 2}\n')
    assert columns_of(open_source(["d"])) == {"g": [1, 2]}


def test_a_folder_that_links_to_itself():
    write("d/a.csv", ROW)
    os.symlink(os.path.abspath("d"), "d/again")
    write("elsewhere/b.csv", ROW)
    os.symlink(os.path.abspath("elsewhere"), "d/other")
    assert paths_of("d") == ["d/a.csv", "d/other/b.csv"]


@pytest.fixture
def partitioned() -> None:
    write("d/race=White%20%26%20x/sex=F/p.csv", "n,label\n1,0\n2,1\n")
    write("d/race=__HIVE_DEFAULT_PARTITION__/sex=M/p.csv", "n,label\n3,1\n")


@pytest.mark.usefixtures("partitioned")
@pytest.mark.parametrize("path", ["d", "d/", "d/race=*", "d/race=*/sex=*/*.csv", "d/**/*.csv"])
def test_partitions_become_columns(path):
    source = open_source([path])
    assert source.columns == ("n", "label", "race", "sex")
    assert columns_of(source, ["sex", "n", "race"]) == {
        "sex": ["F", "F", "M"],
        "n": ["1", "2", "3"],
        "race": ["White & x", "White & x", None],
    }
    assert columns_of(source, ["race"]) == {"race": ["White & x", "White & x", None]}
    assert [file.rows for file in source.files()] == [2, 1]


@pytest.mark.usefixtures("partitioned")
def test_a_folder_inside_a_partition_spells_only_what_is_below():
    assert open_source(["d/race=White%20%26%20x"]).columns == ("n", "label", "sex")


@pytest.mark.usefixtures("partitioned")
def test_faults_of_partitions():
    assert "`race` is `White & x`, which is not a number" in complaint("d", ["race"], numeric=["race"])
    write("d/x.csv", "n,label\n1,0\n")
    assert "lacks `race`, `sex`" in complaint("d")
    write("e/label=1/p.csv", "n,label\n1,0\n")
    assert "`label`, and so has the folder" in complaint("e")


def test_numbers_in_partitions():
    write("d/age=30/p.csv", ROW)
    write("d/age=/p.csv", ROW)
    assert columns_of(open_source(["d"]), ["age"], numeric=["age"]) == {"age": [None, 30.0]}


def test_globs_are_expanded_and_sorted():
    for name in ("part-2.csv", "part-1.csv", "other.csv", "sub/part-3.csv"):
        write(name, ROW)
    assert paths_of("part-*.csv") == ["part-1.csv", "part-2.csv"]
    assert paths_of("**/part-?.csv") == ["part-1.csv", "part-2.csv", "sub/part-3.csv"]
    assert paths_of("part-[2].csv") == ["part-2.csv"]


def test_a_name_with_glob_characters_is_a_name_if_there_is_such_a_file():
    write("a[1].csv", ROW)
    assert paths_of("a[1].csv") == ["a[1].csv"]


def test_a_name_that_is_not_utf8():
    name = os.fsdecode(b"caf\xe9.csv")
    write(name, ROW)
    assert paths_of(name) == ["caf\\xe9.csv"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"g,n\nx,1\n", {"g": ["x"], "n": ["1"]}),
        (b'{"g": "x", "n": 1}\n', {"g": ["x"], "n": [1]}),
    ],
)
@pytest.mark.parametrize("in_memory", [1, 1 << 20])
def test_standard_input(monkeypatch, content, found, in_memory):
    monkeypatch.setattr(spool, "_MOST_IN_MEMORY", in_memory)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    source = open_source(["-"])
    assert columns_of(source) == columns_of(source) == found
    assert [file.path for file in source.files()] == ["-"]


def test_parquet_on_standard_input(monkeypatch):
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table({"g": ["x"]}), "a.parquet")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path("a.parquet").read_bytes())))
    assert columns_of(open_source(["-"])) == {"g": ["x"]}


def test_the_copy_of_standard_input_is_removed(monkeypatch):
    monkeypatch.setattr(spool, "_MOST_IN_MEMORY", 1)
    monkeypatch.setenv("TMPDIR", os.getcwd())
    monkeypatch.setattr("tempfile.tempdir", os.getcwd())
    file = spool.spooled(io.BytesIO(b"g\nx\n"), "-")
    assert len(os.listdir()) == 1
    del file
    assert os.listdir() == []


def test_messages_about_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert "standard input is empty" in complaint("-")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="standard input"):
        open_source(["-"])


def test_a_named_pipe_is_read_once():
    os.mkfifo("pipe")
    writer = threading.Thread(target=lambda: Path("pipe").write_text(ROW, encoding="utf-8"))
    writer.start()
    assert columns_of(open_source(["pipe"])) == {"g": ["x"]}
    writer.join()


def test_uris_of_this_machine():
    write("d/sex=F/a.csv", ROW)
    write("d/_SUCCESS", "")
    folder = Path("d").absolute().as_uri()
    assert columns_of(open_source([f"{folder}/sex=F/a.csv"])) == {"g": ["x"]}
    assert columns_of(open_source([folder])) == {"g": ["x"], "sex": ["F"]}
    assert paths_of(folder) == [f"{folder}/sex=F/a.csv"]


def test_nothing_to_read():
    write("predictions.csv", ROW)
    os.mkdir("empty")
    write("other/readme.txt", "")
    cases = {
        "prediction.csv": "Did you mean `predictions.csv`?",
        "nowhere/a.csv": "nor a folder `nowhere`",
        "*.parquet": "No file matches `*.parquet`",
        "empty": "it is empty",
        "other": "it holds `readme.txt`",
        "file:///nowhere/a.csv": "nothing at",
        "ftpx://host/a.csv": "no address",
    }
    for path, words in cases.items():
        assert words in complaint(path)
    with pytest.raises(UsageError, match="No data"):
        open_source([])


def test_a_file_given_twice():
    write("a.csv", ROW)
    with pytest.raises(UsageError, match="given twice"):
        open_source(["a.csv", "./a.csv"])
    with pytest.raises(UsageError, match="given twice"):
        open_source([".", "a.csv"])


def test_a_path_that_may_not_be_read(monkeypatch):
    import pyarrow as pa

    def refuse(*_: object) -> None:
        raise PermissionError(13, "no")

    write("a.csv", ROW)
    monkeypatch.setattr(pa, "OSFile", refuse)
    assert "permissions" in complaint("a.csv")


def test_files_with_other_columns_are_named():
    write("a.csv", "g,n\nx,1\n")
    write("b.csv", "g,m\nx,1\n")
    message = complaint(["a.csv", "b.csv"], ["g"])
    assert "`b.csv`" in message
    assert "lacks `n` and adds `m`" in message


def test_no_rows_in_any_file():
    write("a.csv", "g\n")
    write("b.csv", "g\n")
    assert "no rows in 2 files" in complaint(["a.csv", "b.csv"])


def test_a_column_that_is_not_there():
    write("a.csv", "accent\nx\n")
    assert "no column `acent`. Did you mean `accent`?" in complaint("a.csv", ["acent"])
