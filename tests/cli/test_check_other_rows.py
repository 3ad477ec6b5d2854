"""A baseline of other rows: refused where options say so, else said; and never replaced by a report of other rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RULE = ("--require", "accuracy overall no worse than baseline by 0.2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make 2,000 rows: half of them hard (60% are right), half easy (95%); two weights, 40 voices, two predictions."""
    lines = ["y_true,y_pred,other,sex,split,w,w2,voice"]
    for row in range(2000):
        hard, label, place = row % 2, row // 2 % 2, row // 4 % 20
        right = place < 12 if hard else place < 19
        lines.append(
            f"{label},{label if right else 1 - label},{label},{'fm'[row // 8 % 2]},{('easy', 'hard')[hard]},"
            f"{1 + hard},1,s{row // 50}"
        )
    (tmp_path / "d.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


@pytest.fixture
def judge(fairaudit, folder):
    """Write a baseline of the data with some options; hold the data with other options against it."""

    def held(before: tuple[str, ...], after: tuple[str, ...], data: str = "d.csv"):
        (folder / "b.json").unlink(missing_ok=True)
        assert fairaudit("report", "d.csv", "-g", "sex", "-o", "b.json", "-q", *before).code == 0
        return fairaudit("check", data, "-g", "sex", "--baseline", "b.json", *RULE, *after)

    return held


def test_other_conditions_are_refused(judge, folder):
    message = judge((), ("--where", "split=easy", "--update-baseline")).message
    assert message.startswith("The baseline is of all rows, and this audit is of rows with split=easy. Make a new")
    assert json.loads((folder / "b.json").read_text())["overall"]["n"] == 2000
    message = judge(("--where", "split=hard"), ("--where", "split=easy")).message
    assert "of rows with split=hard, and this audit is of rows with split=easy." in message


def test_the_same_conditions_in_another_order_are_the_same(judge):
    one, two = ("--where", "split=easy"), ("--where", "sex=f")
    assert judge((*one, *two), (*two, *one)).code == 0


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ((), ("--weight", "w"), "of another weight: none, not `w`."),
        (("--weight", "w"), ("--weight", "w2"), "of another weight: `w`, not `w2`."),
        ((), ("--cluster", "voice"), "of another cluster: none, not `voice`."),
    ],
)
def test_other_weights_and_clusters_are_refused(judge, before, after, says):
    assert says in judge(before, after).message


def warning(ended) -> str:
    return " ".join(ended.out.split())


def test_another_prediction_is_said(judge):
    ended = judge((), ("--prediction", "other"))
    assert ended.code == 0
    assert "The baseline is not of the same data: its prediction is `y_pred`, here it is `other`." in warning(ended)


def test_other_files_and_numbers_of_rows_are_said(judge, folder):
    lines = (folder / "d.csv").read_text().splitlines(keepends=True)
    (folder / "e.csv").write_text("".join(lines[:1001]))
    ended = judge((), (), "e.csv")
    said = "not of the same data: it is of d.csv, this report of e.csv; it has 2,000 rows, this report 1,000."
    assert said in warning(ended)


def test_the_same_rows_under_another_name_are_the_same(judge, folder):
    (folder / "e.csv").write_bytes((folder / "d.csv").read_bytes())
    assert "same data" not in warning(judge((), (), "e.csv"))


def test_a_baseline_of_more_rows_stays(judge, folder):
    lines = (folder / "d.csv").read_text().splitlines(keepends=True)
    (folder / "e.csv").write_text(lines[0] + "".join(line for line in lines if ",easy," in line))
    ended = judge((), ("--update-baseline",), "e.csv")
    assert ended.code == 0
    assert "The baseline b.json stays: it is of 2,000 rows and this report of 1,000." in ended.err
    assert json.loads((folder / "b.json").read_text())["overall"]["n"] == 2000


def test_no_output_replaces_what_is_read(fairaudit, folder):
    (folder / "t.csv").write_text("reference,hypothesis,g\n" + "a colour,a color,x\na b,a b,y\n" * 50)
    (folder / "eq.csv").write_text("colour,color\n")
    (folder / "set.json").write_text('[data]\ngroups = ["sex"]\n')
    assert fairaudit("report", "d.csv", "-g", "sex", "--where", "split=easy", "-o", "b.json", "-q").code == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "link.json").symlink_to("b.json")
    judged = ("check", "d.csv", "-g", "sex", "--where", "split=easy", *RULE, "--baseline", "b.json")
    for output in ("b.json", "./b.json", "link.json"):
        assert "written over the baseline: " in fairaudit(*judged, "-o", output).message
    speech = ("-g", "g", "--normalize", "eq.csv", "-o", "eq.csv")
    for command in (("report", "t.csv"), ("compare", "t.csv", "t.csv"), ("plan", "t.csv")):
        assert "over the list of equivalents: eq.csv" in fairaudit(*command, *speech).message
    assert (
        "over the settings: set.json" in fairaudit("report", "d.csv", "--config", "set.json", "-o", "set.json").message
    )
    assert {name: (folder / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda report: report["overall"]["metrics"].pop("accuracy"), "does not hold `accuracy`"),
        (lambda report: report["config"].update(against=5), "`config.against` should be an array, and is an integer"),
        (lambda report: report["config"].update(bins=7), "`config.bins` should be an object, and is an integer"),
        (lambda report: report["config"].update(where=[["a"]]), "`config.where[0]` should be an array of 2"),
        (lambda report: report["overall"]["metrics"]["accuracy"].update(value=7), "accuracy` does not lie between its"),
        (lambda report: report["overall"]["metrics"]["accuracy"].update(low=2, high=1), "does not lie between its"),
    ],
    ids=["lacks the metric", "against", "bins", "where", "outside its bounds", "low above high"],
)
def test_a_baseline_with_other_contents_is_refused(fairaudit, folder, damage, says):
    fairaudit("report", "d.csv", "-g", "sex", "-o", "b.json", "-q")
    report = json.loads((folder / "b.json").read_text())
    damage(report)
    (folder / "b.json").write_text(json.dumps(report))
    assert says in fairaudit("check", "d.csv", "-g", "sex", "--baseline", "b.json", *RULE).message


def test_a_group_of_the_baseline_without_the_value_is_named(fairaudit, folder):
    fairaudit("report", "d.csv", "-g", "sex", "-o", "b.json", "-q")
    report = json.loads((folder / "b.json").read_text())
    del report["groups"][0]["metrics"]["accuracy"]
    (folder / "b.json").write_text(json.dumps(report))
    rule = ("--require", "accuracy of sex=f no worse than baseline by 0.1")
    ended = fairaudit("check", "d.csv", "-g", "sex", "--baseline", "b.json", *rule)
    assert (ended.code, "the group's value is not in the baseline" in warning(ended)) == (3, True)
