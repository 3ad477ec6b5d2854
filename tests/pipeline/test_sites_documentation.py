"""docs/sites.md can be copied: its commands run, and tallies of sites say what the files say."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from fairaudit.cli.run import run

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "sites.md").read_text(encoding="utf-8")


def test_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    commands = [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]
    first, *counting, last = commands
    assert len(counting) == 3
    found = []
    for command in (first, *counting, last):
        assert run([*command, *(["--format", "json"] if command[0] == "report" else [])]) == 0, command
        printed = capsys.readouterr().out
        if command[0] == "report":
            found.append(json.loads(printed)["sites"])
    by_file = json.loads(json.dumps(found[0]).replace('"place"', '"tally"'))
    assert by_file == found[1]
    assert {each["site"] for each in found[0]["sites"]} == {"elsewhere", "south-city", "south-country"}
