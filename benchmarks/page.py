"""How large the HTML page is and what drawing it costs, beside pages that chart libraries make of the same figures.

    python benchmarks/page.py [--peers PYTHON]

CPU seconds of whole fresh processes, imports and reading the JSON report included. PYTHON is the interpreter of an
environment that has plotly and ydata-profiling; without it only fairaudit's own pages are measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

import fairaudit

OWN = """
import sys
from pathlib import Path
from fairaudit.report import json_report
from fairaudit.report.html import audit as html
Path(sys.argv[2]).write_text(html.render(json_report.read(sys.argv[1])), encoding="utf-8")
"""
PLOTLY = """
import json, sys
import plotly.graph_objects as go
from plotly.subplots import make_subplots
report = json.load(open(sys.argv[1]))
metrics, groups = list(report["definitions"]), report["groups"]
shown = metrics[:4]
figure = make_subplots(rows=len(shown) + 1, cols=1, subplot_titles=[*shown, "every metric"])
names = [list(group["group"].values())[0] for group in groups]
def column(metric, key):
    return [group["metrics"][metric][key] for group in groups]
for row, metric in enumerate(shown, 1):
    value, low, high = (column(metric, key) for key in ("value", "low", "high"))
    above = [(b or 0) - (a or 0) for a, b in zip(value, high)]
    below = [(a or 0) - (b or 0) for a, b in zip(value, low)]
    error = dict(type="data", symmetric=False, array=above, arrayminus=below)
    figure.add_trace(go.Scatter(x=value, y=names, mode="markers", error_x=error), row=row, col=1)
heat = [column(metric, "value") for metric in metrics]
figure.add_trace(go.Heatmap(z=heat, x=names, y=metrics), row=len(shown) + 1, col=1)
figure.update_layout(height=5000)
figure.write_html(sys.argv[2], include_plotlyjs=True)
"""
PROFILE = """
import sys, warnings
warnings.simplefilter("ignore")
import pandas as pd
from ydata_profiling import ProfileReport
frame = pd.read_csv(sys.argv[1].replace(".json", ".csv"))
ProfileReport(frame, progress_bar=False).to_file(sys.argv[2], silent=True)
"""


def write_report(folder: Path, groups: int, rows_each: int) -> Path:
    """Write decisions about many groups as CSV, and their report as JSON; return the report's path."""
    source = random.Random(20261122)
    rows = []
    for group in range(groups):
        for _ in range(rows_each):
            label = source.random() < 0.4
            chosen = source.random() < (0.75 if label else 0.2 + 0.2 * group / groups)
            rows.append((f"group {group}", int(label), int(chosen)))
    frame = pd.DataFrame(rows, columns=["group", "label", "prediction"])
    path = folder / f"{groups}.json"
    frame.to_csv(path.with_suffix(".csv"), index=False)
    fairaudit.audit(frame, groups=["group"]).write(path)
    return path


def measured(name: str, python: str, script: str, report: Path) -> str:
    """Return a line of the table: size of the page, packed, and CPU seconds of the process that made it."""
    page = report.with_suffix(".html")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python, "-c", script, str(report), str(page)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    content = page.read_bytes()
    return f"| {name} | {len(content) / 1000:,.0f} KB | {len(gzip.compress(content)) / 1000:,.0f} KB | {seconds:.2f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", metavar="PYTHON")
    options = parser.parse_args()
    print("| page | size | packed | CPU seconds |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        small, large = write_report(Path(name), 200, 60), write_report(Path(name), 10_000, 30)
        metrics = len(json.loads(small.read_text(encoding="utf-8"))["definitions"])
        what = f"200 groups × {metrics} metrics"
        print(measured(f"fairaudit, {what}, with its data, sortable, printable", sys.executable, OWN, small))
        print(measured("fairaudit, 10,000 groups (the 200 worst are listed)", sys.executable, OWN, large))
        if options.peers:
            print(measured(f"plotly, {what}: 4 forests and a heat map", options.peers, PLOTLY, small))
            print(measured("ydata-profiling, a profile of the same rows", options.peers, PROFILE, small))


if __name__ == "__main__":
    main()
