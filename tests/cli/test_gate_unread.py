"""A gate whose output nobody reads still judges, and its exit code is the verdict. All through the real command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = [sys.executable, "-m", "fairaudit"]
RULE = '[data]\ngroups = ["sex"]\n[[rules]]\nrequire = "accuracy overall >= 0.99"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a model that is right in nine of ten rows, so that at least 99% is broken, and a policy that wants that."""
    rows = [f"{row},{row % 2},{row % 2 ^ (row % 10 == 0):d},{'fm'[row % 3 == 0]}" for row in range(1000)]
    (tmp_path / "d.csv").write_text("\n".join(["id,y_true,y_pred,sex", *rows]) + "\n")
    (tmp_path / "p.toml").write_text(RULE)
    return tmp_path


def left_alone(folder: Path, *arguments: str, both: bool = False, **variables: str) -> int:
    """Run the command with standard error (or both streams) going into a pipe that nobody reads; return the code."""
    ear, mouth = os.pipe()
    os.close(ear)
    try:
        out = mouth if both else subprocess.DEVNULL
        environment = {**os.environ, **variables}
        return subprocess.run([*RUN, *arguments], cwd=folder, stdout=out, stderr=mouth, env=environment).returncode
    finally:
        os.close(mouth)


@pytest.mark.parametrize("both", [False, True])
def test_check(folder: Path, both: bool) -> None:
    assert left_alone(folder, "check", "d.csv", "--config", "p.toml", "-o", "r.json", both=both) == 1
    assert json.loads((folder / "r.json").read_text())["gate"]["verdict"] == "fail"


def test_annotations(folder: Path) -> None:
    page = folder / "summary.md"
    named = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page)}
    assert left_alone(folder, "check", "d.csv", "--config", "p.toml", **named) == 1
    assert "FAIL" in page.read_text()


def test_compare(folder: Path) -> None:
    worse = (folder / "d.csv").read_text().replace(",1,1,", ",1,0,")
    (folder / "new.csv").write_text(worse)
    rule = ("-g", "sex", "--id", "id", "--require", "accuracy.change overall >= -0.01")
    assert left_alone(folder, "compare", "d.csv", "new.csv", *rule, "-o", "c.json", both=True) == 1
    assert json.loads((folder / "c.json").read_text())["gate"]["verdict"] == "fail"


def test_batch(folder: Path) -> None:
    (folder / "runs").mkdir()
    (folder / "d.csv").rename(folder / "runs" / "d.csv")
    assert left_alone(folder, "batch", "runs", "--config", "p.toml", "-o", "audits", both=True) == 1
    assert (folder / "audits" / "index.html").exists()


def test_a_full_disk_under_standard_error(folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with open("/dev/full", "wb") as full:
        arguments = [*RUN, "check", "d.csv", "--config", "p.toml", "-o", "r.json"]
        done = subprocess.run(arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=full)
    assert (done.returncode, (folder / "r.json").exists()) == (1, True)


@pytest.mark.parametrize(("limit", "code"), [("0.99", 1), ("0.5", 0)])
@pytest.mark.parametrize("page", ["/nonexistent/summary.md", "."])
def test_a_summary_that_cannot_be_written_changes_no_verdict(folder: Path, page: str, limit: str, code: int) -> None:
    rule = f"accuracy overall >= {limit}"
    environment = {**os.environ, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": page}
    arguments = [*RUN, "check", "d.csv", "-g", "sex", "--require", rule, "-q"]
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == code
    assert "The job's summary (GITHUB_STEP_SUMMARY) cannot be written: " in done.stderr
