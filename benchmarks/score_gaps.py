"""Simulate gaps, distances and changes of metrics of scores, and write their tables into docs/statistics.md.

python benchmarks/score_gaps.py             all tables (about three minutes of one processor)
python benchmarks/score_gaps.py gaps        one table
python benchmarks/score_gaps.py --quick     a tenth of the replicates, printed and not written
"""

import sys
from pathlib import Path

import numpy as np
from scipy.special import expit, ndtr
from scores import LOSSES, groups_of, missed, number, of_group, written
from tables import REPLICATES, make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "inference"))

from scores_simulated import AP, AUC, MEANS, score_sample  # noqa: E402

from fairaudit.inference import compare, measure  # noqa: E402
from fairaudit.inference.changes import Places, separate_change  # noqa: E402
from fairaudit.inference.cross_ranks import largest_cross_gap  # noqa: E402
from fairaudit.inference.distances import largest_distance  # noqa: E402


def gaps():
    """Bounds of the largest gap between groups, which are all alike, or half of which rank and are calibrated worse."""
    rng, lines = np.random.default_rng(79), []
    chosen = {"area_under_roc": AUC, "average_precision": AP, **{name: MEANS[name] for name in LOSSES[:3]}}
    for name, metric in chosen.items():
        for count in (2, 5):
            for rows in (60, 300):
                told, beyond, near, far = (0.0,) * 4
                reps = max(20, int(120 * REPLICATES["scale"]))
                for apart in (0.0, 0.7):
                    own = np.where(np.arange(count) < count // 2, apart, 0.0)
                    large = [drawn_for_gap(rng, 200_000, each) for each in np.unique(own)]
                    truth = np.ptp([measure(metric, score_sample(*each), 0.95).values[0] for each in large])
                    for _ in range(reps):
                        group = of_group(count, rows)
                        sample = score_sample(*drawn_for_gap(rng, count * rows, own[group]), group)
                        found = compare(measure(metric, sample, 0.95), "difference", np.ones(count, bool))
                        if found.estimate.low is None:
                            continue
                        near += (found.estimate.low > truth + 1e-9) / reps * (apart > 0)
                        far += (found.estimate.high < truth - 1e-9) / reps * (apart > 0)
                        told += (found.estimate.low > 0) / reps * (apart == 0)
                        beyond += (found.estimate.value > found.chance[1]) / reps * (apart == 0)
                figures = [told, beyond, near, far]
                lines.append([f"`{name}`", count, rows, *(number(each, each <= 0.09) for each in figures)])
    head = ["metric", "groups", "rows each", "equal groups: told to differ", "equal groups: beyond the chance level"]
    return table([*head, "unequal: `low` misses", "unequal: `high` misses"], lines)


def drawn_for_gap(rng, rows, worse):
    """Return scores that carry noise, the more the worse, and labels."""
    true = -0.5 + 1.5 * rng.standard_normal(rows)
    return expit(true + worse * (1 + 1.5 * rng.standard_normal(rows))), (rng.random(rows) < expit(true)).astype(int)


def distances():
    """Distances between whole distributions; the scores of the first group are moved, or not."""
    rng, lines = np.random.default_rng(80), []
    for kind in ("score_ks_distance", "score_wasserstein_distance", "cross_area_under_roc", "abroca"):
        for count, rows, in_cluster in ((2, 60, 1), (2, 300, 1), (5, 60, 1), (5, 300, 1), (3, 300, 10)):
            sums, reps = {}, max(20, int(60 * REPLICATES["scale"]))
            for moved in (0.0, 0.5):
                truth = _true_distance(kind, moved, 1.49**0.5 if in_cluster > 1 else 1.0)
                for _ in range(reps):
                    found = _distance(kind, *_moved_group(rng, count, rows, moved, in_cluster))
                    told = {"beyond": found.estimate.value > found.chance[1]}
                    if found.estimate.low is not None:
                        told |= {"low": found.estimate.low > truth + 1e-9, "high": found.estimate.high < truth - 1e-9}
                    for name, each in told.items():
                        sums[name, moved] = sums.get((name, moved), 0.0) + each / reps
            places = [("low", 0.0), ("beyond", 0.0), ("low", 0.5), ("high", 0.5)]
            cells = ["–" if place not in sums else number(sums[place], sums[place] <= 0.1) for place in places]
            lines.append([f"`{kind}`", count, rows, in_cluster, *cells])
    head = ["distance", "groups", "rows each", "rows a cluster", "equal groups: told to differ"]
    return table([*head, "equal groups: beyond the chance level", "moved: `low` misses", "moved: `high` misses"], lines)


def _moved_group(rng, count, rows, moved, in_cluster):
    group, cluster = of_group(count, rows), np.arange(count * rows) // in_cluster
    label = (rng.random(len(group)) < 0.4).astype(int)
    score = rng.standard_normal(len(group)) + label + moved * (group == 0)
    if in_cluster == 1:
        return score, label, group, None
    return score + 0.7 * rng.standard_normal(cluster.max() + 1)[cluster], label, group, cluster


def _distance(kind, score, label, group, cluster):
    sample, everyone = score_sample(score, label, group, cluster=cluster), np.ones(group.max() + 1, bool)
    if kind == "cross_area_under_roc":
        return largest_cross_gap(sample, everyone, 0.95)
    return largest_distance(kind, sample, everyone, 0.95)


def _true_distance(kind, moved, spread):
    if kind == "cross_area_under_roc":
        root = np.sqrt(2) * spread
        return ndtr((1 + moved) / root) - ndtr((1 - moved) / root)
    if kind == "score_wasserstein_distance":
        return moved
    grid = np.linspace(-6, 8, 4001)

    def shares(by):
        return 0.6 * ndtr((grid - by) / spread) + 0.4 * ndtr((grid - by - 1) / spread)

    return np.abs(shares(0.0) - shares(moved)).max()


def changes():
    """Changes between two scores of the same rows."""
    rng, lines = np.random.default_rng(81), []
    for name, metric in {"area_under_roc": AUC, "average_precision": AP, "brier_score": MEANS["brier_score"]}.items():
        for rows in (40, 100, 300):
            for alike in (0.0, 0.5, 0.9):
                large = _two_scores(rng, 400_000, alike)
                ends = [measure(metric, score_sample(score, large[0]), 0.95).values[0] for score in large[1:]]
                many = groups_of(rows, 600)
                label, old, new = _two_scores(rng, many * rows, alike)
                group, row = of_group(many, rows), np.arange(many * rows)
                both = np.r_[old, new], np.tile(label, 2), np.r_[group, group + many]
                places = Places(np.arange(many), np.arange(many) + many)
                found = separate_change(metric, score_sample(*both, cluster=np.tile(row, 2)), places, 0.95)
                lines.append([f"`{name}`", alike, rows, *written(missed(found, ends[1] - ends[0]))])
    return table(["metric", "correlation", "rows", "coverage", "low missed", "high missed", "width"], lines)


def _two_scores(rng, rows, alike):
    label, noise = (rng.random(rows) < 0.4).astype(int), rng.standard_normal((2, rows))
    new = alike * noise[0] + np.sqrt(1 - alike**2) * noise[1]
    return label, expit(1.2 * label + noise[0] - 0.5), expit(1.6 * label + new - 0.5)


if __name__ == "__main__":
    make_tables("score gaps", [gaps, distances, changes], sys.argv[1:])
