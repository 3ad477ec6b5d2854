"""`fairaudit compare`: what changed between two results."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairaudit.cli.options import data_options, output_options, repeatable
from fairaudit.cli.sections import SectionedCommand, section
from fairaudit.cli.values import Assignment
from fairaudit.tasks.columns import OF_MODEL

if TYPE_CHECKING:
    from fairaudit.change import Comparing
    from fairaudit.document.changes import ChangesDocument

_change = section("What is compared")


@click.command("compare", cls=SectionedCommand, short_help="Say what changed between two results.")
@click.argument("old")
@click.argument("new", required=False)
@_change("--id", "ids", metavar="COLUMN", multiple=True, help="A column that names a row in both. Repeatable.")
@_change("--where-old", type=Assignment(), multiple=True, help="Rows of the old result: condition=clean. Repeatable.")
@_change("--where-new", type=Assignment(), multiple=True, help="Rows of the new result: condition=noise. Repeatable.")
@_change(
    "--require",
    metavar="RULE",
    multiple=True,
    help='A rule, in quotes: "word_error_rate.change by accent <= 0.01". Repeatable.',
)
@_change("--exit-zero", is_flag=True, help="Exit with 0 whatever the verdict.")
@data_options
@output_options
@click.pass_context
def command(
    context: click.Context,
    /,
    old: str,
    new: str | None,
    require: tuple[str, ...],
    exit_zero: bool,
    outputs: tuple[str, ...],
    format_: str | None,
    quiet: bool,
    color: str | None,
    config_file: str | None,
    **options: Any,
) -> int:
    """Say what changed between two results.

    OLD and NEW are data as for `fairaudit report`, or two JSON reports. One file can hold both results: name
    --prediction (or --hypothesis) twice, or --where-old and --where-new. Every group's change, new minus old, has its
    interval.

    \b
    Exit codes, with rules about changes (--require, or in fairaudit.toml):
      0  every rule passed
      1  a rule failed
      2  the comparison was not done: options, settings or data are wrong
      3  no rule failed, but one is inconclusive

    \b
    Examples:
      fairaudit compare old.csv new.csv -g accent --id utterance_id --cluster speaker_id
      fairaudit compare old.csv new.csv -g sex --id id --require "accuracy.change by sex >= -0.01"
      fairaudit compare speech.csv -g accent --where-old condition=clean --where-new condition=noise
      fairaudit compare old-report.json new-report.json -o changes.html
    """
    from fairaudit.cli.check import tell_github
    from fairaudit.cli.report import tell_settings
    from fairaudit.report import files

    typed = shlex.join(["fairaudit", *context.meta["fairaudit.arguments"]])
    asked, source = _asked(config_file, options, require, typed)
    files.check_outputs(outputs, "comparison", judged=bool(asked.rules))
    tell_settings(source, quiet)
    document = _compare(old, new, asked, source, outputs, quiet)
    _tell(document, outputs, format_, quiet, color)
    if document["gate"] is not None:
        tell_github(document)
    return 0 if exit_zero or document["gate"] is None else document["gate"]["exit_code"]


def _asked(
    config_file: str | None, options: dict[str, Any], require: tuple[str, ...], typed: str
) -> tuple[Comparing, Path | None]:
    """Return what is to be compared and judged, and the configuration file that was used."""
    from fairaudit.change import Comparing
    from fairaudit.settings.layers import make_config, make_policy

    parts = {name: options.pop(name) for name in ("ids", "where_old", "where_new")}
    columns = {role: options.pop(role) for role in OF_MODEL}
    config, source = make_config(config_file, {**options, **_in_both(columns)})
    policy = make_policy(source, changes=require)
    asked = Comparing(
        config,
        **parts,
        columns=_apart(columns),
        rules=policy.change_rules,
        waivers=policy.waivers_of_changes,
        on_inconclusive=policy.on_inconclusive,
        command=typed,
    )
    return asked, source


def _tell(
    document: ChangesDocument, outputs: tuple[str, ...], format_: str | None, quiet: bool, color: str | None
) -> None:
    """Write the comparison to files, and print it."""
    from fairaudit.cli.console import note
    from fairaudit.cli.report import show_report
    from fairaudit.report import files

    for output in outputs:
        files.write(document, output)
    if format_ is not None or not quiet:
        show_report(document, format_, color)
    if outputs and not quiet:
        note(f"Written: {', '.join(outputs)}")


def _in_both(columns: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the columns that are named once: both results have them."""
    return {role: named[0] for role, named in columns.items() if len(named) == 1}


def _apart(columns: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, str]]:
    """Return the columns that are named twice: that of the old result, and that of the new one.

    Raises:
        UsageError: a role is named more often.
    """
    from fairaudit.errors import UsageError

    for role, named in columns.items():
        if len(named) > 2:
            raise UsageError(f"--{role} is given {len(named)} times. Two results are compared: name it once or twice.")
    return {role: (named[0], named[1]) for role, named in columns.items() if len(named) == 2}


def _compare(
    old: str, new: str | None, asked: Comparing, source: Path | None, outputs: tuple[str, ...], quiet: bool
) -> ChangesDocument:
    """Compare two reports, or the data, with progress on standard error."""
    from fairaudit.api.changes import compare_results
    from fairaudit.cli.progress import progress
    from fairaudit.cli.report import refuse_to_overwrite

    names = [old] if new is None else [old, new]
    refuse_to_overwrite(outputs, data=names, config=asked.config, settings=source)
    with progress(quiet) as update:
        return compare_results(old, new, replace(asked, progress=update))


repeatable(command, "Twice: the column of the old and that of the new result.")
