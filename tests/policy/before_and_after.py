"""Two simulated reports whose truths differ by exactly a rule's margin, and what the gate says about the change.

The tests run a few pairs of each; the table of docs/statistics.md comes from many (`python before_and_after.py 2000`).
"""

import sys

import numpy as np
from boundary import A_HAIR, DESIGNS, LEVEL, clusters, speakers

from fairaudit.config import Config
from fairaudit.groups.level import Level
from fairaudit.inference import compare, measure
from fairaudit.policy import make_rule
from fairaudit.policy.baseline import judge_against

BASE, MARGIN = 0.1, 0.05
KINDS = ("groups", "one", "gap", "appears", "turns")
SIZES = {
    "proportions": (lambda k: np.full(k, 1000), lambda k: np.geomspace(5000, 100, k).round().astype(int)),
    "clustered": (lambda k: clusters(np.full(k, 20), False),),
    "word errors": (lambda k: speakers(np.full(k, 10), False), lambda k: speakers(np.full(k, 30), True)),
}
"""How many rows, or what clusters, k groups have."""


def _level(metric, sample, k):
    measured = {metric.name: measure(metric, sample, 1 - LEVEL)}
    groups = tuple({"g": str(place)} for place in range(k))
    return Level(("g",), groups, sample, sample.totals, (), measured, (None,) * k, np.zeros(k, bool), Config())


def _baseline(level, metric, name):
    """Return what a report of this level holds that a rule reads."""
    measured = level.measurements[metric.name]
    people = level.sample.clusters
    groups = [
        {
            "by": ["g"],
            "group": group,
            "clusters": None if people is None else int(people[place]),
            "metrics": {metric.name: estimate.to_dict()},
        }
        for place, (group, estimate) in enumerate(zip(level.groups, measured.estimates(), strict=True))
    ]
    gap = compare(measured, "difference", measured.known).estimate
    return {"groups": groups, "disparities": [{"name": name, "by": ["g"], **gap.to_dict()}]}


def truths(kind, k, margin):
    """Return the rates of k groups before and after.

    `kind` "groups": every group became worse by the margin. "one": one of them did. The others are about the gap, which
    grew by the margin: "gap": one group was worse, and became worse still. "appears": one of equal groups became worse.
    "turns": the group that was worse became better than the others.
    """
    others, (one_before, one_after) = {
        "groups": ((BASE, BASE + margin), (BASE, BASE + margin)),
        "one": ((BASE, BASE), (BASE, BASE + margin)),
        "gap": ((BASE, BASE), (BASE + 0.1, BASE + 0.1 + margin)),
        "appears": ((BASE, BASE), (BASE, BASE + margin)),
        "turns": ((2 * BASE, 2 * BASE), (2 * BASE + 0.05, 2 * BASE - 0.05 - margin)),
    }[kind]
    return np.array([others[0]] * (k - 1) + [one_before]), np.array([others[1]] * (k - 1) + [one_after])


def wrong(what, sizes, k, margin, kind, seed, count):
    """Return how often the gate wrongly passes and wrongly fails a change that is exactly the margin; see `truths`.

    The limit that must not pass is a hair below the margin (a margin of 0 has none, so that its passes are right).
    """
    design, rng = DESIGNS[what], np.random.default_rng(seed)
    before, after = truths(kind, k, margin)
    name = f"{design.metric.name}{'' if kind in ('groups', 'one') else '.difference'}"
    rules = [
        make_rule(f"{name} by g no worse than baseline by {limit:.12g}") for limit in (margin, max(margin - A_HAIR, 0))
    ]
    judged = list(_judged(design, rules, before, after, sizes, rng, count))
    return sum(broken == "pass" for _, broken in judged) / count, sum(kept == "fail" for kept, _ in judged) / count


def verdicts(what, sizes, margin, change, seed, count):
    """Return what the gate says if every group became worse by `change`."""
    design, before = DESIGNS[what], np.full(len(sizes), BASE)
    rules = [make_rule(f"{design.metric.name} by g no worse than baseline by {margin}")]
    drawn = _judged(design, rules, before, before + change, sizes, np.random.default_rng(seed), count)
    return [outcome for (outcome,) in drawn]


def _judged(design, rules, before, after, sizes, rng, count):
    """Yield the outcome of each rule for each pair of an earlier and a later sample."""
    k = len(before)
    pairs = zip(design.draw(rng, before, sizes, count), design.draw(rng, after, sizes, count), strict=True)
    for old, new in pairs:
        baseline = _baseline(_level(design.metric, old, k), design.metric, rules[0].meaning.name)
        level = _level(design.metric, new, k)
        yield tuple(judge_against(rule, level, [level], baseline).outcome for rule in rules)


if __name__ == "__main__":
    COUNT = int(sys.argv[1])
    for WHAT, MAKES in SIZES.items():
        for K in (2, 5, 10):
            FOUND = [
                (kind, place, wrong(WHAT, make(K), K, MARGIN, kind, [K, place], COUNT))
                for place, make in enumerate(MAKES)
                for kind in KINDS
            ]
            print(WHAT, K, FOUND, flush=True)
