"""Folders of results, and what a batch made of them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def decisions(path: Path, rows: int = 200, right: tuple[int, int] = (90, 90)) -> None:
    """Write decisions of two groups of half the rows; `right` are the percentages of correct ones."""
    lines = ["sex,y_true,y_pred"]
    for sex, percent in zip("fm", right, strict=True):
        for row in range(rows // 2):
            label = row % 2
            lines.append(f"{sex},{label},{label if row * 100 // (rows // 2) < percent else 1 - label}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def summary(folder: Path) -> dict:
    found: dict = json.loads((folder / "audits" / "summary.json").read_text())
    return found


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def started(tree: Path, jobs: int, *, before: Sequence[str] = (), **options: Any) -> subprocess.Popen[str]:
    """Start the real command in a folder, behind the words `before`; `options` are Popen's."""
    arguments = ["batch", "runs", "-g", "sex", "-o", "audits", "--jobs", str(jobs), "-q"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}
    command = [*before, sys.executable, "-m", "fairaudit", *arguments]
    return subprocess.Popen(command, cwd=tree, env=environment, stderr=subprocess.PIPE, text=True, **options)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code of a command and what it complained of."""
    try:
        _, complaint = process.communicate(timeout=120)
    finally:
        process.kill()  # a command that hangs must not outlive its test
    return process.returncode, complaint


def wait_for_reports(folder: Path, process: subprocess.Popen[str], number: int = 1) -> None:
    """Wait until there are so many reports, or the command has ended."""
    while len(list(folder.glob("audits/reports/**/*.html"))) < number and process.poll() is None:
        time.sleep(0.005)
