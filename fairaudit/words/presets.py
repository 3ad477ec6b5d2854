"""What the tables of published rules say of a level, wherever a rule wants it to be stated."""

from __future__ import annotations

from fairaudit.document import PresetTable
from fairaudit.words import figures, phrases


def unknown(table: PresetTable) -> str:
    """Return how many rows are of people whose group is unknown."""
    return phrases.HIDDEN if table["unknown"] is None else figures.count(table["unknown"])


def reversing(table: PresetTable) -> list[str]:
    """Return the groups that one moved selection would put ahead."""
    return [phrases.label(row["group"]) for row in table["rows"] if row.get("one_selection_reverses")]


def by_chance(table: PresetTable) -> str:
    """Return how often equal groups would have a ratio under four fifths; empty where that was not computed."""
    share = table["below_by_chance"]
    return "" if share is None else figures.how_often(share)
