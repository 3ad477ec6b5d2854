"""`fairaudit metrics`: the catalogue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from fairaudit.cli.once import OnceCommand
from fairaudit.cli.options import debug_option
from fairaudit.settings.table import ALL

if TYPE_CHECKING:
    from fairaudit.metrics import Metric
    from fairaudit.tasks.task import Task


@click.command("metrics", cls=OnceCommand, short_help="List the metrics.")
@click.option("--task", type=click.Choice(ALL["task"].words), help="Only the metrics of this task.")
@click.option("--format", "format_", type=click.Choice(["json"]), help="Print this instead of a table.")
@debug_option
def command(task: str | None, format_: str | None) -> None:
    """List the metrics."""
    from fairaudit import catalogue
    from fairaudit.cli import console

    tasks = {name: each for name, each in catalogue.TASKS.items() if task in {None, name}}
    chosen = {name: _metrics_of(each) for name, each in tasks.items()}
    if format_ == "json":
        entries = [_entry(name, metric) for name, metrics in chosen.items() for metric in metrics]
        console.print_json(json.dumps(entries, indent=2, ensure_ascii=False))
    else:
        console.print_text(_table(chosen))


def _metrics_of(task: Task) -> tuple[Metric, ...]:
    """Return the metrics of a task as it computes them; CLASS (or POINT) stands for what only the data tell."""
    own = (metric.of(task.example.counts) for metric in task.metrics)
    argument = task.argument[0].split()[-1].upper()
    return (*own, *(family.at(argument).of(task.example.counts) for family in task.families))


def _table(tasks: dict[str, tuple[Metric, ...]]) -> str:
    from fairaudit.cli import console

    formatter = click.HelpFormatter(width=min(console.width(), console.WIDTH_OF_A_PIPE))
    for task, metrics in tasks.items():
        with formatter.section(f"Task {task}"):
            formatter.write_dl([(metric.name, _line(metric)) for metric in metrics], col_max=32)
    formatter.write_paragraph()
    formatter.write_text(
        "Every metric M is also compared across groups, as M.difference, M.ratio and M.worst. "
        "`fairaudit explain NAME` tells more about a metric, a comparison, or another toolkit's name for one."
    )
    return formatter.getvalue()


def _line(metric: Metric) -> str:
    better = f" {metric.better.capitalize()} is better." if metric.better else ""
    short = min(metric.also_called, key=len, default=metric.name)
    return f"{metric.summary}{better}" + (f" Short: {short}." if len(short) < len(metric.name) / 2 else "")


def _entry(task: str, metric: Metric) -> dict[str, Any]:
    names = ("name", "summary", "formula", "low", "high", "better", "undefined_when", "source")
    return {"task": task, **{name: getattr(metric, name) for name in names}, "also_called": list(metric.also_called)}
