"""The output folder of a batch: what was damaged is made again, and two batches do not disturb each other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from batch_folders import contents, decisions, summary

from fairaudit.batches import Store
from fairaudit.batches.store import safe_path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    decisions(tmp_path / "runs" / "d.csv")
    return tmp_path


def batch(fairaudit, *arguments: str):
    return fairaudit("batch", "runs", "-g", "sex", "-o", "audits", "-q", "--jobs", "1", *arguments)


def note(tree: Path) -> Path:
    return tree / "audits" / ".fairaudit-batch" / "d.csv.json"


@pytest.mark.parametrize("page", ["d.csv.html", "d.csv.json"])
@pytest.mark.parametrize("left", [0, 100])
def test_a_report_that_was_cut_is_written_again(fairaudit, tree, monkeypatch, page, left):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert batch(fairaudit).code == 0
    whole, report = contents(tree / "audits"), tree / "audits" / "reports" / page
    report.write_bytes(report.read_bytes()[:left])
    assert batch(fairaudit).code == 0
    assert contents(tree / "audits") == whole


def test_what_is_whole_is_not_written_again(fairaudit, tree):
    assert batch(fairaudit).code == 0
    before = {path: path.stat().st_mtime_ns for path in (tree / "audits" / "reports").iterdir()}
    assert batch(fairaudit).code == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda found: found["row"].clear(),
        lambda found: found.update(row=5),
        lambda found: found.update(sizes="many"),
        lambda found: found.pop("sizes"),
        lambda found: found["row"].update(headline={"value": "high"}),
        lambda found: found["row"].update(name="other.csv"),
        lambda found: found["row"].update(report="../elsewhere.json"),
    ],
)
def test_a_damaged_note_is_made_again(fairaudit, tree, monkeypatch, damage):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert batch(fairaudit).code == 0
    whole, found = contents(tree / "audits"), json.loads(note(tree).read_text())
    damage(found)
    note(tree).write_text(json.dumps(found))
    assert batch(fairaudit).code == 0
    assert contents(tree / "audits") == whole


def test_a_note_that_is_no_json_is_made_again(fairaudit, tree):
    batch(fairaudit)
    for text in ("", "[" * 100_000, "null", "\x00"):
        note(tree).write_text(text)
        assert batch(fairaudit).code == 0
        assert json.loads(note(tree).read_text())["row"]["name"] == "d.csv"


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks of POSIX")
def test_a_second_batch_leaves_what_the_first_is_writing(fairaudit, tree):
    """The first is another process that uses the folder until it is told to end."""
    assert batch(fairaudit).code == 0
    writing = tree / "audits" / "reports" / f".fairaudit-{'0' * 16}.tmp"
    writing.write_text("half")
    hold = (
        "from pathlib import Path; from fairaudit.batches import Store\n"
        "with Store(Path('audits')).in_use(): print(flush=True); input()"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", hold],
        cwd=tree,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    first.stdout.readline()
    assert not writing.exists(), "the first was alone and cleared what a killed run had left"
    writing.write_text("half")
    assert batch(fairaudit).code == 0
    assert writing.exists()
    first.communicate("\n", timeout=60)
    assert batch(fairaudit).code == 0
    assert not writing.exists()


def test_two_batches_at_once_write_the_same_as_one(tree):
    for number in range(6):
        decisions(tree / "runs" / f"{number}.csv", rows=400)
    command = [sys.executable, "-m", "fairaudit", "batch", "runs", "-g", "sex", "-o", "audits", "-q", "--jobs", "1"]
    both = [subprocess.Popen(command, cwd=tree, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(process.communicate(timeout=120)[1], process.returncode) for process in both] == [("", 0)] * 2
    assert len(summary(tree)["results"]) == 7
    assert not list((tree / "audits").rglob("*.tmp"))


def test_names_of_which_one_could_be_a_folder_of_the_other(fairaudit, tree):
    names = ("a", "a.json/b", "a.HTML/c", "a.json")
    (tree / "list.csv").write_text("\n".join(["name,path", *(f"{name},runs/d.csv" for name in names)]))
    ended = fairaudit("batch", "--manifest", "list.csv", "-g", "sex", "-o", "audits", "-q", "--jobs", "1")
    assert ended.code == 0
    rows = summary(tree)["results"]
    assert [row["name"] for row in rows] == [*names]
    assert len({row["report"] for row in rows}) == 4
    for row in rows:
        assert json.loads((tree / "audits" / row["report"]).read_text())["overall"]["n"] == 200


def test_paths_of_reports_by_hand():
    assert safe_path("a.json/b.json") == "a%2Ejson/b.json"
    assert safe_path("x/a.b/c.csv") == "x/a.b/c.csv"
    assert Store(Path("audits")).report("a") == "reports/a.json"


def test_a_name_that_is_too_long_is_refused(fairaudit, tree):
    ended = fairaudit("batch", "x" * 3000, "-g", "sex", "-o", "audits")
    assert "cannot be read: File name too long" in ended.message
    assert "the name is too long" in fairaudit("report", "runs/d.csv", "-g", "sex", "-o", f"{'x' * 3000}.json").message
    assert tree.exists()


@pytest.mark.parametrize("line", ["a\x00b,runs/d.csv", "a,runs/\x00d.csv"])
def test_a_nul_in_a_manifest_is_refused(fairaudit, tree, line):
    (tree / "list.csv").write_text(f"name,path\n{line}\n")
    message = fairaudit("batch", "--manifest", "list.csv", "-g", "sex", "-o", "audits").message
    assert "NUL" in message
    assert "list.csv" in message


def test_only_what_these_processes_left_is_removed(tmp_path):
    """The first eight digits are the process: 255 is 000000ff."""
    (tmp_path / "reports").mkdir()
    names = [f".fairaudit-000000ff{'1' * 8}.tmp", f".fairaudit-00000100{'1' * 8}.tmp", ".fairaudit-mine.tmp"]
    for name in names:
        (tmp_path / "reports" / name).write_text("half")
    Store(tmp_path).clear([255])
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == names[1:]
