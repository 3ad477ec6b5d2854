"""Data that cannot mean what the options say: one message that names the column, the value and the mend."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import fairaudit
from fairaudit.errors import DataError, FairauditError, UsageError


def table(rows: int = 40, **columns) -> pd.DataFrame:
    plain = {"g": ["a", "b"] * (rows // 2), "y_true": [0, 1, 1, 0] * (rows // 4), "y_pred": [0, 1] * (rows // 2)}
    return pd.DataFrame(plain | columns)


def with_value(column: str, value: object, rows: int = 40) -> pd.DataFrame:
    return table(**{column: pd.Series([1.0] * 5 + [value] + [1.0] * (rows - 6), dtype=object)})


BAD_DATA = {
    "a third class, with its count": (
        table(y_true=[0, 1, 2, 1] * 10),
        {},
        UsageError,
        ["`2` (10 as label, 0 as prediction)", 'task="multiclass", or task="regression"', 'positive="0"'],
    ),
    "a third value beside a pair that everybody knows": (
        table(y_true=["yes", "no", "n/a", "no"] * 10, y_pred=["yes", "no"] * 20),
        {},
        DataError,
        ["`n/a` (10 as label, 0 as prediction)", 'task="multiclass"', "positive="],
    ),
    "label and prediction in different words": (
        table(y_pred=["no", "yes"] * 20),
        {},
        DataError,
        ["label holds `0` and `1`", "prediction holds `no` and `yes`"],
    ),
    "two values of which neither is obviously positive": (
        table(y_true=["good", "bad"] * 20, y_pred=["bad", "good"] * 20),
        {},
        UsageError,
        ["`bad` and `good`", 'positive="bad"'],
    ),
    "a positive value that does not occur": (
        table(),
        {"positive": "yes"},
        UsageError,
        ['positive="yes"', "`0` and `1`"],
    ),
    "a weight that is missing": (with_value("w", None), {"weight": "w"}, DataError, ["`w`", "missing", "row 6"]),
    "a weight that is negative": (with_value("w", -1.0), {"weight": "w"}, DataError, ["`w`", "-1", "row 6"]),
    "a weight that is infinite": (with_value("w", math.inf), {"weight": "w"}, DataError, ["`w`", "inf", "row 6"]),
    "a count that is fractional": (
        with_value("n", 1.5),
        {"count": "n"},
        DataError,
        ["`n`", "1.5", "`weight` instead of `count`"],
    ),
    "counts whose sum is not exact": (
        table(n=[2**52, 1] * 20),
        {"count": "n"},
        DataError,
        ["`n` add up to 9.01e+16", "beyond 9,007,199,254,740,992", "`weight` instead of `count`"],
    ),
    "a threshold on what is no probability": (
        table(score=[1.0, 9.0] * 20),
        {"threshold": 5.0},
        DataError,
        ["from 1 to 9", "`threshold` does not apply", 'prediction="COLUMN"'],
    ),
    "a score that is text": (
        table(score=["high", "low"] * 20),
        {},
        DataError,
        ["`score`", "not a number", "`score`, `weight`, `count` and `bins` need numbers"],
    ),
    "a score alone": (
        table(score=[0.1, 0.9] * 20).drop(columns=["y_pred", "y_true"]),
        {},
        UsageError,
        ["No column is the label", 'label="COLUMN"'],
    ),
    "two candidates for the label": (
        table(label=[0, 1] * 20),
        {},
        UsageError,
        ["`y_true` and `label`", 'label="COLUMN"'],
    ),
    "a condition that no row meets": (table(), {"where": {"g": "c"}}, DataError, ["g=c", "a, b"]),
    "a reference group of no attribute": (
        table(),
        {"against": {"q": "a"}},
        UsageError,
        ['against={"q": "a"}', "no `groups` names"],
    ),
    "a reference group that does not occur": (table(), {"against": {"g": "c"}}, UsageError, ["g=c", "a, b"]),
    "a label that is also the group": (table(), {"groups": ["y_true"], "label": "y_true"}, UsageError, ["`y_true`"]),
    "a metric of another task": (table(), {"metrics": ["wer"]}, UsageError, ["word_error_rate", "binary"]),
    "a score of dates": (
        table(score=pd.to_datetime(["2026-01-02", "2026-03-04"] * 20)),
        {},
        DataError,
        ["`score` is to be the score", "`timestamp[", 'Name another column: score="COLUMN"'],
    ),
    "bins of dates": (
        table(d=pd.to_datetime(["2026-01-02", "2026-03-04"] * 20)),
        {"groups": ["d"], "bins": {"d": [1]}},
        DataError,
        ["`d` does not hold numbers", "so `bins` cannot group it"],
    ),
    "labels that are all missing": (table(y_true=[None] * 40), {}, DataError, ["the label is missing", "40 rows"]),
}


@pytest.mark.parametrize("case", BAD_DATA)
def test_says_what_is_wrong_and_what_to_do(case):
    data, settings, error, words = BAD_DATA[case]
    with pytest.raises(error) as caught:
        fairaudit.audit(data, **({"groups": ["g"]} | settings))
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("between", "settings", "words"),
    [
        (";", {"delimiter": ","}, "If `;` stands between columns, say delimiter=';'."),
        (",", {"delimiter": ";"}, "If `,` stands between columns, say delimiter=','."),
        ("^", {}, "If `^` stands between columns, say delimiter='^'."),
        ("\t", {"delimiter": ","}, "If a tab stands between columns, say delimiter='\\t'."),
        ("", {}, "An audit needs a column for what was true"),
    ],
)
def test_a_file_of_one_column_names_the_delimiter_that_it_may_have(tmp_path, between, settings, words):
    path = tmp_path / "data.csv"
    path.write_text("\n".join(between.join(row) for row in (["g", "y_true", "y_pred"], *[["a", "1", "0"]] * 40)) + "\n")
    with pytest.raises(UsageError, match="one column only") as caught:
        fairaudit.audit(path, groups=["g"], **settings)
    assert words in str(caught.value)


def test_a_score_that_is_text_in_a_file_names_the_line_and_the_mend(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("g,y_true,y_pred,when\n" + "a,1,0,2026-01-02\n" * 40)
    with pytest.raises(
        DataError, match=r"line 2, column `when`: `2026-01-02` is not a number\..*name another: `score`"
    ):
        fairaudit.audit(path, groups=["g"], score="when")


def test_an_attribute_of_more_than_ten_thousand_values_is_refused():
    values = [f"id {number}" for number in range(10_001)]
    data = pd.DataFrame({"g": values, "y_true": 1, "y_pred": 1})
    with pytest.raises(DataError, match="10,000"):
        fairaudit.audit(data, groups=["g"], positive="1")


def test_groups_are_never_guessed():
    with pytest.raises(UsageError, match="`g`"):
        fairaudit.audit(table())


def test_an_unknown_setting_names_the_nearest():
    with pytest.raises(FairauditError, match="min_group_size"):
        fairaudit.audit(table(), groups=["g"], min_groupsize=3)


def test_settings_of_another_task_or_that_undo_each_other_are_refused():
    with pytest.raises(UsageError, match="`examples`"):
        fairaudit.audit(table(), groups=["g"], examples=3)
    spoken = pd.DataFrame({"g": ["a", "b"] * 40, "reference": ["one two"] * 80, "hypothesis": ["one"] * 80})
    with pytest.raises(UsageError, match="`positive`"):
        fairaudit.audit(spoken, groups=["g"], positive="1")
    with pytest.raises(UsageError, match="`suppress_below`"):
        fairaudit.audit(spoken, groups=["g"], examples=3, suppress_below=10)


def test_words_of_counted_utterances_add_up_exactly_or_not_at_all():
    """A reference of 13 characters: twice 13 * 2**48 of them is below 2**53, twice 13 * 2**49 is not."""
    data = pd.DataFrame({"g": ["a", "b"], "reference": "one two three", "hypothesis": "one two", "n": 2**48})
    report = fairaudit.audit(data, groups=["g"], count="n").to_dict()
    assert report["overall"]["counts"]["reference_words"] == 6 * 2**48
    with pytest.raises(DataError, match="column `n` add up to"):
        fairaudit.audit(data.assign(n=2**49), groups=["g"], count="n")
