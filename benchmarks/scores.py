"""Simulate intervals of metrics of scores, and write their tables into docs/statistics.md.

python benchmarks/scores.py             all tables (about a minute of one processor)
python benchmarks/scores.py areas       one table
python benchmarks/scores.py --quick     a tenth of the replicates, printed and not written
"""

import sys
from pathlib import Path

import numpy as np
from scipy.special import expit, ndtr, ndtri
from sklearn.metrics import average_precision_score
from tables import REPLICATES, make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "inference"))

from scores_simulated import AP, AUC, ECE, MEANS, SLOPE, binormal, binormal_clusters, score_sample  # noqa: E402
from simulated import cluster_sizes  # noqa: E402

from fairaudit.inference import measure  # noqa: E402

LOSSES = ("brier_score", "log_loss", "calibration_in_the_large", "mean_score")
MOST_ROWS = 200_000
RIGHT = {"common": (0.0, 1.5), "one in eight": (-2.5, 1.5), "one in fifty": (-5.0, 1.5)}


def number(value, good=True):
    """Write a share without its leading zero, bold if it is not good."""
    text = f"{value:.3f}".replace("0.", ".", 1) if value < 0.9995 else "1.00"
    return text if good else f"**{text}**"


def groups_of(rows, most=2000):
    """Return how many groups of so many rows are simulated."""
    return max(40, int(min(most, MOST_ROWS // rows) * REPLICATES["scale"]))


def missed(found, truth):
    """Return coverage of the shown interval, misses of both limits at .05, and the median width."""
    known, (low, high) = found.known, found._shown
    sides = (found.lower(0.05) > truth)[known].mean(), (found.upper(0.05) < truth)[known].mean()
    return ((low <= truth) & (truth <= high))[known].mean(), *sides, np.median((high - low)[known])


def written(figures):
    """Return coverage, both misses and the width as cells; weak ones are bold."""
    covered, below, above, width = figures
    cells = number(covered, covered >= 0.925), number(below, below <= 0.075), number(above, above <= 0.075)
    return [*cells, f"{width:.2f}"]


def cell(figures):
    """Return coverage and both misses as one cell."""
    return " / ".join(written(figures)[:3])


def of_group(groups, rows):
    """Return the group of every row."""
    return np.repeat(np.arange(groups), rows)


def areas():
    """The area under the ROC curve of independent rows."""
    rng, lines = np.random.default_rng(71), []
    for positives, negatives in ((10, 200), (30, 30), (30, 200), (100, 300), (300, 700)):
        for area in (0.6, 0.8, 0.95, 0.99):
            for spread in (1.0, 2.0) if positives in (30, 100) and negatives > 30 else (1.0,):
                many = groups_of(positives + negatives)
                found = measure(AUC, score_sample(*binormal(rng, many, positives, negatives, area, spread)), 0.95)
                kind = "normal" if spread == 1 else "positives spread twice as wide"
                lines.append([kind, positives, negatives, area, *written(missed(found, area))])
    for positives, negatives in ((30, 70), (100, 300), (300, 700)):
        for share in (0.01, 0.03, 0.1):
            label, group = (
                np.tile(np.repeat([1, 0], [positives, negatives]), 2000),
                of_group(2000, positives + negatives),
            )
            many = groups_of(positives + negatives) * (positives + negatives)
            label, group = label[:many], group[:many]
            bad = (rng.random(many) < share) & (label == 1)
            score = rng.standard_normal(many) + np.where(bad, -1.0, 5.0 * label)
            truth = (1 - share) * ndtr(5 / np.sqrt(2)) + share * ndtr(-1 / np.sqrt(2))
            figures = missed(measure(AUC, score_sample(score, label, group), 0.95), truth)
            kind = f"separate, but for {share:.0%} of positives at the bottom"
            lines.append([kind, positives, negatives, f"{truth:.3f}", *written(figures)])
    head = ["scores", "positives", "negatives", "true area", "coverage", "low missed", "high missed", "width"]
    return table(head, lines)


def weighted_areas():
    """The same with weights; where tied, heavy positives score higher."""
    rng, lines = np.random.default_rng(72), []
    for positives, negatives in ((15, 30), (30, 70), (100, 200), (300, 700)):
        for area in (0.6, 0.8, 0.95):
            for spread, tied in ((0.5, 0.5), (1.0, 0.0), (1.0, 0.5), (1.0, -0.5)):
                score, label, group = binormal(rng, groups_of(positives + negatives, 1500), positives, negatives, area)
                distance = ndtri(area) * np.sqrt(2)
                other = rng.standard_normal(len(score))
                size = np.where(label == 1, tied * (score - distance) + np.sqrt(1 - tied**2) * other, other)
                truth = ndtr((distance + tied * spread) / np.sqrt(2))
                found = measure(AUC, score_sample(score, label, group, weight=np.exp(spread * size)), 0.95)
                words = {0.0: "", 0.5: "score higher", -0.5: "score lower"}[tied]
                row = [positives, negatives, f"{truth:.3f}", f"sd {spread:g}", words]
                lines.append([*row, *written(missed(found, truth))])
    head = ["positives", "negatives", "true area", "weights", "heavy positives"]
    return table([*head, "coverage", "low missed", "high missed", "width"], lines)


def clustered_areas():
    """The same with clusters of 20 rows on average, which move positives and negatives, each on its own."""
    rng, lines = np.random.default_rng(73), []
    for count in (5, 10, 30):
        for area in (0.6, 0.8, 0.95):
            for unequal in (False, True):
                for between, mixed in ((0.3, True), (0.7, True), (0.7, False)):
                    sizes = cluster_sizes(rng, groups_of(20 * count, 1000), count, unequal)
                    score, label, group, cluster = binormal_clusters(rng, sizes, 0.4, area, between, mixed)
                    found = measure(AUC, score_sample(score, label, group, cluster=cluster), 0.95)
                    row = [count, "unequal" if unequal else "equal", area, between, "both" if mixed else "one"]
                    lines.append([*row, *written(missed(found, area))])
    head = ["clusters", "sizes", "true area", "sd between clusters", "labels in a cluster"]
    return table([*head, "coverage", "low missed", "high missed", "width"], lines)


def drawn(rng, rows, middle, spread, stretch=1.0, size=None, tied=0.0, moved=0.0):
    """Return scores and labels; scores are right if `stretch` is 1, too extreme if it is more."""
    normal = rng.standard_normal(rows)
    if size is not None:
        normal = tied * size + np.sqrt(1 - tied**2) * normal
    true = middle + spread * normal
    return expit(stretch * true), (rng.random(rows) < expit(true + moved)).astype(int)


def true_mean(name, score, label, weight=None):
    """Return the mean of a loss over very many rows."""
    number_of = MEANS[name](score_sample([0.5], [1]).counts).number
    return np.average(np.where(label == 1, number_of(score, 1), number_of(score, 0)), weights=weight)


def means():
    """Means of losses of independent rows."""
    rng, lines = np.random.default_rng(74), []
    for words, (middle, spread) in RIGHT.items():
        large = drawn(rng, 2_000_000, middle, spread)
        for rows in (30, 100, 300, 1000):
            many = groups_of(rows)
            sample = score_sample(*drawn(rng, many * rows, middle, spread), of_group(many, rows))
            cells = [cell(missed(measure(MEANS[name], sample, 0.95), true_mean(name, *large))) for name in LOSSES]
            lines.append([words, rows, *cells])
    return table(["positives", "rows", *(f"`{name}`" for name in LOSSES)], lines)


def weighted_means():
    """The same with weights; where tied, heavy rows score higher."""
    rng, lines = np.random.default_rng(75), []
    for words, (middle, spread) in RIGHT.items():
        for sd, tied in ((0.5, 0.6), (1.0, 0.0), (1.0, 0.6), (1.0, -0.6)):
            size = rng.standard_normal(1_000_000)
            large, weight = drawn(rng, len(size), middle, spread, 1.0, size, tied), np.exp(sd * size)
            truths = {name: true_mean(name, *large, weight) for name in LOSSES}
            for rows in (100, 300, 1000):
                many = groups_of(rows, 1000)
                size = rng.standard_normal(many * rows)
                rows_drawn = drawn(rng, many * rows, middle, spread, 1.0, size, tied)
                sample = score_sample(*rows_drawn, of_group(many, rows), weight=np.exp(sd * size))
                cells = [cell(missed(measure(MEANS[name], sample, 0.95), truths[name])) for name in LOSSES]
                tie = {0.0: "", 0.6: "score higher", -0.6: "score lower"}[tied]
                lines.append([words, f"sd {sd:g}", tie, rows, *cells])
    return table(["positives", "weights", "heavy rows", "rows", *(f"`{name}`" for name in LOSSES)], lines)


def clustered_means():
    """The same with clusters of 20 rows on average, in which the label is likelier than scores say, or less likely."""
    rng, lines = np.random.default_rng(76), []
    for words, (middle, spread) in list(RIGHT.items())[:2]:
        for unequal in (False, True):
            large = drawn(rng, 1_000_000, middle, spread, moved=0.7 * rng.standard_normal(1_000_000))
            for count in (5, 10, 30):
                sizes = cluster_sizes(rng, groups_of(20 * count, 1000), count, unequal)
                cluster = np.repeat(np.arange(sizes.size), sizes.ravel())
                moved = 0.7 * rng.standard_normal(sizes.size)[cluster]
                rows = drawn(rng, len(cluster), middle, spread, moved=moved)
                sample = score_sample(*rows, cluster // count, cluster=cluster)
                cells = [cell(missed(measure(MEANS[name], sample, 0.95), true_mean(name, *large))) for name in LOSSES]
                lines.append([words, "unequal" if unequal else "equal", count, *cells])
    return table(["positives", "sizes", "clusters", *(f"`{name}`" for name in LOSSES)], lines)


def true_precision(share, area):
    """Return the average precision of normal scores, by integration."""
    distance = ndtri(area) * np.sqrt(2)
    cut = np.linspace(-8, 8 + distance, 20_001)
    hits, others = share * ndtr(distance - cut), (1 - share) * ndtr(-cut)
    density = np.exp(-((cut - distance) ** 2) / 2) / np.sqrt(2 * np.pi)
    return (hits / np.maximum(hits + others, 1e-300) * density).sum() * (cut[1] - cut[0])


def precision():
    """Average precision: independent rows, weights to which scores are tied, clusters of 20 rows."""
    rng, lines = np.random.default_rng(77), []
    for share in (0.5, 0.2, 0.05):
        for area in (0.6, 0.8, 0.95):
            distance, truth = ndtri(area) * np.sqrt(2), true_precision(share, area)
            row = [f"{share:.0%} positive", area, f"{truth:.3f}"]
            for rows in (100, 300, 1000):
                many = groups_of(rows, 1500)
                label = (rng.random(many * rows) < share).astype(int)
                score = rng.standard_normal(len(label)) + distance * label
                row.append(cell(missed(measure(AP, score_sample(score, label, of_group(many, rows)), 0.95), truth)))
            lines.append(["rows", *row])
            size, label = rng.standard_normal(1_000_000), (rng.random(1_000_000) < share).astype(int)
            score = distance * label + 0.6 * size + 0.8 * rng.standard_normal(len(size))
            truth = average_precision_score(label, score, sample_weight=np.exp(size))
            row = [f"{share:.0%} positive", area, f"{truth:.3f}"]
            for rows in (100, 300, 1000):
                many = groups_of(rows, 1000)
                size, label = rng.standard_normal(many * rows), (rng.random(many * rows) < share).astype(int)
                score = distance * label + 0.6 * size + 0.8 * rng.standard_normal(len(size))
                sample = score_sample(score, label, of_group(many, rows), weight=np.exp(size))
                row.append(cell(missed(measure(AP, sample, 0.95), truth)))
            lines.append(["weights, sd 1", *row])
    for area in (0.6, 0.8, 0.95):
        row = ["40% positive", area, f"{true_precision(0.4, area):.3f}"]
        for count in (5, 15, 50):
            sizes = cluster_sizes(rng, groups_of(20 * count, 1000), count, False)
            score, label, group, cluster = binormal_clusters(rng, sizes, 0.4, area, 0.7)
            found = measure(AP, score_sample(score, label, group, cluster=cluster), 0.95)
            row.append(cell(missed(found, true_precision(0.4, area))))
        lines.append(["clusters of 20", *row])
    return table(["", "", "area under ROC", "true average precision", "100 rows", "300 rows", "1000 rows"], lines)


def binned_gap(score, label):
    """Return the calibration error of very many rows."""
    place = np.minimum((score * 10).astype(int), 9)
    return np.abs(np.bincount(place, score - label, 10)).sum() / len(score)


def calibration():
    """Calibration error and slope of independent rows."""
    rng, lines = np.random.default_rng(78), []
    for middle, spread in ((0.0, 1.0), (-2.5, 1.5), (-4.0, 1.5)):
        for stretch in (1.0, 1.5):
            truth = 0.0 if stretch == 1 else binned_gap(*drawn(rng, 2_000_000, middle, spread, stretch))
            for rows in (30, 100, 300, 1000):
                many = groups_of(rows)
                score, label = drawn(rng, many * rows, middle, spread, stretch)
                group = of_group(many, rows)
                found = measure(ECE, score_sample(score, label, group), 0.95)
                other = (rng.random(len(score)) < score).astype(int)
                seen = measure(ECE, score_sample(score, other, group), 0.95).values.mean()
                slope = missed(measure(SLOPE, score_sample(score, label, group), 0.95), 1 / stretch)
                about = [f"{expit(middle):.0%}", "right" if stretch == 1 else "too extreme", rows]
                errors = [
                    f"{truth:.3f}",
                    f"{found.values.mean():.3f}",
                    f"{found.limits.by_luck.mean():.3f}",
                    f"{seen:.3f}",
                ]
                lines.append([*about, *errors, cell(missed(found, truth)), cell(slope)])
    head = ["middle score", "scores", "rows", "true error", "mean error", "by luck, as said", "by luck, simulated"]
    return table([*head, "error: coverage / low / high missed", "slope: the same"], lines)


if __name__ == "__main__":
    makers = [areas, weighted_areas, clustered_areas, means, weighted_means, clustered_means, precision, calibration]
    make_tables("scores", makers, sys.argv[1:])
