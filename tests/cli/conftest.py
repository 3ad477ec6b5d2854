"""A small data set, and the command line as a function."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from command_line import Command, Ended

from fairaudit.cli.run import run


@pytest.fixture
def fairaudit(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `fairaudit ARGUMENTS…` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str | Path) -> Ended:
        code = run([str(argument) for argument in arguments])
        return Ended(code, *capsys.readouterr())

    return call


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    """Make 400 rows: label, prediction, score, sex, age."""
    chance = random.Random(7)
    lines = ["label,prediction,score,sex,age"]
    for row in range(400):
        label = chance.random() < 0.5
        score = min(max(chance.gauss(0.65 if label else 0.35, 0.2), 0), 1)
        lines.append(f"{label:d},{score >= 0.5:d},{score:.3f},{'female' if row % 3 else 'male'},{18 + row % 50}")
    path = tmp_path / "decisions.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
