"""`fairaudit check`: audit one data set and judge it by a policy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairaudit.cli.options import data_options, jobs_option, output_options, policy_options, preset_options
from fairaudit.cli.sections import SectionedCommand
from fairaudit.errors import UsageError, show

if TYPE_CHECKING:
    from fairaudit.document import Document
    from fairaudit.document.judged import JudgedDocument


@click.command("check", cls=SectionedCommand, short_help="Audit one data set and judge it by rules.")
@click.argument("data", nargs=-1, required=True)
@data_options
@jobs_option
@policy_options
@preset_options
@output_options
@click.pass_context
def command(
    context: click.Context,
    /,
    data: tuple[str, ...],
    require: tuple[str, ...],
    baseline: str | None,
    update_baseline: bool,
    exit_zero: bool,
    verbose: bool,
    outputs: tuple[str, ...],
    format_: str | None,
    quiet: bool,
    color: str | None,
    jobs: int,
    config_file: str | None,
    **options: Any,
) -> int:
    """Audit one data set and judge it by rules.

    DATA is one data set, as for `fairaudit report`. Rules are sentences, in --require or in fairaudit.toml.

    \b
    Exit codes:
      0  every rule passed
      1  a rule failed
      2  the audit was not done: options, settings or data are wrong
      3  no rule failed, but one is inconclusive, or there was nothing to judge

    \b
    Examples:
      fairaudit check decisions.csv -g race --require "selection_rate.ratio by race >= 0.8"
      fairaudit check speech.csv --config fairaudit.toml -o report.json -o junit.xml
    """
    from fairaudit.cli.console import note
    from fairaudit.cli.report import Printing, produce
    from fairaudit.settings.layers import make_config, make_policy

    if update_baseline:
        check_update(baseline)
    config, source = make_config(config_file, options)
    from fairaudit.report import json_report  # after the settings: a mistake in them is answered at once

    policy = make_policy(source, require)
    before = None if baseline is None else json_report.read(baseline)
    printing = Printing(outputs, format_, quiet, color, baseline, _form(verbose, quiet))
    document = produce(context, data, config, source, printing, policy, before, jobs)
    tell_github(document)
    if update_baseline and before is not None:
        note(tighten(document, before, str(baseline)))
    return 0 if exit_zero else document["gate"]["exit_code"]


def _form(verbose: bool, quiet: bool) -> str:
    """Return how much of the report a reader gets."""
    if verbose:
        return "whole"
    return "verdicts" if quiet else "brief"


def tell_github(document: JudgedDocument) -> None:
    """In GitHub Actions, annotate the run, and add to its summary page; elsewhere do nothing."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return
    from fairaudit.cli.console import note
    from fairaudit.report.ci import github

    for line in github.commands(document).splitlines():
        note(line)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if page:
        _append(page, github.summary(document))


def _append(page: str, text: str) -> None:
    """Add to the job's summary; the verdict stands whether or not that can be written."""
    from fairaudit.cli.console import note

    try:
        with Path(page).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except (OSError, ValueError) as failed:
        why = getattr(failed, "strerror", None) or failed
        note(f"The job's summary (GITHUB_STEP_SUMMARY) cannot be written: {why}. The verdict does not depend on it.")


def check_update(baseline: str | None) -> None:
    """Raise a UsageError if there is no baseline that `--update-baseline` could write."""
    if baseline is None:
        raise UsageError("--update-baseline needs the report that it is to replace: --baseline report.json.")
    if not baseline.lower().endswith(".json"):
        raise UsageError(f"--update-baseline writes a JSON report; {show(baseline)} has another name. Call it *.json.")


def tighten(document: Document, before: Document, baseline: str) -> str:
    """Put this report in the place of the baseline if nothing in it is worse; say what was done."""
    from fairaudit import report
    from fairaudit.policy import why_no_baseline

    why = why_no_baseline(document, before)
    if why is not None:
        return f"The baseline {show(baseline)} stays: {why}."
    report.write(document, baseline)
    return f"The baseline {show(baseline)} is now this report."
