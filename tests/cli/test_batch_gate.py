"""`fairaudit batch` as a gate: what should have been judged and was not is no pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from batch_folders import decisions, summary

FREE = '[data]\ngroups = ["sex"]\n'
RULE = '[[rules]]\nrequire = "accuracy overall >= 0.8"\n'
BROKEN = '[[rules]]\nrequir = "accuracy overall >= 0.99"\n'


@pytest.fixture
def results(tmp_path: Path):
    """Write a folder for each text, with data of which 90% are right and a fairaudit.toml of that text."""

    def write(**settings: str) -> Path:
        for name, text in settings.items():
            decisions(tmp_path / "runs" / name / "d.csv")
            (tmp_path / "runs" / name / "fairaudit.toml").write_text(text)
        return tmp_path

    return write


def judged(fairaudit, *arguments: str):
    return fairaudit("batch", "runs", "-o", "audits", "--jobs", "1", *arguments)


@pytest.mark.parametrize("other", [FREE, FREE + RULE], ids=["no rules beside it", "a pass beside it"])
def test_a_policy_that_cannot_be_read_is_no_pass(fairaudit, results, other):
    folder = results(other=other, gated=FREE + BROKEN)
    ended = judged(fairaudit)
    assert ended.code == 2
    assert "1 result that should have been judged was not, and that is no pass." in " ".join(ended.out.split())
    document = summary(folder)
    assert document["judged"] is True
    assert [(row["name"], row["has_rules"]) for row in document["results"]] == [
        ("gated", True),
        ("other", other != FREE),
    ]
    assert 'errors="1"' in (folder / "audits" / "junit.xml").read_text()
    assert judged(fairaudit, "--exit-zero").code == 2


def test_data_that_cannot_be_read_where_rules_apply_are_no_pass(fairaudit, results):
    folder = results(other=FREE + RULE, gated=FREE + RULE)
    (folder / "runs" / "gated" / "d.csv").write_text("sex,y_true\nf,1\n")
    assert judged(fairaudit).code == 2


def test_data_that_cannot_be_read_where_no_rules_apply_are_a_row(fairaudit, results):
    folder = results(one=FREE, two=FREE)
    (folder / "runs" / "two" / "d.csv").write_text("sex,y_true\nf,1\n")
    ended = judged(fairaudit)
    assert (ended.code, "should have been judged" in ended.out) == (0, False)


def test_a_broken_rule_outweighs_what_was_not_judged(fairaudit, results):
    results(broken=FREE + RULE.replace("0.8", "0.99"), gated=FREE + BROKEN)
    assert judged(fairaudit).code == 1


def test_quiet_says_why_it_is_no_pass(fairaudit, results):
    results(other=FREE, gated=FREE + BROKEN)
    ended = judged(fairaudit, "-q")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: gated: not audited. runs/gated/fairaudit.toml:3:1: [[rules]] needs a key")
    assert "`require`. runs/gated/fairaudit.toml:4:1: [[rules]] has no key `requir`." in ended.err


def test_quiet_says_why_nothing_could_be_audited(fairaudit, tmp_path):
    (tmp_path / "runs").mkdir()
    for number in range(25):
        (tmp_path / "runs" / f"{number:02}.csv").write_text("")
    ended = judged(fairaudit, "-g", "sex", "-q")
    lines = ended.err.splitlines()
    assert (ended.code, len(lines)) == (2, 21)
    assert lines[0].startswith("error: 00.csv: not audited. ")
    assert lines[20] == "error: … and 5 more could not be audited; index.html and summary.csv say why."


def test_what_was_judged_is_the_same_the_second_time(fairaudit, results):
    folder = results(other=FREE + RULE)
    assert (judged(fairaudit).code, judged(fairaudit).code) == (0, 0)
    assert json.loads((folder / "audits" / "summary.json").read_text())["results"][0]["has_rules"] is True


def test_a_policy_that_is_a_link_to_nothing_is_no_pass(fairaudit, results):
    folder = results(other=FREE, gated=FREE)
    (folder / "runs" / "gated" / "fairaudit.toml").unlink()
    (folder / "runs" / "gated" / "fairaudit.toml").symlink_to("gone.toml")
    assert judged(fairaudit).code == 2
    assert "There is no configuration file" in str(summary(folder)["results"][0]["error"])
