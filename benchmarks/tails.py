"""Simulate intervals where few utterances, speakers or weights decide, with and without what is done about it.

python benchmarks/tails.py            all tables of docs/statistics.md (about five minutes of one processor)
python benchmarks/tails.py made_up    one table
python benchmarks/tails.py --quick    a tenth of the replicates, printed and not written
"""

import sys
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
from coverage import at_least, at_most, cell, repeat
from tables import make_tables, table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "inference"))

import hard_samples  # noqa: E402
import simulated  # noqa: E402

from fairaudit.catalogue import CATALOGUE  # noqa: E402
from fairaudit.inference import compare, measure  # noqa: E402
from fairaudit.inference.ratio import LogLimits  # noqa: E402

WER, CAPPED, RATE = (CATALOGUE[name] for name in ("word_error_rate", "capped_word_error_rate", "false_positive_rate"))
TWO, FIVE = (0.1, 0.2), (0.1, 0.1, 0.1, 0.1, 0.2)
SAMPLES = 1000
HEAD = [
    *("coverage: plain", "is", "`worst` high misses: plain", "is", "other bounds miss at most: plain", "is"),
    *("width: plain", "is", "recognised"),
]


def plainly(measured):
    """Return a measurement with the limits of sums that many clusters carry."""
    limits, usual = measured.limits, measured.spread.effective - 1
    if isinstance(limits, LogLimits):
        return replace(measured, limits=replace(limits, tie=None, apart=None, degrees_of_freedom=usual))
    freedom = np.where(np.isinf(limits.degrees_of_freedom), np.inf, usual)
    return replace(measured, limits=replace(limits, tie=None, degrees_of_freedom=freedom))


class Seen:
    """What became of the intervals and bounds of many samples."""

    def __init__(self, rates):
        self.rates, self.hits, self.widths = np.asarray(rates), [], []
        self.truth = {"difference": np.ptp(rates), "ratio": min(rates) / max(rates), "worst": max(rates)}
        self.missed = {key: [] for key in product(self.truth, ("low", "high"))}

    def add(self, measured):
        """Count one sample."""
        for each, rate in zip(measured.estimates(), self.rates, strict=True):
            if each.low is not None:
                self.hits.append(each.low - 1e-12 <= rate <= each.high + 1e-12)
                self.widths.append(each.high - each.low)
        for kind, truth in self.truth.items():
            bounds = compare(measured, kind, measured.known).estimate
            if bounds.low is not None:
                self.missed[kind, "low"].append(bounds.low > truth + 1e-12)
                self.missed[kind, "high"].append(bounds.high < truth - 1e-12)

    def covered(self):
        """Return the coverage, bold if it is too low."""
        return at_least(np.mean(self.hits), 0.925)

    def miss(self):
        """Return how often the upper bound of `worst` missed, bold if too often."""
        return at_most(np.mean(self.missed["worst", "high"]), 0.075)

    def other_miss(self):
        """Return the most that any other bound missed."""
        return at_most(max(np.mean(missed) for key, missed in self.missed.items() if key != ("worst", "high")), 0.075)

    def width(self):
        """Return the median width of the intervals."""
        return f"{np.median(self.widths):.3f}"


def line(draw, rates, metric, truth):
    """Return the figures of one design."""
    plain, now, recognised = Seen(truth), Seen(truth), []
    for _ in repeat(SAMPLES):
        measured = measure(metric, draw(rates), 0.95)
        now.add(measured)
        plain.add(plainly(measured))
        recognised.append(measured.tie is not None or getattr(measured.limits, "apart", None) is not None)
    parts = (Seen.covered, Seen.miss, Seen.other_miss, Seen.width)
    return [*(part(seen) for part in parts for seen in (plain, now)), cell(np.mean(recognised), True)]


def of(rates):
    """Write the rates of the groups."""
    return (
        f"{len(rates)}: {min(rates):g} to {max(rates):g}" if len(set(rates)) > 1 else f"{len(rates)}: all {rates[0]:g}"
    )


def made_up():
    """Text made up by the recogniser; a chance an utterance of so many words."""
    rng, rows = np.random.default_rng(21), []
    equal = (0.1, 0.1)
    designs = [(speakers, 20, 0.003, 200, rates) for speakers in (10, 30, 60) for rates in (equal, TWO, FIVE)]
    designs += [(10, 20, 0.01, 40, rates) for rates in (equal, FIVE)]
    designs += [(None, count, 0.01, 40, rates) for count in (100, 300) for rates in (equal, TWO, FIVE)]
    for speakers, utterances, chance, words, rates in designs:
        size = {"speakers": speakers, "utterances": utterances, "chance": chance, "words": words}
        draw = partial(hard_samples.made_up, rng, **size)
        truth = np.array(rates) + hard_samples.made_up_rate(chance, words)
        who = f"{speakers} speakers of {utterances}" if speakers else f"{utterances} utterances, no speakers"
        rows.append([who, f"{chance:.1%} × {words}", of(rates), *line(draw, rates, WER, truth)])
    return table(["data", "made up", "groups", *HEAD], rows)


def capped():
    """The capped rate of the same designs; its truth is that of a very large sample."""
    rng, rows = np.random.default_rng(22), []
    for speakers, utterances, chance, words in ((10, 20, 0.003, 200), (30, 20, 0.003, 200), (None, 100, 0.01, 40)):
        size = {"speakers": speakers, "utterances": utterances, "chance": chance, "words": words}
        large = size | {"speakers": speakers and 20_000, "utterances": 20 if speakers else 400_000}
        truth = measure(CAPPED, hard_samples.made_up(rng, TWO, **large), 0.95).values
        found = line(partial(hard_samples.made_up, rng, **size), TWO, CAPPED, truth)
        who = f"{speakers} speakers of {utterances}" if speakers else f"{utterances} utterances, no speakers"
        rows.append([who, f"{chance:.1%} × {words}", *(found[place] for place in (1, 3, 5, 7))])
    return table(["data", "made up", "coverage", "`worst` high misses", "other bounds at most", "width"], rows)


def tied():
    """Sizes or weights that are tied to the rate."""
    rng, rows = np.random.default_rng(23), []
    words, weights = hard_samples.speakers_of_tied_size, hard_samples.speakers_of_tied_weight
    sizes, heavy = hard_samples.shares_of_tied_size, hard_samples.shares_of_tied_weight
    designs = [
        (f"words, size sd 1, slope {slope:g}", count, partial(words, rng, speakers=count, slope=slope), WER, rates)
        for slope, rates in ((0.25, TWO), (0.5, TWO), (0.5, FIVE))
        for count in (10, 30, 60)
    ]
    designs += [
        (f"words, weight sd {spread:g}, slope .3", count, draw, WER, rates)
        for spread, rates in ((0.5, TWO), (1.0, TWO), (1.0, FIVE))
        for count in (10, 30, 60)
        for draw in [partial(weights, rng, speakers=count, slope=0.3, spread=spread)]
    ]
    designs += [
        ("shares, size sd 1, slope 1", count, partial(sizes, rng, clusters=count, slope=1.0), RATE, TWO)
        for count in (10, 30, 60)
    ]
    designs += [
        (f"shares, weight sd {spread:g}, slope 1", count, draw, RATE, rates)
        for spread, rates in ((1.0, TWO), (1.5, TWO), (1.5, (0.02, 0.06)))
        for count, each in ((10, 20), (30, 20), (60, 10))
        for draw in [partial(heavy, rng, clusters=count, rows=each, slope=1.0, spread=spread)]
    ]
    rows = [[name, count, of(rates), *line(draw, rates, m, rates)] for name, count, draw, m, rates in designs]
    return table(["data", "clusters", "groups", *HEAD], rows)


def ordinary():
    """Data in which nothing of the kind is: how often something is recognised all the same, and what that costs."""
    rng, rows = np.random.default_rng(24), []
    for count, unequal, rate in product((5, 10, 30), (False, True), (0.2, 0.02, 0.005)):
        draw = partial(simulated.speakers, rng, count=count, unequal=unequal)
        rates = (rate,) * 4
        rows.append([f"words, {'unequal' if unequal else 'equal'}", count, of(rates), *line(draw, rates, WER, rates)])
    for count, unequal in product((5, 10, 30), (False, True)):
        draw = partial(simulated.clustered_shares, rng, clusters=count, correlation=0.1, unequal=unequal)
        rates = (0.1,) * 4
        rows.append([f"shares, {'unequal' if unequal else 'equal'}", count, of(rates), *line(draw, rates, RATE, rates)])
    for count in (5, 10, 30):
        draw = partial(simulated.weighted_clustered_shares, rng, clusters=count, correlation=0.1, spread=1.0)
        rows.append(["shares, rows weighted", count, of(rates), *line(draw, rates, RATE, rates)])
    for count in (100, 300):
        draw = partial(hard_samples.made_up, rng, speakers=None, utterances=count, chance=0.0, words=0)
        rows.append(["words, no speakers", count, of(TWO), *line(draw, TWO, WER, TWO)])
    return table(["data", "clusters", "groups", *HEAD], rows)


TABLES = (made_up, capped, tied, ordinary)


if __name__ == "__main__":
    make_tables("tails", TABLES, sys.argv[1:])
