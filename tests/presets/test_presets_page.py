"""`docs/presets.md` tells the truth: its example, run, prints what the page shows; its settings and its Python work."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

import fairaudit
from fairaudit.published_rules import chosen_presets

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "presets.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (data,) = blocks("csv")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text(data, encoding="utf-8")
    return tmp_path / "table.csv"


@pytest.mark.parametrize("place", [0, 1])
def test_every_line_of_the_example_is_printed(table: Path, place: int) -> None:
    command = re.findall(r"`fairaudit ((?:report|check) table\.csv [^`]+)`", PAGE)[place]
    done = subprocess.run(
        [sys.executable, "-m", "fairaudit", *shlex.split(command)],
        cwd=table.parent,
        env={**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == (0, 3)[place]
    shown, printed = blocks("text")[place].strip(), done.stdout
    assert shown in printed


def test_the_settings_of_the_page_are_valid() -> None:
    (text,) = blocks("toml")
    settings = tomllib.loads(text)
    jsonschema.validate(settings, json.loads((DOCS / "fairaudit.schema.json").read_text()))
    assert [each.id for each in chosen_presets(settings["report"]["presets"])] == [
        "four-fifths",
        "aws-service-card-floor",
    ]


def test_the_python_of_the_page_runs(table: Path) -> None:
    code = next(each for each in blocks("python") if "fairaudit.audit" in each)
    frame = pd.read_csv(table, keep_default_na=False, na_values=[""])
    *statements, last = code.strip().splitlines()
    names = {"fairaudit": fairaudit, "frame": frame.loc[frame.index.repeat(frame["people"])]}
    exec("\n".join(statements), names)  # noqa: S102 - the page's own code
    (part,) = eval(last, names)  # noqa: S307
    assert part["tables"][0]["against"] == {"race": "White"}
