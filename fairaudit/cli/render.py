"""`fairaudit render`: other formats from a JSON report, without the data."""

from __future__ import annotations

from pathlib import Path

import click

from fairaudit.cli.options import output_options
from fairaudit.cli.sections import SectionedCommand


@click.command("render", cls=SectionedCommand, short_help="Turn a JSON report into other formats, without the data.")
@click.argument("report", metavar="REPORT.json")
@output_options
def command(report: str, outputs: tuple[str, ...], format_: str | None, quiet: bool, color: str | None) -> None:
    """Turn a JSON report into other formats, without the data.

    REPORT.json is what `fairaudit report -o report.json` wrote; - reads standard input. Without -o and --format, the
    terminal report is printed.
    """
    from fairaudit import report as writers
    from fairaudit.cli.console import note
    from fairaudit.cli.report import refuse_to_overwrite, show_report
    from fairaudit.report import json_report

    refuse_to_overwrite([Path(report)], outputs)
    document = json_report.read(report)
    writers.check_outputs(outputs, judged="gate" in document)
    for output in outputs:
        writers.write(document, output)
    if format_ is not None or not (quiet or outputs):
        show_report(document, format_, color)
    if outputs and not quiet:
        note(f"Written: {', '.join(outputs)}")
