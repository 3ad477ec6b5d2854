"""The options that every audit takes: what the data mean, which groups, how sure, and how to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from fairaudit.cli.once import COLUMN_PER_RESULT
from fairaudit.cli.sections import SectionedOption, section
from fairaudit.cli.values import Assignment, Bins, Checked, Delimiter
from fairaudit.config import CHOICES

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]

_column = section("Columns and groups")
_reading = section("How the data are read")
_evidence = section("What is computed, and how sure it is")
_rules = section("Rules")
_output = section("Output")

_ROLES = [
    _column("--task", type=click.Choice(CHOICES["task"]), help="What the model does. Default: as the columns say."),
    _column("--label", metavar="COLUMN", help="What was true (binary)."),
    _column("--prediction", metavar="COLUMN", help="What the model decided (binary)."),
    _column("--score", metavar="COLUMN", help="The model's score (binary)."),
    _column("--reference", metavar="COLUMN", help="What was said (speech)."),
    _column("--hypothesis", metavar="COLUMN", help="What was recognised (speech)."),
    _column(
        "-g",
        "--group",
        "groups",
        metavar="ATTR",
        multiple=True,
        help="A column of group labels; accent:gender is an intersection. Repeatable.",
    ),
    _column(
        "--intersections",
        type=click.Choice(CHOICES["intersections"]),
        help="Also cross the attributes: all pairs, or all subsets. Default: none.",
    ),
    _column("--cluster", metavar="COLUMN", help="Who the rows come from, such as the speaker."),
    _column("--weight", metavar="COLUMN", help="Weights of the rows."),
    _column("--count", metavar="COLUMN", help="How many rows each row stands for."),
]

_MEANING = [
    _reading("--positive", metavar="VALUE", help="The label and prediction that count as positive."),
    _reading(
        "--threshold",
        type=Checked(click.FLOAT, "threshold"),
        metavar="NUMBER",
        help="Predict positive from this score on.",
    ),
    _reading(
        "--bin",
        "bins",
        type=Bins(),
        multiple=True,
        help="Make groups of a numeric column: age=18,30,50,65. Repeatable.",
    ),
    _reading("--where", type=Assignment(), multiple=True, help="Only rows with this value: country=UK. Repeatable."),
    _reading(
        "--normalize",
        metavar="none|basic|FILE",
        help="How texts are made alike before they are compared. FILE: a CSV of equivalents, applied after basic. "
        "Default: basic.",
    ),
    _reading(
        "--edit-split",
        type=click.Choice(CHOICES["edit_split"]),
        help="How errors are split into substitutions, deletions and insertions. Default: minimum.",
    ),
    _reading(
        "--encoding",
        type=Checked(click.STRING, "encoding"),
        metavar="NAME",
        help="Encoding of text files. Default: utf-8.",
    ),
    _reading("--delimiter", type=Delimiter(), metavar="CHARACTER", help="Between the fields of text files."),
    _reading(
        "--decimal",
        type=Checked(click.STRING, "decimal"),
        metavar=".|,",
        help="Before the fractions of numbers in text. Default: as the numbers show.",
    ),
]

_EVIDENCE = [
    _evidence(
        "-m",
        "--metric",
        "metrics",
        metavar="NAME",
        multiple=True,
        help="Report this metric only. Repeatable. Default: all metrics of the task.",
    ),
    _evidence(
        "--confidence",
        type=Checked(click.FLOAT, "confidence"),
        metavar="NUMBER",
        help="Confidence of intervals. Default: 0.95.",
    ),
    _evidence(
        "--min-group-size",
        type=Checked(click.INT, "min_group_size"),
        metavar="ROWS",
        help="Smaller groups are shown, not compared. Default: 30.",
    ),
    _evidence(
        "--min-clusters",
        type=Checked(click.INT, "min_clusters"),
        metavar="N",
        help="Groups with fewer clusters are shown, not compared. Default: 5.",
    ),
    _evidence(
        "--against",
        type=Assignment(),
        multiple=True,
        help="Compare with this group instead of highest with lowest: race=White. Repeatable.",
    ),
    _evidence(
        "--suppress-below",
        type=Checked(click.INT, "suppress_below"),
        metavar="ROWS",
        help="Hide the counts of groups smaller than this in every output.",
    ),
    _evidence(
        "--examples",
        type=Checked(click.INT, "examples"),
        metavar="N",
        help="Show the N worst utterances of each attribute (speech); otherwise no text of the data is shown.",
    ),
]

_DEMANDS = [
    _rules(
        "--require",
        metavar="RULE",
        multiple=True,
        help='A rule, in quotes: "accuracy overall >= 0.8". Repeatable; added to those of the settings file.',
    ),
]
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

_PRESETS = [
    _rules(
        "--preset",
        "presets",
        metavar="ID",
        multiple=True,
        help="Show the numbers that a published rule asks for; `check` also judges by its limits. ID:floor=0.9 sets a "
        "number that is yours. Repeatable, added to those of the settings file; `fairaudit presets` lists them.",
    ),
]

_PRINTED = [
    _output("-q", "--quiet", is_flag=True, help="Print no report, no notes and no progress."),
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
        if isinstance(option, SectionedOption) and option.name in COLUMN_PER_RESULT:
            command.params[place] = SectionedOption(
                option.opts,
                section=option.section,
                metavar=option.metavar,
                multiple=True,
                help=f"{option.help} {meaning}",
            )


def data_options(command: F) -> F:
    """Add the options that say what an audit is to do."""
    return _add(command, [*_ROLES, *_MEANING, *_EVIDENCE, _CONFIG])


def policy_options(command: F) -> F:
    """Add the options that say what is demanded."""
    return _add(command, [*_DEMANDS, *_BASELINE, *_EXIT_ZERO])


def batch_options(command: F) -> F:
    """Add the options of a batch: rules, which results, and where the reports go."""
    return _add(command, [*_DEMANDS, *_EXIT_ZERO, *_BATCH, *_PRINTED, _DEBUG])


def preset_options(command: F) -> F:
    """Add the options that say which published rules are of interest."""
    return _add(command, _PRESETS)


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
