"""`fairaudit init`: what it proposes, and that the tool itself can use it."""

from __future__ import annotations

import csv
import json
import re
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from command_line import Command, Ended
from hypothesis import given
from hypothesis import strategies as st

from fairaudit.policy import check_rules, make_rule
from fairaudit.proposal.look import Column
from fairaudit.proposal.propose import propose
from fairaudit.proposal.write import text_of
from fairaudit.settings.model import ConfigFile

SAMPLES = Path(__file__).parents[2] / "sample_data"


def write(path: Path, columns: Mapping[str, Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def rows(**columns: Sequence[object]) -> dict[str, list[object]]:
    """Repeat the values of each column up to 120 rows."""
    return {name: [values[row % len(values)] for row in range(120)] for name, values in columns.items()}


def proposed() -> dict[str, Any]:
    return tomllib.loads(Path("fairaudit.toml").read_text(encoding="utf-8"))


def next_command(done: Ended) -> list[str]:
    line = next(line for line in done.out.splitlines() if line.startswith("  fairaudit report"))
    return shlex.split(line)[1:]


@pytest.mark.parametrize(
    ("name", "groups"),
    [("speech.csv", ["voice_locale", "gender", "condition"]), ("credit.parquet", ["sex", "job", "housing"])],
)
def test_what_it_writes_for_the_samples_runs(fairaudit: Command, name: str, groups: list[str]) -> None:
    done = fairaudit("init", SAMPLES / name)
    assert done.code == 0
    assert done.out.startswith("Written: fairaudit.toml\n")
    assert proposed()["data"]["groups"] == groups
    report = fairaudit(*next_command(done))
    assert report.code == 0
    assert "Settings come from fairaudit.toml" in report.err
    check = fairaudit("check", *next_command(done)[1:])
    assert check.code == 0
    assert all(rule["severity"] == "warn" for rule in proposed()["rules"])


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("speech.csv", set()),
        ("credit.parquet", {"positive_means"}),
        ("occupations.parquet", set()),
        ("earnings.parquet", set()),
    ],
)
def test_what_can_be_said_of_a_report_is_proposed_and_can_be_taken_as_it_is(
    fairaudit: Command, name: str, others: set[str]
) -> None:
    fairaudit("init", SAMPLES / name)
    path, keys = Path("fairaudit.toml"), {"title", "purpose", "model", "dataset", "note", *others}
    assert proposed()["report"] == {}
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    said = proposed()["report"]
    assert said.keys() == keys
    report = fairaudit("report", SAMPLES / name, "-o", "report.json")
    assert report.code == 0
    assert json.loads(Path("report.json").read_text(encoding="utf-8"))["about"] == said
    assert report.out.splitlines()[0].endswith(f": {said['title']}")


def test_what_a_positive_value_means_is_not_proposed_where_no_task_is_known(fairaudit: Command, tmp_path: Path) -> None:
    assert fairaudit("init", write(tmp_path / "data.csv", rows(a=["x", "y"], b=["u", "v"]))).code == 0
    text = Path("fairaudit.toml").read_text(encoding="utf-8")
    assert "# title = " in text
    assert "positive_means" not in text


def test_decisions(fairaudit: Command, decisions: Path) -> None:
    done = fairaudit("init", decisions)
    assert proposed()["data"] == {
        "task": "binary",
        "label": "label",
        "prediction": "prediction",
        "score": "score",
        "groups": ["sex"],
    }
    text = Path("fairaudit.toml").read_text(encoding="utf-8")
    assert '# bins = { "age" = [18, 30, 50, 65] }' in text
    assert "female 266, male 134" in text
    assert "group?       sex: female 266, male 134" in done.out
    assert fairaudit(*next_command(done)).code == 0


def test_never_overwrites_without_force(fairaudit: Command, decisions: Path) -> None:
    Path("fairaudit.toml").write_text("# mine\n", encoding="utf-8")
    assert "is there already" in fairaudit("init", decisions).message
    assert Path("fairaudit.toml").read_text(encoding="utf-8") == "# mine\n"
    assert fairaudit("init", decisions, "--force").code == 0
    assert proposed()["data"]["task"] == "binary"


def test_another_file(fairaudit: Command, decisions: Path) -> None:
    done = fairaudit("init", decisions, "-o", "policy.toml")
    assert next_command(done) == ["report", str(decisions), "--config", "policy.toml"]
    assert fairaudit(*next_command(done)).code == 0
    assert "ends with .toml" in fairaudit("init", decisions, "-o", "pyproject.toml", "--force").message
    assert "ends with .toml" in fairaudit("init", decisions, "-o", "policy.yaml").message
    assert "cannot be written" in fairaudit("init", decisions, "-o", "nowhere/policy.toml").message


def test_a_score_without_decisions_gets_a_threshold_that_is_called_a_guess(fairaudit: Command, tmp_path: Path) -> None:
    columns = rows(target=[0, 1], sex=["f", "f", "m"], score=[0.2, 0.4, 0.6, 0.7, 0.9])
    done = fairaudit("init", write(tmp_path / "scores.csv", columns))
    assert proposed()["data"]["threshold"] == 0.5
    assert "threshold    0.5, a guess" in done.out
    assert fairaudit(*next_command(done)).code == 0


def test_a_score_that_is_no_probability_makes_no_decisions(fairaudit: Command, tmp_path: Path) -> None:
    columns = rows(target=[0, 1], sex=["f", "f", "m"], score=[-2.5, 0.4, 3.5])
    done = fairaudit("init", write(tmp_path / "scores.csv", columns))
    assert "threshold" not in proposed()["data"]
    assert "prediction   missing" in done.out


def test_values_that_do_not_say_what_is_positive(fairaudit: Command, tmp_path: Path) -> None:
    data = write(tmp_path / "loans.csv", rows(label=["good", "bad"], pred=["good", "bad", "bad"], sex=["f", "m"]))
    done = fairaudit("init", data)
    assert proposed()["data"]["positive"] == "bad"
    assert "positive     bad, a guess" in done.out
    assert fairaudit(*next_command(done)).code == 0


def test_two_candidates_for_a_role_are_both_named(fairaudit: Command, tmp_path: Path) -> None:
    data = write(
        tmp_path / "two.csv", rows(target=[0, 1], label=[1, 0], pred=[1, 0, 0], score=[0.1, 0.9], sex=["f", "m"])
    )
    done = fairaudit("init", data)
    assert "or is it `target`?" in Path("fairaudit.toml").read_text(encoding="utf-8")
    assert fairaudit(*next_command(done)).code == 0


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (rows(a=[0, 1], sex=["f", "m"]), "task         not clear"),
        (rows(label=[0, 1], sex=["f", "m"]), "prediction   missing"),
        (rows(label=[0, 1], pred=[0, 1, 1]), "no column looks like group labels"),
        (rows(label=[0, 1, 2.5], pred=[0, 1, 1], sex=["f", "m"]), "A binary audit needs two values"),
    ],
)
def test_what_is_missing_is_said(
    fairaudit: Command, tmp_path: Path, columns: dict[str, list[object]], says: str
) -> None:
    done = fairaudit("init", write(tmp_path / "odd.csv", columns))
    assert done.code == 0
    assert says in done.out
    assert "Fill in what is missing" in done.out
    assert "data" in proposed()


def test_columns_that_are_no_groups(fairaudit: Command, tmp_path: Path) -> None:
    columns = rows(
        label=[0, 1], pred=[0, 1, 1], sex=["f", "m", ""], same=["x"], weight=[1.5, 2.5], when_date=["a", "b"]
    )
    columns |= {"user_id": [f"u{row // 4}" for row in range(120)], "note": [f"text {row}" for row in range(120)]}
    fairaudit("init", write(tmp_path / "wide.csv", columns))
    assert proposed()["data"]["groups"] == ["sex"]
    text = Path("fairaudit.toml").read_text(encoding="utf-8")
    assert "# not proposed as a group: same (the same in all rows)" in text
    assert "# not proposed as a group: note (120 different values)" in text
    assert '# cluster = "user_id"' in text
    assert '# weight = "weight"' in text
    assert "40 without a label" in text


def test_how_the_data_are_read_is_kept(fairaudit: Command, tmp_path: Path) -> None:
    data = tmp_path / "latin.csv"
    lines = ["label;pred;größe", *("1;0;klein" if row % 3 else "0;1;groß" for row in range(60))]
    data.write_bytes("\n".join(lines).encode("latin-1"))
    done = fairaudit("init", data, "--encoding", "latin-1", "--delimiter", ";")
    assert proposed()["data"]["groups"] == ["größe"]
    assert fairaudit(*next_command(done)).code == 0


def test_no_data(fairaudit: Command) -> None:
    assert "nothing.csv" in fairaudit("init", "nothing.csv").message
    assert not Path("fairaudit.toml").exists()


NAMES = st.text(min_size=1, max_size=12).filter(lambda name: name == name.strip())


@given(
    st.lists(NAMES, min_size=1, max_size=4, unique=True),
    st.lists(st.text(max_size=8), min_size=2, max_size=4, unique=True),
)
def test_any_names_and_values_give_a_file_that_can_be_read(names: list[str], values: list[str]) -> None:
    """Quotes, control characters, line breaks, other scripts: as names of columns and as groups."""
    held = tuple((value, 40) for value in values)
    looked = {name: Column(name, held, 3) for name in names}
    looked |= {name: Column(name, (("0", 60), ("1", 60)), 0) for name in ("label", "prediction")}
    proposal = propose(list(looked), looked)
    content = tomllib.loads(text_of(proposal, "\n".join(names), {}))
    file = ConfigFile.model_validate(content)
    assert file.settings().get("groups", ()) == tuple(column.name for column in proposal.attributes)
    check_rules([make_rule(rule.require, id=rule.id) for rule in file.rules])
