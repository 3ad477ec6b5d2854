"""A plan for a reader: what could be certified, a table of groups, and what other sizes would give."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence

from rich.console import Console

from fairaudit.metrics import CATALOGUE
from fairaudit.planning import Plan
from fairaudit.report import wording
from fairaudit.report.glyphs import Glyphs
from fairaudit.report.terminal_tables import Column, table, total

_LEAST_WIDTH = 40
_NOTHING = "–"


def render(plan: Plan, width: int, ascii_only: bool) -> str:
    """Return a plan as text, no line longer than `width`."""
    width, glyphs = max(width, _LEAST_WIDTH), Glyphs(ascii_only)
    parts = [_wrapped(_title(plan), width), *_certified(plan, width)]
    parts += [_drawn(_group_columns(plan, glyphs), width, glyphs), *_remarks(plan, width)]
    parts += [_wrapped(f"If every group had so many {plan.unit}:", width)]
    parts += [_drawn(_curve_columns(plan), width, glyphs)]
    return glyphs.text("\n\n".join(parts) + "\n")


def _title(plan: Plan) -> str:
    assumed = plan.assumed
    name = f"Plan for {plan.metric} by {wording.level_name(plan.by)}" if plan.metric else "Plan"
    return (
        f"{name}: {_share(plan, assumed.rate)} expected in every group, confidence "
        f"{wording.percent(assumed.confidence)}, power {wording.percent(assumed.power)}"
    )


def _certified(plan: Plan, width: int) -> Iterator[str]:
    found = plan.certifies
    if found.difference is None or found.ratio is None:
        yield _wrapped("Fewer than two groups are large enough to be compared.", width)
        return
    chance = wording.percent(plan.assumed.power)
    lines = [f"If all groups truly have this value, a rule with one of these limits passes with a chance of {chance}:"]
    lines += [f"  difference at most {_points(plan, found.difference)}", f"  ratio at least {_ratio(found.ratio)}"]
    better = CATALOGUE[plan.metric].better if plan.metric else "unknown"
    if better in {"higher", "unknown"}:
        lines += [f"  worst at least {_share(plan, found.worst_at_least)}, where higher is better"]
    if better in {"lower", "unknown"}:
        lines += [f"  worst at most {_share(plan, found.worst_at_most)}, where lower is better"]
    yield "\n".join(_wrapped(line, width) for line in lines)


def _group_columns(plan: Plan, glyphs: Glyphs) -> list[Column]:
    groups, gap = plan.groups, _points(plan, plan.assumed.gap)
    columns = [Column(wording.level_name(plan.by), [glyphs.text(wording.label(each.group)) for each in groups])]
    columns += [_numbers("rows", [wording.count(each.rows) for each in groups])]
    if plan.unit != "rows":
        columns += [_numbers(plan.unit, [wording.count(round(each.units, 1)) for each in groups])]
    if any(abs(each.effective - each.rows) > 0.5 for each in groups):
        columns += [_numbers("worth", [wording.count(round(each.effective)) for each in groups])]
    columns += [
        _numbers("own value at least", [_share(plan, each.at_least) for each in groups]),
        _numbers("at most", [_share(plan, each.at_most) for each in groups]),
        _numbers("gap proven", [_points(plan, each.proves) for each in groups]),
        _numbers(f"{plan.unit} for {gap}", [_count(each.needs) for each in groups]),
        _numbers("more", [_count(each.more) for each in groups]),
    ]
    return columns


def _remarks(plan: Plan, width: int) -> Iterator[str]:
    chance, gap = wording.percent(plan.assumed.power), _points(plan, plan.assumed.gap)
    lines = [f"gap proven: the smallest true gap to the largest other group that is proven with a chance of {chance}."]
    if any(each.needs is not None for each in plan.groups):
        lines += [
            f"{plan.unit} for {gap}: with at least so many in every group, `difference <= {plan.assumed.gap:g}` passes "
            f"with a chance of {chance} if the groups are truly equal."
        ]
    if any(abs(each.effective - each.rows) > 0.5 for each in plan.groups):
        lines += ["worth: so many independent rows (words, for rates of words) hold the same evidence."]
    for each in plan.groups:
        if each.small_because is not None:
            lines += [f"{wording.label(each.group)}: not compared, {wording.show(each.small_because)}."]
    yield "\n".join(_wrapped(line, width) for line in lines)


def _curve_columns(plan: Plan) -> list[Column]:
    return [
        _numbers(plan.unit, [_count(step.units) for step in plan.curve]),
        _numbers("gap certified", [_points(plan, step.certifies) for step in plan.curve]),
        _numbers("gap proven", [_points(plan, step.proves) for step in plan.curve]),
    ]


def _numbers(heading: str, cells: list[str]) -> Column:
    return Column(heading, cells, is_number=True)


def _share(plan: Plan, value: float | None) -> str:
    return _NOTHING if value is None else wording.number(value, plan.metric or "selection_rate")


def _points(plan: Plan, value: float | None) -> str:
    return _NOTHING if value is None else wording.number(value, plan.metric or "selection_rate", "difference")


def _ratio(value: float) -> str:
    return wording.number(value, "selection_rate", "ratio")


def _count(value: int | None) -> str:
    return _NOTHING if value is None else wording.count(value)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False))


def _drawn(columns: Sequence[Column], width: int, glyphs: Glyphs) -> str:
    """Return a table; where it does not fit, a block of lines per row."""
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
