"""Simulate intervals of means of numbers, such as absolute errors, and write their tables into docs/statistics.md.

python benchmarks/means.py             all tables (about forty seconds of one processor)
python benchmarks/means.py numbers     one table
python benchmarks/means.py --quick     a tenth of the replicates, printed and not written
"""

import sys
from pathlib import Path

import numpy as np
from tables import REPLICATES, make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "inference"))

from numbers_simulated import (  # noqa: E402
    KINDS,
    MAE,
    clusters_of_groups,
    independent,
    missed,
    paired_rows,
    rows_of_groups,
)
from simulated import cluster_sizes  # noqa: E402
from sums_simulated import by_clusters, by_rows  # noqa: E402
from sums_simulated import numbers as two_numbers  # noqa: E402

from fairaudit.inference import compare, measure  # noqa: E402
from fairaudit.inference.changes import Places, separate_change  # noqa: E402

SKEWED = ("half-normal", "exponential", "log-normal, sd 1", "1 % are 30 times as large")


def number(value, good=True):
    """Write a share without its leading zero, bold if it is not good."""
    text = f"{value:.3f}".replace("0.", ".", 1) if value < 0.9995 else "1.00"
    return text if good else f"**{text}**"


def scaled(count):
    """Return so many replicates, fewer for a quick run."""
    return max(20, int(count * REPLICATES["scale"]))


def written(figures):
    """Return coverage, both misses and the width as cells; weak ones are bold."""
    covered, below, above, width = figures
    return [
        number(covered, covered >= 0.925),
        number(below, below <= 0.075),
        number(above, above <= 0.075),
        f"{width:.2f}",
    ]


def numbers():
    """Independent rows."""
    rng, lines = np.random.default_rng(61), []
    for kind, (_, mean) in KINDS.items():
        for rows in (30, 100, 300, 1000, 3000):
            figures = missed(independent(rng, kind, rows, scaled(4000 if rows < 1000 else 2000)), mean)
            lines.append([kind, rows, *written(figures)])
    return table(["errors", "rows", "coverage", "low missed", "high missed", "width/mean"], lines)


def weighted():
    """Independent rows with weights; where tied, heavier rows have larger errors."""
    rng, lines = np.random.default_rng(62), []
    for kind in SKEWED[:3]:
        draw, mean = KINDS[kind]
        for spread, slope in ((0.5, 0.0), (0.5, 0.3), (1.0, 0.0), (1.0, 0.3)):
            for rows in (30, 100, 1000):
                shape = (scaled(2000 if rows < 1000 else 500), rows)
                size = rng.standard_normal(shape)
                sample = rows_of_groups(draw(rng, shape) * np.exp(slope * size), np.exp(spread * size))
                figures = missed([sample], mean * np.exp(slope**2 / 2 + slope * spread))
                lines.append([kind, f"sd {spread:g}", "tied" if slope else "", rows, *written(figures)])
    return table(["errors", "weights", "", "rows", "coverage", "low missed", "high missed", "width/mean"], lines)


def clusters():
    """Rows in clusters of 20 on average that differ by a log-normal factor."""
    rng, lines = np.random.default_rng(63), []
    for kind in SKEWED[:3]:
        for between in (0.3, 0.7):
            for unequal in (False, True):
                for count in (5, 10, 30):
                    sizes = cluster_sizes(rng, scaled(2000), count, unequal)
                    figures = missed([clusters_of_groups(rng, kind, sizes, between)], KINDS[kind][1])
                    name = "unequal" if unequal else "equal"
                    lines.append([kind, between, name, count, *written(figures)])
    head = ["errors", "sd between clusters", "sizes", "clusters", "coverage", "low missed", "high missed", "width/mean"]
    return table(head, lines)


def gaps():
    """Misses of the bounds of comparisons; half of the groups have means half as large again, or all are equal."""
    rng, lines = np.random.default_rng(64), []
    for kind in SKEWED:
        for groups in (2, 5):
            for rows in (30, 300):
                equal, beyond = _bounds(rng, kind, np.ones(groups), rows)
                apart, _ = _bounds(rng, kind, np.where(np.arange(groups) < groups // 2, 1.0, 1.5), rows)
                both = [value for each in (equal, apart) for key, value in each.items() if key[0] != "worst"]
                worst = [max(each["worst", side] for each in (equal, apart)) for side in ("low", "high")]
                cells = [equal["difference", "low"], max(both), *worst, beyond]
                lines.append([kind, groups, rows, *(number(each, each <= 0.075) for each in cells)])
    head = [
        "errors",
        "groups",
        "rows each",
        "equal groups: told to differ",
        "bounds of difference and ratio miss at most",
    ]
    return table([*head, "`worst` low misses", "`worst` high misses", "equal groups: beyond the chance level"], lines)


def _bounds(rng, kind, shape, rows):
    """Return how often each bound is missed, and how often the gap lies beyond what one draw in twenty shows."""
    draw, mean = KINDS[kind]
    means, count, beyond = shape * mean, scaled(600), 0
    truth = {"difference": np.ptp(means), "ratio": means.min() / means.max(), "worst": means.max()}
    failed = dict.fromkeys([(name, side) for name in truth for side in ("low", "high")], 0.0)
    for _ in range(count):
        measured = measure(MAE, rows_of_groups(draw(rng, (len(means), rows)) * shape[:, None]), 0.95)
        for name, true in truth.items():
            found = compare(measured, name, measured.known)
            failed[name, "low"] += (found.estimate.low > true * (1 + 1e-9)) / count
            failed[name, "high"] += (found.estimate.high < true * (1 - 1e-9)) / count
            beyond += (name == "difference" and found.estimate.value > found.chance[1]) / count
    return failed, beyond


def changes():
    """Changes of the mean between two results of the same rows, of errors that are alike to some degree."""
    rng, lines = np.random.default_rng(65), []
    for name, draw in (("normal", rng.standard_normal), ("Laplace", lambda shape: rng.laplace(size=shape))):
        for alike in (0.0, 0.5, 0.9):
            for rows in (30, 100, 300):
                shape = (scaled(1500 if rows < 300 else 500), rows)
                old = draw(shape)
                new = alike * old + np.sqrt(1 - alike**2) * draw(shape)
                truth = _mean_of_mixed(draw, alike) - _mean_of_mixed(draw, 0.0)
                places = Places(np.arange(shape[0]), np.arange(shape[0]) + shape[0])
                found = separate_change(MAE, paired_rows(np.abs(old), np.abs(new)), places, 0.95)
                low, high = np.array([(each.low, each.high) for each in found.estimates()]).T
                below, above = (found.lower(0.05) > truth).mean(), (found.upper(0.05) < truth).mean()
                covered = ((low <= truth) & (truth <= high)).mean()
                student = 2 * 2.0 * (np.abs(new) - np.abs(old)).std(axis=1) / np.sqrt(rows)
                figures = (covered, below, above, np.median(high - low) / np.median(student))
                lines.append([name, alike, rows, *written(figures)])
    head = ["errors", "correlation", "rows", "coverage", "low missed", "high missed", "width, of a t interval's"]
    return table(head, lines)


def ratios():
    """Ratios of the sums of two columns, both log-normal; clusters of 20 rows have ratios of their own."""
    rng, lines = np.random.default_rng(66), []
    for spread in (0.3, 0.8, 1.2):
        for rows in (30, 100, 300, 1000):
            found = by_rows(*two_numbers(rng, scaled(4000 if rows < 1000 else 2000), rows, spread))
            lines.append(["rows", spread, "", rows, *written(_missed_by(found))])
    for between in (0.3, 0.7):
        for clusters in (5, 10, 30, 100):
            part, whole = two_numbers(rng, scaled(2000), 20 * clusters, 0.8)
            own = np.exp(between * rng.standard_normal((len(part), clusters)) - between**2 / 2)
            found = by_clusters(part * own.repeat(20, axis=1), whole, 20)
            lines.append(["clusters", 0.8, between, clusters, *written(_missed_by(found))])
    head = ["of", "sd of numbers", "sd between clusters", "rows or clusters", "coverage", "low missed", "high missed"]
    return table([*head, "width/ratio"], lines)


def _missed_by(found, truth=0.3):
    limits, everyone = found.limits, np.arange(len(found.values))
    low, high = limits.shown(0.025)
    below, above = (limits.lower(0.05, everyone) > truth).mean(), (limits.upper(0.05, everyone) < truth).mean()
    return ((low <= truth) & (truth <= high)).mean(), below, above, np.median(high - low) / truth


def _mean_of_mixed(draw, alike):
    old, other = draw((2, 2_000_000))
    return np.abs(alike * old + np.sqrt(1 - alike**2) * other).mean()


if __name__ == "__main__":
    make_tables("means", [numbers, weighted, clusters, gaps, changes, ratios], sys.argv[1:])
