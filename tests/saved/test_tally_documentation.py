"""docs/tallies.md can be copied: its commands and its Python run, and what it says of them holds."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import fairaudit
from fairaudit.cli.run import run

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "tallies.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _beside_the_sample_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)


def test_commands_run(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    commands = [shlex.split(line)[1:] for line in block.splitlines()]
    for command in commands:
        assert run(command) == 0, command
    assert len(commands) == 6
    capsys.readouterr()
    assert run(["report", "clean.tally", "noise.tally", "-g", "gender", "--format", "json"]) == 0
    parts = capsys.readouterr().out
    assert run(["report", "both.tally", "-g", "gender", "--format", "json"]) == 0
    whole = capsys.readouterr().out
    tables = [re.search(r'"overall": \{.*', text, re.DOTALL)[0].split('"verdicts"')[0] for text in (parts, whole)]  # type: ignore[index]
    assert tables[0] == tables[1]


def test_python_runs() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(block, "docs/tallies.md", "exec"), names)  # noqa: S102 - it is our own documentation
    audit = names["audit"]
    assert isinstance(audit, fairaudit.Audit)
    assert audit.to_dict()["data"]["rows_read"] == 400


def test_tallies_are_results_of_a_batch(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("clean", "noise"):
        speech = f"sample_data/runs/speech/{name}/tiny-en.csv"
        fairaudit.tally_of(speech, groups="gender", cluster="speaker").write(f"{name}.tally")
    assert run(["batch", ".", "-o", "audits", "--exclude", "sample_data", "--jobs", "1"]) == 0
    shown = capsys.readouterr().out
    assert "clean.tally" in shown
    assert "noise.tally" in shown


def test_a_tally_is_not_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    fairaudit.tally_of("sample_data/credit.parquet", groups="sex").write("credit.tally")
    assert run(["init", "credit.tally"]) == 2
    assert "`credit.tally` is a tally, which says itself how rows were counted" in capsys.readouterr().err
    assert run(["merge", "credit.tally", "-o", "other.parquet"]) == 2
    assert "The name of a tally ends in .tally" in capsys.readouterr().err
    assert run(["merge", "credit.tally", "-o", "credit.tally"]) == 2
    assert "written over the data" in capsys.readouterr().err
    assert run(["merge", "credit.tally", "-o", "nowhere/other.tally"]) == 2
    assert "its folder does not exist" in capsys.readouterr().err
    assert run(["report", "credit.tally", "-o", "r.json", "-q"]) == 0
    assert "counted_from" in Path("r.json").read_text(encoding="utf-8")
