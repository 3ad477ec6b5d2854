"""A setting is declared once: keywords, options, the settings file and the documentation all take it from there."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from fairaudit.cli.program import program
from fairaudit.config import SETTINGS, Config
from fairaudit.config.about import about_of
from fairaudit.config.setting import ABOUT
from fairaudit.document import About
from fairaudit.errors import UsageError
from fairaudit.settings.keywords import make_config
from fairaudit.settings.model import TABLES
from fairaudit.settings.table import ALL, ROLES, as_reported, role_settings
from fairaudit.tasks.columns import NAMES
from fairaudit.tasks.role import Role

DOCS = Path(__file__).parents[2] / "docs"
OPTIONS = {option.name: option for option in program.get_command(None, "report").params}  # type: ignore[arg-type, union-attr]
A_NEW_TASK = """
import sys
from fairaudit.tasks import columns
from fairaudit.tasks.role import Role
columns.ROLES["ranking"] = (Role("rank", "how high it stood", ("rank",), "number"),)
from fairaudit.settings.keywords import make_config
from fairaudit.settings import read_settings
from pathlib import Path
path = Path(sys.argv[1])
path.write_text('[data]\\nrank = "place"\\n')
assert read_settings(path) == {"rank": "place"}
assert make_config({"rank": "place"}).columns == {"rank": "place"}
from fairaudit.cli.run import run
sys.exit(run(["report", "--help"]))
"""


def test_every_field_of_the_settings_is_declared() -> None:
    assert ["columns", *SETTINGS] == [field.name for field in fields(Config)]
    assert tuple(ROLES) == NAMES


@pytest.mark.parametrize("name", ALL)
def test_a_setting_is_an_option_a_key_and_documented(name: str) -> None:
    declared = ALL[name]
    option = OPTIONS[name]
    assert tuple(option.opts) == declared.options
    assert option.help == declared.help  # type: ignore[attr-defined]
    assert name in TABLES[declared.place].model_fields
    assert f"`{name}`" in (DOCS / "configuration.md").read_text(encoding="utf-8")
    assert f"`{name}" in (DOCS / "python.md").read_text(encoding="utf-8").split("## ")[0]


@pytest.mark.parametrize("name", ALL)
def test_python_is_told_what_a_setting_is(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        make_config({name: object()})
    assert str(refused.value) == f"`{name}` is {ALL[name].wanted}; what came is of type `object`."


def test_reports_hold_every_setting_said_or_not() -> None:
    reported = as_reported(make_config({"label": "y", "groups": [("a", "b")], "bins": {"age": [1, 2]}}))
    assert list(reported) == [name for name in ALL if name not in About.__annotations__]
    assert (reported["label"], reported["cluster"]) == ("y", None)
    assert (reported["groups"], reported["bins"]) == ([["a", "b"]], {"age": [1.0, 2.0]})


def test_what_is_said_of_a_report_is_declared_once() -> None:
    assert list(About.__annotations__) == [name for name, each in ALL.items() if each.heading == ABOUT]
    assert about_of(make_config({"title": "Loans", "note": None})) == {"title": "Loans"}


def test_a_role_of_two_tasks_is_one_setting_that_names_both() -> None:
    label = Role("label", "what was true", ("y",), "label")
    made = role_settings(
        {"one": (label,), "other": (label._replace(says="else"), Role("rank", "how high", ("r",), "number"))}
    )
    assert {name: each.help for name, each in made.items()} == {
        "label": "What was true (one, other).",
        "rank": "How high (other).",
    }
    assert made["label"].documented == "columns of a one or other audit"


def test_the_roles_of_a_new_task_are_keywords_options_and_keys(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", A_NEW_TASK, str(tmp_path / "fairaudit.toml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "--rank COLUMN How high it stood (ranking)." in " ".join(done.stdout.split())
