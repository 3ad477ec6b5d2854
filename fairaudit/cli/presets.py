"""`fairaudit presets`: the published rules that the program knows, with their date and status."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from fairaudit.cli.once import OnceCommand
from fairaudit.cli.options import debug_option

if TYPE_CHECKING:
    from fairaudit.published_rules import Preset

_WIDTH = 100
_INDENT = 18
_LIMITS = {
    "source": "set by the source",
    "nobody": "none: the source sets no number",
    "you": "yours: the source sets no number, and you must",
}


@click.command("presets", cls=OnceCommand, short_help="List published rules, or explain one.")
@click.argument("preset", metavar="[ID]", required=False)
@click.option("--format", "format_", type=click.Choice(["json"]), help="Print this instead of text.")
@debug_option
def command(preset: str | None, format_: str | None) -> None:
    """List published rules, or explain one.

    A preset is a dated file: what a law or a practice asks for, its status, and what could not be verified. Nothing in
    it is legal advice.
    """
    from fairaudit.cli import console
    from fairaudit.published_rules import load_preset, preset_ids

    chosen = [load_preset(name) for name in ([preset] if preset else preset_ids())]
    if format_ == "json":
        entries = [each.to_dict() for each in chosen]
        console.print_json(json.dumps(entries[0] if preset else entries, indent=2, ensure_ascii=False))
    elif preset:
        console.print_text(explain(chosen[0], min(console.width(), _WIDTH)))
    else:
        console.print_text(_listing(chosen))


def _listing(presets: list[Preset]) -> str:
    from fairaudit.cli import console

    formatter = click.HelpFormatter(width=min(console.width(), console.WIDTH_OF_A_PIPE))
    with formatter.section("Presets"):
        formatter.write_dl([(each.id, f"{each.title}. {each.jurisdiction}. {_age(each)}") for each in presets])
    formatter.write_paragraph()
    formatter.write_text(
        "`fairaudit presets ID` explains one; `fairaudit report DATA --preset ID` shows its numbers, and "
        "`fairaudit check` judges by its rules. Nothing here is legal advice."
    )
    return formatter.getvalue()


def _age(preset: Preset) -> str:
    revision = "Status under revision. " if preset.under_revision else ""
    return f"{revision}As of {preset.as_of.isoformat()}."


def explain(preset: Preset, width: int = _WIDTH) -> str:
    """Return everything that a preset says, for a reader."""
    lines = [preset.id, *textwrap.wrap(preset.title, width, initial_indent="  ", subsequent_indent="  "), ""]
    for heading, text in _facts(preset):
        first = f"  {heading:<{_INDENT - 3}} "
        lines += textwrap.wrap(text, width, initial_indent=first, subsequent_indent=" " * (_INDENT + 2))
    return "\n".join(lines) + "\n"


def _facts(preset: Preset) -> Iterator[tuple[str, str]]:
    """Yield headings with texts; the heading of further texts under one heading is empty."""
    yield "where", preset.jurisdiction
    yield "as of", preset.as_of.isoformat()
    yield "status", preset.status
    yield from _list("needs", [f"{each.column}: {each.means}" for each in preset.required_columns])
    yield "metrics", ", ".join(preset.metrics)
    yield "compared with", preset.reference_rule
    yield "limits", f"{_LIMITS[preset.limits.given_by]}. {preset.limits.says}"
    yield "exclusions", preset.exclusions.says if preset.exclusions is not None else "none"
    yield from _list("set by you", [f"{each.name} = {each.value:g}: {each.says}" for each in preset.parameters])
    if preset.parameters:
        numbers = ",".join(f"{each.name}={each.value:g}" for each in preset.parameters)
        yield "", f"--preset {preset.id}:{numbers}"
    yield from _list("rules", [_rule(each.require, each.severity, each.evidence, each.task) for each in preset.rules])
    yield from _list("must be stated", [each.says for each in preset.states])
    yield from _list("sources", preset.sources)
    yield from _list("not verified", preset.not_verified)
    yield "disclaimer", preset.disclaimer


def _rule(require: str, severity: str, evidence: str, task: str | None) -> str:
    notes = [f"task {task}"] if task else []
    notes += ["judged on the value alone"] if evidence == "point" else []
    notes += ["only warns"] if severity == "warn" else []
    return f"{require} ({', '.join(notes)})" if notes else require


def _list(heading: str, texts: list[str] | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for place, text in enumerate(texts):
        yield ("" if place else heading), text
