"""`fairaudit init`: look at data and write a commented configuration file."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairaudit.cli.once import OnceCommand
from fairaudit.cli.options import debug_option, setting_option
from fairaudit.errors import OutputError, UsageError, show

if TYPE_CHECKING:
    from fairaudit.proposal.propose import Proposal

FILE_NAME = "fairaudit.toml"


@click.command("init", cls=OnceCommand, short_help="Look at data, and write a commented fairaudit.toml.")
@click.argument("data", nargs=-1, required=True)
@click.option("-o", "--output", default=FILE_NAME, metavar="FILE", help="Write this file. Default: fairaudit.toml.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@setting_option("encoding")
@setting_option("delimiter")
@setting_option("decimal")
@debug_option
def command(data: tuple[str, ...], output: str, force: bool, **reading: str | None) -> None:
    """Look at data, and write a commented fairaudit.toml.

    The file proposes what the columns mean, which groups to compare, and a policy that only warns. Look through it:
    nothing in it is known for certain.
    """
    from fairaudit.cli import console
    from fairaudit.cli.report import refuse_to_overwrite
    from fairaudit.proposal.look import look_at
    from fairaudit.proposal.propose import propose
    from fairaudit.proposal.write import text_of
    from fairaudit.source import open_source

    path = Path(output)
    _refuse_to_overwrite(path, force)
    refuse_to_overwrite([output], data=data)
    source = open_source(data, **reading)
    proposal = propose(source.columns, look_at(source))
    _write(path, text_of(proposal, shlex.join(data), reading), force)
    console.print_text(_said(proposal, path, data))


def _refuse_to_overwrite(path: Path, force: bool) -> None:
    if path.suffix != ".toml" or path.name == "pyproject.toml":
        raise UsageError(f"The file is one of its own that ends with .toml; {show(path)} is not.")
    if os.path.lexists(path) and not force:
        raise UsageError(f"{show(path)} is there already. Look at it, or write over it with --force.")


def _write(path: Path, text: str, force: bool) -> None:
    """Write the file in one go; without `force`, a file that has come meanwhile stays as it is."""
    from fairaudit.report import write_text

    if not force:
        try:
            path.open("x").close()
        except FileExistsError as there:
            raise UsageError(f"{show(path)} is there already. Look at it, or write over it with --force.") from there
        except OSError as failed:
            raise OutputError(f"{show(path)} cannot be written: {failed.strerror}.") from failed
    try:
        write_text(text, path)
    except BaseException:
        if not force:  # the empty file that kept the place
            path.unlink(missing_ok=True)
        raise


def _said(proposal: Proposal, path: Path, data: tuple[str, ...]) -> str:
    from fairaudit.proposal.propose import described

    lines = [f"Written: {show(path)}", ""]
    lines += [f"  task         {proposal.task or 'not clear from the names of the columns'}"]
    lines += [f"  {role.name:<12} {show(role.column)}" for role in proposal.roles]
    lines += [f"  {name:<12} missing: no column has a well-known name" for name in proposal.missing]
    lines += [f"  group?       {show(column.name)}: {described(column)}" for column in proposal.attributes]
    lines += [] if proposal.attributes else ["  group?       no column looks like group labels"]
    lines += [
        f"  {name:<12} {show(value) if isinstance(value, str) else f'{value:g}'}, a guess"
        for name, value, _ in proposal.guesses
    ]
    lines += [f"  trouble      {show(proposal.trouble)}"] if proposal.trouble is not None else []
    first = "Look through it, then run:" if proposal.is_complete else "Fill in what is missing, then run:"
    return "\n".join([*lines, "", first, *(f"  {line}" for line in _next(path, data))]) + "\n"


def _next(path: Path, data: tuple[str, ...]) -> list[str]:
    option = [] if path == Path(FILE_NAME) else ["--config", str(path)]
    return [show(shlex.join(["fairaudit", name, *data, *option])) for name in ("report", "check")]
