"""Every option refuses what it cannot mean, says why, and leaves with 2."""

from __future__ import annotations

import importlib
from pathlib import Path

import click
import pytest
from command_line import Command

from fairaudit.cli.program import COMMANDS

REFUSED = [
    ("--task", "spech", "'binary', 'multiclass'"),
    ("--label", "lable", "no column `lable` (named by --label). Did you mean `label`?"),
    ("--prediction", "predictoin", "Did you mean `prediction`?"),
    ("--score", "scor", "Did you mean `score`?"),
    ("--cluster", "speaker", "no column `speaker` (named by --cluster)"),
    ("--weight", "wieght", "no column `wieght` (named by --weight)"),
    ("--count", "n", "no column `n` (named by --count)"),
    ("--reference", "text", "no column `text` (named by --reference)"),
    ("--hypothesis", "text", "no column `text` (named by --hypothesis)"),
    ("--group", "sexx", "no column `sexx` (named by --group). Did you mean `sex`?"),
    ("--group", "sex:sex", "sex:sex names one attribute twice"),
    ("--intersections", "triples", "'none', 'pairs', 'all'"),
    ("--positive", "yes", "yes"),
    ("--threshold", "half", "'half' is not a valid"),
    ("--threshold", "inf", "A threshold is a finite number"),
    ("--threshold", "nan", "A threshold is a finite number"),
    ("--bin", "age", "`age` is not COLUMN=EDGE"),
    ("--bin", "age=", "`age=` are not all numbers"),
    ("--bin", "age=18;30", "`age=18;30` are not all numbers"),
    ("--bin", "age=30,18", "must ascend"),
    ("--bin", "age=18,18", "must ascend"),
    ("--bin", "age=18,inf", "finite"),
    ("--bin", "agee=18,30", "agee"),
    ("--where", "sex", "`sex` is not COLUMN=VALUE"),
    ("--where", "=female", "`=female` is not COLUMN=VALUE"),
    ("--where", "town=Leeds", "no column `town` (named by --where)"),
    ("--edit-split", "nist", "'minimum', 'sclite', 'jiwer'"),
    ("--encoding", "utf-9", "no text encoding `utf-9`"),
    ("--encoding", "rot13", "no text encoding `rot13`"),
    ("--delimiter", ",,", "A delimiter is one character"),
    ("--delimiter", "", "A delimiter is one character"),
    ("--metric", "acuracy", "There is no metric `acuracy`. Did you mean `accuracy`?"),
    ("--metric", "wer", "does not belong to the task `binary`"),
    ("--metric", "selection_rate.worst", "selection_rate.difference"),
    ("--confidence", "95", "For 95 %, write 0.95."),
    ("--confidence", "0.5", "between 0.5 and 1"),
    ("--confidence", "1", "between 0.5 and 1"),
    ("--confidence", "nan", "between 0.5 and 1"),
    ("--min-group-size", "0", "at least 1"),
    ("--min-group-size", "many", "'many' is not a valid integer"),
    ("--min-clusters", "0", "at least 1"),
    ("--against", "female", "`female` is not COLUMN=VALUE"),
    ("--against", "sex=femal", "No row has sex=femal"),
    ("--suppress-below", "-1", "at least 0"),
    ("--examples", "-1", "at least 0"),
    ("--config", "nothing.toml", "There is no configuration file nothing.toml."),
    ("--output", "report.pdf", ".json"),
    ("--output", "nowhere/report.json", "folder does not exist"),
    ("--output", "decisions.csv", "written over the data"),
    ("--format", "xml", "'json', 'md'"),
    ("--color", "sometimes", "'auto', 'always', 'never'"),
]


@pytest.mark.parametrize(("option", "value", "says"), REFUSED, ids=lambda text: str(text)[:20])
def test_bad_value(fairaudit: Command, decisions: Path, option: str, value: str, says: str) -> None:
    message = fairaudit("report", decisions, "-g", "sex", option, value).message
    assert says in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Attributes are never guessed"),
        (["-g", "sex", "--bin", "age=18,30", "--bin", "age=50"], "given twice for `age`"),
        (["-g", "sex", "--against", "sex=male", "--against", "sex=female"], "two reference groups"),
        (["-g", "sex", "-o", "a.json", "-o", "a.json"], "named twice"),
        (["-g", "sex", "--label", "label", "--reference", "sex"], "--task binary or --task speech"),
        (["-g"], "requires an argument"),
    ],
)
def test_contradictions(fairaudit: Command, decisions: Path, arguments: list[str], says: str) -> None:
    assert says in fairaudit("report", decisions, *arguments).message


def test_a_refusal_writes_nothing(fairaudit: Command, decisions: Path, tmp_path: Path) -> None:
    assert fairaudit("report", decisions, "-g", "sexx", "-o", tmp_path / "report.json").code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["decisions.csv"]


@pytest.mark.parametrize("written", ["tab", "\\t", "\t"])
def test_a_tab_can_be_typed(fairaudit: Command, decisions: Path, written: str) -> None:
    decisions.write_text(decisions.read_text().replace(",", "\t"))
    assert fairaudit("report", decisions, "-g", "sex", "--delimiter", written).code == 0


def test_a_condition_can_hold_equal_signs(fairaudit: Command, decisions: Path) -> None:
    decisions.write_text(decisions.read_text().replace("female", "a=b"))
    assert "266 rows counted" in fairaudit("report", decisions, "-g", "sex", "--where", "sex=a=b").out


def _single_valued() -> list[tuple[str, str]]:
    found = []
    for name in COMMANDS:
        command: click.Command = importlib.import_module(f"fairaudit.cli.{name}").command
        options = [each for each in command.params if isinstance(each, click.Option)]
        found += [(name, each.opts[-1]) for each in options if not (each.multiple or each.is_flag)]
    return found


@pytest.mark.parametrize(("command", "option"), _single_valued(), ids=" ".join)
def test_what_takes_one_value_is_said_once(fairaudit: Command, command: str, option: str) -> None:
    said = fairaudit(command, option, "a", option, "b").message
    assert said.startswith(f"{option} is given twice, and takes one value.")


def test_two_systems_are_sent_to_what_takes_two(fairaudit: Command, decisions: Path) -> None:
    said = fairaudit("report", decisions, "-g", "sex", "--prediction", "prediction", "--prediction", "score").message
    assert "`fairaudit compare DATA --prediction OLD --prediction NEW`" in said
    assert "`fairaudit batch FOLDER --prediction ONE" in said
    header, *rows = decisions.read_text().splitlines()
    decisions.write_text("\n".join([f"{header},newer", *(f"{row},1" for row in rows)]))
    assert fairaudit("compare", decisions, "-g", "sex", "--prediction", "prediction", "--prediction", "newer").code == 0
    said = fairaudit("report", decisions, "-g", "sex", *["--threshold", "0.5"] * 3).message
    assert said == "--threshold is given 3 times, and takes one value. Keep one of them."


def test_a_flag_may_be_repeated_and_a_short_name_counts(fairaudit: Command, decisions: Path) -> None:
    assert fairaudit("report", decisions, "-g", "sex", "-q", "-q").code == 0
    assert "--metric is given twice" in fairaudit("render", "report.json", "-m", "wer", "--metric", "cer").message
