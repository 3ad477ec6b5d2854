"""Simulate what the colours of a page find, and write the table of that name in docs/statistics.md.

python benchmarks/colours.py             the table (about two minutes of one processor)
python benchmarks/colours.py --quick     a tenth of the samples, printed and not written
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "claims"))

from noise import Design, Effect, audits  # noqa: E402
from tables import REPLICATES, make_tables, table  # noqa: E402

from fairaudit.catalogue import TASKS  # noqa: E402
from fairaudit.document.headline import shares_of_error  # noqa: E402
from fairaudit.groups.claims import tell  # noqa: E402

EQUAL, WORSE = 100, 40
THREE = (3, 4, 5)
PAGES = (
    *(("rows", "500 a group", Design((k,), 500 * k), 0.1) for k in (2, 5, 20)),
    ("rows", "200 a group", Design((100,), 20_000), 0.1),
    ("rows", "6000, unequal groups", Design((20,), 6000, unequal=True), 0.1),
    ("rows", "6000, three attributes and their pairs", Design(THREE, 6000, pairs=True), 0.1),
    *(("weights", "500 a group", Design((k,), 500 * k, "weights"), 0.1) for k in (2, 20)),
    ("weights", "6000, three attributes and their pairs", Design(THREE, 6000, "weights", pairs=True), 0.1),
    *(("clusters", f"{c} of 20 rows a group", Design((k,), 20 * c * k, "clusters", clusters=c * k), 0.2)
      for c, k in ((10, 2), (10, 10), (50, 2), (50, 10), (50, 50))),
    ("clusters", "300 of 20 rows, three attributes and their pairs",
     Design(THREE, 6000, "clusters", clusters=300, pairs=True), 0.2),
    *(("word errors", f"{s} speakers of 30 utterances a group", Design((k,), 30 * s * k, "words", clusters=s * k), 0.2)
      for s, k in ((10, 2), (10, 10), (50, 2), (50, 10), (50, 50))),
    ("word errors", "300 speakers, three attributes and their pairs",
     Design(THREE, 9000, "words", clusters=300, pairs=True), 0.2),
)  # fmt: skip


def standing(design, seed, count):
    """Return of each page: values compared, whether any is coloured, whether the worse group is, and would be alone."""
    found = []
    for overall, levels in audits(design, seed, count):
        directions = {name: each.metric.better for name, each in overall.measurements.items()}
        task = TASKS["binary" if "accuracy" in directions else "speech"]
        told = tell(overall, levels, shares_of_error(task.headline, directions))
        metric = "accuracy" if "accuracy" in directions else "word_error_rate"
        first = next((place for place, group in enumerate(levels[0].groups) if group["a0"] == "0"), None)
        is_worse = first in told.worse((levels[0].by, metric)) if (levels[0].by, metric) in told.looked else False
        own = levels[0].measurements[metric].estimates()[first]
        value = overall.measurements[metric].values[0]
        beyond = (own.high, value) if metric == "accuracy" else (value, own.low)
        alone = None not in beyond and beyond[0] < beyond[1]
        found.append([told.groups_looked_at, any(np.any(each) for each in told.sides.values()), is_worse, alone])
    return np.array(found, dtype=float)


def share(value):
    """Write a share without its leading zero."""
    return f"{value:.3f}".replace("0.", ".", 1)


def pages():
    """How often a page of equal groups has any colour, and how often a group that is truly worse has its own."""
    scale = REPLICATES["scale"]
    lines = []
    for cell, (what, evidence, design, effect) in enumerate(PAGES):
        equal = standing(design, [61, cell], round(EQUAL * scale))
        worse = standing(replace(design, effects=(Effect({0: 0}, effect),)), [62, cell], round(WORSE * scale))
        groups = " × ".join(map(str, design.values))
        values, said = round(np.median(equal[:, 0])), share(equal[:, 1].mean())
        found, alone = (share(worse[:, place].mean()) for place in (2, 3))
        lines.append([what, groups, evidence, values, said, f"{100 * effect:.0f} points", found, alone])
    heads = ["what", "groups", "evidence", "values compared", "equal groups: any colour"]
    return table([*heads, "one group is worse by", "it is coloured", "its own interval leaves out all rows"], lines)


if __name__ == "__main__":
    make_tables("colours", (pages,), sys.argv[1:])
