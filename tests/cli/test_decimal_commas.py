"""Numbers with a decimal comma: the same table with points gives the same report, and nothing is guessed."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from command_line import Command
from pyarrow import parquet

import fairaudit as package
from fairaudit.source import delimited, open_source, text

HEAD = ("y_true", "y_pred", "score", "w", "n", "age", "g")
Row = tuple[str, ...]


def rows(count: int = 400) -> list[Row]:
    chance = random.Random(5)
    return [
        (
            str(chance.randint(0, 1)),
            str(chance.randint(0, 1)),
            f"{chance.random():.3f}",
            f"{chance.uniform(0.5, 3000):.3f}",
            str(chance.randint(1, 4)),
            chance.choice(["18", "29.5", "30", "64.75"]),
            "ab"[row % 2],
        )
        for row in range(count)
    ]


def write(name: str, table: list[Row], delimiter: str = ";", comma: bool = False, head: Row = HEAD) -> str:
    lines = [delimiter.join(row) for row in table]
    body = "\n".join(line.replace(".", ",") if comma else line for line in lines)
    Path(name).write_text(f"{delimiter.join(head)}\n{body}\n", encoding="utf-8")
    return name


def report(fairaudit: Command, name: str, *options: str, group: str = "g") -> dict[str, Any]:
    ended = fairaudit("report", name, "-g", group, "--format", "json", *options)
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    for key in ("created", "command", "config"):
        del found[key]
    del found["data"]["sources"]
    return found


USES = {
    "decisions by score": ("--threshold", "0.5"),
    "weights": ("--weight", "w"),
    "counts and bins": ("--count", "n", "--bin", "age=29.5,50", "-g", "age"),
    "all together": ("--weight", "w", "--count", "n", "--threshold", "0.125", "-g", "age", "--bin", "age=30"),
}


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("use", USES)
def test_the_report_is_that_of_the_table_with_points(fairaudit, use, delimiter):
    points = report(fairaudit, write("points.csv", rows(), delimiter), *USES[use])
    commas = report(fairaudit, write("commas.csv", rows(), delimiter, comma=True), *USES[use])
    added = [each for each in commas["assumptions"] if each not in points["assumptions"]]
    read = {"score": "0.5", "w": "w", "age": "age=29.5,50"}
    expected = [name for name in read if name == "score" or any(name in option for option in USES[use])]
    assert sorted(added) == sorted(f"decimal = `,` in column `{name}` (by its numbers)" for name in expected)
    commas["assumptions"] = [each for each in commas["assumptions"] if each not in added]
    assert commas == points


def test_it_is_printed_under_what_was_assumed(fairaudit):
    ended = fairaudit("report", write("a.csv", rows(), comma=True), "-g", "g")
    assert "decimal = `,` in column `score` (by its numbers)" in " ".join(ended.out.split())


def test_it_can_be_said_wherever_settings_are_said(fairaudit):
    name = write("a.csv", rows(), comma=True)
    quiet = report(fairaudit, name, "--weight", "w", "--decimal", ",")
    assert not [each for each in quiet["assumptions"] if "decimal" in each]
    Path("fairaudit.toml").write_text('[data]\nweight = "w"\ndecimal = ","\n')
    assert report(fairaudit, name) == quiet
    in_python = package.audit(name, groups="g", weight="w", decimal=",").to_dict()
    assert in_python["overall"] == quiet["overall"]
    Path("fairaudit.toml").write_text('[data]\nweight = "w"\ndecimal = "."\n')
    ended = fairaudit("report", name, "-g", "g")
    assert ended.code == 2
    assert "has a comma before its fraction, and the column is read with a point." in ended.err


@pytest.mark.parametrize("sign", ["x", "", ",,"])
def test_other_signs_are_refused(fairaudit, sign):
    message = fairaudit("report", write("a.csv", rows()), "-g", "g", "--decimal", sign).message
    assert message.startswith("--decimal: The fraction of a number begins with . or with ,")


def test_said_it_also_holds_between_commas_and_for_text_of_other_formats(fairaudit):
    quoted = [tuple(f'"{value}"' for value in row) for row in rows()]
    name = write("a.csv", quoted, ",")
    points = report(fairaudit, name, "--weight", "w")
    table = {key: [row[place].replace(".", ",") for row in rows()] for place, key in enumerate(HEAD)}
    parquet.write_table(pa.table(table), "a.parquet")
    records = [dict(zip(HEAD, row, strict=True)) for row in zip(*table.values(), strict=True)]
    Path("a.jsonl").write_text("\n".join(map(json.dumps, records)))
    write("b.csv", [tuple(f'"{value}"' for value in record.values()) for record in records], ",")
    for other in ("a.parquet", "a.jsonl", "b.csv"):
        assert report(fairaudit, other, "--weight", "w", "--decimal", ",") == points
        message = fairaudit("report", other, "-g", "g", "--weight", "w").message
        assert "If a comma begins the fractions of these data, say --decimal ,." in message


REFUSED = {
    "both": (["0,5", "0.5"], "line 3, column `score`: `0.5` has a point before its fraction, and the column is read"),
    "both, the point first": (["0.25", "1", "0,5"], "line 4, column `score`: `0,5` has a comma before its fraction"),
    "thousands and fractions": (["0,5", "1.234,5"], "line 3, column `score`: `1.234,5` has signs between thousands"),
    "thousands first": (["1.234,5", "0,5"], "line 2, column `score`: `1.234,5` has signs between thousands"),
    "English thousands": (["1,234.5", "0.5"], "line 2, column `score`: `1,234.5` has signs between thousands"),
    "millions": (["1,234,567", "0,5"], "line 2, column `score`: `1,234,567` has signs between thousands"),
    "one or the other": (["7", "1,234", "12,500"], "line 3, column `score`: `1,234` could be `1234` or `1.234`"),
    "no number": (["0,5", "much"], "line 3, column `score`: `much` is not a number"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_nothing_is_guessed(fairaudit, case):
    scores, message = REFUSED[case]
    head = ("y_true", "y_pred", "score", "g")
    name = write("a.csv", [("1", "0", score, "a") for score in scores], head=head)
    assert message in fairaudit("report", name, "-g", "g").message


def test_three_digits_are_a_fraction_where_another_number_or_the_user_says_so(fairaudit):
    head = ("y_true", "y_pred", "w", "g")
    told = write("a.csv", [("1", str(row % 2), ["1,234", "12,500"][row % 2], "a") for row in range(60)], head=head)
    weight = report(fairaudit, told, "--weight", "w", "--decimal", ",")["overall"]["weight"]
    assert weight == pytest.approx(30 * 1.234 + 30 * 12.5)
    table = [("1", str(row % 2), ["1,234", "-0,5", "1,5", "0,125"][row % 4], "a") for row in range(60)]
    shown = fairaudit("report", write("b.csv", table, head=head), "-g", "g", "--weight", "w").message
    assert "holds the value -0.5 in row 2" in shown


def test_labels_are_compared_as_numbers_and_groups_stay_as_written(fairaudit):
    """Of 40 rows half are right: the label says 1,0 and the prediction 1 or 0."""
    table = [("1,0", "1", "1,5"), ("0,0", "1", "2")] * 20
    name = write("a.csv", table, head=("y_true", "y_pred", "g"))
    for options in ((), ("--positive", "1,0"), ("--positive", "1")):
        found = report(fairaudit, name, *options)
        assert found["overall"]["metrics"]["accuracy"]["value"] == 0.5
        assert found["overall"]["counts"]["true_positives"] == 20
    assert [group["group"] for group in found["groups"]] == [{"g": "2"}, {"g": "1,5"}]
    assert report(fairaudit, name, "--where", "g=1,5")["overall"]["n"] == 20
    assert report(fairaudit, name, "--where", "y_true=1,0")["overall"]["n"] == 20
    told = "Which of `0,0` and `1,0` is the positive value?"
    same = write("b.csv", [(a, a, g) for a, _, g in table], head=("y_true", "y_pred", "g"))
    assert told in fairaudit("report", same, "-g", "g", "--decimal", ".").message
    scores = write("c.csv", [("1", f"0,{row + 10}", "a") for row in range(60)], head=("y_true", "y_pred", "g"))
    assert "a score, not a decision" in fairaudit("report", scores, "-g", "g").message


def in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read little at a time, so that a small file is many blocks, and its first rows say little."""
    monkeypatch.setattr(text.Text.chunks, "__defaults__", (None, 256))
    monkeypatch.setattr(delimited, "_SAMPLE", 128)


@pytest.mark.parametrize("first", [0, 1, 700])
def test_the_first_rows_need_not_show_it(fairaudit, monkeypatch, first):
    table = [("1", "0", "3", "2", "1", "18", "a")] * first + rows(200)
    in_blocks(monkeypatch)
    points = report(fairaudit, write("points.csv", table), "--weight", "w")
    found = report(fairaudit, write("commas.csv", table, comma=True), "--weight", "w")
    assert found["overall"] == points["overall"]
    assert found["data"]["rows_read"] == first + 200
    assert "decimal = `,` in column `w` (by its numbers)" in found["assumptions"]


@pytest.mark.parametrize(("early", "late"), [("0,5", "0.5"), ("0.5", "0,5")])
def test_rows_far_apart_that_disagree_are_refused(fairaudit, monkeypatch, early, late):
    head = ("y_true", "y_pred", "score", "g")
    scores = ["1"] * 300 + [early] + ["0"] * 300 + [late] + ["1"] * 300
    name = write("a.csv", [("1", "0", score, "a") for score in scores], head=head)
    in_blocks(monkeypatch)
    for _ in range(3):
        message = fairaudit("report", name, "-g", "g").message
        assert f"`a.csv`, line 603, column `score`: `{late}` has a" in message


def test_one_file_may_have_columns_of_both_kinds(fairaudit, monkeypatch):
    table = [(a, b, score, w.replace(".", ","), n, age, g) for a, b, score, w, n, age, g in rows()]
    in_blocks(monkeypatch)
    points = report(fairaudit, write("points.csv", rows()), "--weight", "w", "--threshold", "0.5")
    mixed = report(fairaudit, write("mixed.csv", table), "--weight", "w", "--threshold", "0.5")
    assert mixed["overall"] == points["overall"]


@pytest.mark.usefixtures("fairaudit")
def test_numbers_without_a_sign_need_not_be_whole():
    write("a.csv", [("1e-3", "nan", "100000000000000000000"), ("7", "", "-3")], head=("a", "b", "c"))
    (batch,) = open_source(["a.csv"]).batches(["a", "b", "c"], numeric=["a", "b", "c"])
    assert str(batch.to_pydict()) == "{'a': [0.001, 7.0], 'b': [nan, None], 'c': [1e+20, -3.0]}"


def test_init_reads_them_and_writes_what_was_said(fairaudit):
    table = [(row[0], row[2], row[3], row[6]) for row in rows()]
    name = write("a.csv", table, comma=True, head=("y_true", "score", "w", "g"))
    assert fairaudit("init", name, "--decimal", ",").code == 0
    written = Path("fairaudit.toml").read_text()
    assert 'decimal = ","' in written
    assert "threshold = 0.5" in written
    assert report(fairaudit, name)["overall"]["n"] == 400


def test_options_that_are_numbers_have_a_point(fairaudit):
    message = fairaudit("report", write("a.csv", rows(), comma=True), "-g", "g", "--threshold", "0,5").message
    assert message == "--threshold: `0,5` has a comma. Write numbers with a point, such as 0.5."


def test_a_comparison_says_it_too(fairaudit):
    old, new = (write(name, rows(), comma=True) for name in ("old.csv", "new.csv"))
    ended = fairaudit("compare", old, new, "-g", "g", "--format", "json")
    assert ended.code == 0, ended.err
    assert "decimal = `,` in column `score` (by its numbers)" in json.loads(ended.out)["assumptions"]
