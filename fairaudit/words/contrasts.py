"""What sentences and tables say of groups beside others."""

from __future__ import annotations

from fairaudit.document import Contrast, Document, Estimate
from fairaudit.document.units import known_unit
from fairaudit.words.figures import figure, number, percent
from fairaudit.words.phrases import UNDEFINED, label

ALL_OTHERS = "all others"
"""What a group is beside without a reference group: all rows that are not in it."""


def beside(contrast: Contrast) -> str:
    """Return what a group is beside; a reference group with its value."""
    if contrast["against"] is None:
        return ALL_OTHERS
    value = contrast["against_value"]
    shown = UNDEFINED if value is None else number(value, known_unit(contrast["unit"]))
    return f"{label(contrast['against'])} ({shown})"


def contrast_figure(contrast: Contrast, estimate: Estimate, comparison: str) -> tuple[str, str]:
    """Return the difference with its sign, or the ratio; and both limits."""
    shown = figure(estimate, known_unit(contrast["unit"]), comparison)
    if not shown.value:
        return UNDEFINED, ""
    rises = comparison == "difference" and (estimate["value"] or 0) > 0 and shown.number.strip("0.,")
    sign = "+" if rises else ""
    return f"{sign}{shown.value}", f"{shown.low} to {shown.high}" if shown.low and shown.high else ""


def contrasts_note(document: Document) -> str:
    """Return how the limits of contrasts are to be read."""
    confidence = percent(document["confidence"])
    return f"Each group against others: all limits of a column hold together with {confidence} confidence."
