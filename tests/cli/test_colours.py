"""Colours are for terminals: files have none, and a batch colours its verdicts."""

from __future__ import annotations

from pathlib import Path

import batch_folders
import pytest
from command_line import Command

RED, GREEN = "\x1b[1;31m", "\x1b[32m"


@pytest.mark.parametrize("suffix", [".md", ".html", ".csv", ".json"])
def test_files_have_no_colour(fairaudit: Command, decisions: Path, suffix: str) -> None:
    written = Path(f"report{suffix}")
    fairaudit("report", decisions, "-g", "sex", "-q", "--color", "always", "-o", written)
    assert "\x1b" not in written.read_text(encoding="utf-8")


@pytest.mark.parametrize("format_", ["md", "json"])
def test_documents_for_other_programs_have_no_colour(fairaudit: Command, decisions: Path, format_: str) -> None:
    assert "\x1b" not in fairaudit("report", decisions, "-g", "sex", "--color", "always", "--format", format_).out


def test_a_batch_colours_verdicts_and_what_could_not_be_audited(fairaudit: Command, tmp_path: Path) -> None:
    """Of 100 decisions of each sex 95 and 95 are right, or 95 and 40: by hand, a pass and a fail of 0.8."""
    batch_folders.decisions(tmp_path / "runs" / "good.csv", right=(95, 95))
    batch_folders.decisions(tmp_path / "runs" / "poor.csv", right=(95, 40))
    (tmp_path / "runs" / "other.csv").write_text("x,y\n1,2\n")
    rules = ("--require", "accuracy.worst by sex >= 0.8", "-o", "audits")
    told = fairaudit("batch", "runs", "-g", "sex", *rules, "--color", "always").out
    assert f"{GREEN}pass" in told
    assert f"{RED}FAIL" in told
    assert "\x1b[31mother.csv: not audited." in told
    assert "\x1b" not in fairaudit("batch", "runs", "-g", "sex", *rules).out
