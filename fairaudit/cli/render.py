"""`fairaudit render`: other formats from a JSON report, without the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairaudit.cli.options import output_options
from fairaudit.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from fairaudit.document import Document


@click.command("render", cls=SectionedCommand, short_help="Turn a JSON report into other formats, without the data.")
@click.argument("report", metavar="REPORT.json")
@click.option("-m", "--metric", metavar="METRIC", help="The metric that a figure (.svg) shows.")
@click.option("--by", metavar="ATTR[:ATTR]", help="The attribute whose groups a figure (.svg) shows.")
@click.option(
    "--figure",
    type=click.Choice(["intervals", "roc", "reliability", "spread", "threshold"]),
    help="What a figure (.svg) shows: intervals of a metric (the default), or one of the drawings of scores.",
)
@output_options
def command(
    report: str,
    metric: str | None,
    by: str | None,
    figure: str | None,
    outputs: tuple[str, ...],
    format_: str | None,
    quiet: bool,
    color: str | None,
) -> None:
    """Turn a JSON report into other formats, without the data.

    REPORT.json is what `fairaudit report -o report.json` (or check, or compare) wrote; - reads standard input. Without
    -o and --format, the terminal report is printed. An output that ends in .svg is one figure: a metric by an
    attribute, each group with its interval, for papers and slides; with --figure a drawing of scores by an attribute.
    """
    from fairaudit.errors import UsageError
    from fairaudit.report import json_report

    figures = [output for output in outputs if Path(output).suffix.lower() == ".svg"]
    if (metric or by or figure) and not figures:
        raise UsageError(
            "--metric, --by and --figure say what a figure shows, and none is written: name one, as -o figure.svg."
        )
    if metric and figure not in (None, "intervals"):
        raise UsageError(f"--metric is about intervals, and --figure {figure} shows none of a metric. Leave one out.")
    if json_report.is_comparison(report):
        _render_comparison(report, outputs, format_, quiet, color)
        return
    from fairaudit import report as writers
    from fairaudit.cli.console import note
    from fairaudit.cli.report import refuse_to_overwrite, show_report

    refuse_to_overwrite(outputs, report=report)
    document = json_report.read(report)
    writers.check_outputs(outputs, judged="gate" in document)
    for output in outputs:
        if output in figures:
            writers.write_text(_figure(document, figure, metric, by), Path(output))
        else:
            writers.write(document, output)
    if format_ is not None or not (quiet or outputs):
        show_report(document, format_, color)
    if outputs and not quiet:
        note(f"Written: {', '.join(outputs)}")


def _figure(document: Document, figure: str | None, metric: str | None, by: str | None) -> str:
    from fairaudit.report.html import figure as intervals
    from fairaudit.report.html import score_figure

    if figure is None or figure == "intervals":
        return intervals.render(document, metric, by)
    return score_figure.render(document, figure, by)


def _render_comparison(
    comparison: str, outputs: tuple[str, ...], format_: str | None, quiet: bool, color: str | None
) -> None:
    """Turn a comparison into other formats."""
    from fairaudit import report as writers
    from fairaudit.cli.console import note
    from fairaudit.cli.report import refuse_to_overwrite, show_report
    from fairaudit.report import json_report

    refuse_to_overwrite(outputs, report=comparison)
    document = json_report.read_comparison(comparison)
    writers.check_outputs(outputs, "comparison", judged=document["gate"] is not None)
    for output in outputs:
        writers.write(document, output)
    if format_ is not None or not (quiet or outputs):
        show_report(document, format_, color)
    if outputs and not quiet:
        note(f"Written: {', '.join(outputs)}")
