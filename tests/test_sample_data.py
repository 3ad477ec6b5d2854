"""The sample data are the files that were published, and the runs are cut from them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

FOLDER = Path(__file__).parent.parent / "sample_data"
SUMS = dict(line.split("  ")[::-1] for line in (FOLDER / "SHA256SUMS").read_text().splitlines())


@pytest.mark.parametrize("name", SUMS)
def test_checksums(name):
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == SUMS[name]


def test_every_run_has_a_checksum():
    runs = {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "runs").rglob("*.csv")}
    assert runs == {name for name in SUMS if name.startswith("runs/")}


def test_every_person_has_the_class_of_the_highest_probability():
    people = pd.read_parquet(FOLDER / "occupations.parquet")
    scores = people.filter(like="p_")
    assert (scores.sum(axis=1) - 1).abs().max() < 2e-4
    assert (scores.idxmax(axis=1).str.removeprefix("p_") == people["prediction"].astype(str)).all()
    assert set(people["label"]) == set(people["prediction"]) == {"manual", "office", "service"}


def test_the_range_of_earnings_holds_more_than_half():
    men = pd.read_parquet(FOLDER / "earnings.parquet")
    assert (men["lower"] <= men["upper"]).all()
    assert men["label"].between(men["lower"], men["upper"]).mean() > 0.5


def test_the_runs_of_speech_are_the_rows_of_each_condition():
    whole = pd.read_csv(FOLDER / "speech.csv", keep_default_na=False)
    for condition, rows in whole.groupby("condition"):
        run = pd.read_csv(FOLDER / "runs" / "speech" / str(condition) / "tiny-en.csv", keep_default_na=False)
        pd.testing.assert_frame_equal(run, rows.drop(columns="condition").reset_index(drop=True))


@pytest.mark.parametrize("model", ["gradient-boosting", "logistic-regression", "random-forest"])
def test_every_model_decides_every_person_once(model):
    people = pd.read_parquet(FOLDER / "credit.parquet")
    runs = [pd.read_csv(path) for path in sorted((FOLDER / "runs" / "credit" / model).glob("*.csv"))]
    decided = pd.concat(runs).sort_values("id")
    assert decided["id"].tolist() == list(range(1, 1001))
    assert decided["label"].tolist() == people["label"].tolist()
    assert decided["sex"].tolist() == people["sex"].tolist()
    assert ((decided["score"] >= 0.5) == decided["prediction"]).all()
