"""Simulate intervals of values that rest on few rows: rare labels, and models that are nearly always right.

Each design is simulated with and without the size that few errors leave (fairaudit/inference/smooth.py), and the tables
are written into docs/statistics.md.

python benchmarks/rare.py             all tables (about half a minute of one processor)
python benchmarks/rare.py evidence    one table
python benchmarks/rare.py --quick     a tenth of the replicates, printed and not written
"""

import sys
from functools import partial
from pathlib import Path

import numpy as np
from tables import REPLICATES, make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "inference"))

import simulated  # noqa: E402

from fairaudit.catalogue import CATALOGUE  # noqa: E402
from fairaudit.inference import compare, measure, smooth  # noqa: E402
from fairaudit.inference.changes import Places, separate_change  # noqa: E402

MATTHEWS, BALANCED = CATALOGUE["matthews_correlation"], CATALOGUE["balanced_accuracy"]
LEAST = 30
DESIGNS = (  # rows, prevalence, true and false positive rate
    (1000, 0.05, 0.99, 0.001), (1000, 0.04, 0.95, 0.0005), (1000, 0.04, 0.97, 0.002), (2000, 0.02, 0.95, 0.0005),
    (5000, 0.01, 0.95, 0.0005), (10_000, 0.005, 0.95, 0.0001), (300, 0.3, 0.99, 0.01), (1000, 0.1, 0.4, 0.0005),
    (1000, 0.1, 0.6, 0.05), (300, 0.2, 0.7, 0.1), (300, 0.5, 0.8, 0.2),
)  # fmt: skip


def chances(prevalence, hit, alarm):
    """Return the chances of true positives, false positives, false negatives and true negatives."""
    other = 1 - prevalence
    return np.array([prevalence * hit, other * alarm, prevalence * (1 - hit), other * (1 - alarm)])


def with_and_without(figures):
    """Return figures without the size that few errors leave, and with it, from the same samples."""
    kept = smooth._ENOUGH_ERRORS
    try:
        smooth._ENOUGH_ERRORS = 0.0
        before = figures(np.random.default_rng(51))
    finally:
        smooth._ENOUGH_ERRORS = kept
    return list(zip(before, figures(np.random.default_rng(51)), strict=True))


def number(value, good=True):
    """Write a share without its leading zero, bold if it is not good."""
    text = f"{value:.3f}".replace("0.", ".", 1) if value < 0.9995 else "1.00"
    return text if good else f"**{text}**"


def scaled(count):
    """Return so many replicates, fewer for a quick run."""
    return max(40, round(count * REPLICATES["scale"]))


def inside(measured, truth):
    """Return how often the interval shown holds the truth, and its mean width, over groups that are compared."""
    found = [
        each
        for each, rows in zip(measured.estimates(), measured.denominators, strict=True)
        if each.low is not None and rows >= LEAST
    ]
    held = np.mean([each.low - 1e-12 <= truth <= each.high + 1e-12 for each in found])
    return held, np.mean([each.high - each.low for each in found])


def truth_of(metric, cells):
    """Return the value of a metric for these chances."""
    return measure(metric, simulated.confusion_sample([np.asarray(cells) * 1e9]), 0.95).values[0]


def _of_rows(n, odds, rng):
    """Return coverage and width, how often five equal groups claim a gap, and how often no change is held."""
    groups = scaled(6000)
    cells = rng.multinomial(n, odds, 2 * groups)
    held, width = inside(measure(MATTHEWS, simulated.confusion_sample(cells), 0.95), truth_of(MATTHEWS, odds))
    claims = []
    for start in range(0, min(5 * scaled(1000), len(cells) - 4), 5):
        measured = measure(MATTHEWS, simulated.confusion_sample(cells[start : start + 5]), 0.95)
        used = measured.known & (measured.denominators >= LEAST)
        if used.sum() > 1:
            claims.append(compare(measured, "difference", used).estimate.low > 0)
    places = Places(np.arange(groups), np.arange(groups, 2 * groups))
    change = separate_change(MATTHEWS, simulated.confusion_sample(cells), places, 0.95)
    return held, width, np.mean(claims), inside(change, 0.0)[0]


def evidence():
    """Matthews correlation of independent rows: coverage, claims of five equal groups, coverage of no change."""
    rows = []
    for n, *setting in DESIGNS:
        held, width, claims, change = with_and_without(partial(_of_rows, n, chances(*setting)))
        cells = [number(held[0]), number(held[1], held[1] >= 0.93)]
        cells += [number(claims[0]), number(claims[1], claims[1] <= 0.05)]
        cells += [number(change[0]), number(change[1], change[1] >= 0.93), f"{width[1] / width[0]:.2f}"]
        rows.append([f"{n:,}", *(f"{each:g}" for each in setting), *cells])
    head = ["rows", "prevalence", "TPR", "FPR", "covered before", "now", "five equal groups: gap claimed before", "now"]
    return table([*head, "no change: held before", "now", "width, now/before"], rows)


def _weighted(n, odds, factor, metric, rng):
    groups = scaled(800)
    cell = rng.choice(4, size=groups * n, p=odds)
    weight = factor[cell] * rng.lognormal(0, 0.7, groups * n)
    sample = simulated.weighted_rows(np.repeat(np.arange(groups), n), cell, weight)
    return inside(measure(metric, sample, 0.95), truth_of(metric, odds * factor))


def _clustered(setting, clusters, holders, metric, rng):
    """Return coverage and width for clusters, 1,000 rows in all, of which `holders` have all positive labels."""
    groups, rows = scaled(800), 1000 // clusters
    prevalence, hit, alarm = setting[0] * clusters / holders, *setting[1:]

    def cells(count):
        have, have_not = (
            simulated.clustered_cells(rng, (share, hit, alarm), count, 1, rows).counts.sums[:, :, 0]
            for share in (prevalence, 1e-12)
        )
        return np.where((np.arange(count) % clusters < holders)[:, None], have, have_not)

    truth = truth_of(metric, cells(10_000 * clusters).mean(axis=0) / rows)
    group = np.repeat(np.arange(groups), clusters)
    sample = simulated.confusion_sample(cells(groups * clusters), group, np.arange(len(group)))
    return inside(measure(metric, sample, 0.95), truth)


WEIGHTS = {  # of true positives, false positives, false negatives and true negatives
    "log-normal weights": np.ones(4),
    "negatives weigh four times as much": np.array([1.0, 4.0, 1.0, 4.0]),
    "positives weigh four times as much": np.array([4.0, 1.0, 4.0, 1.0]),
}
CLUSTERS = ((10, 10), (30, 30), (30, 6))
SETTINGS = ((0.05, 0.99, 0.001), (0.04, 0.95, 0.0005), (0.08, 0.97, 0.002), (0.1, 0.6, 0.05))


def weights_and_clusters():
    """Coverage with weights, and with clusters of which all or some have the rare label."""
    rows = []
    for setting in SETTINGS:
        designs = {name: partial(_weighted, 1000, chances(*setting), factor) for name, factor in WEIGHTS.items()}
        for count, some in CLUSTERS:
            name = f"{count} clusters, {'all' if some == count else some} with positives"
            designs[name] = partial(_clustered, setting, count, some)
        for name, simulate in designs.items():
            cells = [each for metric in (MATTHEWS, BALANCED) for each in _compared(partial(simulate, metric))]
            rows.append([name, ", ".join(f"{each:g}" for each in setting), *cells])
    head = ["1,000 rows", "prevalence, TPR, FPR", "Matthews: covered before", "now", "width, now/before"]
    return table([*head, "balanced accuracy: covered before", "now", "width, now/before"], rows)


def _compared(simulate):
    """Return the cells that compare coverage and width before and now."""
    held, width = with_and_without(simulate)
    return number(held[0]), number(held[1], held[1] >= 0.93), f"{width[1] / width[0]:.2f}"


def unrelated():
    """Upper bounds of a Matthews correlation that rests on a handful of true positives."""
    rows, rng = [], np.random.default_rng(52)
    for n, rare, value in ((1000, 0.05, 0.05), (1000, 0.05, 0.1), (10_000, 0.005, 0.05), (10_000, 0.005, 0.2)):
        both = rare**2 + value * rare * (1 - rare)
        odds = np.array([both, rare - both, rare - both, 1 - 2 * rare + both])
        measured = measure(MATTHEWS, simulated.confusion_sample(rng.multinomial(n, odds, scaled(20_000))), 0.95)
        held, above = inside(measured, value)[0], np.mean(measured.upper(0.05) < value - 1e-12)
        below = np.mean(measured.lower(0.05) > value + 1e-12)
        cells = [number(held, held >= 0.93), number(below, below <= 0.065), number(above, above <= 0.065)]
        rows.append([f"{n:,}", f"{rare:g}", f"{value:g}", f"{n * both:.1f}", *cells])
    head = ["rows", "labels and predictions that are positive", "Matthews correlation", "true positives expected"]
    return table([*head, "covered", "low missed", "high missed"], rows)


TABLES = (evidence, weights_and_clusters, unrelated)


if __name__ == "__main__":
    make_tables("rare", TABLES, sys.argv[1:])
