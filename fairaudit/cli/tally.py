"""`fairaudit tally`: count the rows of a data set, and keep what is left of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from fairaudit.cli.options import data_options, debug_option, jobs_option
from fairaudit.cli.sections import SectionedCommand, section

_output = section("Output")


@click.command("tally", cls=SectionedCommand, short_help="Count the rows, and keep what is left of them.")
@click.argument("data", nargs=-1, required=True)
@_output("-o", "--output", metavar="FILE.tally", required=True, help="Write the tally here.")
@_output(
    "--hash-clusters",
    metavar="KEYFILE",
    help="Replace the names of clusters (speakers) by hashes with the key in this file.",
)
@_output("-q", "--quiet", is_flag=True, help="Print no notes, no progress.")
@data_options
@jobs_option
@debug_option
def command(
    data: tuple[str, ...],
    output: str,
    hash_clusters: str | None,
    quiet: bool,
    jobs: int,
    config_file: str | None,
    **options: Any,
) -> int:
    """Count the rows, and keep what is left of them.

    A tally holds counts for every combination of groups (and cluster) that occurs: no rows and no texts. `report`,
    `check`, `compare` and `batch` take it wherever they take data, and `merge` adds several. Groups and everything
    else that says how rows are counted are settled in it.

    \b
    Examples:
      fairaudit tally decisions.csv -g race -g sex -o site-a.tally
      fairaudit tally speech.csv -g accent --cluster speaker_id --hash-clusters key.txt -o site-b.tally
      fairaudit report site-a.tally site-c.tally -g race
    """
    from fairaudit import saved
    from fairaudit.cli.console import note
    from fairaudit.cli.progress import progress
    from fairaudit.cli.report import refuse_to_overwrite, tell_settings
    from fairaudit.engine import open_data, settings_for, tally
    from fairaudit.report.output import check_places
    from fairaudit.saved.clusters import key_in, with_hashed_clusters
    from fairaudit.settings.layers import make_config

    config, source = make_config(config_file, options)
    refuse_to_overwrite([output], data=data, config=config, settings=source)
    saved.check_name(output)
    check_places([Path(output)])
    key = None if hash_clusters is None else key_in(hash_clusters)
    tell_settings(source, quiet)
    opened = open_data(data, config)
    with progress(quiet) as update:
        found = tally(opened, settings_for(opened, config), update, jobs)
    found = found if key is None else with_hashed_clusters(found, key)
    saved.write(found, output)
    if not quiet:
        note(f"Written: {output}. {saved.in_short(found)}")
    return 0
