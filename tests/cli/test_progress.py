"""Progress: on a terminal, after a second, and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from fairaudit.cli import progress as module
from fairaudit.cli.progress import progress


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
