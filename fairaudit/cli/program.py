"""The program and its commands: names and summaries are a table, so that `--help` and TAB import no command."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click
from click.shell_completion import CompletionItem

from fairaudit import __version__
from fairaudit.errors import did_you_mean, show

COMMANDS: dict[str, str] = {
    "init": "Look at data, and write a commented fairaudit.toml.",
    "report": "Audit one data set and print what was found.",
    "check": "Audit one data set and judge it by rules.",
    "compare": "Say what changed between two results.",
    "batch": "Audit every result in a folder tree, and say where to look.",
    "tally": "Count the rows, and keep what is left of them.",
    "merge": "Add tallies: those of parts of the rows are the tally of all.",
    "sql": "Print the query that counts rows in a database, for an audit.",
    "metrics": "List the metrics.",
    "explain": "Explain metrics, comparisons, warnings and other words.",
    "plan": "Say what these group sizes can show, and what it would take.",
    "presets": "List published rules, or explain one.",
    "render": "Turn a JSON report into other formats, without the data.",
}
"""Command → summary. The command NAME is the object `command` of the module fairaudit.cli.NAME."""


class LazyGroup(click.Group):
    """A group that imports a command when it runs, and not to list it."""

    def __init__(self, *args: Any, summaries: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.summaries = dict(summaries or {})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the commands in the order of the table."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in self.summaries:
            return None
        command: click.Command = importlib.import_module(f"fairaudit.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest name."""
        name = args[0]
        if name not in self.summaries and not name.startswith("-"):
            raise click.UsageError(f"There is no command `{show(name)}`.{did_you_mean(name, self.summaries)}", ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the command line as it was typed, for the report."""
        ctx.meta["fairaudit.arguments"] = tuple(args)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the summaries from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete command names from the table."""
        commands = [CompletionItem(name, help=text) for name, text in self.summaries.items()]
        return [item for item in commands if item.value.startswith(incomplete)] + click.Command.shell_complete(
            self, ctx, incomplete
        )


@click.group(
    cls=LazyGroup,
    summaries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: fairaudit report predictions.csv -g accent -g gender -o report.html",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def program() -> None:
    """Does a model work equally well for everyone it serves?

    Audits predictions for performance and fairness, and says how sure it is.
    """
