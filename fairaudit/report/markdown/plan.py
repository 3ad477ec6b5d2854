"""Plans as Markdown: the same tables as in the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fairaudit.planning import Plan
from fairaudit.report.markdown.text import bullets, table, text
from fairaudit.words import plans as words


def render(plans: Sequence[Plan]) -> str:
    """Return the plans, one after the other."""
    return "\n\n".join(block for plan in plans for block in _blocks(plan)) + "\n"


def _blocks(plan: Plan) -> Iterator[str]:
    lead, limits = words.certified(plan)
    yield f"## {text(words.title(plan))}"
    yield f"{text(words.assumed(plan))}."
    yield text(lead)
    if limits:
        yield bullets(map(text, limits))
    yield _table(words.group_columns(plan))
    yield bullets(map(text, words.remarks(plan)))
    yield f"If every group had so many {plan.unit}:"
    yield _table(words.size_columns(plan))
    if plan.power_curve:
        yield "With what chance the gap would be settled:"
        yield _table(words.chance_columns(plan))
        yield bullets(map(text, words.chance_notes(plan)))


def _table(columns: Sequence[words.Column]) -> str:
    rows = zip(*(column.cells for column in columns), strict=True)
    headings = [text(column.heading) for column in columns]
    return table(headings, [column.is_number for column in columns], (list(map(text, row)) for row in rows))
