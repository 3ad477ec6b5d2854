"""The README tells the truth: what it shows is what the tool prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fairaudit.cli.run import run

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


def commands() -> list[str]:
    """Return the commands of all blocks for a shell but the first, which is for a fresh machine."""
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)[1:]
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


def write_data() -> None:
    """Write the files that the commands read: 240 rows each, by 24 people."""
    draws, rows = np.random.default_rng(3), 240
    place = np.arange(rows)
    said = pd.Series(["one two three"] * rows)
    people = {"sex": place % 2, "race": place % 3, "age": 18 + place % 60, "region": place % 4, "site": place % 2}
    numbers = {"label": draws.normal(50.0, 9.0, rows), "prediction": draws.normal(50.0, 9.0, rows)}
    decided = {"label": place % 2, "prediction": np.where(place % 5, place % 2, 1 - place % 2)}
    animals = {name: draws.choice(["cat", "dog", "cow"], rows) for name in ("label", "prediction")}
    speech = {"accent": place % 2, "speaker_id": place % 24, "reference": said, "hypothesis": "one two four"}
    files = {
        "predictions.csv": people | decided,
        "prices.csv": people | numbers,
        "visits.csv": {"site": place % 2, "minutes": draws.exponential(9.0, rows)},
        "scores.csv": people | {"label": place % 2, "p": draws.random(rows)},
        "species.csv": people | animals,
        "results.csv": speech,
        "results/one.csv.gz": speech,
        "results/two.csv.gz": speech,
        "old.csv": speech | {"utterance_id": place},
        "new.csv": speech | {"utterance_id": place, "hypothesis": said},
    }
    Path("results").mkdir()
    for name, columns in files.items():
        pd.DataFrame(columns).to_csv(name, index=False)
    pd.DataFrame(people | decided).to_parquet("predictions.parquet")
    posts = pd.DataFrame(decided | {"identity": [["a"], ["a", "b"], []] * 80})
    posts.to_json("posts.jsonl", orient="records", lines=True)


def test_every_command_that_the_readme_shows_runs(tmp_path, monkeypatch, capsys):
    """Rules may fail on made-up data; whatever else goes wrong ends with 2 or 4."""
    monkeypatch.chdir(tmp_path)
    write_data()
    shown = commands()
    assert [line for line in shown if not line.startswith("fairaudit ")] == []
    assert {line.split()[1] for line in shown} >= {"init", "report", "check", "compare", "batch", "explain", "render"}
    for line in shown:
        code = run(shlex.split(line)[1:])
        assert code in (0, 1, 3), (line, capsys.readouterr().err)
        if line.startswith("fairaudit report predictions.csv"):
            Path("fairaudit.toml").unlink()  # the commands that follow are for other data
