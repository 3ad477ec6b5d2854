"""`fairaudit report`: audit one data set and print what was found."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairaudit.cli.options import data_options, jobs_option, output_options, preset_options
from fairaudit.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.document import Document
    from fairaudit.document.judged import JudgedDocument
    from fairaudit.policy import Policy


@click.command("report", cls=SectionedCommand, short_help="Audit one data set and print what was found.")
@click.argument("data", nargs=-1, required=True)
@data_options
@jobs_option
@preset_options
@output_options
@click.pass_context
def command(
    context: click.Context,
    /,
    data: tuple[str, ...],
    outputs: tuple[str, ...],
    format_: str | None,
    quiet: bool,
    color: str | None,
    jobs: int,
    config_file: str | None,
    **options: Any,
) -> int:
    """Audit one data set and print what was found.

    DATA is one data set: files, folders, globs or URIs of CSV, Parquet or JSON lines; - reads standard input. A
    reference and a hypothesis of sclite or Kaldi, and the folder of a HELM run, are read as they are.

    \b
    Examples:
      fairaudit report decisions.csv -g race -g sex -g race:sex
      fairaudit report speech.csv -g accent --cluster speaker_id -o report.html
      fairaudit report hired.csv -g race -g sex -g race:sex --preset nyc-ll144
    """
    from fairaudit.settings.layers import make_config

    config, source = make_config(config_file, options)
    produce(context, data, config, source, Printing(outputs, format_, quiet, color), jobs=jobs)
    return 0


@dataclass(frozen=True)
class Printing:
    """Where the report goes: files, standard output in some form, or nowhere."""

    outputs: tuple[str, ...]
    format_: str | None
    quiet: bool
    color: str | None
    baseline: str | None = None
    """The earlier report that no output may replace."""
    form: str = "terminal"
    """How much of it a reader gets."""


def produce(
    context: click.Context,
    data: tuple[str, ...],
    config: Config,
    source: Path | None,
    printing: Printing,
    policy: Policy | None = None,
    baseline: Document | None = None,
    jobs: int = 1,
) -> Document:
    """Audit, write the reports and print one; `source` is the settings file that was used, if any."""
    from fairaudit import report
    from fairaudit.cli.console import note
    from fairaudit.cli.progress import progress
    from fairaudit.pipeline import Request, run

    refuse_to_overwrite(printing.outputs, data=data, config=config, settings=source, baseline=printing.baseline)
    report.check_outputs(printing.outputs, judged=policy is not None)
    tell_settings(source, printing.quiet)
    typed = shlex.join(["fairaudit", *context.meta["fairaudit.arguments"]])
    with progress(printing.quiet) as update:
        document = run(data, Request(config, typed, update, policy, baseline, jobs))
    for output in printing.outputs:
        report.write(document, output)
    if printing.format_ is not None or not printing.quiet or printing.form == "verdicts":
        show_report(document, printing.format_, printing.color, printing.form)
    if printing.outputs and not printing.quiet:
        note(f"Written: {', '.join(printing.outputs)}")
    return document


def tell_settings(source: Path | None, quiet: bool) -> None:
    """Say which settings file is used, if any."""
    from fairaudit.cli.console import note

    if source is not None and not quiet:
        note(f"Settings come from {os.path.relpath(source)}; options win.")


def show_report(document: JudgedDocument, format_: str | None, color: str | None, form: str = "terminal") -> None:
    """Print a report or a comparison to standard output: for a reader, or as a document in the format asked for."""
    from fairaudit.cli import console
    from fairaudit.report import files

    if format_ == "json":
        console.print_json(files.as_text(document, ".json"))
    elif format_ == "md":
        console.print_markdown(files.as_markdown(document))
    else:
        width, is_colored = console.width(), console.wants_color(color)
        text = files.as_terminal(document, width=width, color=is_colored, ascii_only=console.ascii_only(), form=form)
        console.print_text(text)


def refuse_to_overwrite(
    outputs: Sequence[str],
    *,
    data: Iterable[str] = (),
    report: str | None = None,
    config: Config | None = None,
    settings: Path | None = None,
    baseline: str | None = None,
) -> None:
    """Raise a UsageError if a report would be written over a file that is read: a gate would judge its own output."""
    from fairaudit.errors import UsageError, show
    from fairaudit.settings.table import named_files

    read = [(path, "the data") for name in data for path in files_of(name)]
    read += [(Path(report), "the data")] if report is not None else []
    read += [(settings, "the settings")] if settings is not None else []
    read += [(Path(baseline), "the baseline")] if baseline is not None else []
    read += [(path, "the list of equivalents") for path in named_files({} if config is None else vars(config)).values()]
    named = {os.path.realpath(path): what for path, what in read}
    for output in outputs:
        what = named.get(os.path.realpath(output))
        if what is not None:
            raise UsageError(f"The report would be written over {what}: {show(output)}. Choose another --output.")


def files_of(name: str) -> list[Path]:
    """Return the files of this machine that a named data set consists of."""
    from fairaudit.source.together import local_files

    return [Path(file) for file in local_files(name)]
