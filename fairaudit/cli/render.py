"""`fairaudit render`: other formats from a JSON report, without the data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairaudit.cli.options import output_options
from fairaudit.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from fairaudit.document import Document


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

    refuse_to_overwrite([report], outputs)
    writers.check_outputs(outputs)
    document = read_report(report)
    for output in outputs:
        writers.write(document, output)
    if format_ is not None or not (quiet or outputs):
        show_report(document, format_, color)
    if outputs and not quiet:
        note(f"Written: {', '.join(outputs)}")


def read_report(path: str) -> Document:
    """Read a JSON report.

    Raises:
        DataError: there is no such file, or it is not a report.
    """
    from fairaudit.errors import DataError, show
    from fairaudit.report import json_report

    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return json_report.loads(content.decode("utf-8"))
    except FileNotFoundError as missing:
        raise DataError(f"There is no file {show(path)}.") from missing
    except OSError as unreadable:
        raise DataError(f"{show(path)} cannot be read: {unreadable.strerror}.") from unreadable
    except UnicodeDecodeError as other:
        raise DataError(f"{show(path)} is not UTF-8, so it is not a JSON report of fairaudit.") from other
