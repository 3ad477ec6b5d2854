"""`make check` finds what breaks a rule of the house, in packages made up for that."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import pytest

from fairaudit.catalogue import TASKS

ROOT = Path(__file__).parent.parent
main = runpy.run_path(str(ROOT / "scripts" / "check_house.py"))["main"]
ROOM = {
    "tasks/speech/task.py": 'from house.tasks.task import Task\nTASK = Task(name="speech", says="what was heard")\n',
    "tasks/speech/counts.py": "class EditCounts(Counts): ...\n",
}


@pytest.fixture
def house(tmp_path, capsys):
    """Make a package of files, check it, and return the exit code and what was written, line by line."""

    def checked(files: dict[str, str]) -> tuple[int, list[str]]:
        for name, text in files.items():
            path = tmp_path / "house" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return main(tmp_path / "house"), capsys.readouterr().out.strip().splitlines()

    return checked


def test_this_house_is_in_order():
    assert main() == 0


def test_the_tasks_of_this_house_are_known(house, tmp_path):
    shutil.copytree(ROOT / "fairaudit" / "tasks", tmp_path / "house" / "tasks")
    lines = [*map(repr, TASKS), "EditCounts", "PairedEditCounts"]
    code, said = house({"page.py": "\n".join(lines)})
    assert code == 1
    assert [int(line.split(":")[1]) for line in said] == [*range(1, len(lines) + 1)]


@pytest.mark.parametrize(
    "back",
    ["import house.a\n", "from house import a\n", "from . import a\n", "def f():\n    from house.a import x\n"],
)
def test_a_circle(house, back):
    code, said = house({"a.py": "\nfrom house.b import y\n", "b.py": f"import ast\n{back}", "c.py": "import house.a\n"})
    assert code == 1
    assert len(said) == 1
    assert said[0].split(":")[2] == " circle"
    assert "house.a → house.b" in said[0] or "house.b → house.a" in said[0]


def test_circles_through_the_file_of_a_folder(house):
    code, said = house({"__init__.py": "from house.a import x\n", "a.py": "from house import y\n"})
    assert code == 1
    assert len(said) == 1


def test_two_circles(house):
    files = {"a.py": "import house.b, house.c\n", "b.py": "import house.a\n", "c.py": "import house.a\n"}
    assert len(house(files)[1]) == 2


def test_what_only_checkers_of_types_import_is_no_circle(house):
    types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.a import x\n"
    assert house(
        {"a.py": "import house.b\n", "b.py": types, "sub/__init__.py": "", "sub/d.py": "import house.a\n"}
    ) == (
        0,
        [],
    )


@pytest.mark.parametrize("line", ['x = y == "speech"', "x = {'speech': 1}", 'case "speech": pass'])
def test_a_task_named_outside_of_its_room(house, line):
    before = "match y:\n    " if line.startswith("case") else "y = 1\n"
    code, said = house(ROOM | {"report/page.py": f"{before}{line}\n"})
    assert code == 1
    assert len(said) == 1
    assert said[0].startswith("house/report/page.py:2: task name: ")


def test_where_a_task_may_be_named(house):
    line = 'x = "speech"\n'
    words = '"""Of speech."""\nspeech = f("not speech", speech)\n'
    files = {"tasks/roles.py": line, "catalogue/__init__.py": line, "page.py": words}
    assert house(ROOM | files) == (0, [])


@pytest.mark.parametrize(
    "line",
    [
        "from house.tasks.speech.counts import EditCounts",
        "x = isinstance(y, counts.EditCounts)",
        "class PairedEditCounts: ...",
        "def f(x: EditCounts) -> None: ...",
    ],
)
def test_counts_of_one_task_outside_of_its_room(house, line):
    code, said = house(ROOM | {"counts/paired.py": f"\n{line}\n"})
    assert code == 1
    assert len(said) == 1
    assert said[0].startswith("house/counts/paired.py:2: task counts: ")


def test_counts_of_several_tasks_may_be_read_anywhere(house):
    shared = {"counts/confusion.py": "class ConfusionCounts(Counts): ...\n", "a.py": "x = ConfusionCounts\n"}
    assert house(ROOM | shared) == (0, [])


def test_long_files_and_functions(house):
    function = "def f():\n" + "    x = 1\n" * 49
    assert house({"a.py": function, "b.py": "\n" * 300}) == (0, [])
    code, said = house({"a.py": "\n\nasync " + function + "    y = 2\n", "b.py": "\n" * 301})
    assert code == 1
    assert [each.rsplit(":", 2)[:2] for each in said] == [
        ["house/a.py:3: long function", " 51 lines, at most 50"],
        ["house/b.py:301: long file", " 301 lines, at most 300"],
    ]
