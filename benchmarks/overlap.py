"""How often gaps between groups that share rows are missed or invented, for the table of docs/statistics.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "inference"))

from test_overlap import TWO, drawn

from fairaudit.catalogue import CATALOGUE
from fairaudit.inference import compare, measure

FIVE = (*((place,) for place in range(5)), (0, 1), (1, 2), (2, 3), (3, 4), (0, 1, 2, 3, 4), ())


class Design(NamedTuple):
    """Rows of each combination of labels, how often they are right, and the combinations."""

    rows: list[int]
    rates: list[float]
    holds: tuple[tuple[int, ...], ...] = TWO


DESIGNS = {
    "two groups, no row in both": Design([400, 400, 0, 0], [0.9] * 4),
    "two, half of each in both": Design([200, 200, 200, 0], [0.9] * 4),
    "two, half in both, 10 pt apart": Design([200, 200, 200, 0], [0.95, 0.75, 0.9, 0.9]),
    "one is half of the other": Design([200, 0, 200, 0], [0.9] * 4),
    "all but 30 rows of each in both": Design([30, 30, 1000, 0], [0.9] * 4),
    "all but 6 rows in both": Design([6, 0, 1000, 0], [0.9] * 4),
    "five, half of their rows in several": Design([100] * 9 + [50, 300], [0.9] * 11, FIVE),
}
METRICS = ("accuracy", "true_positive_rate", "balanced_accuracy", "matthews_correlation")


def true_gap(design: Design) -> float:
    """Return the difference of accuracy that the rates make."""
    rows, rates = np.array(design.rows), np.array(design.rates)
    inside = [
        [group in held for held in design.holds] for group in range(1 + max(map(max, filter(None, design.holds))))
    ]
    values = [np.average(rates[chosen], weights=rows[chosen]) for chosen in np.array(inside)]
    return max(values) - min(values)


def misses(design: Design, metric: str, samples: int) -> tuple[float, float]:
    """Return how often the low of the largest gap lies above the true one, and the high below it."""
    rng, gap, above, below = np.random.default_rng(1), true_gap(design), 0, 0
    for _ in range(samples):
        measured = measure(CATALOGUE[metric], drawn(rng, *design).sample(("identity",)), 0.95)
        found = compare(measured, "difference", np.ones(len(measured.values), bool)).estimate
        above, below = above + (found.low > gap + 1e-12), below + (found.high < gap - 1e-12)
    return above / samples, below / samples


def main(samples: int = 2000) -> None:
    """Print the table: low above the true gap / high below it."""
    print("| design |", *(f"{name} |" for name in METRICS))
    print("| --- |", "---: | " * len(METRICS))
    for name, design in DESIGNS.items():
        of_gap = METRICS if true_gap(design) == 0 else METRICS[:1]
        found = ["{:.3f} / {:.3f}".format(*misses(design, metric, samples)) for metric in of_gap]
        print(f"| {name} |", *(f"{each} |" for each in [*found, *["–"] * (len(METRICS) - len(found))]), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
