"""`fairaudit batch` where the machine fails: full disks, files that change, folders that go, links that loop."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batch_folders import contents, decisions, ended, started, summary, wait_for_reports

from fairaudit.batches.auditor import FileAuditor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
AS_EVERYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
"""What takes from root the right to read what nobody may read."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number in range(12):
        decisions(tmp_path / "runs" / f"{number:02}.csv", rows=400 + 2 * number)
    return tmp_path


@pytest.fixture
def whole(tree: Path) -> dict[str, str]:
    """What a run without any fault writes; the folder is moved away."""
    assert ended(started(tree, 2)) == (0, "")
    (tree / "audits").rename(tree / "before")
    return contents(tree / "before")


def errors(tree: Path) -> dict[str, str]:
    return {row["name"]: row["error"] for row in summary(tree)["results"] if row["error"]}


def assert_nothing_is_half_written(folder: Path) -> None:
    for path in folder.rglob("*"):
        assert path.suffix != ".tmp"
        if path.suffix == ".json":
            json.loads(path.read_text())
        if path.suffix == ".html":
            assert path.read_text().endswith("</html>\n")


def test_a_disk_that_is_really_full(tree: Path, whole: dict[str, str]) -> None:
    disk = tree / "audits"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=600k,mode=777", "tmpfs", str(disk)]
    if os.getuid() != 0 or subprocess.run(mounted, capture_output=True).returncode != 0:
        pytest.skip("only root can make a small disk")
    try:
        code, complaint = ended(started(tree, 2))
        assert code == 2
        assert complaint.startswith("error: Cannot write audits/")
        assert "the disk is full; nothing was left half-written. Make room" in complaint
        assert_nothing_is_half_written(disk)
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        assert ended(started(tree, 2)) == (0, "")
        assert contents(disk) == whole
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_that_may_not_grow_as_large_as_a_report(tree: Path, whole: dict[str, str], jobs: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    code, complaint = ended(started(tree, jobs, preexec_fn=limit))
    assert code == 2
    assert complaint.startswith("error: Cannot write audits/reports/")
    assert "raise the limit (`ulimit -f`)" in complaint
    assert_nothing_is_half_written(tree / "audits")
    assert ended(started(tree, 2)) == (0, "")
    assert contents(tree / "audits") == whole


def test_a_folder_that_vanishes_while_the_batch_runs(tree: Path) -> None:
    for number in range(30):
        decisions(tree / "runs" / "z" / f"{number:02}.csv")
    process = started(tree, 1)
    wait_for_reports(tree, process)
    shutil.rmtree(tree / "runs" / "z")
    assert ended(process) == (0, "")
    gone = errors(tree)
    assert "z/29.csv" in gone
    assert all(name.startswith("z/") and "cannot be found" in why for name, why in gone.items())
    assert len(summary(tree)["results"]) == 42


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_output_folder_that_is_moved_while_the_batch_runs(tree: Path, jobs: int) -> None:
    process = started(tree, jobs)
    wait_for_reports(tree, process)
    (tree / "audits").rename(tree / "elsewhere")
    code, complaint = ended(process)
    assert (code, complaint) == (
        2,
        "error: The folder audits was removed or renamed while the batch ran. Run the command again.\n",
    )
    assert not (tree / "audits").exists()


def test_a_file_that_is_replaced_after_it_was_recognised(fairaudit, tmp_path, monkeypatch):
    decisions(tmp_path / "runs" / "a.csv", right=(90, 90))
    arguments = ("batch", "runs", "-g", "sex", "-o", "audits", "--jobs", "1")
    audit = FileAuditor.audit

    def replaced(self, result):
        decisions(tmp_path / "runs" / "a.csv", right=(70, 70))
        return audit(self, result)

    monkeypatch.setattr(FileAuditor, "audit", replaced)
    assert fairaudit(*arguments).code == 0
    monkeypatch.setattr(FileAuditor, "audit", audit)
    decisions(tmp_path / "runs" / "a.csv", right=(80, 80))
    assert fairaudit(*arguments).code == 0
    assert summary(tmp_path)["results"][0]["headline"]["value"] == pytest.approx(0.8)


def test_a_file_that_is_cut_short_after_it_was_recognised(fairaudit, tmp_path, monkeypatch):
    (tmp_path / "runs").mkdir()
    path = tmp_path / "runs" / "a.parquet"
    columns = {"sex": ["f", "m"] * 500, "y_true": [0, 1] * 500, "y_pred": [0, 1] * 500}
    pq.write_table(pa.table(columns), path)
    audit = FileAuditor.audit

    def cut(self, result):
        os.truncate(path, path.stat().st_size // 2)
        return audit(self, result)

    monkeypatch.setattr(FileAuditor, "audit", cut)
    assert fairaudit("batch", "runs", "-g", "sex", "-o", "audits", "--jobs", "1").code == 2
    assert "not a complete Parquet file" in errors(tmp_path)["a.parquet"]


def test_links_that_loop_and_links_to_nothing(tree: Path) -> None:
    (tree / "runs" / "again").symlink_to(tree / "runs")
    (tree / "runs" / "loop.csv").symlink_to("loop.csv")
    (tree / "runs" / "nothing.csv").symlink_to("nowhere.csv")
    assert ended(started(tree, 2)) == (0, "")
    assert len(summary(tree)["results"]) == 14
    found = errors(tree)
    assert set(found) == {"loop.csv", "nothing.csv"}
    assert "`runs/loop.csv` is a link that leads back to itself." in found["loop.csv"]
    assert "`runs/nothing.csv` cannot be found." in found["nothing.csv"]


def test_a_file_that_may_not_be_read(tree: Path) -> None:
    before = AS_EVERYBODY if os.getuid() == 0 else []
    if subprocess.run([*before, "true"], capture_output=True).returncode != 0:
        pytest.skip("root may read everything, and setpriv cannot change that here")
    (tree / "runs" / "05.csv").chmod(0)
    assert ended(started(tree, 2, before=before)) == (0, "")
    why = "may not be read by this user. Change its permissions, or run as a user who may read it."
    assert errors(tree) == {"05.csv": f"`runs/05.csv` {why}"}


def test_a_folder_that_may_not_be_read(tree: Path) -> None:
    before = AS_EVERYBODY if os.getuid() == 0 else []
    if subprocess.run([*before, "true"], capture_output=True).returncode != 0:
        pytest.skip("root may read everything, and setpriv cannot change that here")
    (tree / "runs" / "locked").mkdir(mode=0)
    code, complaint = ended(started(tree, 2, before=before))
    assert code == 2
    assert "runs/locked cannot be read: Permission denied." in complaint


def test_an_output_folder_within_the_tree(fairaudit, tmp_path):
    decisions(tmp_path / "a.csv")
    for _ in range(2):
        assert fairaudit("batch", ".", "-g", "sex", "-o", "audits", "--jobs", "1").code == 0
        assert [row["name"] for row in summary(tmp_path)["results"]] == ["a.csv"]


def test_two_results_with_one_name(fairaudit, tmp_path):
    decisions(tmp_path / "a.csv")
    (tmp_path / "list.csv").write_text("name,path\nlab,a.csv\nlab,a.csv\n")
    message = fairaudit("batch", "--manifest", "list.csv", "-g", "sex", "-o", "audits").message
    assert message == "Two results are named lab: a.csv and a.csv. Rename one: each has a report of its own."
    assert not (tmp_path / "audits").exists()


def test_a_process_that_is_killed_for_its_memory(tree: Path) -> None:
    process = started(tree, 2)
    wait_for_reports(tree, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    workers = [each for each in children if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
    os.kill(int(workers[0]), signal.SIGKILL)
    assert ended(process) == (0, "")
    assert [row["name"] for row in summary(tree)["results"]] == [f"{number:02}.csv" for number in range(12)]
    assert errors(tree) == {}, "each was done again by itself"
