"""What reports, comparisons and batches of pure noise say in 50 settings of options, for "Words" in docs/statistics.md.

python benchmarks/settings.py            the table (about ten minutes of one processor)
python benchmarks/settings.py --quick    a tenth of the samples, printed and not written

Unlike benchmarks/words.py this goes the whole way, from a data frame to the sentences of the document, and reads the
sentences: it would notice a claim that no number stands behind.
"""

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tables import REPLICATES, make_tables, table

import fairaudit

CLAIMS = re.compile(
    r"(is worse|is better|is higher|is lower) than over all rows|There (is|are) also (a gap|gaps)"
    r"|The gap is |The largest gap to .{1,80} is "
    r"|But there (is|are) |concentrate|Hidden|The order reverses|worse for|better for|higher for|lower for"
    r"|did not change alike|it is (wider|narrower)|which is (better|worse|higher|lower)"
)
"""What a sentence says that singles something out."""


def decisions(rng, rows=3000):
    """Draw decisions and scores of people in four attributes, right for 80 of 100 whoever they are."""
    label = rng.random(rows) < 0.4
    predicted = np.where(rng.random(rows) < 0.2, ~label, label)
    return pd.DataFrame(
        {
            "label": label.astype(int),
            "prediction": predicted.astype(int),
            "score": np.clip(predicted * 0.5 + rng.random(rows) * 0.5, 0, 1),
            "sex": rng.choice(["f", "m"], rows),
            "race": rng.choice(list("ABCDE"), rows, p=[0.5, 0.25, 0.15, 0.06, 0.04]),
            "age": rng.integers(18, 80, rows),
            "site": rng.choice([f"s{number}" for number in range(20)], rows),
            "weight": rng.lognormal(0, 0.7, rows),
            "n": rng.integers(1, 4, rows),  # looks like counts, and is none
            "id": np.arange(rows),
        }
    )


def people(rng, clusters=120, rows=3000):
    """Draw decisions about people with several rows each, who differ in how well they are served."""
    person = np.repeat(np.arange(clusters), rows // clusters)
    wrong = rng.beta(2, 8, clusters)[person]
    label = rng.random(len(person)) < 0.4
    predicted = np.where(rng.random(len(person)) < wrong, ~label, label)
    groups = {"sex": rng.choice(["f", "m"], clusters)[person], "race": rng.choice(list("ABC"), clusters)[person]}
    columns = {"label": label.astype(int), "prediction": predicted.astype(int), "person": person}
    return pd.DataFrame({**columns, **groups, "weight": rng.lognormal(0, 0.7, len(person))})


def speech(rng, speakers=80, utterances=12):
    """Draw utterances of ten words of speakers who differ, whatever their accent and gender."""
    speaker = np.repeat(np.arange(speakers), utterances)
    own = rng.lognormal(-(0.45**2) / 2, 0.45, speakers)
    errors = np.minimum(rng.poisson(2 * own[speaker]), 10)
    return pd.DataFrame(
        {
            "reference": "x " * 10,
            "hypothesis": [f"{'y ' * wrong}{'x ' * (10 - wrong)}" for wrong in errors],
            "speaker": speaker,
            "accent": rng.choice(list("ABCDE"), speakers)[speaker],
            "gender": rng.choice(["f", "m"], speakers)[speaker],
            "noise": rng.choice(["quiet", "loud"], len(speaker)),
            "weight": rng.lognormal(0, 0.5, speakers)[speaker],
        }
    )


ALL = ["sex", "race", "site"]
PAIRS = {"intersections": "pairs"}
AUDITS = {
    decisions: [
        {"groups": ["sex"]},
        {"groups": ["race"]},
        {"groups": ["site"]},
        {"groups": ALL},
        {"groups": ALL, **PAIRS},
        {"groups": ALL, "intersections": "all"},
        {"groups": ["sex", "race", "sex:race"]},
        {"groups": ["age"]},
        {"groups": ["age", "sex"], "bins": {"age": (18, 30, 50, 65)}, **PAIRS},
        {"groups": ALL, "weight": "weight"},
        {"groups": ["sex", "race"], "weight": "weight", **PAIRS},
        {"groups": ALL, "count": "n"},
        {"groups": ALL, "metrics": ("accuracy",)},
        {"groups": ALL, "metrics": ("selection_rate",)},
        {"groups": ALL, "metrics": ("true_positive_rate", "false_positive_rate"), **PAIRS},
        {"groups": ALL, "metrics": ("f1_score", "matthews_correlation", "balanced_accuracy")},
        {"groups": ALL, "confidence": 0.99},
        {"groups": ALL, "confidence": 0.9},
        {"groups": ["race", "sex"], "against": {"race": "A"}},
        {"groups": ALL, "where": {"sex": "f"}},
        {"groups": ALL, "min_group_size": 100, **PAIRS},
        {"groups": ALL, "min_group_size": 5, **PAIRS},
        {"groups": ALL, "suppress_below": 40, **PAIRS},
        {"groups": ALL, "positive": "0"},
        {"groups": ALL, "presets": ("four-fifths",)},
        {"groups": ["sex", "race"], "presets": ("us-adverse-impact",)},
        {"groups": ALL, "score": "score", "threshold": 0.7, "prediction": None},
    ],
    people: [
        {"groups": ["sex"], "cluster": "person"},
        {"groups": ["sex", "race"], "cluster": "person"},
        {"groups": ["sex", "race"], "cluster": "person", **PAIRS},
        {"groups": ["sex", "race"], "cluster": "person", "weight": "weight"},
        {"groups": ["race"], "cluster": "person", "metrics": ("f1_score", "matthews_correlation")},
        {"groups": ["race"], "cluster": "person", "against": {"race": "A"}},
    ],
    speech: [
        {"groups": ["gender"]},
        {"groups": ["accent"]},
        {"groups": ["accent", "gender", "noise"]},
        {"groups": ["accent", "gender"], **PAIRS},
        {"groups": ["gender", "noise"], **PAIRS},
        {"groups": ["accent", "gender"], "weight": "weight"},
        {"groups": ["accent", "gender"], "metrics": ("word_error_rate",)},
        {"groups": ["accent"], "metrics": ("mean_speaker_word_error_rate",)},
        {"groups": ["accent", "gender"], "normalize": "none"},
        {"groups": ["accent"], "against": {"accent": "A"}},
        {"groups": ["accent", "gender"], "confidence": 0.99},
    ],
}
COMPARISONS = {
    decisions: [
        {"groups": ["sex", "race"]},
        {"groups": ["race"], "id": "id"},
        {"groups": ["sex", "race"], "weight": "weight"},
    ],
    people: [{"groups": ["sex", "race"], "cluster": "person"}],
    speech: [{"groups": ["accent"]}, {"groups": ["accent", "gender"], **PAIRS}],
}


def of_audit(draw, settings, rng):
    """Return the sentences about one sample."""
    frame = draw(rng)
    named = {name: value for name, value in settings.items() if value is not None}
    frame = frame.drop(columns=[name for name in ("prediction",) if name in settings])
    frame = frame if "score" in settings else frame.drop(columns=["score"], errors="ignore")
    frame = _counted(frame, settings) if "count" in settings else frame
    roles = {"cluster": "speaker"} if draw is speech else {}
    return fairaudit.audit(frame, **{**roles, **named}).to_dict()["advice"]


def _counted(frame, settings):
    """Return the rows that are alike as one row with their number: copies of a row would be no independent rows."""
    return frame.groupby(["label", "prediction", *settings["groups"]]).size().rename(settings["count"]).reset_index()


def of_comparison(draw, settings, rng):
    """Return the sentences about two samples."""
    old, new = (draw(rng).drop(columns=["score"], errors="ignore") for _ in range(2))
    if "id" in settings:  # the same people twice, of whose decisions one in ten is drawn anew
        old, new = (old.assign(prediction=_drawn_again(rng, old)) for _ in range(2))
    roles = {"cluster": "speaker"} if draw is speech else {}
    return fairaudit.compare(old, new, **{**roles, **settings}).to_dict()["advice"]


def _drawn_again(rng, frame):
    again, is_wrong = rng.random(len(frame)) < 0.1, rng.random(len(frame)) < 0.2
    return np.where(again, np.where(is_wrong, 1 - frame.label, frame.label), frame.prediction)


def settings():
    """Shares of reports and comparisons of noise that single something out, in every setting."""
    count = round(100 * REPLICATES["scale"])
    rows, total, spoke = [], 0, 0
    for what, of, cases in (("report", of_audit, AUDITS), ("compare", of_comparison, COMPARISONS)):
        for draw, each in ((draw, each) for draw, some in cases.items() for each in some):
            rng = np.random.default_rng([6, total])
            claims = sum(any(CLAIMS.search(text) for text in of(draw, each, rng)) for _ in range(count))
            total, spoke = total + 1, spoke + claims
            said = "; ".join(f"{name} {_plain(value)}" for name, value in each.items())
            rows.append([what, draw.__name__, said, _share(claims / count)])
    rows.append(["all", "", f"{total} settings × {count}", _share(spoke / (total * count))])
    return table(["command", "data", "options", "speaks"], rows)


def _plain(value):
    if isinstance(value, dict):
        return ", ".join(f"{name}={_plain(each)}" for name, each in value.items())
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _share(share):
    return f"{share:.2f}".lstrip("0") if share < 1 else "1"


if __name__ == "__main__":
    make_tables("settings", (settings,), sys.argv[1:])
