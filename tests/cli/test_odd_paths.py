"""Paths that are no files: pipes, links to themselves, second names of one file, and what is beside the data."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import fairaudit as package
from fairaudit.errors import UsageError

ROWS = "y_true,y_pred,g\n" + "1,1,a\n0,0,b\n" * 40
PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.csv").write_text(ROWS)
    return tmp_path / "d"


def ended_in_time(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the real command, which must not wait for anything."""
    command = [sys.executable, "-m", "fairaudit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


@PIPES
@pytest.mark.parametrize("arguments", [["report", "d", "-g", "g"], ["report", "d/*.csv", "-g", "g"], ["init", "d"]])
def test_a_pipe_in_a_folder_is_not_waited_for(folder, arguments):
    os.mkfifo(folder / "x.csv")
    ended = ended_in_time(*arguments)
    assert ended.returncode == 2
    assert f"`d{os.sep}x.csv` is a pipe, a socket or a device, and no file." in ended.stderr


@PIPES
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pipe_in_a_batch_is_a_result_that_was_not_audited(folder, jobs):
    os.mkfifo(folder / "x.csv")
    ended_in_time("batch", "d", "-g", "g", "-o", "audits", "--jobs", jobs)
    results = json.loads(Path("audits/summary.json").read_text())["results"]
    assert {each["name"]: each["error"] is None for each in results} == {"a.csv": True, "x.csv": False}


@PIPES
def test_a_pipe_that_is_named_is_read(folder):
    os.mkfifo(folder / "x.csv")
    with subprocess.Popen([sys.executable, "-c", f"open('d/x.csv', 'w').write({ROWS!r})"]):
        assert ended_in_time("report", "d/x.csv", "-g", "g", "-q").returncode == 0


def test_a_socket_in_a_folder(folder, fairaudit):
    with socket.socket(socket.AF_UNIX) as bound:
        os.chdir(folder)
        bound.bind("s.csv")
        assert "`s.csv` is a pipe, a socket or a device" in fairaudit("report", ".", "-g", "g", "-q").message.replace(
            f".{os.sep}", ""
        )


@pytest.mark.parametrize("named", ["d", "d/*.csv", "d/loop.csv"])
def test_a_link_to_itself(folder, named):
    (folder / "loop.csv").symlink_to("loop.csv")
    ended = ended_in_time("report", named, "-g", "g", "-q")
    assert ended.returncode == 2
    assert f"`d{os.sep}loop.csv` is a link that leads back to itself." in ended.stderr


def test_two_names_of_one_file_are_not_counted_twice(folder):
    os.link(folder / "a.csv", folder / "b.csv")
    message = ended_in_time("report", "d", "-g", "g", "-q").stderr
    assert f"`d{os.sep}b.csv` is given twice, also as `d{os.sep}a.csv` (they are links to one file)" in message


@pytest.mark.usefixtures("folder")
def test_no_path_holds_a_nul(fairaudit):
    with pytest.raises(UsageError, match="is no path: it holds a NUL"):
        package.audit("d/a\0.csv", groups="g")
    with pytest.raises(UsageError, match="is no path: it holds a NUL"):
        package.compare("d/a.csv", "d/a\0.csv", groups="g")
    assert "NUL character" in fairaudit("report", "d/a\0.csv", "-g", "g").message
    Path("list.csv").write_text("name,path\none,d/a.csv\ntwo,d/a\0.csv\n")
    assert "NUL character" in fairaudit("batch", "--manifest", "list.csv", "-g", "g", "-o", "audits").message


def test_data_in_other_formats_beside_the_data_are_named(folder):
    for name in ("b.csv.xz", "c.txt", "README.md", "d.json", "fairaudit.toml", ".e.txt", "notes.md", "e.csv.gz.part"):
        (folder / name).write_text("")
    assumed = package.audit("d", groups="g").to_dict()["assumptions"]
    expected = f"`d{os.sep}b.csv.xz`, `d{os.sep}c.txt`"
    assert f"beside the data and not read, because of their suffix: {expected}" in assumed
    assert "beside" not in " ".join(package.audit("d/a.csv", groups="g").to_dict()["assumptions"])
