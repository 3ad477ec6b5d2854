"""Settings files that a mistake, a machine or malice wrote: found, read, or refused with one message."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FAILS = 'require = "accuracy overall >= 0.99"'
PASSES = ("--require", "accuracy overall >= 0.1")


@pytest.fixture
def data(decisions: Path) -> Path:
    """About 80% of these decisions are right."""
    return decisions


@pytest.mark.parametrize(
    "text",
    [
        f'[[tool."fairaudit".rules]]\n{FAILS}\n',
        f"[tool]\nfairaudit.rules = [{{ {FAILS} }}]\n",
        f"tool.fairaudit.rules = [{{ {FAILS} }}]\n",
        f"[ tool . fairaudit ]\nrules = [{{ {FAILS} }}]\n",
        f'[[tool."fair\\u0061udit".rules]]\n{FAILS}\n',
        f"[[tool.fairaudit.rules]]\n{FAILS}\n",
    ],
)
def test_a_policy_is_found_however_its_table_is_spelt(fairaudit, data, text):
    Path("pyproject.toml").write_text(text)
    ended = fairaudit("check", data, "-g", "sex", *PASSES)
    assert ended.code == 1
    assert "Settings come from pyproject.toml" in ended.err


@pytest.mark.parametrize(
    "text",
    [
        "tool = 5 # tool.fairaudit\n",
        '[project]\nname = "fairaudit"\n',
        '[tool.other]\nx = "tool.fairaudit"\n',
        'tool = ["fairaudit"]\n',
        "not = TOML = at all\n",
    ],
)
def test_a_file_of_others_is_none_of_ours(fairaudit, data, text):
    Path("pyproject.toml").write_text(text)
    ended = fairaudit("check", data, "-g", "sex", *PASSES)
    assert (ended.code, "Settings come from" in ended.err) == (0, False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[tool]\nfairaudit = 5\n", "pyproject.toml: `tool.fairaudit` must be a table, not 5."),
        ("[tool.fairaudit.data\n", "pyproject.toml:1:21: This is not TOML"),
        ("fairaudit = " + "[" * 5000 + "]" * 5000, "pyproject.toml: Its values are nested too deeply to be read."),
        (f"[tool.fairaudit.evidence]\nmin_clusters = {'1' * 5000}\n", "holds a number of thousands of digits"),
        (f"[tool.fairaudit.evidence]\nmin_group_size = {'1' * 400}\n", "a number of 400 digits is not"),
    ],
)
def test_one_that_may_be_ours_and_cannot_be_read_is_an_error(fairaudit, data, text, says):
    Path("pyproject.toml").write_text(text)
    assert says in fairaudit("check", data, "-g", "sex", *PASSES).message


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_a_policy_that_is_a_link_to_nothing_is_not_passed_over(fairaudit, data):
    Path("fairaudit.toml").symlink_to("gone.toml")
    assert "There is no configuration file fairaudit.toml" in fairaudit("check", data, "-g", "sex", *PASSES).message


@pytest.mark.parametrize("size", ["min_group_size", "min_clusters", "examples", "suppress_below"])
def test_a_whole_number_of_400_digits_is_too_many(fairaudit, data, size):
    table = "evidence" if size.startswith("min") else "report"
    Path("n.toml").write_text(f"[{table}]\n{size} = {'1' * 400}\n")
    message = fairaudit("report", data, "-g", "sex", "--config", "n.toml").message
    assert message.startswith(f"n.toml:2:1: `{size}`: The ")
    assert message.endswith("at most 1,000,000,000,000,000; a number of 400 digits is not.")


def test_an_option_of_400_digits_is_too_many(fairaudit, data):
    assert "400 digits" in fairaudit("report", data, "-g", "sex", "--min-group-size", "1" * 400).message


@pytest.mark.parametrize(("value", "rows"), [("0.1", 100), ("0.25", 60), ("3", 30), ("3.0", 30), ("1e16", 10)])
def test_numbers_of_where_are_spelt_as_the_data_spell_them(fairaudit, tmp_path, value, rows):
    """200 rows by hand: 100 with 0.1, 60 with 0.25, 30 with 3, 10 with 1e+16."""
    scores = ["0.1"] * 100 + ["0.25"] * 60 + ["3"] * 30 + ["1e+16"] * 10
    lines = [f"{row % 2},{row // 2 % 2},{'ab'[row % 2]},{score}" for row, score in enumerate(scores)]
    (tmp_path / "s.csv").write_text("\n".join(["y_true,y_pred,g,s", *lines]) + "\n")
    (tmp_path / "f.toml").write_text(f"[data]\nwhere = {{ s = {value} }}\n")
    ended = fairaudit("report", "s.csv", "-g", "g", "--config", "f.toml", "--format", "json")
    assert json.loads(ended.out)["data"]["rows_counted"] == rows


MISTAKES = """[data]
groups = "sex"
[[rules]]
require = "accuracy overal >= 0.5"
severity = "warning"
[[rules]]
require = "acuracy overall >= 0.5"
[[rules]]
id = "a"
require = "accuracy overall >= 80"
[[rules]]
id = "b"
require = "accuracy.difference by sex <= 0.1"
only = ["female"]
[[rules]]
id = "c"
require = "accuracy overall >= 0.7"
[[rules]]
id = "c"
require = "accuracy overall <= 0.6"
[[waivers]]
rule = "a"
until = "2030-01-01"
reason = " "
owner = "o"
"""


def test_every_mistake_is_listed_in_one_run(fairaudit, data):
    Path("p.toml").write_text(MISTAKES)
    message = fairaudit("check", data, "--config", "p.toml").message
    said = [
        "p.toml:2:1: `groups` must be a list",
        "p.toml:4: This rule cannot be understood:",
        "p.toml:5:1: `severity` is one of fail, warn",
        "p.toml:7: There is no metric `acuracy`",
        "p.toml:10: The limit 80 is outside the range",
        "p.toml:13: `only` names one group",
        "Two rules contradict each other: the rule `accuracy overall >= 0.7` (p.toml:17) and the rule `accuracy ",
        "Two rules have the id `c`: the rule `accuracy overall >= 0.7` (p.toml:17) and the rule `accuracy overall <= ",
        "p.toml:23:1: `until`: The last day is a date",
        "p.toml:24:1: `reason`: A waiver says",
    ]
    places = [message.find(words) for words in said]
    assert -1 not in places, message
    assert places == sorted(places), message


def test_the_working_folder_was_removed(tmp_path, data):
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f'cd "{gone}" && rmdir "{gone}" && exec "{sys.executable}" -m fairaudit report "{data}" -g sex -q'
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "error: The working folder cannot be read: No such file or directory. Change to another one.\n"
    )


@pytest.mark.parametrize(
    ("rule", "is_idle"),
    [
        ("accuracy overall >= 0", True),
        ("accuracy overall <= 1", True),
        ("accuracy.ratio by sex >= 0", True),
        ("accuracy.difference by sex <= 1", True),
        ("matthews_correlation overall >= -1", True),
        ("matthews_correlation overall >= 0", False),
        ("accuracy.difference by sex <= 0.9", False),
        ("accuracy overall >= 0.1", False),
    ],
)
def test_a_limit_that_every_value_keeps_is_said(fairaudit, data, rule, is_idle):
    ended = fairaudit("check", data, "-g", "sex", "--require", rule, "--format", "json")
    warnings = {each["code"]: each["message"] for each in json.loads(ended.out)["warnings"]}
    said = f"The rule `{rule}` is kept by every value, so it guards nothing. Set a limit that a value can break."
    assert warnings.get("rule_always_kept") == (said if is_idle else None)
    assert ("performance_unguarded" in warnings) == (is_idle or "difference" in rule)


def test_a_change_that_every_value_keeps_is_said(fairaudit, data):
    rule = ("--require", "accuracy.change overall >= -1")
    ended = fairaudit("compare", data, data, "-g", "sex", *rule, "--format", "json")
    assert "The rule `accuracy.change overall >= -1` is kept by every value" in ended.out


def test_a_nul_is_in_no_path(fairaudit, data):
    Path("p.toml").write_text('[data]\nnormalize = "a\\u0000b"\n')
    message = fairaudit("report", data, "-g", "sex", "--config", "p.toml").message
    assert message.startswith("p.toml:2:1: `normalize`: `a\\u{0}b` holds a NUL character")
    for arguments in (("report", "a\0.csv"), ("report", data, "-g", "sex", "-o", "a\0.json"), ("render", "a\0.json")):
        assert fairaudit(*arguments).message.startswith("An argument holds a NUL character")
