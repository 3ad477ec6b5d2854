"""Simulate what reports say of noise and of true effects, for the tables of "Words" in docs/statistics.md.

python benchmarks/words.py            all tables (about ten minutes of one processor)
python benchmarks/words.py noise      one table
python benchmarks/words.py --quick    a tenth of the samples, printed and not written
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "claims"))

from noise import Design, Effect, audits  # noqa: E402
from tables import REPLICATES, make_tables, table  # noqa: E402

import fairaudit  # noqa: E402
from fairaudit.batches import place_among_others  # noqa: E402
from fairaudit.catalogue import TASKS  # noqa: E402
from fairaudit.document.headline import shares_of_error  # noqa: E402
from fairaudit.groups.claims import tell  # noqa: E402
from fairaudit.groups.patterns import find_patterns  # noqa: E402
from fairaudit.inference import compare  # noqa: E402
from fairaudit.inference.false_alarms import false_alarms  # noqa: E402

HEADLINE = ("accuracy", "selection_rate", "true_positive_rate", "false_positive_rate")
NOISE = {
    "2 groups, 300 rows": Design((2,), 300),
    "5 groups, 5,000 rows": Design((5,), 5000),
    "20 groups, 20,000 rows": Design((20,), 20_000),
    "100 unequal groups, 20,000 rows": Design((100,), 20_000, unequal=True),
    "500 groups, 50,000 rows": Design((500,), 50_000),
    "attributes of 2, 5 and 4 groups, 5,000 rows": Design((2, 5, 4), 5000),
    "the same, 20,000 rows, pairs": Design((2, 5, 4), 20_000, pairs=True),
    "attributes of 2, 5, 4, 8 and 4 groups, 20,000 rows, pairs": Design((2, 5, 4, 8, 4), 20_000, pairs=True),
    "2 and 5 groups, weights (log-normal, sd .7), 5,000 rows, pairs": Design((2, 5), 5000, "weights", pairs=True),
    "2 and 5 groups, 100 clusters of 30 rows, pairs": Design((2, 5), 3000, "clusters", pairs=True, clusters=100),
    "2 groups, 20 speakers, 800 utterances": Design((2,), 800, "words", clusters=20),
    "2 and 5 groups, 100 speakers, 4,000 utterances, pairs": Design((2, 5), 4000, "words", pairs=True, clusters=100),
}


def samples(design, seed, count):
    """Yield what is told of each sample, with its levels."""
    for overall, levels in audits(design, seed, count):
        better = {name: each.metric.better for name, each in overall.measurements.items()}
        task = TASKS["speech" if design.kind == "words" else "binary"]
        told = tell(overall, levels, shares_of_error(task.headline, better))
        yield overall, levels, told


def share(hits, count):
    """Write a share without its leading zero."""
    return f"{hits / count:.3f}".replace("0.", ".", 1) if hits < count else "1"


def alone(level, metric):
    """Tell whether the gap of a level would be claimed if nothing else had been looked at."""
    estimate = compare(level.measurements[metric], "difference", level.measurements[metric].known).estimate
    return estimate.low is not None and estimate.low > 0


def noise():
    """Shares of reports of equal groups that claim a gap, name a group, or speak of a pattern."""
    count = round(400 * REPLICATES["scale"])
    rows = []
    for cell, (name, design) in enumerate(NOISE.items()):
        single = gap = group = pattern = 0
        for overall, levels, told in samples(design, [1, cell], count):
            single += any(
                alone(level, metric)
                for level in levels
                for metric in overall.measurements
                if metric in (*HEADLINE, "word_error_rate")
            )
            gap += bool(told.gaps)
            group += any(np.any(sides) for sides in told.sides.values())
            pattern += any(find_patterns(overall, levels, told).values())
        rows.append([name, *(share(each, count) for each in (single, gap, group, pattern))])
    head = ["all groups equal", "a headline gap certain alone", "a gap told", "a group told apart", "a pattern told"]
    return table(head, rows)


POWER = {
    "2 groups of 1,000": (Design((2,), 2000), {0: 1}),
    "1 of 5 groups, 1,000 each": (Design((5,), 5000), {0: 4}),
    "1 of 20 groups, 1,000 each": (Design((20,), 20_000), {0: 19}),
    "2 groups of 1,000 among attributes of 5 and 4, pairs": (Design((2, 5, 4), 2000, pairs=True), {0: 1}),
    "1 crossing of 2 × 5 (1,000 rows), pairs": (Design((2, 5), 10_000, pairs=True), {0: 1, 1: 4}),
    "2 groups of 30 clusters of 30 rows": (Design((2,), 1800, "clusters", clusters=60), {0: 1}),
    "2 groups of 30 speakers of 40 utterances": (Design((2,), 2400, "words", clusters=60), {0: 1}),
}


def power():
    """Shares of reports that tell a gap, and name the group, where one group is truly worse."""
    count = round(200 * REPLICATES["scale"])
    rows = []
    for cell, (name, (design, where)) in enumerate(POWER.items()):
        metric = "word_error_rate" if design.kind == "words" else "accuracy"
        by = tuple(f"a{place}" for place in where)
        for worse in (0.05, 0.1, 0.15):
            one = gap = named = 0
            effect = Design(**{**design.__dict__, "effects": (Effect(where, worse),)})
            for _, levels, told in samples(effect, [2, cell], count):
                level = next(each for each in levels if each.by == by)
                wanted = {f"a{place}": str(value) for place, value in where.items()}
                one += alone(level, metric)
                gap += (by, metric) in told.gaps
                named += wanted in [level.groups[index] for index in told.worse((by, metric))]
            rows.append([name, f"{worse:.2f}"[1:], *(share(each, count) for each in (one, gap, named))])
    return table(["who is worse", "by", "the gap certain alone", "the gap told", "the group told apart"], rows)


RULES = (
    ("accuracy and 3 other rates × attributes of 2, 5, 4, 8 and 4", Design((2, 5, 4, 8, 4), 20_000), HEADLINE, 0.0),
    ("the same", Design((2, 5, 4, 8, 4), 20_000), HEADLINE, 0.02),
    ("accuracy × attributes of 2, 5, 4, 8 and 4", Design((2, 5, 4, 8, 4), 20_000), HEADLINE[:1], 0.0),
    ("4 rates × 20 groups", Design((20,), 20_000), HEADLINE, 0.0),
    ("4 rates × attributes of 2 and 5, 100 clusters", Design((2, 5), 4000, "clusters", clusters=100), HEADLINE, 0.0),
    (
        "word error rate × attributes of 2 and 5, 100 speakers",
        Design((2, 5), 4000, "words", clusters=100),
        ("word_error_rate",),
        0.0,
    ),
)


def policies():
    """How often policies about equal groups fail by chance, and how often `check` says that they would."""
    count = round(300 * REPLICATES["scale"])
    rows = []
    for cell, (name, design, metrics, limit) in enumerate(RULES):
        fails, said = 0, []
        for number, (_, levels) in enumerate(audits(design, [3, cell], count)):
            measured = [level.measurements[metric] for level in levels for metric in metrics]
            fails += any(compare(each, "difference", each.known).estimate.low > limit for each in measured)
            if number < 20:
                alarms = [
                    false_alarms(each, np.flatnonzero(each.known), "difference", limit, 0.05) for each in measured
                ]
                said.append(1 - np.prod([1 - alarm for alarm in alarms]))
        rows.append([name, len(measured), f"{limit:g}", share(fails, count), f"{np.median(said):.2f}"[1:]])
    return table(["rules: difference of", "rules", "limit", "some rule fails", "said (median)"], rows)


def _decisions(rng, paired):
    """Draw two results of five groups of 200 to 1,000 rows, right for 80 of 100 rows both times."""
    sizes = np.linspace(200, 1000, 5).astype(int)
    frame = pd.DataFrame({"id": np.arange(sizes.sum()), "group": np.repeat(list("abcde"), sizes)})
    labels = rng.random(len(frame)) < 0.4
    sides = [_predictions(rng, frame, labels, 0.2) for _ in range(2)]
    if paired:  # nine in ten decisions are the same in both
        same = rng.random(len(frame)) < 0.9
        sides[1]["prediction"] = np.where(same, sides[0]["prediction"], sides[1]["prediction"])
    return sides, {"groups": "group", "id": "id" if paired else ()}


def _predictions(rng, frame, labels, wrong):
    predicted = np.where(rng.random(len(frame)) < wrong, ~labels, labels)
    return frame.assign(label=labels.astype(int), prediction=predicted.astype(int))


def _utterances(rng, paired):
    """Draw two results of three accents of 15 speakers with 12 utterances of 10 words."""
    speaker = np.repeat(np.arange(45), 12)
    own = rng.lognormal(-(0.45**2) / 2, 0.45, 45)
    sides = []
    for _ in range(2):
        own = own if paired else rng.lognormal(-(0.45**2) / 2, 0.45, 45)
        errors = np.minimum(rng.poisson(2 * own[speaker]), 10)
        said = [f"{'y ' * wrong}{'x ' * (10 - wrong)}" for wrong in errors]
        name = speaker if paired else speaker + 45 * len(sides)
        table = {"speaker": name, "accent": speaker % 3, "reference": "x " * 10, "hypothesis": said}
        sides.append(pd.DataFrame(table))
    return sides, {"groups": "accent", "cluster": "speaker"}


CHANGES = {
    "5 groups of 200 to 1,000 rows, paired": (_decisions, True),
    "5 groups of 200 to 1,000 rows, independent": (_decisions, False),
    "3 groups of 15 speakers, the same in both": (_utterances, True),
    "3 groups of 15 speakers, others": (_utterances, False),
}


def unchanged():
    """How often a comparison of two results that are alike calls anything better or worse."""
    count = round(300 * REPLICATES["scale"])
    rows = []
    for cell, (name, (draw, paired)) in enumerate(CHANGES.items()):
        rng, single, called, apart = np.random.default_rng([5, cell]), 0, 0, 0
        for _ in range(count):
            sides, settings = draw(rng, paired)
            found = fairaudit.compare(*sides, **settings).to_dict()
            groups = [found["overall"], *found["groups"]]
            changes = [each for group in groups for each in group["metrics"].values()]
            single += any(each["change"]["low"] > 0 or each["change"]["high"] < 0 for each in _primary(found, groups))
            called += any(each["verdict"] != "unclear" for each in [*changes, *found["disparities"]])
            apart += any(each["beyond_chance"] for each in found["spreads"])
        rows.append([name, *(share(each, count) for each in (single, called, apart))])
    head = ["two results that are alike", "a change of the first metric certain alone", "any verdict", "groups changed"]
    return table(head, rows)


def _primary(found, groups):
    metric = "word_error_rate" if found["task"] == "speech" else "accuracy"
    return [group["metrics"][metric] for group in groups]


BATCHES = (
    ("200 rows", Design((2,), 200), 20),
    ("10 clusters of 20 rows", Design((2,), 200, "clusters", clusters=10), 20),
    ("10 speakers of 20 utterances", Design((2,), 200, "words", clusters=10), 20),
    ("10 speakers of 20 utterances", Design((2,), 200, "words", clusters=10), 100),
    ("30 speakers of 20 utterances", Design((2,), 600, "words", clusters=30), 20),
)


def stars():
    """How often a batch of results that are all alike has a star."""
    rows = []
    for cell, (name, design, results) in enumerate(BATCHES):
        count = round(6000 / results * REPLICATES["scale"])
        metric = "word_error_rate" if design.kind == "words" else "accuracy"
        measured = (overall for overall, _ in audits(design, [4, cell], count * results))
        starred = 0
        for _ in range(count):
            batch = [_row(next(measured), metric) for _ in range(results)]
            place_among_others(batch)
            starred += any(each["across"] and each["across"]["outside"] for each in batch)
        rows.append([name, results, share(starred, count)])
    return table(["each result", "results", "batches with a star"], rows)


def _row(overall, metric):
    clusters = overall.sample.clusters
    return {
        "headline": overall.measurements[metric].estimates()[0].to_dict(),
        "confidence": 0.95,
        "task": "binary",
        "metric": metric,
        "across": None,
        "clusters": None if clusters is None else int(clusters[0]),
    }


if __name__ == "__main__":
    make_tables("words", (noise, power, policies, stars, unchanged), sys.argv[1:])
