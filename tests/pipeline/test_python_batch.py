"""Many results in Python: the same folder of reports as on the command line, and what one asks it for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import fairaudit
from fairaudit.cli.run import run
from fairaudit.errors import DataError, UsageError

RUNS = Path(__file__).parents[2] / "sample_data" / "runs" / "credit"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Return a tree of four results of one model each, with settings and rules."""
    folder = tmp_path / "runs"
    for model in ("logistic-regression", "random-forest"):
        (folder / model).mkdir(parents=True)
        for split in ("split-1.csv", "split-2.csv"):
            shutil.copy(RUNS / model / split, folder / model)
    return folder


def typed(*arguments: object) -> int:
    """Run `fairaudit ARGUMENTS…`; return the exit code."""
    return run([str(argument) for argument in arguments])


def rows_of(path: Path) -> list[dict]:
    return json.loads((path / "summary.json").read_text(encoding="utf-8"))["results"]


def test_a_batch_in_python_is_the_one_of_the_command_line(runs, tmp_path):
    rule = "accuracy.worst by sex >= 0.7"
    bins = {"age": [30, 50]}
    options = ("-g", "sex", "-g", "age", "--bin", "age=30,50", "--require", rule, "-o", tmp_path / "a")
    code = typed("batch", runs, *options, "--jobs", "1")
    batch = fairaudit.batch(runs, tmp_path / "b", rule, groups=["sex", "age"], bins=bins)
    assert rows_of(tmp_path / "a") == rows_of(tmp_path / "b") == batch.to_dict()["results"]
    assert batch.exit_code == code
    assert (tmp_path / "b" / "index.html").exists()
    assert (tmp_path / "b" / "junit.xml").exists()


def test_python_continues_what_the_command_line_began(runs, tmp_path):
    assert typed("batch", runs, "-g", "sex", "-o", tmp_path / "a", "--jobs", "1") == 0
    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "a" / "reports").rglob("*.json")}
    fairaudit.batch(runs, tmp_path / "a", groups="sex")
    assert {path: path.stat().st_mtime_ns for path in written} == written
    fairaudit.batch(runs, tmp_path / "a", groups="sex", confidence=0.9)
    assert all(path.stat().st_mtime_ns > before for path, before in written.items())


def test_what_one_asks_a_batch_for(runs, tmp_path):
    batch = fairaudit.batch(runs, tmp_path / "a", groups="sex", include="random-forest/*")
    names = ["random-forest/split-1.csv", "random-forest/split-2.csv"]
    assert (batch.verdict, batch.exit_code) == (None, 0)
    assert repr(batch) == f"<Batch: 2 results in {runs}>"
    assert batch._repr_html_().startswith("<iframe srcdoc=")
    frame = batch.to_frame()
    assert frame["name"].tolist() == names
    assert frame["value"].tolist() == [row["headline"]["value"] for row in batch.to_dict()["results"]]
    table = pd.read_csv(tmp_path / "a" / "summary.csv")
    assert list(frame.columns) == list(table.columns)
    alone = fairaudit.audit(runs / "random-forest" / "split-1.csv", groups="sex")
    assert batch.audit(names[0]).to_dict()["groups"] == alone.to_dict()["groups"]
    with pytest.raises(UsageError, match=r"Did you mean `random-forest/split-1\.csv`"):
        batch.audit("random-forest/split-1")


def test_rules_make_a_batch_a_gate(runs, tmp_path):
    assert fairaudit.batch(runs, tmp_path / "a", "accuracy overall >= 0.5", groups="sex").verdict == "pass"
    failed = fairaudit.batch(runs, tmp_path / "b", ["accuracy overall >= 0.99"], groups="sex", fail_fast=True)
    assert (failed.verdict, failed.exit_code, len(failed.to_dict()["results"])) == ("fail", 1, 1)
    open_rule = fairaudit.batch(runs, tmp_path / "c", "accuracy overall >= 0.75", groups="sex")
    assert (open_rule.verdict, open_rule.exit_code) == ("inconclusive", 3)


def test_a_result_that_cannot_be_audited_is_told_and_raises_when_it_is_asked_for(runs, tmp_path):
    (runs / "broken.csv").write_text("label,prediction,sex\n1,1,f\n0,maybe,m\n", encoding="utf-8")
    batch = fairaudit.batch(runs, tmp_path / "a", "accuracy overall >= 0.5", groups="sex")
    assert (batch.verdict, batch.exit_code) == ("not judged", 2)
    assert repr(batch) == f"<Batch: 5 results in {runs}, 1 not audited: not judged>"
    with pytest.raises(UsageError, match=r"`broken\.csv` could not be audited: "):
        batch.audit("broken.csv")


def test_columns_of_two_models_are_two_results(tmp_path):
    rows = pd.read_csv(RUNS / "random-forest" / "split-1.csv")
    (tmp_path / "runs").mkdir()
    rows.assign(other=rows["label"]).to_csv(tmp_path / "runs" / "both.csv", index=False)
    batch = fairaudit.batch(tmp_path / "runs", tmp_path / "a", groups="sex", prediction=["prediction", "other"])
    assert batch.to_frame()["name"].tolist() == ["both.csv [prediction]", "both.csv [other]"]
    assert batch.to_frame()["value"].tolist()[1] == 1


def test_a_manifest_lists_results_that_lie_elsewhere(runs, tmp_path):
    listed = tmp_path / "runs.csv"
    listed.write_text(f"name,path\nforest,{runs / 'random-forest' / 'split-1.csv'}\n", encoding="utf-8")
    batch = fairaudit.batch(None, tmp_path / "a", manifest=listed, groups="sex")
    assert batch.to_frame()["name"].tolist() == ["forest"]


def test_several_at_once_from_a_script_that_guards_its_start(runs, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nimport fairaudit\n"
        'if __name__ == "__main__":\n'
        "    print(fairaudit.batch(sys.argv[1], sys.argv[2], groups='sex', jobs=2))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script), str(runs), str(tmp_path / "a")], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"<Batch: 4 results in {runs}>\n", "")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rules": "accuracy overall"}, "accuracy overall"),
        ({"rules": 5}, "`rules` is a rule or a list of rules; what came is `5`."),
        ({"jobs": 0}, "`jobs` is a whole number from 1 on, such as 4; what came is `0`."),
        ({"jobs": 1.5}, "`jobs` is a whole number from 1 on, such as 4; what came is `1.5`."),
        ({"grups": "sex"}, "There is no setting `grups`. Did you mean `groups`?"),
        ({"confidence": 95}, "The confidence lies between 0.5 and 1"),
        ({"include": 5}, "`include` is a pattern or a list of patterns; what came is `5`."),
        ({"manifest": "runs.csv"}, "Name either a folder of results or a `manifest`."),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_audited(runs, tmp_path, wrong, message):
    with pytest.raises(UsageError) as refused:
        fairaudit.batch(runs, tmp_path / "a", **wrong)
    assert message in str(refused.value)
    assert not (tmp_path / "a").exists()


def test_a_folder_without_results_is_an_error(tmp_path):
    with pytest.raises(DataError, match="There is no folder"):
        fairaudit.batch(tmp_path / "nothing", tmp_path / "a")
