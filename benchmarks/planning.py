"""Simulate whether plans for clusters keep their promise, and write the tables of docs/statistics.md.

python benchmarks/planning.py            all tables (about five minutes of one processor)
python benchmarks/planning.py stated     one table
python benchmarks/planning.py --quick    a tenth of the replicates, printed and not written
"""

import sys
from itertools import product
from pathlib import Path

import numpy as np
from tables import REPLICATES, make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / name) for name in ("inference", "plan")]

import simulated  # noqa: E402
from results import report_of  # noqa: E402

from fairaudit.catalogue import CATALOGUE  # noqa: E402
from fairaudit.inference import compare, measure  # noqa: E402
from fairaudit.planning import Assumptions, make_plan, planned_groups  # noqa: E402
from fairaudit.planning.reckoning import reckon  # noqa: E402
from fairaudit.planning.sizes import seen_groups  # noqa: E402

SELECTION, WER = CATALOGUE["selection_rate"], CATALOGUE["word_error_rate"]
LOG_NORMAL = float(np.sqrt(np.e - 1))
ROWS, MOST = 20, 3000


def runs(count):
    """Return so many replicates, fewer for a quick run."""
    return range(max(10, round(count * REPLICATES["scale"])))


def share(values):
    """Write a share of runs, bold outside of .75 to .85."""
    value = float(np.mean(values))
    text = f"{value:.2f}".replace("0.", ".", 1) if value < 0.995 else "1.00"
    return text if 0.745 <= value < 0.855 else f"**{text}**"


def bounds(metric, sample):
    """Return the bounds of the difference."""
    measured = measure(metric, sample, 0.95)
    found = compare(measured, "difference", measured.known).estimate
    return found.low, found.high


def stated():
    """Plans from stated sizes: how often equal groups pass with the certified difference, and a gap is proven."""
    rng, rows = np.random.default_rng(61), []
    rate = 0.2
    for unequal, groups, correlation, clusters in product((False, True), (2, 5), (0.05, 0.3), (10, 30)):
        assumed = Assumptions(rate, gap=0.1, clustered=True)
        sizes = {str(place): ROWS * clusters for place in range(groups)}
        planned = planned_groups(
            sizes, assumed, rows_per_cluster=ROWS, correlation=correlation, spread=LOG_NORMAL if unequal else 0.0
        )
        plan = make_plan(planned, assumed, metric=None, by=["group"], unit=("cluster", "clusters"))
        reckoning, limit, gap = reckon(planned, assumed), plan.certifies.difference, plan.groups[0].proves
        needs = round(reckoning.needs(reckoning.alike(1.0, groups))[0])

        def drawn(count, rates, correlation=correlation, unequal=unequal):
            return bounds(SELECTION, simulated.clustered_shares(rng, rates, count, correlation, unequal, ROWS))

        equal = [rate] * groups
        certified = share([drawn(clusters, equal)[1] <= limit for _ in runs(200)])
        asked = share([drawn(needs, equal)[1] <= assumed.gap for _ in runs(200)])
        proven = "–"
        if gap is not None and groups == 2:
            proven = share([drawn(clusters, [rate + gap, rate])[0] > 0 for _ in runs(200)])
        what = "log-normal, sd 1" if unequal else "equal"
        rows.append([what, groups, f"{correlation:g}", clusters, certified, needs, asked, proven])
    head = ["sizes", "groups", "correlation", "clusters", "pass with the certified difference"]
    return table([*head, "clusters asked for .1", "pass with those", "proven"], rows)


def _speakers(rng, groups, count, sizes):
    """Simulate groups with a word error rate of .2; log-normal sizes have a mean of 40 utterances."""
    if sizes != "log-normal, sd 1":
        return simulated.speakers(rng, [0.2] * groups, count, sizes != "equal")
    said = simulated.cluster_sizes(rng, groups, count, True, 40)
    effect = rng.lognormal(-(0.45**2) / 2, 0.45, said.shape) * rng.gamma(said / 0.5, 0.5)
    group = np.repeat(np.arange(groups), count)
    errors = rng.poisson(12 * 0.2 * effect).ravel()
    return simulated.speech_sample(group, np.arange(len(group)), 12 * said.ravel(), errors, said.ravel())


def from_results():
    """Plans from results of 10 and 20 speakers: how often as many new ones as each asks for pass."""
    rng, rows = np.random.default_rng(62), []
    kinds = [("words", sizes) for sizes in ("equal", "1 to 200, log-uniform", "log-normal, sd 1")]
    kinds += [("shares", sizes) for sizes in ("equal", "log-normal, sd 1")]
    designs = [*product(kinds, (2,), (10, 20)), (kinds[0], 5, 10), (kinds[1], 5, 10)]
    for (kind, sizes), groups, clusters in designs:
        metric, gap, task = (WER, 0.05, "speech") if kind == "words" else (SELECTION, 0.08, "binary")

        def drawn(count, kind=kind, sizes=sizes, groups=groups):
            if kind == "words":
                return _speakers(rng, groups, count, sizes)
            return simulated.clustered_shares(rng, [0.2] * groups, count, 0.1, sizes != "equal", ROWS)

        asked, passed = [], []
        for _ in runs(100):
            report = report_of(metric, drawn(clusters), task)
            assumed, seen = seen_groups(report, Assumptions(0.5, gap=gap), metric, ["group"])
            needs = reckon(seen, assumed).needs(seen)
            asked.append(MOST if needs is None else max(assumed.min_clusters, round(needs[0])))
            passed.append(bounds(metric, drawn(min(asked[-1], MOST)))[1] <= gap)
        low, middle, high = np.quantile(asked, [0.1, 0.5, 0.9], method="nearest")
        rows.append([kind, sizes, groups, clusters, f"{middle:.0f} ({low:.0f} to {high:.0f})", share(passed)])
    head = ["what", "sizes", "groups", "speakers or clusters seen", "asked for: median (10 to 90 %)"]
    return table([*head, "pass with those"], rows)


TABLES = (stated, from_results)


if __name__ == "__main__":
    make_tables("planning", TABLES, sys.argv[1:])
