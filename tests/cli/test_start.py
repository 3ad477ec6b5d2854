"""Help, version and completion answer at once."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys

import pytest

from fairaudit.cli.program import COMMANDS, program

HEAVY = ("numpy", "scipy", "pandas", "pyarrow", "rich", "jinja2", "pydantic", "msgspec", "jiwer", "rapidfuzz")
LOADED = """
import sys
from fairaudit.__main__ import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def modules_after(*arguments: str, **environment: str) -> set[str]:
    sys_argv = f"import sys; sys.argv = ['fairaudit', *{arguments!r}]\n"
    done = subprocess.run(
        [sys.executable, "-c", sys_argv + LOADED],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), *((name, "--help") for name in COMMANDS)])
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not modules_after(*arguments) & set(HEAVY)


def test_completion_imports_nothing_heavy() -> None:
    words = {"_FAIRAUDIT_COMPLETE": "bash_complete", "COMP_WORDS": "fairaudit re", "COMP_CWORD": "1"}
    assert not modules_after(**words) & set(HEAVY)


def test_completion_offers_commands() -> None:
    words = {"_FAIRAUDIT_COMPLETE": "bash_complete", "COMP_WORDS": "fairaudit re", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "fairaudit"], capture_output=True, text=True, env={**os.environ, **words}, check=False
    )
    assert done.stdout.split() == ["plain,report", "plain,render"]


def test_help_takes_at_most_three_times_the_processor_time_of_importing_click() -> None:
    import_click = statistics.median(processor_time("-c", "import click") for _ in range(7))
    show_help = statistics.median(processor_time("-m", "fairaudit", "--help") for _ in range(7))
    assert show_help <= 3 * import_click


def processor_time(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_the_summary_of_the_table(name: str) -> None:
    command = program.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    assert command.get_short_help_str(200) == COMMANDS[name]
    assert (command.help or "").startswith(COMMANDS[name])
    for option in command.params:
        assert option.param_type_name == "argument" or getattr(option, "help", None), option.name
