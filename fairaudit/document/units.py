"""In which unit the values of a metric are printed, as the document says."""

from __future__ import annotations

from typing import Literal

from fairaudit.document.judged import JudgedDocument

Unit = Literal["share", "number"]
"""A share is printed in percent, a number as it is."""


def unit_of(document: JudgedDocument, metric: str) -> Unit:
    """Return the unit of a metric of the document."""
    definition = document["definitions"].get(metric)
    return "number" if definition is None else known_unit(definition["unit"])


def known_unit(unit: str | None) -> Unit:
    """Return a unit that a document names; one that this version does not know is that of plain numbers."""
    return "share" if unit == "share" else "number"
