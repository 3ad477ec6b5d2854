"""Simulate groups beside others, and write the table into docs/statistics.md.

python benchmarks/contrasts.py            the table (about four minutes of one processor)
python benchmarks/contrasts.py --quick    a tenth of the replicates, printed and not written
"""

import sys

import numpy as np
from tables import REPLICATES, make_tables, table

from fairaudit.catalogue import CATALOGUE
from fairaudit.counts import SelectionCounts
from fairaudit.cube import Axis, Cube
from fairaudit.cube.rest import with_rests
from fairaudit.inference import measure
from fairaudit.inference.contrasts import contrast, contrasts
from fairaudit.tally.rows import WEIGHT_COLUMNS

RATE = CATALOGUE["selection_rate"]
CLUSTERS = 10
"""Clusters of each group; their rates are spread like a beta distribution with a correlation of 1/9."""
APART = 0.1
"""How far the last group lies from the others where groups are not alike."""


def together():
    """How often any limit of a level is wrong, and how often a rule about two groups errs at its limit."""
    rng, lines = np.random.default_rng(83), []
    for how in ("rows", "weights", "clusters"):
        for groups in (3, 10, 50):
            for rows, rate in ((60, 0.3), (100, 0.1), (400, 0.3)):
                runs = max(20, int((1000 if groups < 50 else 400) * REPLICATES["scale"]))
                wrong = np.mean([_wrong(rng, how, groups, rows, rate) for _ in range(runs)], axis=0)
                lines.append([how, groups, rows, f"{rate:g}", *(_number(share) for share in wrong)])
    head = ["how", "groups", "rows each", "rate", "difference, reference", "ratio, reference"]
    return table([*head, "difference, others", "ratio, others", "rule passes", "rule fails"], lines)


def _number(share):
    text = f"{share:.3f}".removeprefix("0")
    return f"**{text}**" if share > 0.065 else text


def _wrong(rng, how, groups, rows, rate):
    """Return whether any limit misses: against the first group, against all others; and whether two rules err."""
    rates = np.full(groups, rate)
    rates[-1] += APART
    sample = _sample(rng, how, rates, rows)
    own, both = measure(RATE, sample, 0.95), measure(RATE, with_rests(sample), 0.95)
    sizes = own.mass
    rest = (sizes @ rates - sizes * rates) / (sizes.sum() - sizes)
    wrong = []
    first = np.arange(1, groups)
    for measured, one, other, truth in (
        (own, first, np.zeros_like(first), np.full(len(first), rates[0])),
        (both, np.arange(groups), groups + np.arange(groups), rest),
    ):
        for scale in ("difference", "ratio"):
            found = contrasts(measured, one, other, scale, 0.05)
            true = rates[one] - truth if scale == "difference" else rates[one] / truth
            wrong.append(bool(((found.low > true + 1e-12) | (found.high < true - 1e-12)).any()))
    ends = contrast(own, groups - 1, 0, "difference", None)
    return [*wrong, ends.high < APART, ends.low > APART]


def _sample(rng, how, rates, rows):
    """Return groups of about so many rows each, which are selected at these rates."""
    group = np.repeat(np.arange(len(rates)), np.maximum(rng.poisson(rows, len(rates)), 30))
    axis = Axis("group", tuple(f"{each:02}" for each in range(len(rates))))
    if how == "clusters":
        cluster = group * CLUSTERS + rng.integers(0, CLUSTERS, len(group))
        of_cluster = np.repeat(rates, CLUSTERS)
        selected = rng.random(len(group)) < rng.beta(8 * of_cluster, 8 * (1 - of_cluster))[cluster]
        there = np.unique(cluster)
        sums = [np.bincount(cluster, each)[there] for each in (selected, ~selected)]
        codes = np.stack([there // CLUSTERS, there], axis=1)
        people = Axis("cluster", tuple(f"{each:03}" for each in range(len(rates) * CLUSTERS)))
        return Cube((axis,), people, codes, SelectionCounts(np.stack(sums, axis=1)[..., None])).sample(("group",))
    selected, powers = rng.random(len(group)) < rates[group], [np.ones(len(group))]
    if how == "weights":
        weight = rng.exponential(1.0, len(group))
        powers = [*(weight**power for power in range(WEIGHT_COLUMNS - 1)), np.ones(len(group))]
    sums = [[np.bincount(group, power * each) for power in powers] for each in (selected, ~selected)]
    counts = SelectionCounts(np.array(sums).transpose(2, 0, 1))
    return Cube((axis,), None, np.arange(len(rates))[:, None], counts).sample(("group",))


if __name__ == "__main__":
    make_tables("contrasts", [together], sys.argv[1:])
