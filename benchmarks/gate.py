"""Simulate how often the gate errs, and write the tables of "How often the gate errs" in docs/statistics.md.

python benchmarks/gate.py             both tables (six to seven minutes of one processor)
python benchmarks/gate.py equality    one table
python benchmarks/gate.py --quick     a tenth of the samples, printed and not written

benchmarks/coverage.py owns the other tables of that page: each script rewrites only what is between its own markers.
"""

import sys
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "policy"))

from boundary import DESIGNS, KINDS, at_the_boundary, of_equal_groups, rates_of, shapes  # noqa: E402
from tables import REPLICATES, make_tables, table  # noqa: E402

from fairaudit.inference import chance  # noqa: E402

SAMPLES = {2: 700, 5: 400, 10: 300}  # by groups: with few groups the bounds have the least to spare
NOTABLE, AGAIN = 0.065, 1500  # a larger share is simulated again with so many new samples, because it was picked


def share(value, most=1.0):
    """Write a share without its leading zero, bold above `most`."""
    text = f"{value:.3f}".replace("0.", ".", 1)
    return text if value <= most else f"**{text}**"


def boundary():
    """Largest share of wrong passes and of wrong fails over the shapes (and two base rates, for proportions)."""
    scale = REPLICATES["scale"]
    rows, verdicts = [], list(product(KINDS, ("pass", "fail")))
    for what, design in DESIGNS.items():
        for (k, count), (size, make) in product(SAMPLES.items(), design.sizes.items()):
            most = dict.fromkeys(verdicts, 0.0)
            for cell, (shape, (base, gap)) in enumerate(product(shapes(k), design.rates)):
                setting, seed = (design, make(k), rates_of(shape, base, gap, k)), [len(rows), cell]
                found = at_the_boundary(*setting, seed, round(count * scale))
                if max(found.values()) > NOTABLE:
                    found = at_the_boundary(*setting, [*seed, 1], round(AGAIN * scale))
                most = {key: max(most[key], found[key]) for key in verdicts}
            rows.append([what, k, size, *(share(most[key], NOTABLE) for key in verdicts)])
    return table(["what", "groups", "size", *(f"{kind}: wrong {verdict}" for kind, verdict in verdicts)], rows)


EQUAL = (
    ("proportions", 7, "500 rows each", "ratio", 0.8),
    ("proportions", 10, "200 rows each", "difference", 0.05),
    *(("proportions", k, "1000 rows each", "difference", 0.05) for k in (2, 5, 10)),
    *(("proportions", k, "20 000 to 50 rows", "difference", 0.05) for k in (2, 5, 10)),
    *(("weighted", k, "400 rows each", "difference", 0.05) for k in (2, 5, 10)),
    *(("clustered", k, "30 clusters each", "difference", 0.05) for k in (2, 5, 10)),
    *(("word errors", k, "30 speakers each", "difference", 0.05) for k in (2, 5, 10)),
    *(("word errors", k, "30 speakers each", "ratio", 0.8) for k in (2, 5, 10)),
    *(("word errors", k, "60 to 10 unequal speakers", "difference", 0.05) for k in (2, 5, 10)),
)


def equality():
    """Verdicts on groups that all have the rate .1, and what the observed value alone would say."""
    scale = REPLICATES["scale"]
    rows = []
    for cell, (what, k, size, kind, limit) in enumerate(EQUAL):
        design = DESIGNS[what]
        sizes = design.sizes[size](k) if size in design.sizes else [int(size.split()[0])] * k
        found, by_value = of_equal_groups(design, sizes, 0.1, kind, limit, [99, cell], round(1000 * scale))
        rule = f"{kind} {'>=' if kind == 'ratio' else '<='} {limit:g}"
        verdicts = (share(found[verdict]) for verdict in ("pass", "inconclusive", "fail"))
        rows.append([what, k, size, rule, *verdicts, share(by_value)])
    return table(["what", "groups", "size", "rule", "pass", "inconclusive", "fail", "the value alone fails"], rows)


def main(arguments):
    """Make the tables that were asked for."""
    # No verdict depends on the draws of the chance level, which would take half of the time.
    chance._DRAWS = chance._FEWEST_DRAWS
    make_tables("gate", (boundary, equality), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
