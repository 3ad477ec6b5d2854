"""`fairaudit explain`: metrics, comparisons, warnings and other words of a report in full."""

from __future__ import annotations

import click

from fairaudit.cli.once import OnceCommand
from fairaudit.cli.options import debug_option


@click.command("explain", cls=OnceCommand, short_help="Explain metrics, comparisons, warnings and other words.")
@click.argument("name", nargs=-1, required=True)
@debug_option
def command(name: tuple[str, ...]) -> None:
    """Explain metrics, comparisons, warnings and other words.

    NAME is a metric (word_error_rate, wer), a fairness metric (demographic_parity_difference), a comparison
    (difference, ratio, worst), a word that reports print (by chance, at least, small), the code of a warning, or
    another toolkit's name (disparate_impact, DPPL). Several names are explained one after the other.
    """
    from fairaudit.cli import console
    from fairaudit.report.explained import WIDTH, explain, named

    width = min(console.width(), WIDTH)
    console.print_text("\n".join(explain(each, width) for each in named(name)))
