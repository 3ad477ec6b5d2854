"""Make ``runs/``: a folder of results as teams have them, for ``fairaudit batch`` and ``fairaudit compare``.

``runs/credit/MODEL/split-N.csv`` holds the decisions of three real models on the same five parts of the German credit
data, each part decided by a model that was trained on the other four. ``runs/speech/CONDITION/tiny-en.csv`` holds the
rows of ``speech.csv`` in one recording condition. See ``README.md`` beside this file for the packages needed.

    python sample_data/make_runs.py          # writes runs/ beside this script
    python sample_data/make_runs.py --check  # makes the files again and compares them
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
from make_credit import CATEGORICAL_INPUTS, NUMERIC_INPUTS, RANDOM_STATE, THRESHOLD, read_people
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).resolve().parent
SPLITS = 5
DECIMALS = 4
MODELS = {
    "gradient-boosting": GradientBoostingClassifier(random_state=RANDOM_STATE),
    "logistic-regression": LogisticRegression(max_iter=1_000, tol=1e-8),
    "random-forest": RandomForestClassifier(random_state=RANDOM_STATE),
}


def credit_runs() -> Iterator[tuple[str, str]]:
    """Yield the name and content of every file of decisions."""
    people = read_people()
    names = CATEGORICAL_INPUTS + NUMERIC_INPUTS
    inputs = numpy.column_stack([people[name].astype(object) for name in names])
    categorical = list(range(len(CATEGORICAL_INPUTS)))
    numeric = list(range(len(CATEGORICAL_INPUTS), len(names)))
    folds = StratifiedKFold(SPLITS, shuffle=True, random_state=RANDOM_STATE)
    for model_name, model in MODELS.items():
        prepare = make_column_transformer(
            (OneHotEncoder(handle_unknown="ignore"), categorical), (StandardScaler(), numeric)
        )
        pipeline = make_pipeline(prepare, model)
        for number, (train, held_out) in enumerate(folds.split(inputs, people["risk"]), 1):
            pipeline.fit(inputs[train], people["risk"][train])
            score = numpy.round(pipeline.predict_proba(inputs[held_out])[:, 1], DECIMALS)
            yield f"credit/{model_name}/split-{number}.csv", decisions(people, held_out, score)


def decisions(people: dict[str, Any], rows: Any, score: Any) -> str:
    """Return the decisions on some people as CSV; `id` is their place in the source, from 1."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "label", "prediction", "score", "sex", "age"])
    for row, each in zip(rows, score, strict=True):
        facts = (people[name][row] for name in ("sex", "age"))
        writer.writerow([row + 1, people["risk"][row], int(each >= THRESHOLD), f"{each:.{DECIMALS}f}", *facts])
    return text.getvalue()


def speech_runs() -> Iterator[tuple[str, str]]:
    """Yield the name and content of every file of transcripts, one per recording condition."""
    with (HERE / "speech.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for condition in sorted({row["condition"] for row in rows}):
        text = io.StringIO()
        writer = csv.DictWriter(text, [name for name in rows[0] if name != "condition"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {name: value for name, value in row.items() if name != "condition"}
            for row in rows
            if row["condition"] == condition
        )
        yield f"speech/{condition}/tiny-en.csv", text.getvalue()


def main() -> int:
    """Read the options and make or check the files."""
    parser = argparse.ArgumentParser(description="Make or check sample_data/runs.")
    parser.add_argument("--check", action="store_true", help="compare with the existing files instead of writing")
    check = parser.parse_args().check
    different = 0
    for name, content in (*credit_runs(), *speech_runs()):
        path = HERE / "runs" / name
        if check:
            different += path.read_text(encoding="utf-8") != content
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    if check:
        print(f"{different} files differ")
    return min(different, 1)


if __name__ == "__main__":
    sys.exit(main())
