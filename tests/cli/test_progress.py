"""Progress: on a terminal, after a second, and nowhere else."""

from __future__ import annotations

import io
import re
import sys

import pytest

from fairaudit.cli import progress as module
from fairaudit.cli.progress import counter, progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watch(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal; in the test itself, because pytest sets it anew after fixtures."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    return shown


def test_shows_rows_to_a_reader_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch)
    monkeypatch.setattr(module, "PATIENCE", -1.0)
    with progress(quiet=False) as update:
        assert update is not None
        update(12_345)
    assert "12,345 rows read" in terminal.getvalue()


def test_shows_nothing_in_the_first_second(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch)
    with progress(quiet=False) as update:
        assert update is not None
        update(12_345)
    assert terminal.getvalue() == ""


def test_shows_nothing_if_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch)
    with progress(quiet=True) as update:
        assert update is None
    assert terminal.getvalue() == ""


def test_shows_nothing_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress(quiet=False) as update:
        assert update is None


def test_counts_results_and_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch)
    monkeypatch.setenv("COLUMNS", "80")
    with counter(3, quiet=False) as advance:
        advance("one.csv", None)
        advance("two.csv", "not audited")
        advance("three.csv", "failed")
    assert "3/3" in terminal.getvalue()
    assert "1 failed, 1 not audited" in terminal.getvalue()
    assert "three.csv" in terminal.getvalue()


def test_a_hostile_or_long_name_stays_in_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    with counter(1, quiet=False) as advance:
        advance("[red]\x1b[31m\n" + "long" * 100, None)
    assert "\x1b[31m" not in terminal.getvalue()
    lines = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in re.split(r"[\r\n]", terminal.getvalue())]
    assert "[red]\\u{1b}" in "".join(lines)
    assert max(map(len, lines)) <= 80


def test_counts_nothing_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with counter(1, quiet=False) as advance:
        advance("one.csv", None)
    assert pipe.getvalue() == ""
