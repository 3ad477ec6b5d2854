"""Progress on standard error, for people who wait more than a second."""

from __future__ import annotations

import sys
import time
from collections import Counter
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
def counter(total: int, quiet: bool) -> Iterator[Callable[[str, str | None], None]]:
    """Yield a function that takes the name of what is done, and in a word what is wrong with it, if anything.

    Shows to somebody who watches how many of `total` are done, how many went wrong in which way, and the last name.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda name, trouble: None  # noqa: ARG005
        return
    shown = _counting_bar()
    task, troubles = shown.add_task("audit", total=total, name="", troubles=""), Counter[str]()

    def advance(name: str, trouble: str | None) -> None:
        troubles.update([trouble] if trouble else [])
        told = ", ".join(f"{count:,} {word}" for word, count in sorted(troubles.items()))
        shown.update(task, advance=1, name=show(name), troubles=told)

    with shown:
        yield advance


def _counting_bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column

    in_one_line = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    return Progress(
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[troubles]}", style="yellow", markup=False),
        TextColumn("{task.fields[name]}", markup=False, table_column=in_one_line),
        console=Console(stderr=True),
        transient=True,
        expand=True,
    )


def _bar(rows: int) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows read"), TimeElapsedColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    shown.add_task("read", total=None, completed=rows)
    return shown
