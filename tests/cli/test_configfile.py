"""The configuration file: found, read, overruled by options, and corrected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import Command

from fairaudit.catalogue import TASKS

WHOLE = """
[data]
task = "binary"
label = "label"
score = "score"
threshold = 0.5
groups = ["sex", ["sex", "age"]]
bins = { age = [30, 50] }
positive = 1
where = { sex = "female" }
encoding = "utf-8"
delimiter = ","

[evidence]
confidence = 0.9
min_group_size = 20
min_clusters = 4
on_inconclusive = "report"

[report]
metrics = ["recall"]
intersections = "none"
suppress_below = 3
examples = 0

[[rules]]
id = "gap"
require = "true_positive_rate.difference by sex <= 0.1"

[[waivers]]
rule = "gap"
until = 2030-01-01
reason = "Retraining data arrive in the first quarter"
owner = "speech team"
"""


def settings(fairaudit: Command, decisions: Path, *arguments: str) -> dict[str, Any]:
    ended = fairaudit("report", decisions, *arguments, "--format", "json", "-q")
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)["config"]
    return found


def write(folder: Path, text: str, name: str = "fairaudit.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_the_file_says_what_the_options_say(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    from_file = settings(fairaudit, decisions)
    (tmp_path / "fairaudit.toml").unlink()
    from_options = settings(
        fairaudit,
        decisions,
        *("--task", "binary", "--label", "label", "--score", "score", "--threshold", "0.5", "-g", "sex"),
        *("-g", "sex:age", "--bin", "age=30,50", "--positive", "1", "--where", "sex=female", "--encoding", "utf-8"),
        *("--delimiter", ",", "--confidence", "0.9", "--min-group-size", "20", "--min-clusters", "4", "-m", "recall"),
        *("--suppress-below", "3"),
    )
    assert from_file.pop("groups") == ["sex", ["sex", "age"]]
    assert from_options.pop("groups") == ["sex", "sex:age"]
    assert from_file == from_options


def test_options_win(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(
        tmp_path, '[data]\ngroups = ["age"]\nwhere = { sex = "male" }\n[evidence]\nconfidence = 0.8\nmin_clusters = 7\n'
    )
    found = settings(fairaudit, decisions, "-g", "sex", "--confidence", "0.9", "--where", "age=30")
    assert (found["groups"], found["where"], found["confidence"]) == (["sex"], [["age", "30"]], 0.9)
    assert found["min_clusters"] == 7


def test_says_which_file_it_used(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, '[data]\ngroups = ["sex"]\n')
    ended = fairaudit("report", decisions)
    assert ended.err == "Settings come from fairaudit.toml; options win.\n"


def test_values_of_columns_may_be_numbers_and_truth_values(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, '[data]\ngroups = ["sex"]\npositive = true\nwhere = { age = 30, "a.b" = 2020-01-02 }\n')
    assert "no column `a.b` (named by --where)" in fairaudit("report", decisions, "-q").message
    write(tmp_path, '[data]\ngroups = ["sex"]\npositive = 1.0\nwhere = { age = 30 }\n')
    assert settings(fairaudit, decisions)["where"] == [["age", "30"]]


def test_pyproject(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, '[project]\nname = "x"\n[tool.fairaudit.data]\ngroups = ["sex"]\n', "pyproject.toml")
    assert settings(fairaudit, decisions)["groups"] == ["sex"]


@pytest.mark.parametrize("text", ['[project]\nname = "x"\n', "this is [not TOML", "\xff"])
def test_other_pyprojects_do_not_matter(fairaudit: Command, decisions: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="latin-1")
    assert fairaudit("report", decisions, "-g", "sex").err == ""


def test_fairaudit_toml_goes_before_pyproject(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, '[tool.fairaudit.data]\ngroups = ["age"]\n', "pyproject.toml")
    write(tmp_path, '[data]\ngroups = ["sex"]\n')
    assert settings(fairaudit, decisions)["groups"] == ["sex"]


def test_parents_count_inside_a_repository_only(
    fairaudit: Command, decisions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, '[data]\ngroups = ["sex"]\n')
    below = tmp_path / "repository" / "results"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert "Attributes are never guessed" in fairaudit("report", decisions).message
    (tmp_path / "repository" / ".git").mkdir()
    assert "Attributes are never guessed" in fairaudit("report", decisions).message
    write(tmp_path / "repository", '[data]\ngroups = ["age"]\n')
    assert settings(fairaudit, decisions)["groups"] == ["age"]
    write(below, '[data]\ngroups = ["sex:age"]\n')
    assert settings(fairaudit, decisions)["groups"] == ["sex:age"]


def test_named_file(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, '[data]\ngroups = ["age"]\n')
    other = write(tmp_path / "other", '[data]\ngroups = ["sex"]\n', "audit.toml")
    assert settings(fairaudit, decisions, "--config", str(other))["groups"] == ["sex"]


def test_a_byte_order_mark_does_not_matter(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    (tmp_path / "fairaudit.toml").write_text('[data]\ngroups = ["sex"]\n', encoding="utf-8-sig")
    assert settings(fairaudit, decisions)["groups"] == ["sex"]


def test_path_of_a_normalizer_is_relative_to_the_file(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", '[data]\ngroups = ["sex"]\nnormalize = "same.csv"\n')
    found = settings(fairaudit, decisions, "--config", "other/fairaudit.toml")
    assert Path(found["normalize"]) == Path("other") / "same.csv"


MISTAKES = [
    ("[data]\nlabl = 'y'", ":2:1: [data] has no key `labl`. Did you mean `label`?"),
    ("[data]\n\n# c\n  'qqq' = 'y'", ":4:3: [data] has no key `qqq`. The keys there are task, "),
    ("[dat]\nlabel = 'y'", ":1:1: This file has no key `dat`. Did you mean `data`?"),
    ("confidence = 0.9", ":1:1: `confidence` belongs in [evidence]."),
    ("[report]\nlabel = 'y'", ":2:1: `label` belongs in [data]."),
    ("data = 3", ":1:1: `data` must be a table, not 3."),
    ("[data]\nlabel = 3", ":2:1: `label` must be text in quotes, not 3."),
    ("[data]\ngroups = 'sex'", ':2:1: `groups` must be a list, in square brackets, not "sex". Write ["sex"].'),
    ("[data]\ngroups = [\n  'sex',\n  3,\n]", ":2:1: `groups`: A group is a column"),
    ("[data]\nthreshold = '15%'", ':2:1: `threshold` must be a number, not "15%". Write 0.15.'),
    ("[data]\nthreshold = true", ":2:1: `threshold` must be a number, not true."),
    ("[data]\nthreshold = nan", ":2:1: `threshold`: A threshold is a finite number"),
    ("[data.bins]\nage = [30, 18]", ":1:1: `bins`: The bins of `age` must ascend"),
    ("[data]\nbins.age = [30, 'x']", ':2:1: `bins.age` must be a number, not "x".'),
    ("[data]\ntask = 'spech'", f":2:1: `task`: `spech` is not one of {', '.join(TASKS)}. Did you mean `speech`?"),
    ("[data]\nedit_split = 'nist'", "is not one of minimum, sclite, jiwer."),
    ("[data]\nencoding = 'utf-9'", "There is no text encoding `utf-9`."),
    ("[data]\ndelimiter = '::'", "A delimiter is one character"),
    ("[evidence]\nconfidence = 95", ":2:1: `confidence`: The confidence lies between 0.5 and 1"),
    ("[evidence]\nmin_group_size = 3.5", ":2:1: `min_group_size` must be a whole number, not 3.5."),
    ("[evidence]\nmin_clusters = 0", "at least 1"),
    ("[report]\nmetrics = ['acuracy']", "There is no metric `acuracy`. Did you mean `accuracy`?"),
    ("[report]\nintersections = 'some'", "is not one of none, pairs, all."),
    ("[report]\nagainst = 'White'", '`against` must be a table, not "White".'),
    ("[rules]\nid = 'x'", ":1:1: `rules` is a list of tables: begin each with [[rules]]."),
    ("waivers = ['x']", "`waivers` is a list of tables: begin each with [[waivers]]."),
    ("[tool.fairaudit.data]\nlabel = 'y'", ":1: The prefix `tool.fairaudit.` belongs in pyproject.toml only."),
    ("[data\nlabel = 'y'", ":1:6: This is not TOML"),
    ("[data]\nlabel = 'y'\nlabel = 'z'", ":3:12: This is not TOML"),
    ("[data]\nlabel = 'y", "This is not TOML"),
    ("[data]\nlabel = '\x1b[31m'", "This is not TOML"),
]


@pytest.mark.parametrize(("text", "says"), MISTAKES, ids=[says[:30] for _, says in MISTAKES])
def test_mistakes(fairaudit: Command, decisions: Path, tmp_path: Path, text: str, says: str) -> None:
    write(tmp_path, text + "\n")
    message = fairaudit("report", decisions, "-g", "sex").message
    assert message.startswith("fairaudit.toml:")
    assert says in message
    assert "\x1b" not in message


def test_all_mistakes_are_listed_in_their_order(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, "[evidence]\nconfidnce = 0.9\nmin_clusters = 'x'\n[data]\nlabel = 1\n")
    lines = fairaudit("report", decisions, "-g", "sex").message.splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "5"]


SEVERAL_IN_ONE = """[report]
metrics = ["acuracy", "rework = sum(a) / sum(b)", "x = sum(a) / all", "wrr", "rework"]
presets = ["four-fift", "nyc-ll144", "nic"]
[data]
bins = { age = [30, 18], ok = [1, 2], height = [5, 5] }
threshold = [0.5, nan, inf]
identities = { a = "ab", b = "x" }
[[rules]]
require = "rework.ratio by sex >= 0.8"
"""


def test_every_mistake_in_one_value_is_listed(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, SEVERAL_IN_ONE)
    message = fairaudit("report", decisions, "-g", "sex").message
    found = [line.split(":", 3)[1:] for line in map(str.strip, message.splitlines()) if line.startswith("fairaudit.")]
    assert [line for line, _, _ in found] == ["2", "2", "2", "3", "3", "5", "5", "6", "6", "7", "7"]
    for part in (
        "`acuracy`",
        "sum(a) / all",
        "`wrr`",
        "`four-fift`",
        "`nic`",
        "`age`",
        "`height`",
        "nan is not",
        "inf is",
    ):
        assert message.count(part) == 1
    assert "`rework`" not in message  # it is defined rightly, and a rule may name it


def test_what_is_wrong_below_a_wrong_prefix_is_listed_as_well(
    fairaudit: Command, decisions: Path, tmp_path: Path
) -> None:
    write(tmp_path, "[tool.fairaudit.data]\nlabl = 'y'\n[tool.fairaudit.evidence]\nconfidence = 95\n")
    first, *others = fairaudit("report", decisions, "-g", "sex").message.splitlines()
    assert first.startswith("fairaudit.toml:1: The prefix `tool.fairaudit.` belongs in pyproject.toml only.")
    assert [line.strip().partition(" ")[0] for line in others] == ["fairaudit.toml:2:1:", "fairaudit.toml:4:1:"]


def test_mistakes_in_pyproject_have_positions_too(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    write(tmp_path, '[project]\nname = "x"\n\n[tool.fairaudit.data]\nlabl = "y"\n', "pyproject.toml")
    assert fairaudit("report", decisions).message.startswith("pyproject.toml:5:1: [data] has no key `labl`.")


def test_files_that_cannot_be_read(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('[data]\nlabel = "é"\n'.encode("latin-1"))
    assert "not UTF-8" in fairaudit("report", decisions, "--config", "latin.toml").message
    assert "cannot be read" in fairaudit("report", decisions, "--config", tmp_path).message
    write(tmp_path, "[project]\n", "pyproject.toml")
    assert "has no table [tool.fairaudit]" in fairaudit("report", decisions, "--config", "pyproject.toml").message


def test_pydantic_is_loaded_only_for_a_file(decisions: Path, tmp_path: Path) -> None:
    import subprocess
    import sys

    script = (
        "import sys; from fairaudit.cli.run import run; "
        f"run(['report', {str(decisions)!r}, '-g', 'sex', '-q']); sys.exit('pydantic' in sys.modules)"
    )
    for expected in (0, 1):
        done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)
        assert done.returncode == expected
        write(tmp_path, "[data]\n")
