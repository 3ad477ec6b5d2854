"""Simulate whether bounds of changes and the change gate keep their promise, and write tables of docs/statistics.md.

python benchmarks/changes.py             all tables (about six minutes of one processor)
python benchmarks/changes.py decisions   one table
python benchmarks/changes.py --quick     a tenth of the replicates, printed and not written
"""

import sys
from itertools import product
from pathlib import Path

import numpy as np
from scipy.special import gammaln
from tables import REPLICATES, make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "compare"))

import paired_samples  # noqa: E402

from fairaudit.catalogue import CATALOGUE  # noqa: E402
from fairaudit.change.gaps import gap_change  # noqa: E402
from fairaudit.inference import compare, measure  # noqa: E402
from fairaudit.inference.changes import Places, paired_change, separate_change  # noqa: E402
from fairaudit.inference.gap_change import Among  # noqa: E402
from fairaudit.inference.tango import tango  # noqa: E402

ACCURACY, WER = CATALOGUE["accuracy"], CATALOGUE["word_error_rate"]
SHARES = (0.0005, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.45)


def moved():
    """Exact: how often the bounds of a paired change of independent rows miss, by summing over all tables."""
    rows = []
    for n, level in product((30, 100, 300), (0.05, 0.05 / 9)):
        gained, lost = (each.ravel().astype(float) for each in np.meshgrid(np.arange(n + 1), np.arange(n + 1)))
        inside = gained + lost <= n
        gained, lost = gained[inside], lost[inside]
        sample = paired_samples.moved_rows(gained, lost, n - gained - lost, 0)
        change = paired_change(ACCURACY, sample, 0.95)
        limits = {
            "judged": (change.lower(level), change.upper(level)),
            "Tango": tango(gained, lost, gained * 0 + n, level),
        }
        misses = {name: _largest_miss(gained, lost, n, *each) / level for name, each in limits.items()}
        rows.append([n, f"{level:.4g}", f"{misses['judged']:.2f}", f"{misses['Tango']:.2f}"])
    return table(["rows", "level", "bounds of verdicts: largest miss / level", "Tango's: largest miss / level"], rows)


def _largest_miss(gained, lost, n, low, high):
    """Return the largest chance that a limit lies beyond the truth, over true shares of rows gained and lost."""
    worst = 0.0
    for p, q in product(SHARES, SHARES):
        ways = gammaln(n + 1) - gammaln(gained + 1) - gammaln(lost + 1) - gammaln(n - gained - lost + 1)
        chance = np.exp(ways + gained * np.log(p) + lost * np.log(q) + (n - gained - lost) * np.log(1 - p - q))
        beyond = (low > p - q + 1e-12, high < p - q - 1e-12)
        worst = max(worst, *(float(chance[each].sum()) for each in beyond))
    return worst


def words():
    """Word error rates of the same utterances and of the same speakers: coverage and width of the interval shown."""
    rng, rows = np.random.default_rng(31), []
    for old, new, speakers, alike in product((0.1, 0.3), (0.1, 0.35), (5, 10, 30), (1.0, 0.5)):
        groups = max(40, round(1000 * REPLICATES["scale"]))
        sample = paired_samples.simulated_words(rng, groups, speakers, old, new, alike=alike)
        both, before, after = paired_samples.in_versions(sample)
        found = (paired_change(WER, sample, 0.95), separate_change(WER, both, Places(before, after), 0.95))
        cells = [_coverage(change, new - old) for change in found]
        rows.append([f"{old:g} → {new:g}", speakers, alike, *(cell for pair in cells for cell in pair)])
    headings = ["true rates", "speakers", "alike", "rows: coverage", "width", "speakers: coverage", "width"]
    return table(headings, rows)


def _coverage(change, truth):
    low, high = change.lower(0.025), change.upper(0.025)
    covered = float(np.mean((low <= truth) & (truth <= high)))
    text = f"{covered:.3f}"
    return f"**{text}**" if covered < 0.93 else text, f"{np.median(high - low):.3f}"


def change_gate():
    """How often `METRIC.change by A` rules pass and fail wrongly, at the limit and beyond it."""
    rng, rows = np.random.default_rng(32), []
    for kind, k, shape in product(("decisions", "words"), (2, 5, 10), ("all at the limit", "one at the limit")):
        outcomes = [_judged(rng, kind, k, shape) for _ in range(max(30, round(1000 * REPLICATES["scale"])))]
        passed, failed = (np.mean([each == word for each in outcomes]) for word in ("pass", "fail"))
        rows.append([kind, k, shape, f"{passed:.3f}", f"{failed:.3f}"])
    return table(["what", "groups", "true changes", "pass (at most .05)", "fail (at most .05)"], rows)


def gaps():
    """How often the bounds of the change of a gap miss it, and how wide they are, beside the root of the squares."""
    rng, rows = np.random.default_rng(33), []
    for kind, k, shape in product(("decisions", "words"), (2, 8), SHAPES):
        before, after = SHAPES[shape](k)
        truth = np.ptp(after) - np.ptp(before)
        found = [_gap(rng, kind, before, after) for _ in range(max(30, round(300 * REPLICATES["scale"])))]
        ours, rooted = (np.array(each) for each in zip(*found, strict=True))
        low, high = (np.mean(each) for each in (ours[:, 0] > truth, ours[:, 1] < truth))
        other = max(np.mean(rooted[:, 0] > truth), np.mean(rooted[:, 1] < truth))
        width = np.median(np.diff(ours)) / np.median(np.diff(rooted))
        missed = f"**{other:.3f}**" if other > 0.08 else f"{other:.3f}"
        rows.append([kind, k, shape, f"{low:.3f}", f"{high:.3f}", f"{width:.2f}", missed])
    return table(["what", "groups", "true values", "low misses", "high misses", "width", "misses of the root"], rows)


def _one_apart(before, after):
    """Return true error rates of k groups, of which one is so far above the others before, and so far after."""
    return lambda k: (0.2 + before * (np.arange(k) == 0), 0.2 + after * (np.arange(k) == 0))


SHAPES = {
    "all alike": _one_apart(0, 0),
    "one becomes worse": _one_apart(0, 0.08),
    "one is worse and stays so": _one_apart(0.1, 0.1),
    "one is worse and becomes worse": _one_apart(0.1, 0.15),
    "one is worse and becomes better": _one_apart(0.08, -0.08),
    "all differ and become worse": lambda k: (np.linspace(0.1, 0.2, k), np.linspace(0.15, 0.25, k)),
}


def _gap(rng, kind, before, after):
    """Return the bounds of the change of a gap, and those from the root of the squares of the gaps' distances."""
    k = len(before)
    sample = joined([_judged_twice(rng, kind, *each) for each in zip(range(k), before, after, strict=True)])
    metric = ACCURACY if kind == "decisions" else WER
    both, first, second = paired_samples.in_versions(sample)
    measured, changes = measure(metric, both, 0.95), paired_change(metric, sample, 0.95)
    found = gap_change(Among(measured, first), Among(measured, second), Among(changes, np.arange(k)))
    old, new = (compare(measured, "difference", np.isin(np.arange(2 * k), each)).estimate for each in (first, second))
    value = new.value - old.value
    below = np.hypot(new.value - new.low, old.high - old.value)
    above = np.hypot(new.high - new.value, old.value - old.low)
    return (found.low, found.high), (value - below, value + above)


def _judged_twice(rng, kind, place, old, new):
    """Simulate one group with these error rates: every other group is half as large; .02 of rows move for nothing."""
    if kind == "words":
        return paired_samples.simulated_words(rng, 1, 20, old, new, utterances=10)
    gained, lost = max(old - new, 0) + 0.02, max(new - old, 0) + 0.02
    right = 1 - (old - gained) / (1 - gained - lost)
    return paired_samples.simulated_decisions(rng, 1, 1000 if place % 2 else 500, gained, lost, right)


LIMIT = 0.02


def _judged(rng, kind, k, shape):
    """Simulate groups whose true change is the limit (or 0 but for one) and judge a rule that nothing is worse."""
    true = np.full(k, LIMIT) if shape == "all at the limit" else np.array([LIMIT, *[0.0] * (k - 1)])
    parts = []
    for change in true:
        if kind == "decisions":
            parts.append(paired_samples.simulated_decisions(rng, 1, 500, 0.03, 0.03 + change))
        else:
            parts.append(paired_samples.simulated_words(rng, 1, 20, 0.2, 0.2 + change, utterances=10))
    measured = paired_change(ACCURACY if kind == "decisions" else WER, joined(parts), 0.95)
    result = compare(measured, "worst", np.ones(k, dtype=bool)).estimate
    low, high = (result.low, result.high) if kind == "words" else (-result.high, -result.low)
    return "pass" if high <= LIMIT else "fail" if low > LIMIT else "open"


def joined(parts):
    """Return samples of one group each as one sample."""
    sums = np.concatenate([part.counts.sums for part in parts])
    group = np.concatenate([np.full(len(part.group), place) for place, part in enumerate(parts)])
    cluster = None if parts[0].cluster is None else np.arange(len(sums))
    return paired_samples.sample_of(type(parts[0].counts)(sums), group, cluster)


TABLES = (moved, words, change_gate, gaps)


if __name__ == "__main__":
    make_tables("changes", TABLES, sys.argv[1:])
