"""`fairaudit plan`: what these group sizes can show, and how many rows it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from fairaudit.cli.options import data_options, debug_option
from fairaudit.cli.sections import SectionedCommand, section
from fairaudit.cli.values import ParamType
from fairaudit.errors import UsageError, show

if TYPE_CHECKING:
    from fairaudit.config import Config
    from fairaudit.planning import Asked, Plan

_planning, _output = section("What is planned"), section("Output")
_MOST_DIGITS = 15
_OWN = ("rate", "gap", "power", "rows_per_cluster", "correlation", "cluster_spread")
_FILE_HELP = "Write the plan, with its power curve; the suffix picks the format: .html .md .json. Repeatable."


class Sizes(ParamType):
    """`GROUP=ROWS,GROUP=ROWS,…`."""

    name = "GROUP=ROWS,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[str, int], ...]:
        """Split at the commas, and each part at its last equal sign."""
        return tuple(self._size(part, param, ctx) for part in str(value).split(",") if part.strip())

    def _size(self, part: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        name, equals, rows = part.strip().rpartition("=")
        if not equals or not name or not rows.strip().isdecimal():
            self.fail(f"`{show(part)}` is not GROUP=ROWS, such as Scottish=200.", param, ctx)
        if len(rows.strip()) > _MOST_DIGITS:
            self.fail(
                f"`{show(name)}` is given rows of {len(rows.strip())} digits. No data set has so many.", param, ctx
            )
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"), int(rows)


def _number(name: str, default: str, text: str) -> Callable[[Any], Any]:
    return _planning(name, type=click.FLOAT, metavar="NUMBER", help=f"{text} Default: {default}.")


def plan_output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where the plan goes."""
    file = _output("-o", "--output", "outputs", metavar="FILE", multiple=True, help=_FILE_HELP)
    form = _output("--format", "format_", type=click.Choice(["json", "md"]), help="Print this instead of tables.")
    decorated: Callable[..., Any] = file(form(command))
    return decorated


@click.command("plan", cls=SectionedCommand, short_help="Say what these group sizes can show, and what it would take.")
@click.argument("data", nargs=-1)
@_planning("--sizes", type=Sizes(), multiple=True, help="Rows per group, before there are data: Scottish=200,Welsh=80.")
@_number("--rate", "that of all rows", "The value to expect in every group, such as 0.1.")
@_number("--gap", "0.05", "The difference between groups to settle.")
@_number("--power", "0.8", "The chance with which the plan should succeed.")
@_planning(
    "--rows-per-cluster",
    type=click.IntRange(min=1, max=10**_MOST_DIGITS),
    metavar="ROWS",
    help="With --sizes: each cluster (speaker) gives so many rows.",
)
@_planning(
    "--correlation",
    type=click.FloatRange(0, 1),
    metavar="NUMBER",
    help="With --rows-per-cluster: how alike rows of one cluster are, from 0 to 1. Default: 0.1.",
)
@_planning(
    "--cluster-spread",
    type=click.FloatRange(0, 10),
    metavar="NUMBER",
    help="With --rows-per-cluster: how unequal clusters are, the standard deviation of their rows over the mean. "
    "Default: 0, all alike.",
)
@data_options
@plan_output_options
@debug_option
def command(
    data: tuple[str, ...],
    sizes: tuple[tuple[tuple[str, int], ...], ...],
    format_: str | None,
    outputs: tuple[str, ...],
    **options: Any,
) -> None:
    """Say what these group sizes can show, and what it would take.

    With DATA, the sizes (and how unequal clusters are, and how alike their rows) come from the file. With --sizes,
    nothing is read.

    \b
    Examples:
      fairaudit plan --sizes Scottish=200,Welsh=80 --rate 0.1
      fairaudit plan --sizes Scottish=2000,Welsh=800 --rate 0.2 --rows-per-cluster 40 --cluster-spread 1
      fairaudit plan speech.csv -g accent --cluster speaker_id --gap 0.03 -o plan.html
    """
    named = [size for each in sizes for size in each]
    _check_input(data, named, options)
    from fairaudit.cli.console import note
    from fairaudit.cli.report import refuse_to_overwrite
    from fairaudit.planning import Asked, check_for_data, plans_for_sizes
    from fairaudit.report import files
    from fairaudit.settings.layers import make_config

    asked = Asked(**{name: value for name, value in _own(options).items() if value is not None})
    if data:
        check_for_data(asked)
    config, source = make_config(options.pop("config_file"), options)
    refuse_to_overwrite(outputs, data=data, config=config, settings=source)
    files.check_outputs(outputs, "plan")
    plans = plans_for_sizes(dict(named), asked, config) if named else _plans_for_data(data, asked, config)
    for output in outputs:
        files.write(plans, output)
    _print(plans, format_)
    if outputs:
        note(f"Written: {', '.join(outputs)}")


def _print(plans: list[Plan], format_: str | None) -> None:
    from fairaudit.cli import console
    from fairaudit.report import files

    if format_ == "json":
        console.print_json(files.as_text(plans, ".json"))
    elif format_ == "md":
        console.print_markdown(files.as_markdown(plans))
    else:
        console.print_text(files.as_terminal(plans, width=console.width(), ascii_only=console.ascii_only()))


def _check_input(data: tuple[str, ...], sizes: list[tuple[str, int]], options: dict[str, Any]) -> None:
    """Make sure that sizes come from one place, each once."""
    if data and sizes:
        raise UsageError("--sizes is for groups without data. Leave it out, or leave out DATA.")
    if not data and not sizes:
        raise UsageError("Name the data, or the sizes of groups: --sizes Scottish=200,Welsh=80 --rate 0.1.")
    if sizes and options["groups"]:
        raise UsageError("--group names columns of DATA; with --sizes there are none.")
    if sizes and options["identities"]:
        raise UsageError("--identities names columns of DATA; with --sizes there are none.")
    names = [name for name, _ in sizes]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"--sizes gives `{show(name)}` twice.")


def _own(options: dict[str, Any]) -> dict[str, Any]:
    """Take the plan's own options out of all options."""
    return {name: options.pop(name) for name in _OWN}


def _plans_for_data(data: tuple[str, ...], asked: Asked, config: Config) -> list[Plan]:
    from fairaudit.cli.progress import progress
    from fairaudit.pipeline import Request, run
    from fairaudit.planning import plans_for_report

    with progress(False) as update:
        document = run(data, Request(config, progress=update))
    return plans_for_report(document, asked, config)
