"""The README tells the truth: what it shows is what the tool prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shown() -> list[tuple[str, str]]:
    """Return every block of output, with the command that is named last before it."""
    found, command = [], ""
    for part in re.split(r"(```text\n.*?```)", README, flags=re.DOTALL):
        if part.startswith("```text"):
            found.append((command, part.removeprefix("```text\n").removesuffix("```")))
        for line in part.splitlines():
            named = re.search(r"`fairaudit ((report|check) sample_data/[^`]+)`", line)
            command = named[1] if named else command
    return found


@pytest.mark.parametrize(("command", "text"), shown(), ids=["report", "check"])
def test_every_line_that_the_readme_shows_is_printed(command, text):
    environment = {**os.environ, "COLUMNS": "112", "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "fairaudit", *shlex.split(command)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    printed = done.stdout.splitlines()
    assert [line for line in text.splitlines() if line not in printed] == []


def test_every_file_that_the_readme_links_to_exists():
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
