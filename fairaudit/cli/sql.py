"""`fairaudit sql`: the query that counts rows in a database."""

from __future__ import annotations

from typing import Any

import click

from fairaudit.cli.options import data_options, debug_option
from fairaudit.cli.sections import SectionedCommand, section

_output = section("Output")


@click.command("sql", cls=SectionedCommand, short_help="Print the query that counts rows in a database, for an audit.")
@click.argument("table")
@_output("--dialect", required=True, metavar="NAME", help="Whose SQL: postgres, snowflake, bigquery, databricks, …")
@data_options
@debug_option
def command(table: str, dialect: str, config_file: str | None, **options: Any) -> int:
    """Print the query that counts rows in a database, for an audit.

    TABLE is a name such as schema.table. Name every column that the audit reads. Run the query where the rows are, save
    what it returns as CSV or Parquet, and audit that with --count: the numbers are those of the rows, and no row has
    left the database.

    \b
    Examples:
      fairaudit sql lending.decisions --dialect snowflake -g race -g sex --label repaid --prediction granted
      fairaudit report counts.csv --count rows_counted -g race -g sex --label repaid --prediction granted
    """
    from fairaudit.cli.console import note, print_text
    from fairaudit.engine.query import query
    from fairaudit.settings.layers import make_config

    config, _ = make_config(config_file, options)
    text, count = query(table, config, dialect)
    print_text(f"{text};\n")
    note(
        f"Save what it returns as counts.csv, then: fairaudit report counts.csv --count {count}, and the same options."
    )
    return 0
