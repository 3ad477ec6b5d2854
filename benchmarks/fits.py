"""Simulate intervals of errors, R², correlations and quantiles of numbers; write tables into docs/statistics.md.

python benchmarks/fits.py             all tables (about two minutes of one processor)
python benchmarks/fits.py rows        one table
python benchmarks/fits.py --quick     a tenth of the replicates, printed and not written
"""

import sys
from pathlib import Path

import numpy as np
from means import number, scaled
from tables import make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "inference"))

from fits_simulated import SCATTER, fit_sample, fits, missed, placed_sample  # noqa: E402

from fairaudit.catalogue import CATALOGUE  # noqa: E402
from fairaudit.inference import compare, measure  # noqa: E402

NAMES = ("mean_error", "root_mean_squared_error", "r_squared", "pearson_correlation")
SHORT = ("mean error", "RMSE", "R²", "correlation")
HEAD = [f"{name}: {what}" for name in SHORT for what in ("coverage", "missed")]


def truths(size):
    """Return the true values where labels have the variance 1 and errors the standard deviation `size`."""
    return dict(zip(NAMES, (0.0, size, 1 - size**2, 1 / np.sqrt(1 + size**2)), strict=True))


def cells(figures):
    """Return coverage, and how often the lower and the upper limit is missed; weak ones are bold."""
    covered, below, above, *_ = figures
    missed_by = " / ".join(number(each, each <= 0.075) for each in (below, above))
    return [number(covered, covered >= 0.925), missed_by]


def line(samples, size):
    """Return the cells of every metric."""
    kept = list(samples)
    return [cell for name, truth in truths(size).items() for cell in cells(missed(name, kept, truth))]


def rows():
    """Independent rows: how labels and errors scatter."""
    rng, lines = np.random.default_rng(71), []
    for labels, errors in (
        ("normal", "normal"),
        ("normal", "Laplace"),
        ("uniform", "normal"),
        ("log-normal, sd 0.5", "normal"),
        ("log-normal, sd 0.5", "Laplace"),
        ("log-normal, sd 1", "Laplace"),
        ("normal", "log-normal, sd 1"),
        ("normal", "t on 3 degrees of freedom"),
    ):
        for count in (30, 100, 1000):
            samples = fits(rng, labels, errors, 0.5, count, scaled(2000 if count < 1000 else 600))
            lines.append([labels, errors, count, *line(samples, 0.5)])
    return table(["labels", "errors", "rows", *HEAD], lines)


def weighted():
    """Rows with log-normal weights, and rows in clusters of 10 whose errors have a correlation of .3."""
    rng, lines = np.random.default_rng(72), []
    for spread in (0.5, 1.0):
        for count in (30, 100, 1000):
            shape = (scaled(1500 if count < 1000 else 300), count)
            label, errors = SCATTER["normal"](rng, shape), SCATTER["Laplace"](rng, shape) / 2
            sample = fit_sample(label, label + errors, rng.lognormal(0, spread, shape))
            lines.append([f"weights, sd {spread:g}", count, *line([sample], 0.5)])
    for clusters in (5, 10, 30):
        shape = (scaled(1500), 10 * clusters)
        shared = rng.standard_normal((shape[0], clusters)).repeat(10, axis=1)
        errors = (np.sqrt(0.3) * shared + np.sqrt(0.7) * rng.standard_normal(shape)) / 2
        label = SCATTER["normal"](rng, shape)
        cluster = np.arange(label.size).reshape(shape) // 10
        lines.append(
            [
                f"{clusters} clusters of 10",
                10 * clusters,
                *line([fit_sample(label, label + errors, cluster=cluster)], 0.5),
            ]
        )
    return table(["rows", "in all", *HEAD], lines)


def quantiles():
    """Medians and other quantiles of log-normal numbers."""
    rng, lines = np.random.default_rng(73), []
    median = CATALOGUE["median_absolute_error"]
    for way in ("rows", "weights, sd 0.5", "weights, sd 1", "clusters of 5, correlation .3"):
        for count in (30, 100, 1000):
            shape = (scaled(800 if count < 1000 else 200), count)
            weight = cluster = None
            scores = rng.standard_normal(shape)
            if way.startswith("weights"):
                weight = rng.lognormal(0, float(way.split()[-1]), shape)
            if way.startswith("clusters"):
                cluster = np.arange(scores.size).reshape(shape) // 5
                shared = rng.standard_normal((shape[0], count // 5)).repeat(5, axis=1)
                scores = np.sqrt(0.3) * shared + np.sqrt(0.7) * scores
            figures = missed(median, [placed_sample(np.exp(2 * scores), weight, cluster)], 1.0)
            lines.append([way, count, *cells(figures), number(figures[4])])
    return table(["rows", "in all", "coverage", "missed", "without an interval"], lines)


def carried():
    """Three groups that are alike, of 200 rows each: gaps that are told, and comparisons without bounds."""
    rng, lines = np.random.default_rng(74), []
    kinds = {
        "normal": lambda shape: rng.standard_normal(shape),
        "log-normal, sd 1": lambda shape: rng.lognormal(0, 1, shape),
        "log-normal, sd 2": lambda shape: rng.lognormal(0, 2, shape),
        "Pareto, exponent 1.5": lambda shape: rng.pareto(1.5, shape),
        **{
            f"one in {one} × {times:,}": _now_and_then(rng, one, times)
            for one, times in ((100, 20), (100, 100), (600, 100), (600, 1000), (600, 1_000_000))
        },
    }
    for kind, draw in kinds.items():
        for name in ("mean_absolute_error", "root_mean_squared_error"):
            told = without = 0
            count = scaled(400)
            for _ in range(count):
                errors = draw((3, 200))
                measured = measure(CATALOGUE[name], fit_sample(np.zeros_like(errors), errors), 0.95)
                found = compare(measured, "difference", np.ones(3, bool)).estimate
                told += (found.low or 0) > 0
                without += found.low is None
            lines.append([kind, name, number(told / count, told / count <= 0.075), number(without / count)])
    return table(["errors", "metric", "told to differ (at most .05)", "without bounds"], lines)


def gates():
    """Rules whose limit is exactly the truth: how often they pass, and how often they fail."""
    rng, lines = np.random.default_rng(75), []
    for name in ("mean_absolute_error", "root_mean_squared_error", "median_absolute_error", "mean_error"):
        for way in ("rows", "weights, sd 0.5", "30 clusters"):
            for groups in (2, 5):
                found = _verdicts(rng, name, way, groups)
                shown = [number(each, each <= 0.075) for each in found]
                worst = f"{shown[2]} / {shown[3]}" if CATALOGUE[name].better else "–"
                lines.append([name, way, groups, f"{shown[0]} / {shown[1]}", worst])
    return table(["metric", "300 rows a group", "groups", "`difference`: pass / fail", "`worst`: pass / fail"], lines)


def _verdicts(rng, name, way, groups):
    """Return how often the bounds of difference and worst lie on the passing and on the failing side of the truth."""
    size = np.where(np.arange(groups) < groups // 2, 1.25, 1.0)[:, None]
    of_one = {"mean_absolute_error": 1.0, "root_mean_squared_error": 2**0.5, "median_absolute_error": np.log(2)}
    shift = 0.25 if name == "mean_error" else 0.0
    low, high = (0.0, 0.25) if shift else (of_one[name], 1.25 * of_one[name])
    metric, counted, told = CATALOGUE[name], scaled(400), np.zeros(4)
    for _ in range(counted):
        errors = rng.laplace(size=(groups, 300)) * (1.0 if shift else size) + shift * (size > 1)
        weight = rng.lognormal(0, 0.5, errors.shape) if way.startswith("weights") else None
        cluster = np.arange(errors.size).reshape(errors.shape) // 10 if way.endswith("clusters") else None
        make = placed_sample if name.startswith("median") else fit_sample
        numbers = (np.abs(errors), weight, cluster) if make is placed_sample else (0 * errors, errors, weight, cluster)
        measured = measure(metric, make(*numbers), 0.95)
        gap = compare(measured, "difference", measured.known).estimate
        told[:2] += gap.high < high - low, gap.low > high - low
        if metric.better:
            worst = compare(measured, "worst", measured.known).estimate
            told[2:] += worst.high < high, worst.low > high
    return told / counted


def _now_and_then(rng, one, times):
    return lambda shape: rng.standard_normal(shape) * np.where(rng.random(shape) < 1 / one, float(times), 1.0)


if __name__ == "__main__":
    make_tables("fits", [rows, weighted, quantiles, carried, gates], sys.argv[1:])
