"""Every way in which a run can end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import Command

from fairaudit import __version__

RUN = [sys.executable, "-m", "fairaudit"]


def test_version(fairaudit: Command) -> None:
    assert fairaudit("--version").out == f"fairaudit {__version__}\n"


def test_without_a_command_help_is_an_error(fairaudit: Command) -> None:
    assert "Commands:" in fairaudit().message


def test_unknown_command(fairaudit: Command) -> None:
    assert fairaudit("reprot").message == (
        "There is no command `reprot`. Did you mean `report`? `fairaudit --help` shows what there is."
    )


def test_unknown_option(fairaudit: Command) -> None:
    assert "no option `--confidnce`. Did you mean `--confidence`?" in fairaudit("report", "x", "--confidnce").message


def test_missing_data(fairaudit: Command) -> None:
    assert fairaudit("report").message == "DATA is missing. `fairaudit report --help` shows what there is."


def test_missing_option(fairaudit: Command) -> None:
    assert fairaudit("batch", "x").message == "--output is missing. `fairaudit batch --help` shows what there is."


def test_a_bug_is_code_4_without_a_traceback(
    fairaudit: Command, decisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairaudit.pipeline.run", lambda *_, **__: 1 / 0)
    ended = fairaudit("report", decisions, "-g", "sex")
    assert ended.code == 4
    assert "Traceback" not in ended.err
    assert __version__ in ended.err
    assert "--debug" in ended.err
    assert "Traceback" in fairaudit("report", decisions, "-g", "sex", "--debug").err


def test_debug_shows_where_a_refusal_arose(fairaudit: Command) -> None:
    ended = fairaudit("report", "nothing.csv", "-g", "sex", "--debug")
    assert ended.code == 2
    assert "Traceback" in ended.err
    assert "error: There is no file" in ended.err


@pytest.mark.parametrize(
    ("raised", "code", "says"),
    [
        (KeyboardInterrupt, 130, "interrupted"),
        (MemoryError, 2, "not enough memory"),
        (BrokenPipeError, 2, "before the work was done"),
    ],
)
def test_endings(
    fairaudit: Command,
    decisions: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    raised: type[BaseException],
    code: int,
    says: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("fairaudit.pipeline.run", fail)
    ended = fairaudit("report", decisions, "-g", "sex", "-o", tmp_path / "report.json")
    assert ended.code == code
    assert says in ended.err
    assert not (tmp_path / "report.json").exists()


def test_a_reader_that_has_seen_enough_ends_nothing(decisions: Path, tmp_path: Path) -> None:
    written = tmp_path / "report.json"
    with subprocess.Popen(
        [*RUN, "report", decisions, "-g", "sex", "-o", written], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert "Broken" not in errors
    assert written.exists()


def test_closed_pipe_of_help_is_quiet() -> None:
    with subprocess.Popen([*RUN, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_under_standard_output(decisions: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*RUN, "report", decisions, "-g", "sex"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "error: Standard output cannot be written: No space left on device.\n"


def test_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    """Ctrl-C while standard input is still being read."""
    written = tmp_path / "report.json"
    with subprocess.Popen(
        [*RUN, "report", "-", "-g", "sex", "-o", written],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"label,prediction,sex\n" + b"1,1,female\n" * 100)
        process.stdin.flush()
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        errors = process.stderr.read().decode()
    assert process.returncode in {130, -signal.SIGINT}  # Python may die by the signal itself: 130 to a shell too
    assert "interrupted" in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_closed_streams_hide_no_exit_code() -> None:
    metrics, mistake = (f"{sys.executable} -m fairaudit {end}" for end in ("metrics >&-", "metrcs 2>&-"))
    assert subprocess.run(["sh", "-c", metrics], stderr=subprocess.PIPE, check=False).returncode == 0
    assert subprocess.run(["sh", "-c", mistake], stdout=subprocess.PIPE, check=False).returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")
def test_tests_can_interrupt_what_they_start_also_where_their_parent_ignores_it() -> None:
    """Under `nohup` or in a background job, a command that the tests start hears Ctrl-C all the same."""
    child = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    script = (
        "import signal, subprocess, sys, runpy\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        f"runpy.run_path({str(Path(__file__).parents[1] / 'conftest.py')!r})\n"
        "signal.raise_signal(signal.SIGINT)\n"
        f"subprocess.run([sys.executable, '-c', {child!r}])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "True\n")
