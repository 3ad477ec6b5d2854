"""Simulate how often models are called worse than always giving the most frequent label, for docs/statistics.md.

python benchmarks/constant_guess.py          both tables (about ten minutes of one processor)
python benchmarks/constant_guess.py noise    one table
python benchmarks/constant_guess.py --quick  a tenth of the samples, printed and not written
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "claims"))

from constant_simulated import EQUAL, Design, guesses, trading  # noqa: E402
from tables import REPLICATES, make_tables, table  # noqa: E402

ROWS = (50, 200, 1000, 5000)
DESIGNS = (
    *(Design(rows) for rows in ROWS),
    *(Design(rows, kind) for kind in ("weights", "clusters") for rows in (200, 1000)),
)
HEAD = [
    *(f"{rows:,} rows" for rows in ROWS),
    *(f"{kind}, {rows:,}" for kind in ("weights", "clusters") for rows in (200, 1000)),
]
WORSE = {
    f"2 labels, .7: won {won:.2f}, lost {lost:.2f}": trading([0.7, 0.3], won, lost)
    for won, lost in ((0.1, 0.12), (0.1, 0.15), (0.1, 0.2), (0.02, 0.05), (0.0, 0.02))
}


def share(hits, count, bold=False):
    """Write a share without its leading zero."""
    text = f"{hits / count:.3f}".replace("0.", ".", 1) if hits < count else "1"
    return f"**{text}**" if bold else text


def figures(model, seed, count):
    """Return for each design how often a model is called worse, and how often the interval alone is below 0."""
    for place, design in enumerate(DESIGNS):
        found = list(guesses(model, design, [*seed, place], count))
        yield sum(each.beats for each in found), sum((each.difference.high or 0) < 0 for each in found)


def noise():
    """Shares of models that are as good as the constant answer, and called worse; in brackets, if the interval said."""
    count = round(2000 * REPLICATES["scale"])
    rows = [
        [name, *(f"{share(worse, count, worse > 0.06 * count)} ({share(alone, count)})" for worse, alone in found)]
        for place, (name, model) in enumerate(EQUAL.items())
        for found in [figures(model, [61, place], count)]
    ]
    return table(["as good as the constant answer", *HEAD], rows)


def power():
    """Shares of models that are worse than the constant answer, and called so."""
    count = round(500 * REPLICATES["scale"])
    rows = [
        [
            name,
            f"{model.shortfall:.2f}".lstrip("0"),
            *(share(worse, count) for worse, _ in figures(model, [62, place], count)),
        ]
        for place, (name, model) in enumerate(WORSE.items())
    ]
    return table(["worse than the constant answer", "by", *HEAD], rows)


if __name__ == "__main__":
    make_tables("constant_guess", (noise, power), sys.argv[1:])
