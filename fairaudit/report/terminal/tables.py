"""The tables of the terminal report: laid out here, so that no number is ever cut, and a name only where it must be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from fairaudit import words as wording
from fairaudit.document import Disparity, Document, Estimate, GroupResult, Verdict, headline
from fairaudit.document import reading as view
from fairaudit.document.units import Unit, unit_of
from fairaudit.report.terminal.glyphs import Glyphs
from fairaudit.report.terminal.names import in_lines

_GAP = 2
_LEAST_BAR, _MOST_BAR = 12, 32
_WIDTH_FOR_BAR = 100
_BREAK = re.compile(r"([_.](?=[a-z]))")


@dataclass(frozen=True)
class Column:
    """A column before its width is known: a heading and one text per row."""

    heading: str
    cells: list[str]
    is_number: bool = False
    style: str = ""

    @property
    def natural(self) -> int:
        """The width at which no cell needs to wrap; headings wrap at their underscores."""
        longest_word = max((cell_len(word) for word in words_of(self.heading)), default=1)
        lines = [cell_len(line) for cell in self.cells for line in cell.split("\n")]
        return max([longest_word, *lines, 1])


def words_of(heading: str) -> list[str]:
    """Return the pieces between which a heading may break: after an underscore, a full stop, a space."""
    return _BREAK.sub(r"\1 ", heading).split()


def broken(heading: str, width: int) -> str:
    """Return a catalogue name in lines that are at most `width` wide, where its pieces allow it."""
    lines = [""]
    for piece in words_of(heading):
        space = " " if lines[-1] and not lines[-1].endswith(("_", ".")) else ""
        if lines[-1] and cell_len(lines[-1] + space + piece) > width:
            lines.append(piece)
        else:
            lines[-1] += space + piece
    return "\n".join(lines)


def total(widths: Sequence[int]) -> int:
    """Return the width of a table with columns of these widths."""
    return sum(widths) + _GAP * (len(widths) - 1)


def table(columns: Sequence[Column], widths: Sequence[int], glyphs: Glyphs, *, with_head: bool = True) -> Table:
    """Return the rich table; the widths are final."""
    drawn = Table(
        box=glyphs.box,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        show_header=with_head,
    )
    for column, width in zip(columns, widths, strict=True):
        drawn.add_column(
            Text(broken(column.heading, width), overflow="fold"),
            width=width,
            justify="right" if column.is_number else "left",
            vertical="top",
            overflow="fold",
            style=column.style,
        )
    for cells in zip(*(column.cells for column in columns), strict=True):
        drawn.add_row(*(Text(cell, overflow="fold") for cell in cells))
    return drawn


def group_tables(
    document: Document, level: view.Level, notes: view.Notes, width: int, glyphs: Glyphs
) -> Iterator[Table]:
    """Yield the table of a level's groups × headline metrics, in several parts where the width asks for it."""
    groups = level.groups[: view.MOST_GROUPS]
    metrics = {metric: unit_of(document, metric) for metric in headline.metrics(document)}
    for between in ("  ", "\n"):
        fixed = _fixed_columns(document, level, groups, notes, between, glyphs)
        fixed_widths = [min(fixed[0].natural, max(width // 4, 12)), *(column.natural for column in fixed[1:])]
        columns = [_metric_column(groups, metric, unit, notes, between, glyphs) for metric, unit in metrics.items()]
        widths = [*fixed_widths, *(column.natural for column in columns)]
        spare = width - total(widths)
        if width >= _WIDTH_FOR_BAR and spare >= _LEAST_BAR + _GAP:
            bar_width = min(spare - _GAP, _MOST_BAR)
            bar = _bar_column(document, groups, bar_width, glyphs)
            yield _widened([*fixed, *columns, bar], [*widths, bar_width], width, glyphs)
            return
        if width < _WIDTH_FOR_BAR and spare >= 0:
            yield _widened([*fixed, *columns], widths, width, glyphs)
            return
    yield from in_parts(fixed, fixed_widths, columns, width, glyphs)


def _widened(columns: list[Column], widths: list[int], width: int, glyphs: Glyphs) -> Table:
    """Give what is left of the width to the names."""
    names = min(columns[0].natural, widths[0] + width - total(widths))
    return _named(columns, [names, *widths[1:]], glyphs)


def _named(columns: Sequence[Column], widths: Sequence[int], glyphs: Glyphs) -> Table:
    """Return a table whose first column holds names of groups: broken where words end, folded where they are longer."""
    names = replace(columns[0], cells=[in_lines(name, widths[0]) for name in columns[0].cells])
    return table([names, *columns[1:]], widths, glyphs)


def in_parts(
    fixed: list[Column], fixed_widths: list[int], columns: list[Column], width: int, glyphs: Glyphs
) -> Iterator[Table]:
    """Yield as many tables as the columns need, each with the names in front."""
    part: list[Column] = []
    for column in columns:
        wanted = [*fixed_widths, *(each.natural for each in [*part, column])]
        if part and total(wanted) > width:
            yield _named([*fixed, *part], [*fixed_widths, *(each.natural for each in part)], glyphs)
            part = []
        part.append(column)
    yield _named([*fixed, *part], [*fixed_widths, *(each.natural for each in part)], glyphs)


def _fixed_columns(
    document: Document,
    level: view.Level,
    groups: Sequence[GroupResult],
    notes: view.Notes,
    between: str,
    glyphs: Glyphs,
) -> list[Column]:
    names = [glyphs.text(wording.label(group["group"])) for group in groups]
    marks = [_small_mark(group, notes, glyphs) for group in groups]
    rows = [wording.rows_of(group) for group in groups]
    if between == "\n":
        rows = [f"{number}\n{mark}".rstrip() for number, mark in zip(rows, marks, strict=True)]
    columns = [Column(glyphs.text(wording.level_name(level.by)), names), Column("rows", rows, is_number=True)]
    if level.has_clusters:
        clusters = [wording.count(group["clusters"]) for group in groups]
        columns.append(Column(wording.cluster_words(document)[1], clusters, is_number=True))
    return [*columns, Column("", marks)] if any(marks) and between != "\n" else columns


def _small_mark(group: GroupResult, notes: view.Notes, glyphs: Glyphs) -> str:
    reason = wording.small_because(group)
    return f"{'' if group['suppressed'] else 'small'}{notes.mark(glyphs.text(reason))}" if reason else ""


def _metric_column(
    groups: Sequence[GroupResult], metric: str, unit: Unit, notes: view.Notes, between: str, glyphs: Glyphs
) -> Column:
    cells = [
        "" if metric not in group["metrics"] else glyphs.text(cell(group["metrics"][metric], unit, notes, between))
        for group in groups
    ]
    return Column(glyphs.text(metric), cells, is_number=True)


def cell(estimate: Estimate, unit: Unit, notes: view.Notes, between: str) -> str:
    """Return a value, what stands between, and its interval; a footnote where one of them is missing."""
    mark = notes.mark(wording.undefined_because(estimate))
    if estimate["value"] is None:
        return f"{wording.UNDEFINED}{mark}"
    shown = wording.figure(estimate, unit)
    return f"{shown.value}{between}{shown.interval or mark}".rstrip()


def _bar_column(document: Document, groups: Sequence[GroupResult], width: int, glyphs: Glyphs) -> Column:
    metric = headline.primary(document)
    unit = unit_of(document, metric)
    axis = view.axis(document, groups, metric)
    overall = document["overall"]["metrics"].get(metric)
    reference = overall["value"] if overall else None
    cells = []
    for group in groups:
        numbers = view.limits(group["metrics"].get(metric))
        cells.append(glyphs.bar(axis, numbers, reference, width) if numbers else "")
    ends = f"{wording.number(axis.low, unit)} to {wording.number(axis.high, unit)}"
    return Column(glyphs.text(f"{metric} {ends}"), cells)


def disparity_table(disparities: Sequence[Disparity], notes: view.Notes, width: int, glyphs: Glyphs) -> Table:
    """Return the table of comparisons that have a value."""
    ends = [wording.ends(each) for each in disparities]
    columns = [
        Column("comparison", [glyphs.text(wording.show(each["name"])) for each in disparities]),
        *_numbers(disparities, notes, glyphs),
        Column("highest", [glyphs.text(highest) for highest, _ in ends]),
        Column("lowest", [glyphs.text(lowest) for _, lowest in ends]),
    ]
    numbers = [max(column.natural, len(column.heading) if width >= _WIDTH_FOR_BAR else 0) for column in columns[1:-2]]
    left = width - total([*numbers, 0, 0, 0])
    names = min(columns[0].natural, max(left * 2 // 5, left - columns[-2].natural - columns[-1].natural))
    highest = min(columns[-2].natural, max((left - names) // 2, left - names - columns[-1].natural))
    lowest = min(columns[-1].natural, left - names - highest)
    columns[0] = Column(columns[0].heading, [broken(name, names) for name in columns[0].cells])
    for place, room in ((-2, highest), (-1, lowest)):
        cells = [in_lines(name, room, glyphs.text("…")) for name in columns[place].cells]
        columns[place] = replace(columns[place], cells=cells)
    return table(columns, [names, *numbers, highest, lowest], glyphs)


def _numbers(disparities: Sequence[Disparity], notes: view.Notes, glyphs: Glyphs) -> list[Column]:
    figures = [wording.disparity_figure(each) for each in disparities]
    marks = [notes.mark(glyphs.text(wording.undefined_because(each))) for each in disparities]
    values = [f"{figure.value}{mark}" for figure, mark in zip(figures, marks, strict=True)]
    return [
        Column("value", values, is_number=True),
        Column("at least", [figure.low for figure in figures], is_number=True),
        Column("at most", [figure.high for figure in figures], is_number=True),
        Column("by chance", [wording.chance(each) for each in disparities], is_number=True),
    ]


def verdict_table(verdicts: Sequence[Verdict], width: int, glyphs: Glyphs) -> Table:
    """Return the table of what every rule came to; without its middle columns where there is no room for them."""
    figures = [wording.verdict_figure(each) for each in verdicts]
    ends = [
        Column("verdict", [wording.verdict_word(each) for each in verdicts]),
        Column("rule", [glyphs.text(wording.show(each["id"])) for each in verdicts]),
    ]
    middle = [
        Column("value", [figure.value or wording.UNDEFINED for figure in figures], is_number=True),
        Column("interval", [glyphs.text(figure.interval) for figure in figures], is_number=True),
    ]
    limits = Column("limit", [glyphs.text(wording.verdict_limit(each)) for each in verdicts], is_number=True)
    for between in (middle, middle[:1], []):
        columns = [*ends, *between, limits]
        widths = [column.natural for column in columns]
        widths[1] = min(widths[1], width - total([widths[0], 0, *widths[2:]]))
        if widths[1] >= min(_LEAST_BAR, ends[1].natural):
            return table(columns, widths, glyphs)
    return table(ends, [ends[0].natural, width - total([ends[0].natural, 0])], glyphs)
