"""Progress on standard error, for people who wait more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fairaudit.errors import show

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds before anything is shown."""


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """Yield a function that takes the number of rows read so far, or None if nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bar: Progress | None = None
    start = time.monotonic()

    def update(rows: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - start > PATIENCE:
            bar = _bar(rows)
            bar.start()
        if bar is not None:
            bar.update(bar.task_ids[0], completed=rows)

    try:
        yield update
    finally:
        if bar is not None:
            bar.stop()


@contextmanager
def counter(total: int, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield a function that takes the name of what is done; shows how many of `total` are, if somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield lambda name: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    name = TextColumn("{task.fields[name]}", markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), name)
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("audit", total=total, name="")
        yield lambda name: shown.update(task, advance=1, name=show(name))


def _bar(rows: int) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows read"), TimeElapsedColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    shown.add_task("read", total=None, completed=rows)
    return shown
