"""A metric of one's own, a ratio of the sums of two columns: from the sentence to every output, for every task."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import fairaudit
from fairaudit.cli.run import run
from fairaudit.config.ratios import ratio
from fairaudit.errors import DataError, FairauditError, UsageError

REWORK = "rework = sum(rework) / sum(minutes)"
ROWS = 240


def jobs(**columns: Any) -> pd.DataFrame:
    """Return rows of every task at once: in `north` 2 of 20 minutes are rework, in `south` 6 of 30."""
    random = np.random.default_rng(3)
    north = np.arange(ROWS) % 2 == 0
    plain = {
        "region": np.where(north, "north", "south"),
        "minutes": np.where(north, 20, 30) + np.tile([-1, -1, 1, 1], ROWS // 4),
        "rework": np.where(north, 2, 6) + np.tile([-1, -1, 1, 1], ROWS // 4),
        "y_true": random.integers(0, 2, ROWS),
        "y_pred": random.integers(0, 2, ROWS),
        "reference": ["one two"] * ROWS,
        "hypothesis": ["one two", "one"] * (ROWS // 2),
    }
    return pd.DataFrame(plain | columns)


def rework(frame: pd.DataFrame, **settings: Any) -> dict[str, Any]:
    """Return the estimates of the metric by region, and of all rows."""
    given = {"label": "y_true", "prediction": "y_pred", "groups": "region", "metrics": [REWORK]}
    document = fairaudit.audit(frame, **{**given, **settings}).document
    found = {entry["group"]["region"]: entry["metrics"]["rework"] for entry in document["groups"]}
    return {"all": document["overall"]["metrics"]["rework"], **found}


def values(found: dict[str, Any]) -> dict[str, Any]:
    return {name: estimate["value"] for name, estimate in found.items()}


def test_sums_are_divided_for_every_group() -> None:
    found = rework(jobs())
    assert values(found) == pytest.approx({"all": 8 / 50, "north": 2 / 20, "south": 6 / 30})
    assert [found["north"][key] for key in ("n", "undefined", "interval_undefined")] == [120, None, None]
    assert found["north"]["low"] < 0.1 < found["north"]["high"]


@pytest.mark.parametrize(
    "task",
    [
        {"task": "binary"},
        {"task": "regression"},
        {"task": "speech", "label": None, "prediction": None},
    ],
)
def test_every_task_has_it(task: dict[str, Any]) -> None:
    assert values(rework(jobs(), **task)) == pytest.approx({"all": 8 / 50, "north": 2 / 20, "south": 6 / 30})


def test_it_stands_beside_the_metrics_of_the_task_and_the_document_says_whose_it_is() -> None:
    document = fairaudit.audit(jobs(), task="binary", groups="region", metrics=["accuracy", REWORK]).document
    assert list(document["definitions"]) == ["accuracy", "rework"]
    definition = document["definitions"]["rework"]
    assert definition["formula"] == "sum(rework) / sum(minutes)"
    assert (definition["own"], definition["unit"], definition["better"]) == (True, "number", None)
    assert "own" not in document["definitions"]["accuracy"]
    assert document["config"]["metrics"] == ["accuracy", REWORK]
    without = fairaudit.audit(jobs(), task="binary", groups="region", metrics=[REWORK]).document
    assert {"accuracy", "selection_rate", "rework"} <= set(without["definitions"])
    gaps = {each["comparison"]: each["value"] for each in document["disparities"] if each["metric"] == "rework"}
    assert gaps == pytest.approx({"difference": 0.1, "ratio": 0.5})


def test_a_sum_over_rows_is_a_mean() -> None:
    found = rework(jobs(), metrics=["rework = sum(rework) / rows"])
    assert values(found) == pytest.approx({"all": 4, "north": 2, "south": 6})


def test_columns_with_odd_names_stand_in_quotes() -> None:
    frame = jobs().rename(columns={"rework": "re (min)", "minutes": "all / min"})
    for quote in '"`':
        text = f"rework = sum({quote}re (min){quote}) / sum({quote}all / min{quote})"
        assert values(rework(frame, metrics=[text]))["north"] == pytest.approx(0.1)


def test_rows_without_a_number_are_left_out_of_it_alone_and_counted() -> None:
    frame = jobs().astype({"minutes": float, "rework": float})
    frame.loc[:3, "minutes"] = [np.nan, np.inf, -np.inf, np.nan]
    frame.loc[4, "rework"] = np.nan
    document = fairaudit.audit(frame, task="binary", groups="region", metrics=[REWORK]).document
    assert document["data"]["rows_counted"] == ROWS
    assert (document["overall"]["n"], document["overall"]["metrics"]["rework"]["n"]) == (ROWS, ROWS - 5)
    kept = frame.iloc[5:]
    assert document["overall"]["metrics"]["rework"]["value"] == pytest.approx(kept.rework.sum() / kept.minutes.sum())
    told = [each["message"] for each in document["warnings"] if each["code"] == "numbers_missing"]
    assert told == ["5 rows were left out of rework, because they have no finite number in one of its columns."]


def test_rows_that_are_rejected_or_filtered_are_in_no_sum() -> None:
    frame = jobs(y_true=[None, *[0, 1] * (ROWS // 2 - 1), 1], half=["x", "x", "y", "y"] * (ROWS // 4))
    kept = frame[(frame["half"] == "x") & frame["y_true"].notna()]
    found = rework(frame, where={"half": "x"}, positive=1)
    assert found["all"]["value"] == pytest.approx(kept.rework.sum() / kept.minutes.sum())
    assert found["all"]["n"] == len(kept)


def test_nothing_to_divide_by_is_undefined_with_the_reason() -> None:
    frame = jobs()
    frame.loc[frame["region"] == "north", "minutes"] = 0
    found = rework(frame)
    assert found["north"]["value"] is None
    assert found["north"]["undefined"] == "no row has a number in `rework` and one other than 0 in `minutes`"
    assert found["south"]["value"] == pytest.approx(0.2)
    gone = rework(jobs(rework=0))
    assert gone["north"]["value"] == 0
    assert "the same ratio" in gone["north"]["interval_undefined"]


def test_weights_counts_and_clusters_are_heeded() -> None:
    frame = jobs(w=np.tile([1, 2, 3, 4], ROWS // 4), n=np.tile([3, 1], ROWS // 2), who=np.arange(ROWS) // 7)
    weighted = (frame.w * frame.rework).sum() / (frame.w * frame.minutes).sum()
    assert rework(frame, weight="w")["all"]["value"] == pytest.approx(weighted)
    repeated = frame.loc[frame.index.repeat(frame.n)]
    counted, one_by_one = rework(frame, count="n"), rework(repeated)
    for name in counted:
        for key in ("value", "low", "high"):
            assert counted[name][key] == pytest.approx(one_by_one[name][key])
    assert "leave-one-out over clusters" in rework(frame, cluster="who")["all"]["method"]
    assert "leave-one-out over rows" in rework(frame)["all"]["method"]


def test_groups_with_rows_in_common_are_compared_with_what_they_share() -> None:
    frame = jobs(region=["a;b", "b", "a", "c"] * (ROWS // 4))
    document = fairaudit.audit(
        frame, task="binary", identities="region", metrics=["accuracy", REWORK], confidence=0.9
    ).document
    a = frame[frame.region.isin(["a;b", "a"])]
    found = {entry["group"]["region"]: entry["metrics"]["rework"]["value"] for entry in document["groups"]}
    assert found["a"] == pytest.approx(a.rework.sum() / a.minutes.sum())
    assert set(found) == {"a", "b", "c"}


def test_rules_name_it() -> None:
    rules = ["rework overall <= 0.3", "rework.ratio by region >= 0.3", "rework of region=north <= 0.15"]
    checked = fairaudit.check(jobs(), rules, task="binary", groups="region", metrics=[REWORK])
    assert checked.document["gate"]["verdict"] == "pass"
    with pytest.raises(fairaudit.PolicyError, match="rework"):
        fairaudit.check(jobs(), "rework.difference by region <= 0.05", task="binary", metrics=[REWORK])
    with pytest.raises(UsageError, match="There is no metric `rework`"):
        fairaudit.check(jobs(), rules, task="binary", groups="region")


def test_results_are_compared_by_it() -> None:
    later = jobs(rework=jobs()["rework"] + 1)
    asked = {"task": "binary", "groups": "region", "metrics": [REWORK]}
    identified = [frame.assign(id=range(ROWS)) for frame in (jobs(), later)]
    for changes in (
        fairaudit.compare(jobs(), later, "rework.change overall <= 0.1", **asked),
        fairaudit.compare(*identified, "rework.change overall <= 0.1", id="id", **asked),
        fairaudit.compare(
            *(fairaudit.audit(frame, **asked) for frame in (jobs(), later)),
            "rework.change overall <= 0.1",
            metrics=[REWORK],
        ),
    ):
        change = changes.document["overall"]["metrics"]["rework"]["change"]
        assert change["value"] == pytest.approx(1 / 25)
        assert change["low"] < 1 / 25 < change["high"]
        assert changes.document["gate"]["verdict"] == "pass"
    reports = [fairaudit.audit(frame, **asked) for frame in (jobs(), later)]
    assert "rework" in fairaudit.compare(*reports).document["overall"]["metrics"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    jobs().drop(columns=["reference", "hypothesis"]).to_csv("jobs.csv", index=False)
    return tmp_path


def test_the_command_line_and_a_settings_file_define_it(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    outputs = [word for name in ("r.json", "r.html", "r.md", "r.csv") for word in ("-o", name)]
    assert run(["report", "jobs.csv", "-g", "region", "-m", REWORK, *outputs]) == 0
    assert "rework" in capfd.readouterr().out
    for output in ("r.html", "r.md", "r.csv"):
        assert "rework" in (folder / output).read_text(encoding="utf-8")
    found = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert found["definitions"]["rework"]["own"] is True
    (folder / "fairaudit.toml").write_text(
        f'[data]\ngroups = ["region"]\n[report]\nmetrics = ["{REWORK}"]\n[[rules]]\n'
        'require = "rework.difference by region <= 0.2"\n',
        encoding="utf-8",
    )
    assert run(["check", "jobs.csv"]) == 0
    assert run(["check", "jobs.csv", "--require", "rework overall <= 0.01"]) == 1
    assert run(["check", "jobs.csv", "-m", "rework = sum(rework) / rows", "--require", "rework overall <= 1"]) == 1
    assert run(["render", "r.json", "-o", "figure.svg", "--figure", "rework"]) in (0, 2)


def test_every_folder_of_a_batch_defines_its_own(folder: Path) -> None:
    for name, text in {"a": REWORK, "b": "rework = sum(rework) / rows"}.items():
        (folder / "tree" / name).mkdir(parents=True)
        jobs().drop(columns=["reference", "hypothesis"]).to_csv(folder / "tree" / name / "x.csv", index=False)
        (folder / "tree" / name / "fairaudit.toml").write_text(
            f'[data]\ngroups = ["region"]\n[report]\nmetrics = ["accuracy", "{text}"]\n[[rules]]\n'
            'require = "rework overall <= 1"\n',
            encoding="utf-8",
        )
    batch = fairaudit.batch("tree", "audits")
    found = [batch.audit(name).document["overall"]["metrics"]["rework"]["value"] for name in "ab"]
    assert found == pytest.approx([8 / 50, 4])
    assert batch.verdict == "fail"


def test_a_plan_says_what_sizes_can_show_of_it() -> None:
    plan = fairaudit.plan(
        fairaudit.audit(jobs(), task="binary", groups="region", metrics=[REWORK]), gap=0.1, metrics=[REWORK]
    )
    assert set(plan.to_frame()["metric"]) == {"rework"}


@pytest.mark.parametrize(
    ("text", "pointed", "expected"),
    [
        ("x = mean(a) / rows", "mean", "`sum(COLUMN)`"),
        ("x = sum(a) / share(b)", "share", "`sum(COLUMN)` or `rows`"),
        ("x = sum(a) / 3", "3", "`sum(COLUMN)` or `rows`"),
        ("x = sum(a)", " ", "`/`"),
        ("x = sum(a) / sum(b) + 1", "+", "the end"),
        ("x = sum() / rows", ")", "the name of a column"),
        ("x = sum(a b) / rows", "b", "`)`"),
        ("x = sum a / rows", "a", "`(`"),
        ("2x = sum(a) / rows", "2x", "a name of letters"),
        ('"x" = sum(a) / rows', '"x"', "a name of letters"),
        ("x = sum(`a) / rows", "`", "a closing quote"),
        ("= sum(a) / rows", "=", "a name of letters"),
        ('x = sum("") / rows', '""', "the name of a column"),
        ("x = __import__('os') / rows", "__import__", "`sum(COLUMN)`"),
    ],
)
def test_what_is_no_ratio_is_pointed_at(text: str, pointed: str, expected: str) -> None:
    with pytest.raises(UsageError) as refused:
        ratio(text)
    first, line, carets = str(refused.value).splitlines()
    assert first == "This metric cannot be understood:"
    assert line == f"  {text}"
    place = carets.index("^")
    assert (line[place:] or " ").startswith(pointed)
    assert f"expected {expected}" in carets


@pytest.mark.parametrize(
    ("metrics", "message"),
    [
        (["accuracy = sum(rework) / rows"], "`accuracy` is fairaudit's accuracy"),
        (["WER = sum(rework) / rows"], "`wer` is fairaudit's word_error_rate"),
        (["accuracy_ratio = sum(rework) / rows"], "`accuracy_ratio` is fairaudit's accuracy"),
        ([REWORK, "rework = sum(rework) / rows"], "Two metrics of your own are called `rework`."),
        (["x = sum(minute) / rows"], "There is no column `minute` (named by `metrics`). Did you mean `minutes`?"),
        (["x = sum(region) / rows"], "`north` is not a number"),
        (["x = mean(rework)"], "This metric cannot be understood"),
    ],
)
def test_names_that_are_taken_and_columns_that_are_no_numbers_are_refused(metrics: list[str], message: str) -> None:
    with pytest.raises(FairauditError, match=re.escape(message)):
        fairaudit.audit(jobs(), task="binary", groups="region", metrics=metrics)


def test_numbers_below_0_are_refused_with_their_row() -> None:
    frame = jobs().astype({"rework": float})
    frame.loc[7, "rework"] = -2.5
    with pytest.raises(DataError, match=re.escape("Column `rework` holds -2.5 in row 8, and the metric `rework` adds")):
        rework(frame)
    frame.loc[7, "y_true"] = None
    assert rework(frame, positive="1")["all"]["n"] == ROWS - 1  # a row that is not counted is not in the sum either


@pytest.mark.parametrize("task", ["binary", "speech"])
@pytest.mark.parametrize("weight", [None, "w"])
def test_changes_of_paired_rows_reckon_with_what_they_share(task: str, weight: str | None) -> None:
    random = np.random.default_rng(9)
    minutes = random.lognormal(3, 0.5, ROWS)
    old = jobs(minutes=minutes, rework=minutes * random.random(ROWS), id=range(ROWS), w=random.random(ROWS) + 0.5)
    new = old.assign(rework=old["rework"] * random.uniform(0.9, 1.0, ROWS)).sample(frac=1, random_state=1)
    new = new[new["id"] != 5]
    asked = {"task": task, "groups": "region", "metrics": [REWORK], "weight": weight}
    paired, apart = (
        fairaudit.compare(old, new, **asked, **pairing).document["overall"]["metrics"]["rework"]["change"]
        for pairing in ({"id": "id"}, {})
    )
    both = old[old["id"] != 5].set_index("id")
    heavy = both["w"] if weight else 1.0
    after = new.set_index("id")["rework"].reindex(both.index)
    expected = (heavy * (after - both["rework"])).sum() / (heavy * both["minutes"]).sum()
    assert paired["value"] == pytest.approx(expected)
    assert paired["low"] < expected < paired["high"] < 0
    assert paired["high"] - paired["low"] < (apart["high"] - apart["low"]) / 3
    assert "correlation of shared rows" in paired["method"]
