"""`fairaudit batch`: audit every result in a folder tree, and say where to look."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairaudit.cli.options import batch_options, data_options, preset_options, repeatable
from fairaudit.cli.sections import SectionedCommand
from fairaudit.tasks.columns import OF_MODEL

if TYPE_CHECKING:
    from fairaudit.document.batch import BatchDocument, BatchResult


@click.command("batch", cls=SectionedCommand, short_help="Audit every result in a folder tree, and say where to look.")
@click.argument("folder", required=False)
@data_options
@preset_options
@batch_options
@click.pass_context
def command(
    context: click.Context,
    /,
    folder: str | None,
    output: str,
    manifest: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    jobs: int | None,
    fail_fast: bool,
    quiet: bool,
    color: str | None,
    exit_zero: bool,
    require: tuple[str, ...],
    config_file: str | None,
    **options: Any,
) -> int:
    """Audit every result in a folder tree, and say where to look.

    Every data file in FOLDER is a result; a folder below it that holds a fairaudit.toml and data, or a partitioned data
    set, is one result. Each is audited with the nearest fairaudit.toml above it; options win. What has not changed
    since the last run is not audited again.

    \b
    Exit codes, with rules:
      0  every result passed         1  a result failed
      2  none failed, but one could not be judged, or nothing could be audited
      3  none failed, but one is inconclusive

    \b
    Examples:
      fairaudit batch results/ -g accent -o audits/
      fairaudit batch results/ -g sex --require "accuracy.worst by sex >= 0.8" -o audits/
    """
    from fairaudit.batches import BatchRequest, run_batch
    from fairaudit.cli.progress import counter

    columns = {role: options.pop(role) for role in OF_MODEL}
    jobs, typed = jobs or os.cpu_count() or 1, _typed(context.meta["fairaudit.arguments"])
    request = BatchRequest(
        folder, output, manifest, include, exclude, require, options, columns, config_file, jobs, fail_fast, typed
    )
    document = run_batch(request, partial(counter, quiet=quiet))
    if not quiet:
        _print(document, Path(output), color)
    return _ended(document["results"], quiet, exit_zero)


def _typed(arguments: Iterable[str]) -> str:
    """Return the command line without --jobs, on which no byte of the output depends."""
    left = iter(arguments)
    kept = ["fairaudit"]
    for argument in left:
        if argument == "--jobs":
            next(left, None)
        elif not argument.startswith("--jobs="):
            kept.append(argument)
    return shlex.join(kept)


def _print(document: BatchDocument, target: Path, color: str | None) -> None:
    from fairaudit.cli import console
    from fairaudit.report.files import as_terminal

    width, is_colored = console.width(), console.wants_color(color)
    console.print_text(as_terminal(document, width=width, color=is_colored, ascii_only=console.ascii_only()))
    console.note(f"Written: {target / 'index.html'}")


def _ended(rows: list[BatchResult], quiet: bool, exit_zero: bool) -> int:
    """Return the exit code; where no summary is printed, say on standard error which results could not be audited."""
    from fairaudit.batches import exit_code
    from fairaudit.cli import console
    from fairaudit.report import batch as batches

    code = exit_code(rows)
    if quiet and code == 2:
        for line in batches.errors(rows):
            console.note(f"error: {line}")
    return 0 if exit_zero and code != 2 else code


repeatable(command, "Repeatable: each column is a result of its own.")
