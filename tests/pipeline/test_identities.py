"""A row can be in several groups: one example worked by hand, from lists and from text, and what is refused.

Twelve decisions, with the labels of each (w: women, b: black, m: men), what was true and what was predicted:

    1  w     1 1     4  w b   0 1     7  b     0 0    10  m     0 0
    2  w     1 0     5  w b   0 0     8  b m   0 1    11  none  1 1
    3  w b   1 1     6  b     1 0     9  m     1 1    12  none  0 1

    group   rows          TP          FP          FN      TN          accuracy  share of all rows
    women   1 to 5        1, 3        4           2       5           3/5       5/12
    black   3 to 8        3           4, 8        6       5, 7        3/6       6/12
    men     8 to 10       9           8           none    10          2/3       3/12
    all     1 to 12       1, 3, 9, 11 4, 8, 12    2, 6    5, 7, 10    7/12

The largest difference of accuracy is that of men and black: 2/3 - 3/6 = 1/6.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import fairaudit
from fairaudit.cli.run import run
from fairaudit.errors import DataError, UsageError

IDENTITIES: list[list[str] | None] = [
    *([["women"]] * 2),
    ["women", "black"],
    ["black", "women"],
    ["women", "black", "black"],
    *([["black"]] * 2),
    ["men", "black"],
    *([["men"]] * 2),
    [],
    None,
]
TRUE = [1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0]
SAID = [1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1]
SETTINGS = {"identities": ["identity"], "min_group_size": 1, "positive": "1"}
OPTIONS = ["--min-group-size", "1", "--positive", "1"]
COUNTS = {
    "black": (1, 2, 1, 2),
    "men": (1, 1, 0, 1),
    "women": (2, 1, 1, 1),
}


def frame(identities: list | None = None) -> pd.DataFrame:
    return pd.DataFrame({"identity": identities or IDENTITIES, "y_true": TRUE, "y_pred": SAID})


def joined(separator: str) -> pd.DataFrame:
    return frame([None if each is None else separator.join(each) for each in IDENTITIES])


def report_of(path: Path, *options: str) -> dict:
    found = path.with_name("report.json")
    assert run(["report", str(path), *OPTIONS, *options, "-q", "-o", str(found)]) == 0
    return json.loads(found.read_text(encoding="utf-8"))


def parquet_file(folder: Path) -> dict:
    parquet.write_table(pa.Table.from_pandas(frame()), folder / "rows.parquet")
    return report_of(folder / "rows.parquet", "--identities", "identity")


def json_lines(folder: Path) -> dict:
    frame().to_json(folder / "rows.jsonl", orient="records", lines=True)
    return report_of(folder / "rows.jsonl", "--identities", "identity")


def text(folder: Path) -> dict:
    joined(" ; ").to_csv(folder / "rows.csv", index=False)
    return report_of(folder / "rows.csv", "--identities", "identity")


def other_text(folder: Path) -> dict:
    joined("|").to_csv(folder / "rows.csv", index=False)
    return report_of(folder / "rows.csv", "--identities", "identity=|")


def settings_file(folder: Path) -> dict:
    joined("/").to_csv(folder / "rows.csv", index=False)
    (folder / "own.toml").write_text('[data]\nidentities = { identity = "/" }\n', encoding="utf-8")
    return report_of(folder / "rows.csv", "--config", str(folder / "own.toml"))


def data_frame(_: Path) -> dict:
    return fairaudit.audit(frame(), **SETTINGS).to_dict()


def frame_of_text(_: Path) -> dict:
    return fairaudit.audit(joined(","), **{**SETTINGS, "identities": {"identity": ","}}).to_dict()


def dictionary_lists(_: Path) -> dict:
    kind = pa.large_list(pa.dictionary(pa.int32(), pa.string()))
    table = pa.table(
        {"identity": pa.array(IDENTITIES, pa.list_(pa.string())).cast(kind), "y_true": TRUE, "y_pred": SAID}
    )
    return fairaudit.audit(table, **SETTINGS).to_dict()


WAYS = [parquet_file, json_lines, text, other_text, settings_file, data_frame, frame_of_text, dictionary_lists]


@pytest.mark.parametrize("way", WAYS)
def test_the_example_is_the_same_from_lists_and_from_text(way, tmp_path):
    found = way(tmp_path)
    groups = {entry["group"]["identity"]: entry for entry in found["groups"]}
    assert list(groups) == ["black", "men", "women"]
    for name, counts in COUNTS.items():
        assert tuple(groups[name]["counts"].values()) == counts
        assert groups[name]["n"] == sum(counts)
        assert groups[name]["share"] == pytest.approx(sum(counts) / 12)
    values = {name: entry["metrics"]["accuracy"]["value"] for name, entry in groups.items()}
    assert values == pytest.approx({"black": 3 / 6, "men": 2 / 3, "women": 3 / 5})
    assert tuple(found["overall"]["counts"].values()) == (4, 3, 2, 3)
    gap = next(each for each in found["disparities"] if each["name"] == "accuracy.difference")
    assert gap["value"] == pytest.approx(1 / 6)
    assert (gap["highest"], gap["lowest"]) == ({"identity": "men"}, {"identity": "black"})
    assert "correlation of shared rows" in gap["method"]
    assert found["overlapping"] == ["identity"]


def test_the_report_says_that_groups_overlap():
    found = fairaudit.audit(frame(), **SETTINGS).to_dict()
    (message,) = [each["message"] for each in found["warnings"] if each["code"] == "groups_overlap"]
    assert message.startswith(
        "A row can be in several groups of `identity`: of 12 rows, 4 are in more than one and 2 in"
    )
    assert not any(each["code"] == "missing_group_label" for each in found["warnings"])


def test_an_interval_of_a_group_is_that_of_its_rows():
    women = [labels is not None and "women" in labels for labels in IDENTITIES]
    alone = fairaudit.audit(frame().assign(group=women), groups=["group"], min_group_size=1, positive="1").to_dict()
    (theirs,) = [entry["metrics"] for entry in alone["groups"] if entry["group"] == {"group": "true"}]
    found = fairaudit.audit(frame(), **SETTINGS).to_dict()
    assert next(entry for entry in found["groups"] if entry["group"] == {"identity": "women"})["metrics"] == theirs


def test_a_crossing_counts_a_row_in_every_group_that_it_names():
    sexed = frame().assign(sex=["f"] * 6 + ["m"] * 6)
    found = fairaudit.audit(sexed, **SETTINGS, groups=["identity:sex"]).to_dict()
    rows = {tuple(entry["group"].values()): entry["n"] for entry in found["groups"] if len(entry["by"]) == 2}
    # Rows 3 to 6 are black and f, 7 and 8 black and m.
    assert rows == {("black", "f"): 4, ("black", "m"): 2, ("men", "m"): 3, ("women", "f"): 5}


def test_a_condition_keeps_the_rows_that_have_the_label():
    found = fairaudit.audit(frame(), **SETTINGS, where={"identity": "women"}).to_dict()
    assert {entry["group"]["identity"]: entry["n"] for entry in found["groups"]} == {"black": 3, "women": 5}
    assert found["overall"]["n"] == 5
    men = fairaudit.audit(joined(";"), **SETTINGS, where={"identity": "men"}).to_dict()
    assert men["overall"]["n"] == 3


def test_a_reference_group_is_one_of_the_labels():
    found = fairaudit.audit(frame(), **SETTINGS, against={"identity": "women"}).to_dict()
    gap = next(each for each in found["disparities"] if each["name"] == "accuracy.difference")
    assert gap["value"] == pytest.approx(3 / 5 - 3 / 6)
    assert gap["against"] == {"identity": "women"}


def test_a_rule_judges_a_group_and_a_gap():
    rules = ["accuracy of identity=women >= 0.99", "accuracy.difference by identity <= 0.9"]
    with pytest.raises(fairaudit.PolicyError) as failed:
        fairaudit.check(frame(), rules, **SETTINGS)
    verdicts = [each["verdict"] for each in failed.value.audit.to_dict()["verdicts"]]
    assert verdicts == ["fail", "pass"]


def test_two_results_are_compared_group_by_group():
    better = [1, 1, *SAID[2:]]  # row 2 is right now: one more of the five women
    found = fairaudit.compare(frame().assign(other=better), prediction=["y_pred", "other"], **SETTINGS).to_dict()
    changes = {entry["group"]["identity"]: entry["metrics"]["accuracy"]["change"]["value"] for entry in found["groups"]}
    assert changes == pytest.approx({"black": 0, "men": 0, "women": 1 / 5})
    assert found["overlapping"] == ["identity"]
    assert found["pairing"]["groups_differ"] == 0


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"identities": ["identitty"]}, "There is no column `identitty` (named by `identities`). Did you mean"),
        ({"identities": {"identity": "and"}}, "Between the labels of `identity` stands one character"),
        ({"identities": ["identity", "identity"]}, "`identities` names `identity` twice"),
        ({"identities": ["y_true"], "label": "y_true"}, "Column `y_true` cannot be both the label and a group"),
        ({"bins": {"identity": [1, 2]}}, "`bins` groups `identity` by its numbers, and `identities` by its labels"),
        ({"cluster": "identity"}, "Column `identity` cannot be both the cluster and a group"),
        ({"presets": ["four-fifths"]}, "The preset `four-fifths` compares groups of which every person is in one"),
        ({"identities": 3.5}, "`identities` is the name of a column, a list of such names, or"),
    ],
)
def test_what_cannot_be_is_refused(chosen, said):
    with pytest.raises(UsageError) as refused:
        fairaudit.audit(frame(), **{**SETTINGS, **chosen})
    assert said in str(refused.value)


def test_lists_of_a_column_that_is_no_identity_are_refused():
    with pytest.raises(DataError, match="the values are lists or structures"):
        fairaudit.audit(frame(), groups=["identity"], positive="1")


def test_a_column_without_any_label_is_refused():
    with pytest.raises(DataError, match="No row has a label in `identity`"):
        fairaudit.audit(frame([None, [], [" "], ["", None]] * 3), **SETTINGS)


def test_the_utterances_of_speech_are_in_every_group_that_they_name():
    said = pd.DataFrame(
        {
            "accent": ["a;b", "a", "b", ""],
            "reference": ["one two three four", "one two", "one two", "one"],
            "hypothesis": ["one two three", "one", "one two", "one"],
        }
    )
    chosen = {"identities": ["accent"], "min_group_size": 1, "examples": 1}
    found = fairaudit.audit(said, **chosen).to_dict()
    rates = {entry["group"]["accent"]: entry["metrics"]["word_error_rate"] for entry in found["groups"]}
    assert {name: rate["value"] for name, rate in rates.items()} == pytest.approx({"a": 2 / 6, "b": 1 / 6})
    assert [entry["group"] for entry in found["examples"]] == [{"accent": "a"}]
