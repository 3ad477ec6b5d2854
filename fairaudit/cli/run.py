"""One run of the command line: every way in which it can end, as an exit code and at most one message."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from enum import IntEnum

import click

from fairaudit import __version__
from fairaudit.cli.program import program
from fairaudit.clock import now
from fairaudit.errors import FairauditError, UsageError, did_you_mean, show

_TELLS = frozenset({"-h", "--help", "--version"})


class ExitCode(IntEnum):
    """What the exit code says."""

    DONE = 0
    RULE_FAILED = 1
    NOT_DONE = 2
    UNDECIDED = 3
    BUG = 4
    INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code; a user never sees a traceback without `--debug`."""
    if "_FAIRAUDIT_COMPLETE" in os.environ:
        program.main(list(arguments), prog_name="fairaudit")  # click answers the shell and exits
    debug = "--debug" in arguments
    _replace_closed_streams()
    try:
        return _invoke(arguments)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort):
        _complain("interrupted: nothing more was written.", debug)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        silence(sys.stdout)
        if not _TELLS.isdisjoint(arguments):  # click prints these; nothing else was asked for
            return ExitCode.DONE
        _complain("error: The other end of a pipe was closed before the work was done. Run the command again.", debug)
        return ExitCode.NOT_DONE
    except (click.ClickException, FairauditError, MemoryError) as error:
        _complain(f"error: {_message(error)}", debug)
        return ExitCode.NOT_DONE
    except Exception as bug:
        _complain(_bug_report(bug, debug), debug)
        return ExitCode.BUG


def _replace_closed_streams() -> None:
    """Python has no stream object where the shell closed one (`>&-`); write to nowhere then."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open until the end


def _invoke(arguments: Sequence[str]) -> int:
    _check_surroundings(arguments)
    with program.make_context("fairaudit", list(arguments)) as context:
        return int(program.invoke(context) or ExitCode.DONE)


def _check_surroundings(arguments: Sequence[str]) -> None:
    """Refuse what every command, and the libraries below it, would stumble over."""
    if any("\0" in argument for argument in arguments):
        raise UsageError("An argument holds a NUL character, which no path and no name can have.")
    try:
        os.getcwd()
    except OSError as gone:
        raise UsageError(f"The working folder cannot be read: {gone.strerror}. Change to another one.") from gone
    now()  # SOURCE_DATE_EPOCH may hold a time that is none


def _message(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "There is not enough memory for this audit. Use fewer attributes or intersections, or a larger machine."
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return f"A command or an argument is missing.\n\n{error.format_message()}"
    if isinstance(error, click.UsageError):
        return _usage_message(error)
    return error.format_message() if isinstance(error, click.ClickException) else str(error)


def _usage_message(error: click.UsageError) -> str:
    """Say what click found in the words of all other messages."""
    command = error.ctx.command_path if error.ctx else "fairaudit"
    hint = f"`{command} --help` shows what there is."
    if isinstance(error, click.NoSuchOption):
        known = (name for parameter in error.ctx.command.params for name in parameter.opts) if error.ctx else ()
        return f"There is no option `{show(error.option_name)}`.{did_you_mean(error.option_name, known)} {hint}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        is_option = isinstance(error.param, click.Option)
        name = error.param.opts[-1] if is_option else error.param.human_readable_name.removesuffix("...")
        return f"{name} is missing. {hint}"
    message = show(" ".join(error.message.split()))
    message = message if message.endswith((".", "?", "`")) else f"{message}."
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{error.param.opts[-1]}: {message}"
    return f"{message} {hint}"


def _bug_report(bug: Exception, debug: bool) -> str:
    advice = "" if debug else " Run the same command with --debug to see where, and report it with what that prints."
    return f"error: fairaudit {__version__} has a bug: {type(bug).__name__}: {bug}.{advice}"


def _complain(message: str, debug: bool) -> None:
    """Write to standard error; a closed or a narrow standard error must not hide the exit code."""
    try:
        if debug:
            traceback.print_exc()
        click.echo(message, err=True)
    except (OSError, ValueError):
        silence(sys.stderr)


def silence(stream: object) -> None:
    """Let everything that is still buffered for a closed pipe go nowhere, also when Python exits."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]
    except (OSError, ValueError, AttributeError):
        return
