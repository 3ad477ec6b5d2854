"""Words, tables and pages name no group as highest, lowest or worst that is not, and do not contradict each other."""

from __future__ import annotations

import json
from pathlib import Path


def decided(path: str, groups: dict[str, tuple[int, int]]) -> str:
    """Write counts of right and wrong decisions per group, all of which have the label 1."""
    lines = [
        f"1,{right},{name},{n}" for name, counts in groups.items() for right, n in zip((1, 0), counts, strict=True)
    ]
    Path(path).write_text("\n".join(["label,prediction,g,n", *lines]) + "\n", encoding="utf-8")
    return path


def in_one_line(text: str) -> str:
    return " ".join(text.split())


ROLES = ("-g", "g", "--count", "n")
RULE = ("--require", "accuracy.difference by g <= 0.05")


def test_a_gap_to_a_named_group_is_said_to_be_one_and_calls_nobody_highest(fairaudit):
    # 80, 60 and 90 of 100: D is 20 points away from A, and E, which is the highest, 10.
    data = decided("d.csv", {"A": (800, 200), "D": (600, 400), "E": (900, 100)})
    ended = fairaudit("check", data, *ROLES, "--against", "g=A", *RULE, "--verbose", "-o", "r.json")
    said = in_one_line(ended.out)
    assert "The gap in accuracy by g is 20.0 percentage points" in said
    assert ", for D against A: even the lower bound" in said
    assert "highest for" not in said
    assert "The largest gap to A is 20.0 percentage points" in said
    assert json.loads(Path("r.json").read_text())["verdicts"][0]["against"] == {"g": "A"}


def test_of_a_rule_about_all_groups_the_highest_and_the_lowest_are_named(fairaudit):
    data = decided("d.csv", {"A": (800, 200), "D": (600, 400), "E": (900, 100)})
    ended = fairaudit("check", data, *ROLES, *RULE, "-o", "r.json")
    assert ", highest for E and lowest for D: even the lower bound" in in_one_line(ended.out)
    assert "against" not in json.loads(Path("r.json").read_text())["verdicts"][0]


def test_where_all_groups_are_alike_none_is_called_highest_or_lowest(fairaudit):
    data = decided("d.csv", dict.fromkeys("abc", (180, 20)))
    ended = fairaudit("check", data, *ROLES, *RULE, "--verbose", "-o", "r.md")
    assert "highest for" not in ended.out
    (row,) = [line.split() for line in ended.out.splitlines() if line.strip().startswith("accuracy.difference  ")]
    assert row[:3] == ["accuracy.difference", "0.0", "pt"]
    assert not {"a", "b", "c"} & set(row)
    page = Path("r.md").read_text()
    assert "| all the same |" in page
    assert "| there may be a gap all the same, of up to " in page


def test_nobody_is_called_highest_where_a_small_group_lies_higher(fairaudit):
    # Selected: 22 of 30, 700 and 400 of 1,000. Only the two large groups can be told apart from all rows together.
    data = decided("d.csv", {"small": (22, 8), "B": (700, 300), "C": (400, 600)})
    page = fairaudit("report", data, *ROLES, "-m", "selection_rate", "--format", "md").out
    assert "#### Who is higher, by selection rate" in page
    assert "| by | higher | value | interval | lower |" in page
    assert "| <code>g</code> | <code>B</code> 1,000 rows | 70.0% |" in page


def test_a_batch_names_who_is_served_worse_though_a_small_group_lies_lower(fairaudit):
    # Right: 20 of 30, 700 and 900 of 1,000. C is lowest, and only of B can it be told.
    Path("runs").mkdir()
    decided("runs/d.csv", {"A": (900, 100), "B": (700, 300), "C": (20, 10)})
    assert fairaudit("batch", "runs", *ROLES, "-o", "audits", "--jobs", "1").code == 0
    (row,) = json.loads(Path("audits/summary.json").read_text())["results"]
    assert (row["worst"]["group"], row["worst"]["told"]) == ({"g": "C"}, False)
    assert (row["served_worse"]["group"], row["served_worse"]["told"]) == ({"g": "B"}, True)
    assert "B 70.0%" in Path("audits/index.html").read_text()


def test_a_change_that_is_certain_alone_and_not_together_says_both(fairaudit):
    # 0.80 to 0.84 of 1,000: 0.04 ± 0.034 alone, but one of five changes of each of the metrics that are looked at.
    old = decided("old.csv", dict.fromkeys("abcd", (200, 50)))
    new = decided("new.csv", dict.fromkeys("abcd", (210, 40)))
    ended = fairaudit("compare", old, new, *ROLES, "-o", "c.json")
    change = json.loads(Path("c.json").read_text())["overall"]["metrics"]["accuracy"]
    assert (change["change"]["low"] > 0, change["verdict"]) == (True, "unclear")
    said = in_one_line(ended.out)
    assert (
        "Alone this change would be certain, but together with all others that were looked at it may be chance." in said
    )
    assert said.count("whether it changed cannot be told") == 1  # of the gap: none, then and now


def test_where_all_changed_alike_none_is_said_to_have_risen_most(fairaudit):
    old = decided("old.csv", dict.fromkeys("abcd", (200, 50)))
    new = decided("new.csv", dict.fromkeys("abcd", (210, 40)))
    out = fairaudit("compare", old, new, *ROLES, "-m", "accuracy").out
    assert "changes lie 0.0 percentage points apart; whether they truly differ cannot be told." in in_one_line(out)
    table = out.partition("How differently the groups changed")[2]
    (row,) = [line.split() for line in table.splitlines() if line.startswith("accuracy ")]
    assert not set("abcd") & set(row)


def test_without_speakers_the_words_begin_with_what_that_means_for_all_that_follows(fairaudit):
    lines = [f"a b,{'a b' if row % 2 else 'a c'},{'xy'[row % 3 > 0]}" for row in range(120)]
    Path("s.csv").write_text("\n".join(["reference,hypothesis,accent", *lines]) + "\n", encoding="utf-8")
    out = fairaudit("report", "s.csv", "-g", "accent", "-o", "r.json").out
    first = json.loads(Path("r.json").read_text())["advice"][0]
    assert first.startswith("No speaker column is known, so every utterance is taken as independent:")
    assert "gaps that are called certain may be chance" in first
    assert in_one_line(out.partition("In words")[2]).startswith(in_one_line(first))


def test_a_plan_does_not_say_that_thirty_rows_of_every_group_would_do(fairaudit):
    # With 1,500 rows the groups have enough; two groups of 30 rows could not certify 5 points.
    said = in_one_line(fairaudit("plan", "--sizes", "f=1523,m=1477", "--rate", "0.2").out)
    assert "rows for 5.0 pt: if groups that have fewer had so many, and the others what they have," in said
