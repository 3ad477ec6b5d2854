"""A plan for a reader at a terminal: what could be certified, a table of groups, and what other sizes would give."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence

from rich.console import Console

from fairaudit.planning import Plan
from fairaudit.report.terminal.glyphs import Glyphs
from fairaudit.report.terminal.tables import Column, table, total
from fairaudit.words import plans

_LEAST_WIDTH = 40


def render(plan: Plan, width: int, ascii_only: bool) -> str:
    """Return a plan as text, no line longer than `width`."""
    width, glyphs = max(width, _LEAST_WIDTH), Glyphs(ascii_only)
    lead, limits = plans.certified(plan)
    parts = [
        _wrapped(f"{plans.title(plan)}: {plans.assumed(plan)}", width),
        "\n".join([_wrapped(lead, width), *(_wrapped(f"  {limit}", width) for limit in limits)]),
        _drawn(plans.group_columns(plan), width, glyphs),
        "\n".join(_wrapped(line, width) for line in plans.remarks(plan)),
        _wrapped(f"If every group had so many {plan.unit}:", width),
        _drawn([*plans.size_columns(plan)], width, glyphs),
        _wrapped(plans.alike(plan), width),
    ]
    return glyphs.text("\n\n".join(parts) + "\n")


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False))


def _drawn(shown: Sequence[plans.Column], width: int, glyphs: Glyphs) -> str:
    """Return a table; where it does not fit, a block of lines per row."""
    columns = [
        Column(each.heading, [glyphs.text(cell) for cell in each.cells], is_number=each.is_number) for each in shown
    ]
    widths = [column.natural for column in columns]
    widths[0] = min(widths[0], max(width - total([0, *widths[1:]]), 12))
    if total(widths) > width:
        rows = zip(*(column.cells for column in columns), strict=True)
        return "\n".join(_block(columns, cells, width) for cells in rows)
    console = Console(file=io.StringIO(), width=width, color_system=None, markup=False, highlight=False, emoji=False)
    console.print(table(columns, widths, glyphs))
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines())


def _block(columns: Sequence[Column], cells: Sequence[str], width: int) -> str:
    facts = [f"{column.heading} {cell}" for column, cell in zip(columns, cells, strict=True)]
    return _wrapped("; ".join(facts), width)
