"""Plans in Python: for sizes, for data, for an audit; the same as on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import fairaudit
from fairaudit.cli.run import run
from fairaudit.errors import UsageError

DATA = Path(__file__).parents[2] / "sample_data"
CREDIT = DATA / "credit.parquet"


def typed(path: Path, *arguments: object) -> dict:
    """Return the plan that `fairaudit plan ARGUMENTS…` writes."""
    assert run(["plan", *map(str, arguments), "-o", str(path)]) == 0
    return json.loads(path.read_text(encoding="utf-8"))


def plain(plans: fairaudit.Plans) -> dict:
    return json.loads(json.dumps(plans.to_dict()))


def test_a_plan_for_sizes_is_that_of_the_command_line(tmp_path):
    sizes = {"Scottish": 2000, "Welsh": 800}
    options = ("--rate", 0.2, "--rows-per-cluster", 40, "--cluster-spread", 1, "--gap", 0.1)
    found = fairaudit.plan(sizes, rate=0.2, rows_per_cluster=40, cluster_spread=1, gap=0.1)
    assert plain(found) == typed(tmp_path / "plan.json", "--sizes", "Scottish=2000,Welsh=800", *options)
    assert repr(found) == "<Plans: a rate by group>"


def test_a_plan_for_data_is_that_of_the_command_line(tmp_path):
    written = typed(tmp_path / "plan.json", CREDIT, "-g", "sex", "-m", "selection_rate", "--power", 0.9)
    settings = {"groups": "sex", "metrics": "selection_rate"}
    assert plain(fairaudit.plan(CREDIT, power=0.9, **settings)) == written
    assert plain(fairaudit.plan(pd.read_parquet(CREDIT), power=0.9, **settings)) == written
    assert plain(fairaudit.plan(fairaudit.audit(CREDIT, **settings), power=0.9, metrics="selection_rate")) == written


def test_what_one_asks_a_plan_for(tmp_path):
    plans = fairaudit.plan(CREDIT, groups=["sex", "housing"])
    assert repr(plans) == "<Plans: accuracy by sex, accuracy by housing>"
    frame = plans.to_frame()
    assert frame["by"].tolist() == ["sex"] * 2 + ["housing"] * 3
    assert frame["rows"].tolist() == [group.rows for plan in plans.plans for group in plan.groups]
    assert set(frame["sex"].dropna()) == {"female", "male"}
    plans.write(tmp_path / "plan.md")
    assert (tmp_path / "plan.md").read_text(encoding="utf-8").startswith("#")
    with pytest.raises(UsageError, match=r"A plan is written as \.html, \.md or \.json"):
        plans.write(tmp_path / "plan.csv")
    assert plans._repr_html_().startswith("<iframe srcdoc=")


@pytest.mark.parametrize(
    ("data", "settings", "message"),
    [
        ({"a": 5}, {}, "every group: rate=0.1."),
        ({}, {"rate": 0.1}, "`data` is the number of rows of each group"),
        ({"a": 5.5}, {"rate": 0.1}, "`data` is the number of rows of each group"),
        ({"a": -5}, {"rate": 0.1}, "A group has from 0 rows on"),
        ({"a": 5}, {"rate": "much"}, "`rate` is a number, such as 0.1; what came is `'much'`."),
        ({"a": 5}, {"rate": 1.5}, "The expected rate lies between 0 and 1"),
        ({"a": 5}, {"rate": 0.1, "gap": 7}, "The gap lies between 0 and 1"),
        ({"a": 5}, {"rate": 0.1, "groups": "sex"}, "with sizes there are none"),
        ({"a": 5}, {"rate": 0.1, "correlation": 0.5}, "`correlation` needs `rows_per_cluster`"),
        ({"a": 5}, {"rate": 0.1, "rows_per_cluster": 0}, "`rows_per_cluster` lies between 1 and"),
        ({"a": 5}, {"rate": 0.1, "rows_per_cluster": 2, "correlation": 2}, "`correlation` lies between 0 and 1"),
        (CREDIT, {"groups": "sex", "rows_per_cluster": 2}, "are for sizes; with data, name the `cluster` column"),
        (CREDIT, {"groups": "sex", "power": 0.2}, "The power lies between 0.5 and 1"),
        (CREDIT, {"grups": "sex"}, "There is no setting `grups`."),
    ],
)
def test_what_cannot_be_planned_is_said(data, settings, message):
    with pytest.raises(UsageError) as refused:
        fairaudit.plan(data, **settings)
    assert message in str(refused.value)
