"""What Python users get: the function, its result, and the gate for test suites."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import fairaudit
from fairaudit.errors import FairauditError, UsageError

DATA = Path(__file__).parents[2] / "sample_data"
CREDIT = DATA / "credit.parquet"


def test_paths_frames_and_tables_give_the_same_numbers():
    frame = pd.read_parquet(CREDIT)
    by_path, by_frame, by_table = (
        fairaudit.audit(data, groups="sex").to_dict() for data in (CREDIT, frame, pa.Table.from_pandas(frame))
    )
    for part in ("overall", "groups", "disparities", "warnings"):
        assert by_path[part] == by_frame[part] == by_table[part]
    assert fairaudit.audit([CREDIT], groups="sex").to_dict()["groups"] == by_path["groups"]


def test_to_frame_has_a_row_per_group_and_metric():
    audit = fairaudit.audit(CREDIT, groups=["sex", ("sex", "housing")], metrics=["accuracy"])
    frame = audit.to_frame()
    report = audit.to_dict()
    assert len(frame) == 1 + len(report["groups"])
    measured = ["by", "metric", "value", "low", "high", "n", "undefined", "rows", "share", "small", "suppressed"]
    assert list(frame.columns) == [*measured, "sex", "housing"]
    females = frame[(frame["by"] == "sex") & (frame["sex"] == "female")]
    assert females["n"].tolist() == [310]


def test_an_attribute_called_like_a_column_of_the_frame_is_told_apart():
    data = pd.DataFrame({"value": ["a", "b"] * 40, "y_true": [0, 1] * 40, "y_pred": [0, 1] * 40})
    frame = fairaudit.audit(data, groups="value").to_frame()
    assert set(frame["group value"].dropna()) == {"a", "b"}
    assert frame["value"].dropna().between(0, 1).all()


def test_a_notebook_shows_the_page_in_a_frame_of_its_own():
    shown = fairaudit.audit(CREDIT, groups="sex")._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "<script" not in shown.split("srcdoc=", 1)[1]


def test_an_audit_is_shown_in_one_line():
    assert (
        repr(fairaudit.audit(CREDIT, groups=["sex", "housing"]))
        == "<Audit: binary, 1,000 rows by sex and housing: 5 groups>"
    )
    assert len(repr(fairaudit.audit(SMALL.assign(**{"x\n" * 9: "b"}), groups=["g", "x\n" * 9])).splitlines()) == 1


def groups_of(labels, **settings):
    frame = pd.DataFrame({"y_true": [0, 1] * 30, "y_pred": [0, 1] * 30})
    report = fairaudit.audit(frame.assign(g=labels), groups="g", **settings).to_dict()
    return {group["group"]["g"]: group["n"] for group in report["groups"]}


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_label_is_missing_also_among_values_of_several_types(missing):
    assert groups_of([1, "a", missing] * 20) == {"1": 20, "a": 20, None: 20}


def test_bins_and_periods_of_pandas_are_named_as_pandas_names_them():
    ages = pd.cut([10, 40, float("nan")] * 20, [0, 30, 60])
    assert groups_of(ages) == {"(0, 30]": 20, "(30, 60]": 20, None: 20}
    assert groups_of(pd.PeriodIndex(["2020", "2021"] * 30, freq="Y")) == {"2020": 30, "2021": 30}


@pytest.mark.parametrize("positive", [1, True, "1"])
def test_the_positive_value_may_be_a_number(positive):
    frame = pd.DataFrame({"y_true": [0, 1] * 30, "y_pred": [0, 1] * 30, "g": ["a", "b"] * 30})
    frame = frame.astype({"y_true": type(positive), "y_pred": type(positive)})
    report = fairaudit.audit(frame, groups="g", positive=positive).to_dict()
    assert report["overall"]["counts"]["true_positives"] == 30


def test_a_column_may_be_named_by_a_number():
    frame = pd.DataFrame({"y_true": [0, 1] * 30, "y_pred": [0, 1] * 30, 0: ["a", "b"] * 30})
    assert fairaudit.audit(frame, groups=[0]).to_dict()["attributes"] == ["0"]


def test_two_columns_of_one_name_are_refused():
    frame = pd.DataFrame([[0, 0, "a"]] * 60, columns=["y_true", "y_pred", "y_pred"])
    with pytest.raises(FairauditError, match="y_pred"):
        fairaudit.audit(frame, groups="g")


@pytest.mark.parametrize("data", [None, {"y_true": [1]}, 5])
def test_what_is_no_data_is_refused_in_words(data):
    with pytest.raises(FairauditError, match="DataFrame of pandas or polars, or a table of pyarrow"):
        fairaudit.audit(data, groups="g")


def test_write_picks_the_format_by_the_suffix(tmp_path):
    audit = fairaudit.audit(CREDIT, groups="sex")
    for name in ("report.json", "report.html", "report.md", "report.csv"):
        audit.write(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000


def test_a_gate_that_passes_returns_the_audit():
    audit = fairaudit.check(CREDIT, "accuracy overall >= 0.6", groups="sex")
    assert audit.to_dict()["gate"]["verdict"] == "pass"


def test_a_gate_that_fails_is_an_assertion_error_with_the_verdicts():
    with pytest.raises(AssertionError) as caught:
        fairaudit.check(CREDIT, ["accuracy overall >= 0.6", "accuracy overall >= 0.9999"], groups="sex")
    assert "fail: accuracy overall >= 0.9999" in str(caught.value)
    assert caught.value.audit.to_dict()["gate"]["verdict"] == "fail"


def test_inconclusive_fails_a_test_unless_told_to_pass():
    rule = "accuracy.difference by sex <= 0.05"
    with pytest.raises(fairaudit.PolicyError, match="inconclusive"):
        fairaudit.check(CREDIT, rule)
    fairaudit.check(CREDIT, rule, on_inconclusive="pass")


SMALL = pd.DataFrame({"y_true": [0, 1] * 30, "y_pred": [0, 1] * 30, "g": ["a", "b", None] * 20})
WRONG = [
    ({"confidence": "0.9"}, "`confidence` is a number, such as 0.95; what came is `'0.9'`"),
    ({"confidence": True}, "`confidence` is a number"),
    ({"threshold": ["0.5"]}, "`threshold` is a number or a list of numbers, such as 0.5; what came is `'0.5'`"),
    (
        {"label": SMALL["y_true"]},
        '`label` is the name of a column, such as label="y_true"; what came is of type `Series`',
    ),
    ({"prediction": SMALL["y_pred"].to_numpy()}, "of type `ndarray`"),
    ({"cluster": True}, "`cluster` is the name of a column"),
    ({"min_group_size": 2.5}, "`min_group_size` is a whole number, such as 30; what came is `2.5`"),
    ({"min_group_size": True}, "what came is `True`"),
    ({"min_clusters": "5"}, "`min_clusters` is a whole number"),
    ({"examples": float("nan")}, "`examples` is a whole number"),
    ({"groups": 5}, "`groups` is the name of a column or a list of such names"),
    ({"groups": {"g"}}, "of type `set`"),
    ({"groups": ["g", None]}, "of type `list` with a value of type `NoneType`"),
    ({"groups": [["g", 1.5]]}, "with a value of type `list`"),
    ({"metrics": {"accuracy": 1}}, "`metrics` is the name of a metric"),
    ({"where": "a=b"}, '`where` is the value that each column must have, such as where={"split": "test"}'),
    ({"where": ["a=b"]}, "`where` is the value"),
    ({"against": {"g": ["a", "b"]}}, "`against` is the reference group"),
    (
        {"bins": [18, 30]},
        '`bins` is the edges for each column, numbers that ascend, such as bins={"age": [18, ',
    ),
    ({"bins": {"g": 18}}, "what came is `18`"),
    ({"bins": {"g": "18,30"}}, "what came is `'18,30'`"),
    ({"bins": {"g": ["18", "30"]}}, "what came is `'18'`"),
    ({"positive": [1]}, "`positive` is one value of the label"),
    ({"task": 3}, "`task` is a word"),
    ({"delimiter": 3}, "`delimiter` is one character"),
    ({"normalize": 3}, "`normalize` is a word or the path of a file"),
    ({"encoding": "x" * 1000 + "\x1b"}, "no text encoding"),
]


@pytest.mark.parametrize(("settings", "words"), WRONG, ids=[f"{each[0]}"[:40] for each in WRONG])
def test_a_setting_of_the_wrong_type_is_refused_in_words(settings, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        fairaudit.audit(SMALL, **({"groups": "g"} | settings))


@pytest.mark.parametrize("data", [[SMALL], [CREDIT, 5]])
def test_a_list_of_something_else_than_paths_is_refused_in_words(data):
    with pytest.raises(
        UsageError, match=r"type `list`\. Give a DataFrame of pandas or polars, .*; or paths of files\."
    ):
        fairaudit.audit(data, groups="g")


def test_rules_of_the_wrong_type_are_refused_in_words():
    with pytest.raises(UsageError, match="`rules` is a rule or a list of rules"):
        fairaudit.check(SMALL, 5, groups="g")
    with pytest.raises(UsageError, match="`baseline` is the path of an earlier JSON report; what came is `5`"):
        fairaudit.check(SMALL, "accuracy overall >= 0.8", groups="g", baseline=5)
    with pytest.raises(UsageError, match='`on_inconclusive` is "report", "pass" or "fail"; what came is `\'maybe\'`'):
        fairaudit.check(SMALL, "accuracy overall >= 0.8", groups="g", on_inconclusive="maybe")


def test_settings_may_be_numbers_and_names_of_numpy_and_pandas():
    frame = SMALL.assign(flag=SMALL["y_true"] == 1)
    report = fairaudit.audit(
        frame,
        groups=frame.columns[2:3],
        confidence=np.float64(0.9),
        min_group_size=np.int64(5),
        where={"flag": np.True_},
        positive=np.int64(1),
        metrics=np.array(["accuracy"]),
    ).to_dict()
    assert (report["confidence"], report["min_group_size"], report["attributes"]) == (0.9, 5, ["g"])
    assert report["data"]["rows_counted"] == 30
    assert report["config"]["where"] == [["flag", "true"]]
