"""What comparing two results row by row takes, beside the two plain reports of the same files.

    python benchmarks/pairing.py

A million decisions, and 200,000 utterances with and without speakers, as Parquet, with text ids in another order.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from performance import Used, measure

REPORT = """
from fairaudit.pipeline import Request, run
from fairaudit.settings.table import config_of
---
run([{old!r}], Request(config_of({settings!r})))
"""
COMPARE = """
from fairaudit.change import Comparing, compare
from fairaudit.settings.table import config_of
---
compare([{old!r}], [{new!r}], Comparing(config_of({settings!r}), ids=("id",)))
"""


def decisions(rng: np.random.Generator, rows: int) -> dict[str, np.ndarray]:
    """Return rows of two attributes and a label."""
    return {
        "race": rng.choice(list("abcde"), rows),
        "sex": rng.choice(["f", "m"], rows),
        "label": rng.integers(0, 2, rows),
    }


def utterances(rng: np.random.Generator, rows: int) -> dict[str, np.ndarray]:
    """Return references of ten words by 500 speakers of five accents."""
    speaker = np.arange(rows) % 500
    words = np.array([f"w{place}" for place in range(3000)])
    references = [" ".join(each) for each in words[rng.integers(0, len(words), (rows, 10))]]
    return {"speaker": speaker, "accent": np.array(list("abcde"))[speaker % 5], "reference": np.array(references)}


def judged(rng: np.random.Generator, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the rows with one in eight decided wrongly, or with one word in ten wrong."""
    if "label" in columns:
        wrong = rng.random(len(columns["label"])) < 1 / 8
        return {**columns, "prediction": np.where(wrong, 1 - columns["label"], columns["label"])}
    wrong = rng.random((len(columns["reference"]), 10)) < 1 / 10
    texts = [
        " ".join("x" if miss else word for word, miss in zip(text.split(), misses, strict=True))
        for text, misses in zip(columns["reference"], wrong, strict=True)
    ]
    return {**columns, "hypothesis": np.array(texts)}


def write(folder: Path, rng: np.random.Generator, columns: dict[str, np.ndarray]) -> dict[str, str]:
    """Write two results of the same rows, each in an order of its own."""
    rows = len(next(iter(columns.values())))
    columns = {"id": np.char.add("r", np.arange(rows).astype(str)), **columns}
    paths = {}
    for name in ("old", "new"):
        order = rng.permutation(rows)
        table = pa.table({key: pa.array(values[order]) for key, values in judged(rng, columns).items()})
        paths[name] = str(folder / f"{name}.parquet")
        pq.write_table(table, paths[name])
    return paths


def line(what: str, report: Used, pairs: Used) -> str:
    """Return a row of the table: seconds of one report and of the comparison, and the peaks of memory."""
    return (
        f"| {what} | {pairs.wall:.2f} / {pairs.cpu:.2f} | {report.wall:.2f} / {report.cpu:.2f} "
        f"| {pairs.cpu / report.cpu / 2:.1f} × | {pairs.memory:.0f} MB | {report.memory:.0f} MB |"
    )


def main() -> None:
    """Measure and print the table."""
    rng = np.random.default_rng(0)
    print("| pairs | compare | one report | to two reports (CPU) | peak memory | of a report |")
    print("| --- | --- | --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for what, columns, kinds in (
            ("1 million decisions", decisions(rng, 1_000_000), {"": {"groups": ("race", "sex")}}),
            (
                "200,000 utterances",
                utterances(rng, 200_000),
                {" of 500 speakers": {"groups": ("accent",), "cluster": "speaker"}, "": {"groups": ("accent",)}},
            ),
        ):
            paths = write(Path(folder), rng, columns)
            for more, settings in kinds.items():
                facts = {**paths, "settings": settings}
                print(line(what + more, measure(REPORT.format(**facts)), measure(COMPARE.format(**facts))))


if __name__ == "__main__":
    main()
