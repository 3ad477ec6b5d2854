"""The options that every audit takes: what the data mean, which groups, how sure, and how to print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click

from fairaudit.cli.sections import SectionedOption, section
from fairaudit.cli.values import Assignment, Bins, Checked, Delimiter, Numbers, Separated
from fairaudit.config.setting import ABOUT, COLUMNS, COMPUTED, READING, RULES, Kind
from fairaudit.settings.table import ALL, in_help
from fairaudit.tasks.columns import OF_MODEL

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]

_rules = section(RULES)
_output = section("Output")

_TYPES: dict[Kind, Callable[[str], Any]] = {
    "bins": Bins,
    "character": Delimiter,
    "file": partial(Checked, click.STRING),
    "lists": Separated,
    "number": partial(Checked, click.FLOAT),
    "numbers": Numbers,
    "pairs": lambda _: Assignment(),
    "text": partial(Checked, click.STRING),
    "whole": partial(Checked, click.INT),
    "word": lambda name: click.Choice(ALL[name].words),
}
"""How the text of an option is read; others stay text."""
_REPEATABLE: frozenset[Kind] = frozenset(("bins", "groups", "lists", "metrics", "pairs", "presets", "texts"))


def setting_option(name: str, make: Callable[..., Decorator[Any]] = click.option) -> Decorator[Any]:
    """Return the option of a setting; `make` puts it under a heading of the help."""
    said = ALL[name]
    kind = _TYPES.get(said.kind)
    return make(
        *said.options,
        name,
        type=None if kind is None else kind(name),
        metavar=said.metavar,
        multiple=said.kind in _REPEATABLE,
        help=said.help,
    )


def _under(*headings: str) -> list[Decorator[Any]]:
    """Return the options of the settings that stand under these headings of the help."""
    found = [each for heading in headings for each in in_help() if each.heading == heading]
    return [setting_option(each.name, section(each.heading)) for each in found]


_DEMANDS = [
    _rules(
        "--require",
        metavar="RULE",
        multiple=True,
        help='A rule, in quotes: "accuracy overall >= 0.8". Repeatable; added to those of the settings file.',
    ),
]
_VERBOSE = [_rules("--verbose", is_flag=True, help="Print every table, not only who is served worse and the verdicts.")]
_EXIT_ZERO = [_rules("--exit-zero", is_flag=True, help="Exit with 0 whatever the verdict.")]
_BASELINE = [
    _rules(
        "--baseline", metavar="REPORT.json", help="An earlier report, for rules that say: no worse than baseline by."
    ),
    _rules(
        "--update-baseline",
        is_flag=True,
        help="Afterwards, put this report in the baseline's place if every rule passed and nothing is worse.",
    ),
]

_PRINTED = [
    _output(
        "-q", "--quiet", is_flag=True, help="Print no report (`check`: the verdicts alone), no notes, no progress."
    ),
    _output(
        "--color", type=click.Choice(["auto", "always", "never"]), help="Colour. NO_COLOR and FORCE_COLOR are heeded."
    ),
]
_OUTPUT = [
    _output(
        "-o",
        "--output",
        "outputs",
        metavar="FILE",
        multiple=True,
        help="Write a report; the suffix picks the format: .json .html .md .csv. Repeatable.",
    ),
    _output(
        "--format",
        "format_",
        type=click.Choice(["json", "md"]),
        help="Print this to standard output instead of the terminal report.",
    ),
    *_PRINTED,
]

_JOBS = [
    section(READING)(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        default=1,
        help="Count so many files at once, each in a process of its own. Default: 1.",
    ),
]

_batch = section("Batch")
_BATCH = [
    _batch("-o", "--output", metavar="FOLDER", required=True, help="Write the reports and index.html here."),
    _batch("--manifest", metavar="FILE.csv", help="Audit the results that a CSV file lists: name,path."),
    _batch("--include", metavar="PATTERN", multiple=True, help="Only results whose name matches, such as *.parquet."),
    _batch("--exclude", metavar="PATTERN", multiple=True, help="Leave out results or folders that match. Repeatable."),
    _batch("--jobs", type=click.IntRange(min=1), metavar="N", help="Results audited at once. Default: the processors."),
    _batch("--fail-fast", is_flag=True, help="Stop at the first result that fails or cannot be audited."),
]

_DEBUG = click.option("--debug", is_flag=True, expose_value=False, help="Show where in the program an error arose.")
_CONFIG = click.option(
    "--config",
    "config_file",
    metavar="FILE",
    help="Read settings from this file instead of the nearest fairaudit.toml or pyproject.toml.",
)


def repeatable(command: click.Command, meaning: str) -> None:
    """Let a command take the columns of several results; `meaning` is added to the help of these options."""
    for place, option in enumerate(command.params):
        if isinstance(option, SectionedOption) and option.name in OF_MODEL:
            command.params[place] = SectionedOption(
                option.opts,
                section=option.section,
                metavar=option.metavar,
                multiple=True,
                help=f"{option.help} {meaning}",
            )


def data_options(command: F) -> F:
    """Add the options that say what an audit is to do."""
    return _add(command, [*_under(COLUMNS, READING, COMPUTED, ABOUT), _CONFIG])


def jobs_option(command: F) -> F:
    """Add how many files are counted at once."""
    return _add(command, _JOBS)


def policy_options(command: F) -> F:
    """Add the options that say what is demanded."""
    return _add(command, [*_DEMANDS, *_BASELINE, *_EXIT_ZERO, *_VERBOSE])


def batch_options(command: F) -> F:
    """Add the options of a batch: rules, which results, and where the reports go."""
    return _add(command, [*_DEMANDS, *_EXIT_ZERO, *_BATCH, *_PRINTED, _DEBUG])


def preset_options(command: F) -> F:
    """Add the options that say which published rules are of interest."""
    return _add(command, _under(RULES))


def output_options(command: F) -> F:
    """Add the options that say where the report goes."""
    return _add(command, [*_OUTPUT, _DEBUG])


def debug_option(command: F) -> F:
    """Add `--debug`; `fairaudit.cli.run` reads it, because it must also work for errors of the options."""
    return _DEBUG(command)


def _add(command: F, options: list[Decorator[Any]]) -> F:
    for option in reversed(options):
        command = option(command)
    return command
