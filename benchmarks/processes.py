"""Measures what several processes gain: the wall time of whole reports with `--jobs 1` and `--jobs 2`, in turn.

Run `python benchmarks/processes.py` on a machine with two cores that does nothing else; it prints rows of a table;
docs/tallies.md has what came out. Data are made in a temporary folder and removed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

FILES, RUNS = 4, 3
UTTERANCES, DECISIONS = 2_000_000, 6_000_000
WORDS = ("the", "of", "and", "a", "to", "in", "is", "you", "that", "it", "he", "was", "for", "on", "are", "as")


def utterances(folder: Path, generator: np.random.Generator) -> list[str]:
    """Write transcripts of ten words, of which one in ten is missing."""
    for place in range(FILES):
        rows = UTTERANCES // FILES
        said = generator.integers(0, len(WORDS), (rows, 10))
        heard = generator.random((rows, 10)) < 0.9
        frame = pd.DataFrame({"accent": generator.choice(list("abcdefgh"), rows)})
        frame["speaker"] = generator.integers(0, 2000, rows)
        frame["reference"] = [" ".join(WORDS[word] for word in words) for words in said]
        frame["hypothesis"] = [
            " ".join(WORDS[word] for word, is_heard in zip(words, kept, strict=True) if is_heard)
            for words, kept in zip(said, heard, strict=True)
        ]
        frame.to_csv(folder / f"{place}.csv", index=False)
    return ["-g", "accent", "--cluster", "speaker"]


def decisions(folder: Path, generator: np.random.Generator) -> list[str]:
    """Write decisions by race, sex and age."""
    for place in range(FILES):
        rows = DECISIONS // FILES
        frame = pd.DataFrame(
            {"race": generator.choice(list("abcdef"), rows), "sex": generator.choice(["f", "m"], rows)}
        )
        frame["label"], frame["prediction"] = generator.integers(0, 2, rows), generator.integers(0, 2, rows)
        frame.to_csv(folder / f"{place}.csv", index=False)
    return ["-g", "race", "-g", "sex"]


def seconds(folder: Path, options: list[str], jobs: int) -> float:
    """Return the wall time of a whole report."""
    command = [sys.executable, "-m", "fairaudit", "report", str(folder), *options, "-q", "--jobs", str(jobs)]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print a row for each kind of data."""
    for name, make in ((f"{UTTERANCES:,} utterances", utterances), (f"{DECISIONS:,} decisions, CSV", decisions)):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            options = make(folder, np.random.default_rng(73))
            runs = [(seconds(folder, options, 1), seconds(folder, options, 2)) for _ in range(RUNS)]
            one, two = (statistics.median(each) for each in zip(*runs, strict=True))
            print(f"| {name} in {FILES} files | {one:.1f} s | {two:.1f} s | {one / two:.2f} × |")


if __name__ == "__main__":
    main()
