"""Measure what `fairaudit batch` adds to the audits it makes: run `python benchmarks/batch.py`.

A usual result has 10,000 rows of decisions with two attributes, as Parquet; a tiny one 20 rows with one attribute, as
CSV. "Alone" are the same audits with their reports, one after the other in one process that is warm, judged by some of
them; the batch is a whole process with all its workers. The wall time of the batch is compared with the CPU time alone
divided by the processors, CPU time with CPU time. Memory is the peak of the parent, and of the largest worker.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from fairaudit import report
from fairaudit.config import Config
from fairaudit.pipeline import Request, run

_SAMPLE = 25
_IN_A_FOLDER = 100
HEADING = (
    "| results | batch, wall / CPU | again, unchanged, CPU | audits alone, CPU | wall against alone / {cores} cores "
    "| CPU against alone | memory: parent, worker |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
)


@dataclass(frozen=True)
class Kind:
    """What results are like."""

    name: str
    rows: int
    suffix: str
    groups: Sequence[str]

    def make(self, folder: Path, results: int) -> None:
        """Write that many results, a hundred in a folder."""
        generator = np.random.default_rng(0)
        for number in range(results):
            label = generator.integers(0, 2, self.rows)
            columns = {
                "race": generator.choice(list("abcdef"), self.rows),
                "sex": generator.choice(["f", "m"], self.rows),
                "y_true": label,
                "y_pred": np.where(generator.random(self.rows) < 0.85, label, 1 - label),
            }
            path = folder / f"{number // _IN_A_FOLDER:03}" / f"{number % _IN_A_FOLDER:02}{self.suffix}"
            path.parent.mkdir(exist_ok=True)
            table = pa.table(columns)
            if self.suffix == ".csv":
                pyarrow.csv.write_csv(table, path)
            else:
                pq.write_table(table, path)


USUAL = Kind("10,000 rows", 10_000, ".parquet", ("race", "sex"))
TINY = Kind("20 rows", 20, ".csv", ("sex",))


@dataclass(frozen=True)
class Used:
    """Seconds of wall time and of CPU time of all processes; mebibytes at the peak of the parent and of a worker."""

    wall: float
    cpu: float
    parent: float
    worker: float


def alone(kind: Kind, folder: Path, output: Path, results: int) -> float:
    """Return the CPU seconds of the audits and their reports, one after the other, judged by some of them."""
    paths = sorted(folder.rglob(f"*{kind.suffix}"))[: min(_SAMPLE, results)]
    _one(kind, paths[0], output)  # the first one also imports everything
    start = time.process_time()
    for path in paths:
        _one(kind, path, output)
    return (time.process_time() - start) / len(paths) * results


def _one(kind: Kind, path: Path, output: Path) -> None:
    document = run([str(path)], Request(Config(groups=tuple(kind.groups))))
    for suffix in (".json", ".html"):
        report.write(document, output / f"report{suffix}")


def together(kind: Kind, folder: Path, output: Path) -> Used:
    """Return what the whole batch used."""
    groups = [argument for name in kind.groups for argument in ("-g", name)]
    command = [sys.executable, "-m", "fairaudit", "batch", str(folder), *groups, "-o", str(output), "-q"]
    start, before, peaks = time.perf_counter(), os.times(), {}
    process = subprocess.Popen(command)
    while process.poll() is None:
        peaks |= {each: peak for each in _family(process.pid) if (peak := _peak(each))}
        time.sleep(0.1)
    assert process.returncode == 0
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    parent = peaks.pop(process.pid)
    return Used(time.perf_counter() - start, cpu, parent, max(peaks.values(), default=0.0))


def _family(parent: int) -> list[int]:
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:
        children = []
    return [parent, *map(int, children)]


def _peak(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return int(status.split("VmHWM:")[1].split()[0]) / 1024 if "VmHWM:" in status else 0.0


def line(kind: Kind, results: int) -> str:
    """Return one line of the table."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        folder, output = Path(name) / "results", Path(name) / "audits"
        folder.mkdir()
        kind.make(folder, results)
        before = alone(kind, folder, Path(name), results)
        whole, again = together(kind, folder, output), together(kind, folder, output)
        base = (before + alone(kind, folder, Path(name), results)) / 2
    return (
        f"| {results:,} of {kind.name} | {whole.wall:.1f} / {whole.cpu:.1f} s | {again.cpu:.1f} s | {base:.1f} s "
        f"| {whole.wall / base * cores:.2f} × | {whole.cpu / base:.2f} × | {whole.parent:.0f}, {whole.worker:.0f} MB |"
    )


def main() -> None:
    """Print one line of a table per number of results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, nargs="*", default=[100, 300, 1000])
    parser.add_argument("--tiny", type=int, nargs="*", default=[10_000])
    options = parser.parse_args()
    print(HEADING.format(cores=os.cpu_count()))
    for kind, numbers in ((USUAL, options.results), (TINY, options.tiny)):
        for results in numbers:
            print(line(kind, results), flush=True)


if __name__ == "__main__":
    main()
