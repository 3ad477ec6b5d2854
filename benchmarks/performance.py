"""Measures speed as ratios against real things, each pair in one run, and writes the table of docs/performance.md.

Run `python benchmarks/performance.py`; `--rows` sets the size of the large table (20 million by default).
Data are made in a temporary folder and removed. Times are CPU seconds of all threads (and wall seconds); memory is the
peak of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ["race", "sex", "age", "y_true", "y_pred", "score"]
ATTRIBUTES = {"race": 6, "sex": 2, "age": 8}
METER = """
import json, time
from pathlib import Path
{setup}
wall, cpu = time.perf_counter(), time.process_time()
{work}
used = dict(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu,
            memory=int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024)
print(json.dumps(used))
"""
DECODE_PARQUET = """
import pyarrow.parquet as pq
---
file = pq.ParquetFile({path!r}, read_dictionary={attributes!r}, memory_map=True)
for batch in file.iter_batches(columns={columns!r}, batch_size=131072):
    pass
"""
DECODE_CSV = """
import pyarrow as pa, pyarrow.csv
---
text = pa.dictionary(pa.int32(), pa.string())
types = {{name: text for name in {columns!r}}} | {{"score": pa.float64()}}
options = pyarrow.csv.ConvertOptions(include_columns={columns!r}, column_types=types)
pyarrow.csv.read_csv({path!r}, convert_options=options)
"""
TALLY = """
import pyarrow.csv, pyarrow.parquet
from fairaudit.catalogue import TASKS
from fairaudit.config import Config
from fairaudit.engine import count
from fairaudit.source import open_source
from fairaudit.tasks.roles import resolve_roles
---
config = Config(groups=tuple({attributes!r}))
source = open_source([{path!r}])
roles = resolve_roles(source.columns, config, TASKS)
TASKS[roles.task].resolve(count(source, roles, config).tallied, roles, config)
source.files()
"""
REPORT = """
from fairaudit.config import Config
from fairaudit.pipeline import Request, run
---
run([{path!r}], Request(Config(groups=tuple({attributes!r}), intersections="pairs")))
"""
FAIRLEARN = """
import warnings, pandas as pd
from fairlearn import metrics as fm
from sklearn import metrics as sm
warnings.simplefilter("ignore")
---
frame = pd.read_parquet({path!r})
rates = {{"accuracy": sm.accuracy_score, "balanced_accuracy": sm.balanced_accuracy_score,
    "selection_rate": fm.selection_rate, "true_positive_rate": fm.true_positive_rate,
    "false_positive_rate": fm.false_positive_rate, "true_negative_rate": fm.true_negative_rate,
    "false_negative_rate": fm.false_negative_rate, "positive_predictive_value": sm.precision_score,
    "f1_score": sm.f1_score, "matthews_correlation": sm.matthews_corrcoef}}
for attribute in {attributes!r}:
    table = fm.MetricFrame(metrics=rates, y_true=frame.y_true, y_pred=frame.y_pred, sensitive_features=frame[attribute])
    table.by_group, table.difference(), table.ratio()
"""


@dataclass(frozen=True)
class Used:
    """What a piece of work used: seconds of wall time and of CPU time, and mebibytes at the peak."""

    wall: float
    cpu: float
    memory: float


def measure(work: str, runs: int = 3) -> Used:
    """Run a piece of Python in fresh processes and time what follows its `---`; return the quickest run."""
    best = None
    setup, timed = work.split("---\n")
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", METER.format(setup=setup, work=timed)],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        used = Used(**json.loads(done.stdout.splitlines()[-1]))
        best = used if best is None or used.wall < best.wall else best
    assert best is not None
    return best


def measure_command(arguments: list[str], runs: int = 5) -> float:
    """Return the median CPU seconds of a whole process."""
    seconds = []
    for _ in range(runs):
        before = os.times()
        subprocess.run(arguments, check=True, capture_output=True, cwd=ROOT)
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return sorted(seconds)[len(seconds) // 2]


def make_table(path: Path, rows: int) -> None:
    """Write a table of three attributes, label, prediction and score as Parquet, in pieces of a million rows."""
    generator = np.random.default_rng(0)
    writer = None
    for start in range(0, rows, 1_000_000):
        size = min(1_000_000, rows - start)
        columns: dict[str, object] = {
            name: pa.DictionaryArray.from_arrays(
                generator.integers(0, values, size, dtype=np.int32), [f"{name} {value}" for value in range(values)]
            ).cast(pa.string())
            for name, values in ATTRIBUTES.items()
        }
        score = generator.random(size)
        columns["y_true"] = (generator.random(size) < score).astype(np.int64)
        columns["y_pred"] = (score > 0.5).astype(np.int64)
        columns["score"] = score
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def compare(ours: str, theirs: str, runs: int = 3) -> tuple[Used, Used]:
    """Measure two pieces of work one after the other."""
    return measure(ours, runs), measure(theirs, runs)


def row(what: str, ours: Used, theirs: Used, limit: str, faster: bool = False) -> str:
    """Return one line of the table; the ratio is of wall times, ours to theirs unless `faster`."""
    ratio = theirs.wall / ours.wall if faster else ours.wall / theirs.wall
    cpu = theirs.cpu / ours.cpu if faster else ours.cpu / theirs.cpu
    word = "× faster" if faster else "×"
    return (
        f"| {what} | {ours.wall:.2f} / {ours.cpu:.2f} | {theirs.wall:.2f} / {theirs.cpu:.2f} "
        f"| {ratio:.2f} {word} (CPU {cpu:.2f}) | {limit} | {ours.memory:.0f} MB |"
    )


def large_tables(folder: Path, rows: int) -> list[str]:
    """Measure the tally of a large Parquet file and of a CSV file a tenth of its size."""
    parquet, csv = folder / "large.parquet", folder / "large.csv"
    make_table(parquet, rows)
    attributes = list(ATTRIBUTES)
    facts = {"path": str(parquet), "attributes": attributes, "columns": COLUMNS}
    lines = [
        row(
            f"tally of {rows / 1e6:g} million Parquet rows, a score among them, hashed, against pyarrow's decoding of "
            "the same columns",
            *compare(TALLY.format(**facts), DECODE_PARQUET.format(**facts)),
            "5 ×",
        )
    ]
    pyarrow.csv.write_csv(pq.read_table(parquet).slice(0, rows // 10), csv)
    facts["path"] = str(csv)
    lines.append(
        row(
            f"tally of {rows / 1e7:g} million CSV rows, a score among them, hashed, against pyarrow's CSV reader",
            *compare(TALLY.format(**facts), DECODE_CSV.format(**facts)),
            "2 ×",
        )
    )
    return lines


def whole_reports(folder: Path) -> str:
    """Measure the whole report of a million rows against fairlearn's rates."""
    path = folder / "million.parquet"
    make_table(path, 1_000_000)
    facts = {"path": str(path), "attributes": list(ATTRIBUTES)}
    return row(
        "report of 1 million rows, 3 attributes and all pairs, with intervals, against fairlearn's MetricFrame for 10 "
        "of the 14 rates of the 3 attributes, without pairs or intervals",
        *compare(REPORT.format(**facts), FAIRLEARN.format(**facts), runs=1),
        "30 × faster",
        faster=True,
    )


def starting() -> list[str]:
    """Measure start-up."""
    click = measure_command([sys.executable, "-c", "import click"])
    shown = measure_command([sys.executable, "-m", "fairaudit", "--help"])
    small = measure_command([sys.executable, "-m", "fairaudit", "report", "sample_data/credit.parquet", "-g", "sex"])
    return [
        f"| `fairaudit --help` against `import click` | {shown:.3f} | {click:.3f} | {shown / click:.2f} × | 3 × |",
        f"| `fairaudit report sample_data/credit.parquet -g sex` | {small:.2f} |  |  | 1.2 s |",
    ]


def speech() -> str:
    """Return the table of benchmarks/speech.py."""
    script = ROOT / "benchmarks" / "speech.py"
    return subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def pairs() -> str:
    """Return the table of benchmarks/pairing.py."""
    script = ROOT / "benchmarks" / "pairing.py"
    return subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def pages(peers: str | None) -> str:
    """Return the table of benchmarks/page.py; `peers` is the interpreter that has the other libraries."""
    command = [sys.executable, ROOT / "benchmarks" / "page.py", *(["--peers", peers] if peers else [])]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def metric_frame() -> str:
    """Return the table of benchmarks/metric_frame.py."""
    script = ROOT / "benchmarks" / "metric_frame.py"
    return subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def batches() -> str:
    """Return the table of benchmarks/batch.py."""
    script = ROOT / "benchmarks" / "batch.py"
    return subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "performance.md")
    parser.add_argument("--peers", metavar="PYTHON", help="an interpreter with plotly and ydata-profiling")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tables = [*large_tables(Path(folder), options.rows), whole_reports(Path(folder))]
    starts = starting()
    page = (ROOT / "benchmarks" / "performance.template.md").read_text()
    machine = f"Python {platform.python_version()}, pyarrow {pa.__version__}, {os.cpu_count()} cores"
    page = page.format(
        machine=machine,
        tables="\n".join(tables),
        starts="\n".join(starts),
        metric_frame=metric_frame(),
        speech=speech(),
        pairs=pairs(),
        pages=pages(options.peers),
        batches=batches(),
    )
    options.output.write_text(page)
    print(page)


if __name__ == "__main__":
    main()
