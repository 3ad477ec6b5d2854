"""Simulate whether intervals and bounds keep their promise, and write the tables of docs/statistics.md.

python benchmarks/coverage.py            all tables (about ten minutes of one processor)
python benchmarks/coverage.py words      one table
python benchmarks/coverage.py --quick    a tenth of the replicates, printed and not written
"""

import sys
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
from scipy import stats
from tables import REPLICATES, make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "inference"))

import simulated  # noqa: E402

from fairaudit.catalogue import CATALOGUE  # noqa: E402
from fairaudit.inference import compare, measure, required_factor  # noqa: E402
from fairaudit.inference.limits import clopper_pearson_lower, clopper_pearson_upper, wilson  # noqa: E402

SELECTION, WER = CATALOGUE["selection_rate"], CATALOGUE["word_error_rate"]


def repeat(count):
    """Count up to this many replicates, fewer for a quick run."""
    return range(max(20, round(count * REPLICATES["scale"])))


def covered(measured, truth):
    """Return for each group with an interval whether the interval shown holds the truth."""
    estimates = [e for e in measured.estimates() if e.low is not None]
    return [e.low - 1e-12 <= truth <= e.high + 1e-12 for e in estimates]


def coverage(draw, metric, truth, count):
    """Return the share of intervals that hold the truth over samples that `draw` returns."""
    return float(np.mean([hit for _ in repeat(count) for hit in covered(measure(metric, draw(), 0.95), truth)]))


def cell(value, good):
    """Write a number without its leading zero, bold if it is not good."""
    text = f"{value:.3f}".replace("0.", ".", 1) if value < 0.9995 else "1.00"
    return text if good else f"**{text}**"


def at_least(value, least=0.93):
    """Write a coverage, bold below `least`."""
    return cell(value, value >= least)


def at_most(value, most=0.065):
    """Write a miss, bold above `most`."""
    return cell(value, value <= most)


def independent():
    """Exact: Wilson's mean and least two-sided coverage, Clopper-Pearson's largest one-sided miss."""
    rows = []
    for n in (10, 30, 100, 1000):
        counts, size, rates = np.arange(n + 1), np.full(n + 1, float(n)), np.linspace(0.002, 0.5, 250)
        weight, share = stats.binom.pmf(counts[:, None], n, rates[None, :]), counts / n
        low, high = wilson(share, size, 0.025)
        inside = ((low[:, None] <= rates) & (rates <= high[:, None])) * weight
        misses = []
        for level in (0.05, 0.05 / 90):
            below = clopper_pearson_upper(share, size, level)[:, None] < rates
            above = clopper_pearson_lower(share, size, level)[:, None] > rates
            misses.append(max((weight * below).sum(axis=0).max(), (weight * above).sum(axis=0).max()) / level)
        total = inside.sum(axis=0)
        rows.append([n, cell(total.mean(), True), cell(total.min(), True), *(f"{miss:.2f}" for miss in misses)])
    return table(["rows", "Wilson, mean", "Wilson, least", "C–P miss / level at .05", "… at .05/90"], rows)


def weights():
    """Two-sided coverage for weighted rows."""
    rng, rows = np.random.default_rng(1), []
    design = {
        (0.5, False): ".954–.976", (0.5, True): ".943–.953 (n 1000)",
        (1.0, False): ".956–.983", (1.0, True): ".920–.945",
    }  # fmt: skip
    for (spread, related), promised in design.items():
        for n, groups in ((30, 4000), (100, 3000), (1000, 1000)):
            line = []
            for rate in (0.02, 0.1, 0.5):
                count = len(repeat(groups))
                outcome, weight = simulated.related_weights(rng, n * count, rate, spread, related)
                sample = simulated.weighted_rows(np.repeat(np.arange(count), n), np.where(outcome, 1, 3), weight)
                line.append(at_least(np.mean(covered(measure(SELECTION, sample, 0.95), rate))))
            rows.append([f"sd {spread:g}, {'related' if related else 'unrelated'}", n, *line, promised])
    return table(["weights", "rows", "rate .02", ".1", ".5", "design simulations"], rows)


def clusters():
    """Two-sided coverage for shares of clustered rows; four groups a sample."""
    rng, rows = np.random.default_rng(2), []
    design = {
        (False, 0.05, 0.02): ".99 / .97 / .97", (False, 0.2, 0.02): ".99 / .97 / .97",
        (False, 0.2, 0.1): ".99 / .98 / .97", (True, 0.05, 0.5): ".998 / .99 / .98",
        (True, 0.2, 0.02): ".99 / .98 / .97", (True, 0.2, 0.1): ".99 / .99 / .98",
        (False, 0.5, 0.02): "", (True, 0.5, 0.02): ".82–.93 (largest clusters)",
    }  # fmt: skip
    for (unequal, correlation, rate), promised in design.items():
        line = []
        for k in (5, 10, 30):
            draw = partial(simulated.clustered_shares, rng, [rate] * 4, k, correlation, unequal)
            line.append(at_least(coverage(draw, SELECTION, rate, 600)))
        rows.append(["unequal" if unequal else "equal", f"{correlation:g}", f"{rate:g}", *line, promised])
    return table(["sizes", "correlation", "rate", "5 clusters", "10", "30", "design simulations"], rows)


def weighted_clusters():
    """Two-sided coverage for shares of clustered rows with log-normal weights; correlation .1, four groups a sample."""
    rng, rows = np.random.default_rng(9), []
    for rate, spread in product((0.02, 0.1, 0.5), (0.5, 1.0)):
        line = []
        for k in (5, 10, 30):
            draw = partial(simulated.weighted_clustered_shares, rng, [rate] * 4, k, 0.1, spread)
            line.append(at_least(coverage(draw, SELECTION, rate, 300)))
        rows.append([f"sd {spread:g}", f"{rate:g}", *line])
    return table(["weights", "rate", "5 clusters", "10", "30"], rows)


def words():
    """Two-sided coverage for word error rates; four groups a sample."""
    rng, rows = np.random.default_rng(3), []
    design = {
        (False, 0.2): ".96 / .94 / .93 / .95", (False, 0.005): "1.0 / .99 / .97 / .96",
        (True, 0.2): ".995 / .98 / .955 / .934", (True, 0.02): "1.0 / .997 / .97 / .94",
        (True, 0.005): "1.0 / 1.0 / .99 / .956",
    }  # fmt: skip
    for name in ("word_error_rate", "mean_speaker_word_error_rate"):
        for (unequal, rate), promised in design.items():
            line = []
            for k in (3, 5, 10, 30):
                draw = partial(simulated.speakers, rng, [rate] * 4, k, unequal)
                line.append(at_least(coverage(draw, CATALOGUE[name], rate, 500)))
            promised = promised if name == "word_error_rate" else ""
            rows.append([name, "unequal" if unequal else "equal", f"{rate:g}", *line, promised])
    return table(["metric", "speakers' sizes", "WER", "3 speakers", "5", "10", "30", "design simulations"], rows)


SETTINGS = ((0.5, 0.8, 0.2), (0.2, 0.7, 0.1), (0.1, 0.6, 0.05), (0.5, 0.95, 0.05))  # prevalence, TPR, FPR


def decisions():
    """Two-sided coverage for F1, correlation and balanced accuracy, where they are defined."""
    rng, rows = np.random.default_rng(4), []
    design = {
        "f1_score": (".947–.990", ".945–.959", ".946–.953", ".94–.95"),
        "matthews_correlation": (".887–.954", ".910–.967", ".934–.954", ".94–.96"),
        "balanced_accuracy": (".939–.991", ".940–.959", ".946–.958", ".94–.96"),
    }
    for name, promised in design.items():
        metric = CATALOGUE[name]
        for n, known in zip((30, 100, 300, 1000), promised, strict=True):
            found = []
            for prevalence, hit, alarm in SETTINGS:
                odds = np.array([prevalence * hit, (1 - prevalence) * alarm, prevalence * (1 - hit)])
                odds = np.append(odds, 1 - odds.sum())
                truth = measure(metric, simulated.confusion_sample([odds * 1e6]), 0.95).values[0]
                sample = simulated.confusion_sample(rng.multinomial(n, odds, len(repeat(6000))))
                found.append(np.mean(covered(measure(metric, sample, 0.95), truth)))
            rows.append([name, n, at_least(min(found)), at_least(max(found)), known])
        for k in (5, 10, 30):
            found = []
            for setting in SETTINGS:
                large = simulated.clustered_cells(rng, setting, 200_000, 1)
                truth = measure(metric, large, 0.95).values[0]
                found.append(coverage(partial(simulated.clustered_cells, rng, setting, k, 4), metric, truth, 300))
            rows.append([name, f"{k} clusters of 20", at_least(min(found)), at_least(max(found)), ""])
    return table(["metric", "rows", "least of four settings", "most", "design simulations"], rows)


def misses(draw, metric, rates, kinds, count):
    """Return how often each bound of each comparison misses: {(kind, side): share}."""
    worst = rates.min() if metric.better == "higher" else rates.max()
    truth = {"difference": np.ptp(rates), "ratio": rates.min() / rates.max(), "worst": worst}
    missed = {(kind, side): [] for kind in kinds for side in ("low", "high")}
    for _ in repeat(count):
        measured = measure(metric, draw(), 0.95)
        for kind in kinds:
            estimate = compare(measured, kind, measured.known).estimate
            if estimate.low is not None:
                missed[kind, "low"].append(estimate.low > truth[kind] + 1e-12)
                missed[kind, "high"].append(estimate.high < truth[kind] - 1e-12)
    return {key: float(np.mean(hits)) for key, hits in missed.items()}


SIDES = list(product(("difference", "ratio", "worst"), ("low", "high")))
SHAPES = ("equal", "half and half", "one out")


def gaps():
    """Largest miss of each bound over three shapes and two base rates, independent rows."""
    rng, rows = np.random.default_rng(5), []
    sizes = {
        "100 each": lambda k: np.full(k, 100),
        "1000 each": lambda k: np.full(k, 1000),
        "30 to 20 000": lambda k: np.geomspace(20_000, 30, k).astype(int),
    }
    for k in (2, 5, 10):
        for name, size_of in sizes.items():
            most = dict.fromkeys(SIDES, 0.0)
            for shape in SHAPES:
                for base, gap in ((0.05, 0.1), (0.3, 0.15)):
                    rates, n = simulated.rates_of(shape, base, gap, k), size_of(k)
                    draw = partial(simulated.right_of, rng, n, rates)
                    found = misses(draw, CATALOGUE["accuracy"], rates, ("difference", "ratio", "worst"), 1000)
                    most = {key: max(most[key], found[key]) for key in SIDES}
            rows.append([k, name, *(at_most(most[key]) for key in SIDES)])
    return table(["groups", "rows", *(f"{kind} {side}" for kind, side in SIDES)], rows)


def clustered_gaps():
    """Largest miss of each bound over three shapes, at equality and at a gap of .1 (base .1)."""
    rng, rows = np.random.default_rng(6), []
    for what, k, count, unequal in product(("words", "shares"), (2, 5, 10), (5, 10, 30), (False, True)):
        metric = WER if what == "words" else SELECTION
        most = dict.fromkeys(SIDES[:4], 0.0)
        for shape in SHAPES:
            rates = simulated.rates_of(shape, 0.1, 0.1, k)
            draw = partial(simulated.speakers, rng, rates, count, unequal)
            if what == "shares":
                draw = partial(simulated.clustered_shares, rng, rates, count, 0.1, unequal)
            found = misses(draw, metric, rates, ("difference", "ratio"), 300)
            most = {key: max(most[key], found[key]) for key in most}
        rows.append([what, k, count, "unequal" if unequal else "equal", *(at_most(most[key]) for key in SIDES[:4])])
    head = ["what", "groups", "clusters each", "sizes", *(f"{kind} {side}" for kind, side in SIDES[:4])]
    return table(head, rows)


def shared():
    """Coverage and width for two groups that share speakers, at a true gap of .1."""
    rng, rows = np.random.default_rng(7), []
    design = {(5, 5): ".966", (10, 10): ".947", (30, 30): ".943", (10, 4): ".966"}
    for (count, common), promised in design.items():
        rates, inside, width = np.array([0.1, 0.2]), [], []
        for _ in repeat(1500):
            measured = measure(WER, simulated.shared_speakers(rng, rates, count, common), 0.95)
            estimate = compare(measured, "difference", measured.known).estimate
            inside.append(estimate.low <= 0.1 <= estimate.high)
            width.append(estimate.high - estimate.low)
        share = f"{100 * common // count} %"
        rows.append([count, share, at_least(np.mean(inside), 0.88), f"{np.mean(width):.3f}", promised])
    head = ["speakers", "in both groups", "coverage, two bounds at 95 % each (aim .90)", "width"]
    return table([*head, "design simulations, two-sided 95 %"], rows)


def more_rows():
    """How often a rule passes with as many rows as `required_factor` says, all groups equal."""
    rng, rows = np.random.default_rng(8), []
    for k in (2, 5, 10):
        for n, rate, limit in ((200, 0.2, 0.1), (300, 0.1, 0.05), (100, 0.5, 0.2)):
            passed, factors = [], []
            for _ in repeat(300):
                measured = measure(SELECTION, simulated.shares(rng.binomial(n, rate, k), np.full(k, n)), 0.95)
                factor = required_factor(measured, compare(measured, "difference", measured.known), limit).if_equal
                size = np.full(k, round(n * factor))
                again = measure(SELECTION, simulated.shares(rng.binomial(size, rate), size), 0.95)
                passed.append(compare(again, "difference", again.known).estimate.high <= limit)
                factors.append(factor)
            rows.append([k, n, f"{rate:g}", f"{limit:g}", f"{np.median(factors):.1f}", f"{np.mean(passed):.2f}"])
    return table(["groups", "rows", "rate", "limit", "median factor", "pass after that (aim .80)"], rows)


TABLES = (independent, weights, clusters, weighted_clusters, words, decisions, gaps, clustered_gaps, shared, more_rows)


if __name__ == "__main__":
    make_tables("coverage", TABLES, sys.argv[1:])
