"""Help with headings: thirty options in one list are read by nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from fairaudit.cli.once import OnceCommand


class SectionedOption(click.Option):
    """An option that belongs under a heading of the help."""

    def __init__(self, *args: Any, section: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


class SectionedCommand(OnceCommand):
    """A command whose help shows options under their headings, the others last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a list of options per heading."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        sections: dict[str, list[tuple[str, str]]] = {}
        for option in sorted(options, key=lambda option: not isinstance(option, SectionedOption)):
            record = option.get_help_record(ctx)
            if record is not None:
                sections.setdefault(getattr(option, "section", "Other options"), []).append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records, col_max=24)


def section(heading: str) -> Callable[..., Callable[[Any], Any]]:
    """Return a `click.option` whose options stand under `heading`."""

    def option(*names: str, **settings: Any) -> Callable[[Any], Any]:
        return click.option(*names, cls=SectionedOption, section=heading, **settings)

    return option
