"""An option that takes one value is said once: of two values one would be lost without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import click

from fairaudit.errors import UsageError
from fairaudit.tasks.columns import OF_MODEL


class OnceCommand(click.Command):
    """A command that refuses a second value where one is all that it can use."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Count the options before click keeps the last value of each."""
        _, _, typed = self.make_parser(ctx).parse_args(args=list(args))
        _refuse_twice(typed)
        return super().parse_args(ctx, args)


def _refuse_twice(typed: Iterable[click.Parameter]) -> None:
    for parameter, times in Counter(typed).items():
        if isinstance(parameter, click.Option) and times > 1 and not (parameter.multiple or parameter.is_flag):
            raise UsageError(_message(parameter, times))


def _message(option: click.Option, times: int) -> str:
    name = option.opts[-1]
    often = "twice" if times == 2 else f"{times} times"
    said = f"{name} is given {often}, and takes one value. Keep one of them."
    if option.name not in OF_MODEL:
        return said
    return (
        f"{said} To see what differs between two columns of the same data, use `fairaudit compare DATA {name} OLD "
        f"{name} NEW`; to audit each column, use `fairaudit batch FOLDER {name} ONE {name} OTHER -o REPORTS`."
    )
