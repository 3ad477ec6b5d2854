"""The command line as a function, and small files to compare."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from fairaudit.cli.run import run


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `fairaudit ARGUMENTS…` in an empty folder; return the exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def compared(command: Any) -> Any:
    """Run `fairaudit compare ARGUMENTS… --format json` and return the document."""

    def call(*arguments: object) -> Any:
        code, out, error = command("compare", *arguments, "--format", "json")
        assert code in (0, 1, 3), error
        return json.loads(out)

    return call


@pytest.fixture
def refused(command: Any) -> Any:
    """Run `fairaudit compare ARGUMENTS…`, which must be refused, and return the message."""

    def call(*arguments: object) -> str:
        code, out, error = command("compare", *arguments)
        assert (code, out) == (2, "")
        assert error.startswith("error: ")
        assert "Traceback" not in error
        return str(error)

    return call


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write rows (dictionaries) as a CSV file."""

    def call(name: str, rows: list[dict[str, Any]]) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return call
