"""Rules about changes: how they are read, judged, and what they do to the exit code."""

from __future__ import annotations

import re
from typing import Any

import pytest
import rows

from fairaudit.change import make_change_rule
from fairaudit.errors import UsageError

MOVES = {"f": (10, 10, 400, 80), "m": (5, 65, 350, 80)}


@pytest.fixture
def paths(write: Any) -> tuple[Any, ...]:
    old, new = rows.decisions(MOVES)
    return write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accuracy by sex >= 0", "write `accuracy.change`"),
        ("acuracy.change by sex >= 0", "Did you mean `accuracy`?"),
        ("accuracy.change by sex >= -5", "Write -0.05?"),
        ("accuracy.change by sex no worse than baseline by 0.1", "held against a number"),
        ("accuracy.difference.change overall <= 0", "needs attributes"),
        ("equalized_odds.change by sex <= 0", "equalized_odds_difference.change"),
        ("accuracy.change by sex 0.1", "put the whole rule in quotes"),
    ],
)
def test_a_rule_that_is_none_says_how_to_mend_it(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        make_change_rule(text)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("rule", "verdict", "code"),
    [
        ("accuracy.change by sex >= -0.2", "pass", 0),
        ("accuracy.change by sex >= -0.05", "fail", 1),
        ("accuracy.change by sex >= -0.12", "inconclusive", 3),
        ("accuracy.change of sex=f >= -0.05", "pass", 0),
        ("accuracy.change overall <= 0.01", "pass", 0),
        ("acc.change overall >= 0", "fail", 1),
        ("accuracy.difference.change by sex <= 0.01", "inconclusive", 3),
        ("accuracy.difference.change by sex <= -0.01", "fail", 1),
        ("accuracy.ratio.change by sex >= -0.01", "fail", 1),
        ("accuracy.worst.change by sex >= -0.3", "pass", 0),
        ("selection_rate.change by sex <= 0.2", "pass", 0),
    ],
)
def test_verdicts_and_exit_codes(paths: Any, command: Any, rule: str, verdict: str, code: int) -> None:
    ended, out, _ = command("compare", *paths, "--require", rule)
    assert ended == code
    assert out.splitlines()[-1].startswith(f"{verdict.upper()}: 1 ")
    assert command("compare", *paths, "--require", rule, "--exit-zero", "-q")[0] == 0


def test_every_group_stands_on_its_own_bound(paths: Any, compared: Any) -> None:
    found = compared(*paths, "--require", "accuracy.change by sex >= -0.05")
    verdict = found["verdicts"][0]
    assert verdict["group"] == {"sex": "m"}
    assert verdict["estimate"]["value"] == pytest.approx(-60 / 500)
    single = compared(*paths, "--require", "accuracy.change of sex=m >= -0.05")["verdicts"][0]
    # the bound that must hold is the group's own at α; the one that proves a failure is taken at α / 2
    assert verdict["estimate"]["low"] == pytest.approx(single["estimate"]["low"])
    assert verdict["estimate"]["high"] > single["estimate"]["high"]


def test_a_change_that_is_the_limit_is_printed_without_binary_digits(write: Any, compared: Any) -> None:
    # gained 40 and lost 160 of 400: −30 points, of which 0.1 − 0.4 loses the last bit
    old, new = rows.decisions({"f": (40, 160, 100, 100), "m": (160, 40, 100, 100)})
    args = write("old.csv", old), write("new.csv", new), "--id", "id"
    for rule, value in (("of sex=f >= -0.3", "-30.0"), ("of sex=m <= 0.3", "+30.0"), ("by sex >= -0.3", "-30.0")):
        why = compared(*args, "--require", f"accuracy.change {rule}")["verdicts"][0]["why"]
        assert f" is {value} percentage points (" in why
        assert re.search(r"\.\d\d", why) is None


def test_all_rules_together_decide(paths: Any, compared: Any) -> None:
    rules = ["accuracy.change by sex >= -0.2", "accuracy.change by sex >= -0.12", "accuracy.change by sex >= -0.05"]
    for count, verdict, code in ((1, "pass", 0), (2, "inconclusive", 3), (3, "fail", 1)):
        asked = [part for rule in rules[:count] for part in ("--require", rule)]
        gate = compared(*paths, *asked)["gate"]
        assert (gate["verdict"], gate["exit_code"]) == (verdict, code)


def test_a_rule_brings_its_level_and_its_metric(write: Any, compared: Any) -> None:
    old, new = rows.decisions(MOVES)
    args = write("old.csv", old), write("new.csv", new), "--id", "id", "-m", "f1_score"
    found = compared(*args, "--require", "accuracy.change by sex >= -0.2")
    assert set(found["definitions"]) == {"f1_score", "accuracy"}
    assert {each["group"]["sex"] for each in found["groups"]} == {"f", "m"}


def test_a_group_that_left_leaves_the_rule_open(write: Any, compared: Any) -> None:
    old, new = rows.decisions(MOVES)
    new = [row for row in new if row["sex"] == "f"]
    found = compared(
        write("old.csv", old), write("new.csv", new), "-g", "sex", "--require", "acc.change by sex >= -0.9"
    )
    assert found["verdicts"][0]["verdict"] == "not_measurable"
    assert "not in the new one" in found["verdicts"][0]["why"]
    assert found["gate"]["exit_code"] == 3


def test_small_groups_are_named_and_left_out(write: Any, compared: Any) -> None:
    old, new = rows.decisions({**MOVES, "rare": (0, 9, 3, 0)})
    args = write("old.csv", old), write("new.csv", new), "-g", "sex", "--id", "id"
    verdict = compared(*args, "--require", "accuracy.change by sex >= -0.2")["verdicts"][0]
    assert verdict["verdict"] == "pass"
    why = {"why": "fewer than 30 rows (12)"}
    assert verdict["left_out"] == [{"group": {"sex": "rare"}, **why}]
    named = compared(*args, "--require", "accuracy.change of sex=rare >= -0.2")["verdicts"][0]
    assert named["verdict"] == "not_measurable"


def test_a_rule_that_holds_back_what_is_better_is_questioned(paths: Any, compared: Any) -> None:
    found = compared(*paths, "--require", "accuracy.change by sex <= 0.01")
    assert any(each["code"] == "rule_direction" for each in found["warnings"])
    found = compared(*paths, "--require", "accuracy.change by sex >= -0.01")
    assert not any(each["code"] == "rule_direction" for each in found["warnings"])


def test_a_rule_about_what_is_not_there_is_refused(paths: Any, refused: Any) -> None:
    assert "Did you mean `m`?" in refused(*paths, "--require", "accuracy.change of sex=M >= -0.1")
    assert "does not belong to the task" in refused(*paths, "--require", "wer.change by sex <= 0.1")
    assert "There is no column `age`" in refused(*paths, "--require", "accuracy.change by age >= -0.1")


def test_check_sends_a_rule_about_a_change_to_compare(write: Any, command: Any) -> None:
    old, _ = rows.decisions(MOVES)
    code, _, error = command("check", write("old.csv", old), "-g", "sex", "--require", "accuracy.change by sex >= 0")
    assert code == 2
    assert "belongs to `fairaudit compare`" in error


def test_a_rule_about_one_group_speaks_of_that_group_however_it_is_quoted(write: Any, compared: Any) -> None:
    old, new = ([{**row, "my sex": row["sex"]} for row in side] for side in rows.decisions(MOVES))
    args = write("old.csv", old), write("new.csv", new), "--id", "id", "-m", "accuracy"
    found = compared(*args, "--require", 'accuracy.change of "my sex"=m >= -0.2')["verdicts"][0]
    assert found["why"].startswith("The change in accuracy of m is -12.0 percentage points")
