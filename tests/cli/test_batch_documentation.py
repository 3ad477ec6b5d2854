"""docs/batch.md shows what the tool prints, and what it prints of the sample data is right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import accuracy_score

ROOT = Path(__file__).parents[2]


@pytest.fixture
def audited(fairaudit, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "112")
    ended = fairaudit("batch", "sample_data/runs", "-o", str(tmp_path / "audits"))
    assert ended.code == 1
    return ended.out, json.loads((tmp_path / "audits" / "summary.json").read_text())


def test_the_documentation_and_the_numbers(audited):
    printed, summary = audited
    shown = re.findall(r"```text\n(.*?)```", (ROOT / "docs" / "batch.md").read_text(encoding="utf-8"), re.DOTALL)
    assert [line for block in shown for line in block.splitlines() if line not in printed.splitlines()] == []
    for row in summary["results"]:
        if row["task"] == "binary":  # scikit-learn counts the same
            run = pd.read_csv(ROOT / "sample_data" / "runs" / row["name"])
            assert row["headline"]["value"] == pytest.approx(accuracy_score(run["label"], run["prediction"]), abs=1e-12)
            by_sex = run.groupby("sex")[["label", "prediction"]].apply(lambda x: (x.label == x.prediction).mean())
            assert row["gap"]["estimate"]["value"] >= by_sex.max() - by_sex.min() - 1e-12
            selected = next(each for each in row["metrics"] if each["metric"] == "selection_rate")
            assert selected["overall"]["value"] == pytest.approx((run["prediction"] == 1).mean(), abs=1e-12)
