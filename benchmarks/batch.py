"""Measure what `fairaudit batch` adds to the audits it makes: run `python benchmarks/batch.py`.

Every result has 10,000 rows of decisions with two attributes. "Alone" is the CPU time of the same audits and reports
one after the other in one process, divided by the processors; the batch is a whole process with all its workers, in
wall time. The peak memory of parent and largest worker must not grow with the number of results.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fairaudit import report
from fairaudit.config import Config
from fairaudit.pipeline import Request, run

ROWS = 10_000
GROUPS = ("race", "sex")
_SAMPLE = 25


def make_results(folder: Path, results: int) -> None:
    """Write that many results."""
    generator = np.random.default_rng(0)
    for number in range(results):
        label = generator.integers(0, 2, ROWS)
        columns = {
            "race": generator.choice(list("abcdef"), ROWS),
            "sex": generator.choice(["f", "m"], ROWS),
            "y_true": label,
            "y_pred": np.where(generator.random(ROWS) < 0.85, label, 1 - label),
        }
        pq.write_table(pa.table(columns), folder / f"{number:05}.parquet")


def alone(folder: Path, output: Path, results: int) -> float:
    """Return the CPU seconds of the audits and their reports, one after the other, judged by some of them."""
    paths = sorted(folder.iterdir())[: min(_SAMPLE, results)]
    _one(paths[0], output)  # the first one also imports everything
    start = time.process_time()
    for path in paths:
        _one(path, output)
    return (time.process_time() - start) / len(paths) * results


def _one(path: Path, output: Path) -> None:
    document = run([str(path)], Request(Config(groups=GROUPS)))
    for suffix in (".json", ".html"):
        report.write(document, output / f"report{suffix}")


def together(folder: Path, output: Path) -> float:
    """Return the wall seconds of the whole batch."""
    groups = [argument for name in GROUPS for argument in ("-g", name)]
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "fairaudit", "batch", str(folder), *groups, "-o", str(output), "-q"], check=True
    )
    return time.perf_counter() - start


def main() -> None:
    """Print one row of a table per number of results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, nargs="+", default=[100, 1000])
    cores = os.cpu_count() or 1
    print(
        f"| results of {ROWS:,} rows | batch, wall | again, unchanged | audits alone / {cores} cores | ratio | memory |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for results in parser.parse_args().results:
        with tempfile.TemporaryDirectory() as name:
            folder, output = Path(name) / "results", Path(name) / "audits"
            folder.mkdir()
            make_results(folder, results)
            base = alone(folder, Path(name), results) / cores
            whole, again = together(folder, output), together(folder, output)
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"| {results:,} | {whole:.1f} s | {again:.1f} s | {base:.1f} s | {whole / base:.2f} × | {memory:.0f} MB |"
        )


if __name__ == "__main__":
    main()
