"""`fairaudit merge`: add tallies."""

from __future__ import annotations

from pathlib import Path

import click

from fairaudit.cli.options import debug_option
from fairaudit.cli.sections import SectionedCommand, section

_output = section("Output")


@click.command(
    "merge", cls=SectionedCommand, short_help="Add tallies: those of parts of the rows are the tally of all."
)
@click.argument("tallies", nargs=-1, required=True)
@_output("-o", "--output", metavar="FILE.tally", required=True, help="Write the tally of all rows here.")
@_output("-q", "--quiet", is_flag=True, help="Print no notes.")
@debug_option
def command(tallies: tuple[str, ...], output: str, quiet: bool) -> int:
    """Add tallies: those of parts of the rows are the tally of all.

    The parts must have been counted in the same way: the same task, columns, groups, bins, normaliser. A tally that is
    given twice, itself or within another, is refused: its rows would count twice.

    \b
    Example:
      fairaudit merge site-*.tally -o all.tally
    """
    from fairaudit import saved
    from fairaudit.cli.console import note
    from fairaudit.cli.report import refuse_to_overwrite
    from fairaudit.engine import open_tallies
    from fairaudit.report.output import check_places

    refuse_to_overwrite([output], data=tallies)
    saved.check_name(output)
    check_places([Path(output)])
    found = saved.merged(open_tallies(tallies))
    saved.write(found, output)
    if not quiet:
        note(f"Written: {output}. {saved.in_short(found)}")
    return 0
