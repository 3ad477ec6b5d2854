"""Settings that all tests share, and what ends a test that hangs together with all that it started."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import weakref
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import pytest
from hypothesis import settings

# Speed is measured in benchmarks/, never by a test; and a test that failed must fail again.
settings.register_profile("fairaudit", deadline=None, derandomize=True)
settings.load_profile("fairaudit")

# `nohup` and background jobs ignore Ctrl-C, and the commands that tests start would inherit that: they could not be
# interrupted. A handler is not inherited. This one does what the parent asked for: nothing.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, lambda *_: None)

_running: weakref.WeakSet[subprocess.Popen[Any]] = weakref.WeakSet()


class _Process(subprocess.Popen[Any]):
    """A process that ends with what started it: after a failure, the end of a `with` would wait for it for ever."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _running.add(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, error, place)


subprocess.Popen = _Process  # type: ignore[misc]


@pytest.fixture(autouse=True)
def _no_process_outlives_its_test() -> Iterator[None]:
    before = set(_running)  # those of fixtures that several tests share
    yield
    for process in set(_running) - before:
        process.kill()
        process.wait()


_TERMINAL = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the way to the terminal, which tests do not have."""
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        config.stash[_TERMINAL] = os.dup(2)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """End everything where the time limit cannot: it is a signal to Python, which may be waiting in a library."""
    said = item.config.getoption("timeout")
    limit = float(item.config.getini("timeout") or 0 if said is None else said)
    if limit:
        faulthandler.dump_traceback_later(1.1 * limit, exit=True, file=item.config.stash[_TERMINAL])
    result = yield
    faulthandler.cancel_dump_traceback_later()
    return result


def pytest_enter_pdb() -> None:
    """Let who looks for a fault take time."""
    faulthandler.cancel_dump_traceback_later()
