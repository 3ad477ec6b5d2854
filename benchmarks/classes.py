"""Simulate intervals over several classes, and how far predicted classes lie apart; write tables of docs/statistics.md.

python benchmarks/classes.py             all tables (about three minutes of one processor)
python benchmarks/classes.py rows        one table
python benchmarks/classes.py --quick     a tenth of the replicates, printed and not written
"""

import sys
import warnings
from itertools import product

import numpy as np
from tables import REPLICATES, make_tables, table

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts.classes import ClassCounts
from fairaudit.cube import Sample
from fairaudit.inference import measure
from fairaudit.inference.parity import prediction_parity

NAMES = ("balanced_accuracy", "macro_f1", "macro_precision", "weighted_f1", "cohen_kappa", "matthews_correlation")
MOMENTS = 8
warnings.simplefilter("ignore")  # classes that nobody has: 0 out of 0


def scaled(count):
    """Return so many replicates, fewer for a quick run."""
    return max(40, int(count * REPLICATES["scale"]))


def number(value, good=True):
    """Write a share without its leading zero, bold if it is not good."""
    text = f"{value:.3f}".replace("0.", ".", 1) if value < 0.9995 else "1.00"
    return text if good else f"**{text}**"


def shares(size, skew, recall):
    """Return shares by label and prediction; each class has `skew` as many rows as the one before, and less recall."""
    rows = float(skew) ** np.arange(size)
    rows /= rows.sum()
    found = np.clip(recall + np.linspace(0.05, -0.1, size) * (1 - recall) / 0.4, 0.0, 1.0)
    others = np.tile(rows, (size, 1)) * (1 - np.eye(size))
    return rows[:, None] * (1 - found[:, None]) * others / others.sum(axis=1, keepdims=True) + np.diag(rows * found)


def sample_of(sums, size, group=None, cluster=None):
    """Return a sample of confusion matrices ``(entries, size², moments)``."""
    group = np.arange(len(sums)) if group is None else group
    counts = ClassCounts(sums, [f"class {each}" for each in range(size)])
    return Sample(("group",), np.arange(group.max() + 1)[:, None], group, cluster, False, counts)


def truth(name, true, counts):
    """Return the true value of each replicate; a mean over classes is one over those that its rows have."""
    right, labels, predictions = np.diagonal(true), true.sum(axis=1), true.sum(axis=0)
    has, given = counts.sum(axis=2) > 0, counts.sum(axis=1) > 0
    kinds = {
        "balanced_accuracy": (has, right / labels),
        "macro_f1": (has | given, 2 * right / (labels + predictions)),
        "macro_precision": (given, right / predictions),
    }
    if name in kinds:
        there, each = kinds[name]
        return (there * each).sum(axis=1) / there.sum(axis=1)
    whole = sample_of(1e9 * true.reshape(1, -1, 1), len(true))
    return np.full(len(counts), measure(CATALOGUE[name], whole, 0.95).values[0])


def missed(sample, true, counts, pooled=False):
    """Return a cell for each metric: coverage, and the larger of both misses at .05; weak ones are bold."""
    cells, everyone = [], np.arange(len(counts))
    for name in NAMES:
        found = measure(CATALOGUE[name], sample, 0.95)
        value = np.full(len(counts), np.nanmean(found.values)) if pooled else truth(name, true, counts)
        low, high = found.limits.shown(0.025)
        ok = found.known
        covered = ((low <= value + 1e-12) & (value <= high + 1e-12))[ok].mean()
        misses = (
            (found.lower(0.05, everyone) > value + 1e-12)[ok].mean(),
            (found.upper(0.05, everyone) < value)[ok].mean(),
        )
        cells.append(f"{number(covered, covered >= 0.925)} {number(max(misses), max(misses) <= 0.075)}")
    return cells


def rows():
    """Independent rows."""
    rng, lines = np.random.default_rng(81), []
    for size, skew, recall, count in product((3, 10), (1, 0.6), (0.6, 0.85, 0.97), (30, 100, 300, 1000)):
        true = shares(size, skew, recall)
        counts = rng.multinomial(count, true.ravel(), size=scaled(1000)).reshape(-1, size, size).astype(float)
        sample = sample_of(counts.reshape(len(counts), -1, 1), size)
        lines.append([size, skew, recall, count, *missed(sample, true, counts)])
    return table(["classes", "skew", "recall", "rows", *(name.replace("_", " ") for name in NAMES)], lines)


def weights():
    """Rows with log-normal weights, sd .8."""
    rng, lines = np.random.default_rng(82), []
    for size, skew, recall, count in product((3, 10), (1, 0.6), (0.6, 0.85), (100, 1000)):
        true, many = shares(size, skew, recall), scaled(400)
        cell = rng.choice(size * size, p=true.ravel(), size=(many, count))
        weight = rng.lognormal(0, 0.8, size=(many, count))
        powers = np.concatenate([weight[..., None] ** np.arange(MOMENTS + 1), np.ones((many, count, 1))], axis=-1)
        sums = np.zeros((many, size * size, MOMENTS + 2))
        np.add.at(sums, (np.repeat(np.arange(many), count), cell.ravel()), powers.reshape(-1, MOMENTS + 2))
        sample = sample_of(sums, size)
        lines.append([size, skew, recall, count, *missed(sample, true, sums[:, :, 0].reshape(many, size, size))])
    return table(["classes", "skew", "recall", "rows", *(name.replace("_", " ") for name in NAMES)], lines)


def clusters():
    """Clusters of 20 rows whose share of right rows differs like a beta variable."""
    rng, lines = np.random.default_rng(83), []
    for size, skew, recall, count in product((3, 10), (1, 0.6), (0.6, 0.85, 0.97), (5, 15, 50)):
        true, many = shares(size, skew, recall), scaled(300)
        given = true / true.sum(axis=1, keepdims=True)
        others = given * (1 - np.eye(size))
        others = (others / others.sum(axis=1, keepdims=True)).cumsum(axis=1)
        label = rng.choice(size, p=true.sum(axis=1), size=(many, count, 20))
        shift = rng.beta(4 * recall, 4 * (1 - recall), size=(many, count, 1)) - recall
        is_right = rng.random(label.shape) < np.clip(np.diagonal(given)[label] + shift, 0, 1)
        wrong = np.minimum((rng.random((*label.shape, 1)) > others[label]).sum(axis=-1), size - 1)
        cell = label * size + np.where(is_right, label, wrong)
        sums = np.zeros((many * count, size * size))
        np.add.at(sums, (np.repeat(np.arange(many * count), 20), cell.ravel()), 1)
        group, cluster = np.divmod(np.arange(many * count), count)
        sample = sample_of(sums[:, :, None], size, group, cluster)
        lines.append([size, skew, recall, count, *missed(sample, true, np.zeros((many, size, size)), pooled=True)])
    return table(["classes", "skew", "recall", "clusters", *(name.replace("_", " ") for name in NAMES)], lines)


def parity():
    """How far the predicted classes of groups lie apart: all alike, or one group's shifted by a tenth."""
    rng, lines = np.random.default_rng(84), []
    for size, skew, groups, shift in product((3, 10), (1, 0.7), (2, 5), (0.0, 0.1)):
        share = float(skew) ** np.arange(size)
        share /= share.sum()
        half = size // 2
        other = np.concatenate(
            [share[:half] * (1 - shift / share[:half].sum()), share[half:] * (1 + shift / share[half:].sum())]
        )
        line = [size, skew, groups, shift]
        for count in (30, 100, 300, 1000):
            found = [_apart(rng, [other, *[share] * (groups - 1)], count) for _ in range(scaled(200))]
            below = np.mean([each.low > shift + 1e-12 for each in found])
            above = np.mean([each.high < shift - 1e-12 for each in found])
            told = np.mean([each.low > 0 for each in found])
            line.append(f"{number(below, below <= 0.075)} {number(above, above <= 0.075)} {number(told)}")
        lines.append(line)
    return table(
        ["classes", "skew", "groups", "distance", *(f"{count:,} rows" for count in (30, 100, 300, 1000))], lines
    )


def _apart(rng, shares_of_groups, count):
    size = len(shares_of_groups[0])
    cells = np.zeros((len(shares_of_groups), size, size))
    for group, share in enumerate(shares_of_groups):
        cells[group, 0] = rng.multinomial(count, share)
    sample = sample_of(cells.reshape(len(cells), -1, 1), size)
    return prediction_parity(sample, np.ones(len(cells), bool), 0.95).estimate


if __name__ == "__main__":
    make_tables("classes", [rows, weights, clusters, parity], sys.argv[1:])
