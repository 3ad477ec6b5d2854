"""Rules, waivers and baselines that cannot be: exit code 2, and one message that says where and what to write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Make 600 rows of three groups, a model that is right in nine of ten."""
    rows = [f"{row % 2},{row % 2 ^ (row % 10 == 0)},{('White', 'Black', 'Asian')[row % 3]}" for row in range(600)]
    (tmp_path / "d.csv").write_text("\n".join(["y_true,y_pred,race", *rows]) + "\n", encoding="utf-8")
    return "d.csv"


HEAD = '[data]\ngroups = ["race"]\n'
GAP = '[[rules]]\nid = "gap"\nrequire = "accuracy.difference by race <= 0.5"\n'
WAIVER = '[[waivers]]\nrule = "gap"\nuntil = 2030-01-01\nreason = "new data"\nowner = "we"\n'

SENTENCES: dict[str, str] = {
    "acuracy overall >= 0.9": "There is no metric `acuracy`. Did you mean `accuracy`?",
    "accuracy.diference by race <= 0.9": "`accuracy` has no comparison `diference`. Did you mean `difference`?",
    "accuracy.gap by race <= 0.9": "`accuracy` has no comparison `gap`. There are difference, ratio, worst.",
    "accuracy overall >= 80": "from 0 to 1. Write 0.8?\n  accuracy overall >= 80\n                      ^^",
    "accuracy by race no worse than baseline by 20": "at most 1; 20 is not. Write 0.2?",
    "accuracy by race no worse than baselin by 0.1": "^^^^^^^ expected `baseline`",
    "accuracy.difference by rase <= 0.1": "There is no column `rase`, of which the rule `accuracy.difference by rase",
    "accuracy.difference by y_true <= 0.1": "`y_true`, which is not audited. Name it as a group: -g y_true.",
    "accuracy of race=Blck >= 0.9": "No row has race=Blck, which the rule `accuracy of race=Blck >= 0.9`"
    " names. Did you mean `Black`?",
    "wer overall <= 0.1": "`word_error_rate`, which the rule `wer overall <= 0.1` needs, does not belong to the task",
}


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_that_cannot_be(fairaudit, data, text):
    assert SENTENCES[text] in fairaudit("check", data, "-g", "race", "--require", text).message


POLICIES: dict[str, tuple[str, str]] = {
    "one rule twice": (GAP * 2, "0.5` (p.toml:8) is there twice."),
    "two rules of one id": (GAP + GAP.replace("0.5", "0.4"), "Two rules have the id `gap`: the rule `accuracy.diff"),
    "contradiction": (
        GAP + '[[rules]]\nrequire = "accuracy.difference by race >= 0.6"\n',
        "contradict each other: the rule `accuracy.difference by race >= 0.6` (p.toml:7) and the rule `accuracy",
    ),
    "sentence": ('[[rules]]\nrequire = "accuracy overal >= 0.5"\n', "p.toml:4: This rule cannot be understood:"),
    "misspelt key": (
        '[[rules]]\nrequires = "accuracy overall >= 0.5"\n',
        "p.toml:4:1: [[rules]] has no key `requires`.",
    ),
    "no sentence": ('[[rules]]\nid = "a"\n', "p.toml:3:1: [[rules]] needs a key `require`."),
    "severity": (
        GAP + 'severity = "warning"\n',
        "p.toml:6:1: `severity` is one of fail, warn; `warning` is not. Did you",
    ),
    "what inconclusive means": (
        '[evidence]\non_inconclusive = "pas"\n',
        "p.toml:4:1: `on_inconclusive` is one of report",
    ),
    "only: no such group": (GAP + 'only = ["Black", "Whit"]\n', "No row has race=Whit, which `only` of the rule"),
    "only: nothing to compare": ('[[rules]]\nrequire = "accuracy overall >= 0.5"\nonly = ["a"]\n', "compares none."),
    "only: one group": (GAP + 'only = ["Black"]\n', "`only` names one group"),
    "against: no such group": (GAP + 'against = { race = "Whit" }\n', "which `against` of the rule"),
    "against: other attribute": (GAP + 'against = { sex = "male" }\n', "{ race = VALUE }"),
    "against: left out": (GAP + 'only = ["a", "b"]\nagainst = { race = "c" }\n', "`c`, which is not among `only`"),
    "waiver: no owner": (GAP + WAIVER.replace('owner = "we"\n', ""), "p.toml:6:1: [[waivers]] needs a key `owner`."),
    "waiver: nobody": (GAP + WAIVER.replace("we", " "), "p.toml:10:1: `owner`: A waiver says who answers for it"),
    "waiver: a date in quotes": (
        GAP + WAIVER.replace("2030-01-01", '"2030-01-01"'),
        "p.toml:8:1: `until`: The last day",
    ),
    "waiver: a date that is none": (GAP + WAIVER.replace("2030-01-01", "2030-02-31"), "p.toml:8:9: This is not TOML"),
    "not TOML": (GAP + "[[rules]\n", "p.toml:6:"),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_cannot_be(fairaudit, tmp_path, data, name):
    policy, words = POLICIES[name]
    (tmp_path / "p.toml").write_text(HEAD + policy, encoding="utf-8")
    assert words in fairaudit("check", data, "-q", "--config", "p.toml").message


def test_a_reference_group_in_the_file_is_understood(fairaudit, tmp_path, data):
    against = 'against = { race = "White" }\n'
    (tmp_path / "p.toml").write_text(f"{HEAD}[report]\n{against}{GAP}{against}", encoding="utf-8")
    ended = fairaudit("check", data, "--config", "p.toml", "--format", "json")
    assert ended.code == 0, ended
    assert json.loads(ended.out)["config"]["against"] == [["race", "White"]]


def test_a_policy_without_rules_is_no_pass(fairaudit, tmp_path, data):
    (tmp_path / "p.toml").write_text("", encoding="utf-8")
    ended = fairaudit("check", data, "-g", "race", "--config", "p.toml")
    assert ended.code == 3
    assert "there was no rule to judge" in ended.out
